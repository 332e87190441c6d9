package analytics

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/internal/tally"
	"tilstand/analytics/stat"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// answersOf is what 25 people of a school answered to two items on five steps: the second follows the first, but for every fifth.
func answersOf(school int) (responses []tally.Response) {
	for person := range 25 {
		first := 1 + (person+school)%5
		second := first
		if person%5 == 0 {
			second = 3
		}
		responses = append(responses, tally.Response{Codes: []int8{int8(first), int8(second)}})
	}
	responses[0].Codes[1] = 0 // don't know
	return responses
}

func qualityDraft(schools int) *draft {
	var waves []sharedWave
	for school := range schools {
		waves = append(waves, schoolWave(school, "a", "2026-12-11", 30, exactly(25, 3.6, 0.8)))
	}
	d := ownerDraft(waves...)
	d.scope, d.minSchools = EditionScope{Kind: ProgrammeScope, ID: "skolemiljo"}, MinProgrammeSchools
	d.cross = func(wave surveys.WaveID, _ []EditionMeasure) (*tally.Cross, error) {
		plan := tally.Plan{Items: []tally.Item{{Steps: 5}, {Steps: 5}}, Measures: []tally.Measure{{Items: []int{0, 1}}, {Items: []int{0}}}}
		return tally.CrossOf(plan, answersOf(int(wave[2]-'0')+10*int(wave[1]-'0'))), nil
	}
	return d
}

// What stands in the edition is what the formulas say of all persons pooled, rounded.
func TestEditionQuality(t *testing.T) {
	t.Parallel()
	e := composed(t, qualityDraft(12))
	q := e.Quality
	if q == nil || len(q.Atoms) != 12 || q.Answers != 300 || len(q.Scales) != 2 || len(q.Items) != 2 {
		t.Fatalf("quality is %+v; want 12 schools, 300 answers, two scales, two items", q)
	}
	pooled := stat.NewCrossMoments(2)
	var schools []stat.Moments
	for school := range 12 {
		var scores stat.Moments
		for _, r := range answersOf(school) {
			first, second := float64(r.Codes[0]), float64(r.Codes[1])
			if second == 0 {
				scores.Add(first) // by the half rule
				continue
			}
			pooled.Add([]float64{first, second})
			scores.Add((first + second) / 2)
		}
		schools = append(schools, scores)
	}
	alpha, _ := stat.Alpha(pooled)
	brown, _ := stat.SpearmanBrown(pooled)
	variance, _ := stat.AnalyseVariance(schools)
	overall := q.Scales[0]
	for name, pair := range map[string][2]float64{
		"alpha": {alpha, *overall.Alpha}, "Spearman-Brown": {brown, *overall.SpearmanBrown}, "ICC(1)": {variance.ICC1(), *overall.ICC1},
	} {
		if math.Abs(pair[0]-pair[1]) > 0.005+1e-9 || pair[1] != math.Round(pair[1]*100)/100 {
			t.Errorf("%s is %v; want %v with two decimals", name, pair[1], pair[0])
		}
	}
	if overall.N != 288 || overall.Feldt == nil || overall.Feldt.Low > alpha || overall.Feldt.High < alpha || overall.Omega != nil {
		t.Errorf("scale is %+v; want 288 complete, an interval around %v, and no omega of two items", overall, alpha)
	}
	// One in 25 did not answer the second item. Of the first, each step has a fifth.
	if want := (ItemQuality{Item: "p1", Lowest: 20, Highest: 20}); !cmp.Equal(q.Items[0], want) {
		t.Errorf("first item is %+v; want %+v", q.Items[0], want)
	}
	if q.Items[1].Missing != 4 {
		t.Errorf("of the second %d per cent are missing; want 4", q.Items[1].Missing)
	}
	document, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if err := holdsTo(editionSchema(t), document); err != nil {
		t.Error(err)
	}
	if back, err := ParseEdition(document); err != nil || !cmp.Equal(e, back) {
		t.Errorf("comes back as %s, %v", cmp.Diff(e, back), err)
	}
}

// Under ten schools there is none; a school that comes alone is left out; five more are in.
func TestEditionQualityHistory(t *testing.T) {
	t.Parallel()
	if e := composed(t, qualityDraft(9)); e.Quality != nil {
		t.Error("nine schools have a quality")
	}
	first := composed(t, qualityDraft(12))
	for schools, want := range map[int]int{13: 12, 17: 17} {
		d := qualityDraft(schools)
		d.earlier = []*Edition{first}
		if e := composed(t, d); e.Quality == nil || len(e.Quality.Atoms) != want {
			t.Errorf("with %d schools after 12 the quality is over %+v; want %d", schools, e.Quality, want)
		}
	}
}

// From the stored answers, through the programme's edition: everybody answers around one level, so items go together.
func TestProgrammeQuality(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for _, school := range g.sharingSchools(t, 11) {
		if err := g.ShareWithProgramme(t.Context(), audit.Console.At(autumn), school.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	e, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn), programme.Builtin().Key)
	if err != nil {
		t.Fatal(err)
	}
	if e.Quality == nil || e.Quality.Answers != 11*19 || len(e.Quality.Scales) != len(e.Measures) || len(e.Quality.Items) != 21 {
		t.Fatalf("quality is %+v; want 209 answers, all scales, 21 items", e.Quality)
	}
	// Everybody answered all items alike (sharingSchools), so every item says what all others say.
	overall := e.Quality.Scales[0]
	if overall.Alpha == nil || *overall.Alpha != 1 || *overall.Items[0].ItemRest != 1 {
		t.Errorf("alpha is %+v; want 1", overall)
	}
	if e.Quality.Items[0].Text["nb"] == "" || e.Quality.Items[0].Missing != 0 {
		t.Errorf("item is %+v; want its words, and nobody missing", e.Quality.Items[0])
	}
	if owner := g.issueOwner(t); owner.Quality != nil {
		t.Error("an owner's edition has a quality")
	}
	again, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn), programme.Builtin().Key)
	if err != nil || again.ID != e.ID {
		t.Errorf("asked twice on one day there are two editions, %v; want one", err)
	}

	// Releases made from now on stand on what staff of this programme spread by, under its name, also after a start; those that are out
	// stay as they are, and items keep the constant.
	within := overall.Within
	if within == nil {
		t.Fatal("the scale has no standard deviation within schools")
	}
	g.freezes(t, e)
	before, err := g.Releases(g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	if first := seen(t, before[0], OverallKey, TotalGroup); first.SDSource != "pooled:pisa2009-school-climate" {
		t.Errorf("the first release stands on %s", first.SDSource)
	}
	g.reopen(t)
	w := g.ask(t, g.school, "b", 8, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
	n, code := spread5(0, 1, 6, 8, 4)
	g.answer(t, w, 0, n, code)
	r := g.closed(t, w)
	if now := seen(t, r, OverallKey, TotalGroup); now.SDSource != "pooled:skolemiljo-2026" || now.SD != *within {
		t.Errorf("the next stands on %v, %s; want %v of the reference", now.SD, now.SDSource, *within)
	}
	if item := seen(t, r, "item:promote_plan", TotalGroup); item.SDSource == "pooled:skolemiljo-2026" {
		t.Error("an item stands on the reference of a scale")
	}
}

// freezes freezes the last edition as skolemiljo-2026, once, under a name of its own, with an entry in the log.
func (g *ground) freezes(t testing.TB, e *Edition) {
	t.Helper()
	by, before := audit.Console.At(autumn.AddDate(0, 1, 0)), g.head(t)
	for _, name := range []string{"", "ab", "Norm 2026", "pooled:x", strings.Repeat("a", 41)} {
		if err := g.FreezeReference(t.Context(), by, name); !errors.Is(err, ErrReferenceName) {
			t.Errorf("frozen as %q: %v", name, err)
		}
	}
	if err := g.FreezeReference(t.Context(), by, "skolemiljo-2026"); err != nil {
		t.Fatal(err)
	}
	if err := g.FreezeReference(t.Context(), by, "skolemiljo-2026"); !errors.Is(err, ErrReferenceName) {
		t.Errorf("frozen again under the same name: %v", err)
	}
	if err := g.FreezeReference(t.Context(), by, "skolemiljo-again"); !errors.Is(err, ErrNothingToFreeze) {
		t.Errorf("the same edition frozen twice: %v", err)
	}
	want := []string{strings.Join([]string{string(audit.ReferenceFrozen), "", "", string(e.ID), fmt.Sprintf("number=%d", e.Number)}, "|")}
	if diff := cmp.Diff(want, told(g.logged(t, before))); diff != "" {
		t.Errorf("freezing once, and what was refused, left in the log (-want +got): %s", diff)
	}
	all, err := g.References()
	if err != nil || len(all) != 1 || all[0].Name != "skolemiljo-2026" || all[0].Edition.ID != e.ID || all[0].Frozen != dateOf(by.At) || all[0].Quality == nil {
		t.Errorf("references are %+v, %v; want the one", all, err)
	}
}

// Nothing is frozen before there is an edition over enough schools.
func TestNothingToFreeze(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	if err := g.FreezeReference(t.Context(), audit.Console.At(autumn), "skolemiljo-2026"); !errors.Is(err, ErrNothingToFreeze) {
		t.Errorf("without an edition: %v", err)
	}
}

// What frozen figures are taken for: the same items on the same steps. For anything else there is the constant, .2068·4 = 0.83 of three
// items (stat.PooledSD).
func TestReference(t *testing.T) {
	t.Parallel()
	within := 0.61
	frozen := referenceOf("skolemiljo-2027-01-10", &Edition{
		Measures: []EditionMeasure{{Items: []surveys.ItemID{"a", "b", "c"}, Steps: 5}},
		Quality:  &EditionQuality{Scales: []ScaleQuality{{Within: &within}}},
	})
	same := Measure{Items: []surveys.ItemID{"a", "b", "c"}, Steps: 5}
	if got := frozen.pooledSD(same); got != (stat.ReferenceSD{Value: 0.61, Source: "skolemiljo-2027-01-10"}) {
		t.Errorf("of the scale it is %+v", got)
	}
	for name, m := range map[string]Measure{
		"other items": {Items: []surveys.ItemID{"a", "b", "d"}, Steps: 5}, "other steps": {Items: same.Items, Steps: 6},
	} {
		constant, _ := stat.PooledSD(m.Steps, 3)
		if got := frozen.pooledSD(m); got != constant {
			t.Errorf("%s: %+v; want %+v", name, got, constant)
		}
	}
	constant, _ := stat.PooledSD(5, 3)
	if got := (*reference)(nil).pooledSD(same); got != constant {
		t.Errorf("without one it is %+v; want %+v", got, constant)
	}
}
