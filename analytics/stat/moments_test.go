package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// near reports equality to a relative error of tol, absolute around zero.
func near(a, b, tol float64) bool {
	return a == b || math.Abs(a-b) <= tol*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// exact is the agreement asked of closed forms.
const exact = 1e-9

func check(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !near(got, want, tol) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func checkInterval(t *testing.T, what string, got Interval, low, high, tol float64) {
	t.Helper()
	if !near(got.Low, low, tol) || !near(got.High, high, tol) {
		t.Errorf("%s = %.12g to %.12g, want %.12g to %.12g", what, got.Low, got.High, low, high)
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	// By hand: 1, 2, 3, 4, 5 and a missing answer.
	m := MomentsOf([]float64{1, 2, math.NaN(), 3, 4, 5})
	if m != (Moments{N: 5, Sum: 15, SumSquares: 55}) {
		t.Fatalf("moments = %+v", m)
	}
	check(t, "mean", m.Mean(), 3, exact)
	check(t, "variance", m.Variance(), 2.5, exact)
	check(t, "sd", m.SD(), math.Sqrt(2.5), exact)

	if v := MomentsOf([]float64{4}).Variance(); !math.IsNaN(v) {
		t.Errorf("variance of one value = %v, want NaN", v)
	}
	if x := (Moments{}).Mean(); !math.IsNaN(x) {
		t.Errorf("mean of nothing = %v, want NaN", x)
	}
}

func TestEqualFractionsHaveNoSpread(t *testing.T) {
	t.Parallel()
	for _, x := range []float64{10.0 / 3, 11.0 / 7, 0.1, 4} {
		var m Moments
		for range 1000 {
			m.Add(x)
		}
		if v := m.Variance(); v != 0 {
			t.Errorf("variance of a thousand times %v = %v, want exactly 0", x, v)
		}
	}
	// And the smallest spread there can be among a thousand index scores of five items is seen.
	var m Moments
	for range 999 {
		m.Add(5)
	}
	m.Add(4.8)
	check(t, "variance of one dissenter", m.Variance(), 0.04/1000, 1e-6)
}

// Moments from a histogram, from a stream, from parts and from a two-pass computation are the same.
func TestMomentsMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.IntRange(1, 6), 2, 60).Draw(t, "codes")
		cut := rapid.IntRange(0, len(codes)).Draw(t, "cut")
		counts := NewCounts(1, 6)
		values := make([]float64, len(codes))
		for i, c := range codes {
			counts.Add(c)
			values[i] = float64(c)
		}
		stream := MomentsOf(values)
		for name, m := range map[string]Moments{
			"counts": counts.Moments(),
			"freq":   FreqOf(values).Moments(),
			"merge":  MomentsOf(values[:cut]).Merge(MomentsOf(values[cut:])),
		} {
			if m != stream {
				t.Errorf("%s: %+v, stream %+v", name, m, stream)
			}
		}
		mean, ss := stream.Mean(), 0.0
		for _, x := range values {
			ss += (x - mean) * (x - mean)
		}
		if want := ss / float64(len(values)-1); !near(stream.Variance(), want, exact) {
			t.Errorf("variance %v, two passes %v", stream.Variance(), want)
		}
	})
}
