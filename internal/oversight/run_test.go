package oversight

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/internal/programme"
)

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

// planned is a school of the cohort of August 2026, with a plan for the preparation and the three semesters.
func planned(waves ...Survey) *Facts {
	return &Facts{
		Template: programme.Builtin(), Surveys: waves, Cohort: programme.Cohort{ID: "k", Starts: day("2026-08-15")},
		Dates: map[programme.PhaseKey]programme.Span{
			"prep": {From: day("2026-08-15"), To: day("2026-10-31")}, "a": {From: day("2026-11-01"), To: day("2027-03-31")},
			"b": {From: day("2027-04-01"), To: day("2027-10-31")}, "c": {From: day("2027-11-01"), To: day("2028-03-31")},
		},
	}
}

func closed(phase programme.PhaseKey, on string) Survey {
	return Survey{phase, Closed, day(on).AddDate(0, 0, -14), day(on)}
}

// brief is a run in a line: where, how late in days, the step, and the reasons.
func brief(r Run) string {
	parts := []string{string(r.Place), string(r.Phase), fmt.Sprint(r.Late), string(r.Step.Kind), string(r.Step.Phase)}
	if !r.Step.Day.IsZero() {
		parts = append(parts, r.Step.Day.Format(time.DateOnly))
	}
	for _, n := range r.Needs {
		parts = append(parts, "!"+string(n.Reason))
	}
	return strings.Join(parts, " ")
}

func TestWhereASchoolIs(t *testing.T) {
	t.Parallel()
	prep, a, b := closed("prep", "2026-10-20"), closed("a", "2027-03-20"), closed("b", "2027-10-20")
	c := closed("c", "2028-03-20")
	undated, alone := planned(), planned()
	undated.Dates, alone.Dates, alone.Cohort = nil, nil, programme.Cohort{}
	measured := planned(prep)
	measured.Dates = nil
	for name, of := range map[string]struct {
		facts *Facts
		today string
		want  string
	}{
		"no dates before the cohort begins":   {undated, "2026-08-14", "undated  0 dates "},
		"no dates from its first day on":      {undated, "2026-08-15", "undated  0 dates  !dates"},
		"no dates and no cohort":              {alone, "2027-08-15", "undated  0 dates "},
		"no dates, and measured all the same": {measured, "2026-12-01", "underway a 0 measure a"},
		"before the first day":                {planned(), "2026-08-14", "before  0 begin  2026-08-15"},
		"the first day":                       {planned(), "2026-08-15", "underway prep 0 measure prep 2026-10-31"},
		"15 days before the end, nothing yet": {planned(), "2026-10-16", "underway prep 0 measure prep 2026-10-31"},
		"14 days before the end":              {planned(), "2026-10-17", "underway prep 0 measure prep 2026-10-31 !survey"},
		"the last day is not late":            {planned(), "2026-10-31", "underway prep 0 measure prep 2026-10-31 !survey"},
		"the day after is":                    {planned(), "2026-11-01", "underway prep 1 measure prep 2026-10-31 !survey"},
		"four weeks":                          {planned(), "2026-11-28", "underway prep 28 measure prep 2026-10-31 !survey"},
		"and a day":                           {planned(), "2026-11-29", "underway prep 29 measure prep 2026-10-31 !late"},
		"late, and the survey is open":        {planned(Survey{"prep", Open, day("2026-11-25"), day("2026-12-09")}), "2026-11-29", "underway prep 29 answer prep 2026-12-09"},
		"a survey is planned":                 {planned(Survey{"prep", Planned, day("2026-10-25"), day("2026-11-05")}), "2026-10-20", "underway prep 0 wait prep 2026-10-25"},
		"between two phases":                  {planned(prep), "2026-10-25", "underway a 0 measure a 2027-03-31"},
		"the survey of a later phase is open": {planned(Survey{"a", Open, day("2027-03-10"), day("2027-03-24")}), "2027-03-12", "underway a 0 answer a 2027-03-24"},
		"ten weeks before time is up":         {planned(prep, a, b), "2028-12-06", "underway c 250 measure c 2028-03-31 !late"},
		"and a day later":                     {planned(prep, a, b), "2028-12-07", "underway c 251 measure c 2028-03-31 !time !late"},
		"through":                             {planned(prep, a, b, c), "2028-12-07", "finished  0 none "},
	} {
		if got := brief(of.facts.Run(day(of.today))); got != of.want {
			t.Errorf("%s: %q, want %q", name, got, of.want)
		}
	}
}

func TestConclusions(t *testing.T) {
	t.Parallel()
	facts := planned(closed("prep", "2026-10-20"))
	run := func(today string) string { return brief(facts.Run(day(today))) }
	if got := run("2026-12-24"); got != "underway a 0 measure a 2027-03-31" {
		t.Errorf("what is not shared is not asked for: %q", got)
	}
	facts.Conclusions = map[programme.PhaseKey]Conclusion{"prep": {}}
	if got := run("2026-12-01"); got != "underway a 0 conclude prep" { // 42 days
		t.Errorf("six weeks after it closed: %q", got)
	}
	if got := run("2026-12-02"); got != "underway a 0 conclude prep !conclusion" {
		t.Errorf("and a day: %q", got)
	}
	facts.Surveys = append(facts.Surveys, Survey{"a", Open, day("2026-12-01"), day("2026-12-14")})
	if got := run("2026-12-02"); got != "underway a 0 answer a 2026-12-14 !conclusion" {
		t.Errorf("an open survey comes first: %q", got)
	}
	facts.Surveys = facts.Surveys[:1]
	facts.Conclusions["prep"] = Conclusion{Signed: day("2026-11-02"), Shared: true}
	r := facts.Run(day("2026-12-24"))
	if phase, c, ok := r.Signed(); !ok || phase != "prep" || !c.Shared || brief(r) != "underway a 0 measure a 2027-03-31" {
		t.Errorf("signed: %v %v %v, %q", phase, c, ok, brief(r))
	}
}

func TestWhatWasAnswered(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]struct {
		last    *Turnout
		falling []programme.ComponentKey
		want    []Need
	}{
		"nothing shared":   {nil, nil, nil},
		"half":             {&Turnout{"prep", day("2026-10-20"), analytics.Value, 10, 20}, nil, nil},
		"fewer":            {&Turnout{"prep", day("2026-10-20"), analytics.Value, 9, 20}, nil, []Need{{Reason: NeedTurnout, Phase: "prep", Rate: 0.45}}},
		"hidden":           {&Turnout{"prep", day("2026-10-20"), analytics.Hidden, 0, 20}, nil, nil},
		"nobody was asked": {&Turnout{"prep", day("2026-10-20"), analytics.Value, 0, 0}, nil, nil},
		"falling":          {nil, []programme.ComponentKey{"notify"}, []Need{{Reason: NeedFalling, Components: []programme.ComponentKey{"notify"}}}},
	} {
		facts := planned(closed("prep", "2026-10-20"))
		facts.Last, facts.Falling = of.last, of.falling
		if diff := cmp.Diff(of.want, facts.Run(day("2026-12-01")).Needs); diff != "" {
			t.Errorf("%s (−want +got):\n%s", name, diff)
		}
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	undated := planned()
	undated.Dates = nil
	var runs []Run
	for name, f := range []*Facts{ // in the order of the names
		planned(closed("prep", "2026-10-20"), closed("a", "2027-03-20"), closed("b", "2027-10-20"), closed("c", "2028-03-20")),
		planned(closed("prep", "2026-12-20")), planned(), undated, planned(closed("prep", "2026-10-20")),
	} {
		f.School.Name = string(rune('A' + name))
		runs = append(runs, f.Run(day("2027-04-10")))
	}
	for by, want := range map[Order]string{ByName: "ABCDE", ByPhase: "DCBEA", ByPlan: "CBEAD", ByDone: "CDEBA"} {
		sorted := append([]Run{}, runs...)
		got := ""
		if !Sort(sorted, by) {
			t.Errorf("%q is no order", by)
		}
		for _, r := range sorted {
			got += r.School.Name
		}
		if got != want {
			t.Errorf("by %q: %s, want %s", by, got, want)
		}
	}
	if Sort(runs, "rank") {
		t.Error("schools have no rank")
	}
	var stops []string
	for _, r := range runs {
		stops = append(stops, r.Stop())
	}
	if diff := cmp.Diff([]string{"finished", "a", "prep", "undated", "a"}, stops); diff != "" {
		t.Errorf("where they stop (−want +got):\n%s", diff)
	}
}
