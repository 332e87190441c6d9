package stat

import (
	"fmt"
	"math"
)

// AgreementWithin is r_wg of James, Demaree and Wolf: how much smaller the spread of a group is than if its members
// had ticked the steps at random,
//
//	1 − s²/σ²,  σ² = (steps² − 1)/12
//
// 1 if all answer alike, 0 at random and, by the usual convention, also beyond it (a split staff: see
// [Polarisation]). Items have unit distance between steps. ok is false under two answers. It panics under two steps.
// Source: James, Demaree & Wolf 1984, Journal of Applied Psychology 69:85.
func AgreementWithin(m Moments, steps int) (agreement float64, ok bool) {
	if m.N < 2 {
		return 0, false
	}
	return math.Max(0, 1-m.Variance()/uniformVariance(steps)), true
}

// AgreementWithinIndex is r_wg(J), agreement on the items of an index together,
//
//	J(1 − s̄²/σ²) / (J(1 − s̄²/σ²) + s̄²/σ²)
//
// with s̄² the mean variance of the J items, all on as many steps. It grows with the number of items, so compare it
// only between groups and waves of one instrument. 0 where the spread is that of chance or more. ok is false without
// items or if one has under two answers.
func AgreementWithinIndex(items []Moments, steps int) (agreement float64, ok bool) {
	j, spread := float64(len(items)), 0.0
	for _, m := range items {
		if m.N < 2 {
			return 0, false
		}
		spread += m.Variance() / j
	}
	if j == 0 {
		return 0, false
	}
	ratio := spread / uniformVariance(steps)
	if ratio >= 1 {
		return 0, true
	}
	return j * (1 - ratio) / (j*(1-ratio) + ratio), true
}

// uniformVariance is the variance of an answer that is equally likely on all steps.
func uniformVariance(steps int) float64 {
	if steps < 2 {
		panic(fmt.Sprintf("stat: an item of %d steps cannot be agreed on", steps))
	}
	return float64(steps*steps-1) / 12
}

// Polarisation is Leik's D, the dispersion of ordered answers: 0 if all are on one step, 1 if one half is at each end,
//
//	2/(k−1) · Σ d_i,  d_i = F_i or 1 − F_i, whichever is smaller
//
// with F_i the share on the i lowest of k steps. It uses the order of the steps and not their distance. Evenly spread
// answers give k/2(k−1) for even k and (k+1)/2k for odd: .6 on five steps; above that the staff is pulling apart. ok
// is false without answers and under two steps. Source: Leik 1966, A measure of ordinal consensus, Pacific
// Sociological Review 9:85.
func Polarisation(c Counts) (d float64, ok bool) {
	shares := c.Shares()
	if len(shares) < 2 {
		return 0, false
	}
	cumulative := 0.0
	for _, p := range shares[:len(shares)-1] {
		cumulative += p
		d += math.Min(cumulative, 1-cumulative)
	}
	return 2 * d / float64(len(shares)-1), true
}
