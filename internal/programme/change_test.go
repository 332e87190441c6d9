package programme

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

var by = audit.Console.At(now)

// today is the day of now in Norway.
var today = time.Date(2026, 8, 20, 0, 0, 0, 0, time.UTC)

func TestUpdateSchool(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner := g.owner(t, 91000000, "Asker kommune")
	sc, other := g.school(t, 92000000, "Ask skole", owner.ID), g.school(t, 92000001, "Eik skole", owner.ID)

	sc.Name, sc.Orgnr, sc.WrittenForm, sc.Staff = "Ask og Eik skole", "974760673", "nn", 41
	if _, err := g.UpdateSchool(t.Context(), by, today.AddDate(0, 0, -3), sc); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if got, err := g.SchoolByOrgnr("974760673"); err != nil || got != sc {
		t.Errorf("after the update: %+v, %v", got, err)
	}
	if _, err := g.SchoolByOrgnr(validOrgnr(92000000)); !errors.Is(err, ErrNotFound) {
		t.Errorf("the old number: %v, want ErrNotFound", err)
	}
	if _, err := g.UpdateSchool(t.Context(), by, today, sc); err != nil {
		t.Error("what is so already:", err)
	}
	if _, err := g.UpdateSchool(t.Context(), by, today, School{ID: "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown school: %v", err)
	}
	sc.Orgnr, sc.Staff = other.Orgnr, maxStaff+1
	_, err := g.UpdateSchool(t.Context(), by, today.AddDate(0, 0, 1), sc)
	if diff := cmp.Diff([]Problem{{"on", "future", ""}, {"orgnr", "taken", ""}, {"staff", "range", ""}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
}

// A school can change its owner and come back; what an update cannot change stays.
func TestNewOwner(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	first, second := g.owner(t, 91000000, "Asker kommune"), g.owner(t, 91000001, "Bærum kommune")
	sc := g.school(t, 92000000, "Ask skole", first.ID)
	for i, owner := range []OwnerID{second.ID, second.ID, first.ID} {
		sc.Owner = owner
		sc.Closed, sc.Into = today, "x"
		kept, err := g.UpdateSchool(t.Context(), by, today, sc)
		if err != nil {
			t.Fatal(err)
		}
		if kept.Owner != owner || !kept.Open() || kept.Into != "" {
			t.Errorf("change %d: %+v", i, kept)
		}
	}
	g.reopen(t)
	history, err := g.HistoryOf(t.Context(), sc.ID)
	if err != nil || len(history) != 3 {
		t.Fatalf("%d revisions, %v", len(history), err)
	}
	for i, want := range []OwnerID{first.ID, second.ID, first.ID} {
		if r := history[i]; r.Owner != want || r.Number != i+1 || r.Since != today {
			t.Errorf("revision %d: %+v", i+1, r)
		}
	}
	// The owner that was left and the one that came each have an entry of their own.
	var owners []string
	for _, e := range g.logged(t, 0) {
		if e.Action == audit.SchoolMoved && strings.Contains(e.Detail, "before=") {
			owners = append(owners, e.Owner)
		}
	}
	if diff := cmp.Diff([]string{string(first.ID), string(second.ID), string(second.ID), string(first.ID)}, owners); diff != "" {
		t.Error(diff)
	}
	if _, err := g.HistoryOf(t.Context(), "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("history of no school: %v", err)
	}
}

func TestMergeSchools(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner := g.owner(t, 91000000, "Asker kommune")
	ask, eik, alm := g.school(t, 92000000, "Ask skole", owner.ID), g.school(t, 92000001, "Eik skole", owner.ID), g.school(t, 92000002, "Alm skole", owner.ID)
	summer := time.Date(2026, 8, 1, 9, 0, 0, 0, time.UTC)

	problems := func(id, into SchoolID, on time.Time, want ...Problem) {
		t.Helper()
		_, err := g.MergeSchool(t.Context(), by, id, into, on)
		if diff := cmp.Diff(want, problemsOf(t, err)); diff != "" {
			t.Errorf("%s", diff)
		}
	}
	problems(ask.ID, "", summer, Problem{"into", "missing", ""})
	problems(ask.ID, "x", summer, Problem{"into", "unknown", ""})
	problems(ask.ID, ask.ID, summer, Problem{"into", "itself", ""})
	problems(ask.ID, eik.ID, today.AddDate(0, 0, 1), Problem{"on", "future", ""})
	merged, err := g.MergeSchool(t.Context(), by, ask.ID, eik.ID, summer)
	if err != nil {
		t.Fatal(err)
	}
	problems(ask.ID, alm.ID, today, Problem{"into", "merged", ""})
	problems(alm.ID, ask.ID, today, Problem{"into", "closed", ""})

	// A school that closed first, and of which it is told later where it went.
	if _, err := g.CloseSchool(t.Context(), by, alm.ID, summer); err != nil {
		t.Fatal(err)
	}
	if _, err := g.CloseSchool(t.Context(), by, alm.ID, today); !strings.Contains(err.Error(), "on: closed") {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := g.MergeSchool(t.Context(), by, alm.ID, eik.ID, summer); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	day := date(summer)
	if got, _ := g.School(ask.ID); got != merged || got.Closed != day || got.Into != eik.ID {
		t.Errorf("merged: %+v", got)
	}
	alm, _ = g.School(alm.ID)
	if diff := cmp.Diff([]Join{{alm, day}, {merged, day}}, g.JoinsOf(eik.ID)); diff != "" {
		t.Error(diff)
	}
	if got := g.JoinsOf(ask.ID); got != nil {
		t.Errorf("joins of a school that nothing came to: %v", got)
	}

	back, err := g.ReopenSchool(t.Context(), by, ask.ID)
	if err != nil || back != ask {
		t.Errorf("taken back: %+v, %v", back, err)
	}
}

func TestUpdateOwnerAndCohort(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner, other := g.owner(t, 91000000, "Asker kommune"), g.owner(t, 91000001, "Bærum kommune")
	owner.Name, owner.Kind = " Asker  kommune, skole ", Private
	kept, err := g.UpdateOwner(t.Context(), by, owner)
	if err != nil || kept.Name != "Asker kommune, skole" {
		t.Fatalf("%+v, %v", kept, err)
	}
	cohort, err := g.AddCohort(t.Context(), by, Cohort{Programme: "skolemiljo", Name: "Pulje 1", Starts: now})
	if err != nil {
		t.Fatal(err)
	}
	cohort.Name, cohort.Starts = "Pulje høst", now.AddDate(0, 1, 0)
	if cohort, err = g.UpdateCohort(t.Context(), by, cohort); err != nil {
		t.Fatal(err)
	}
	sc := g.school(t, 92000000, "Ask skole", owner.ID)
	if _, err := g.SetRun(t.Context(), by, Run{School: sc.ID, Cohort: cohort.ID, Programme: "skolemiljo", Version: 1}); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if got, err := g.Owner(owner.ID); err != nil || got != kept {
		t.Errorf("owner: %+v, %v", got, err)
	}
	if got, err := g.Cohort(cohort.ID); err != nil || got.Name != "Pulje høst" || got.Starts != date(now.AddDate(0, 1, 0)) {
		t.Errorf("cohort: %+v, %v", got, err)
	}
	if diff := cmp.Diff([]School{sc}, g.SchoolsIn(cohort.ID)); diff != "" {
		t.Error(diff)
	}
	owner.Orgnr = other.Orgnr
	_, err = g.UpdateOwner(t.Context(), by, owner)
	if diff := cmp.Diff([]Problem{{"orgnr", "taken", ""}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	_, err = g.UpdateCohort(t.Context(), by, Cohort{ID: cohort.ID})
	if diff := cmp.Diff([]Problem{{"name", "missing", ""}, {"starts", "missing", ""}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	if _, err := g.UpdateOwner(t.Context(), by, Owner{ID: "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown owner: %v", err)
	}
	if _, err := g.UpdateCohort(t.Context(), by, Cohort{ID: "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown cohort: %v", err)
	}
}
