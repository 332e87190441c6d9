package stat

import (
	"fmt"
	"math"
)

// Scale is the range of an item or index, in its own units: 1 to 5 for five steps.
type Scale struct {
	Min, Max float64
}

// Range is Max − Min. It panics unless it is positive.
func (s Scale) Range() float64 {
	if !(s.Max > s.Min) {
		panic(fmt.Sprintf("stat: scale from %v to %v has no range", s.Min, s.Max))
	}
	return s.Max - s.Min
}

// Reverse turns a negatively worded item round: min + max − x.
func (s Scale) Reverse(x float64) float64 { return s.Min + s.Max - x }

// Percent is x as per cent of the maximum possible, 100 (x − min)/(max − min), so 0 to 100: the axis that items with
// different numbers of steps can share. Source: Cohen, Cohen, Aiken & West 1999, The problem of units and the
// circumstance for POMP.
func (s Scale) Percent(x float64) float64 { return 100 * (x - s.Min) / s.Range() }

// FromPercent is the inverse of [Scale.Percent].
func (s Scale) FromPercent(p float64) float64 { return s.Min + p*s.Range()/100 }

// PercentSpan converts a difference, standard deviation or standard error to 0–100, which has no zero to shift.
func (s Scale) PercentSpan(d float64) float64 { return 100 * d / s.Range() }

// HalfRule says whether a person who answered so many of the items of an index gets a score: at least half of them, and
// at least one.
func HalfRule(answered, items int) bool { return answered > 0 && 2*answered >= items }

// IndexScore is one person's score on an index of so many items: the mean of the items that she answered, if the half
// rule allows it. Values are on one scale, reversed items already turned round; NaN is a missing answer.
//
// The index of a group is the mean of its person scores and not the mean of item means: the two differ as soon as
// answers are missing, and only the first has a number of persons to stand on. It panics if there are more values
// than items.
func IndexScore(values []float64, items int) (score float64, ok bool) {
	if len(values) > items {
		panic(fmt.Sprintf("stat: %d values for an index of %d items", len(values), items))
	}
	sum, answered := 0.0, 0
	for _, x := range values {
		if !math.IsNaN(x) {
			sum += x
			answered++
		}
	}
	if !HalfRule(answered, items) {
		return 0, false
	}
	return sum / float64(answered), true
}
