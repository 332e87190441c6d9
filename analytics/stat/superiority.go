package stat

import "math"

// MinSuperiorityInterval is the number of answers in each wave under which the Brunner–Munzel interval is not to be
// relied on; show [Superiority] alone there.
const MinSuperiorityInterval = 10

// Superiority is the probability that a person of the later wave is above one of the earlier wave, ties counting half:
//
//	A = P(Y₂ > Y₁) + ½ P(Y₂ = Y₁)
//
// ½ means no tendency. It uses only the order of the answers, and so backs a difference of means, which takes the
// steps as equal; where the two disagree in sign, say so. ok is false without answers in either wave. Source: Vargha
// & Delaney 2000.
func Superiority(earlier, later Freq) (a float64, ok bool) {
	n1, n2 := earlier.Total(), later.Total()
	if n1 == 0 || n2 == 0 {
		return 0, false
	}
	wins := 0.0
	for i, p := range placements(later, earlier) {
		wins += float64(later[i].N) * p
	}
	return wins / (float64(n1) * float64(n2)), true
}

// CliffsDelta is P(Y₂ > Y₁) − P(Y₂ < Y₁) = 2A − 1, from −1 to 1. It converts the limits of an interval as well. Source:
// Cliff 1993, doi 10.1037/0033-2909.114.3.494.
func CliffsDelta(a float64) float64 { return 2*a - 1 }

// BrunnerMunzel is [Superiority] with the standard error and degrees of freedom of Brunner and Munzel, in the form of
// Neubert & Brunner 2007 (the paper of 2000 has a misprint, as the documentation of R lawstat points out).
// [Estimate.Interval], clipped to 0–1, is its interval, and [Estimate.PValue] with null 0.5 the test of no tendency.
// Unequal spread and ties are allowed.
//
// ok is false under two answers in a wave, and when neither wave overlaps with itself as seen from the other:
// complete separation or complete agreement, where the error would be 0. Under [MinSuperiorityInterval] answers in
// either wave it is too narrow.
func BrunnerMunzel(earlier, later Freq) (a Estimate, ok bool) {
	n1, n2 := float64(earlier.Total()), float64(later.Total())
	if n1 < 2 || n2 < 2 {
		return Estimate{}, false
	}
	// The midrank of a value in the pooled sample minus its midrank in its own is its placement in the other sample,
	// so the paper's S² is the variance of the placements.
	v1 := placementVariance(earlier, placements(earlier, later))
	v2 := placementVariance(later, placements(later, earlier))
	s1, s2 := v1/(n1*n2*n2), v2/(n2*n1*n1)
	if s1+s2 == 0 {
		return Estimate{}, false
	}
	a.Value, _ = Superiority(earlier, later)
	a.SE = math.Sqrt(s1 + s2)
	a.DF = satterthwaite(s1, n1-1, s2, n2-1)
	return a, true
}

// placements says of each value of f how many people of other are below it, ties counting half.
func placements(f, other Freq) []float64 {
	at := make([]float64, len(f))
	below, j := 0, 0
	for i, v := range f {
		for j < len(other) && other[j].Value < v.Value {
			below += other[j].N
			j++
		}
		at[i] = float64(below)
		if j < len(other) && other[j].Value == v.Value {
			at[i] += float64(other[j].N) / 2
		}
	}
	return at
}

// placementVariance is the variance, divisor n−1, of the placements of the people of f. Placements are multiples of
// one half, so the sums are exact.
func placementVariance(f Freq, placement []float64) float64 {
	var m Moments
	for i, v := range f {
		n, x := float64(v.N), placement[i]
		m.N += v.N
		m.Sum += n * x
		m.SumSquares += n * x * x
	}
	return m.Variance()
}
