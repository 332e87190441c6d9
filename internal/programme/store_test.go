package programme

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

var now = time.Date(2026, 8, 20, 10, 30, 0, 123456789, time.UTC)

// ground is a data folder and a store on it.
type ground struct {
	*Store
	dir    string
	folder *duckdb.Folder
}

func newGround(t testing.TB) *ground {
	t.Helper()
	g := &ground{dir: t.TempDir()}
	g.open(t)
	t.Cleanup(func() { g.close(t) })
	return g
}

func (g *ground) open(t testing.TB) {
	t.Helper()
	var err error
	if g.folder, err = duckdb.OpenFolder(t.Context(), g.dir, duckdb.FolderOptions{}); err != nil {
		t.Fatal(err)
	}
	if g.Store, err = Open(t.Context(), g.folder.Record); err != nil {
		t.Fatal(err)
	}
}

func (g *ground) close(t testing.TB) {
	t.Helper()
	if err := g.folder.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// reopen closes the folder and reads everything from the files again.
func (g *ground) reopen(t *testing.T) {
	t.Helper()
	g.close(t)
	g.open(t)
}

func (g *ground) owner(t *testing.T, first int, name string) Owner {
	t.Helper()
	o, err := g.RegisterOwner(t.Context(), audit.Console.At(now), Owner{Orgnr: validOrgnr(first), Name: name, Kind: Municipality})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (g *ground) school(t *testing.T, first int, name string, owner OwnerID) School {
	t.Helper()
	sc, err := g.RegisterSchool(t.Context(), audit.Console.At(now), School{Orgnr: validOrgnr(first), Owner: owner, Municipality: "0301", WrittenForm: "nb", Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func problemsOf(t *testing.T, err error) []Problem {
	t.Helper()
	if err == nil {
		return nil
	}
	faults, ok := errors.AsType[*Invalid](err)
	if !ok {
		t.Fatalf("got %v, want *Invalid", err)
	}
	return faults.Problems
}

func TestOwnersAndSchools(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	asker := g.owner(t, 91000000, "  Åsker   kommune ")
	other := g.owner(t, 91000001, "Asker kommune")
	skule := g.school(t, 92000000, "Ørneset skule", asker.ID)
	aasen := g.school(t, 92000001, "</script><img src=x onerror=alert(1)>", asker.ID)
	g.school(t, 92000002, "Ask skole", other.ID)

	check := func(t *testing.T) {
		t.Helper()
		if got, err := g.Owner(asker.ID); err != nil || got.Name != "Åsker kommune" {
			t.Errorf("owner: %+v, %v", got, err)
		}
		spaced := asker.Orgnr[:3] + " " + asker.Orgnr[3:6] + "\u00a0" + asker.Orgnr[6:]
		if got, err := g.OwnerByOrgnr(spaced); err != nil || got != asker {
			t.Errorf("owner by number: %+v, %v", got, err)
		}
		if got, err := g.SchoolByOrgnr(skule.Orgnr); err != nil || got != skule || got.Municipality != "0301" {
			t.Errorf("school by number: %+v, %v", got, err)
		}
		// The Norwegian alphabet: Asker before Åsker, < before Ø.
		if got := g.Owners(); len(got) != 2 || got[0] != other || got[1] != asker {
			t.Errorf("owners: %+v", got)
		}
		if diff := cmp.Diff([]School{aasen, skule}, g.SchoolsOf(asker.ID)); diff != "" {
			t.Error("schools of owner:", diff)
		}
		if got := g.Schools(); len(got) != 3 {
			t.Errorf("schools: %+v", got)
		}
	}
	check(t)
	g.reopen(t)
	check(t)

	for name, err := range map[string]error{
		"owner":            second(g.Owner("x")),
		"owner by number":  second(g.OwnerByOrgnr("974760673")),
		"school":           second(g.School("x")),
		"school by number": second(g.SchoolByOrgnr("974760673")),
		"cohort":           second(g.Cohort("x")),
		"run":              second(g.RunOf(skule.ID)),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestRegisterSaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	taken := g.owner(t, 91000000, "Asker kommune")
	school := g.school(t, 92000000, "Ask skole", taken.ID)

	owners := map[string]struct {
		owner Owner
		want  []Problem
	}{
		"nothing filled in": {Owner{}, []Problem{{"kind", "missing", ""}, {"name", "missing", ""}, {"orgnr", "missing", ""}}},
		"everything wrong":  {Owner{Orgnr: "974760674", Name: strings.Repeat("å", 121), Kind: "state"}, []Problem{{"kind", "choice", ""}, {"name", "length", ""}, {"orgnr", "check_digit", ""}}},
		"taken":             {Owner{Orgnr: taken.Orgnr, Name: "Asker", Kind: Private}, []Problem{{"orgnr", "taken", ""}}},
		"invisible letters": {Owner{Orgnr: "974760673", Name: "Asker\u202ekommune", Kind: Private}, []Problem{{"name", "characters", ""}}},
	}
	for name, test := range owners {
		_, err := g.RegisterOwner(t.Context(), audit.Console.At(now), test.owner)
		if diff := cmp.Diff(test.want, problemsOf(t, err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	schools := map[string]struct {
		school School
		want   []Problem
	}{
		"nothing filled in": {School{}, []Problem{{"municipality", "missing", ""}, {"name", "missing", ""}, {"orgnr", "missing", ""}, {"owner", "missing", ""}, {"written_form", "missing", ""}}},
		"everything wrong": {
			School{Orgnr: "12", Owner: "x", Municipality: "301", WrittenForm: "no", Name: "\x00"},
			[]Problem{{"municipality", "digits", ""}, {"name", "characters", ""}, {"orgnr", "digits", ""}, {"owner", "unknown", ""}, {"written_form", "choice", ""}},
		},
		"taken": {School{Orgnr: school.Orgnr, Owner: taken.ID, Municipality: "0301", WrittenForm: "nn", Name: "Ask"}, []Problem{{"orgnr", "taken", ""}}},
	}
	for name, test := range schools {
		_, err := g.RegisterSchool(t.Context(), audit.Console.At(now), test.school)
		if diff := cmp.Diff(test.want, problemsOf(t, err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := g.RegisterOwner(t.Context(), audit.Console.At(now), owners["taken"].owner); !errors.Is(err, ErrTaken) || errors.Is(err, ErrNotFound) {
		t.Errorf("taken: %v, want ErrTaken", err)
	}
	if _, err := g.RegisterSchool(t.Context(), audit.Console.At(now), schools["everything wrong"].school); !errors.Is(err, ErrNotFound) || errors.Is(err, ErrTaken) {
		t.Errorf("unknown owner: %v, want ErrNotFound", err)
	}
	if len(g.Owners()) != 1 || len(g.Schools()) != 1 {
		t.Error("something was stored in spite of a problem")
	}
}

// Many people register the same school at the same time: one of them does.
func TestRegisterAtOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner := g.owner(t, 91000000, "Asker kommune")
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = g.RegisterSchool(t.Context(), audit.Console.At(now), School{Orgnr: "974760673", Owner: owner.ID, Municipality: "0301", WrittenForm: "nb", Name: "Ask"})
		})
	}
	wg.Wait()
	registered := 0
	for _, err := range errs {
		if err == nil {
			registered++
		} else if !errors.Is(err, ErrTaken) {
			t.Error(err)
		}
	}
	if registered != 1 || len(g.Schools()) != 1 {
		t.Errorf("registered %d times, %d schools", registered, len(g.Schools()))
	}
}

func TestCohortsAndRuns(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	sc := g.school(t, 92000000, "Ask skole", g.owner(t, 91000000, "Asker kommune").ID)
	late, err := g.AddCohort(t.Context(), audit.Console.At(now), Cohort{Programme: "skolemiljo", Name: "Pulje 2", Starts: now.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	early, err := g.AddCohort(t.Context(), audit.Console.At(now), Cohort{Programme: "skolemiljo", Name: "Pulje 1", Starts: now})
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, err := g.SetRun(t.Context(), audit.Console.At(now), Run{School: sc.ID, Cohort: early.ID, Programme: "skolemiljo", Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	// Times of day are cut off, phases may overlap, and C is not planned yet.
	second, err := g.SetRun(t.Context(), audit.Console.At(now), Run{School: sc.ID, Cohort: late.ID, Programme: "skolemiljo", Version: 1, Dates: map[PhaseKey]Span{
		"prep": {now, now.AddDate(0, 3, 0)}, "a": {day("2026-11-01"), day("2027-06-20")}, "b": {day("2027-05-01"), day("2027-05-01")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if first.ID != second.ID {
		t.Error("a school got a second run")
	}
	want := second
	want.Dates = map[PhaseKey]Span{
		"prep": {day("2026-08-20"), day("2026-11-20")}, "a": {day("2026-11-01"), day("2027-06-20")}, "b": {day("2027-05-01"), day("2027-05-01")},
	}
	g.reopen(t)
	got, err := g.RunOf(sc.ID)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	got.Dates["c"] = Span{}
	if again, _ := g.RunOf(sc.ID); len(again.Dates) != 3 {
		t.Error("a caller changed the dates of the store")
	}
	if diff := cmp.Diff([]Cohort{early, late}, g.Cohorts()); diff != "" {
		t.Error("cohorts:", diff)
	}
	if got, err := g.Cohort(early.ID); err != nil || got.Starts != day("2026-08-20") {
		t.Errorf("cohort: %+v, %v", got, err)
	}
}

func TestCohortAndRunProblems(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	sc := g.school(t, 92000000, "Ask skole", g.owner(t, 91000000, "Asker kommune").ID)
	_, err := g.AddCohort(t.Context(), audit.Console.At(now), Cohort{Programme: "x"})
	if diff := cmp.Diff([]Problem{{"name", "missing", ""}, {"programme", "unknown", ""}, {"starts", "missing", ""}}, problemsOf(t, err)); diff != "" {
		t.Error("cohort:", diff)
	}
	runs := map[string]struct {
		run  Run
		want []Problem
	}{
		"nothing is known": {Run{School: "x", Cohort: "x", Programme: "skolemiljo", Version: 9}, []Problem{{"cohort", "unknown", ""}, {"programme", "unknown", ""}, {"school", "unknown", ""}}},
		"dates": {
			Run{School: sc.ID, Programme: "skolemiljo", Version: 1, Dates: map[PhaseKey]Span{
				"prep": {now, now.AddDate(0, 0, -1)}, "a": {now, time.Time{}}, "b": {now.AddDate(0, 0, -1), now}, "d": {now, now},
			}},
			[]Problem{{"dates.a", "missing", ""}, {"dates.b", "order", ""}, {"dates.d", "unknown", ""}, {"dates.prep", "order", ""}},
		},
	}
	for name, test := range runs {
		_, err := g.SetRun(t.Context(), audit.Console.At(now), test.run)
		if diff := cmp.Diff(test.want, problemsOf(t, err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := g.RunOf(sc.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a run was stored in spite of problems: %v", err)
	}
}

func TestLevelsNearestWins(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner := g.owner(t, 91000000, "Asker kommune")
	sc, neighbour := g.school(t, 92000000, "Ask skole", owner.ID), g.school(t, 92000001, "Eik skole", owner.ID)
	elsewhere := g.school(t, 92000002, "Bjørk skole", g.owner(t, 91000001, "Bærum kommune").ID)

	set := func(at time.Time, scope Scope, id string, phase PhaseKey, value *float64) {
		t.Helper()
		if err := g.SetLevel(t.Context(), audit.Console.At(at), Level{Scope: scope, ScopeID: id, Component: "promote", Phase: phase, Value: value}); err != nil {
			t.Fatal(err)
		}
	}
	type found struct {
		Scope Scope
		Value float64
	}
	level := func(school SchoolID, component ComponentKey, phase PhaseKey) found {
		l := g.LevelsFor(school)[component][phase]
		return found{l.Scope, *l.Value}
	}
	expect := func(school SchoolID, phase PhaseKey, want found) {
		t.Helper()
		if got := level(school, "promote", phase); got != want {
			t.Errorf("%s: got %v, want %v", phase, got, want)
		}
	}
	expect(sc.ID, "b", found{ScopeTemplate, 4.0})
	set(now, ScopeProgramme, "skolemiljo", "b", new(4.1))
	expect(sc.ID, "b", found{ScopeProgramme, 4.1})
	expect(elsewhere.ID, "b", found{ScopeProgramme, 4.1})
	set(now, ScopeOwner, string(owner.ID), "b", new(4.2))
	set(now, ScopeSchool, string(sc.ID), "b", new(4.3))
	expect(sc.ID, "b", found{ScopeSchool, 4.3})
	expect(neighbour.ID, "b", found{ScopeOwner, 4.2})
	expect(elsewhere.ID, "b", found{ScopeProgramme, 4.1})
	expect(sc.ID, "c", found{ScopeTemplate, 4.5})

	// The clock was set back: what was set last still holds, also after a restart.
	set(now.Add(-time.Hour), ScopeSchool, string(sc.ID), "b", new(3.9))
	g.reopen(t)
	expect(sc.ID, "b", found{ScopeSchool, 3.9})
	set(now, ScopeSchool, string(sc.ID), "b", nil)
	expect(sc.ID, "b", found{ScopeOwner, 4.2})
	g.reopen(t)
	expect(sc.ID, "b", found{ScopeOwner, 4.2})

	all := g.LevelsFor(sc.ID)
	for _, c := range Builtin().Components {
		if _, ok := all[c.Key]["prep"]; ok || len(all[c.Key]) != 3 {
			t.Errorf("%s has levels %v, want a, b and c", c.Key, all[c.Key])
		}
	}
	if got := g.LevelsFor("x"); got != nil {
		t.Errorf("levels of no school: %v", got)
	}
}

func TestSetLevelProblems(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	sc := g.school(t, 92000000, "Ask skole", g.owner(t, 91000000, "Asker kommune").ID)
	level := func(component ComponentKey, phase PhaseKey, value float64) Level {
		return Level{Scope: ScopeSchool, ScopeID: string(sc.ID), Component: component, Phase: phase, Value: &value}
	}
	err := g.SetLevel(t.Context(), audit.Console.At(now), level("promote", "a", 0.99), level("promote", "b", 1), level("promote", "c", 5.01),
		level("prevent", "a", math.NaN()), level("prevent", "prep", 3), level("win", "a", 3), level("uncover", "b", math.Inf(1)),
		Level{Scope: ScopeTemplate, ScopeID: "skolemiljo", Component: "promote", Phase: "a"}, Level{Scope: ScopeOwner, ScopeID: "x", Component: "promote", Phase: "a"})
	want := []Problem{
		{"prevent.a", "range", ""}, {"prevent.prep", "no_target", ""}, {"promote.a", "range", ""}, {"promote.c", "range", ""},
		{"scope", "unknown", ""}, {"uncover.b", "range", ""}, {"win.a", "unknown", ""},
	}
	if diff := cmp.Diff(want, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	if l := g.LevelsFor(sc.ID)["promote"]["b"]; l.Scope != ScopeTemplate {
		t.Errorf("a level was set beside one that was wrong: %v", l)
	}
	if err := g.SetLevel(t.Context(), audit.Console.At(now), level("promote", "a", MinLevel), level("promote", "b", MaxLevel)); err != nil {
		t.Errorf("the ends of the range: %v", err)
	}
}
