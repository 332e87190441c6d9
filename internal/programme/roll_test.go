package programme

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

// fates are what becomes of each row.
func (p RollPlan) fates() map[int]RollFate {
	fates := map[int]RollFate{}
	for _, l := range p.Lines {
		fates[l.Entry.Row] = l.Fate
	}
	return fates
}

func (g *ground) importRoll(t *testing.T, r Roll) RollPlan {
	t.Helper()
	seen := g.PlanRoll(by.At, r)
	plan, err := g.ImportRoll(t.Context(), by, r, seen.Sum())
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// A roll with everything that can become of a row; the second time there is nothing to do, and nothing new in the log.
func TestImportRoll(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner := g.owner(t, 91000000, "Fjordvik kommune")
	number := func(i int) string { return nextOrgnr(92000000 + 100*i) }
	for i, name := range []string{"Ask skole", "Eik skole", "Alm skole", "Or skole", "Rogn skole", "Lind skole"} {
		sc, err := g.RegisterSchool(t.Context(), by, School{Orgnr: number(i), Owner: owner.ID, Municipality: "0301", WrittenForm: "nb", Name: name})
		if err != nil || sc.Orgnr != number(i) {
			t.Fatal(err)
		}
	}
	summer, other := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), RollOwner{Orgnr: nextOrgnr(93000000), Name: "Fjordvik friskole SA", Kind: Private}
	r := Roll{Entries: []RollEntry{
		{Row: 2, Orgnr: number(0), Name: "Ask skole", Municipality: "0301", WrittenForm: "nb"},
		{Row: 3, Orgnr: number(1), Name: "Eik skule", WrittenForm: "nn", Staff: new(31), Owner: other, From: summer},
		{Row: 4, Orgnr: number(2), Gone: true, Closed: summer},
		{Row: 5, Orgnr: number(3), Gone: true, Merged: true, Closed: summer, Into: number(7)}, // which stands further down
		{Row: 6, Orgnr: number(4), Gone: true, Merged: true},
		{Row: 7, Orgnr: number(7), Name: "Selje skole", Municipality: "4611", WrittenForm: "nn", Owner: RollOwner{Name: "fjordvik  kommune"}, Staff: new(12)},
		{Row: 8, Orgnr: number(8), Name: "Borte skole", Gone: true},
		{Row: 9, Orgnr: number(9), Name: "Ny skole", Municipality: "0301", WrittenForm: "nb", Owner: RollOwner{Orgnr: nextOrgnr(94000000)}},
		{Row: 10, Orgnr: number(0), Name: "Ask igjen"},
		{Row: 11, Orgnr: nextOrgnr(95000000), Previous: number(5), Name: "Lind skole"},
	}}
	plan := g.PlanRoll(by.At, r)
	want := map[int]RollFate{
		2: RollUnchanged, 3: RollChanged, 4: RollClosed, 5: RollMerged, 6: RollClosed, 7: RollNew, 8: RollLeft, 9: RollFaulty, 10: RollFaulty, 11: RollChanged,
	}
	if diff := cmp.Diff(want, plan.fates()); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]Problem{{Field: "owner_name", Code: "missing"}, {Field: "owner_kind", Code: "missing"}}, plan.Lines[7].Problems); diff != "" {
		t.Error("owner that is not known:", diff)
	}
	if diff := cmp.Diff([]Problem{{Field: "orgnr", Code: "twice", Detail: "2"}}, plan.Lines[8].Problems); diff != "" {
		t.Error("twice:", diff)
	}
	if diff := cmp.Diff([]RollChange{
		{"name", "Eik skole", "Eik skule"}, {"written_form", "nb", "nn"}, {"staff", "", "31"}, {"owner", "Fjordvik kommune", "Fjordvik friskole SA"},
	}, plan.Lines[1].Changes); diff != "" {
		t.Error("changes:", diff)
	}
	if diff := cmp.Diff([]RollChange{{"closed", "", "2026-08-01"}, {"into", "", "Selje skole"}}, plan.Lines[3].Changes); diff != "" {
		t.Error("merger:", diff)
	}
	if !plan.Lines[4].Successor || plan.Lines[3].Successor || len(plan.Owners) != 1 {
		t.Errorf("successors %t and %t, %d new owners", plan.Lines[4].Successor, plan.Lines[3].Successor, len(plan.Owners))
	}
	if len(g.Schools()) != 6 || len(g.Owners()) != 1 {
		t.Fatal("looking at a roll has changed something")
	}

	if _, err := g.ImportRoll(t.Context(), by, r, "another"); !errors.Is(err, ErrPlanChanged) {
		t.Errorf("what nobody has looked at: %v", err)
	}
	before := g.head(t)
	g.importRoll(t, r)
	var did []audit.Action
	for _, e := range g.logged(t, before) {
		did = append(did, e.Action)
	}
	if diff := cmp.Diff([]audit.Action{
		audit.SchoolsImported, audit.OwnerRegistered, audit.SchoolMoved, audit.SchoolMoved, audit.SchoolClosed, audit.SchoolMerged, audit.SchoolClosed,
		audit.SchoolRegistered, audit.SchoolChanged,
	}, did); diff != "" {
		t.Error("log:", diff)
	}
	g.reopen(t)
	selje, err := g.SchoolByOrgnr(number(7))
	if err != nil || len(g.JoinsOf(selje.ID)) != 1 || selje.Owner != owner.ID {
		t.Errorf("the new school: %+v, %v", selje, err)
	}
	if eik, _ := g.SchoolByOrgnr(number(1)); eik.Staff != 31 || eik.Owner == owner.ID || eik.Municipality != "0301" {
		t.Errorf("the changed school: %+v", eik)
	}
	if history, err := g.HistoryOf(t.Context(), g.must(t, number(1)).ID); err != nil || len(history) != 2 || history[1].Since != summer {
		t.Errorf("its history: %+v, %v", history, err)
	}
	before = g.head(t)
	if again := g.importRoll(t, r); !again.Idle() || g.head(t) != before {
		t.Errorf("the second time: %v", again.fates())
	}
}

// nextOrgnr is the first number that can be one and whose first eight digits are n or more: some eight digits have no check digit.
func nextOrgnr(n int) string {
	for ; ; n++ {
		if orgnr := validOrgnr(n); orgnr != "" {
			return orgnr
		}
	}
}

func (g *ground) must(t *testing.T, orgnr string) School {
	t.Helper()
	sc, err := g.SchoolByOrgnr(orgnr)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// What a roll does not say stays, a school that has closed here stays closed, and a roll can be kept to the schools that are known.
func TestRollIsSilent(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	owner := g.owner(t, 91000000, "Fjordvik kommune")
	ask := g.school(t, 92000000, "Ask skole", owner.ID)
	g.importRoll(t, Roll{Entries: []RollEntry{{Row: 2, Orgnr: ask.Orgnr, Gone: true, Closed: today.AddDate(0, 0, -2)}}})
	for name, e := range map[string]RollEntry{
		"nothing":             {Row: 2, Orgnr: ask.Orgnr},
		"there":               {Row: 2, Orgnr: ask.Orgnr, Name: ask.Name},
		"closed another time": {Row: 2, Orgnr: ask.Orgnr, Gone: true, Closed: today.AddDate(0, 0, -1)},
	} {
		if plan := g.PlanRoll(by.At, Roll{Entries: []RollEntry{e}}); !plan.Idle() {
			t.Errorf("%s: %+v", name, plan.Lines)
		}
	}
	plan := g.PlanRoll(by.At, Roll{OnlyKnown: true, Entries: []RollEntry{
		{Row: 2, Orgnr: nextOrgnr(93000000), Name: "Ny", Municipality: "0301", WrittenForm: "nb", Owner: RollOwner{Orgnr: owner.Orgnr}},
		{Row: 3, Orgnr: "12"},
		{Row: 4, Orgnr: ask.Orgnr, From: today.AddDate(0, 0, 1), Name: "Ask"},
		{Row: 5, Orgnr: ask.Orgnr},
	}})
	if diff := cmp.Diff(map[int]RollFate{2: RollLeft, 3: RollFaulty, 4: RollFaulty, 5: RollFaulty}, plan.fates()); diff != "" {
		t.Error(diff)
	}
}

// rollOf lists n schools of a hundred owners.
func rollOf(n int) Roll {
	var r Roll
	owner, school := 90000000, 30000000
	for i := range n {
		if i%(n/100+1) == 0 {
			owner += 100
		}
		school += 100
		r.Entries = append(r.Entries, RollEntry{
			Row: i + 2, Orgnr: nextOrgnr(school), Name: fmt.Sprint("Skole ", i), Municipality: "0301", WrittenForm: "nb", Staff: new(20 + i%50),
			Owner: RollOwner{Orgnr: nextOrgnr(owner), Name: fmt.Sprint("Kommune ", owner), Kind: Municipality},
		})
	}
	return r
}

// The country's schools, as a first import and as one that finds nothing to do.
func BenchmarkImportRoll(b *testing.B) {
	r := rollOf(3000)
	for b.Loop() {
		b.StopTimer()
		g := newGround(b)
		b.StartTimer()
		if plan, err := g.ImportRoll(b.Context(), by, r, g.PlanRoll(by.At, r).Sum()); err != nil || plan.Count(RollNew) != 3000 {
			b.Fatal(err)
		}
		if again := g.PlanRoll(by.At, r); !again.Idle() {
			b.Fatal("something is left to do")
		}
	}
}
