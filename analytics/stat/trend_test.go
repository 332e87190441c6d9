package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestLinearTrend(t *testing.T) {
	t.Parallel()
	// R: contrast (−1.5, −.5, .5, 1.5)/5 of four means, Satterthwaite's df.
	means := []Estimate{{3.1, .2, 11}, {3.4, .18, 14}, {3.3, .15, 19}, {3.8, .21, 10}}
	slope, ok := LinearTrend([]float64{0, 1, 2, 3}, means)
	if !ok {
		t.Fatal("no slope")
	}
	check(t, "slope", slope.Value, 0.2, exact)
	check(t, "SE", slope.SE, 0.0900999445061, exact)
	check(t, "df", slope.DF, 23.8460536982, exact)

	// Two waves: the difference, per unit of x.
	two, _ := LinearTrend([]float64{1, 3}, means[:2])
	d := Difference(means[0], means[1])
	check(t, "two waves", two.Value, d.Value/2, exact)
	check(t, "two waves, SE", two.SE, d.SE/2, exact)
	check(t, "two waves, df", two.DF, d.DF, exact)

	known, _ := LinearTrend([]float64{0, 1}, []Estimate{{3, .2, math.Inf(1)}, {4, .2, math.Inf(1)}})
	if !math.IsInf(known.DF, 1) {
		t.Errorf("df of known errors = %v", known.DF)
	}
	if _, ok := LinearTrend([]float64{2, 2}, means[:2]); ok {
		t.Error("a trend at one time")
	}
}

// By hand: means 3.1, 3.4, 3.3, 3.8 at 0 to 3 have slope .2 and mean 3.4 at 1.5, so 3.7 at 3 and 3.9 at 4. At 3 the weights are
// 1/4 + c·1.5 with c = −.3, −.1, .1, .3: −.2, .1, .4, .7, and SE = √(.04·.04 + .01·.0324 + .16·.0225 + .49·.0441) = √.027133.
func TestLineAt(t *testing.T) {
	t.Parallel()
	x := []float64{0, 1, 2, 3}
	means := []Estimate{{3.1, .2, 11}, {3.4, .18, 14}, {3.3, .15, 19}, {3.8, .21, 10}}
	for x0, want := range map[float64]float64{1.5: 3.4, 3: 3.7, 4: 3.9} {
		if got, ok := LineAt(x, means, x0); !ok || math.Abs(got.Value-want) > 1e-12 {
			t.Errorf("at %v: %v, %t; want %v", x0, got.Value, ok, want)
		}
	}
	at3, _ := LineAt(x, means, 3)
	check(t, "SE at 3", at3.SE, math.Sqrt(.027133), exact)

	// Two waves: the line goes through both means, with their own errors.
	for i, m := range means[:2] {
		got, _ := LineAt(x[:2], means[:2], x[i])
		check(t, "height", got.Value, m.Value, exact)
		check(t, "SE", got.SE, m.SE, exact)
		check(t, "df", got.DF, m.DF, exact)
	}
	if _, ok := LineAt([]float64{2, 2}, means[:2], 3); ok {
		t.Error("a line at one time")
	}
}

func TestProportionalOddsOfTonsils(t *testing.T) {
	t.Parallel()
	// McCullagh 1980, section 2: tonsil size of carriers and others; β = −.603 (his .225 has the expected
	// information; digits from R ordinal 2022.11, clm).
	m, ok := FitProportionalOdds([]float64{0, 1}, []Freq{{{1, 19}, {2, 29}, {3, 24}}, {{1, 497}, {2, 560}, {3, 269}}})
	if !ok {
		t.Fatal("no fit")
	}
	check(t, "slope", m.Slope.Value, -0.6026492368, 1e-7)
	check(t, "SE", m.Slope.SE, 0.227415813879, 1e-6)
	check(t, "p", m.Slope.PValue(0), 0.0080495, 1e-6)
	check(t, "first threshold", m.Thresholds[0], -1.11115829593, 1e-7)
	check(t, "second threshold", m.Thresholds[1], 0.760070537474, 1e-7)
	check(t, "log likelihood", m.LogLikelihood, -1477.74743824, 1e-9)
}

func TestProportionalOddsTrend(t *testing.T) {
	t.Parallel()
	// R ordinal 2022.11, clm(y ~ x, weights = n), of invented counts on five steps in four waves.
	var waves []Freq
	for _, n := range [][]int{{1, 4, 9, 7, 2}, {0, 2, 7, 10, 5}, {1, 2, 6, 9, 6}, {0, 1, 5, 9, 8}} {
		waves = append(waves, Counts{Min: 1, N: n}.Freq())
	}
	m, ok := FitProportionalOdds([]float64{0, 1, 2, 3}, waves)
	if !ok {
		t.Fatal("no fit")
	}
	check(t, "slope", m.Slope.Value, 0.465529341839, 1e-6)
	check(t, "SE", m.Slope.SE, 0.175066511604, 1e-6)
	check(t, "log likelihood", m.LogLikelihood, -124.904410443, 1e-9)

	// The same of index scores of three items, at unequal times; the scores are rounded normal numbers.
	y := []float64{9, 8, 11, 10, 12, 10, 6, 9, 13, 13, 10, 9, 10, 9, 9, 10, 12, 10, 9, 9, 13, 10, 12, 12, 11, 9, 12, 12, 8, 12,
		11, 13, 9, 7, 12, 10, 10, 12, 10, 9, 13, 11, 13, 7, 9, 10, 12, 11, 13, 8, 10, 10, 11, 12, 16, 10, 10, 13, 11, 14}
	waves = nil
	for i := 0; i < len(y); i += 15 {
		scores := make([]float64, 15)
		for j := range scores {
			scores[j] = y[i+j] / 3
		}
		waves = append(waves, FreqOf(scores))
	}
	m, ok = FitProportionalOdds([]float64{0, 1, 2.5, 4}, waves)
	if !ok {
		t.Fatal("no fit of index scores")
	}
	check(t, "slope of scores", m.Slope.Value, 0.28454186297, 1e-6)
	check(t, "SE of scores", m.Slope.SE, 0.152924588791, 1e-6)
	check(t, "log likelihood of scores", m.LogLikelihood, -115.586073632, 1e-9)
}

func TestProportionalOddsWithoutSolution(t *testing.T) {
	t.Parallel()
	for name, waves := range map[string][]Freq{
		"all above":        {{{1, 5}, {2, 5}}, {{4, 5}, {5, 5}}},
		"touching":         {{{3, 5}, {4, 5}}, {{4, 5}, {5, 5}}},
		"all below":        {{{4, 5}}, {{1, 5}, {4, 2}}},
		"one value":        {{{4, 5}}, {{4, 5}}},
		"one wave answers": {{{4, 5}, {5, 2}}, nil},
		"nobody":           {nil, nil},
	} {
		if m, ok := FitProportionalOdds([]float64{0, 1}, waves); ok {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// Turning the scale or time round turns the slope; stretching time shrinks it; doubling everything halves its
// variance; moving the steps without changing their order changes nothing.
func TestProportionalOddsProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waves := make([]Freq, rapid.IntRange(2, 4).Draw(t, "waves"))
		x, turned := make([]float64, len(waves)), make([]float64, len(waves))
		reversed, moved, doubled := make([]Freq, len(waves)), make([]Freq, len(waves)), make([]Freq, len(waves))
		for i := range waves {
			x[i], turned[i] = float64(i), -2*float64(i)
			c := countsOf(1, 5, rapid.SliceOfN(rapid.IntRange(1, 5), 2, 30).Draw(t, "codes")...)
			waves[i], reversed[i], doubled[i] = c.Freq(), c.Reverse().Freq(), c.Merge(c).Freq()
			for _, v := range waves[i] {
				moved[i] = append(moved[i], ValueCount{math.Exp(v.Value), v.N})
			}
		}
		m, ok := FitProportionalOdds(x, waves)
		for name, tt := range map[string]struct {
			x             []float64
			waves         []Freq
			factor, error float64
		}{
			"reversed": {x, reversed, -1, 1},
			"turned":   {turned, waves, -0.5, 0.5},
			"moved":    {x, moved, 1, 1},
			"doubled":  {x, doubled, 1, math.Sqrt(0.5)},
		} {
			other, okOther := FitProportionalOdds(tt.x, tt.waves)
			if ok != okOther {
				t.Fatalf("%s: ok = %v", name, okOther)
			}
			if ok && (!near(other.Slope.Value, tt.factor*m.Slope.Value, 1e-5) || !near(other.Slope.SE, tt.error*m.Slope.SE, 1e-5)) {
				t.Errorf("%s: %+v from %+v", name, other.Slope, m.Slope)
			}
		}
	})
}

func BenchmarkFitProportionalOdds(b *testing.B) {
	waves := []Freq{
		Counts{Min: 1, N: []int{1, 4, 9, 7, 2}}.Freq(), Counts{Min: 1, N: []int{0, 2, 7, 10, 5}}.Freq(),
		Counts{Min: 1, N: []int{1, 2, 6, 9, 6}}.Freq(), Counts{Min: 1, N: []int{0, 1, 5, 9, 8}}.Freq(),
	}
	for b.Loop() {
		FitProportionalOdds([]float64{0, 1, 2, 3}, waves)
	}
}
