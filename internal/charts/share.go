package charts

import "tilstand/analytics"

// Share is the share of answers on the steps From to To of a scale.
type Share struct {
	From, To int
	Percent  int             // whole per cent
	Limit    analytics.Limit // Exact, AtLeast or AtMost
	Tone     Tone
}

// Tone is a place between the low and the high end of a scale; it names a colour: --app-low-2 and so on. From the middle outwards the numbers rise.
type Tone string

// The tones of scales with four to six steps, by the number of steps. All have the outer two of each side in common, so that the ends look
// alike wherever a reader meets them.
var tones = map[int][]Tone{
	4: {"low-2", "low-1", "high-1", "high-2"},
	5: {"low-2", "low-1", "mid", "high-1", "high-2"},
	6: {"low-2", "low-1", "low-0", "high-0", "high-1", "high-2"},
}

// Tones are the tones of a scale, one for each step; nil for a scale whose answers are not shown.
func Tones(steps int) []Tone { return tones[steps] }

// Shares is the distribution of an item's answers from the low end to the high: one share per step where the release has
// them, else one per band; nil where it has neither.
func Shares(cell analytics.Cell, steps int) []Share {
	e, ok := cell.Shown()
	palette := tones[steps]
	if !ok || palette == nil {
		return nil
	}
	if len(e.Categories) == steps {
		return categoryShares(e.Categories, palette)
	}
	var shares []Share
	for _, b := range e.Bands {
		shares = append(shares, Share{From: b.From, To: b.To, Percent: b.Percent, Limit: b.Limit, Tone: bandTone(b, steps)})
	}
	return shares
}

func categoryShares(percents []int, palette []Tone) []Share {
	shares := make([]Share, len(percents))
	for i, p := range percents {
		shares[i] = Share{From: i + 1, To: i + 1, Percent: p, Limit: analytics.Exact, Tone: palette[i]}
	}
	return shares
}

// bandTone is a tone for several steps together.
func bandTone(b analytics.Band, steps int) Tone {
	switch middle := steps + 1; { // twice the middle of the scale
	case b.From+b.To < middle:
		return "low-1"
	case b.From+b.To > middle:
		return "high-1"
	default:
		return "mid"
	}
}

// span is a share as it is drawn.
type span struct {
	Share
	width float64 // per cent of the bar
	open  bool    // the width says nothing
	// The half of the neutral answers on the low side is silent: the other, which is halved, has the number of both, between them.
	silent, halved bool
}

// spans lays shares out along a bar of 100. Rounded shares need not add up to 100, so they are drawn in proportion. Of shares that are only
// capped from above ("at most 20 per cent") nobody knows how they divide what the others leave: they get equal parts of it, and are drawn open.
func spans(shares []Share) []span {
	known, capped := 0, 0
	for _, s := range shares {
		if s.Limit == analytics.AtMost {
			capped++
			continue
		}
		known += s.Percent
	}
	whole := float64(known)
	if capped > 0 {
		whole = max(100, whole)
	}
	if whole == 0 {
		return nil
	}
	drawn := make([]span, len(shares))
	for i, s := range shares {
		drawn[i] = span{Share: s, width: 100 * float64(s.Percent) / whole}
		if s.Limit == analytics.AtMost {
			drawn[i].open, drawn[i].width = true, 100*(whole-float64(known))/whole/float64(capped)
		}
	}
	return drawn
}
