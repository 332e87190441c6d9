package stat

import (
	"fmt"
	"slices"
)

// Counts is the histogram of one item: N[i] people chose the code Min+i. It covers the whole scale, also the codes that
// nobody chose, so shares line up between groups and waves.
type Counts struct {
	Min int
	N   []int
}

// NewCounts returns the empty histogram of a scale from min to max. It panics if max < min.
func NewCounts(min, max int) Counts {
	if max < min {
		panic(fmt.Sprintf("stat: scale from %d to %d has no codes", min, max))
	}
	return Counts{Min: min, N: make([]int, max-min+1)}
}

// Max is the highest code of the scale.
func (c Counts) Max() int { return c.Min + len(c.N) - 1 }

// Add counts one more answer. It panics if code is not on the scale: a code is checked when it is taken in.
func (c Counts) Add(code int) {
	if code < c.Min || code > c.Max() {
		panic(fmt.Sprintf("stat: code %d is outside the scale %d to %d", code, c.Min, c.Max()))
	}
	c.N[code-c.Min]++
}

// Total is the number of answers.
func (c Counts) Total() int {
	n := 0
	for _, k := range c.N {
		n += k
	}
	return n
}

// Merge returns the histogram of both groups. It panics if the scales differ.
func (c Counts) Merge(o Counts) Counts {
	if c.Min != o.Min || len(c.N) != len(o.N) {
		panic(fmt.Sprintf("stat: cannot merge scale %d to %d with %d to %d", c.Min, c.Max(), o.Min, o.Max()))
	}
	sum := NewCounts(c.Min, c.Max())
	for i := range c.N {
		sum.N[i] = c.N[i] + o.N[i]
	}
	return sum
}

// Reverse returns the histogram of the reversed item, in which x became min + max − x.
func (c Counts) Reverse() Counts {
	r := Counts{Min: c.Min, N: slices.Clone(c.N)}
	slices.Reverse(r.N)
	return r
}

// Moments of the codes.
func (c Counts) Moments() Moments {
	var m Moments
	for i, k := range c.N {
		x := float64(c.Min + i)
		m.N += k
		m.Sum += float64(k) * x
		m.SumSquares += float64(k) * x * x
	}
	return m
}

// Shares are the proportions per code, 0 to 1, lowest code first; nil without answers.
func (c Counts) Shares() []float64 {
	n := c.Total()
	if n == 0 {
		return nil
	}
	shares := make([]float64, len(c.N))
	for i, k := range c.N {
		shares[i] = float64(k) / float64(n)
	}
	return shares
}

// Top is the number of answers in the k highest codes: Top(2) is the usual top two.
func (c Counts) Top(k int) int { return Counts{N: c.N[len(c.N)-k:]}.Total() }

// Bottom is the number of answers in the k lowest codes.
func (c Counts) Bottom(k int) int { return Counts{N: c.N[:k]}.Total() }

// Median is the middle answer, or the midpoint of the two middle answers; ok is false without answers.
func (c Counts) Median() (median float64, ok bool) {
	n := c.Total()
	if n == 0 {
		return 0, false
	}
	return (c.ordered((n-1)/2) + c.ordered(n/2)) / 2, true
}

// InterpolatedMedian treats each code as an interval of width one around it, and the answers in it as evenly spread:
//
//	M − ½ + (n/2 − below)/at
//
// where M is the median, below the number of answers under it and at the number on it. Where the two middle answers
// differ, nobody is on the median and it stands as it is. Unlike the median it moves when a few people do. Source: R
// psych, interp.median.
func (c Counts) InterpolatedMedian() (median float64, ok bool) {
	m, ok := c.Median()
	if !ok {
		return 0, false
	}
	below, at := 0, 0
	for i, k := range c.N {
		switch x := float64(c.Min + i); {
		case x < m:
			below += k
		case x == m:
			at = k
		}
	}
	if at == 0 {
		return m, true
	}
	return m - 0.5 + (float64(c.Total())/2-float64(below))/float64(at), true
}

// ordered is the i-th smallest answer, counted from 0.
func (c Counts) ordered(i int) float64 {
	for code, k := range c.N {
		if i < k {
			return float64(c.Min + code)
		}
		i -= k
	}
	panic("stat: fewer answers than asked for")
}
