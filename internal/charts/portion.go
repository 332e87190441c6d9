package charts

import (
	"html/template"

	"tilstand/analytics"
)

// Portion is one share of a whole by itself.
type Portion struct {
	Percent int             // whole per cent
	Limit   analytics.Limit // Exact, AtLeast or AtMost
}

// Picture is the drawing on a page.
func (p Portion) Picture() template.HTML { return p.Drawing().Markup() }

// Drawing is the share on a bar of 100 per cent. Where it is only known to a limit, the part in which it ends is open.
func (p Portion) Drawing() Drawing {
	bar := Drawing{class: "spread portion"}
	share := float64(p.Percent)
	switch {
	case p.Limit == analytics.AtMost:
		bar.box("open", 0, share)
	case p.Limit == analytics.AtLeast:
		bar.box("high-1", 0, share)
		bar.box("open", share, 100-share)
	case share > 0:
		bar.box("high-1", 0, share)
	}
	return bar
}
