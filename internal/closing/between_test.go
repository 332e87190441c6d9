package closing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// A school with three surveys: 0.3 up to the second, hidden in the third.
func TestTimeline(t *testing.T) {
	t.Parallel()
	wave := func(id surveys.WaveID, phase programme.PhaseKey, closed analytics.Date) *analytics.WaveHead {
		return &analytics.WaveHead{ID: id, Closed: closed, Phase: analytics.PhaseHead{Key: phase}}
	}
	heads := []*analytics.WaveHead{wave("W1", "prep", "2026-10-30"), wave("W2", "a", "2027-03-20"), wave("W3", "b", "2027-10-01")}
	change := analytics.Change{From: *heads[0], Limit: analytics.Exact, Difference: 0.3, Sentences: [2]i18n.Sentence{{}, {Key: "results.finding.unclear"}}}
	promote := func(changes ...analytics.Change) []analytics.Row {
		return []analytics.Row{{Component: "promote", Name: i18n.Text{"nb": "Fremme"}, Changes: changes}}
	}
	views := []*analytics.SchoolView{{Now: heads[0], Rows: promote()}, {Now: heads[1], Rows: promote(change)}, {Now: heads[2], Rows: promote(change)}} // that of the third is since the first
	measure := func(what, start string, history ...StatusChange) Measure {
		return Measure{What: what, Component: "promote", Start: day(t, start), Hope: new(0.4), History: history}
	}
	done := func(on string) []StatusChange {
		return []StatusChange{{Status: Planned}, {At: day(t, on), Status: Done}}
	}
	course := &programme.CourseRun{Template: programme.Builtin(), Dates: map[programme.ModuleKey]programme.Span{
		"a-hear": {From: day(t, "2027-02-01"), To: day(t, "2027-02-20")}, "a-follow": {From: day(t, "2026-11-10"), To: day(t, "2026-12-01")},
		"a-target": {From: day(t, "2026-09-01"), To: day(t, "2026-10-01")}, // before the first survey
	}}
	measures := []Measure{
		measure("first time only", "2026-11-15", done("2027-01-15")...), measure("both", "2026-11-15"), measure("second only", "2027-03-20"),
		measure("before all", "2026-01-01", done("2026-10-01")...), measure("still to come", "2027-12-01"),
	}
	words, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	p := words.Printer("nb")
	describe := func(line []Between) (said []string) {
		for _, b := range line {
			said = append(said, fmt.Sprintf("%s to %s", b.From.Phase.Key, b.To.Phase.Key))
			for _, m := range b.Modules {
				said = append(said, "module "+m.Name["nb"])
			}
			for _, r := range b.Measures {
				size, claim := r.Measured(p)
				said = append(said, fmt.Sprintf("%s: %s, hoped %s, measured %s %s", r.What, r.Name["nb"], r.Hoped(p), size, claim))
			}
		}
		return said
	}
	want := []string{
		"prep to a", "module Følge med", "module Spørre og lytte",
		"first time only: Fremme, hoped +0,4, measured +0,3 Det kan ikke skilles fra vanlig svingning.",
		"both: Fremme, hoped +0,4, measured +0,3 Det kan ikke skilles fra vanlig svingning.",
		"a to b",
		"both: Fremme, hoped +0,4, measured Kan ikke vises ", "second only: Fremme, hoped +0,4, measured Kan ikke vises ",
	}
	if diff := cmp.Diff(want, describe(Timeline(views, measures, course))); diff != "" {
		t.Error(diff)
	}
	if line := Timeline(views, measures[3:], nil); line != nil {
		t.Errorf("nothing ran, and yet: %v", describe(line))
	}
	if line := Timeline(views[:1], measures, course); line != nil {
		t.Errorf("before the second survey: %v", describe(line))
	}
}

func TestWordsOfAHopedAndAMeasuredChange(t *testing.T) {
	t.Parallel()
	words, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	p := words.Printer("nb")
	bounded := Ran{Measure: Measure{HopeText: "Flere sier fra."}, Change: &analytics.Change{Limit: analytics.Between, Bounds: &analytics.Interval{Low: 0.1, High: 0.6}, Sentences: [2]i18n.Sentence{{}, {Key: "results.finding.better"}}}}
	size, _ := bounded.Measured(p)
	if got := bounded.Hoped(p) + "|" + size; got != "Flere sier fra.|mellom +0,1 og +0,6" {
		t.Error(got)
	}
	both := Ran{Measure: Measure{Hope: new(-0.2), HopeText: "Færre saker."}}
	if got := both.Hoped(p); got != "−0,2. Færre saker." {
		t.Error(got)
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ærlig ", 30)
	for what, want := range map[string]string{
		"Samtaler på alle trinn.":           "Samtaler på alle trinn.",
		"Samtaler på alle trinn. \nOgså 7.": "Samtaler på alle trinn. …",
		long:                                strings.TrimSpace(strings.Repeat("ærlig ", 14)) + " …", // 15 words of six are 90
		strings.Repeat("å", 100):            strings.Repeat("å", 90) + " …",
	} {
		if got := (Measure{What: what}).Title(); got != want {
			t.Errorf("%q: %q", what, got)
		}
	}
}
