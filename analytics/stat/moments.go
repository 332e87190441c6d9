package stat

import "math"

// Moments are the sufficient statistics of a mean and its variance: number of values, their sum, and the sum of their
// squares, in the units of the scale. The zero value is an empty group. They add up ([Moments.Merge]), and
// SQL can make them in one pass.
type Moments struct {
	N          int
	Sum        float64
	SumSquares float64
}

// MomentsOf reduces values; NaN counts as missing.
func MomentsOf(values []float64) Moments {
	var m Moments
	for _, x := range values {
		if !math.IsNaN(x) {
			m.Add(x)
		}
	}
	return m
}

// Add takes one more value into account.
func (m *Moments) Add(x float64) {
	m.N++
	m.Sum += x
	m.SumSquares += x * x
}

// Merge returns the moments of both groups taken together.
func (m Moments) Merge(o Moments) Moments {
	return Moments{N: m.N + o.N, Sum: m.Sum + o.Sum, SumSquares: m.SumSquares + o.SumSquares}
}

// Mean is Σx/n; NaN for an empty group.
func (m Moments) Mean() float64 { return m.Sum / float64(m.N) }

// Variance is Σ(x−mean)²/(n−1); NaN under two values.
func (m Moments) Variance() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	return m.squaredDeviations() / float64(m.N-1)
}

// SD is the square root of [Moments.Variance].
func (m Moments) SD() float64 { return math.Sqrt(m.Variance()) }

// squaredDeviations is Σ(x−mean)² = Σx² − (Σx)²/n.
//
// The difference loses digits when the mean is large beside the spread. Answers between 1 and 6 leave twelve of them;
// what remains below the rounding of n additions is no spread at all, and is returned as exactly 0 so that equal
// fractions (four people with an index score of 10/3) are seen to be equal.
func (m Moments) squaredDeviations() float64 {
	ss := m.SumSquares - m.Sum*m.Sum/float64(m.N)
	if rounding := 4 * float64(m.N) * 0x1p-52 * m.SumSquares; ss <= rounding {
		return 0
	}
	return ss
}
