package analytics

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// sharingSchools are so many schools with one closed wave of 24 teachers, of whom 19 answered; all share with their owner.
func (g *ground) sharingSchools(t testing.TB, n int) []programme.School {
	t.Helper()
	schools := []programme.School{g.school}
	for len(schools) < n {
		schools = append(schools, g.newSchool(t, "Skole "+string(rune('A'+len(schools)))))
	}
	for i, school := range schools {
		w := g.ask(t, school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
		people, code := spread5(0, 2+i%3, 6, 8, 3-i%3)
		g.answer(t, w, 0, people, code)
		g.closed(t, w)
		if err := g.Share(t.Context(), audit.Console.At(autumn), school.ID, surveys.SharesAll); err != nil {
			t.Fatal(err)
		}
	}
	return schools
}

func (g *ground) issueOwner(t testing.TB) *Edition {
	t.Helper()
	e, err := g.IssueOwnerEdition(t.Context(), audit.Console.At(autumn.AddDate(0, 2, 0)), g.owner.Orgnr)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestIssueEdition(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 6)
	first := g.issueOwner(t)
	if f := first.Figure(OverallKey, StageGroup("a")); f.Schools() != 6 || f.Cell.State() != Value || f.HeadCount != 6*24 {
		t.Fatalf("figure over %d schools is %s; want a value over 6", f.Schools(), f.Cell.State())
	}
	if first.Number != 1 || first.Sharing != 6 || first.Issued != "2026-11-01" || first.Scope.Name != g.owner.Name {
		t.Errorf("head is %+v of %+v; want number 1 over 6 on 2026-11-01 for %s", first.Head(), first.Scope, g.owner.Name)
	}
	if again := g.issueOwner(t); again.ID != first.ID {
		t.Error("asked twice on one day there are two editions; want one")
	}

	// Three withdraw: they are in no new edition, and the old one is what it was, also after a start.
	for _, school := range schools[:3] {
		if err := g.Share(t.Context(), audit.Console.At(autumn), school.ID, surveys.SharesNothing); err != nil {
			t.Fatal(err)
		}
	}
	second := g.issueOwner(t)
	if second.Number != 2 || second.Sharing != 3 {
		t.Errorf("head is %+v; want number 2 over 3", second.Head())
	}
	for _, a := range second.Atoms {
		if slices.ContainsFunc(schools[:3], func(s programme.School) bool { return s.ID == a.School }) {
			t.Errorf("%s has withdrawn and is in the new edition", a.Name)
		}
	}
	g.reopen(t)
	kept, err := g.Editions(OwnerScope, string(g.owner.ID))
	if err != nil || len(kept) != 2 {
		t.Fatalf("%d editions, %v; want 2", len(kept), err)
	}
	if diff := cmp.Diff([]*Edition{first, second}, kept); diff != "" {
		t.Error(diff)
	}
	if latest, err := g.LatestEdition(OwnerScope, string(g.owner.ID)); err != nil || latest.ID != second.ID {
		t.Errorf("the latest is not the second: %v", err)
	}

	// The last three but one: too few.
	if err := g.Share(t.Context(), audit.Console.At(autumn), schools[3].ID, surveys.SharesNothing); err != nil {
		t.Fatal(err)
	}
	if _, err := g.IssueOwnerEdition(t.Context(), audit.Console.At(autumn), g.owner.Orgnr); !errors.Is(err, ErrFewSchools) {
		t.Errorf("over two schools: %v; want ErrFewSchools", err)
	}
}

// Sharing with the owner is not sharing with the programme.
func TestIssueProgrammeEdition(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 6)
	cohort, err := g.prog.AddCohort(t.Context(), audit.Console.At(autumn), programme.Cohort{Programme: "skolemiljo", Name: "Pulje 1", Starts: autumn})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn), "skolemiljo"); !errors.Is(err, ErrFewSchools) {
		t.Errorf("before any school shares with the programme: %v; want ErrFewSchools", err)
	}
	for _, school := range schools[1:] {
		if err := g.ShareWithProgramme(t.Context(), audit.Console.At(autumn), school.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := g.prog.SetRun(t.Context(), audit.Console.At(autumn), programme.Run{School: school.ID, Cohort: cohort.ID, Programme: "skolemiljo", Version: 1}); err != nil {
			t.Fatal(err)
		}
	}
	g.reopen(t)
	if g.SharedWithProgramme(schools[0].ID) || !g.SharedWithProgramme(schools[1].ID) {
		t.Error("after a start, the decisions are not as they were made")
	}
	e, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn), "skolemiljo")
	if err != nil {
		t.Fatal(err)
	}
	if f := e.Figure("component:promote", CohortGroup(cohort.ID, "a")); f.Schools() != 5 || f.Cell.State() != Value {
		t.Errorf("the cohort's figure is %s over %d schools; want a value over 5", f.Cell.State(), f.Schools())
	}
	if slices.ContainsFunc(e.Atoms, func(a EditionAtom) bool { return a.School == schools[0].ID }) {
		t.Error("a school is in it that shares with its owner alone")
	}
	if _, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn), "other"); !errors.Is(err, ErrNotFound) {
		t.Errorf("another programme: %v; want ErrNotFound", err)
	}
	if _, err := g.IssueOwnerEdition(t.Context(), audit.Console.At(autumn), "999999999"); !errors.Is(err, ErrNotFound) {
		t.Errorf("another owner: %v; want ErrNotFound", err)
	}
}

func TestParseEdition(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"no JSON":            `{`,
		"another format":     `{"format":2}`,
		"figures missing":    `{"format":1,"groups":[{"key":"latest","atoms":[]}],"measures":[{"key":"overall"}]}`,
		"another's figure":   `{"format":1,"groups":[{"key":"latest","atoms":[]}],"measures":[{"key":"overall"}],"figures":[{"measure":"overall","group":"stage.a","cell":{"state":"hidden"}}]}`,
		"atoms that are not": `{"format":1,"groups":[{"key":"latest","atoms":[0]}]}`,
		"a figure's, too":    `{"format":1,"groups":[{"key":"latest","atoms":[]}],"measures":[{"key":"overall"}],"figures":[{"measure":"overall","group":"latest","cell":{"state":"hidden"},"atoms":[1]}]}`,
	} {
		if _, err := ParseEdition([]byte(document)); err == nil || errors.Is(err, ErrEditionFormat) != (name == "another format") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
