package stat

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestQuantiles(t *testing.T) {
	t.Parallel()
	// R 4.2.2: qt(.975, df), qt(.8, df), qnorm.
	for df, want := range map[float64]float64{
		1: 12.7062047362, 2: 4.30265272975, 5: 2.57058183564, 9: 2.2621571628, 19: 2.09302405441,
		199: 1.97195654425, 1e4: 1.96020123989, 1e6: 1.95996635681, math.Inf(1): 1.95996398454,
	} {
		check(t, "t(.975)", quantileT(0.975, df), want, exact)
	}
	for df, want := range map[float64]float64{1: 1.37638192047, 5: 0.919543780241, 38: 0.851182756468} {
		check(t, "t(.8)", quantileT(0.8, df), want, exact)
	}
	// R: 2*pt(-2.3, 7.4), 2*pnorm(-1.7).
	check(t, "two-sided t", twoSidedT(2.3, 7.4), 0.0530291422529, exact)
	check(t, "two-sided z", twoSidedT(-1.7, math.Inf(1)), 0.0891309255171, exact)
}

// What is remembered is what is calculated, the first time and afterwards.
func TestQuantilesAreRemembered(t *testing.T) {
	t.Parallel()
	for df := 1.0; df < 2*float64(len(usualT)); df += 7 {
		want := newtonT(upperTail(Level), df)
		if first, second := quantileT(upperTail(Level), df), quantileT(upperTail(Level), df); first != want || second != want {
			t.Errorf("%v degrees of freedom: %v and then %v, want %v", df, first, second, want)
		}
		if other := quantileT(0.9, df); other != newtonT(0.9, df) {
			t.Errorf("%v degrees of freedom at another level: %v", df, other)
		}
	}
}

// Two roads: Newton's steps, and the inverse of the incomplete beta function.
func TestQuantilesMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(0.75, 0.999999).Draw(t, "p")
		df := math.Exp(rapid.Float64Range(0, 12).Draw(t, "log df"))
		want := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(p)
		if got := quantileT(p, df); math.Abs(got-want) > 1e-9*want {
			t.Errorf("t(%v; %v) = %v, want %v", p, df, got, want)
		}
	})
}

func BenchmarkQuantileT(b *testing.B) {
	for b.Loop() {
		quantileT(0.975, 37.4)
	}
}
