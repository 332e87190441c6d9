package programme

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

var leader = audit.AccountID("leader").At(now) // on 20 August 2026

// courseGround is a school in the middle of its preparation.
func courseGround(t *testing.T, version int) (*ground, SchoolID) {
	t.Helper()
	g := newGround(t)
	school := g.school(t, 92000000, "Ask skole", g.owner(t, 91000000, "Asker kommune").ID).ID
	_, err := g.SetRun(t.Context(), leader, Run{School: school, Programme: "skolemiljo", Version: version, Dates: map[PhaseKey]Span{
		"prep": days("2026-06-01", "2026-08-31"), "a": days("2026-09-01", "2027-01-31"), "b": days("2027-02-01", "2027-06-20"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return g, school
}

func (g *ground) courseOf(t *testing.T, school SchoolID) CourseRun {
	t.Helper()
	c, err := g.CourseOf(school)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCourseOf(t *testing.T) {
	t.Parallel()
	g, school := courseGround(t, 2)
	fresh := g.courseOf(t, school)
	if got := lineOf(fresh.Order["a"]); got != "a-target a-follow a-hear a-hidden a-analyse" {
		t.Errorf("a course that nobody has touched: %s", got)
	}
	if !fresh.LastDay().Equal(day("2028-11-30")) { // 30 months from 1 June 2026
		t.Errorf("it ends on %s", fresh.LastDay())
	}
	for _, err := range []error{
		g.MoveModule(t.Context(), leader, school, "a-hear", 2),
		g.MoveModule(t.Context(), leader, school, "b-measures", 4),
		g.SetModuleDates(t.Context(), leader, school, "a-follow", days("2026-09-07", "2026-09-25")),
		g.SetModuleDates(t.Context(), leader, school, "a-hear", days("2026-10-05", "2026-10-23")),
		g.SetModuleDates(t.Context(), leader, school, "a-hear", Span{}), // taken back
		g.TickOff(t.Context(), leader, school, "owner-frame", Done{day("2026-06-10"), OwnerParty}),
		g.TickOff(t.Context(), leader, school, "a-target-read", Done{On: now}), // today, whatever the hour
		g.TickOff(t.Context(), leader, school, "group", Done{On: day("2026-06-11")}),
		g.TickOff(t.Context(), leader, school, "group", Done{}),
		g.MarkAttended(t.Context(), leader, school, "a-target", map[string]time.Time{"teachers": day("2026-08-17"), "sfo": day("2026-08-18")}),
		g.MarkAttended(t.Context(), leader, school, "a-target", map[string]time.Time{"sfo": {}}),
		g.SetLink(t.Context(), leader, school, "a-target-film", Link{" https://example.org/film?a=1 ", "  Filmen   vi så "}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	check := func(t *testing.T) {
		t.Helper()
		c := g.courseOf(t, school)
		want := CourseRun{
			Run: fresh.Run, Template: Builtin(),
			Order: map[PhaseKey][]ModuleKey{
				"a": modulesOf("a-target a-hear a-follow a-hidden a-analyse"),
				"b": modulesOf("b-intervene b-notify b-investigate b-measures b-staff"),
				"c": fresh.Order["c"],
			},
			Dates:    map[ModuleKey]Span{"a-follow": days("2026-09-07", "2026-09-25")},
			Done:     map[ItemKey]Done{"owner-frame": {day("2026-06-10"), OwnerParty}, "a-target-read": {On: day("2026-08-20")}},
			Attended: map[ModuleKey]map[string]time.Time{"a-target": {"teachers": day("2026-08-17")}},
			Links:    map[ItemKey]Link{"a-target-film": {"https://example.org/film?a=1", "Filmen vi så"}},
		}
		if diff := cmp.Diff(want, c); diff != "" {
			t.Error(diff)
		}
	}
	t.Run("in memory", check)
	g.reopen(t)
	t.Run("from the file", check)
	if _, err := g.CourseOf("x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a school without a run: %v", err)
	}
}

// Dates of a module that were set before its semester was moved stay, and are pointed at.
func TestModuleOutsideItsSemester(t *testing.T) {
	t.Parallel()
	g, school := courseGround(t, 2)
	if err := g.SetModuleDates(t.Context(), leader, school, "a-follow", days("2026-09-07", "2026-09-25")); err != nil {
		t.Fatal(err)
	}
	if g.courseOf(t, school).Outside("a-follow") || g.courseOf(t, school).Outside("a-hear") {
		t.Error("outside, and nothing was moved")
	}
	if _, err := g.SetRun(t.Context(), leader, Run{School: school, Programme: "skolemiljo", Version: 2, Dates: map[PhaseKey]Span{"a": days("2026-09-14", "2027-01-31")}}); err != nil {
		t.Fatal(err)
	}
	if c := g.courseOf(t, school); !c.Outside("a-follow") || c.Dates["a-follow"] != days("2026-09-07", "2026-09-25") {
		t.Errorf("dates of the module: %v", c.Dates)
	}
}

func TestCourseRefuses(t *testing.T) {
	t.Parallel()
	g, school := courseGround(t, 2)
	long, title := "https://example.org/"+strings.Repeat("a", maxAddress), strings.Repeat("ø", maxTitle+1)
	problem := func(field, code string) []Problem { return []Problem{{Field: field, Code: code}} }
	invalids := map[string]struct {
		err  error
		want []Problem
	}{
		"dates outside":        {g.SetModuleDates(t.Context(), leader, school, "a-follow", days("2027-02-01", "2027-02-02")), problem("from", "outside")},
		"no semester":          {g.SetModuleDates(t.Context(), leader, school, "c-class", days("2027-09-01", "2027-09-02")), problem("from", "no_semester")},
		"done tomorrow":        {g.TickOff(t.Context(), leader, school, "group", Done{On: day("2026-08-21")}), problem("on", "future")},
		"done on no day":       {g.TickOff(t.Context(), leader, school, "group", Done{By: Union}), problem("on", "missing")},
		"done by a person":     {g.TickOff(t.Context(), leader, school, "group", Done{day("2026-08-01"), "Kari"}), problem("by", "unknown")},
		"a group of others":    {g.MarkAttended(t.Context(), leader, school, "a-target", map[string]time.Time{"parents_1_4": now}), problem("groups", "unknown")},
		"a meeting to come":    {g.MarkAttended(t.Context(), leader, school, "a-target", map[string]time.Time{"sfo": day("2026-08-21")}), problem("on", "future")},
		"a script":             {g.SetLink(t.Context(), leader, school, "a-target-film", Link{Address: "javascript:alert(1)"}), problem("address", "link")},
		"no host":              {g.SetLink(t.Context(), leader, school, "a-target-film", Link{Address: "https:/film"}), problem("address", "link")},
		"a password":           {g.SetLink(t.Context(), leader, school, "a-target-film", Link{Address: "https://u:p@example.org/"}), problem("address", "link")},
		"too long":             {g.SetLink(t.Context(), leader, school, "a-target-film", Link{Address: long}), problem("address", "link")},
		"a title alone":        {g.SetLink(t.Context(), leader, school, "a-target-film", Link{Title: "Film"}), problem("address", "missing")},
		"a long title":         {g.SetLink(t.Context(), leader, school, "a-target-film", Link{"https://example.org/", title}), problem("title", "length")},
		"the version it has":   {second(g.MoveRun(t.Context(), leader, school, 2)), problem("version", "not_newer")},
		"an older version":     {second(g.MoveRun(t.Context(), leader, school, 1)), problem("version", "not_newer")},
		"one there is not yet": {second(g.MoveRun(t.Context(), leader, school, 3)), problem("version", "not_newer")},
	}
	for name, test := range invalids {
		if diff := cmp.Diff(test.want, problemsOf(t, test.err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	refused, ok := errors.AsType[*MoveRefused](g.MoveModule(t.Context(), leader, school, "a-hidden", 2))
	if !ok || refused.Reason != MoveRule || refused.First != "a-follow" || refused.Then != "a-hidden" || !cmp.Equal(refused.Possible, []int{3}) {
		t.Errorf("a move against the rules: %+v", refused)
	}
	for name, err := range map[string]error{
		"no such module":     g.MoveModule(t.Context(), leader, school, "x", 1),
		"no such module's":   g.SetModuleDates(t.Context(), leader, school, "x", Span{}),
		"no such item":       g.TickOff(t.Context(), leader, school, "a-target", Done{}),
		"no such meeting":    g.MarkAttended(t.Context(), leader, school, "x", nil),
		"no such element":    g.SetLink(t.Context(), leader, school, "owner-frame", Link{}),
		"no such school":     g.MoveModule(t.Context(), leader, "x", "a-hear", 2),
		"nor a run to move":  second(g.MoveRun(t.Context(), leader, "x", 2)),
		"nor one to look at": second(g.CourseHistoryOf(t.Context(), "x")),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if history, err := g.CourseHistoryOf(t.Context(), school); err != nil || len(history) != 0 {
		t.Errorf("what was refused was stored: %v, %v", history, err)
	}
}

// What is set is set once; what is taken back stays in the history.
func TestCourseHistory(t *testing.T) {
	t.Parallel()
	g, school := courseGround(t, 2)
	head := g.head(t)
	for range 2 { // the second time, nothing changes
		for _, err := range []error{
			g.TickOff(t.Context(), leader, school, "group", Done{On: day("2026-06-11")}),
			g.MoveModule(t.Context(), leader, school, "a-follow", 2),
			g.MarkAttended(t.Context(), leader, school, "a-target", map[string]time.Time{"sfo": day("2026-08-18"), "other": {}}),
			g.SetLink(t.Context(), leader, school, "a-target-film", Link{}),
		} {
			if err != nil {
				t.Error(err)
			}
		}
	}
	if err := g.TickOff(t.Context(), leader, school, "group", Done{}); err != nil {
		t.Error(err)
	}
	if err := g.TickOff(t.Context(), leader, school, "group", Done{day("2026-06-12"), Leadership}); err != nil {
		t.Error(err)
	}
	history, err := g.CourseHistoryOf(t.Context(), school)
	if err != nil {
		t.Fatal(err)
	}
	for i := range history {
		if !history[i].Made.Equal(stamp(now)) {
			t.Errorf("made at %s", history[i].Made)
		}
		history[i] = CourseChange{Number: history[i].Number, Kind: history[i].Kind, Item: history[i].Item, Group: history[i].Group, Taken: history[i].Taken}
	}
	want := []CourseChange{
		{Number: 1, Kind: "done", Item: "group"}, {Number: 1, Kind: "attended", Item: "a-target", Group: "sfo"},
		{Number: 2, Kind: "done", Item: "group", Taken: true}, {Number: 3, Kind: "done", Item: "group"},
	}
	if diff := cmp.Diff(want, history, cmp.AllowUnexported(CourseChange{}, factKey{}, fact{})); diff != "" {
		t.Error(diff)
	}
	if entries := g.logged(t, head); len(entries) != len(want) {
		t.Errorf("%d entries for %d changes: %+v", len(entries), len(want), entries)
	}
}

// A run keeps the version it began with, whatever version a form of its dates sends, until its leader moves it; then what was done is there.
func TestRunKeepsItsVersion(t *testing.T) {
	t.Parallel()
	g, school := courseGround(t, 1)
	c := g.courseOf(t, school)
	if c.Template.Version != 1 || len(c.Order) != 0 || !c.LastDay().IsZero() {
		t.Errorf("version 1 has no course: %+v", c)
	}
	for name, err := range map[string]error{
		"move":   g.MoveModule(t.Context(), leader, school, "a-hear", 2),
		"tick":   g.TickOff(t.Context(), leader, school, "group", Done{On: now}),
		"attend": g.MarkAttended(t.Context(), leader, school, "a-target", map[string]time.Time{"sfo": now}),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("%s in a version without a course: %v", name, err)
		}
	}
	run, err := g.SetRun(t.Context(), leader, Run{School: school, Programme: "skolemiljo", Version: 2, Dates: map[PhaseKey]Span{"a": days("2026-09-01", "2029-06-30")}})
	if err != nil || run.Version != 1 {
		t.Errorf("version %d after its dates were set, %v", run.Version, err)
	}
	// Those dates are longer than version 2 allows.
	if diff := cmp.Diff([]Problem{{Field: "dates.a", Code: "course_long"}}, problemsOf(t, second(g.MoveRun(t.Context(), leader, school, 2)))); diff != "" {
		t.Error(diff)
	}
	run.Dates = map[PhaseKey]Span{"a": days("2026-09-01", "2027-01-31")}
	if _, err := g.SetRun(t.Context(), leader, run); err != nil {
		t.Fatal(err)
	}
	upgrade, err := g.MoveRun(t.Context(), leader, school, 2)
	if err != nil || upgrade.From != 1 || upgrade.To != 2 || len(upgrade.Modules.New) != 15 || len(upgrade.Modules.Gone) != 0 {
		t.Errorf("moved: %+v, %v", upgrade, err)
	}
	if err := g.TickOff(t.Context(), leader, school, "group", Done{On: day("2026-06-11")}); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	c = g.courseOf(t, school)
	if c.Run.Version != 2 || c.Run.ID != run.ID || len(c.Done) != 1 || !cmp.Equal(c.Run.Dates, run.Dates) {
		t.Errorf("after the move: %+v", c.Run)
	}
}

// What a version no longer knows is left out, and nothing breaks.
func TestCourseLeavesOutWhatIsGone(t *testing.T) {
	t.Parallel()
	g, school := courseGround(t, 2)
	run := g.courseOf(t, school).Run.ID
	gone := []factChange{
		{factKey{factOrder, "a", ""}, fact{Modules: modulesOf("a-hear a-gone a-follow")}},
		{factKey{factDates, "a-gone", ""}, fact{Dates: &Span{day("2026-09-07"), day("2026-09-08")}}},
		{factKey{factDone, "gone", ""}, fact{On: "2026-06-11"}},
		{factKey{factAttended, "a-target", "cooks"}, fact{On: "2026-06-11"}},
		{factKey{factAttended, "a-gone", "sfo"}, fact{On: "2026-06-11"}},
		{factKey{factLink, "gone", ""}, fact{Address: "https://example.org/"}},
	}
	if err := g.storeFacts(t.Context(), leader, run, gone, audit.Entry{Action: audit.CourseOrdered}); err != nil {
		t.Fatal(err)
	}
	c := g.courseOf(t, school)
	if got := lineOf(c.Order["a"]); got != "a-target a-hear a-follow a-hidden a-analyse" {
		t.Errorf("order: %s", got)
	}
	if len(c.Dates)+len(c.Done)+len(c.Attended)+len(c.Links) != 0 {
		t.Errorf("what is gone is shown: %+v", c)
	}
}
