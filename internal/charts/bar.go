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

// Picture draws a bar of 100 per cent from the low end of the scale to the high; empty without a distribution.
func (b Bar) Picture() template.HTML {
	drawn := spans(Shares(b.Cell, b.Steps))
	if drawn == nil {
		return ""
	}
	bar := drawing{class: "spread"}
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
	return bar.markup()
}
