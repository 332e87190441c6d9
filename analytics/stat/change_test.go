package stat

import (
	"encoding/json"
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// sleep is the data of Student 1908 as in R's data set sleep: hours of extra sleep, two groups of ten.
var (
	sleep1 = []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	sleep2 = []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
)

func meanOf(values []float64) Estimate {
	m, _ := EstimateMean(Sample{Moments: MomentsOf(values)}, Analytic)
	return m
}

func TestWelch(t *testing.T) {
	t.Parallel()
	// R 4.2.2, t.test(extra ~ group, sleep), sign turned to later minus earlier.
	d := Difference(meanOf(sleep1), meanOf(sleep2))
	check(t, "difference", d.Value, 1.58, exact)
	check(t, "df", d.DF, 17.77647352, 1e-9)
	check(t, "p", d.PValue(0), 0.0793941402, 1e-8)
	checkInterval(t, "interval", d.Interval(Level), -0.205483230712, 3.365483230712, exact)
}

func TestDifferenceOfKnownErrors(t *testing.T) {
	t.Parallel()
	wave := func(n int) Estimate {
		e, _ := EstimateMean(Sample{Moments: momentsWith(n, 3.5, 0.4), Population: 30, KnownSD: 0.8}, Analytic)
		return e
	}
	d := Difference(wave(16), wave(16))
	check(t, "SE", d.SE, 0.8/math.Sqrt(8), exact) // by hand
	if !math.IsInf(d.DF, 1) {
		t.Errorf("df = %v, want infinite", d.DF)
	}
	// One error known, the other with n − 1 = 15: 4·15 for equal variances.
	own, _ := EstimateMean(Sample{Moments: momentsWith(16, 3.5, 0.8)}, Analytic)
	check(t, "mixed df", Difference(wave(16), own).DF, 60, exact)
	// No spread anywhere.
	flat := Estimate{Value: 4, SE: 0, DF: 9}
	if d := Difference(flat, flat); d.SE != 0 || d.DF != 18 || !math.IsNaN(d.PValue(0)) {
		t.Errorf("difference without spread: %+v", d)
	}
}

func TestDetectable(t *testing.T) {
	t.Parallel()
	// By hand: 20 + 20 answers with sd 0.8 in both: SE .252982, t(.975; 38) = 2.024394 and t(.80; 38) = .851183 (R).
	e, _ := EstimateMean(Sample{Moments: momentsWith(20, 3, 0.8)}, Analytic)
	check(t, "Welch", Difference(e, e).Detectable(), 0.7274692, 1e-6)
	// Known sd: (1.959964 + .841621)·.252982.
	k, _ := EstimateMean(Sample{Moments: momentsWith(20, 3, 0.8), KnownSD: 0.8}, Analytic)
	check(t, "known", Difference(k, k).Detectable(), 0.7087512, 1e-6)
	// In a family of eight: z(1 − .025/8) = 2.734369 (R, qnorm).
	check(t, "family of eight", Difference(k, k).DetectableAt(BonferroniLevel(Level, 8)), (2.734369+.841621)*.252982, 1e-5)
}

func TestJudgeChange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		d, low, high float64
		want         Verdict
	}{
		{0.5, 0.1, 0.9, Better},
		{-0.5, -0.9, -0.1, Worse},
		{0.5, -0.1, 1.1, CannotTell},
		{0.05, -0.1, 0.15, NoRelevantChange},
		{0.1, 0.05, 0.15, NoRelevantChange}, // surely positive, surely too small to matter
		{0.15, 0.05, 0.25, CannotTell},      // surely positive, perhaps too small
		{0.0, -0.2, 0.1, CannotTell},        // the limit itself would matter
		{3.9 - 3.7, 0.1, 0.3, Better},       // 0.19999999999999973
		{0.5, 0, 1, CannotTell},
	}
	for _, tt := range tests {
		if got := JudgeChange(tt.d, Interval{tt.low, tt.high}, 0.2); got != tt.want {
			t.Errorf("%v (%v to %v): %v, want %v", tt.d, tt.low, tt.high, got, tt.want)
		}
	}
	for p, want := range map[float64]Verdict{0.01: Better, 0.2: CannotTell} {
		if got := JudgeTest(1, p, 0.2); got != want {
			t.Errorf("p = %v: %v, want %v", p, got, want)
		}
	}
	if JudgeTest(-1, 0.01, 0.2) != Worse || JudgeTest(0.1, 0.01, 0.2) != CannotTell {
		t.Error("a test judges the wrong way or a change too small to matter")
	}
}

func TestJudgeInFamily(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		d, p      float64
		low, high float64
		want      Verdict
	}{
		{"a change", 0.5, 0.01, 0.1, 0.9, Better},
		{"a fall", -0.5, 0.01, -0.9, -0.1, Worse},
		{"found by Holm, and not by the wider interval", 0.5, 0.049, -0.01, 1.01, Better},
		{"not after correction, though 0 is outside a 95 % interval", 0.5, 0.2, -0.1, 1.1, CannotTell},
		{"surely positive, perhaps too small", 0.15, 0.01, 0.05, 0.25, CannotTell},
		{"surely positive, surely too small", 0.1, 0.01, 0.05, 0.15, NoRelevantChange},
		{"nothing that matters", 0, 1, -0.15, 0.15, NoRelevantChange},
	} {
		if got := JudgeInFamily(tt.d, tt.p, Interval{tt.low, tt.high}, 0.2); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A family of one is judged as a single change: the interval leaves out 0 exactly where p is below 5 %.
func TestFamilyOfOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := Estimate{
			Value: rapid.Float64Range(-2, 2).Draw(t, "d"), SE: rapid.Float64Range(0.01, 1).Draw(t, "SE"), DF: rapid.Float64Range(2, 60).Draw(t, "df"),
		}
		i := e.Interval(Level)
		if got, want := JudgeInFamily(e.Value, Holm([]float64{e.PValue(0)})[0], i, 0.2), JudgeChange(e.Value, i, 0.2); got != want {
			t.Errorf("%v, alone %v", got, want)
		}
	})
}

// Turning the scale round turns better into worse; nothing is both; a wider interval never says more.
func TestVerdictProperties(t *testing.T) {
	t.Parallel()
	opposite := map[Verdict]Verdict{Better: Worse, Worse: Better, NoRelevantChange: NoRelevantChange, CannotTell: CannotTell}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.Float64Range(-2, 2).Draw(t, "d")
		h := rapid.Float64Range(0, 2).Draw(t, "half width")
		v := JudgeChange(d, Interval{d - h, d + h}, 0.2)
		if r := JudgeChange(-d, Interval{-d - h, -d + h}, 0.2); r != opposite[v] {
			t.Errorf("%v, reversed %v", v, r)
		}
		h += rapid.Float64Range(0, 2).Draw(t, "more")
		if w := JudgeChange(d, Interval{d - h, d + h}, 0.2); w != v && w != CannotTell {
			t.Errorf("%v became %v with a wider interval", v, w)
		}
	})
}

func TestJudgeTarget(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		low, high float64
		want      TargetVerdict
	}{{4.1, 4.5, TargetReached}, {4, 4, TargetReached}, {3.2, 3.9, TargetNotReached}, {3.5, 4, TargetCannotTell}, {3.8, 4.2, TargetCannotTell}} {
		if got := JudgeTarget(Interval{tt.low, tt.high}, 4); got != tt.want {
			t.Errorf("%v to %v: %v, want %v", tt.low, tt.high, got, tt.want)
		}
	}
	gap, of := Gap(3.5, Interval{3.2, 3.9}, 4)
	check(t, "gap", gap, 0.5, exact)
	checkInterval(t, "interval of the gap", of, 0.1, 0.8, exact)
}

func TestVerdictsAsText(t *testing.T) {
	t.Parallel()
	type verdicts struct {
		Change Verdict
		Target TargetVerdict
	}
	for v := CannotTell; v <= NoRelevantChange; v++ {
		for w := TargetCannotTell; w <= TargetAbout; w++ {
			text, err := json.Marshal(verdicts{v, w})
			if err != nil {
				t.Fatal(err)
			}
			var back verdicts
			if err := json.Unmarshal(text, &back); err != nil || back != (verdicts{v, w}) {
				t.Errorf("%s came back as %v, %v", text, back, err)
			}
		}
	}
	if s := NoRelevantChange.String() + " " + TargetReached.String() + " " + Verdict(9).String(); s != "no_relevant_change reached unknown(9)" {
		t.Error(s)
	}
	if _, err := json.Marshal(Verdict(9)); err == nil {
		t.Error("a verdict that does not exist was written")
	}
	var v Verdict
	if err := v.UnmarshalText([]byte("up")); err == nil {
		t.Error("a verdict that does not exist was read")
	}
}

func TestHedgesG(t *testing.T) {
	t.Parallel()
	// R, from the sleep data: s_p = √((3.200556 + 4.009)/2) = 1.898625, d = 1.58/s_p = .832181, J(18) = .957646.
	g, ok := HedgesG(MomentsOf(sleep1), MomentsOf(sleep2))
	if !ok {
		t.Fatal("no g")
	}
	check(t, "g", g, 0.796935239191, exact)
	for _, pair := range [][2]Moments{{{}, momentsWith(5, 3, 1)}, {momentsWith(1, 3, 0), momentsWith(1, 4, 0)}, {momentsWith(5, 3, 0), momentsWith(5, 4, 0)}} {
		if _, ok := HedgesG(pair[0], pair[1]); ok {
			t.Errorf("g of %v", pair)
		}
	}
}

// Pain scores on the third day after surgery under two treatments, Brunner & Munzel 2000, as in R lawstat.
var (
	painY = FreqOf([]float64{1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1})
	painN = FreqOf([]float64{3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4})
)

func TestBrunnerMunzel(t *testing.T) {
	t.Parallel()
	// R lawstat, brunner.munzel.test(Y, N): statistic 3.1374674823, df 17.682841979, p .0057862087, estimate .788961,
	// interval .5952169 to .9827052.
	a, ok := BrunnerMunzel(painY, painN)
	if !ok {
		t.Fatal("no estimate")
	}
	check(t, "estimate", a.Value, 0.788961038961, exact)
	check(t, "statistic", (a.Value-0.5)/a.SE, 3.1374674823, exact)
	check(t, "df", a.DF, 17.682841979, 1e-9)
	check(t, "p", a.PValue(0.5), 0.0057862087, 1e-8)
	checkInterval(t, "interval", a.Interval(Level), 0.5952169, 0.9827052, 1e-6)
	check(t, "Cliff's delta", CliffsDelta(a.Value), 0.577922077922, exact)

	for name, pair := range map[string][2]Freq{
		"complete separation": {FreqOf([]float64{1, 1, 2}), FreqOf([]float64{3, 4, 4})},
		"complete agreement":  {FreqOf([]float64{4, 4, 4}), FreqOf([]float64{4, 4})},
		"one person":          {FreqOf([]float64{4}), FreqOf([]float64{4, 5})},
	} {
		if a, ok := BrunnerMunzel(pair[0], pair[1]); ok {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if _, ok := Superiority(nil, painY); ok {
		t.Error("superiority over nobody")
	}
}

func freqFrom(t *rapid.T, label string, least, most int) Freq {
	return FreqOf(rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 5), func(i int) float64 { return float64(i) }), least, most).Draw(t, label))
}

func TestSuperiorityMeetsCountingPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, g := freqFrom(t, "earlier", 2, 20), freqFrom(t, "later", 2, 20)
		a, _ := Superiority(f, g)
		wins := 0.0
		for _, x := range values(f) {
			for _, y := range values(g) {
				switch {
				case y > x:
					wins++
				case y == x:
					wins += 0.5
				}
			}
		}
		if want := wins / float64(f.Total()*g.Total()); !near(a, want, exact) {
			t.Errorf("A = %v, by pairs %v", a, want)
		}
		b, ok := BrunnerMunzel(f, g)
		c, okBack := BrunnerMunzel(g, f)
		if ok != okBack {
			t.Fatal("depends on the order of the waves")
		}
		if ok && (!near(b.Value, a, exact) || !near(b.Value, 1-c.Value, exact) || !near(b.SE, c.SE, exact) || !near(b.DF, c.DF, exact)) {
			t.Errorf("%+v, the other way %+v, A %v", b, c, a)
		}
	})
}

// permuteByEnumeration goes through all divisions; 1e-9 for sums added in another order.
func permuteByEnumeration(a, b []float64) float64 {
	all := append(append([]float64{}, a...), b...)
	distance := func(chosen uint) float64 {
		var in, out float64
		for i, x := range all {
			if chosen>>i&1 == 1 {
				in += x
			} else {
				out += x
			}
		}
		return math.Abs(in/float64(len(a)) - out/float64(len(b)))
	}
	observed := distance(1<<len(a) - 1)
	divisions, extreme := 0, 0
	for chosen := uint(0); chosen < 1<<len(all); chosen++ {
		if bits.OnesCount(chosen) != len(a) {
			continue
		}
		divisions++
		if distance(chosen) >= observed-1e-9 {
			extreme++
		}
	}
	return float64(extreme) / float64(divisions)
}

func TestPermutationMeetsEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Index scores of up to five items: fractions with denominators 3, 4, 5.
		score := rapid.Custom(func(t *rapid.T) float64 {
			answered := rapid.IntRange(3, 5).Draw(t, "answered")
			return float64(rapid.IntRange(answered, 5*answered).Draw(t, "sum")) / float64(answered)
		})
		a := rapid.SliceOfN(score, 1, 6).Draw(t, "earlier")
		b := rapid.SliceOfN(score, 1, 6).Draw(t, "later")
		got, ok := PermutationTest(FreqOf(a), FreqOf(b))
		if want := permuteByEnumeration(a, b); !ok || !got.Exact || !near(got.P, want, exact) {
			t.Errorf("p = %+v, %v; by enumeration %v", got, ok, want)
		}
	})
}

func TestPermutation(t *testing.T) {
	t.Parallel()
	// R coin 1.4, pvalue(oneway_test(…, distribution = "exact")).
	for name, tt := range map[string]struct {
		a, b []float64
		want float64
	}{
		"sleep": {sleep1, sleep2, 0.0814479638009},
		"codes": {[]float64{1, 2, 3, 3, 4, 4, 4, 5}, []float64{2, 3, 4, 4, 5, 5, 5, 5, 5, 4}, 0.12114356232},
	} {
		got, _ := PermutationTest(FreqOf(tt.a), FreqOf(tt.b))
		if !got.Exact {
			t.Errorf("%s: sampled", name)
		}
		check(t, name, got.P, tt.want, exact)
	}
	// By hand: five fours against five fives can be divided in C(10,5) = 252 ways, two of them as extreme.
	got, _ := PermutationTest(Freq{{4, 5}}, Freq{{5, 5}})
	check(t, "no spread in either wave", got.P, 2.0/252, exact)
	got, _ = PermutationTest(Freq{{4, 5}}, Freq{{4, 9}})
	check(t, "all alike", got.P, 1, exact)
	if _, ok := PermutationTest(nil, painY); ok {
		t.Error("a test against nobody")
	}
	// The largest that must be exact: 20 + 20 scores of a six-item index on six steps.
	big := make([]float64, 20)
	for i := range big {
		big[i] = float64(10+i) / []float64{3, 4, 5, 6}[i%4]
	}
	if got, _ := PermutationTest(FreqOf(big), FreqOf(append(big[:19:19], 6))); !got.Exact {
		t.Error("20 + 20 index scores were sampled")
	}
}

func TestSampledPermutation(t *testing.T) {
	t.Parallel()
	// The sleep data times √2 have no common denominator, and the same p value as before (R coin, above).
	stretched := func(values []float64) Freq {
		scaled := make([]float64, len(values))
		for i, x := range values {
			scaled[i] = x * math.Sqrt2
		}
		return FreqOf(scaled)
	}
	got, ok := PermutationTest(stretched(sleep1), stretched(sleep2))
	if !ok || got.Exact || got.Draws != permutationDraws {
		t.Fatalf("%+v, %v", got, ok)
	}
	// Four standard errors of √(p(1−p)/99,999) = .00086.
	check(t, "sampled p", got.P, 0.0814479638009, 0.0035)
	if again, _ := PermutationTest(stretched(sleep1), stretched(sleep2)); again != got {
		t.Errorf("%+v, then %+v", got, again)
	}
}

func BenchmarkPermutationExact(b *testing.B) {
	f, g := make([]float64, 20), make([]float64, 20)
	for i := range f {
		f[i], g[i] = float64(12+i)/5, float64(14+i)/6
	}
	earlier, later := FreqOf(f), FreqOf(g)
	for b.Loop() {
		PermutationTest(earlier, later)
	}
}

func BenchmarkShareInterval(b *testing.B) {
	for b.Loop() {
		ShareInterval(41, 60, 80, Level)
	}
}
