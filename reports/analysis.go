package reports

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"tilstand/analytics/analysis"
)

// ErrTooMuch says that tables are larger than a workbook is of use for. The same is to be had as JSON.
var ErrTooMuch = errors.New("there is too much for a workbook; write JSON instead")

// mostRows is how many rows the tables of a workbook may have together. Rows have some fifty columns, so that is a million and a half
// cells: half a gigabyte of memory, and half a minute in a spreadsheet.
const mostRows = 30_000

// FitTables asks before tables are made whether a workbook could hold so many rows. The error is [ErrTooMuch].
func FitTables(rows int) error {
	if rows > mostRows {
		return fmt.Errorf("%w: it would have %d rows, and %d are the most", ErrTooMuch, rows, mostRows)
	}
	return nil
}

// BuildTables lays the long tables of an analysis out as a workbook, each on a sheet of its own with the headings in its first row, as
// scripts read them. What stands in it is English in every language, as the data sheet of a report is: headings are the names that the
// fields have in the document. Numbers have
// fifteen digits, as many as a spreadsheet keeps; a cell is empty where there is no figure, beside a state that says why. The
// error is [ErrTooMuch].
func BuildTables(title string, notes []string, tables []analysis.Table) (*Book, error) {
	rows := 0
	for _, t := range tables {
		rows += len(t.Rows)
	}
	if err := FitTables(rows); err != nil {
		return nil, err
	}
	book := &Book{Title: title, Subject: title, Language: "en-GB", Header: [2]string{title}, Footer: "Tilstand", Pages: "Page # of #"}
	about := newDraft("about", title, "One table on each sheet. Columns are called as the fields of the JSON document, whose schema describes them.")
	about.Widths = []float64{24, 12, 110}
	about.skip(1)
	for _, note := range notes {
		about.add(text(Label, "Note"), Cell{}, text(Prose, note))
	}
	about.skip(1)
	about.add(text(ColumnHead, "sheet"), text(FigureHead, "rows"), text(ColumnHead, "what it holds"))
	for _, t := range tables {
		if len(t.Rows) == 0 {
			about.add(text(Prose, t.Name), count(0), body(t.About))
			continue
		}
		link := text(Anchor, t.Name)
		link.Link = t.Name
		about.add(link, count(len(t.Rows)), body(t.About))
		book.Sheets = append(book.Sheets, longTable(t))
	}
	book.Sheets = append([]Sheet{about.Sheet}, book.Sheets...)
	return book, nil
}

// longTable has its headings in the first row, and nothing around it.
func longTable(t analysis.Table) Sheet {
	d := &draft{Sheet{Name: t.Name, About: t.About, Frozen: 1, Repeat: 1}}
	rows := make([][]Cell, len(t.Rows))
	for i, row := range t.Rows {
		for _, value := range row {
			rows[i] = append(rows[i], anyCell(value))
		}
	}
	columns := make([]column, len(t.Columns))
	for i, name := range t.Columns {
		columns[i] = column{name, widthOf(name, rows, i)}
	}
	d.Widths = widths(columns)
	d.table(t.Name, columns, rows)
	return d.Sheet
}

// widthOf shows a heading whole, and texts as far as they are of usual length.
func widthOf(name string, rows [][]Cell, c int) float64 {
	widest := utf8.RuneCountInString(name)
	for _, row := range rows {
		if row[c].Kind == Text {
			widest = max(widest, min(utf8.RuneCountInString(row[c].Text), 60))
		}
	}
	return float64(max(widest, 9)) * 1.15
}

// anyCell is a value of a table. A truth is a number, so that it can be counted.
func anyCell(value any) Cell {
	switch v := value.(type) {
	case string:
		return body(v)
	case bool:
		return flag(v)
	case int:
		return count(v)
	case float64:
		return number(v, "General")
	}
	return Cell{Look: Figure}
}
