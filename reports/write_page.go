package reports

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

const a4 = 9 // its number among paper sizes

// page sets how a sheet is seen and printed.
func (w *writer) page(s Sheet) error {
	return errors.Join(
		w.layout(s),
		w.f.SetHeaderFooter(s.Name, &excelize.HeaderFooterOptions{
			OddHeader: "&L" + printed(w.book.Header[0]) + "&R" + printed(w.book.Header[1]),
			OddFooter: "&L" + printed(w.book.Footer) + "&R" + w.pages(),
		}),
		w.breaks(s),
		w.freeze(s),
		w.repeat(s),
	)
}

func (w *writer) layout(s Sheet) error {
	sheet, across, tall, paper, orientation, yes, no := s.Name, 1, 0, a4, "landscape", true, false
	if s.Fit {
		tall = 1
	}
	side, top, bottom, edge := 0.5, 0.75, 0.7, 0.3 // inches
	return errors.Join(
		w.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}),
		w.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &across, FitToHeight: &tall}),
		w.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &edge, Footer: &edge}),
		w.f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &no}),
	)
}

func (w *writer) breaks(s Sheet) error {
	for _, row := range s.Breaks {
		if err := w.f.InsertPageBreak(s.Name, cellName(1, row)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) freeze(s Sheet) error {
	if s.Frozen == 0 {
		return nil
	}
	below := cellName(1, s.Frozen+1)
	return w.f.SetPanes(s.Name, &excelize.Panes{
		Freeze: true, YSplit: s.Frozen, TopLeftCell: below, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: below, ActiveCell: below, Pane: "bottomLeft"}},
	})
}

func (w *writer) repeat(s Sheet) error {
	if s.Repeat == 0 {
		return nil
	}
	return w.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: s.Name, RefersTo: fmt.Sprintf("%s!$%d:$%d", quotedSheet(s.Name), s.Repeat, s.Repeat),
	})
}

// printedUnits is how much of a name fits in a printed header, which has 255 characters for all its parts and codes.
const printedUnits = 90

// printFont comes last of the codes, because digits at the start of a text would be read as part of a size before it.
const printFont = `&8&"` + fontFamily + `,Regular"`

// printed is a text for the printed header or footer, where & begins a code.
func printed(s string) string {
	return printFont + strings.ReplaceAll(fit(visible(s), printedUnits), "&", "&&")
}

// pages is "Side 1 av 3" with the codes for both numbers.
func (w *writer) pages() string {
	before, rest, _ := strings.Cut(w.book.Pages, "#")
	between, after, _ := strings.Cut(rest, "#")
	escape := func(s string) string { return strings.ReplaceAll(s, "&", "&&") }
	return printFont + escape(before) + "&P" + escape(between) + "&N" + escape(after)
}
