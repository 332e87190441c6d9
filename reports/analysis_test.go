package reports

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/analytics/analysis"
)

// A statistician reads the tables by script: headings in the first row, numbers as they were computed, nothing where there is no figure.
func TestBuildTables(t *testing.T) {
	t.Parallel()
	third := 1.0 / 3
	tables := []analysis.Table{
		{Name: "items", About: "Each item.", Columns: []string{"measure", "state", "n", "mean", "no_spread"}, Rows: [][]any{
			{"item:q1", "value", 24, third, true},
			{"=item:q2", "no_data", 0, nil, false},
		}},
		{Name: "trends", About: "Each trend."},
	}
	book, err := BuildTables("Raw analysis", []string{"No population."}, tables)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := Write(&file, book); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&file, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"about", "items"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("items")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"measure", "state", "n", "mean", "no_spread"},
		{"item:q1", "value", "24", "0.333333333333333", "1"},
		{"'=item:q2", "no_data", "0", "", "0"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	about, err := f.GetRows("about")
	if err != nil {
		t.Fatal(err)
	}
	if got := about[len(about)-2:]; !cmp.Equal(got, [][]string{{"items", "2", "Each item."}, {"trends", "0", "Each trend."}}) || about[3][2] != "No population." {
		t.Errorf("the first sheet says %q", about)
	}
}

func TestBuildTablesTooMuch(t *testing.T) {
	t.Parallel()
	rows := make([][]any, mostRows+1)
	_, err := BuildTables("x", nil, []analysis.Table{{Name: "items", Columns: []string{"a", "b"}, Rows: rows}})
	if !errors.Is(err, ErrTooMuch) {
		t.Errorf("%d rows: %v", len(rows), err)
	}
	book, err := BuildTables("x", nil, []analysis.Table{{Name: "items", Columns: []string{"a"}, Rows: [][]any{{math.NaN()}}}})
	if err == nil {
		err = Write(new(bytes.Buffer), book)
	}
	if !errors.Is(err, ErrNumber) {
		t.Errorf("a number that is none: %v", err)
	}
}
