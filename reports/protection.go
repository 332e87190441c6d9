package reports

import (
	"fmt"
	"strings"

	"tilstand/internal/dataprotection"
	"tilstand/internal/i18n"
)

// Protection makes a workbook of data-protection documents: each has a sheet with its parts, and one for every table with more than two columns.
// Whoever keeps such records goes on writing in it.
func Protection(docs []dataprotection.Document, p i18n.Printer) *Book {
	b := &Book{
		Title: p.T("pack.title"), Language: country(p.Lang()), Date: docs[0].Date,
		Header: [2]string{p.T("pack.title"), p.Date(docs[0].Date)}, Footer: p.T("base.product"), Pages: p.T("report.print.page", "page", "#", "pages", "#"),
	}
	for _, doc := range docs {
		b.Sheets = append(b.Sheets, documentSheets(doc, len(b.Sheets))...)
	}
	return b
}

// documentSheets are the document, and its wide tables.
func documentSheets(doc dataprotection.Document, before int) []Sheet {
	d := newDraft(sheetName(doc.Title), doc.Title, doc.Lead)
	d.Widths = []float64{34, 110}
	if doc.Draft != "" {
		d.add(Cell{}, text(Prose, doc.Draft))
	}
	sheets := []Sheet{{}} // the place of the first
	for i, part := range doc.Parts {
		if len(part.Heads) > 2 {
			sheets = append(sheets, wideSheet(part, fmt.Sprintf("Table%d", before+i+1)))
			continue
		}
		d.skip(1)
		d.add(text(Heading, part.Title))
		for _, sentence := range part.Text {
			d.add(Cell{}, text(Prose, sentence))
		}
		for _, row := range part.Rows {
			d.add(text(Label, strings.Join(row[0], "\n")), text(Prose, strings.Join(row[1], "\n")))
		}
	}
	sheets[0] = d.Sheet
	return sheets
}

// wideSheet is a table on a sheet of its own.
func wideSheet(part dataprotection.Part, name string) Sheet {
	d := newDraft(sheetName(part.Title), part.Title, strings.Join(part.Text, " "))
	columns := make([]column, len(part.Heads))
	for i, head := range part.Heads {
		columns[i] = column{head, 36}
	}
	var rows [][]Cell
	for _, row := range part.Rows {
		var cells []Cell
		for _, cell := range row {
			cells = append(cells, body(strings.Join(cell, "\n")))
		}
		rows = append(rows, cells)
	}
	d.mainTable(name, columns, rows)
	return d.Sheet
}

// sheetName is as much of a title as a workbook takes for the name of a sheet: 31 characters, and none that references are made with.
func sheetName(title string) string {
	title = strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, c) {
			return ' '
		}
		return c
	}, title)
	runes := []rune(title)
	return strings.TrimSpace(string(runes[:min(len(runes), 31)]))
}
