package analysis

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"tilstand/internal/tabular"
)

// Whatever is in a file that can be read, it is analysed, written and released: nothing panics, nothing is NaN, and both documents hold to
// their schemas. Files are small and poor in spread, where formulas break.
func TestAnyFile(t *testing.T) {
	t.Parallel()
	in := climate(t)
	raw, releases := schema(t, "urn:tilstand:analysis:1"), schema(t, "urn:tilstand:releases:1")
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Keep: true, Columns: Columns{By: []string{"role", "age"}[:rapid.IntRange(0, 2).Draw(t, "columns")]}}
		if rapid.Bool().Draw(t, "waves") {
			o.Wave = "wave"
		}
		if rapid.Bool().Draw(t, "units") {
			o.Unit = "unit"
			if rapid.Bool().Draw(t, "owners") {
				o.Owner = "owner"
			}
		}
		codes := rapid.SampledFrom([]*rapid.Generator[int]{rapid.IntRange(-1, 4), rapid.IntRange(3, 4), rapid.Just(2)}).Draw(t, "answers")
		invited, lines := map[string]int{}, []string{}
		for range rapid.IntRange(1, 25).Draw(t, "people") {
			unit := rapid.IntRange(1, 6).Draw(t, "unit")
			wave := rapid.IntRange(1, 3).Draw(t, "wave")
			role, age := rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "role"), rapid.SampledFrom([]string{"p", "q"}).Draw(t, "age")
			line := fmt.Sprintf("%d,%d,%d,%s,%s", unit%2, unit, wave, role, age)
			for range 10 {
				line += ","
				if code := codes.Draw(t, "code"); code >= 0 {
					line += fmt.Sprint(code)
				}
			}
			lines = append(lines, line)
			var key []string
			if o.Wave != "" {
				key = append(key, fmt.Sprint(wave))
			}
			if o.Unit != "" {
				key = append(key, fmt.Sprint(unit))
			}
			invited[strings.Join(append(key, []string{role, age}[:len(o.By)]...), ",")]++
		}
		var population *tabular.Table
		if rapid.Bool().Draw(t, "population") {
			var columns []string
			for _, name := range append([]string{o.Wave, o.Unit}, o.By...) {
				if name != "" {
					columns = append(columns, name)
				}
			}
			content := strings.Join(append(columns, "invited"), ",") + "\n"
			for key, n := range invited {
				line := fmt.Sprint(n + rapid.IntRange(0, 3).Draw(t, "silent"))
				if len(columns) > 0 {
					line = key + "," + line
				}
				content += line + "\n"
			}
			population = parsed(content)
		}
		d, err := Read(in, parsed(rows("owner,unit,wave,role,age", lines...)), population, o)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		a := d.Analyse()
		if err := a.Write(&b); err != nil {
			t.Fatal(err)
		}
		valid(t, raw, b.Bytes())
		for _, table := range a.Tables() {
			for _, row := range table.Rows {
				if len(row) != len(table.Columns) {
					t.Fatalf("%s: %d cells in %d columns", table.Name, len(row), len(table.Columns))
				}
			}
		}
		r, err := d.Releases(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b.Reset()
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		valid(t, releases, b.Bytes())
	})
}

func valid(t *rapid.T, s *jsonschema.Schema, document []byte) {
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(instance); err != nil {
		t.Fatal(err)
	}
}
