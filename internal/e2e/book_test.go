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
