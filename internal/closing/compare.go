package closing

import (
	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// A Difference is in which way the leadership and the staff see a component differently.
type Difference string

// The differences. Where none of them holds, there is nothing to say: that a leadership and its staff agree is more than figures can tell.
const (
	NoDifference     Difference = ""
	LeadershipHigher Difference = "leadership_higher" // the leadership finds that the school has come farther than staff answer
	StaffHigher      Difference = "staff_higher"      // staff answer that the school has come farther than the leadership finds
)

// Cut points of the scale from 1 to 5, by which staff's mean can stand beside the four levels: under 2 the answers lie on the lowest step and the one above it, from 2 to
// the middle, 3, on the lower half, from there to 4 on the upper half, and from 4 on the two highest steps. They are used for nothing but [Compare].
var cuts = []float64{2, 3, 4}

// Compare says in which way a conclusion differs from what staff answered; it never puts the two together.
//
// They differ when the levels are two or more apart; when the leadership finds the component in place, and the target is not reached; or when it finds it
// begun or not begun, and the target is. Where a mean is only bounded, all that it can be must differ. Where staff's figure is hidden or missing, there is no difference to
// be seen, whatever it is.
func Compare(level Level, row analytics.Row) Difference {
	low, high, ok := span(row.Now)
	place := placeOf(level)
	if !ok || place < 0 || row.Steps != len(cuts)+2 {
		return NoDifference
	}
	verdict := stat.TargetCannotTell
	if row.Gap != nil {
		verdict = row.Gap.Verdict
	}
	switch {
	case place-quarter(high) >= 2, level == InPlace && verdict == stat.TargetNotReached:
		return LeadershipHigher
	case quarter(low)-place >= 2, place <= placeOf(Begun) && verdict == stat.TargetReached:
		return StaffHigher
	}
	return NoDifference
}

// span is the least and the greatest that a shown mean can be.
func span(c analytics.Cell) (low, high float64, ok bool) {
	e, ok := c.Shown()
	switch {
	case !ok || e.Limit == analytics.CountOnly:
		return 0, 0, false
	case e.Bounds != nil:
		return e.Bounds.Low, e.Bounds.High, true
	}
	return e.Mean, e.Mean, true
}

// quarter is the place of a mean among the levels, from 0.
func quarter(mean float64) int {
	place := 0
	for _, cut := range cuts {
		if mean >= cut {
			place++
		}
	}
	return place
}

func placeOf(level Level) int {
	for i, l := range Levels {
		if l == level {
			return i
		}
	}
	return -1
}
