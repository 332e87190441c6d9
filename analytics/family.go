package analytics

import (
	"math"

	"tilstand/analytics/stat"
)

// FamilyMethod is how the comparisons of a family are kept from finding something by chance.
type FamilyMethod string

const (
	// Single: one comparison that was named beforehand, as of the overall index. Nothing is corrected.
	Single FamilyMethod = "single"
	// HolmFamily: comparisons on which decisions rest, as of the components of one school between two waves. The chance
	// of any false claim among them stays below 5 %.
	HolmFamily FamilyMethod = "holm"
	// BrowsingFamily: many comparisons to look through, as of all items of a survey, corrected after Benjamini and Hochberg. Of what
	// is found, 5 % is false on average.
	BrowsingFamily FamilyMethod = "benjamini_hochberg"
)

// Family is the declared set of comparisons that one of them belongs to.
type Family struct {
	Method FamilyMethod `json:"method"`
	Size   int          `json:"size"`
	// Level is the coverage of the interval Claim: 0.95, and in a Holm family Bonferroni's, so that all of them hold together.
	Level float64 `json:"level"`
}

// familyOf is a family of so many comparisons. One alone needs no correction.
func familyOf(method FamilyMethod, size int) Family {
	f := Family{Method: method, Size: size, Level: stat.Level}
	if size <= 1 {
		f.Method = Single
	}
	if f.Method == HolmFamily {
		f.Level = stat.BonferroniLevel(stat.Level, size)
	}
	return f
}

// adjust corrects the p values of the family.
func (f Family) adjust(p []float64) []float64 {
	switch f.Method {
	case HolmFamily:
		return stat.Holm(p)
	case BrowsingFamily:
		return stat.BenjaminiHochberg(p)
	}
	return p
}

// comparison is a claim before it is judged: something that differs from zero, or not. Everything in it comes from released figures.
type comparison struct {
	estimate stat.Estimate // the difference as released, with the error for claims
	delta    float64       // the smallest relevant difference
	exact    bool
	// least and greatest are the ends of the difference; where it is exact, both are the printed value.
	least, greatest float64
}

// p is the p value of no difference, of a difference that is only bounded for what it amounts to at least.
func (c comparison) p() float64 {
	e := c.estimate
	if !c.exact {
		e.Value = c.nearest()
	}
	return e.PValue(0)
}

// nearest is what the difference amounts to at least.
func (c comparison) nearest() float64 { return math.Max(c.least, math.Min(c.greatest, 0)) }

// interval at a level; of a difference that is only bounded it runs from below the least to above the greatest.
func (c comparison) interval(level float64) stat.Interval {
	i := c.estimate.Interval(level)
	if c.exact {
		return i
	}
	half := i.Width() / 2
	return stat.Interval{Low: c.least - half, High: c.greatest + half}
}

// claimed is the interval as one of a family: at the family's level, and where Holm has found a change, cut at the zero that it has
// excluded. Without the cut an interval could hold a zero that the verdict beside it denies, since Holm finds more than Bonferroni. Together they
// still hold at once. Source: Strassburger & Bretz 2008, Statistics in Medicine 27:4914; Guilbaud 2008, Biometrical Journal 50:678.
func (c comparison) claimed(f Family, adjusted float64) stat.Interval {
	i := c.interval(f.Level)
	if f.Method != HolmFamily || !beyond(adjusted) {
		return i
	}
	if c.nearest() > 0 {
		i.Low = math.Max(i.Low, 0)
	} else {
		i.High = math.Min(i.High, 0)
	}
	return i
}

// verdict of the comparison as one of its family.
func (c comparison) verdict(f Family, adjusted float64) stat.Verdict {
	return stat.JudgeInFamily(c.nearest(), adjusted, c.claimed(f, adjusted), c.delta)
}

// beyond reports whether a corrected p value stands for more than normal fluctuation.
func beyond(adjusted float64) bool { return adjusted < 1-stat.Level }
