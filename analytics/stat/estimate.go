package stat

import "math"

// Inference is the question that is asked of a sample; see the package comment.
type Inference int

const (
	// Descriptive asks what the people invited think now. The variance of the mean is (1 − n/N) s²/n: it takes the
	// silent as missing at random within the group, does not repair non-response, and is zero at full response.
	Descriptive Inference = iota
	// Analytic asks whether there is more than normal fluctuation. The variance of the mean is s²/n, however many were
	// invited (Deming & Stephan 1941, On the interpretation of censuses as samples).
	Analytic
)

// Sample is what one group gave in one wave.
type Sample struct {
	Moments Moments

	// Population is N, the number of people invited. Zero means not known: there is no finite population
	// to correct for. Items of one wave have their own n and the same N.
	Population int

	// KnownSD, if positive, replaces the group's own standard deviation: see [PooledSD]. Quantiles are then normal, and
	// intervals tell nothing about the group but its mean and n.
	KnownSD float64
}

// roster reports whether no more people answered than were invited; more mean a wrong head count.
func (s Sample) roster() bool { return s.Population == 0 || s.Moments.N <= s.Population }

// fpc is the finite population correction of the variance, 1 − n/N.
//
// This is the convention of design-based sampling, to be used with the divisor n−1 (R survey). The other one,
// (N−n)/(N−1), belongs to the divisor n; with n−1 it makes the standard error √(N/(N−1)) times as large, 10 % for
// a staff of six.
func (s Sample) fpc(inf Inference) float64 {
	if inf == Analytic || s.Population == 0 {
		return 1
	}
	return 1 - float64(s.Moments.N)/float64(s.Population)
}

// variance of one answer, and its degrees of freedom.
func (s Sample) variance() (v, df float64) {
	if s.KnownSD > 0 {
		return s.KnownSD * s.KnownSD, math.Inf(1)
	}
	return s.Moments.Variance(), float64(s.Moments.N - 1)
}

// Estimate is a figure with its standard error, both in the units of the figure. DF are the degrees of freedom of the
// standard error; +Inf if it is known.
type Estimate struct {
	Value float64
	SE    float64
	DF    float64
}

// Interval is Value ± t(level; DF)·SE. With SE = 0 it is a point.
func (e Estimate) Interval(level float64) Interval {
	h := e.halfWidth(level)
	return Interval{Low: e.Value - h, High: e.Value + h}
}

func (e Estimate) halfWidth(level float64) float64 {
	if e.SE == 0 {
		return 0
	}
	return quantileT(upperTail(level), e.DF) * e.SE
}

// PValue is the two-sided p value of the hypothesis that the true value is null. NaN if SE = 0: without
// spread there is no t test; use [PermutationTest].
func (e Estimate) PValue(null float64) float64 {
	if e.SE == 0 {
		return math.NaN()
	}
	return twoSidedT((e.Value-null)/e.SE, e.DF)
}

// Detectable is the smallest true difference that a two-sided test at 5 % would find with 80 % probability,
//
//	(t(0.975; DF) + t(0.80; DF)) · SE
//
// in the units of the estimate. With 20 answers in each of two waves and a standard deviation of 0.8 it is 0.7 of a
// step: what small staffs can show is large changes, and a page that shows a change shows this number too. Before a
// wave is opened, take it from two samples with the expected n and a [PooledSD].
func (e Estimate) Detectable() float64 { return e.DetectableAt(Level) }

// DetectableAt is [Estimate.Detectable] for a test at 1 − level: with [BonferroniLevel], what a comparison finds that has to
// stand out from a family of them.
func (e Estimate) DetectableAt(level float64) float64 {
	return (quantileT(upperTail(level), e.DF) + quantileT(0.80, e.DF)) * e.SE
}
