package reports

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"tilstand/internal/i18n"
	"tilstand/reports/dataset"
)

// writeDataBook writes a set as a workbook of two sheets: the long table and its codebook. The table can have a hundred thousand rows, and is written as a
// stream.
func writeDataBook(w io.Writer, s *dataset.Set, p i18n.Printer) error {
	f := excelize.NewFile()
	defer f.Close()
	codebook := dataCodebook(s, p)
	table := Sheet{Name: dataSheet, About: p.T("data.about_book", "sheet", codebook.Name), Frozen: 1, Repeat: 1}
	book := newWriter(f, &Book{
		Title: s.Title, Subject: p.T("data.title"), Language: country(p.Lang()), Date: s.Made,
		Header: [2]string{s.Title}, Footer: dataFooter(s, p), Pages: p.T("report.print.page", "page", "#", "pages", "#"), Sheets: []Sheet{table, codebook},
	})
	err := errors.Join(book.properties(), book.newSheet(0, table.Name), book.newSheet(1, codebook.Name), book.sheet(codebook))
	if err != nil {
		return err
	}
	f.SetActiveSheet(0) // after the stream it would read it all again
	if err := book.stream(table, s); err != nil {
		return err
	}
	book.putTablesBack()
	return f.Write(w)
}

func dataFooter(s *dataset.Set, p i18n.Printer) string {
	if s.Synthetic() {
		return p.T("base.product") + ". " + p.T("base.synthetic")
	}
	return p.T("base.product")
}

// stream writes the rows of a set. What concerns the whole sheet has to be said before, or the stream loses it.
func (w *writer) stream(sheet Sheet, s *dataset.Set) error {
	frozen := sheet
	frozen.Frozen = 0                                       // the stream has a call of its own for it
	size := "A1:" + cellName(len(s.Columns), len(s.Rows)+1) // or readers that stream think the sheet is empty
	if err := errors.Join(w.page(frozen), w.f.SetSheetDimension(sheet.Name, size)); err != nil {
		return err
	}
	out, err := w.f.NewStreamWriter(sheet.Name)
	if err != nil {
		return err
	}
	styles := make([]int, len(s.Columns))
	head := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		bold, err := w.style(Cell{Kind: Text, Look: ColumnHead})
		if err != nil {
			return err
		}
		if styles[i], err = w.style(dataCell(c)); err != nil {
			return err
		}
		head[i] = excelize.Cell{StyleID: bold, Value: c.Name}
		if err := out.SetColWidth(i+1, i+1, dataWidth(c)); err != nil {
			return err
		}
	}
	err = out.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft", Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	})
	if err != nil {
		return err
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	row := 1
	for _, values := range s.Values() {
		row++
		if err := out.SetRow(cellName(1, row), dataCells(s, values, styles)); err != nil {
			return err
		}
	}
	if row > 1 { // a spreadsheet repairs a table that has only headings
		stripes := false
		err = out.AddTable(&excelize.Table{Range: "A1:" + cellName(len(s.Columns), row), Name: "Released", StyleName: "TableStyleLight1", ShowRowStripes: &stripes})
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

func dataCells(s *dataset.Set, values []dataset.Value, styles []int) []any {
	cells := make([]any, len(values))
	for i, v := range values {
		switch c := (excelize.Cell{StyleID: styles[i]}); {
		case !v.There:
		case s.Columns[i].Type == dataset.Text:
			c.Value = stored(v.Text)
			cells[i] = c
		case s.Columns[i].Type == dataset.Day:
			c.Value = v.Day
			cells[i] = c
		default:
			c.Value = v.Number
			cells[i] = c
		}
	}
	return cells
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
