package sav

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var someDay = time.Date(2026, time.December, 18, 14, 0, 0, 0, time.UTC)

// written is a file in memory.
func written(t interface{ Fatal(...any) }, f File, rows [][]Value) []byte {
	var b bytes.Buffer
	if err := Write(&b, f, len(rows), slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is written is read back by a reader that knows the description of the format and none of our code.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := File{Label: rapid.String().Draw(t, "label"), Made: someDay, Variables: rapid.SliceOfNDistinct(someVariable(), 1, 6, func(v Variable) string {
			return strings.ToLower(v.Name)
		}).Draw(t, "variables")}
		var rows [][]Value
		for range rapid.IntRange(0, 20).Draw(t, "rows") {
			var row []Value
			for _, v := range f.Variables {
				row = append(row, someValue(t, v))
			}
			rows = append(rows, row)
		}
		got := read(t, written(t, f, rows))
		if len(got.rows) != len(rows) || len(got.variables) != len(f.Variables) {
			t.Fatalf("read %d rows of %d variables, want %d of %d", len(got.rows), len(got.variables), len(rows), len(f.Variables))
		}
		for i, v := range f.Variables {
			g := got.variables[i]
			if g.Name != v.Name || g.Kind != v.Kind || g.Kind == Text && g.Width != v.Width || !slices.Equal(g.Missing, v.Missing) || g.Label != cut(v.Label, maxLabel) {
				t.Fatalf("read %+v, want %+v", g, v)
			}
			if len(g.Labels) != len(v.Labels) {
				t.Fatalf("%s: %d labels, want %d", v.Name, len(g.Labels), len(v.Labels))
			}
			for j, l := range v.Labels {
				if h := g.Labels[j]; h.Number != l.Number || h.Text != strings.TrimRight(l.Text, " ") || h.Label != cut(l.Label, maxCodeLabel) {
					t.Fatalf("%s: label %+v, want %+v", v.Name, h, l)
				}
			}
			for j := range rows {
				want := rows[j][i]
				want.text = strings.TrimRight(want.text, " ")
				want.there = want.there && v.Kind != Text
				if got.rows[j][i] != want {
					t.Fatalf("%s in row %d is %+v, want %+v", v.Name, j, got.rows[j][i], want)
				}
			}
		}
	})
}

func someVariable() *rapid.Generator[Variable] {
	return rapid.Custom(func(t *rapid.T) Variable {
		v := Variable{
			Name: rapid.StringMatching(`v[A-Za-z0-9_]{0,30}`).Draw(t, "name"), Label: rapid.StringOfN(rapid.Rune(), 0, 300, -1).Draw(t, "words"),
			Kind: rapid.SampledFrom([]Kind{Number, Text, Day}).Draw(t, "kind"), Measure: Nominal,
		}
		if v.Kind == Text {
			v.Width = rapid.SampledFrom([]int{1, 7, 8, 9, 16, 254, 255, 256, 503, 504, 505, 765, 1000, 4096}).Draw(t, "width")
			if v.Width >= 8 && rapid.Bool().Draw(t, "labelled") {
				v.Labels = []Label{{Text: "hidden", Label: "skjult"}, {Text: "value", Label: strings.Repeat("å", 70)}}
			}
			return v
		}
		if v.Kind == Number && rapid.Bool().Draw(t, "missing") {
			v.Missing = []float64{-97, -98, -99}
			v.Labels = []Label{{Number: -97, Label: "skjult"}, {Number: 1.5, Label: "halvannet"}}
		}
		return v
	})
}

func someValue(t *rapid.T, v Variable) Value {
	switch {
	case v.Kind == Text:
		return Str(cut(strings.ReplaceAll(rapid.StringOfN(rapid.RuneFrom([]rune("abæøå =+- 😀")), 0, v.Width, v.Width).Draw(t, "text"), "\x00", ""), v.Width))
	case rapid.Bool().Draw(t, "none"):
		return Value{}
	case v.Kind == Day:
		return Date(someDay.AddDate(0, 0, rapid.IntRange(-10000, 10000).Draw(t, "day")))
	}
	return Num(rapid.OneOf(rapid.Float64Range(-1e6, 1e6), rapid.Map(rapid.IntRange(-110, 200), func(i int) float64 { return float64(i) })).Draw(t, "number"))
}

// The seconds of a day are those that SPSS shows for it: 2000-01-01 is 13166064000 (PSPP: COMPUTE x = DATE.DMY(1,1,2000)).
func TestDaysAreCountedInSeconds(t *testing.T) {
	t.Parallel()
	if got := Date(time.Date(2000, 1, 1, 13, 0, 0, 0, time.UTC)); got != Num(13166064000) {
		t.Error(got)
	}
}

func TestWhatTheFormatCannotHold(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]Variable{
		"a blank": {Name: "min gruppe"}, "a digit first": {Name: "1a"}, "a word of the language": {Name: "TO"}, "too long": {Name: strings.Repeat("a", 65)},
		"no width": {Name: "a", Kind: Text}, "too wide": {Name: "a", Kind: Text, Width: MaxWidth + 1}, "a letter of ours": {Name: "måling"},
		"four missing values": {Name: "a", Missing: []float64{1, 2, 3, 4}}, "a missing text": {Name: "a", Kind: Text, Width: 1, Missing: []float64{1}},
		"a label of a wide value": {Name: "a", Kind: Text, Width: 2, Labels: []Label{{Text: "abc"}}},
	} {
		if err := Write(&bytes.Buffer{}, File{Variables: []Variable{v}}, 0, slices.Values([][]Value(nil))); !errors.Is(err, ErrVariable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := File{Variables: []Variable{{Name: "n"}, {Name: "N"}}}
	if err := Write(&bytes.Buffer{}, twice, 0, slices.Values([][]Value(nil))); !errors.Is(err, ErrVariable) {
		t.Errorf("n and N: %v", err)
	}
}

func TestRowsThatDoNotFit(t *testing.T) {
	t.Parallel()
	f := File{Made: someDay, Variables: []Variable{{Name: "a"}, {Name: "b", Kind: Text, Width: 3}}}
	for name, rows := range map[string][][]Value{
		"too few values": {{Num(1)}}, "a text for a number": {{Str("x"), Str("y")}}, "a number for a text": {{Num(1), Num(2)}}, "too long": {{Num(1), Str("åå")}},
	} {
		if err := Write(&bytes.Buffer{}, f, 1, slices.Values(rows)); err == nil {
			t.Errorf("%s: nothing is wrong with it", name)
		}
	}
	if err := Write(&bytes.Buffer{}, f, 2, slices.Values([][]Value{{Num(1), Str("y")}})); err == nil {
		t.Error("a row is missing, and nobody says so")
	}
}

// The same makes the same.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	f := File{Label: "Prøve", Made: someDay, Variables: []Variable{{Name: "a"}}}
	rows := [][]Value{{Num(1)}, {Num(2.5)}}
	if !bytes.Equal(written(t, f, rows), written(t, f, rows)) {
		t.Error("two files of the same differ")
	}
}
