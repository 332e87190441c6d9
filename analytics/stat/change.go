package stat

import (
	"fmt"
	"math"
)

// Difference is the later estimate minus the earlier one, both independent: SE = √(v₁ + v₂), with Welch and
// Satterthwaite's degrees of freedom
//
//	(v₁ + v₂)² / (v₁²/df₁ + v₂²/df₂)
//
// which are infinite if both standard errors are known. Whether it describes or claims is settled by the [Inference]
// of the two means. Anonymous waves cannot be paired; where the same people answer alike twice the error is too large
// rather than too small.
//
// With SE = 0 in one group (all answers equal) the t quantile is not to be trusted; with 0 in both the interval is a
// point. Use a known standard deviation, or [PermutationTest] with [JudgeTest].
func Difference(earlier, later Estimate) Estimate {
	v1, v2 := earlier.SE*earlier.SE, later.SE*later.SE
	return Estimate{
		Value: later.Value - earlier.Value,
		SE:    math.Sqrt(v1 + v2),
		DF:    satterthwaite(v1, earlier.DF, v2, later.DF),
	}
}

// satterthwaite are the degrees of freedom of the sum of two estimated variances. The sum of no variance at all has
// as many as both together.
func satterthwaite(v1, df1, v2, df2 float64) float64 {
	if v1+v2 == 0 {
		return df1 + df2
	}
	// Shares of the sum instead of the variances themselves: nothing overflows, and infinite df drop out.
	a, b := v1/(v1+v2), v2/(v1+v2)
	return 1 / (a*a/df1 + b*b/df2)
}

// RelevantPercent is the smallest relevant difference unless an index has its own, on the scale 0–100. It is fixed
// before the first wave.
const RelevantPercent = 5

// RelevantDifference is [RelevantPercent] in the units of a scale: 0.2 on 1–5.
func RelevantDifference(sc Scale) float64 { return RelevantPercent * sc.Range() / 100 }

// Verdict is what may be said of a change. The zero value says nothing.
type Verdict int

const (
	// CannotTell: the data carry neither a change nor its absence. Not the same as unchanged.
	CannotTell Verdict = iota
	// Better: beyond normal fluctuation, and large enough to matter.
	Better
	// Worse: beyond normal fluctuation, and large enough to matter.
	Worse
	// NoRelevantChange: a change that would matter can be excluded.
	NoRelevantChange
)

var verdictNames = []string{"cannot_tell", "better", "worse", "no_relevant_change"}

// String is the name used in documents.
func (v Verdict) String() string { return name(verdictNames, int(v)) }

// MarshalText writes [Verdict.String].
func (v Verdict) MarshalText() ([]byte, error) { return marshalName(verdictNames, int(v)) }

// UnmarshalText reads what MarshalText wrote.
func (v *Verdict) UnmarshalText(text []byte) error {
	i, err := unmarshalName(verdictNames, text)
	*v = Verdict(i)
	return err
}

// JudgeChange holds a difference and its interval against δ, the smallest relevant difference, in the same units:
//
//	interval above 0 and difference ≥ δ   Better
//	interval below 0 and difference ≤ −δ  Worse
//	interval inside (−δ, δ)               NoRelevantChange
//	otherwise                             CannotTell
//
// A claim needs the interval of an [Analytic] difference. Higher is better: reverse what is worded negatively. It
// panics unless δ is positive.
func JudgeChange(difference float64, interval Interval, delta float64) Verdict {
	switch {
	case interval.Low > 0 && reaches(difference, delta):
		return Better
	case interval.High < 0 && reaches(-difference, delta):
		return Worse
	case interval.Low > -delta && interval.High < delta:
		return NoRelevantChange
	}
	return CannotTell
}

// JudgeTest is [JudgeChange] where there is a p value and no interval: when all answers of a wave are equal, so that
// Welch's error breaks down, and [PermutationTest] takes its place. Without an interval the absence of a change
// cannot be shown, so NoRelevantChange does not occur.
func JudgeTest(difference, pValue, delta float64) Verdict {
	switch significant := pValue < 1-Level; {
	case significant && reaches(difference, delta):
		return Better
	case significant && reaches(-difference, delta):
		return Worse
	}
	return CannotTell
}

// JudgeInFamily is [JudgeChange] for one of a family of comparisons on which decisions rest: whether there is a change
// goes by its p value as [Holm] adjusted it, and whether a change that matters can be excluded by its interval at
// [BonferroniLevel]:
//
//	adjusted p < 0.05 and difference ≥ δ    Better
//	adjusted p < 0.05 and difference ≤ −δ   Worse
//	interval inside (−δ, δ)                 NoRelevantChange
//	otherwise                               CannotTell
//
// In a family of one it is JudgeChange. Holm finds all that the Bonferroni intervals find and sometimes more; cut the interval at the
// zero that it has excluded before it is printed beside the word. It panics unless δ is positive.
func JudgeInFamily(difference, adjustedP float64, interval Interval, delta float64) Verdict {
	if v := JudgeTest(difference, adjustedP, delta); v != CannotTell {
		return v
	}
	if interval.Low > -delta && interval.High < delta {
		return NoRelevantChange
	}
	return CannotTell
}

// reaches reports d ≥ δ, forgiving the rounding that makes 3.9 − 3.7 smaller than 0.2.
func reaches(d, delta float64) bool {
	if !(delta > 0) {
		panic(fmt.Sprintf("stat: smallest relevant difference %v is not positive", delta))
	}
	return d >= delta-1e-9
}

// HedgesG is the standardised difference J·(m₂ − m₁)/s_p, s_p the standard deviation pooled over both groups and J
// the exact correction for small samples
//
//	J = Γ(m/2) / (√(m/2) Γ((m−1)/2)),  m = n₁ + n₂ − 2
//
// which takes off 4 % at 10 + 10. ok is false under three answers together, without two in one group at least,
// and without spread. Source: Hedges 1981, Distribution theory for Glass's estimator of effect size.
func HedgesG(earlier, later Moments) (g float64, ok bool) {
	m := float64(earlier.N + later.N - 2)
	ss := earlier.squaredDeviations() + later.squaredDeviations()
	if earlier.N < 1 || later.N < 1 || m < 2 || ss == 0 {
		return 0, false
	}
	a, _ := math.Lgamma(m / 2)
	b, _ := math.Lgamma((m - 1) / 2)
	j := math.Exp(a-b) / math.Sqrt(m/2)
	return j * (later.Mean() - earlier.Mean()) / math.Sqrt(ss/m), true
}
