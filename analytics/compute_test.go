package analytics

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// eight are the answers of the hand-computed example: p1, p2 (asked in reverse), v1, v2.
const eight = "4233 4243 3344 5134 4354 3322 2433 4245"

// TestHandComputed follows eight answers of a staff of ten to the release.
//
//	p1 as answered                4   4   3   5   4   3   2   4     sum 29
//	p2 scored 6 − code            4   4   3   5   3   3   2   4     sum 28
//	promote = (p1 + p2)/2         4   4   3   5  3.5  3   2   4     sum 28.5   mean 3.5625  → 3.6
//	v1                            3   4   4   3   5   2   3   4     sum 28
//	v2                            3   3   4   4   4   2   3   5     sum 28
//	prevent = (v1 + v2)/2         3  3.5  4  3.5 4.5  2   3  4.5    sum 28     mean 3.5
//	overall = all four/4         3.5 3.75 3.5 4.25 4 2.5 2.5 4.25   sum 28.25  mean 3.53125 → 3.5
//
// Under 20 answers the standard deviation is the pooled one: two items of five steps .2199·4 = 0.88, five and more .1959·4 = 0.78,
// four .2001·4 = 0.80, one .2543·4 = 1.02 (stat.PooledSD). With 1.96 and n = 8 of N = 10:
//
//	promote  0.88/√8 = 0.3111; now    1.96·0.3111·√(1−8/10) = 0.2727   3.327 to 3.873 → 3.3 to 3.9
//	                           claim  1.96·0.3111           = 0.6098   2.990 to 4.210 → 2.9 to 4.3
//	overall  0.80/√8 = 0.2828; now    0.2479                           3.252 to 3.748 → 3.2 to 3.8
//	                           claim  0.5544                           2.946 to 4.054 → 2.9 to 4.1
//	p1 3.625 → 3.6, 1.02/√8 = 0.3606; now 0.3161 3.284 to 3.916, cut at the greatest mean that all ten can
//	                           have if eight have what prints as 3.6, (8·3.65 + 2·5)/10 = 3.92
//	                                                                               → 3.2 to 4.0
//	                           claim  0.7068                           2.893 to 4.307 → 2.8 to 4.4
//
// Bands of p1 (2: one; 3: two; 4 and 5: five): 1/8 = 12.5 %, under the lower cap 100 − 75 (6/8 rounded down to 5 %), so "at most 25";
// 2/8 = 25 %, the same; 5/8 = 62.5 → 63 %.
func TestHandComputed(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(), group(0, eight))

	pooled := "pooled:pisa2009-school-climate"
	want := map[MeasureKey]Estimate{
		"component:promote": {N: 8, Limit: Exact, Mean: 3.6, Interval: &Interval{3.3, 3.9}, Claim: &Interval{2.9, 4.3}, SD: 0.88, SDSource: pooled},
		"overall":           {N: 8, Limit: Exact, Mean: 3.5, Interval: &Interval{3.2, 3.8}, Claim: &Interval{2.9, 4.1}, SD: 0.8, SDSource: pooled},
		"item:p1": {
			N: 8, Limit: Exact, Mean: 3.6, Interval: &Interval{3.2, 4}, Claim: &Interval{2.8, 4.4}, SD: 1.02, SDSource: pooled,
			Bands: []Band{{1, 2, 25, AtMost}, {3, 3, 25, AtMost}, {4, 5, 63, Exact}},
		},
	}
	for m, e := range want {
		if diff := cmp.Diff(e, seen(t, r, m, TotalGroup)); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", m, diff)
		}
	}
	if got := seen(t, r, "component:prevent", TotalGroup).Mean; got != 3.5 {
		t.Errorf("prevent: mean %v, want 3.5", got)
	}
	total, _ := r.Group(TotalGroup)
	if rate, ok := total.Rate(); !ok || rate != 0.8 {
		t.Errorf("response rate %v, %t; want 0.8", rate, ok)
	}
	promote, _ := r.Measure("component:promote")
	if *promote.Target != 3.5 || promote.Path["c"] != 4.5 {
		t.Errorf("target %v, path %v; want 3.5 and c 4.5", *promote.Target, promote.Path)
	}
}

// From 20 answers the group's own standard deviation makes the interval, and categories are shown. p1: four people on
// each step, mean 3, squared deviations 4·(4+1+0+1+4) = 40, sd √(40/19) = 1.451; t(0.975; 19) = 2.093.
//
//	now    2.093·1.45/√20·√(1−20/25) = 0.3035   2.696 to 3.303 → 2.6 to 3.4
//	claim  2.093·1.45/√20            = 0.6786   2.321 to 3.679 → 2.3 to 3.7
func TestOwnSpreadFromTwenty(t *testing.T) {
	t.Parallel()
	w := aWave()
	w.HeadCount = 25
	var all []surveys.Response
	for _, word := range []string{"1333", "2333", "3322", "4344", "5344"} {
		all = append(all, repeat(0, 4, word)...)
	}
	got := seen(t, computed(t, w, all), "item:p1", TotalGroup)
	want := Estimate{
		N: 20, Limit: Exact, Mean: 3, Interval: &Interval{2.6, 3.4}, Claim: &Interval{2.3, 3.7}, SD: 1.45, SDSource: ownSD,
		Bands: []Band{{1, 2, 40, Exact}, {3, 3, 20, AtMost}, {4, 5, 40, Exact}}, Categories: []int{20, 20, 20, 20, 20},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("p1 (- want, + got):\n%s", diff)
	}
}

func TestMinimumGroupIsExact(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]State{5: Hidden, 6: Hidden, 7: Value, 8: Value} {
		r := computed(t, aWave(), repeat(0, n, "4233"))
		for _, f := range r.Figures {
			if f.Cell.State() != want {
				t.Errorf("%d answers: %s is %s, want %s", n, f.Measure, f.Cell.State(), want)
			}
		}
		if got := r.Groups[0].Answered.State(); got != want {
			t.Errorf("%d answers: the number of answers is %s, want %s", n, got, want)
		}
	}
}

func TestSmallSchoolShowsNothing(t *testing.T) {
	t.Parallel()
	w := aWave()
	w.HeadCount = 6
	r := computed(t, w, repeat(0, 6, "4233"))
	for _, f := range r.Figures {
		if _, ok := f.Cell.Shown(); ok {
			t.Errorf("%s of a staff of six is shown", f.Measure)
		}
	}
}

// One small group in a shown total would follow by subtraction, so a second group is withheld, and nothing of either shows.
func TestComplementOfOneHiddenGroup(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(20, 10, 9), repeat(1, 15, "4233"), repeat(2, 8, "3344"), repeat(3, 5, "2433"))
	want := map[string]State{"total": Value, "teachers": Value, "assistants": Hidden, "sfo": Hidden}
	for _, g := range r.Groups {
		if got := g.Answered.State(); got != want[g.Key] {
			t.Errorf("answers of %s: %s, want %s", g.Key, got, want[g.Key])
		}
		for _, m := range []MeasureKey{"overall", "component:promote", "item:p1"} {
			if got := r.Cell(m, g.Key).State(); got != want[g.Key] {
				t.Errorf("%s of %s: %s, want %s", m, g.Key, got, want[g.Key])
			}
		}
	}
}

// Eight of ten assistants answered, but six of them this item: their figure is hidden, and so is one that would give it away.
func TestItemAnsweredByFew(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(30, 10),
		repeat(1, 10, "4233"), repeat(1, 8, "2433"), repeat(1, 7, "3333"),
		group(2, "3344 2244 4344 4444 2244 3344 -344 0344"))
	want := map[string]State{"total": Value, "teachers": Hidden, "assistants": Hidden}
	for g, state := range want {
		if got := r.Cell("item:p1", g).State(); got != state {
			t.Errorf("p1 of %s: %s, want %s", g, got, state)
		}
	}
	// Half of two items is one, so all eight have a score, and the index of the group stands.
	if got := seen(t, r, "component:promote", "assistants"); got.N != 8 || got.Limit != Exact {
		t.Errorf("promote of assistants: n %d, %s; want 8, exact", got.N, got.Limit)
	}
}

func TestFourStates(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(20, 20, 9), repeat(1, 15, "4233"), repeat(2, 15, "3344"))
	tests := []struct {
		measure MeasureKey
		group   string
		want    State
	}{
		{"component:promote", "teachers", Value},
		{"component:promote", "sfo", NoData},       // nobody of them answered
		{"component:notify", "teachers", NotAsked}, // no item of it
		{"component:promote", "other", NotAsked},   // no such group
	}
	for _, tt := range tests {
		if got := r.Cell(tt.measure, tt.group).State(); got != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.measure, tt.group, got, tt.want)
		}
	}
	hidden := computed(t, aWave(20, 9), repeat(1, 15, "4233"), repeat(2, 3, "3344"))
	if got := hidden.Cell("overall", "assistants").State(); got != Hidden {
		t.Errorf("three assistants: %s, want hidden", got)
	}
}

func TestNobodyAnswered(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(20, 10))
	for _, f := range r.Figures {
		if f.Cell.State() != NoData {
			t.Errorf("%s of %s: %s, want no_data", f.Measure, f.Group, f.Cell.State())
		}
	}
}

// Few answers, and a person who left an item out: the index is the mean of the items' means then, so that it does not say what that
// person answered to the other. p1: 4 4 3 5 4 3 2 4, mean 3.625; p2 turned round: 4 4 3 5 3 3 2, mean 3.429. Their mean is
// 3.527, and the persons' scores, 4 4 3 5 3.5 3 2 4, would give 3.563.
func TestIndexWithGaps(t *testing.T) {
	t.Parallel()
	gaps := computed(t, aWave(), group(0, "4233 4243 3344 5134 4354 3322 2433 4-45"))
	for measure, want := range map[MeasureKey]float64{"component:promote": 3.5, "item:p1": 3.6, "item:p2": 3.4} {
		if got := seen(t, gaps, measure, TotalGroup); got.Limit != Exact || got.Mean != want {
			t.Errorf("%s: %s %v, want %v", measure, got.Limit, got.Mean, want)
		}
	}
}

// Where everybody answers at the top, only that it is high is said, and the index says no more than its items do.
func TestUnanimityDoesNotShow(t *testing.T) {
	t.Parallel()
	w := aWave()
	all := computed(t, w, repeat(0, 10, "5133"))
	two := computed(t, w, repeat(0, 8, "5133"), group(0, "3133 1133"))
	for _, m := range []MeasureKey{"item:p1", "component:promote"} {
		a, b := seen(t, all, m, TotalGroup), seen(t, two, m, TotalGroup)
		if a.Limit == Exact {
			t.Errorf("%s of ten who agree: %v exactly", m, a.Mean)
		}
		if m == "item:p1" {
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("%s tells ten alike from eight alike:\n%s", m, diff)
			}
		}
	}
}

// A group that is capped must not follow from the school and the other groups. Ten assistants all answer 5: the figures
// of the school are exact, so the teachers' are not shown beside them.
func TestCappedGroupDoesNotFollow(t *testing.T) {
	t.Parallel()
	teachers := slices.Concat(repeat(1, 10, "2433"), repeat(1, 10, "3333"), repeat(1, 10, "4244"))
	r := computed(t, aWave(40, 12), teachers, repeat(2, 10, "5133"))
	if diff := cmp.Diff(Estimate{N: 10}, seen(t, r, "item:p1", "assistants")); diff != "" {
		t.Errorf("assistants (- want, + got):\n%s", diff)
	}
	if e := seen(t, r, "item:p1", TotalGroup); e.Limit != Exact || e.Categories == nil {
		t.Errorf("the school: %+v; want all of it", e)
	}
	if diff := cmp.Diff(Estimate{N: 30}, seen(t, r, "item:p1", "teachers")); diff != "" {
		t.Errorf("teachers (- want, + got):\n%s", diff)
	}
	// On v1 nobody is capped, and nothing is given up.
	r = computed(t, aWave(40, 12), teachers, repeat(2, 4, "5122"), repeat(2, 3, "5133"), repeat(2, 3, "5144"))
	if e := seen(t, r, "item:v1", "teachers"); e.Limit != Exact {
		t.Errorf("teachers on v1: %s, want exact", e.Limit)
	}
}

// G5 over groups: an independent reader turns every shown distribution of an item into numbers of people, takes the groups that he
// knows from the school, and never finds that of the rest all, or all but one, answered on one side.
func TestRestIsNeverUnanimous(t *testing.T) {
	t.Parallel()
	looked := 0
	rapid.Check(t, func(t *rapid.T) {
		w, responses := anySurvey(t)
		r, err := Compute(w, aSchool(), smallInstrument(), responses)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Measures {
			rest, ok := restOf(r, m.Key)
			if !ok {
				continue
			}
			looked++
			n := rest[0] + rest[1] + rest[2]
			for side, k := range rest {
				if n > 0 && k >= n-1 {
					t.Fatalf("%s: of a rest of %d, %d answered in band %d", m.Key, n, k, side)
				}
			}
		}
	})
	if looked == 0 {
		t.Error("no item had a rest to look at; the test sees nothing")
	}
}

// restOf is the school minus every group whose bands are known, as numbers of people per band, and whether there is a rest to know.
func restOf(r *Release, m MeasureKey) (rest [3]int, ok bool) {
	bands := func(group string) (counts [3]int, ok bool) {
		e, ok := r.Cell(m, group).Shown()
		switch {
		case !ok:
			return counts, false
		case len(e.Categories) == 5:
			for step, percent := range e.Categories {
				counts[[]int{0, 0, 1, 2, 2}[step]] += people(percent, e.N)
			}
			return counts, true
		}
		for i, b := range e.Bands {
			if b.Limit != Exact {
				return counts, false
			}
			counts[i] = people(b.Percent, e.N)
		}
		return counts, len(e.Bands) == 3
	}
	rest, ok = bands(TotalGroup)
	if !ok || len(r.Groups) == 1 {
		return rest, false
	}
	for _, g := range r.Groups[1:] {
		if known, ok := bands(g.Key); ok {
			for i := range rest {
				rest[i] -= known[i]
			}
		}
	}
	return rest, true
}

// people is the number that so many per cent of n are; exact up to n = 100.
func people(percent, n int) int { return (percent*n + 50) / 100 }

func TestMoreAnswersThanPeople(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		wave      surveys.Wave
		responses []surveys.Response
		refused   bool
	}{
		"as many":           {aWave(), repeat(0, 10, "4233"), false},
		"one more":          {aWave(), repeat(0, 11, "4233"), true},
		"one more of two":   {aWave(8, 7), slices.Concat(repeat(1, 8, "4233"), repeat(2, 8, "4233")), true},
		"only in one group": {aWave(20, 7), slices.Concat(repeat(1, 8, "4233"), repeat(2, 8, "4233")), false},
	}
	for name, tt := range tests {
		r, err := Compute(tt.wave, aSchool(), smallInstrument(), tt.responses)
		if refused := errors.Is(err, ErrHeadCount); refused != tt.refused || refused != (r == nil) {
			t.Errorf("%s: %v, %v; want refused %t", name, r, err, tt.refused)
		}
	}
}

// Whether a hidden group has more answers than people must not show, or its answers can be counted by trying head counts: the same
// release, and nothing but the head counts in it, whether three assistants are said to be one, two, three or eight.
func TestHeadCountsDoNotCountAnswers(t *testing.T) {
	t.Parallel()
	var want *Release
	for _, assistants := range []int{8, 3, 2, 1} {
		r := computed(t, aWave(23-assistants, assistants), repeat(1, 6, "4233"), repeat(1, 6, "2344"), repeat(2, 3, "3344"))
		r.ID, r.Atoms = "", nil
		for i := range r.Groups {
			r.Groups[i].HeadCount = 0
		}
		if want == nil {
			want = r
		}
		if diff := cmp.Diff(want, r); diff != "" {
			t.Errorf("%d assistants (- eight, + now):\n%s", assistants, diff)
		}
	}
	if seen(t, want, "overall", TotalGroup).N != 15 {
		t.Error("the school is not shown")
	}
}

// Where a group has more answers than people, no group is shown, an empty one neither, as where they are small.
func TestExceededGroupLooksLikeSmallOnes(t *testing.T) {
	t.Parallel()
	exceeded := computed(t, aWave(20, 7, 9), repeat(1, 12, "4233"), repeat(2, 8, "3344"))
	small := computed(t, aWave(20, 7, 9), repeat(1, 17, "4233"), repeat(2, 3, "3344"))
	for i, g := range exceeded.Groups {
		if got, want := g.Answered.State(), small.Groups[i].Answered.State(); got != want || (i > 0) != (got == Hidden) {
			t.Errorf("answers of %s: %s, and %s where one group is small", g.Key, got, want)
		}
	}
	for i, f := range exceeded.Figures {
		if got, want := f.Cell.State(), small.Figures[i].Cell.State(); got != want {
			t.Errorf("%s of %s: %s, and %s where one group is small", f.Measure, f.Group, got, want)
		}
	}
}

// Where everybody answered, the interval is what the printed decimal leaves open: 28.5/8 = 3.5625, printed 3.6, is from 3.55 to 3.65.
// One of nine silent: p1 is 29/8 = 3.625, printed 3.6, and can come to (29 + 5)/9 = 3.78; of what prints as 3.6 the most
// is (8·3.65 + 5)/9 = 3.80, where the interval without the cut would reach 3.6 + 1.96·1.02/√8·√(1/9) = 3.84.
func TestIntervalNearFullResponse(t *testing.T) {
	t.Parallel()
	for headCount, want := range map[int]map[MeasureKey]Interval{
		8: {"component:promote": {3.5, 3.7}, "item:p1": {3.5, 3.7}},
		9: {"item:p1": {3.3, 3.8}},
	} {
		w := aWave()
		w.HeadCount = headCount
		r := computed(t, w, group(0, eight))
		for m, interval := range want {
			if got := seen(t, r, m, TotalGroup).Interval; *got != interval {
				t.Errorf("%s, 8 of %d: %v, want %v", m, headCount, *got, interval)
			}
		}
	}
}

func TestComputeRefuses(t *testing.T) {
	t.Parallel()
	under := aWave()
	under.MinGroup = 4
	tests := map[string]struct {
		wave      surveys.Wave
		responses []surveys.Response
	}{
		"minimum group under five": {under, repeat(0, 8, "4233")},
		"group that is not there":  {aWave(20, 10), repeat(3, 8, "4233")},
		"no group where there are": {aWave(20, 10), repeat(0, 8, "4233")},
		"other instrument":         {aWave(), repeat(0, 8, "423")},
	}
	for name, tt := range tests {
		if r, err := Compute(tt.wave, aSchool(), smallInstrument(), tt.responses); err == nil {
			t.Errorf("%s: released %s", name, r.ID)
		}
	}
}

// A scale with two steps tells the number of answers and nothing else.
func TestCoarseScaleIsCountOnly(t *testing.T) {
	t.Parallel()
	in := smallInstrument()
	in.Scales["yesno"] = surveys.Scale{Steps: in.Scales["extent"].Steps[:2]}
	in.Sections[0].Items[0].Scale = "yesno"
	r, err := Compute(aWave(), aSchool(), in, repeat(0, 8, "1233"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []MeasureKey{"item:p1", "component:promote", "overall"} {
		if diff := cmp.Diff(Estimate{N: 8}, seen(t, r, m, TotalGroup)); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", m, diff)
		}
	}
	if got := seen(t, r, "component:prevent", TotalGroup); got.Limit == CountOnly {
		t.Error("a component of five-step items lost its mean to another one's scale")
	}
}

// Which figures are shown must not depend on what was answered (G8): permuting each item's answers among the respondents who answered
// it, and turning every answer round, changes no state.
func TestStatesAreBlind(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, responses := anySurvey(t)
		before, err := Compute(w, aSchool(), smallInstrument(), responses)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		after, err := Compute(w, aSchool(), smallInstrument(), permuted(r, responses))
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range before.Figures {
			if got := after.Figures[i].Cell.State(); got != f.Cell.State() {
				t.Fatalf("%s of %s was %s, and is %s with permuted answers", f.Measure, f.Group, f.Cell.State(), got)
			}
		}
	})
}

// permuted deals each item's codes on the scale out anew among those of all groups who chose one.
func permuted(r *rand.Rand, responses []surveys.Response) []surveys.Response {
	dealt := make([]surveys.Response, len(responses))
	for i, response := range responses {
		dealt[i] = surveys.Response{Group: response.Group, Codes: slices.Clone(response.Codes)}
	}
	for item := range 4 {
		var who []int
		for i, response := range dealt {
			if response.Codes[item] >= 1 {
				who = append(who, i)
			}
		}
		for at, to := range r.Perm(len(who)) {
			dealt[who[to]].Codes[item] = responses[who[at]].Codes[item]
		}
	}
	return dealt
}

// The order of the answers changes nothing at all.
func TestOrderOfAnswersIsIrrelevant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, responses := anySurvey(t)
		a, err := Compute(w, aSchool(), smallInstrument(), responses)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Compute(w, aSchool(), smallInstrument(), rapid.Permutation(responses).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		b.ID = a.ID
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("another order, another release:\n%s", diff)
		}
	})
}

// Whatever comes in, a shown figure stands on no fewer people than the minimum group, has its means on the scale, and keeps
// its intervals around them.
func TestReleasesAreSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, responses := anySurvey(t)
		r, err := Compute(w, aSchool(), smallInstrument(), responses)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.whole(); err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Figures {
			e, ok := f.Cell.Shown()
			switch {
			case !ok:
			case e.Limit == CountOnly && !cmp.Equal(e, Estimate{N: e.N}):
				t.Fatalf("%s of %s: a number of answers with %+v", f.Measure, f.Group, e)
			case e.N < w.MinGroup:
				t.Fatalf("%s of %s stands on %d", f.Measure, f.Group, e.N)
			case e.Limit == CountOnly:
			case e.Mean < 1 || e.Mean > 5:
				t.Fatalf("%s of %s: mean %v", f.Measure, f.Group, e.Mean)
			case e.Limit == Exact && (e.Interval.Low > e.Mean || e.Mean > e.Interval.High || e.Claim.Low > e.Interval.Low || e.Interval.High > e.Claim.High):
				t.Fatalf("%s of %s: mean %v, now %v, claim %v", f.Measure, f.Group, e.Mean, *e.Interval, *e.Claim)
			case e.Limit != Exact && (e.Interval != nil || e.Claim != nil || e.SD != 0 || e.Bounds == nil):
				t.Fatalf("%s of %s: %s with %+v", f.Measure, f.Group, e.Limit, e)
			}
		}
	})
}

// anySurvey draws a wave with one to four groups, and answers with gaps.
func anySurvey(t *rapid.T) (surveys.Wave, []surveys.Response) {
	answered := rapid.SliceOfN(rapid.IntRange(0, 24), 1, 4).Draw(t, "answered")
	headCounts := make([]int, len(answered))
	for i, n := range answered {
		headCounts[i] = max(7, n+rapid.IntRange(0, 3).Draw(t, "silent"))
	}
	w := aWave(headCounts...)
	code := rapid.SampledFrom([]int8{-1, 0, 1, 2, 3, 4, 4, 5, 5, 5, 5})
	if rapid.Bool().Draw(t, "without gaps") {
		code = rapid.SampledFrom([]int8{1, 2, 3, 4, 5})
	}
	number := func(i int) uint8 { return uint8(i + 1) }
	if len(headCounts) == 1 {
		w.Groups = nil
		number = func(int) uint8 { return 0 }
	}
	var responses []surveys.Response
	for i, n := range answered {
		for range n {
			responses = append(responses, surveys.Response{Group: number(i), Codes: rapid.SliceOfN(code, 4, 4).Draw(t, "codes")})
		}
	}
	return w, responses
}

func TestMeasuresOfBuiltins(t *testing.T) {
	t.Parallel()
	state, _ := surveys.Builtin(surveys.StateSurvey)
	mapping, _ := surveys.Builtin(surveys.MappingSurvey)
	kinds := func(in *surveys.Instrument) map[MeasureKind]int {
		counts := map[MeasureKind]int{}
		for _, m := range measuresOf(aWave(), in) {
			counts[m.Kind]++
		}
		return counts
	}
	// A construct that is all of a component would be the same figures under a second name.
	want := map[MeasureKind]int{Overall: 1, ComponentMeasure: len(programme.Builtin().Components), ItemMeasure: len(state.Items())}
	if diff := cmp.Diff(want, kinds(state)); diff != "" {
		t.Errorf("state survey (- want, + got):\n%s", diff)
	}
	want = map[MeasureKind]int{ConstructMeasure: len(mapping.Constructs), ItemMeasure: len(mapping.Items())}
	if diff := cmp.Diff(want, kinds(mapping)); diff != "" {
		t.Errorf("mapping survey (- want, + got):\n%s", diff)
	}
}
