package analytics

import "tilstand/analytics/stat"

// GapBand is a part of the distances to a target, for tables over many schools. Its cut points stand beside every table that uses it, and
// the number in every cell: a band is where to look first, and no verdict. That is the gap's own, and the two can disagree, since a band
// is of the figure as printed and a verdict of what is known for certain.
type GapBand string

const (
	// BandAbove: over the target by at least the near cut point.
	BandAbove GapBand = "above"
	// BandNear: nearer the target than that, on either side.
	BandNear GapBand = "near"
	// BandBelow: under the target by the near cut point or more.
	BandBelow GapBand = "below"
	// BandFar: under the target by the far cut point or more.
	BandFar GapBand = "far"
)

// GapBands are all bands, from above the target to far under it.
var GapBands = []GapBand{BandAbove, BandNear, BandBelow, BandFar}

// The cut points in per cent of a scale's range: the smallest relevant difference as waves are opened with it (surveys.RelevantPercent), and
// two and a half times as much; 0.2 and 0.5 on a scale from 1 to 5.
const (
	nearPercent = 5.0
	farPercent  = 12.5
)

// BandCuts are the two cut points on a scale with so many steps, with one decimal, as figures are printed.
func BandCuts(steps int) (near, far float64) {
	width := scaleOf(steps).Range() / 100
	return oneDecimal(nearPercent * width), oneDecimal(farPercent * width)
}

// Band is where a gap lies on a scale with so many steps. One that is only bounded has a band when both its ends lie there, and else none:
// the second result says which.
func (g *Gap) Band(steps int) (GapBand, bool) {
	ends := stat.Interval{Low: g.Value, High: g.Value}
	if g.Bounds != nil {
		ends = stat.Interval(*g.Bounds)
	}
	low, high := bandOf(ends.Low, steps), bandOf(ends.High, steps)
	return low, low == high
}

// Open reports whether it cannot be told if the target is reached.
func (g *Gap) Open() bool { return g.Verdict == stat.TargetCannotTell }

// bandOf a distance, target − mean.
func bandOf(missing float64, steps int) GapBand {
	near, far := BandCuts(steps)
	switch missing = oneDecimal(missing); {
	case missing >= far:
		return BandFar
	case missing >= near:
		return BandBelow
	case missing > -near:
		return BandNear
	}
	return BandAbove
}
