package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// apisrs is the simple random sample of 200 Californian schools in R survey, variable api00: n, Σx, Σx², N.
var apisrs = Sample{Moments: Moments{N: 200, Sum: 131317, SumSquares: 89739575}, Population: 6194}

func TestMeanOfASimpleRandomSample(t *testing.T) {
	t.Parallel()
	// R survey 4.1: svymean(~api00, …), SE with fpc 9.24972203928, without 9.40277217088; confint with degf.
	described, _ := EstimateMean(apisrs, Descriptive)
	check(t, "mean", described.Value, 656.585, exact)
	check(t, "SE", described.SE, 9.24972203928, exact)
	checkInterval(t, "interval", described.Interval(Level), 638.344950092, 674.825049908, exact)
	claimed, _ := EstimateMean(apisrs, Analytic)
	check(t, "SE without fpc", claimed.SE, 9.40277217088, exact)
	unknown, _ := EstimateMean(Sample{Moments: apisrs.Moments}, Descriptive)
	check(t, "SE, population unknown", unknown.SE, 9.40277217088, exact)
}

// momentsWith are the moments of any n values with this mean and standard deviation.
func momentsWith(n int, mean, sd float64) Moments {
	m := float64(n)
	return Moments{N: n, Sum: m * mean, SumSquares: (m-1)*sd*sd + m*mean*mean}
}

func TestFinitePopulationConvention(t *testing.T) {
	t.Parallel()
	// Example of R statpsych, ci.mean.fpc(.05, 24.5, 3.65, 40, 300): SE .5381631 with (N−n)/(N−1); with 1 − n/N by hand
	// 3.65/√40·√(260/300) = .5372655.
	e, _ := EstimateMean(Sample{Moments: momentsWith(40, 24.5, 3.65), Population: 300}, Descriptive)
	check(t, "SE", e.SE, 0.5372655, 1e-7)
	check(t, "SE in the other convention", e.SE*math.Sqrt(300.0/299), 0.5381631, 1e-7)
}

func TestMeanInterval(t *testing.T) {
	t.Parallel()
	five := Scale{1, 5}
	some := MomentsOf([]float64{3, 4, 4, 5, 3, 4, 2, 5}) // mean 3.75, variance 15/14
	tests := []struct {
		name      string
		sample    Sample
		inf       Inference
		low, high float64
		ok        bool
	}{
		// R: mean ± qt(.975, 7)·√(var/8·(1 − 8/16)) = .611905 and, without fpc, .865364.
		{"ordinary", Sample{Moments: some, Population: 16}, Descriptive, 3.75 - 0.611904659, 3.75 + 0.611904659, true},
		{"claim", Sample{Moments: some, Population: 16}, Analytic, 2.88463613264, 4.61536386736, true},
		// With four silent of 12 the half width is .499618, but the mean cannot be above (30 + 4·5)/12.
		{"cut on one side", Sample{Moments: some, Population: 12}, Descriptive, 3.25038193823, 50.0 / 12, true},
		// Half width 1.959964·0.8/√8·√(1/3) = .320061.
		{"known sd", Sample{Moments: some, Population: 12, KnownSD: 0.8}, Descriptive, 3.42993937, 4.07006063, true},
		// Of 9 people one is silent: the mean is between 31/9 and 35/9 whatever she thinks.
		{"logical bounds", Sample{Moments: some, Population: 9, KnownSD: 3}, Descriptive, 31.0 / 9, 35.0 / 9, true},
		{"ends of the scale", Sample{Moments: some, KnownSD: 9}, Analytic, 1, 5, true},
		{"population unknown", Sample{Moments: some, KnownSD: 9}, Descriptive, 1, 5, true},
		{"all answered", Sample{Moments: some, Population: 8}, Descriptive, 3.75, 3.75, true},
		{"four answers", Sample{Moments: MomentsOf([]float64{3, 4, 4, 5}), Population: 12}, Descriptive, 0, 0, false},
		{"more answers than people", Sample{Moments: some, Population: 7}, Analytic, 0, 0, false},
	}
	for _, tt := range tests {
		got, ok := MeanInterval(tt.sample, five, tt.inf, Level)
		if ok != tt.ok {
			t.Errorf("%s: ok = %v", tt.name, ok)
		}
		checkInterval(t, tt.name, got, tt.low, tt.high, 1e-7)
	}
}

func TestNoSpread(t *testing.T) {
	t.Parallel()
	five := Scale{1, 5}
	same := momentsWith(10, 4, 0)
	// By hand, 10 of 15 all answered 4: with K = 3 others, P(nobody among 10) = C(12,10)/C(15,10) = 66/3003 = .022 is
	// rejected, with K = 2 C(13,10)/C(15,10) = 286/3003 = .095 accepted. So from (13·4 + 2·1)/15 to (13·4 + 2·5)/15.
	got, ok := MeanInterval(Sample{Moments: same, Population: 15}, five, Descriptive, Level)
	if !ok {
		t.Fatal("no interval")
	}
	checkInterval(t, "finite", got, 54.0/15, 62.0/15, exact)
	// Clopper–Pearson 0/10: upper limit .3084971 (R binom.test): 4 − 3p to 4 + p.
	got, _ = MeanInterval(Sample{Moments: same, Population: 15}, five, Analytic, Level)
	checkInterval(t, "claim", got, 4-3*0.3084971, 4+0.3084971, 1e-7)
	// With a known sd the rule must not show, or it would tell that there was no spread.
	got, _ = MeanInterval(Sample{Moments: same, Population: 15, KnownSD: 0.8}, five, Analytic, Level)
	checkInterval(t, "known sd", got, 4-1.959963985*0.8/math.Sqrt(10), 4+1.959963985*0.8/math.Sqrt(10), 1e-9)
}

// sampleOf draws a group on five steps and its head count.
func sampleOf(t *rapid.T) Sample {
	codes := rapid.SliceOfN(rapid.Float64Range(1, 5), MinAnswers, 60).Draw(t, "scores")
	for i := range codes {
		codes[i] = math.Round(codes[i]*5) / 5
	}
	s := Sample{Moments: MomentsOf(codes), Population: len(codes) + rapid.IntRange(0, 30).Draw(t, "silent")}
	if rapid.Bool().Draw(t, "sd known") {
		s.KnownSD = rapid.Float64Range(0.1, 2).Draw(t, "sd")
	}
	return s
}

func TestMeanIntervalProperties(t *testing.T) {
	t.Parallel()
	five := Scale{1, 5}
	rapid.Check(t, func(t *rapid.T) {
		s := sampleOf(t)
		mean := s.Moments.Mean()
		described, ok := MeanInterval(s, five, Descriptive, Level)
		claimed, okClaim := MeanInterval(s, five, Analytic, Level)
		if !ok || !okClaim {
			t.Fatal("no interval")
		}
		within := func(outer, inner Interval) bool {
			const slack = 1e-12
			return outer.Low <= inner.Low+slack && inner.High <= outer.High+slack
		}
		if !within(described, Interval{mean, mean}) {
			t.Errorf("%v does not contain the mean %v", described, mean)
		}
		if !within(claimed, described) {
			t.Errorf("with fpc %v is not inside %v", described, claimed)
		}
		if bounds := LogicalBounds(s, five); !within(bounds, described) || !within(Interval{1, 5}, claimed) {
			t.Errorf("%v leaves the logical bounds %v, or %v the scale", described, bounds, claimed)
		}
		if rounded := described.RoundOut(1); !within(Interval{rounded.Low - 1e-9, rounded.High + 1e-9}, described) {
			t.Errorf("%v rounded inwards to %v", described, rounded)
		}

		// The reversed item has the mirrored interval; on 0–100 it is the stretched one.
		n := float64(s.Moments.N)
		mirror := s
		mirror.Moments = Moments{N: s.Moments.N, Sum: 6*n - s.Moments.Sum, SumSquares: 36*n - 12*s.Moments.Sum + s.Moments.SumSquares}
		reversed, _ := MeanInterval(mirror, five, Descriptive, Level)
		if !near(reversed.Low, five.Reverse(described.High), 1e-6) || !near(reversed.High, five.Reverse(described.Low), 1e-6) {
			t.Errorf("%v, reversed %v", described, reversed)
		}
		percent := s
		percent.KnownSD *= 25
		percent.Moments = Moments{N: s.Moments.N, Sum: 25 * (s.Moments.Sum - n), SumSquares: 625 * (s.Moments.SumSquares - 2*s.Moments.Sum + n)}
		stretched, _ := MeanInterval(percent, Scale{0, 100}, Descriptive, Level)
		if !near(stretched.Low, five.Percent(described.Low), 1e-6) || !near(stretched.High, five.Percent(described.High), 1e-6) {
			t.Errorf("%v, in per cent %v", described, stretched)
		}

		// Twice the answers with the same mean and spread, of twice the people, leave less uncertain.
		double := s
		double.Moments, double.Population = s.Moments.Merge(s.Moments), 2*s.Population
		if narrower, _ := MeanInterval(double, five, Analytic, Level); narrower.Width() > claimed.Width()+1e-12 {
			t.Errorf("n doubled: %v wider than %v", narrower, claimed)
		}
	})
}

func TestRoundOut(t *testing.T) {
	t.Parallel()
	// By hand.
	for _, tt := range []struct {
		in, want Interval
		decimals int
	}{
		{Interval{3.44, 3.81}, Interval{3.4, 3.9}, 1},
		{Interval{3.5000000000000004, 3.7000000000000002}, Interval{3.5, 3.7}, 1},
		{Interval{3.4999999999999996, 3.6999999999999997}, Interval{3.5, 3.7}, 1},
		{Interval{-0.21, 0.09}, Interval{-1, 1}, 0},
		{Interval{-0.211, -0.091}, Interval{-0.22, -0.09}, 2},
	} {
		if got := tt.in.RoundOut(tt.decimals); got != tt.want {
			t.Errorf("%v to %d decimals = %v, want %v", tt.in, tt.decimals, got, tt.want)
		}
	}
}

func TestStratifiedMean(t *testing.T) {
	t.Parallel()
	// R survey 4.1, apistrat: Σx and Σx² of api00 per stratum; svymean 662.287363578, SE 9.40894087943, degf 197,
	// confint, with the weights taken from fpc (the column pw holds them in single precision, which shows in the
	// ninth digit).
	strata := func(inf Inference) []Stratum {
		var hs []Stratum
		for _, s := range []Sample{
			{Moments: Moments{100, 67443, 47038637}, Population: 4421},
			{Moments: Moments{50, 31291, 20167941}, Population: 755},
			{Moments: Moments{50, 31830, 20940396}, Population: 1018},
		} {
			m, _ := EstimateMean(s, inf)
			hs = append(hs, Stratum{m, s.Population})
		}
		return hs
	}
	m, ok := StratifiedMean(strata(Descriptive))
	if !ok {
		t.Fatal("no mean")
	}
	check(t, "mean", m.Value, 662.287363578, exact)
	check(t, "SE", m.SE, 9.40894087943, exact)
	check(t, "df", m.DF, 197, exact)
	checkInterval(t, "interval", m.Interval(Level), 643.732188539, 680.842538616, exact)
	if a, _ := StratifiedMean(strata(Analytic)); a.SE <= m.SE {
		t.Errorf("SE for a claim %v is not above %v", a.SE, m.SE)
	}

	one := Estimate{Value: 3, SE: 0.2, DF: math.Inf(1)}
	if m, _ := StratifiedMean([]Stratum{{one, 10}, {one, 30}}); !math.IsInf(m.DF, 1) {
		t.Errorf("df of known errors = %v", m.DF)
	}
	if m, _ := StratifiedMean([]Stratum{{one, 10}, {Estimate{4, 0.2, 8}, 30}}); m.DF != 8 || !near(m.Value, 3.75, exact) {
		t.Errorf("mixed strata: %+v", m)
	}
	if _, ok := StratifiedMean(nil); ok {
		t.Error("mean of no strata")
	}
}

func TestPooledSD(t *testing.T) {
	t.Parallel()
	// The table of the docstring, measured as it says.
	for _, tt := range []struct {
		steps, items int
		want         float64
	}{{4, 1, 0.7629}, {5, 1, 1.0172}, {6, 1, 1.2715}, {5, 3, 0.8272}, {4, 5, 0.5877}, {5, 5, 0.7836}, {5, 20, 0.7836}} {
		sd, ok := PooledSD(tt.steps, tt.items)
		if !ok || sd.Source != PISA2009Climate {
			t.Errorf("%d steps, %d items: %+v, %v", tt.steps, tt.items, sd, ok)
		}
		check(t, "sd", sd.Value, tt.want, exact)
	}
	for _, none := range [][2]int{{3, 1}, {7, 1}, {5, 0}} {
		if _, ok := PooledSD(none[0], none[1]); ok {
			t.Errorf("a value for %d steps and %d items", none[0], none[1])
		}
	}
}

func TestWithinSD(t *testing.T) {
	t.Parallel()
	// By hand: Σ(x−m)² is 2 in {1, 3} and 2 in {3, 4, 5}, over 1 + 2 degrees of freedom; one person adds nothing.
	groups := []Moments{MomentsOf([]float64{1, 3}), MomentsOf([]float64{3, 4, 5}), MomentsOf([]float64{5}), {}}
	sd, df, ok := WithinSD(groups)
	if !ok || df != 3 {
		t.Errorf("df = %d, ok = %v", df, ok)
	}
	check(t, "sd", sd, math.Sqrt(4.0/3), exact)
	if _, _, ok := WithinSD(groups[2:]); ok {
		t.Error("a standard deviation of single persons")
	}
}
