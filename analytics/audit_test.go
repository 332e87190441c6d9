package analytics

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tilstand/analytics/attack"
	"tilstand/analytics/disclosure"
	"tilstand/analytics/internal/tally"
	"tilstand/internal/audit"
	"tilstand/surveys"
)

// attacked attacks releases as a reader who has them all.
func attacked(ctx context.Context, budget attack.Options, releases ...*Release) (attack.Report, error) {
	var docs []attack.Document
	for _, r := range releases {
		document, err := r.document()
		if err != nil {
			return attack.Report{}, err
		}
		d, err := attack.Read(bytes.NewReader(document))
		if err != nil {
			return attack.Report{}, err
		}
		docs = append(docs, d)
	}
	return attack.Attack(ctx, docs, budget)
}

// everybody is all respondents of a wave as insiders.
func everybody(w surveys.Wave, in *surveys.Instrument, responses []surveys.Response) []attack.Insider {
	plain := make([]tally.Response, len(responses))
	for i, r := range responses {
		plain[i] = tally.Response{Group: int(r.Group), Codes: r.Codes}
	}
	b, measures := breakdownOf(w), measuresOf(w, in)
	return insidersOf(w, b, measures, tally.Of(tallyPlan(b, in, measures), plain))
}

// withAll is each of the respondents with all that he answered.
func withAll(w surveys.Wave, in *surveys.Instrument, responses []surveys.Response) []attack.Respondent {
	plain := make([]tally.Response, len(responses))
	for i, r := range responses {
		plain[i] = tally.Response{Group: int(r.Group), Codes: r.Codes}
	}
	b, measures := breakdownOf(w), measuresOf(w, in)
	plan := tallyPlan(b, in, measures)
	return respondentsOf(w, b, measures, plan, tally.Of(plan, plain))
}

// G4 for respondents who put together what they answered to all items.
func TestRespondentsLearnNothingFromAllTheyAnswered(t *testing.T) {
	t.Parallel()
	for _, sizes := range [][]int{{7, 9}, {10, 8}, {8, 12, 9}, {7, 7, 7}, {14, 6, 5, 5}, {3, 12, 8}} {
		t.Run(fmt.Sprint(sizes), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(17, uint64(sizes[0])))
			for items := 2; items <= 3; items++ {
				for _, gaps := range []float64{0, 0.1} {
					for range 2 {
						s := anySchool(random, sizes, items, gaps)
						report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork, Respondents: withAll(s.survey())}, computedSurvey(t, s))
						if err != nil {
							t.Fatal(err)
						}
						if !report.Safe() {
							t.Fatalf("items %d, gaps %v: complete %t %v, found %v", items, gaps, report.Complete, report.Incomplete, report.Findings)
						}
					}
				}
			}
		})
	}
}

// G1 to G5 for schools whose groups feel in all the ways that caps are made for, with and without gaps: the attack on a release finds
// nothing, and gets through with a tenth of what it may do.
func TestAttackFindsNothing(t *testing.T) {
	t.Parallel()
	layouts := [][]int{
		{10, 24}, {7, 9}, {8, 12, 15}, {10, 10, 10}, {60, 45}, {7, 7, 7, 7}, {14, 6, 5, 5}, {9, 3, 2, 8}, {3, 12, 8}, {1, 20, 9}, {120, 2, 5},
	}
	for _, sizes := range layouts {
		t.Run(fmt.Sprint(sizes), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, uint64(sizes[0])))
			for items := 2; items <= 4; items++ {
				for _, gaps := range []float64{0, 0.02, 0.3} {
					for range 8 {
						s := anySchool(random, sizes, items, gaps)
						report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork / 10, Insiders: everybody(s.survey())}, computedSurvey(t, s))
						if err != nil {
							t.Fatal(err)
						}
						if !report.Safe() {
							t.Fatalf("items %d, gaps %v: complete %t %v, found %v", items, gaps, report.Complete, report.Incomplete, report.Findings)
						}
					}
				}
			}
		})
	}
}

// The same where people are broken down by two things at once, so that the cells of the table follow within bounds from its margins.
func TestAttackFindsNothingInCrossTables(t *testing.T) {
	t.Parallel()
	for _, sizes := range [][]int{{10, 24, 15, 9}, {8, 12, 15, 11}, {20, 30, 10, 9}, {10, 5, 9, 8}} {
		t.Run(fmt.Sprint(sizes), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, uint64(sizes[0])))
			for items := 2; items <= 3; items++ {
				for _, gaps := range []float64{0, 0.02} {
					for range 5 {
						s := anySchool(random, sizes, items, gaps)
						_, in, responses := s.survey()
						var all []AtomResponse
						for _, r := range responses {
							all = append(all, AtomResponse{Atom: int(r.Group) - 1, Codes: r.Codes})
						}
						r, err := ComputeBreakdown(aWave(200), aSchool(), in, crossed(t, []int{40, 40, 40, 40}), all)
						if err != nil {
							t.Fatal(err)
						}
						report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork / 10}, r)
						if err != nil {
							t.Fatal(err)
						}
						if !report.Safe() {
							t.Fatalf("items %d, gaps %v: complete %t %v, found %v", items, gaps, report.Complete, report.Incomplete, report.Findings)
						}
					}
				}
			}
		})
	}
}

// And by three things at once, with all margins, so that some cells have nobody.
func TestAttackFindsNothingInTablesWithEmptyCells(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 9))
	const rows, columns, layers, all = 2, 2, 2, -1
	var plan disclosure.Plan
	for r := all; r < rows; r++ {
		for c := all; c < columns; c++ {
			for l := all; l < layers; l++ {
				g := disclosure.Group{Label: fmt.Sprint(r, c, l), Level: min(r+1, 1) + min(c+1, 1) + min(l+1, 1)}
				for a := range rows * columns * layers {
					if (r == all || r == a/(columns*layers)) && (c == all || c == a/layers%columns) && (l == all || l == a%layers) {
						g.Atoms = append(g.Atoms, a)
					}
				}
				plan.Groups = append(plan.Groups, g)
			}
		}
	}
	for a := range rows * columns * layers {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(a)})
	}
	breakdown, err := NewBreakdown(plan, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	complete := 0
	for range 15 {
		n := make([]int, len(plan.Atoms))
		for a := range n {
			n[a] = random.IntN(12) * min(1, random.IntN(4))
		}
		r, err := ComputeBreakdown(aWave(1), aSchool(), smallInstrument(), breakdown, crossedResponses(n...))
		if err != nil {
			t.Fatal(err)
		}
		report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork / 50}, r)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Findings) > 0 {
			t.Fatalf("%v: found %v", n, report.Findings)
		}
		if report.Complete {
			complete++
		}
	}
	if complete < 8 {
		t.Errorf("only %d attacks got through: little is tested", complete)
	}
}

// The same where groups are many and overlap: a withheld group of several atoms can follow in a category where shown groups have nobody there.
func TestAttackFindsNothingWhereGroupsAreMany(t *testing.T) {
	t.Parallel()
	for schools, gaps := range map[int]float64{4: 0, 5: 0, 6: 0.02} {
		breakdown, in, responses := manyGroups(t, schools, 40*schools, 2, gaps)
		r, err := ReleaseBreakdown(t.Context(), aWave(1), aSchool(), in, breakdown, responses)
		if err != nil {
			t.Fatalf("%d groups: %v", len(breakdown.Plan.Groups), err)
		}
		withheld, figures := 0, 0
		for _, f := range r.Figures {
			if e, ok := f.Cell.Shown(); !ok {
				withheld++
			} else if e.Categories != nil {
				figures++
			}
		}
		if r.Audit == nil || withheld < 100 || figures < 20 {
			t.Errorf("audit %v, %d figures withheld, %d with their categories; little is tested", r.Audit, withheld, figures)
		}
	}
}

// The same for any school that rapid thinks of, over several waves at once.
func TestAttackFindsNothingInAnySurvey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var releases []*Release
		var insiders []attack.Insider
		var respondents []attack.Respondent
		for i := range rapid.IntRange(1, 3).Draw(t, "waves") {
			w, responses := anySurvey(t)
			w.ID = surveys.WaveID(fmt.Sprint("WAVE ", i))
			r, err := Compute(w, aSchool(), smallInstrument(), responses)
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, r)
			insiders = append(insiders, everybody(w, smallInstrument(), responses)...)
			respondents = append(respondents, withAll(w, smallInstrument(), responses)...)
		}
		report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork, Insiders: insiders, Respondents: respondents}, releases...)
		if err != nil {
			t.Fatal(err)
		}
		if !report.Safe() || report.Blocks != len(releases) {
			t.Fatalf("complete %t, %d blocks, found %v", report.Complete, report.Blocks, report.Findings)
		}
	})
}

// The attack is not blind: one figure more than the gate lets through, and it finds it. An assistants' group of five is hidden with the
// group that protects it; shown, it is the figure of five persons.
func TestAttackFindsWhatTheGateHides(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(20, 10, 9), repeat(1, 15, "4233"), repeat(2, 8, "3344"), repeat(3, 5, "2433"))
	for i, g := range r.Groups {
		if g.Key == "assistants" {
			r.Groups[i].Answered = shown(Estimate{N: 8})
		}
	}
	report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork}, r)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range report.Findings {
		found[f.Guarantee] = true
	}
	if !found[attack.G1] || !found[attack.G2] {
		t.Errorf("found %v; want G1, the hidden group follows, and G2, it is five persons", report.Findings)
	}
}

// G10 for releases: where every group has enough answers to everything and nobody agrees too much, every figure is shown.
func TestNothingIsHiddenWhereNothingIsSmall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(10, 40), 1, 4).Draw(t, "sizes")
		w := aWave(sizes...)
		var all []surveys.Response
		for g, n := range sizes {
			for i := range n {
				codes := make([]int8, 4)
				for item := range codes {
					codes[item] = int8(1 + (i+item)%5) // a fifth on each step, or nearly
				}
				all = append(all, surveys.Response{Group: uint8(g + 1), Codes: codes})
			}
		}
		r, err := Compute(w, aSchool(), smallInstrument(), all)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Figures {
			if e, ok := f.Cell.Shown(); !ok || e.Limit != Exact {
				t.Fatalf("%s of %s: %s, %+v", f.Measure, f.Group, f.Cell.State(), e)
			}
		}
	})
}

// G9: a release whose audit does not finish, or finds something, is not stored and not seen; it is an error for the operator's log once,
// without a word of what was answered, a state for the leader's page, and tried again by a program that has been mended.
func TestReleaseThatFailsItsAuditIsWithheld(t *testing.T) {
	t.Parallel()
	finding := attack.Finding{Guarantee: attack.G5, Learnt: "all answered 4 to 5"}
	for name, auditor := range map[string]auditor{
		"starved": func(ctx context.Context, docs []attack.Document, _ attack.Options) (attack.Report, error) {
			return attack.Attack(ctx, docs, attack.Options{Work: 10})
		},
		"contradiction": func(context.Context, []attack.Document, attack.Options) (attack.Report, error) {
			return attack.Report{Complete: true, Findings: []attack.Finding{{Guarantee: attack.G9}}}, nil
		},
		"finding": func(context.Context, []attack.Document, attack.Options) (attack.Report, error) {
			return attack.Report{Complete: true, Findings: []attack.Finding{finding}}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			mended := g.auditor
			g.auditor = auditor
			w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
			g.answer(t, w, 1, 21, around(4))
			if _, err := g.Close(t.Context(), audit.Console.At(w.ClosesAt), w.ID); !errors.Is(err, ErrAudit) || strings.Contains(err.Error(), finding.Learnt) {
				t.Fatalf("close: %v, want ErrAudit without what was learnt", err)
			}
			if n := g.rows(t, g.folder.Record, "release", ""); n != 0 || g.Released(w.ID) {
				t.Fatalf("%d releases stored, released %t", n, g.Released(w.ID))
			}
			closed, err := g.surv.Wave(w.ID)
			if err != nil || g.Withheld(closed) != ForAudit {
				t.Errorf("withheld %v, %v; want for its audit", g.Withheld(closed), err)
			}
			v, err := g.School(Query{School: g.school.Orgnr})
			if err != nil || len(v.Notes) != 1 || v.Notes[0].Key != "results.note.unsafe" {
				t.Errorf("notes %v, %v; want that the result did not pass", v.Notes, err)
			}
			if err := g.CloseDue(t.Context(), w.ClosesAt.Add(time.Minute)); err != nil {
				t.Errorf("the operator is told a second time: %v", err)
			}

			g.reopen(t)
			g.auditor = mended
			if err := g.CloseDue(t.Context(), w.ClosesAt.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			r := g.closed(t, w)
			if closed, _ = g.surv.Wave(w.ID); g.Withheld(closed) != NotWithheld || r.Audit == nil || !r.Audit.Complete {
				t.Errorf("withheld %v, audit %v", g.Withheld(closed), r.Audit)
			}
			document := g.document(t, w.ID)
			if err := holdsTo(releaseSchema(t), []byte(document)); err != nil {
				t.Error(err)
			}
			if !strings.Contains(document, `"audit":{"complete":true,"releases":1}`) {
				t.Error("the stored document does not say that it passed")
			}
			if _, err := attack.Read(strings.NewReader(document)); err != nil {
				t.Errorf("the stored document cannot be attacked again: %v", err)
			}
		})
	}
}

// An audit that is stopped by its caller says nothing of the release: the next one decides.
func TestStoppedAuditWithholdsNothing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, w, 1, 21, around(4))
	ctx, cancel := context.WithCancel(t.Context())
	audits := g.auditor
	g.auditor = func(ctx context.Context, docs []attack.Document, help attack.Options) (attack.Report, error) {
		cancel()
		return audits(ctx, docs, help)
	}
	if _, err := g.Close(ctx, audit.Console.At(w.ClosesAt), w.ID); !errors.Is(err, context.Canceled) {
		t.Fatalf("close: %v, want the context's end", err)
	}
	g.auditor = audits
	if err := g.CloseDue(t.Context(), w.ClosesAt); err != nil || !g.Released(w.ID) {
		t.Errorf("released %t, %v", g.Released(w.ID), err)
	}
}

// The attack before a release is helped by the respondents, and so is that before the release that follows it.
func TestAuditAsksRespondents(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	audits, helped := g.auditor, []int{}
	g.auditor = func(ctx context.Context, docs []attack.Document, help attack.Options) (attack.Report, error) {
		helped = append(helped, len(help.Insiders))
		return audits(ctx, docs, help)
	}
	w := g.ask(t, g.newSchool(t, "Bø skole"), "a", 0, surveys.StateSurvey, countsOf(30, 12)...)
	g.answer(t, w, 1, 20, around(4))
	g.answer(t, w, 2, 10, around(3))
	g.closed(t, w)
	if _, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(25, 12)); err != nil {
		t.Fatal(err)
	}
	if len(helped) != 2 || helped[0] == 0 || helped[0] != helped[1] {
		t.Errorf("insiders of the two attacks: %v", helped)
	}
}

// Two schools in which a respondent could find out how many of a withheld group gave an answer: an item has too few answers in one group, and the only other answers that leave
// all figures as they are would take his own away, which he knows that he gave. Found in synthetic schools, one wave in some hundreds.
func TestRespondentsDoNotCountWithheldGroups(t *testing.T) {
	t.Parallel()
	for name, items := range map[string][][][]int{ // by item, group and answer
		"of two groups": {
			{{0, 3, 5, 2, 1}, {1, 3, 2, 1, 0}}, {{1, 5, 3, 1, 1}, {1, 4, 0, 1, 0}}, {{1, 2, 5, 3, 0}, {0, 3, 3, 1, 0}},
		},
		"of four groups": {
			{{0, 6, 11, 15, 4}, {0, 5, 3, 3, 0}, {0, 1, 4, 2, 1}, {1, 3, 1, 1, 0}}, {{2, 4, 16, 13, 1}, {1, 2, 2, 5, 1}, {0, 2, 2, 3, 1}, {0, 3, 2, 0, 2}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := schoolWith(items)
			report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork, Insiders: everybody(s.survey())}, computedSurvey(t, s))
			if err != nil {
				t.Fatal(err)
			}
			if !report.Safe() {
				t.Errorf("complete %t, found %v", report.Complete, report.Findings)
			}
		})
	}
}

// Seven people, of whom five answered the second item: only the index over both is shown, and from it a respondent could find out that nobody else gave an answer to the second. Found by
// drawing some thousand surveys.
func TestRespondentsDoNotCountWhatAnIndexTells(t *testing.T) {
	t.Parallel()
	w := aWave(7)
	w.Groups = nil
	var responses []surveys.Response
	for _, codes := range [][]int8{{1, -1, -1, -1}, {1, -1, -1, -1}, {1, 3, -1, -1}, {2, 3, -1, -1}, {2, 5, -1, -1}, {3, 5, -1, -1}, {4, 5, -1, -1}} {
		responses = append(responses, surveys.Response{Codes: codes})
	}
	r, err := Compute(w, aSchool(), smallInstrument(), responses)
	if err != nil {
		t.Fatal(err)
	}
	report, err := attacked(t.Context(), attack.Options{Work: attack.DefaultWork, Insiders: everybody(w, smallInstrument(), responses)}, r)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Safe() {
		t.Errorf("complete %t, found %v", report.Complete, report.Findings)
	}
}

// schoolWith gives so many answers to the items of a component, by item, group and answer, and to another component in between.
func schoolWith(items [][][]int) schoolAnswers {
	s := schoolAnswers{items: len(items), codes: make([][][]int8, len(items[0]))}
	for i, groups := range items {
		for g, counts := range groups {
			p := 0
			for step, n := range counts {
				for range n {
					if p == len(s.codes[g]) {
						s.codes[g] = append(s.codes[g], make([]int8, 2*len(items)))
					}
					s.codes[g][p][i], s.codes[g][p][len(items)+i] = int8(step+1), int8(1+(p+i)%5)
					p++
				}
			}
		}
	}
	for _, group := range s.codes {
		for _, codes := range group {
			for i, code := range codes {
				if code == 0 {
					codes[i] = surveys.Blank
				}
			}
		}
	}
	return s
}
