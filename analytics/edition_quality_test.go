package analytics

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/internal/tally"
	"tilstand/analytics/stat"
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
		if err := g.ShareWithProgramme(t.Context(), autumn, school.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	e, err := g.IssueProgrammeEdition(t.Context(), autumn, programme.Builtin().Key)
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
}
