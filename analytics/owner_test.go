package analytics

import (
	"errors"
	"testing"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

func (g *ground) ownerView(t testing.TB, q Query) *OwnerView {
	t.Helper()
	q.Owner = g.owner.Orgnr
	v, err := g.OwnerView(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOwnerAlignments(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 4) // phase a, closed 15 September 2026
	w := g.ask(t, schools[0], "b", 8, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
	n, code := spread5(0, 1, 6, 8, 4)
	g.answer(t, w, 0, n, code)
	g.closed(t, w) // 15 May 2027
	silent := g.newSchool(t, "Ås skole")

	v := g.ownerView(t, Query{})
	var keys []string
	for _, a := range v.Alignments {
		keys = append(keys, a.Key)
		if want := map[string]int{"latest": 4, "stage.a": 4, "stage.b": 1, "semester.2027-1": 1, "semester.2026-2": 4}[a.Key]; a.Schools != want {
			t.Errorf("%s has %d schools; want %d", a.Key, a.Schools, want)
		}
		if a.Current != (a.Key == LatestGroup) {
			t.Errorf("%s current: %v", a.Key, a.Current)
		}
	}
	if len(keys) != 5 {
		t.Errorf("alignments %v; want latest, two phases, two semesters", keys)
	}
	phaseOf := func(v *OwnerView, i int) string {
		if v.Schools[i].Now == nil {
			return ""
		}
		return string(v.Schools[i].Now.Phase.Key)
	}
	byStage := g.ownerView(t, Query{Align: StageGroup("a")})
	for i, school := range v.Schools {
		latest, stage := "a", "a"
		switch school.School.ID {
		case schools[0].ID:
			latest = "b"
		case silent.ID:
			latest, stage = "", ""
		}
		if phaseOf(v, i) != latest || phaseOf(byStage, i) != stage {
			t.Errorf("%s: latest is of %q, stage a of %q; want %q and %q", school.School.Name, phaseOf(v, i), phaseOf(byStage, i), latest, stage)
		}
	}
	for _, q := range []Query{{Align: "stage.c"}, {Align: "semester.2020-1"}, {Component: "nonsense"}} {
		q.Owner = g.owner.Orgnr
		if _, err := g.OwnerView(q); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v; want ErrNotFound", q, err)
		}
	}
}

// The one mean over schools is the last edition's, and it stays when a school withdraws; the school itself is gone at once.
func TestOwnerTogether(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 5)
	if v := g.ownerView(t, Query{}); v.Together != nil || len(v.Editions) != 0 {
		t.Errorf("before an edition there is %+v", v.Together)
	}
	e := g.issueOwner(t)
	v := g.ownerView(t, Query{Align: StageGroup("a")})
	together := v.Together
	if together == nil || together.Schools != 5 || together.Edition.ID != e.ID || len(v.Editions) != 1 || len(together.Cells) != len(v.Components) {
		t.Fatalf("together is %+v; want the edition over 5 schools", together)
	}
	promote := together.Cells[0]
	if want := e.Figure("component:promote", StageGroup("a")).Cell; !promote.Now.Equal(want) || promote.Target == nil || *promote.Target != 3.5 || promote.Gap == nil {
		t.Errorf("row is %+v; want the edition's figure against the owner's target 3.5", promote)
	}
	if v.Funnel == nil || len(v.Funnel.Points) != 5 || v.Funnel.Points[0].Shrunken == nil {
		t.Errorf("funnel is %+v; want five schools, shrunken", v.Funnel)
	}
	if v := g.ownerView(t, Query{Align: StageGroup("a"), Component: "promote"}); v.Funnel == nil || v.Funnel.Measure != "component:promote" {
		t.Errorf("funnel is %+v; want that of promote", v.Funnel)
	}

	for _, school := range schools[:3] {
		if err := g.Share(t.Context(), audit.Console.At(autumn), school.ID, surveys.SharesNothing); err != nil {
			t.Fatal(err)
		}
	}
	after := g.ownerView(t, Query{})
	for _, s := range after.Schools {
		if (s.Shares > surveys.SharesNothing) != (s.Now != nil) {
			t.Errorf("%s shares: %v, and its wave is %v", s.School.Name, s.Shares, s.Now)
		}
	}
	if after.Funnel != nil {
		t.Error("two schools have a funnel")
	}
	if after.Together.Edition.ID != e.ID || !after.Together.Overall.Now.Equal(e.Figure(OverallKey, LatestGroup).Cell) {
		t.Error("the edition has changed with the sharing")
	}
}
