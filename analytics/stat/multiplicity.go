package stat

import (
	"fmt"
	"math"
	"slices"
)

// Holm adjusts the p values of a family of comparisons, in their order, so that the chance of any false claim in the
// family stays below the level that they are then held against: the i-th smallest of m times (m − i + 1), never below
// the one before, at most 1. For families on which action follows. NaN stays and does not count. Source: Holm 1979; R
// p.adjust.
func Holm(p []float64) []float64 {
	return adjust(p, func(sorted []float64) {
		m := len(sorted)
		for i := range sorted {
			sorted[i] = math.Min(1, sorted[i]*float64(m-i))
			if i > 0 {
				sorted[i] = math.Max(sorted[i], sorted[i-1])
			}
		}
	})
}

// BenjaminiHochberg adjusts the p values of a family, in their order, so that of the findings at a level at most that
// share is false on average: the i-th smallest of m times m/i, never above the one after. For browsing. NaN stays and
// does not count. Source: Benjamini & Hochberg 1995, JRSS B 57:289; R p.adjust.
func BenjaminiHochberg(p []float64) []float64 {
	return adjust(p, func(sorted []float64) {
		m := len(sorted)
		for i := m - 1; i >= 0; i-- {
			sorted[i] = math.Min(1, sorted[i]*float64(m)/float64(i+1))
			if i < m-1 {
				sorted[i] = math.Min(sorted[i], sorted[i+1])
			}
		}
	})
}

// adjust applies f to the sorted p values and puts them back in their order.
func adjust(p []float64, f func(sorted []float64)) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, x := range p {
		if x < 0 || x > 1 {
			panic(fmt.Sprintf("stat: p value %v is not a probability", x))
		}
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	sorted := make([]float64, len(order))
	for rank, i := range order {
		sorted[rank] = p[i]
	}
	f(sorted)
	for rank, i := range order {
		adjusted[i] = sorted[rank]
	}
	return adjusted
}

// BonferroniLevel is the level of each interval in a family of m comparisons that are all to hold together: 1 − (1 −
// level)/m. It panics unless m is positive.
func BonferroniLevel(level float64, m int) float64 {
	if m < 1 {
		panic("stat: a family without comparisons")
	}
	return 1 - (1-level)/float64(m)
}
