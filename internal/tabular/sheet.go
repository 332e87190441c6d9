package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet is one sheet of a workbook.
type sheet struct {
	rows    *excelize.Rows
	number  int
	columns int // of the heading, once it is known
	limits  Limits
}

// openSheet opens a workbook. It is unpacked in memory and never to a temporary file: there are answers in it.
func openSheet(r io.Reader, name string, limits Limits) (*sheet, func() error, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("read workbook: %w", err)
	}
	f, err := openWorkbook(data)
	if err != nil {
		return nil, nil, err
	}
	name, err = sheetOf(f, name)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	rows, err := f.Rows(name)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("read sheet %s: %w", name, err), f.Close())
	}
	return &sheet{rows: rows, limits: limits}, func() error { return errors.Join(rows.Close(), f.Close()) }, nil
}

// openWorkbook opens a workbook that [unpackable] has nothing against.
func openWorkbook(data []byte) (*excelize.File, error) {
	size := int64(len(data))
	most := unpackedLimit(size)
	if err := unpackable(bytes.NewReader(data), size, most); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: most, UnzipXMLSizeLimit: most})
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNotTable, err)
	}
	return f, nil
}

func sheetOf(f *excelize.File, name string) (string, error) {
	sheets := f.GetSheetList()
	for _, s := range sheets {
		visible, err := f.GetSheetVisible(s)
		if err != nil {
			return "", fmt.Errorf("read workbook: %w", err)
		}
		if s == name || name == "" && visible {
			return s, nil
		}
	}
	return "", fmt.Errorf("%w: %q; the sheets are: %s", ErrNoSheet, name, strings.Join(sheets, ", "))
}

// next returns the next row. A workbook does not store empty cells, so a short row is filled up.
func (s *sheet) next() (Row, error) {
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return Row{}, fmt.Errorf("read sheet: %w", err)
		}
		return Row{}, io.EOF
	}
	s.number++
	cells, err := s.rows.Columns()
	if err != nil {
		return Row{}, fmt.Errorf("read sheet, row %d: %w", s.number, err)
	}
	if len(cells) > s.limits.Columns {
		return Row{}, fmt.Errorf("%w: row %d has %d columns, the limit is %d", ErrTooLarge, s.number, len(cells), s.limits.Columns)
	}
	if s.columns == 0 && !blank(cells) {
		s.columns = len(cells)
	}
	for len(cells) < s.columns {
		cells = append(cells, "")
	}
	return Row{Number: s.number, Cells: cells}, nil
}
