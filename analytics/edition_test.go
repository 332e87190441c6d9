package analytics

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"tilstand/analytics/stat"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

func editionSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(EditionSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("edition.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("edition.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// schoolWave is a school's shared wave with the same figure for overall and promote.
func schoolWave(school int, phase programme.PhaseKey, closed Date, headCount int, cell Cell) sharedWave {
	n := headCount
	if e, ok := cell.Shown(); ok {
		n = e.N
	}
	name := fmt.Sprintf("S%02d", school)
	return sharedWave{
		atom: EditionAtom{
			Release: ReleaseID(name + "-" + string(phase)), Wave: surveys.WaveID(name + "-" + string(phase)), School: programme.SchoolID(name),
			Orgnr: "974600951", Name: name, Phase: phase, Closed: closed, HeadCount: headCount, Answered: n,
		},
		measures: []Measure{
			{Key: OverallKey, Kind: Overall, Items: []surveys.ItemID{"p1", "p2"}, Steps: 5},
			{Key: "component:promote", Kind: ComponentMeasure, Items: []surveys.ItemID{"p1"}, Steps: 5, Component: "promote"},
		},
		cells: []Cell{cell, cell},
	}
}

func exactly(n int, mean, sd float64) Cell {
	return shown(Estimate{N: n, Limit: Exact, Mean: mean, SD: sd, SDSource: ownSD})
}

func ownerDraft(waves ...sharedWave) *draft {
	return &draft{
		scope:      EditionScope{Kind: OwnerScope, ID: "OWNER", Orgnr: "974600951", Name: "Fjordvik kommune"},
		minSchools: MinOwnerSchools, issued: "2027-01-10", sharing: len(waves), waves: waves, phases: []programme.PhaseKey{"prep", "a", "b", "c"},
		targets: map[programme.ComponentKey]map[programme.PhaseKey]float64{"promote": {"a": 3.5}},
	}
}

func composed(t testing.TB, d *draft) *Edition {
	t.Helper()
	e, err := d.compose()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Three schools, weighted by people invited. By hand, with m = ΣN_h m_h/ΣN_h and Var = Σ(N_h/N)²(1 − n_h/N_h)s_h²/n_h:
//
//	N 40, 30, 30; n 30, 20, 25; means 3.6, 4.1, 3.2; sd 0.8, 0.7, 0.9
//	m    = (144 + 123 + 96)/100                                                  = 3.63
//	Var  = .16·.25·.64/30 + .09·(1/3)·.49/20 + .09·(1/6)·.81/25
//	     = .00085333 + .000735 + .000486                                         = .00207433, SE .045545
//	df   = 29 + 19 + 24 = 72, t(.975; 72) = 1.9935                               ± .0908: 3.5392 to 3.7208 → 3.5 to 3.8
//	claim: Var = .16·.64/30 + .09·.49/20 + .09·.81/25 = .00341333 + .002205 + .002916 = .00853433, SE .092381
//	                                                                             ± .1842: 3.4458 to 3.8142 → 3.4 to 3.9
func TestEditionMean(t *testing.T) {
	t.Parallel()
	e := composed(t, ownerDraft(
		schoolWave(1, "a", "2026-12-11", 40, exactly(30, 3.6, 0.8)),
		schoolWave(2, "a", "2026-12-14", 30, exactly(20, 4.1, 0.7)),
		schoolWave(3, "a", "2026-12-18", 30, exactly(25, 3.2, 0.9)),
	))
	f := e.Figure(OverallKey, StageGroup("a"))
	got, ok := f.Cell.Shown()
	want := Estimate{N: 75, Limit: Exact, Mean: 3.6, Interval: &Interval{3.5, 3.8}, Claim: &Interval{3.4, 3.9}}
	if !ok || f.Schools() != 3 || f.HeadCount != 100 {
		t.Errorf("%s over %d schools and %d people; want a value over 3 and 100", f.Cell.State(), f.Schools(), f.HeadCount)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	g, _ := e.Group(StageGroup("a"))
	if answered, _ := g.Answered.Shown(); answered.N != 75 || g.HeadCount != 100 || g.Readers != ReadersOwner || g.Targets["promote"] != 3.5 {
		t.Errorf("group is %+v; want 75 of 100, for the owner alone, target 3.5", g)
	}
}

// A mean that is only bounded makes a range of the edition's, by hand:
//
//	N 40, 30, 30; means 3.6, 3.4 and at least 4.6, which is 4.6 to 5
//	low  (144 + 102 + 138)/100 = 3.84, high (144 + 102 + 150)/100 = 3.96 → 3.8 to 4.0
//
// With a school of 4 people in its place it is (144 + 102 + 18.4)/74 = 3.573 to (246 + 20)/74 = 3.595: 3.6 however it is.
func TestEditionBounds(t *testing.T) {
	t.Parallel()
	high := func(n int) Cell {
		return shown(Estimate{N: n, Limit: AtLeast, Mean: 4.6, Bounds: &Interval{4.6, 5}})
	}
	waves := []sharedWave{
		schoolWave(1, "a", "2026-12-11", 40, exactly(30, 3.6, 0.8)),
		schoolWave(2, "a", "2026-12-14", 30, exactly(20, 3.4, 0.7)),
	}
	wide := composed(t, ownerDraft(append(waves[:2:2], schoolWave(3, "a", "2026-12-18", 30, high(25)))...))
	got, _ := wide.Figure(OverallKey, LatestGroup).Cell.Shown()
	if diff := cmp.Diff(Estimate{N: 75, Limit: Between, Mean: 3.9, Bounds: &Interval{3.8, 4}}, got); diff != "" {
		t.Error(diff)
	}
	narrow := composed(t, ownerDraft(append(waves[:2:2], schoolWave(3, "a", "2026-12-18", 4, high(4)))...))
	if got, _ := narrow.Figure(OverallKey, LatestGroup).Cell.Shown(); got.Limit != Exact || got.Mean != 3.6 || got.Interval == nil {
		t.Errorf("figure is %+v; want exactly 3.6 with an interval", got)
	}
}

func TestEditionStates(t *testing.T) {
	t.Parallel()
	four := []sharedWave{
		schoolWave(1, "a", "2026-12-11", 40, exactly(30, 3.6, 0.8)),
		schoolWave(2, "a", "2026-12-14", 30, exactly(20, 4.1, 0.7)),
		schoolWave(3, "a", "2026-12-18", 30, exactly(25, 3.2, 0.9)),
		schoolWave(4, "a", "2026-12-18", 30, exactly(25, 3.3, 0.9)),
	}
	for _, tt := range []struct {
		name   string
		change func(waves []sharedWave) []sharedWave
		want   State
		schools,
		waiting int
		readers EditionReaders
	}{
		{"four schools are for leaders too", func(w []sharedWave) []sharedWave { return w }, Value, 4, 0, ReadersLeaders},
		{"two schools have no mean", func(w []sharedWave) []sharedWave { return w[:2] }, Hidden, 0, 0, ReadersOwner},
		{"one school is nearly all of it", func(w []sharedWave) []sharedWave {
			w[0] = schoolWave(1, "a", "2026-12-11", 400, exactly(390, 3.6, 0.8))
			return w
		}, Hidden, 0, 0, ReadersOwner},
		{"a hidden figure is not in the mean", func(w []sharedWave) []sharedWave {
			w[3].cells = []Cell{{state: Hidden}, {state: Hidden}}
			return w
		}, Value, 3, 0, ReadersLeaders},
		{"nor one that was asked otherwise", func(w []sharedWave) []sharedWave {
			w[0].measures = []Measure{{Key: OverallKey, Kind: Overall, Items: []surveys.ItemID{"q"}, Steps: 5}}
			w[0].cells = w[0].cells[:1]
			return w
		}, Value, 3, 0, ReadersLeaders},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := composed(t, ownerDraft(tt.change(slices.Clone(four))...))
			f := e.Figure(OverallKey, StageGroup("a"))
			g, _ := e.Group(StageGroup("a"))
			if f.Cell.State() != tt.want || f.Schools() != tt.schools || g.Waiting != tt.waiting || g.Readers != tt.readers {
				t.Errorf("%s over %d schools, %d waiting, for %s; want %s, %d, %d, %s",
					f.Cell.State(), f.Schools(), g.Waiting, g.Readers, tt.want, tt.schools, tt.waiting, tt.readers)
			}
		})
	}
}

// A school that comes alone waits, and the others' figure is what it was; with two more it is in. One that leaves takes the stage with it.
func TestEditionHistory(t *testing.T) {
	t.Parallel()
	var waves []sharedWave
	for school := range 8 {
		waves = append(waves, schoolWave(school, "a", "2026-12-11", 30, exactly(25, 3+float64(school)/10, 0.8)))
	}
	var issued []*Edition
	issue := func(waves ...sharedWave) (EditionGroup, EditionFigure) {
		d := ownerDraft(waves...)
		d.earlier = issued
		e := composed(t, d)
		issued = append(issued, e)
		g, _ := e.Group(StageGroup("a"))
		return g, e.Figure(OverallKey, StageGroup("a"))
	}
	_, first := issue(waves[:4]...)
	alone, again := issue(waves[:5]...)
	if alone.Waiting != 1 || again.Schools() != 4 || !again.Cell.Equal(first.Cell) {
		t.Errorf("%d wait, over %d schools; want 1, 4, and the figure as before", alone.Waiting, again.Schools())
	}
	if g, f := issue(waves[:7]...); g.Waiting != 0 || f.Schools() != 7 {
		t.Errorf("%d wait, over %d schools; want 0 and 7", g.Waiting, f.Schools())
	}
	if _, f := issue(waves[1:7]...); f.Cell.State() != Hidden {
		t.Errorf("after one school has left the figure is %s; want hidden", f.Cell.State())
	}
	// {4, 5, 6} is what the second and the third set differ by, so it is known; school 7 beside it would be, too.
	if g, f := issue(waves[4:]...); g.Waiting != 1 || f.Schools() != 3 {
		t.Errorf("after four have left and one has come %d wait, over %d schools; want 1 and 3", g.Waiting, f.Schools())
	}
}

// Whatever schools do between editions, no combination of published sets stands on too few of them, read from the documents as an
// outsider would; documents hold to the schema and come back; and the same set has the same figures whenever it is asked for.
func TestEditionsProperty(t *testing.T) {
	t.Parallel()
	schema := editionSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		schools := rapid.IntRange(2, 9).Draw(t, "schools")
		reached := make([]int, schools)
		sharing := make([]bool, schools)
		cells := map[[2]int]Cell{}
		phases := []programme.PhaseKey{"prep", "a", "b", "c"}
		closes := []Date{"2026-10-20", "2026-12-18", "2027-06-10", "2027-12-17"}
		programmeWide := rapid.Bool().Draw(t, "programme")
		var documents [][]byte
		var earlier []*Edition
		seen := map[string]Cell{}
		for range rapid.IntRange(1, 5).Draw(t, "editions") {
			var waves []sharedWave
			for school := range schools {
				sharing[school] = rapid.IntRange(0, 9).Draw(t, "changes") < 7 != sharing[school]
				reached[school] = min(reached[school]+rapid.IntRange(0, 2).Draw(t, "moves"), 4)
				for phase := range reached[school] {
					if _, known := cells[[2]int{school, phase}]; !known {
						cells[[2]int{school, phase}] = anyFigure(t)
					}
					if sharing[school] {
						w := schoolWave(school, phases[phase], closes[phase], 40, cells[[2]int{school, phase}])
						w.cohort = programme.CohortID(fmt.Sprint("C", school%2))
						w.cells[1] = exactly(20, 3.5, 0.8)
						waves = append(waves, w)
					}
				}
			}
			d := ownerDraft(waves...)
			if d.earlier = earlier; programmeWide {
				d.scope, d.minSchools = EditionScope{Kind: ProgrammeScope, ID: "skolemiljo"}, MinProgrammeSchools
				d.cohorts = []programme.Cohort{{ID: "C0", Name: "Pulje 1"}, {ID: "C1", Name: "Pulje 2"}}
			}
			e, err := d.compose()
			if err != nil {
				t.Fatal(err)
			}
			document, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			if err := holdsTo(schema, document); err != nil {
				t.Fatal(err)
			}
			back, err := ParseEdition(document)
			if err != nil || !cmp.Equal(e, back) {
				t.Fatalf("comes back as %s, %v", cmp.Diff(e, back), err)
			}
			for _, f := range e.Figures {
				key := string(f.Measure)
				for _, at := range f.Atoms {
					key += " " + string(e.Atoms[at].Release)
				}
				if before, known := seen[key]; known && len(f.Atoms) > 0 && !before.Equal(f.Cell) {
					t.Fatalf("%s was %v and is %v", key, before, f.Cell)
				}
				seen[key] = f.Cell
			}
			earlier, documents = append(earlier, e), append(documents, document)
		}
		if err := attackEditions(earlier); err != nil {
			t.Fatal(err)
		}
		if found := schoolsReadOut(t, documents); found != "" {
			t.Fatal(found)
		}
	})
}

func anyFigure(t *rapid.T) Cell {
	n := rapid.IntRange(7, 40).Draw(t, "n")
	mean := float64(rapid.IntRange(10, 50).Draw(t, "mean")) / 10
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return Cell{state: Hidden}
	case 1:
		return shown(Estimate{N: n, Limit: AtLeast, Mean: 4.6, Bounds: &Interval{4.6, 5}})
	case 2:
		return shown(Estimate{N: n})
	}
	pooled, _ := stat.PooledSD(5, 2)
	return shown(Estimate{N: n, Limit: Exact, Mean: mean, SD: twoDecimals(pooled.Value), SDSource: "pooled:" + pooled.Source})
}

// schoolsReadOut reads documents and nothing else, and tries every set of fewer than min_schools schools: if the sets behind the
// published values of a measure lose rank without the set's atoms, some combination of them stands on it alone.
func schoolsReadOut(t *rapid.T, documents [][]byte) string {
	type set struct {
		Atoms []int `json:"atoms"`
	}
	school := map[string]string{}    // by release
	sets := map[string][][]string{}  // by measure, of releases
	all, minSchools := []string{}, 0 // releases
	for _, document := range documents {
		var e struct {
			MinSchools int `json:"min_schools"`
			Atoms      []struct{ Release, School string }
			Groups     []set
			Figures    []struct {
				set
				Measure string
			}
		}
		if err := json.Unmarshal(document, &e); err != nil {
			t.Fatal(err)
		}
		minSchools = e.MinSchools
		take := func(measure string, s set) {
			var releases []string
			for _, at := range s.Atoms {
				releases = append(releases, e.Atoms[at].Release)
			}
			sets[measure] = append(sets[measure], releases)
		}
		for _, a := range e.Atoms {
			if school[a.Release] == "" {
				all = append(all, a.Release)
			}
			school[a.Release] = a.School
		}
		for _, g := range e.Groups {
			take("answered", g)
		}
		for _, f := range e.Figures {
			take(f.Measure, f.set)
		}
	}
	var schools []string
	for _, s := range school {
		if !slices.Contains(schools, s) {
			schools = append(schools, s)
		}
	}
	slices.Sort(schools)
	for measure, rows := range sets {
		full := rankOn(rows, all)
		var try func(from int, without []string) string
		try = func(from int, without []string) string {
			kept := slices.DeleteFunc(slices.Clone(all), func(r string) bool { return slices.Contains(without, school[r]) })
			if rankOn(rows, kept) < full {
				return fmt.Sprintf("%s of %v can be worked out", measure, without)
			}
			if len(without) == minSchools-1 {
				return ""
			}
			for i := from; i < len(schools); i++ {
				if found := try(i+1, append(without[:len(without):len(without)], schools[i])); found != "" {
					return found
				}
			}
			return ""
		}
		if found := try(0, nil); found != "" {
			return found
		}
	}
	return ""
}

// rankOn is the rank of sets as 0/1 rows over the kept releases, in rational numbers.
func rankOn(sets [][]string, kept []string) int {
	place := map[string]int{}
	for i, r := range kept {
		place[r] = i
	}
	var basis [][]*big.Rat
	var pivots []int
	for _, s := range sets {
		row := make([]*big.Rat, len(kept))
		for i := range row {
			row[i] = new(big.Rat)
		}
		for _, r := range s {
			if at, ok := place[r]; ok {
				row[at].SetInt64(1)
			}
		}
		for i, b := range basis {
			if factor := new(big.Rat).Set(row[pivots[i]]); factor.Sign() != 0 {
				for j := range row {
					row[j].Sub(row[j], new(big.Rat).Mul(factor, b[j]))
				}
			}
		}
		if pivot := slices.IndexFunc(row, func(x *big.Rat) bool { return x.Sign() != 0 }); pivot >= 0 {
			first := new(big.Rat).Set(row[pivot])
			for j := range row {
				row[j].Quo(row[j], first)
			}
			basis, pivots = append(basis, row), append(pivots, pivot)
		}
	}
	return len(basis)
}

// BenchmarkEdition is an owner's fifth edition over 100 schools with four waves each, of which some have come and some have left, from the
// releases to the end of the attack on all five.
// The decomposition into blocks is at disclosure.Units.Admit: schools that came together are one column.
func BenchmarkEdition(b *testing.B) {
	phases := []programme.PhaseKey{"prep", "a", "b", "c"}
	closes := []Date{"2026-10-20", "2026-12-18", "2027-06-10", "2027-12-17"}
	at := func(from, to, stages int) *draft {
		var waves []sharedWave
		for school := from; school < to; school++ {
			for stage := range max(1, stages-school%2) {
				w := schoolWave(school, phases[stage], closes[stage], 30, exactly(25, 3+float64(school%20)/10, 0.8))
				for len(w.measures) < 9 {
					m := w.measures[1]
					m.Key += "x"
					w.measures, w.cells = append(w.measures, m), append(w.cells, w.cells[1])
				}
				waves = append(waves, w)
			}
		}
		return ownerDraft(waves...)
	}
	var earlier []*Edition
	for i, d := range []*draft{at(0, 60, 1), at(0, 80, 2), at(3, 90, 3), at(3, 97, 4)} {
		d.earlier = earlier
		e, err := d.compose()
		if err != nil {
			b.Fatal(i, err)
		}
		earlier = append(earlier, e)
	}
	for b.Loop() {
		d := at(0, 100, 4)
		d.earlier = earlier
		e, err := d.compose()
		if err != nil || e.Figure(OverallKey, StageGroup("c")).Cell.State() != Value {
			b.Fatal(err)
		}
		if err := attackEditions(append(earlier[:4:4], e)); err != nil {
			b.Fatal(err)
		}
	}
}

// Twelve schools: means 2.4 and 2.5, seven of 3.2, and 3.5, 3.6, 4.6. To the nearest step, halves towards the middle: 2, 3, seven 3, 3, 4, 5.
// So the bands 1–2, 3 and 4–5 have 1, 9 and 2 of 12. From 10 to 20 the cap is 80 per cent (§3.6): 8 per cent is at most 20, and so is 17.
func TestEditionSpread(t *testing.T) {
	t.Parallel()
	var waves []sharedWave
	for school, mean := range []float64{2.4, 2.5, 3.2, 3.2, 3.2, 3.2, 3.2, 3.2, 3.2, 3.5, 3.6, 4.6} {
		waves = append(waves, schoolWave(school, "a", "2026-12-11", 30, exactly(25, mean, 0.8)))
	}
	first := composed(t, ownerDraft(waves...))
	want := []Band{{1, 2, 20, AtMost}, {3, 3, 75, Exact}, {4, 5, 20, AtMost}}
	if got := first.Figure(OverallKey, StageGroup("a")).Spread; !cmp.Equal(got, want) {
		t.Errorf("spread is %v; want %v", got, want)
	}
	if got := composed(t, ownerDraft(waves[:9]...)).Figure(OverallKey, StageGroup("a")).Spread; got != nil {
		t.Errorf("nine schools spread as %v; want nothing", got)
	}
	// Three more are enough for a mean, and too few for a spread beside the one that is out.
	for school := 12; school < 15; school++ {
		waves = append(waves, schoolWave(school, "a", "2026-12-11", 30, exactly(25, 3.2, 0.8)))
	}
	d := ownerDraft(waves...)
	d.earlier = []*Edition{first}
	f := composed(t, d).Figure(OverallKey, StageGroup("a"))
	if f.Schools() != 15 || f.Spread != nil {
		t.Errorf("with three more the figure is over %d schools and spreads as %v; want 15, and no spread", f.Schools(), f.Spread)
	}
	waves[3] = schoolWave(3, "a", "2026-12-11", 30, shown(Estimate{N: 25, Limit: AtLeast, Mean: 4.6, Bounds: &Interval{4.6, 5}}))
	if f := composed(t, ownerDraft(waves...)).Figure(OverallKey, StageGroup("a")); f.Spread != nil || f.Cell.State() != Value {
		t.Errorf("with a bounded mean the figure is %s and spreads as %v; want a value, and no spread", f.Cell.State(), f.Spread)
	}
}
