package reports

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"tilstand/internal/i18n"
	"tilstand/reports/dataset"
)

// writeDataBook writes a set as a workbook of two sheets: the long table and its codebook. The rows of the table, of which there can be hundreds of thousands,
// go into the file while it is written ([spliced]); what excelize makes is the book around them.
func writeDataBook(w io.Writer, s *dataset.Set, p i18n.Printer) error {
	if tooLong(s) {
		return fmt.Errorf("%w: %d rows", ErrTooLong, s.Len)
	}
	f := excelize.NewFile()
	defer f.Close()
	codebook := dataCodebook(s, p)
	table := dataTable(s, p.T("data.about_book", "sheet", codebook.Name))
	book := newWriter(f, &Book{
		Title: s.Title, Subject: p.T("data.title"), Language: country(p.Lang()), Date: s.Made,
		Header: [2]string{s.Title}, Footer: dataFooter(s, p), Pages: p.T("report.print.page", "page", "#", "pages", "#"), Sheets: []Sheet{table, codebook},
	})
	if err := book.write(); err != nil {
		return err
	}
	if err := f.SetSheetDimension(table.Name, "A1:"+cellName(len(s.Columns), s.Len+1)); err != nil {
		return err
	}
	styles := make([]int, len(s.Columns))
	for i, c := range s.Columns {
		id, err := book.style(dataCell(c))
		if err != nil {
			return err
		}
		styles[i] = id
	}
	return spliced(f, w, func(w io.Writer) error { return writeRows(w, s, styles) })
}

// tooLong reports whether a set has more rows than a sheet has under its headings.
func tooLong(s *dataset.Set) bool { return s.Len >= excelize.TotalRows }

// dataTable is the sheet of the table without its rows.
func dataTable(s *dataset.Set, about string) Sheet {
	d := &draft{Sheet{Name: dataSheet, About: about, Frozen: 1, Repeat: 1}}
	var head []Cell
	for _, c := range s.Columns {
		head = append(head, text(ColumnHead, c.Name))
		d.Widths = append(d.Widths, dataWidth(c))
	}
	d.add(head...)
	if s.Len > 0 { // a spreadsheet repairs a table that has only headings
		d.Tables = []Table{{Name: "Released", First: 1, Last: s.Len + 1, Columns: len(s.Columns)}}
	}
	return d.Sheet
}

func dataFooter(s *dataset.Set, p i18n.Printer) string {
	if s.Synthetic {
		return p.T("base.product") + ". " + p.T("base.synthetic")
	}
	return p.T("base.product")
}

// dataCell is how the cells of a column look. Numbers have as many decimals as they have: a mean one, a standard deviation two.
func dataCell(c dataset.Column) Cell {
	switch c.Type {
	case dataset.Text:
		return Cell{Kind: Text}
	case dataset.Day:
		return Cell{Kind: Day, Format: isoDay}
	}
	return Cell{Kind: Number, Format: "General"}
}

func dataWidth(c dataset.Column) float64 {
	switch {
	case c.Name == "school", c.Name == "measure_name", c.Name == "wave", c.Name == "release":
		return 30
	case c.Type == dataset.Text:
		return 16
	}
	return 11
}

// dataCodebook explains the columns of a set, and the values that they can have.
func dataCodebook(s *dataset.Set, p i18n.Printer) Sheet {
	d := newDraft(p.T("data.codebook"), s.Title, p.T("data.abstract"))
	d.Widths = []float64{18, 30, 12, 90}
	var columns, codes [][]Cell
	for _, c := range s.Columns {
		columns = append(columns, []Cell{body(c.Name), body(s.Label(c)), body(p.T("report.type." + dataTypes[c.Type])), body(s.About(c))})
		for _, code := range s.Codes(c) {
			codes = append(codes, []Cell{body(c.Name), body(code.Key), {}, body(code.Label)})
		}
	}
	d.skip(1)
	d.table("Columns", []column{{head: p.T("data.column")}, {head: p.T("data.called")}, {head: p.T("report.column.type")}, {head: p.T("data.meaning")}}, columns)
	d.skip(1)
	d.add(text(Heading, p.T("data.codes")))
	for _, line := range append([][]Cell{{text(ColumnHead, p.T("data.column")), text(ColumnHead, p.T("data.value")), text(ColumnHead, ""), text(ColumnHead, p.T("data.meaning"))}}, codes...) {
		d.add(line...)
	}
	for _, about := range []string{p.T("data.states"), p.T("data.limits"), p.T("data.harmless"), p.T("data.people")} {
		d.skip(1)
		d.add(text(Lead, about))
	}
	return d.Sheet
}

// dataTypes are the keys of what types are called.
var dataTypes = map[dataset.Type]string{dataset.Text: "text", dataset.Whole: "number", dataset.Decimal: "number", dataset.Flag: "number", dataset.Day: "date"}
