package surveys

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// sheetOf reads a table, the heading first.
func sheetOf(t interface {
	Helper()
	Fatal(...any)
}, table [][]string,
) *Sheet {
	t.Helper()
	var file strings.Builder
	if err := csv.NewWriter(&file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	read, err := tabular.Read(strings.NewReader(file.String()), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var faults tabular.Faults
	sheet, err := ReadSheet(read, &faults)
	if err := errors.Join(err, faults.Err(), read.Close()); err != nil {
		t.Fatal(err)
	}
	return sheet
}

// fileOf is a table with a column for each item, called by its id, and n rows whose answers are made from their number.
func fileOf(in *Instrument, n int) [][]string {
	var heading []string
	for _, item := range in.Items() {
		heading = append(heading, string(item.ID))
	}
	table := [][]string{heading}
	for row := range n {
		var cells []string
		for i, item := range in.Items() {
			codes := in.Scale(item).Codes()
			cells = append(cells, fmt.Sprint(codes[(row*31+row/7+i*i)%len(codes)]))
		}
		table = append(table, cells)
	}
	return table
}

// withColumn puts a column before the others.
func withColumn(table [][]string, cells ...string) [][]string {
	wider := make([][]string, len(table))
	for i, row := range table {
		wider[i] = append([]string{cells[i]}, row...)
	}
	return wider
}

// A sheet travels as text, and what is not one is refused.
func TestSheetText(t *testing.T) {
	t.Parallel()
	table := withColumn(fileOf(stateInstrument(t), 100), slices.Concat([]string{"Kommentar"}, make([]string, 100))...)
	for i := range table[1:] {
		table[i+1][0] = fmt.Sprintf("a comment, number %d", i)
	}
	sheet := sheetOf(t, table)
	if !sheet.Columns[0].Free || len(sheet.Columns[0].Values)+len(sheet.Columns[0].Cells) > 0 {
		t.Errorf("comments are kept: %v", sheet.Columns[0])
	}
	few := sheetOf(t, table[:15])
	if !few.Columns[0].Free || few.Columns[1].Free || len(few.Columns[1].Cells) != 14 {
		t.Errorf("of few rows, comments %v and answers %v", few.Columns[0], few.Columns[1])
	}
	text, err := sheet.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var again Sheet
	if err := again.UnmarshalText(text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sheet, &again); diff != "" {
		t.Error(diff)
	}
	for range 200 {
		broken := slices.Clone(text)
		broken[rand.IntN(len(broken))] = "AZaz09-_!"[rand.IntN(9)]
		var s Sheet
		if err := s.UnmarshalText(broken); err != nil && !errors.Is(err, ErrSheet) {
			t.Errorf("a changed letter gives %v", err)
		}
	}
	for name, unsound := range map[string]Sheet{
		"a value that is not there": {Columns: []SheetColumn{{Name: "a", Values: []string{"x"}, Cells: []uint16{2}}}, Lines: []int{2}},
		"too few cells":             {Columns: []SheetColumn{{Name: "a"}}, Lines: []int{2}},
		"two of a name":             {Columns: []SheetColumn{{Name: "a"}, {Name: "a"}}},
		"a free one with values":    {Columns: []SheetColumn{{Name: "a", Free: true, Values: []string{"x"}}}},
		"an empty value":            {Columns: []SheetColumn{{Name: "a", Values: []string{""}}}},
		"too many columns":          {Columns: make([]SheetColumn, MaxSheetColumns+1)},
	} {
		text, err := unsound.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := new(Sheet).UnmarshalText(text); !errors.Is(err, ErrSheet) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever comes as a packed sheet is refused, or can be planned with: it comes from a form, and anybody can change a form.
func FuzzSheetText(f *testing.F) {
	in, _ := Builtin(StateSurvey)
	sheet := sheetOf(f, fileOf(in, 3))
	for _, s := range []*Sheet{sheet, {}, {Columns: []SheetColumn{{Name: "promote_plan", Free: true}}, Lines: []int{2}}} {
		text, err := s.MarshalText()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	t := programme.Builtin()
	f.Fuzz(func(test *testing.T, text []byte) {
		var s Sheet
		if err := s.UnmarshalText(text); err != nil {
			return
		}
		r := &reading{in: in, t: t, sheet: &s, m: ImportMap{GroupColumn: "promote_relations"}.with(obviousItems(in, &s))}
		rows, empty := r.read()
		if len(rows)+empty != len(s.Lines) {
			test.Errorf("%d rows and %d without an answer, of %d", len(rows), empty, len(s.Lines))
		}
		if again, err := s.MarshalText(); err != nil || new(Sheet).UnmarshalText(again) != nil {
			test.Errorf("packed again it is refused: %v", err)
		}
	})
}
