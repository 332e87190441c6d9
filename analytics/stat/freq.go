package stat

import (
	"maps"
	"math"
	"slices"
)

// Freq is a frequency table: how many people have each value, in ascending order, no value twice. It is what ordinal
// methods need of index scores, as [Counts] is what they need of an item.
//
// Values are compared exactly. That is safe for index scores: a sum of whole codes divided by a whole number of answers
// is correctly rounded, so equal fractions are equal numbers (10/5 and 4/2), whoever divided them.
type Freq []ValueCount

// ValueCount says that N people have this Value.
type ValueCount struct {
	Value float64
	N     int
}

// FreqOf tabulates values; NaN counts as missing.
func FreqOf(values []float64) Freq {
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	slices.Sort(sorted)
	var f Freq
	for _, x := range sorted {
		if last := len(f) - 1; last >= 0 && f[last].Value == x {
			f[last].N++
			continue
		}
		f = append(f, ValueCount{Value: x, N: 1})
	}
	return f
}

// NewFreq is the table of how many people have each value; values that nobody has are left out. It panics at a value that is
// not a number.
func NewFreq(people map[float64]int) Freq {
	var f Freq
	for _, x := range slices.Sorted(maps.Keys(people)) {
		switch {
		case math.IsNaN(x):
			panic("stat: a frequency table of values that are not numbers")
		case people[x] > 0:
			f = append(f, ValueCount{Value: x, N: people[x]})
		}
	}
	return f
}

// Freq returns the codes that somebody chose.
func (c Counts) Freq() Freq {
	var f Freq
	for i, k := range c.N {
		if k > 0 {
			f = append(f, ValueCount{Value: float64(c.Min + i), N: k})
		}
	}
	return f
}

// Total is the number of people.
func (f Freq) Total() int {
	n := 0
	for _, v := range f {
		n += v.N
	}
	return n
}

// Moments of the values.
func (f Freq) Moments() Moments {
	var m Moments
	for _, v := range f {
		m.N += v.N
		m.Sum += float64(v.N) * v.Value
		m.SumSquares += float64(v.N) * v.Value * v.Value
	}
	return m
}

// Median is the middle value, or the midpoint of the two middle values; ok is false without people.
func (f Freq) Median() (median float64, ok bool) {
	n := f.Total()
	if n == 0 {
		return 0, false
	}
	return (f.ordered((n-1)/2) + f.ordered(n/2)) / 2, true
}

// ordered is the i-th smallest value, counted from 0.
func (f Freq) ordered(i int) float64 {
	for _, v := range f {
		if i < v.N {
			return v.Value
		}
		i -= v.N
	}
	panic("stat: fewer values than asked for")
}
