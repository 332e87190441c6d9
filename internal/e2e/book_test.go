package e2e

import (
	"bytes"
	"maps"
	"testing"

	"github.com/xuri/excelize/v2"
)

// data is the sheet Data of a report: a map per row, by the stable names of its columns.
type data []map[string]string

// readData reads the sheet that people pivot.
func readData(t *testing.T, book []byte) data {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatalf("open the report: %v", err)
	}
	defer f.Close()
	rows, err := f.GetRows("Data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	var d data
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[rows[0][i]] = cell
		}
		d = append(d, row)
	}
	return d
}

// find is the row with those values: column, value, column, value.
func (d data) find(t *testing.T, wanted ...string) map[string]string {
	t.Helper()
	want := map[string]string{}
	for i := 0; i < len(wanted); i += 2 {
		want[wanted[i]] = wanted[i+1]
	}
	for _, row := range d {
		both := maps.Clone(row)
		maps.Copy(both, want)
		if maps.Equal(both, row) {
			return row
		}
	}
	t.Fatalf("the sheet Data has no row with %v", want)
	return nil
}

// wantNumbers holds that the figures of the Data sheet are numbers, dates are
// dates, and what identifies is a text: an organisation number is not for adding.
func wantNumbers(t *testing.T, book []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Data")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{"school": true, "orgnr": true, "phase": true, "component": true, "group": true, "state": true}
	numbers := map[string]bool{"value": true, "low": true, "high": true, "n": true, "N": true, "target": true, "closing_date": true}
	held := 0
	for y := range rows[1:] {
		for x, column := range rows[0] {
			at, err := excelize.CoordinatesToCellName(x+1, y+2)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := f.GetCellValue("Data", at, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			kind, err := f.GetCellType("Data", at)
			if err != nil {
				t.Fatal(err)
			}
			number := kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber
			if raw != "" && (texts[column] && number || numbers[column] && !number) {
				t.Errorf("Data!%s, column %s: %q has the type %d", at, column, raw, kind)
			}
			if raw != "" && numbers[column] {
				held++
			}
		}
	}
	if held == 0 {
		t.Error("the Data sheet has no numbers")
	}
}
