package charts

import (
	"html/template"

	"tilstand/analytics"
)

// Bar is how the answers to an item spread over its scale.
type Bar struct {
	Steps int
	Cell  analytics.Cell
}

// printed is the share, in per cent of the bar, from which its number has room inside on the narrowest page.
const printed = 6

// Picture is the drawing on a page.
func (b Bar) Picture() template.HTML { return b.Drawing().Markup() }

// Drawing is a bar of 100 per cent from the low end of the scale to the high; of nothing without a distribution.
func (b Bar) Drawing() Drawing {
	drawn := spans(Shares(b.Cell, b.Steps))
	if drawn == nil {
		return Drawing{}
	}
	bar := Drawing{class: "spread"}
	x := 0.0
	for _, s := range drawn {
		switch {
		case s.open && s.width > 0:
			bar.box("open", x, s.width)
		case s.width > 0:
			bar.box(string(s.Tone), x, s.width)
		}
		if !s.open && s.width >= printed {
			bar.number("on-"+string(s.Tone), x+s.width/2, s.Percent)
		}
		x += s.width
	}
	return bar
}
