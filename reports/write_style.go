package reports

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// fontFamily is on every machine, or has a twin of the same widths there. A font without a family falls back to a serif.
const fontFamily = "Arial"

// The colours. Text on white has a contrast of 7:1 and more, white on the headings 11:1.
const (
	white   = "FFFFFF"
	ink     = "1B1B1B"
	grey    = "505050"
	navy    = "14304F"
	warning = "8A2A00"
	link    = "0B4F8A"
	line    = "C9CED6"
)

// style is what the style of a cell depends on.
type style struct {
	look   Look
	format string
}

// style is the file's number for how a cell looks; 0 is the default.
func (w *writer) style(c Cell) (int, error) {
	key := style{c.Look, c.Format}
	if key == (style{}) {
		return 0, nil
	}
	if id, ok := w.styles[key]; ok {
		return id, nil
	}
	s := looks[key.look](w.colors)
	if key.format != "" {
		s.CustomNumFmt = &key.format
	}
	id, err := w.f.NewStyle(s)
	if err != nil {
		return 0, fmt.Errorf("style: %w", err)
	}
	w.styles[key] = id
	return id, nil
}

// looks make the styles; each call a new one, since a format is added to it.
var looks = map[Look]func(Colors) *excelize.Style{
	Plain:    func(Colors) *excelize.Style { return styled(Plain, ink) },
	Title:    func(c Colors) *excelize.Style { return styled(Title, c.Heading.Hex()) },
	Subtitle: func(Colors) *excelize.Style { return styled(Subtitle, grey) },
	Heading:  func(c Colors) *excelize.Style { return styled(Heading, c.Heading.Hex()) },
	Lead:     func(Colors) *excelize.Style { return styled(Lead, grey) },
	Label:    func(c Colors) *excelize.Style { return aligned(styled(Label, c.Heading.Hex()), "left", 0) },
	Prose:    func(Colors) *excelize.Style { return aligned(styled(Prose, ink), "left", 0) },
	Warning:  func(Colors) *excelize.Style { return styled(Warning, warning) },
	Anchor:   func(Colors) *excelize.Style { return anchored(aligned(styled(Anchor, link), "left", 0)) },
	ColumnHead: func(c Colors) *excelize.Style {
		return filled(aligned(styled(ColumnHead, c.Upon.Hex()), "left", 1), c.Head.Hex())
	},
	FigureHead: func(c Colors) *excelize.Style {
		return filled(aligned(styled(FigureHead, c.Upon.Hex()), "right", 0), c.Head.Hex())
	},
	Body:   func(Colors) *excelize.Style { return under(aligned(styled(Body, ink), "left", 1)) },
	ID:     func(Colors) *excelize.Style { return onOneLine(under(aligned(styled(ID, ink), "left", 1))) },
	Figure: func(Colors) *excelize.Style { return under(aligned(styled(Figure, ink), "right", 0)) },
	Marker: func(Colors) *excelize.Style { return slanted(under(aligned(styled(Marker, grey), "right", 0))) },
	Banner: func(Colors) *excelize.Style { return styled(Banner, ink) },
	Aside:  func(Colors) *excelize.Style { return slanted(under(aligned(styled(Aside, grey), "left", 1))) },
}

func styled(look Look, color string) *excelize.Style {
	l := letters[look]
	return &excelize.Style{Font: &excelize.Font{Family: fontFamily, Size: l.size, Color: color, Bold: l.bold}}
}

// aligned wraps, too: what is aligned stands in a column with something beside it. An indent keeps texts off the numbers on their left.
func aligned(s *excelize.Style, horizontal string, indent int) *excelize.Style {
	s.Alignment = &excelize.Alignment{Horizontal: horizontal, Vertical: "top", WrapText: true, Indent: indent}
	return s
}

func onOneLine(s *excelize.Style) *excelize.Style {
	s.Alignment.WrapText = false
	return s
}

func filled(s *excelize.Style, color string) *excelize.Style {
	s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	s.Alignment.Vertical = "center"
	return s
}

func under(s *excelize.Style) *excelize.Style {
	s.Border = []excelize.Border{{Type: "bottom", Color: line, Style: 1}}
	return s
}

func slanted(s *excelize.Style) *excelize.Style {
	s.Font.Italic = true
	return s
}

func anchored(s *excelize.Style) *excelize.Style {
	s.Font.Underline = "single"
	return s
}
