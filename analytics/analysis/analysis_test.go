package analysis

import (
	"testing"

	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// Every expected number below comes from R 4.2.2 on testdata/staff.csv and invited.csv, with the packages named beside it: survey
// 4.1, psych 2.2.9, lavaan 0.6-14, metafor 3.8-1, coin 1.4-2, ordinal 2022.11-16, lme4 1.1-31; reversed items turned round, index
// scores by the half rule, answers outside the scale missing.

func TestEstimates(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	e := estimateOf(t, a, "construct:REL", "School D", "2", "total")
	if e.N != 27 || *e.Population != 32 {
		t.Errorf("n = %d of N = %d, want 27 of 32", e.N, *e.Population)
	}
	check(t, "mean", e.Mean, 3.02407407407, closed)
	check(t, "sd", e.SD, 0.480058163618, closed)
	check(t, "median", e.Median, 3, closed)
	check(t, "0-100", e.Percent.Mean, 100*(3.02407407407-1)/3, closed)
	// survey: svydesign(~1, fpc = ~invited), svymean, confint with degf
	check(t, "se, descriptive", e.Descriptive.SE, 0.0365192618233, closed)
	checkInterval(t, "descriptive", e.Descriptive.T, 2.94900765632, 3.09914049183, closed)
	// t.test
	check(t, "se, analytic", e.Analytic.SE, 0.0923872366638, closed)
	checkInterval(t, "analytic", e.Analytic.T, 2.83416938936, 3.21397875879, closed)

	item := estimateOf(t, a, "item:st36q03", "School D", "2", "role=teacher")
	check(t, "item mean", item.Mean, 3.05882352941, closed)
	check(t, "item sd", item.SD, 0.658652814016, closed)
	check(t, "interpolated median", item.InterpolatedMedian, 3.05, closed) // psych: interp.median
	check(t, "r_wg", item.Agreement.RWG, 0.652941176471, closed)
	// every K with phyper tails over .025, divided by N = 19
	for i, want := range []struct {
		count     int
		low, high float64
	}{{0, 0, 0.0526315789474}, {3, 0.157894736842, 0.263157894737}, {10, 0.526315789474, 0.631578947368}, {4, 0.210526315789, 0.315789473684}} {
		c := item.Categories[i]
		if c.Count != want.count || *c.Score != i+1 || *c.Code != 4-i || c.Method != hypergeometric {
			t.Errorf("category %d: %+v", i+1, c)
		}
		checkInterval(t, "share", c.Interval, want.low, want.high, closed)
	}
	if item.TopTwo.Count != 14 || item.BottomTwo.Count != 3 {
		t.Errorf("top two %d, bottom two %d; want 14 and 3", item.TopTwo.Count, item.BottomTwo.Count)
	}
}

func TestReliability(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	of := func(unit string) Reliability {
		return find(t, a.Reliability, "of ORD", func(r Reliability) bool {
			return r.Measure == "construct:ORD" && r.Unit == unit && r.Wave == All && r.Group == analytics.TotalGroup
		})
	}
	r := of(All)
	if r.N != 254 || r.State != Value {
		t.Errorf("%s, n = %d; want 254", r.State, r.N)
	}
	check(t, "alpha", r.Alpha, 0.768378281655, closed)                                 // psych: alpha
	checkInterval(t, "Feldt", r.AlphaInterval, 0.720081998521, 0.810546748074, closed) // by his formula with qf
	check(t, "omega", r.Omega, 0.770943882149, iterated)                               // lavaan: cfa
	for i, want := range []float64{0.484438984909, 0.541574621505, 0.611557930507, 0.499840031565, 0.556111995946} {
		check(t, "item-rest", r.PerItem[i].ItemRest, want, closed)
	}
	for i, want := range []float64{0.744191501924, 0.725277057356, 0.699840878233, 0.739375220557, 0.72009850803} {
		check(t, "alpha if dropped", r.PerItem[i].AlphaIfDropped, want, closed)
	}
	if small := of("School E"); small.N >= stat.MinReliability || small.State != Refused || small.Reason == "" || small.Alpha != nil {
		t.Errorf("a school of %d complete answers: %+v", small.N, small)
	}
}

func TestComparison(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	of := func(measure analytics.MeasureKey, unit, from, to, group string) Comparison {
		return find(t, a.Comparisons, string(measure), func(c Comparison) bool {
			return c.Kind == BetweenWaves && c.Measure == measure && c.Unit == unit && c.FromWave == from && c.ToWave == to && c.FromGroup == group
		})
	}
	c := of("construct:REL", "School D", "1", "3", "total")
	if c.FromN != 28 || c.ToN != 29 {
		t.Errorf("n = %d and %d; want 28 and 29", c.FromN, c.ToN)
	}
	check(t, "difference", c.Difference, 0.361371100164, closed) // t.test(y, x), Welch
	check(t, "se", c.Analytic.SE, 0.147431731168, closed)
	check(t, "df", c.Analytic.DF, 54.9524428124, closed)
	check(t, "p", c.Analytic.PValue, 0.0174509051127, closed)
	checkInterval(t, "interval", c.Analytic.Interval, 0.0659055609656, 0.656836639363, closed)
	check(t, "se with the population", c.Descriptive.SE, 0.0487975625105, closed) // root of the sum of the squares of survey's
	check(t, "A", c.Superiority, 0.674876847291, closed)                          // mean of outer(y, x)
	check(t, "Cliff's delta", c.CliffsDelta, 2*0.674876847291-1, closed)
	check(t, "Brunner-Munzel", c.BrunnerMunzel.Statistic, 2.42480181851, closed) // from ranks, as Neubert & Brunner 2007
	check(t, "its df", c.BrunnerMunzel.DF, 52.8174547277, closed)
	check(t, "its p", c.BrunnerMunzel.PValue, 0.0187705458682, closed)
	check(t, "Hedges' g", c.HedgesG, 0.640439210714, closed)
	check(t, "odds, slope", c.Odds.Slope, 1.1014349825242, iterated) // ordinal: clm(factor(REL) ~ wave)
	check(t, "odds, se", c.Odds.SE, 0.4800467676294, iterated)
	check(t, "odds, p", c.Odds.PValue, 0.0217656588904, iterated)
	check(t, "detectable", c.Detectable, 0.420518780865, closed) // (qt(.975, df) + qt(.8, df)) se
	if *c.Verdict != stat.Better || c.PMethod != welchP {
		t.Errorf("verdict %v by %s; the interval is above 0 and the change is over 0.15", *c.Verdict, c.PMethod)
	}
	if c.FamilySize != 2 || *c.PHolm < *c.PValue || c.Analytic.FamilyInterval.Low > c.Analytic.Interval.Low {
		t.Errorf("family of %d: p %v, Holm %v, interval %v in %v", c.FamilySize, *c.PValue, *c.PHolm, c.Analytic.Interval, c.Analytic.FamilyInterval)
	}

	exact := of("item:st34q01", "School E", "1", "2", "role=teacher")
	if !exact.Permutation.Exact || exact.PMethod != permutationP || exact.FromN != 9 || exact.ToN != 8 {
		t.Errorf("%d and %d answers: %+v, p by %s", exact.FromN, exact.ToN, exact.Permutation, exact.PMethod)
	}
	check(t, "exact permutation", &exact.Permutation.PValue, 0.71863430687, closed) // coin: oneway_test, distribution = "exact"
	if exact.BrunnerMunzel.Interval != nil {
		t.Error("an interval of Brunner and Munzel under ten answers on a side")
	}
}

func TestTrend(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	trend := find(t, a.Trends, "of st34q01", func(r Trend) bool { return r.Measure == "item:st34q01" && r.Unit == All && r.Group == "total" })
	check(t, "odds, slope", trend.Odds.Slope, 0.096023975702, iterated) // ordinal: clm
	check(t, "odds, se", trend.Odds.SE, 0.126799496657, iterated)
	check(t, "log likelihood", trend.Odds.LogLikelihood, -379.557659759, closed)
	check(t, "linear, slope", trend.Linear.Slope, 0.0499320074792, closed) // contrast of the means, −½, 0, ½
	check(t, "linear, se", trend.Linear.SE, 0.0563804915732, closed)
}

func TestSchools(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	s := find(t, a.Schools, "REL 3", func(s Schools) bool { return s.Measure == "construct:REL" && s.Wave == "3" })
	check(t, "within", s.WithinSD, 0.490463476326, closed)
	check(t, "centre", s.Centre, 2.92913043478, closed)
	check(t, "Paule-Mandel", s.PauleMandel, 0.127619068476, iterated) // metafor: rma, method = "PM"
	check(t, "DerSimonian-Laird", s.DerSimonian, 0.102058793076, closed)
	check(t, "between", s.ANOVA.MSBetween, 2.16422955093, closed) // anova(lm)
	check(t, "within", s.ANOVA.MSWithin, 0.24055442161, closed)
	check(t, "ICC(1)", s.ANOVA.ICC1, 0.297883411093, closed)
	check(t, "ICC(2)", s.ANOVA.ICC2, 0.888849858137, closed)
	check(t, "n0", s.ANOVA.Size, 18.8486956522, closed)
	check(t, "between, REML", s.Components.Between, 0.124579256538, iterated) // lme4: lmer(REL ~ 1 + (1 | school))
	check(t, "within, REML", s.Components.Within, 0.240791151741, iterated)
	check(t, "overdispersion", s.Overdispersion, 5.29474400996, closed) // z² with the ends drawn in to quantile(z, c(.1, .9))
	b := s.PerUnit[1]
	if b.Unit != "School B" || b.Owner != "North" {
		t.Errorf("the second school is %s of %s", b.Unit, b.Owner)
	}
	check(t, "z", b.Z, -2.306444198, closed)
	check(t, "shrunken", b.Shrunken.Mean, 2.65546895836, iterated) // metafor: blup
	check(t, "its se", b.Shrunken.SE, 0.128600563679, iterated)

	o := find(t, a.Owners, "North 3", func(o OwnerMean) bool { return o.Measure == "construct:REL" && o.Owner == "North" && o.Wave == "3" })
	check(t, "stratified mean", o.Mean, 2.88311651584, closed) // survey: svydesign(strata = ~school, fpc = ~invited)
	check(t, "stratified se", o.Descriptive.SE, 0.0285396938825, closed)
	check(t, "df", o.Descriptive.DF, 52, closed)
	check(t, "without the correction", o.Analytic.SE, 0.0655872036551, closed) // the same with weights = invited / n
}

// A family is what somebody would look at together: two indices or ten items in one pair of waves.
func TestFamilies(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	sizes := map[string]int{}
	for _, f := range a.Families {
		sizes[f.Name] = f.Size
	}
	for name, want := range map[string]int{
		"indices: waves 1 and 2, unit School A, group total": 2,
		"items: waves 1 and 3, unit all, group role=teacher": 10,
		"items: groups of role, unit School B, wave 2":       10,
		"indices: trends, unit all, group total":             2,
	} {
		if sizes[name] != want {
			t.Errorf("family %q has %d members, want %d", name, sizes[name], want)
		}
	}
}
