package dataset

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics"
)

// anyColumns are a column of each type.
var anyColumns = []Column{{Type: Text}, {Type: Decimal}, {Type: Day}, {Type: Whole}, {Type: Flag}, {Type: Text}}

type kept struct {
	State  analytics.State
	Values []Value
}

func keptIn(t interface{ Fatal(...any) }, s *spool) (rows []kept) {
	err := s.rows(anyColumns, func(state analytics.State, row []Value) bool {
		rows = append(rows, kept{state, append([]Value(nil), row...)})
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Whatever is put in comes out again, as often as it is asked for.
func TestRowsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := rapid.Map(rapid.StringN(1, 20, -1), func(s string) Value { return Value{Text: s, There: true} })
	number := rapid.Map(rapid.OneOf(rapid.Float64(), rapid.Map(rapid.IntRange(-200, 1<<40), func(i int) float64 { return float64(i) })), func(x float64) Value {
		return Value{Number: x, There: true}
	})
	day := rapid.Map(rapid.IntRange(-40_000, 40_000), func(i int) Value {
		return Value{Day: time.Date(1970, 1, 1+i, 12, 0, 0, 0, time.UTC), There: true}
	})
	none := rapid.Just(Value{})
	rapid.Check(t, func(t *rapid.T) {
		s, err := newSpool(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		var want []kept
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			row := kept{State: analytics.State(rapid.IntRange(0, 3).Draw(t, "state"))}
			for _, c := range anyColumns {
				of := map[Type]*rapid.Generator[Value]{Text: text, Day: day}[c.Type]
				if of == nil {
					of = number
				}
				row.Values = append(row.Values, rapid.OneOf(none, of).Draw(t, "value"))
			}
			s.put(anyColumns, row.State, row.Values)
			want = append(want, row)
		}
		for range 2 {
			if diff := cmp.Diff(want, keptIn(t, s)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// A dictionary that is full is begun anew on both sides.
func TestMoreTextsThanADictionaryHas(t *testing.T) {
	t.Parallel()
	s, err := newSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	row := make([]Value, len(anyColumns))
	const rows = 2*mostKnown + 7
	for i := range rows {
		row[0], row[5] = Value{Text: strconv.Itoa(i), There: true}, Value{Text: "the same", There: true}
		s.put(anyColumns, analytics.Value, row)
		if len(s.known) > mostKnown+1 {
			t.Fatalf("the dictionary has %d texts", len(s.known))
		}
	}
	found := keptIn(t, s)
	for i, row := range found {
		if row.Values[0].Text != strconv.Itoa(i) || row.Values[5].Text != "the same" {
			t.Fatalf("row %d is %q and %q", i, row.Values[0].Text, row.Values[5].Text)
		}
	}
	if len(found) != rows {
		t.Errorf("%d rows of %d", len(found), rows)
	}
}

// The rows lie in a folder and have no name there. A disk that takes no more is told when they are asked for.
func TestRowsHaveNoName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := newSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
	s.put(anyColumns, analytics.Value, make([]Value, len(anyColumns)))
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if err := s.rows(anyColumns, func(analytics.State, []Value) bool { return true }); err == nil {
		t.Error("rows that could not be written are read")
	}
	if _, err := newSpool(dir + "/nowhere"); err == nil {
		t.Error("there is no folder, and there are rows in it")
	}
}
