package analytics

import (
	"math"
	"slices"

	"tilstand/analytics/disclosure"
)

// spread is how the means of schools spread over the bands of the scale; nil where there are too few, where a mean is only bounded, and where the
// set would tell schools apart from those of other figures.
func (a *editionAudit) spread(m EditionMeasure, set []int, schools []reading) ([]Band, error) {
	if slices.ContainsFunc(schools, func(r reading) bool { return r.Limit != Exact }) {
		return nil, nil
	}
	all := renumber(set, a.here)
	cells := a.units
	cells.Min = MinSpreadSchools
	admitted, err := cells.AdmitCells(a.spreads[m.Key], [][]int{all})
	if err != nil || !admitted[0] {
		return nil, err
	}
	a.spreads[m.Key] = append(a.spreads[m.Key], all)
	counts := make([]int, m.Steps)
	for _, r := range schools {
		counts[nearestStep(r.Mean, m.Steps)-1]++
	}
	return bandsOf(disclosure.ShowItem(counts).Bands), nil
}

// nearestStep rounds a mean to a step of the scale; halfway to the one nearer to the middle, so that nobody is put at an end who is not
// there.
func nearestStep(mean float64, steps int) int {
	tenths := int(math.Round(mean * 10))
	step, rest := tenths/10, tenths%10
	if rest > 5 || rest == 5 && 2*step+1 <= steps+1 {
		return step + 1
	}
	return step
}
