package charts

import (
	"html/template"

	"tilstand/analytics"
)

// Bar is how the answers to an item spread over its scale.
type Bar struct {
	Steps     int
	Cell      analytics.Cell
	Diverging bool // the scale has two sides and a neutral middle
}

// printed is the share, in per cent of the bar, from which its number has room inside on the narrowest page.
const printed = 6

// Picture is the drawing on a page.
func (b Bar) Picture() template.HTML { return b.Drawing().Markup() }

// Drawing is a bar of 100 per cent from the low end of the scale to the high; of nothing without a distribution. On a diverging scale the picture runs
// from 100 per cent on the one side to 100 on the other, and the bar lies so that half of the neutral answers are on each: which side the staff lean to is
// where it lies, and how many are neutral does not hide it. Whose neutral answers are not known by themselves has no place there, and no bar.
func (b Bar) Drawing() Drawing {
	drawn := spans(Shares(b.Cell, b.Steps))
	if drawn == nil {
		return Drawing{}
	}
	bar := Drawing{class: "spread"}
	x, scale := 0.0, 1.0
	if b.Diverging {
		left, ok := leaning(drawn, b.Steps)
		if !ok {
			return Drawing{}
		}
		x, scale = 50-left/2, .5
		bar.line("zero", 50, 50, -20, 120) // behind the bar, which has a number there
	}
	for _, s := range drawn {
		switch {
		case s.open && s.width > 0:
			bar.box("open", x, scale*s.width)
		case s.width > 0:
			bar.box(string(s.Tone), x, scale*s.width)
		}
		if !s.open && scale*s.width >= printed {
			bar.number("on-"+string(s.Tone), x+scale*s.width/2, s.Percent)
		}
		x += scale * s.width
	}
	return bar
}

// leaning is how much of a bar of 100 lies left of the middle of a diverging picture: all on the low side and half of what is neutral. It is not known where
// a share has steps of both sides, or of one side and the middle.
func leaning(drawn []span, steps int) (left float64, ok bool) {
	for _, s := range drawn {
		switch middle := s.From + s.To - (steps + 1); {
		case middle == 0:
			return left + s.width/2, s.From == s.To
		case middle < 0 && 2*s.To < steps+1:
			left += s.width
		default:
			return 0, false
		}
	}
	return 0, false
}
