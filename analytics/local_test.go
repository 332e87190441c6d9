package analytics

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// addLocal gives a school or an owner a single choice and a multiple choice of their own.
func (g *ground) addLocal(t testing.TB, scope programme.Scope, id, whose string) []surveys.ItemID {
	t.Helper()
	options := func(labels ...string) (all []surveys.Option) {
		for _, label := range labels {
			all = append(all, surveys.Option{Label: i18n.Text{"nb": label}})
		}
		return all
	}
	saved, err := g.surv.SaveSupplement(t.Context(), audit.Operator.At(autumn), surveys.Supplement{
		SupplementKey: surveys.SupplementKey{Scope: scope, ID: id, Instrument: surveys.StateSurvey},
		Items: []surveys.LocalItem{
			{Type: surveys.SingleChoice, Text: i18n.Text{"nb": whose + ": hvor?"}, Options: options("Inne", "Ute", "Begge")},
			{Type: surveys.MultipleChoice, Text: i18n.Text{"nb": whose + ": hva?"}, Options: options("Tid", "Rom")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return []surveys.ItemID{saved.Items[0].ID, saved.Items[1].ID}
}

// local submits for n people who answer the fixed items around four, and the local ones as told.
func (g *ground) local(t testing.TB, w surveys.Wave, n int, answers map[surveys.ItemID]string) {
	t.Helper()
	for person := range n {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
		for i, item := range g.surv.InstrumentOf(w).Items() {
			if g.surv.InstrumentOf(w).Local(item.ID) == "" {
				sub.Answers[string(item.ID)] = fmt.Sprint(around(4)(person, i))
			}
		}
		for id, code := range answers {
			sub.Answers[string(id)] = code
		}
		if _, err := g.surv.Submit(t.Context(), w.OpensAt.Add(time.Hour), sub); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLocalItemsTheWholeWay counts by hand: of twenty, eight are inside, seven outside and five in both; fifteen need time and nobody needs room. All twenty gave
// the owner the same answer, so of that only the caps are told.
func TestLocalItemsTheWholeWay(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	sister := g.newSchool(t, "Nes skule")
	stranger := g.newSchool(t, "Vik skule")
	owners := g.addLocal(t, programme.ScopeOwner, string(g.owner.ID), "Eieren")
	own := g.addLocal(t, programme.ScopeSchool, string(g.school.ID), "Skolen")
	staff := surveys.GroupCount{Key: "teachers", HeadCount: 24}
	w, other, third := g.ask(t, g.school, "prep", 0, surveys.StateSurvey, staff), g.ask(t, sister, "prep", 0, surveys.StateSurvey, staff), g.ask(t, stranger, "prep", 0, surveys.StateSurvey, staff)
	g.local(t, w, 8, map[surveys.ItemID]string{own[0]: "1", own[1]: "1", owners[0]: "1"})
	g.local(t, w, 7, map[surveys.ItemID]string{own[0]: "2", own[1]: "1", owners[0]: "1"})
	g.local(t, w, 5, map[surveys.ItemID]string{own[0]: "3", owners[0]: "1"})
	for _, w := range []surveys.Wave{other, third} {
		g.local(t, w, 12, map[surveys.ItemID]string{owners[0]: "2"})
		g.local(t, w, 8, map[surveys.ItemID]string{owners[0]: "3"})
	}
	r := g.closed(t, w)
	g.closed(t, other)
	g.closed(t, third)
	if r.Audit == nil {
		t.Error("the release was not attacked")
	}
	capped := shown(Estimate{N: 20, Bands: []Band{one(1, 80, AtLeast), one(2, 20, AtMost), one(3, 20, AtMost)}})
	want := []AloneFigure{
		{Item: owners[0], Type: "single", Options: 3, Cell: capped},
		{Item: owners[1], Type: "multiple", Options: 2, Cell: Cell{state: NoData}},
		{Item: own[0], Type: "single", Options: 3, Cell: shown(Estimate{N: 20, Bands: []Band{one(1, 40, Exact), one(2, 35, Exact), one(3, 25, Exact)}})},
		{Item: own[1], Type: "multiple", Options: 2, Cell: shown(Estimate{N: 15, Bands: []Band{one(1, 80, AtLeast), one(2, 20, AtMost)}})},
	}
	if diff := cmp.Diff(want, r.Alone); diff != "" {
		t.Errorf("local items in the release (-want +got):\n%s", diff)
	}
	core, _ := g.surv.InstrumentInUse(surveys.StateSurvey)
	if r.Instrument.Hash != core.Hash() || len(r.Measures) != len(measuresOf(w, core)) {
		t.Error("the release is of another instrument than the published one")
	}

	view, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	var scopes []programme.Scope
	for _, row := range view.Alone {
		scopes = append(scopes, row.Local)
	}
	if diff := cmp.Diff([]programme.Scope{"owner", "owner", "school", "school"}, scopes); diff != "" {
		t.Errorf("whose they are (-want +got):\n%s", diff)
	}
	if view.Alone[2].Text["nb"] != "Skolen: hvor?" || view.Alone[2].Answers[2]["nb"] != "Begge" {
		t.Errorf("worded %+v", view.Alone[2])
	}

	// The owner sees its own questions, of the schools that share, and no school's.
	for _, school := range []programme.School{g.school, sister} {
		if err := g.Share(t.Context(), audit.Console.At(autumn), school.ID, surveys.SharesAll); err != nil {
			t.Fatal(err)
		}
	}
	owner, err := g.OwnerView(Query{Owner: g.owner.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Cell{}
	for _, item := range owner.Local {
		for _, school := range item.Schools {
			got[item.Text["nb"]+" "+school.School.Name] = school.Cell
		}
	}
	noData := Cell{state: NoData}
	if diff := cmp.Diff(map[string]Cell{
		"Eieren: hvor? Bjørkelia skole": capped, "Eieren: hva? Bjørkelia skole": noData,
		"Eieren: hvor? Nes skule": shown(Estimate{N: 20, Bands: []Band{one(1, 0, Exact), one(2, 60, Exact), one(3, 40, Exact)}}), "Eieren: hva? Nes skule": noData,
	}, got); diff != "" {
		t.Errorf("the owner sees (-want +got):\n%s", diff)
	}

	// Neither another school nor an edition knows anything of them.
	if err := g.Share(t.Context(), audit.Console.At(autumn), stranger.ID, surveys.SharesAll); err != nil {
		t.Fatal(err)
	}
	for _, school := range []programme.School{g.school, sister, stranger} {
		if err := g.ShareWithProgramme(t.Context(), audit.Console.At(autumn), school.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	edition, err := g.IssueOwnerEdition(t.Context(), audit.Console.At(autumn.AddDate(0, 1, 0)), g.owner.Orgnr)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := g.School(Query{School: sister.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string]any{"edition": edition, "another school's page": elsewhere.Alone} {
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), string(own[0])) || name == "edition" && strings.Contains(string(text), string(owners[0])) {
			t.Errorf("%s has local items", name)
		}
	}
}
