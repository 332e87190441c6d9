package analytics

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/stat"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// A target that is edited holds for waves that are opened later: what a school was held against stays.
func TestEarlierTargetsStay(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	teachers := surveys.GroupCount{Key: "teachers", HeadCount: 24}
	a := g.ask(t, g.school, "a", 0, surveys.StateSurvey, teachers)
	n, code := spread5(0, 3, 7, 7, 2)
	g.answer(t, a, 0, n, code)
	g.closed(t, a)
	level := func(phase programme.PhaseKey, value float64) programme.Level {
		return programme.Level{Scope: programme.ScopeSchool, ScopeID: string(g.school.ID), Component: "intervene", Phase: phase, Value: &value}
	}
	if err := g.prog.SetLevel(t.Context(), audit.Console.At(a.ClosesAt), level("a", 4.3), level("b", 4.4)); err != nil {
		t.Fatal(err)
	}
	b := g.ask(t, g.school, "b", 6, surveys.StateSurvey, teachers)
	g.answer(t, b, 0, n, code)
	g.closed(t, b)

	row := g.view(t, Query{}).row(t, "intervene")
	if row.Target == nil || *row.Target != 4.4 || row.Path[0].Level != 4.3 {
		t.Fatalf("target %v, path %v; want 4.4 now, and a path with the new level", row.Target, row.Path)
	}
	if then := row.Earlier[0].Target; then == nil || *then != 3.5 { // the programme's own, which held when A was opened
		t.Errorf("the target of A is %v; want 3.5, as it was when A was opened", then)
	}
	late := func(v *SchoolView) bool {
		return slices.ContainsFunc(v.Notes, func(s i18n.Sentence) bool { return s.Key == "results.note.late_target" })
	}
	if !late(g.view(t, Query{})) || late(g.view(t, Query{Wave: a.ID})) {
		t.Error("it is not said of B alone that its target was set after the first survey")
	}
	if row.Earlier[0].HeadCount != 24 || row.HeadCount != 24 {
		t.Errorf("head counts %d and %d; want 24 and 24", row.Earlier[0].HeadCount, row.HeadCount)
	}
}

// The staff groups of earlier waves are in the view, with the figures of their own release.
func TestGroupsOfEarlierWaves(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	var first *Release
	for i, phase := range []programme.PhaseKey{"a", "b"} {
		w := g.ask(t, g.school, phase, 6*i, surveys.StateSurvey,
			surveys.GroupCount{Key: "teachers", HeadCount: 30}, surveys.GroupCount{Key: "assistants", HeadCount: 20 + i})
		for _, group := range w.Groups {
			g.answer(t, w, group.Number, 16, around(3))
		}
		if r := g.closed(t, w); i == 0 {
			first = r
		}
	}
	v := g.view(t, Query{})
	if len(v.Before) != 1 || v.Before[0].Wave != 0 || len(v.Before[0].Groups) != len(first.Groups)-1 || len(v.Before[0].Groups) == 0 {
		t.Fatalf("groups before now: %+v", v.Before)
	}
	for i, group := range v.Before[0].Groups {
		want := first.Groups[i+1]
		if group.Key != want.Key || group.HeadCount != want.HeadCount || !group.Answered.Equal(want.Answered) {
			t.Errorf("group %s of %d; want %s of %d", group.Key, group.HeadCount, want.Key, want.HeadCount)
		}
		for k, row := range v.Rows {
			if !group.Cells[k].Equal(first.Cell(row.Measure, group.Key)) {
				t.Errorf("%s of %s is not what the release has", row.Measure, group.Key)
			}
		}
	}
}

// On 0 to 100, 1 of 5 is 0 and 5 is 100, so x is 25·(x − 1): 3.8 is 70, 3.7 is 67.5, 4.6 is 90, 1.3 is 7.5.
func TestOnHundred(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		estimate Estimate
		want     *OnHundred
	}{
		"exact":    {Estimate{Limit: Exact, Mean: 3.8, Interval: &Interval{3.7, 3.9}}, &OnHundred{Value: 70, Interval: &Interval{67, 73}}},
		"a limit":  {Estimate{Limit: AtLeast, Mean: 4.6, Bounds: &Interval{4.6, 5}}, &OnHundred{Value: 90, Limit: AtLeast, Bounds: &Interval{90, 100}}},
		"lower":    {Estimate{Limit: AtLeast, Mean: 3.7, Bounds: &Interval{3.7, 5}}, &OnHundred{Value: 67, Limit: AtLeast, Bounds: &Interval{67, 100}}},
		"upper":    {Estimate{Limit: AtMost, Mean: 1.3, Bounds: &Interval{1, 1.3}}, &OnHundred{Value: 8, Limit: AtMost, Bounds: &Interval{0, 8}}},
		"a number": {Estimate{N: 12}, nil},
	} {
		if test.want != nil && test.want.Limit == CountOnly {
			test.want.Limit = Exact
		}
		if diff := cmp.Diff(test.want, onHundred(shown(test.estimate), scaleOf(5))); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", name, diff)
		}
	}
	if Everyone(Cell{}, 0) || Everyone(shown(Estimate{N: 3}), 0) {
		t.Error("everyone answered of a number that is not known")
	}
	if got := onHundred(Cell{}, scaleOf(5)); got != nil {
		t.Errorf("a hidden figure is %+v on 0 to 100", got)
	}
}

// 24 of 24 leave nothing open, 23 of 24 do.
func TestEveryone(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{23: false, 24: true} {
		g := newGround(t)
		w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
		g.answer(t, w, 0, n, around(3))
		g.closed(t, w)
		row := g.view(t, Query{}).row(t, "intervene")
		if row.Everyone() != want {
			t.Errorf("%d of 24: everyone %v; want %v", n, row.Everyone(), want)
		}
	}
}

// The headline counts what there is, and never says that there are 0 of something.
func TestTargetsSentence(t *testing.T) {
	t.Parallel()
	zero := regexp.MustCompile(`\b0\b`)
	counts := func(reached, about, missed, unclear int) map[stat.TargetVerdict]int {
		return map[stat.TargetVerdict]int{stat.TargetReached: reached, stat.TargetAbout: about, stat.TargetNotReached: missed, stat.TargetCannotTell: unclear}
	}
	for _, lang := range []string{"nb", "nn", "en"} {
		words := printer(t, lang)
		seen := map[string]bool{}
		for code := 1; code < 81; code++ { // 0 to 2 of each
			reached, about, missed, unclear := code%3, code/3%3, code/9%3, code/27
			got := words.Say(targetsSentence(counts(reached, about, missed, unclear)))
			if zero.MatchString(got) || seen[got] {
				t.Errorf("%s: %d, %d, %d, %d: %s", lang, reached, about, missed, unclear, got)
			}
			seen[got] = true
		}
	}
	for want, given := range map[string]map[stat.TargetVerdict]int{
		"Av 8 delmål er 3 nådd og 5 ikke nådd.":                            counts(3, 0, 5, 0),
		"Av 8 delmål er 2 nådd, 1 om lag nådd, 4 ikke nådd og 1 uavklart.": counts(2, 1, 4, 1),
		"Det kan ikke sies ennå om noen av de 8 delmålene er nådd.":        counts(0, 0, 0, 8),
	} {
		if got := printer(t, "nb").Say(targetsSentence(given)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
