package stat

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestICC(t *testing.T) {
	t.Parallel()
	// Shrout & Fleiss 1979, tables 2 to 4: six targets, four judges; MSB 11.24, MSW 6.26, ICC(1,1) = .17, ICC(1,k) =
	// .44; digits from R's anova.
	var groups []Moments
	for _, ratings := range [][]float64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}, {}} {
		groups = append(groups, MomentsOf(ratings))
	}
	a, ok := AnalyseVariance(groups)
	if !ok {
		t.Fatal("no analysis")
	}
	check(t, "MSB", a.Between, 11.241666667, 1e-9)
	check(t, "MSW", a.Within, 6.263888889, 1e-9)
	check(t, "size", a.Size, 4, exact)
	check(t, "ICC(1)", a.ICC1(), 0.1657417684055, 1e-9)
	check(t, "ICC(2)", a.ICC2(), 0.442797133679, 1e-9)
	// Groups of one size: restricted maximum likelihood is the same in closed form.
	c, _ := VarianceComponents(groups)
	check(t, "REML", c.ICC(), a.ICC1(), 1e-7)

	for name, groups := range map[string][]Moments{
		"one group":          {momentsWith(5, 3, 1)},
		"one person a group": {momentsWith(1, 3, 0), momentsWith(1, 4, 0)},
		"no spread":          {momentsWith(3, 3, 0), momentsWith(3, 3, 0)},
	} {
		if a, ok := AnalyseVariance(groups); ok {
			t.Errorf("%s: %+v", name, a)
		}
		if c, ok := VarianceComponents(groups); ok {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// highSchoolAndBeyond are the mathematics scores of 7,185 pupils in 160 schools of the 1982 High School and Beyond
// survey (NCES, public use; as in Raudenbush & Bryk 2002 and R nlme, MathAchieve), reduced to n, Σx, Σx² per school.
func highSchoolAndBeyond(t *testing.T) []Moments {
	t.Helper()
	file, err := os.Open("testdata/high_school_and_beyond.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var groups []Moments
	for _, row := range rows[1:] {
		var m Moments
		for i, cell := range row {
			x, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			switch i {
			case 0:
				m.N = int(x)
			case 1:
				m.Sum = x
			case 2:
				m.SumSquares = x
			}
		}
		groups = append(groups, m)
	}
	return groups
}

func TestHighSchoolAndBeyond(t *testing.T) {
	t.Parallel()
	groups := highSchoolAndBeyond(t)
	// Raudenbush & Bryk 2002, table 4.2: between 8.61, within 39.15, intraclass correlation .18; digits from R lme4
	// 1.1-31, lmer.
	c, ok := VarianceComponents(groups)
	if !ok {
		t.Fatal("no components")
	}
	check(t, "between", c.Between, 8.614024837, 1e-5)
	check(t, "within", c.Within, 39.148321891, 1e-6)
	check(t, "intraclass correlation", c.ICC(), 0.180352, 1e-5)
	// R, anova(lm(MathAch ~ School)).
	a, _ := AnalyseVariance(groups)
	check(t, "MSB", a.Between, 408.219856585, 1e-8)
	check(t, "MSW", a.Within, 39.1416338053, 1e-8)
	check(t, "size", a.Size, 44.8866900382, exact)
	check(t, "ICC(1)", a.ICC1(), 0.173600818341, 1e-8)
}

// bcg are log risk ratios of 13 trials of a vaccine and their variances, Colditz et al. 1994, as in R metafor
// (dat.bcg), to four decimals.
func bcg() []Estimate {
	values := []float64{-.8893, -1.5854, -1.3481, -1.4416, -.2175, -.7861, -1.6209, .012, -.4694, -1.3713, -.3394, .4459, -.0173}
	variances := []float64{.3256, .1946, .4154, .02, .0512, .0069, .223, .004, .0564, .073, .0124, .5325, .0714}
	estimates := make([]Estimate, len(values))
	for i := range values {
		estimates[i] = Estimate{Value: values[i], SE: math.Sqrt(variances[i]), DF: math.Inf(1)}
	}
	return estimates
}

func TestBetweenVariance(t *testing.T) {
	t.Parallel()
	// R metafor 3.8, rma(yi, vi, method = "PM", control = list(threshold = 1e-14)) and "DL"; its default stops at
	// .318108.
	pm, _ := PauleMandel(bcg())
	check(t, "Paule–Mandel", pm, 0.318082439875, exact)
	dl, _ := DerSimonianLaird(bcg())
	check(t, "DerSimonian–Laird", dl, 0.308395570858, exact)

	alike := bcg()
	for i := range alike {
		alike[i].SE *= 5
	}
	if tau2, ok := PauleMandel(alike); !ok || tau2 != 0 {
		t.Errorf("means closer than their errors: τ² = %v, %v", tau2, ok)
	}
	if _, ok := PauleMandel(bcg()[:MinSchools-1]); ok {
		t.Error("a variance between four schools")
	}
	if _, ok := PauleMandel(append(bcg(), Estimate{})); ok {
		t.Error("a variance between schools of which one has no error")
	}
}

func TestShrink(t *testing.T) {
	t.Parallel()
	// R metafor 3.8, blup of the same fit.
	values := []float64{-0.8011171554288, -1.255009088615, -0.9895337128984, -1.398614644426, -0.2864728968622, -0.7845897802704,
		-1.247533010058, 0.002971624460841, -0.5063848189182, -1.248788573207, -0.353491737489, -0.2808531148864, -0.1451970621228}
	errors := []float64{0.4114262622649, 0.3541889245322, 0.4366212859143, 0.1375913241614, 0.2114953738669, 0.08226938095148,
		0.3696642827499, 0.06289173489234, 0.2205628247057, 0.2459956538389, 0.1094568800366, 0.4603887923266, 0.2437429603274}
	tau2, _ := PauleMandel(bcg())
	for i, s := range Shrink(bcg(), tau2) {
		check(t, "prediction", s.Value, values[i], exact)
		check(t, "error", s.SE, errors[i], exact)
		check(t, "reliability", s.Reliability, tau2/(tau2+bcg()[i].SE*bcg()[i].SE), exact)
	}
	// Without variance between them all are the mean of all.
	for _, s := range Shrink(bcg(), 0) {
		check(t, "all alike", s.Value, Shrink(bcg(), 0)[0].Value, exact)
	}
}

// PM's equation holds at its solution; shrinking never passes the middle, keeps the order of equally sized schools,
// and follows a change of units.
func TestShrinkProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(MinSchools, 20).Draw(t, "schools")
		means, percent := make([]Estimate, k), make([]Estimate, k)
		for i := range means {
			n := rapid.IntRange(5, 80).Draw(t, "n")
			means[i] = Estimate{rapid.Float64Range(1, 5).Draw(t, "mean"), 0.8 / math.Sqrt(float64(n)), math.Inf(1)}
			percent[i] = Estimate{25 * (means[i].Value - 1), 25 * means[i].SE, means[i].DF}
		}
		tau2, ok := PauleMandel(means)
		tau2Percent, _ := PauleMandel(percent)
		if !ok || !near(625*tau2, tau2Percent, 1e-6) {
			t.Fatalf("τ² = %v, on 0–100 %v", tau2, tau2Percent)
		}
		if q := heterogeneity(means, tau2); tau2 > 0 && !near(q, float64(k-1), 1e-6) || tau2 == 0 && q > float64(k-1) {
			t.Errorf("Q(%v) = %v for %d schools", tau2, q, k)
		}
		mu, _ := weightedMean(means, tau2)
		for i, s := range Shrink(means, tau2) {
			if (s.Value-mu)*(means[i].Value-mu) < -1e-12 || math.Abs(s.Value-mu) > math.Abs(means[i].Value-mu)+1e-12 {
				t.Errorf("%v shrank to %v, middle %v", means[i].Value, s.Value, mu)
			}
		}
	})
}

func TestFunnel(t *testing.T) {
	t.Parallel()
	sizes := []int{8, 12, 15, 20, 22, 25, 30, 31, 40, 45, 52, 60}
	means := []float64{3.44, 3.65, 3.39, 4, 3.68, 3.39, 3.72, 3.78, 3.74, 3.52, 3.98, 3.7}
	var schools []Moments
	for i, n := range sizes {
		schools = append(schools, momentsWith(n, means[i], 0.8))
	}
	schools = append(schools, Moments{})
	f, ok := NewFunnel(schools, 0.8)
	if !ok || f.Schools != 12 {
		t.Fatalf("%+v, %v", f, ok)
	}
	// R: centre Σnm/Σn, z winsorised at quantile(z, c(.1, .9)), φ = mean(z²).
	check(t, "centre", f.Centre, 3.7045, exact)
	check(t, "φ", f.Overdispersion, 1.0956177085, exact)
	checkInterval(t, "inner limits", f.Limits(20, FunnelInner), 3.35388454113, 4.05511545887, exact)
	if f.Overdispersed() {
		t.Error("a φ of 1.1 among twelve schools is not beyond chance: 13.1 is under 21.0, R qchisq(.95, 12)")
	}
	if f.WidenedLimits(20, FunnelOuter) != f.Limits(20, FunnelOuter) {
		t.Error("limits were widened without overdispersion")
	}

	f.Overdispersion = 2.25 // 12·2.25 = 27
	if !f.Overdispersed() {
		t.Error("a φ of 2.25 among twelve schools is beyond chance")
	}
	// By hand: 1.5 times as wide; and √(.04 + .64/16) = .2828.
	check(t, "widened", f.WidenedLimits(20, FunnelOuter).Width(), 1.5*f.Limits(20, FunnelOuter).Width(), exact)
	checkInterval(t, "additive", f.RandomEffectsLimits(16, 2, 0.04), 3.7045-0.4*math.Sqrt2, 3.7045+0.4*math.Sqrt2, exact)
	if f.RandomEffectsLimits(16, 2, 0) != f.Limits(16, 2) {
		t.Error("no variance between schools, and other limits")
	}
	if _, ok := NewFunnel(schools[:1], 0.8); ok {
		t.Error("a funnel of one school")
	}
}

func TestWinsorisingTakesTheEndsIn(t *testing.T) {
	t.Parallel()
	// R: quantile(z, c(.1, .9)) = −1.22, 3.02; mean of the squares of the values drawn in to them.
	check(t, "φ", dispersion([]float64{5, -3.2, -1, -.5, 0, .3, .7, 1.2, 1.9, 2.8}), 2.53288, exact)
	check(t, "one value", sortedQuantile([]float64{2}, 0.9), 2, exact)
}

func TestSchoolMisusePanics(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func(){
		"negative variance":  func() { Shrink(bcg(), -1) },
		"no error":           func() { Shrink([]Estimate{{}}, 1) },
		"funnel without sd":  func() { NewFunnel(nil, 0) },
		"one step":           func() { AgreementWithin(momentsWith(5, 3, 1), 1) },
		"empty family":       func() { BonferroniLevel(Level, 0) },
		"p value":            func() { Holm([]float64{1.2}) },
		"reference":          func() { Reference{}.Standard(3) },
		"items":              func() { NewCrossMoments(2).Merge(NewCrossMoments(3)) },
		"answers":            func() { c := NewCrossMoments(2); c.Add([]float64{1}) },
		"x without its wave": func() { LinearTrend([]float64{0, 1}, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
