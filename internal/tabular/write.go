package tabular

import (
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// A Page is a sheet to be written: a heading that stays in view, and rows under it.
type Page struct {
	Name    string
	Columns []Column
	Rows    []Line
}

// A Column has a heading and a width, in characters.
type Column struct {
	Heading string
	Width   float64
}

// A Line is one row below the heading. Its cells are strings, written as text whatever they begin with, and ints; an empty
// string leaves the cell empty.
type Line struct {
	Cells  []any
	Strong bool // stands out, as what opens a part does
}

// WriteBook writes a workbook for a person to go on editing, which [Book] reads back cell by cell as it was. Reports, which are read and
// not edited, are written by package reports.
func WriteBook(w io.Writer, pages []Page) error {
	f := excelize.NewFile()
	defer f.Close()
	looks, err := newLooks(f)
	if err != nil {
		return err
	}
	for i, page := range pages {
		if err := addSheet(f, i, page.Name); err != nil {
			return fmt.Errorf("sheet %s: %w", page.Name, err)
		}
		if err := looks.write(f, page); err != nil {
			return fmt.Errorf("sheet %s: %w", page.Name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// addSheet adds a sheet; the first is there from the start.
func addSheet(f *excelize.File, i int, name string) error {
	if i == 0 {
		return f.SetSheetName(f.GetSheetName(0), name)
	}
	_, err := f.NewSheet(name)
	return err
}

// looks are the styles of a workbook.
type looks struct{ heading, plain, strong int }

func newLooks(f *excelize.File) (looks, error) {
	var l looks
	for _, one := range []struct {
		id    *int
		style excelize.Style
	}{
		{&l.heading, excelize.Style{
			Font: &excelize.Font{Family: "Arial", Size: 10, Bold: true, Color: "FFFFFF"},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"14304F"}},
		}},
		{&l.plain, excelize.Style{Font: &excelize.Font{Family: "Arial", Size: 10, Color: "1B1B1B"}}},
		{&l.strong, excelize.Style{
			Font: &excelize.Font{Family: "Arial", Size: 10, Bold: true, Color: "14304F"},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E4EBF3"}},
		}},
	} {
		one.style.Alignment = &excelize.Alignment{Vertical: "top", WrapText: true}
		id, err := f.NewStyle(&one.style)
		if err != nil {
			return l, fmt.Errorf("style: %w", err)
		}
		*one.id = id
	}
	return l, nil
}

// write fills a sheet through the stream writer, which wants the page, widths and panes before the first row. Printed, all columns are on one page.
func (l looks) write(f *excelize.File, page Page) error {
	const a4 = 9
	paper, orientation, across, tall, yes := a4, "landscape", 1, 0, true
	if err := f.SetSheetProps(page.Name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := f.SetPageLayout(page.Name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &across, FitToHeight: &tall}); err != nil {
		return err
	}
	stream, err := f.NewStreamWriter(page.Name)
	if err != nil {
		return err
	}
	heading := Line{}
	for i, column := range page.Columns {
		if err := stream.SetColWidth(i+1, i+1, column.Width); err != nil {
			return err
		}
		heading.Cells = append(heading.Cells, column.Heading)
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := page.setRow(stream, 1, heading, l.heading); err != nil {
		return err
	}
	for i, line := range page.Rows {
		style := l.plain
		if line.Strong {
			style = l.strong
		}
		if err := page.setRow(stream, i+2, line, style); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// Heights in points: of a line in Arial 10, and the most that a row may have.
const (
	lineHeight = 13.5
	mostHeight = 409
)

// letterWidth is that of a letter in a text, in digits, in which the widths of columns are counted; a little more than the mean, for what is
// lost at the ends of lines.
const letterWidth = 0.9

// setRow writes a row. One in which something takes several lines is given its height: LibreOffice does not find it when it opens the file.
func (p Page) setRow(stream *excelize.StreamWriter, number int, line Line, style int) error {
	cells := make([]any, len(line.Cells))
	lines := 1.0
	for i, value := range line.Cells {
		if value == "" {
			value = nil
		}
		cells[i] = excelize.Cell{StyleID: style, Value: value}
		if text, ok := value.(string); ok && i < len(p.Columns) {
			lines = max(lines, math.Ceil(letterWidth*float64(utf8.RuneCountInString(text))/p.Columns[i].Width))
		}
	}
	if lines == 1 {
		return stream.SetRow(fmt.Sprintf("A%d", number), cells)
	}
	return stream.SetRow(fmt.Sprintf("A%d", number), cells, excelize.RowOpts{Height: min(lineHeight*lines, mostHeight)})
}
