package reports

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// ErrNumber says that a number cell holds what a workbook has no number for: an infinity, or no number.
var ErrNumber = errors.New("not a number that a workbook can hold")

// Write makes an .xlsx file of a book. Books that are alike make files that are alike but for the order of the entries in
// [Content_Types].xml. The error is [ErrNumber], or that of w.
func Write(w io.Writer, b *Book) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := newWriter(f, b).write(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// writer fills one file. Its methods stand in the order in which they have to be called: charts measure columns, and tables read their headings.
type writer struct {
	f      *excelize.File
	book   *Book
	colors Colors
	styles map[style]int
	tables []asideTable
}

func newWriter(f *excelize.File, b *Book) *writer {
	return &writer{f: f, book: b, colors: ColorsOf(b.Brand), styles: map[style]int{}}
}

func (w *writer) write() error {
	if err := w.properties(); err != nil {
		return err
	}
	for i, s := range w.book.Sheets {
		if err := w.newSheet(i, s.Name); err != nil {
			return err
		}
	}
	for _, s := range w.book.Sheets {
		if err := w.sheet(s); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	w.putTablesBack()
	w.f.SetActiveSheet(0)
	if err := w.logo(); err != nil {
		return fmt.Errorf("logo: %w", err)
	}
	return nil
}

func (w *writer) properties() error {
	props := &excelize.DocProperties{
		Title: visible(w.book.Title), Subject: visible(w.book.Subject), Language: w.book.Language,
		Creator: "Tilstand", LastModifiedBy: "Tilstand",
	}
	if !w.book.Date.IsZero() {
		stamp := w.book.Date.UTC().Format(time.RFC3339)
		props.Created, props.Modified = stamp, stamp
	}
	return errors.Join(
		w.f.SetDocProps(props),
		w.f.SetAppProps(&excelize.AppProperties{Application: "Tilstand", Company: "Tilstand"}),
		w.f.SetDefaultFont(fontFamily),
	)
}

func (w *writer) newSheet(i int, name string) error {
	if i == 0 {
		return w.f.SetSheetName("Sheet1", name) // a new file has one sheet
	}
	_, err := w.f.NewSheet(name)
	return err
}

func (w *writer) sheet(s Sheet) error {
	for i, width := range s.Widths {
		column := columnName(i + 1)
		if err := w.f.SetColWidth(s.Name, column, column, width); err != nil {
			return err
		}
	}
	for i, row := range s.Rows {
		if err := w.f.SetRowHeight(s.Name, i+1, s.height(row)); err != nil {
			return err
		}
		if err := w.row(s.Name, i+1, row); err != nil {
			return err
		}
	}
	if err := w.f.SetSheetDimension(s.Name, s.dimension()); err != nil { // or readers that stream think the sheet is empty
		return err
	}
	for _, t := range s.Tables {
		if err := w.table(s.Name, t); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	for _, c := range s.Charts {
		if err := w.chart(s, c); err != nil {
			return fmt.Errorf("chart %s: %w", c.Title, err)
		}
	}
	return w.page(s)
}

// dimension is the range of the sheet's cells.
func (s Sheet) dimension() string {
	columns := 1
	for _, row := range s.Rows {
		columns = max(columns, len(row))
	}
	return "A1:" + cellName(columns, max(len(s.Rows), 1))
}

func (w *writer) row(sheet string, row int, cells []Cell) error {
	for i, c := range cells {
		if err := w.cell(sheet, cellName(i+1, row), c); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) cell(sheet, at string, c Cell) error {
	if err := w.value(sheet, at, c); err != nil {
		return fmt.Errorf("cell %s: %w", at, err)
	}
	if c.Link != "" {
		if err := w.f.SetCellHyperLink(sheet, at, quotedSheet(c.Link)+"!A1", "Location"); err != nil {
			return err
		}
	}
	id, err := w.style(c)
	if err != nil || id == 0 {
		return err
	}
	return w.f.SetCellStyle(sheet, at, at, id)
}

func (w *writer) value(sheet, at string, c Cell) error {
	switch c.Kind {
	case Text:
		return w.f.SetCellStr(sheet, at, stored(c.Text))
	case Number:
		if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) {
			return fmt.Errorf("%v: %w", c.Number, ErrNumber)
		}
		return w.f.SetCellFloat(sheet, at, c.Number, -1, 64)
	case Day:
		return w.f.SetCellInt(sheet, at, serial(c.Day))
	}
	return nil
}

// serial is a day as a spreadsheet counts it: 1 is 1 January 1900 and 60 the leap day that year did not have, so that 30
// December 1899 would be 0 for every day since. Writing the number leaves no time of day beside it.
func serial(t time.Time) int64 {
	y, m, d := t.Date()
	return int64(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// columnName and cellName name what is on a sheet for certain: a column under 1 would be a mistake in Build.
func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		panic(fmt.Sprintf("reports: column %d: %v", column, err))
	}
	return name
}

func cellName(column, row int) string { return columnName(column) + fmt.Sprint(row) }

// quotedSheet is a sheet's name as references have it.
func quotedSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
