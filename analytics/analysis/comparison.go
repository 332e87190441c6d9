package analysis

import (
	"math"
	"runtime"
	"sync"

	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// ComparisonKind says what is held against what.
type ComparisonKind string

// The kinds of comparison.
const (
	BetweenWaves  ComparisonKind = "waves"  // a later wave and an earlier one, of the same unit and group
	BetweenGroups ComparisonKind = "groups" // two groups of one column, in the same unit and wave
)

// mostCompared is the number of groups of a column up to which each is compared with each. More make more pairs than anybody can read
// or any correction can bear.
const mostCompared = 12

// Comparison is the difference between two sets of people who are taken to be different ones: anonymous waves cannot be paired. All is "to"
// less "from".
type Comparison struct {
	Kind      ComparisonKind       `json:"kind"`
	Measure   analytics.MeasureKey `json:"measure"`
	Unit      string               `json:"unit"`
	FromWave  string               `json:"from_wave"`
	ToWave    string               `json:"to_wave"`
	FromGroup string               `json:"from_group"`
	ToGroup   string               `json:"to_group"`
	State     State                `json:"state"`
	Reason    string               `json:"reason,omitempty"`

	FromN    int      `json:"from_n"`
	ToN      int      `json:"to_n"`
	FromMean *float64 `json:"from_mean"`
	ToMean   *float64 `json:"to_mean"`

	Difference  *float64    `json:"difference"`
	Descriptive *Difference `json:"descriptive"`
	Analytic    *Difference `json:"analytic"`

	HedgesG       *float64          `json:"hedges_g"`
	Superiority   *float64          `json:"superiority"` // A = P(to > from) + ½ P(to = from)
	CliffsDelta   *float64          `json:"cliffs_delta"`
	BrunnerMunzel *BrunnerMunzel    `json:"brunner_munzel"`
	Odds          *ProportionalOdds `json:"proportional_odds"` // of a higher answer in to than in from
	SignsDiffer   bool              `json:"signs_differ"`      // mean and order say opposite things: the steps are not to be taken as equal
	Permutation   *Permutation      `json:"permutation"`
	TopTwo        *ShareChange      `json:"top_two,omitempty"`

	Detectable *float64      `json:"detectable_difference"` // that a test at 5 % would find with 80 % probability
	Relevant   *float64      `json:"relevant_difference"`   // the smallest that matters, fixed beforehand
	Verdict    *stat.Verdict `json:"verdict,omitempty"`     // of waves

	PValue  *float64 `json:"p_value"`  // the one that the family is corrected by
	PMethod string   `json:"p_method"` // permutation or welch
	Corrected
}

// Difference is a difference of means with its error, for one of the two questions.
type Difference struct {
	SE       *float64       `json:"se"`
	DF       *float64       `json:"df"` // Welch and Satterthwaite
	T        *float64       `json:"t"`
	PValue   *float64       `json:"p_value"`
	Interval *stat.Interval `json:"interval"`
	// FamilyInterval holds together with those of the whole family (Bonferroni). Analytic only.
	FamilyInterval *stat.Interval `json:"family_interval,omitempty"`
}

// BrunnerMunzel is the test of no tendency, and the interval of A.
type BrunnerMunzel struct {
	Statistic *float64       `json:"statistic"`
	SE        *float64       `json:"se"` // of A
	DF        *float64       `json:"df"`
	PValue    *float64       `json:"p_value"`
	Interval  *stat.Interval `json:"interval"`              // of A; none under stat.MinSuperiorityInterval answers on either side
	Delta     *stat.Interval `json:"cliffs_delta_interval"` // the same as an interval of Cliff's delta
}

// Permutation is the test of the difference in means over all, or very many, ways to divide the answers.
type Permutation struct {
	PValue float64 `json:"p_value"`
	Exact  bool    `json:"exact"`
	Draws  int     `json:"draws,omitempty"` // where it is not exact
}

// ShareChange is the difference of the shares in the two highest categories.
type ShareChange struct {
	From       *float64       `json:"from"`
	To         *float64       `json:"to"`
	Difference *float64       `json:"difference"`
	Interval   *stat.Interval `json:"interval"`
	Method     string         `json:"method"`
}

// The methods of [ShareChange] and the p values of a family.
const (
	newcombe         = "newcombe"
	newcombeExact    = "newcombe on hypergeometric intervals"
	permutationP     = "permutation"
	welchP           = "welch"
	mostPermuted     = 40  // answers together up to which the exact permutation decides
	mostDrawn        = 100 // answers on the smaller side up to which permutations are drawn at all
	tooFewToCompare  = "fewer than two answers on a side"
	noSpreadAnywhere = "all answers are alike"
)

// comparisons makes a row for every measure and pair, and corrects the families.
func (d *Dataset) comparisons() []Comparison {
	var pairs []pair
	var measures []int
	for _, p := range append(d.wavePairs(), d.groupPairs()...) {
		for m, measure := range d.questions.measures {
			if measure.scored() {
				pairs, measures = append(pairs, p), append(measures, m)
			}
		}
	}
	all := make([]Comparison, len(pairs))
	sideBySide(len(pairs), func(i int) { all[i] = d.compare(measures[i], pairs[i]) })
	correct(all, func(c *Comparison) (*Corrected, *float64) { return &c.Corrected, c.PValue })
	for i := range all {
		all[i].widen()
	}
	return all
}

// sideBySide does n pieces of work on all processors. What it reads of the dataset has been added up before: finding the pairs asked
// for every scope in them.
func sideBySide(n int, do func(i int)) {
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	all.Wait()
}

// compare is one row.
func (d *Dataset) compare(m int, p pair) Comparison {
	from, to := d.subject(m, p.from), d.subject(m, p.to)
	c := Comparison{
		Kind: p.kind, Measure: from.measure.Key, Unit: d.units.name(p.from.unit),
		FromWave: d.waves.name(p.from.wave), ToWave: d.waves.name(p.to.wave),
		FromGroup: d.groups[p.from.group].Key, ToGroup: d.groups[p.to.group].Key,
		State: Value, FromN: from.moments.N, ToN: to.moments.N,
		Corrected: Corrected{Family: familyOf(from.measure) + ": " + p.family},
	}
	switch {
	case c.FromN == 0 || c.ToN == 0:
		c.State = NoData
		return c
	case c.FromN < 2 || c.ToN < 2:
		c.State, c.Reason = Refused, tooFewToCompare
		return c
	}
	c.FromMean, c.ToMean = number(from.moments.Mean()), number(to.moments.Mean())
	c.Difference = number(to.moments.Mean() - from.moments.Mean())
	c.HedgesG = numberIf(stat.HedgesG(from.moments, to.moments))
	c.byOrder(from.freq, to.freq)
	c.Permutation = permutation(from.freq, to.freq)
	c.Odds = odds([]float64{0, 1}, []subject{from, to}, mostPairSteps)
	if from.measure.isItem() && from.measure.steps() >= 4 {
		c.TopTwo = topTwo(from, to)
	}
	c.Relevant = number(d.options.relevant() * from.measure.scale().Range() / 100)
	c.byMean(from, to)
	return c
}

// byOrder compares without taking the steps as equal.
func (c *Comparison) byOrder(from, to stat.Freq) {
	a, ok := stat.Superiority(from, to)
	c.Superiority, c.CliffsDelta = numberIf(a, ok), numberIf(stat.CliffsDelta(a), ok)
	c.SignsDiffer = *c.Difference*stat.CliffsDelta(a) < 0
	bm, ok := stat.BrunnerMunzel(from, to)
	if !ok {
		return
	}
	c.BrunnerMunzel = &BrunnerMunzel{
		Statistic: number((bm.Value - 0.5) / bm.SE), SE: number(bm.SE), DF: number(bm.DF), PValue: number(bm.PValue(0.5)),
	}
	if min(c.FromN, c.ToN) >= stat.MinSuperiorityInterval {
		i := bm.Interval(stat.Level).Clip(stat.Interval{Low: 0, High: 1})
		c.BrunnerMunzel.Interval = &i
		c.BrunnerMunzel.Delta = &stat.Interval{Low: stat.CliffsDelta(i.Low), High: stat.CliffsDelta(i.High)}
	}
}

// permutation is nil where so many answered that drawing takes long and Welch's test says the same.
func permutation(from, to stat.Freq) *Permutation {
	if min(from.Total(), to.Total()) > mostDrawn {
		return nil
	}
	p, ok := stat.PermutationTest(from, to)
	if !ok {
		return nil
	}
	return &Permutation{PValue: p.P, Exact: p.Exact, Draws: p.Draws}
}

// byMean is Welch's comparison, and what may be said because of it. Where all answers of a side are alike its error is not to be trusted,
// and the permutation test takes its place.
func (c *Comparison) byMean(from, to subject) {
	c.Descriptive = welch(from, to, stat.Descriptive)
	c.Analytic = welch(from, to, stat.Analytic)
	if d, ok := analyticDifference(from, to); ok {
		c.Detectable = number(d.Detectable())
	}
	noSpread := from.moments.SD() == 0 || to.moments.SD() == 0
	c.PValue, c.PMethod = c.Analytic.PValue, welchP
	if c.Permutation != nil && (noSpread || c.Permutation.Exact && c.FromN+c.ToN <= mostPermuted) {
		c.PValue, c.PMethod = &c.Permutation.PValue, permutationP
	}
	if c.PValue == nil {
		c.Reason = noSpreadAnywhere
		c.PMethod = ""
	}
	if c.Kind == BetweenWaves {
		c.judge(noSpread)
	}
}

func (c *Comparison) judge(noSpread bool) {
	verdict := stat.CannotTell
	switch {
	case noSpread && c.Permutation != nil:
		verdict = stat.JudgeTest(*c.Difference, c.Permutation.PValue, *c.Relevant)
	case c.Analytic.Interval != nil && !noSpread:
		verdict = stat.JudgeChange(*c.Difference, *c.Analytic.Interval, *c.Relevant)
	}
	c.Verdict = &verdict
}

// welch is nil in its parts where there is no error to be had.
func welch(from, to subject, inf stat.Inference) *Difference {
	a, okA := stat.EstimateMean(from.sample(), inf)
	b, okB := stat.EstimateMean(to.sample(), inf)
	if !okA || !okB {
		return &Difference{}
	}
	d := stat.Difference(a, b)
	result := &Difference{SE: number(d.SE), DF: number(d.DF), PValue: number(d.PValue(0)), Interval: interval(d.Interval(stat.Level), true)}
	if d.SE > 0 {
		result.T = number(d.Value / d.SE)
	}
	return result
}

func analyticDifference(from, to subject) (stat.Estimate, bool) {
	a, okA := stat.EstimateMean(from.sample(), stat.Analytic)
	b, okB := stat.EstimateMean(to.sample(), stat.Analytic)
	return stat.Difference(a, b), okA && okB
}

// topTwo uses what each share's own interval uses.
func topTwo(from, to subject) *ShareChange {
	a, b := from.share(from.item().counts.Top(2)), to.share(to.item().counts.Top(2))
	change := &ShareChange{From: a.Share, To: b.Share, Method: newcombe}
	if a.Method == hypergeometric && b.Method == hypergeometric {
		change.Method = newcombeExact
	}
	if a.Share == nil || b.Share == nil || a.Interval == nil || b.Interval == nil {
		return change
	}
	change.Difference = number(*b.Share - *a.Share)
	i := stat.HybridDifference(*a.Share, *a.Interval, *b.Share, *b.Interval)
	change.Interval = &i
	return change
}

// widen makes the interval that holds for the whole family at once.
func (c *Comparison) widen() {
	if c.Analytic == nil || c.Analytic.SE == nil || c.Analytic.DF == nil || *c.Analytic.SE == 0 || c.FamilySize == 0 {
		return
	}
	e := stat.Estimate{Value: *c.Difference, SE: *c.Analytic.SE, DF: *c.Analytic.DF}
	c.Analytic.FamilyInterval = interval(e.Interval(stat.BonferroniLevel(stat.Level, c.FamilySize)), !math.IsNaN(e.DF))
}
