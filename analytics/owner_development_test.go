package analytics

import (
	"errors"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Two schools are asked in A and in B, of which one does not share B; one is asked in A alone, and one shares nothing.
func TestOwnerDevelopment(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 3)
	cohort, err := g.prog.AddCohort(t.Context(), audit.Console.At(autumn), programme.Cohort{Programme: "skolemiljo", Name: "Pulje 1", Starts: autumn})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.prog.SetRun(t.Context(), audit.Console.At(autumn), programme.Run{School: schools[1].ID, Cohort: cohort.ID, Programme: "skolemiljo", Version: 1}); err != nil {
		t.Fatal(err)
	}
	for _, school := range schools[:2] {
		w := g.ask(t, school, "b", 8, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
		n, code := spread5(0, 0, 2, 8, 9) // 3·2 + 4·8 + 5·9 = 83, 83/19 = 4.37 → 4.4
		g.answer(t, w, 0, n, code)
		g.closed(t, w)
	}
	g.newSchool(t, "Ås skole")
	g.issueOwner(t)

	v, err := g.OwnerDevelopment(Query{Owner: g.owner.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Columns) != 2 || v.Columns[0].Key != "stage.a" || v.Columns[1].Key != "stage.b" || v.Columns[0].Schools != 3 || v.Nothing != 1 {
		t.Fatalf("columns %+v, %d without anything; want a and b, the edition's three schools in a, and one school", v.Columns, v.Nothing)
	}
	if len(v.Cohorts) != 2 || v.Cohorts[0].Name != "Pulje 1" || len(v.Cohorts[0].Schools) != 1 || len(v.Cohorts[1].Schools) != 2 {
		t.Fatalf("cohorts %+v; want one with a school, and those in none last", v.Cohorts)
	}
	// Overall: two schools moved. Components: eight each.
	if v.Overall != (Family{BrowsingFamily, 2, 0.95}) || v.Family != (Family{BrowsingFamily, 16, 0.95}) {
		t.Errorf("families %+v and %+v; want 2 and 16 to browse", v.Overall, v.Family)
	}
	first := v.Cohorts[1].Schools[0]
	if first.School.ID != schools[0].ID || first.Before == nil || first.Now.Phase.Key != "b" || first.Points[0] == nil || first.Points[1] == nil {
		t.Fatalf("the first school is %+v; want its surveys in a and b", first)
	}
	// A: 2·2 + 3·6 + 4·8 + 5·3 = 69, 69/19 = 3.63 → 3.6. B is 4.4.
	for _, m := range append([]Movement{first.Overall}, first.Cells...) {
		if m.Change == nil || m.Change.Difference != 0.8 || m.Change.From.Phase.Key != "a" || m.Change.Verdict.String() != "better" || m.Change.Sentences[1].Key == "" {
			t.Errorf("%q moved %+v; want 0.8, better, in two sentences", m.Component, m.Change)
		}
	}
	once := v.Cohorts[1].Schools[1]
	if once.Before != nil || once.Overall.Change != nil || once.Points[1] != nil {
		t.Errorf("a school with one survey is %+v; want no movement", once)
	}

	v, err = g.OwnerDevelopment(Query{Owner: g.owner.Orgnr, By: "semester", Component: "promote"})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Columns) != 2 || v.Columns[0].Key != "semester.2026-2" || v.Columns[1].Key != "semester.2027-1" {
		t.Errorf("columns %+v; want the autumn and the spring, oldest first", v.Columns)
	}
	if p := v.Cohorts[0].Schools[0].Points[0]; p == nil || p.Row.Component != "promote" || p.Row.Target == nil || p.Row.Gap == nil {
		t.Errorf("the first point is %+v; want that of promote, against its target", p)
	}
	for _, q := range []Query{{Owner: "974600951"}, {Owner: g.owner.Orgnr, Component: "nonsense"}} {
		if _, err := g.OwnerDevelopment(q); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v; want ErrNotFound", q, err)
		}
	}

	// What is no longer shared is gone, with the step that led to it.
	if err := g.Share(t.Context(), audit.Console.At(autumn), schools[0].ID, surveys.SharesNothing); err != nil {
		t.Fatal(err)
	}
	if v, err = g.OwnerDevelopment(Query{Owner: g.owner.Orgnr}); err != nil || v.Nothing != 2 || len(v.Cohorts[1].Schools) != 1 || v.Overall.Size != 1 {
		t.Errorf("after withdrawing there is %+v, %v", v, err)
	}
}
