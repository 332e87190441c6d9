package reports

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"strconv"

	"github.com/xuri/excelize/v2"

	"tilstand/reports/dataset"
)

// ErrTooLong says that a table has more rows than a sheet can have. CSV, SPSS and Parquet hold any number.
var ErrTooLong = errors.New("the table has more rows than a sheet can have; take another form")

// firstSheet is the part of the file that is the first sheet.
const firstSheet = "xl/worksheets/sheet1.xml"

// endOfRows is where the rows of a sheet end.
var endOfRows = []byte("</sheetData>")

// spliced writes a workbook, and adds to the first sheet the rows that rows writes, while the file is packed: neither they nor the file are ever held whole.
// The stream writer of excelize keeps them unpacked in a file of its own, which is ten times as large as the workbook, and takes three times as long.
func spliced(f *excelize.File, w io.Writer, rows func(io.Writer) error) error {
	out := &splice{Writer: zip.NewWriter(w), rows: rows}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return out }) // what it is given is a buffer in memory
	if err := f.Write(io.Discard); err != nil {
		return err
	}
	if out.rows != nil {
		return errors.New("the workbook has no first sheet to put rows into")
	}
	return nil
}

// splice is a ZIP file whose first sheet gets rows.
type splice struct {
	*zip.Writer
	rows func(io.Writer) error // nil once they are in
}

func (s *splice) AddFS(fsys fs.FS) error { return s.Writer.AddFS(fsys) }

// Create begins a part.
func (s *splice) Create(name string) (io.Writer, error) {
	part, err := s.Writer.Create(name)
	if name != firstSheet || err != nil {
		return part, err
	}
	return writing(func(content []byte) (int, error) {
		before, after, found := bytes.Cut(content, endOfRows)
		if !found || s.rows == nil {
			return 0, errors.New("the first sheet has no one end of its rows")
		}
		rows := s.rows
		s.rows = nil
		if _, err := part.Write(before); err != nil {
			return 0, err
		}
		if err := rows(part); err != nil {
			return 0, err
		}
		_, err := part.Write(append(bytes.Clone(endOfRows), after...))
		return len(content), err
	}), nil
}

// writing is a function as an [io.Writer].
type writing func([]byte) (int, error)

func (f writing) Write(b []byte) (int, error) { return f(b) }

// writeRows writes the rows of a set as those of a sheet, under its headings.
func writeRows(w io.Writer, s *dataset.Set, styles []int) error {
	out := bufio.NewWriterSize(w, 64<<10)
	names, begins := make([]string, len(s.Columns)), make([]string, len(s.Columns))
	for i, id := range styles {
		names[i] = `<c r="` + columnName(i+1)
		if id > 0 {
			begins[i] = `" s="` + strconv.Itoa(id)
		}
	}
	row := 1
	var failed error
	for _, values := range s.Values(&failed) {
		row++
		number := strconv.Itoa(row)
		out.WriteString(`<row r="` + number + `">`)
		for i, v := range values {
			if v.There {
				out.WriteString(names[i])
				out.WriteString(number)
				out.WriteString(begins[i])
				writeValue(out, v)
			}
		}
		out.WriteString("</row>")
	}
	return errors.Join(failed, out.Flush()) // where the errors of all are kept
}

// writeValue writes what a cell holds, and the end of the cell. A text that begins or ends with a blank says that it is part of it.
func writeValue(out *bufio.Writer, v dataset.Value) {
	switch {
	case v.Text != "":
		out.WriteString(`" t="inlineStr"><is><t xml:space="preserve">`)
		xml.EscapeText(out, []byte(stored(v.Text)))
		out.WriteString("</t></is></c>")
		return
	case !v.Day.IsZero():
		out.WriteString(`"><v>`)
		out.WriteString(strconv.FormatInt(serial(v.Day), 10))
	default:
		out.WriteString(`"><v>`)
		out.WriteString(strconv.FormatFloat(v.Number, 'f', -1, 64))
	}
	out.WriteString("</v></c>")
}
