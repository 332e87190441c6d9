package tabular

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// A Sheet is a sheet of a workbook as it stands, without a heading that is set apart.
type Sheet struct {
	Name string
	// Rows have the cells as they are stored, white space included; Rows[0] is what a spreadsheet calls row 1. A row ends with its
	// last stored cell. Nil for a sheet that was not wanted.
	Rows [][]string
}

// Book reads all the wanted sheets of a small workbook at once, for formats in which sheets refer to each other. The others come with
// their names alone. Rows and columns are limited sheet by sheet. Errors as for [Open]; a workbook is the one kind of file that is read.
func Book(data []byte, limits Limits, wanted func(sheet string) bool) ([]Sheet, error) {
	limits = limits.orDefault()
	switch {
	case int64(len(data)) > limits.Bytes:
		return nil, fmt.Errorf("%w: it has %d bytes, the limit is %d", ErrTooLarge, len(data), limits.Bytes)
	case len(data) == 0:
		return nil, ErrEmpty
	case bytes.HasPrefix(data, oldWorkbookMark):
		return nil, ErrOldWorkbook
	}
	f, err := openWorkbook(data)
	if err != nil {
		return nil, err
	}
	sheets, err := readSheets(f, limits, wanted)
	return sheets, errors.Join(err, f.Close())
}

func readSheets(f *excelize.File, limits Limits, wanted func(string) bool) ([]Sheet, error) {
	var sheets []Sheet
	for _, name := range f.GetSheetList() {
		s := Sheet{Name: name}
		if wanted(name) {
			var err error
			if s.Rows, err = readRows(f, name, limits); err != nil {
				return nil, fmt.Errorf("sheet %s: %w", name, err)
			}
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}

func readRows(f *excelize.File, name string, limits Limits) (all [][]string, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNotTable, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if len(all) == limits.Rows {
			return nil, fmt.Errorf("%w: the limit is %d rows", ErrTooLarge, limits.Rows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w (row %d: %w)", ErrNotTable, len(all)+1, err)
		}
		if len(cells) > limits.Columns {
			return nil, fmt.Errorf("%w: row %d has %d columns, the limit is %d", ErrTooLarge, len(all)+1, len(cells), limits.Columns)
		}
		all = append(all, cells)
	}
	return all, rows.Error()
}

// ColumnLetters is how a spreadsheet names the column with an index from 0: A, B, … Z, AA.
func ColumnLetters(index int) string {
	letters := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}
