package analytics

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/stat"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

func printer(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	words, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	return words.Printer(lang)
}

func (g *ground) view(t testing.TB, q Query) *SchoolView {
	t.Helper()
	if q.School == "" {
		q.School = g.school.Orgnr
	}
	v, err := g.School(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *SchoolView) row(t testing.TB, c programme.ComponentKey) Row {
	t.Helper()
	i := slices.IndexFunc(v.Rows, func(r Row) bool { return r.Component == c })
	if i < 0 {
		t.Fatalf("no row of %s", c)
	}
	return v.Rows[i]
}

// spread gives so many people each step, 1 to 5, for every item.
func spread5(counts ...int) (n int, code func(person, item int) int) {
	var steps []int
	for i, k := range counts {
		steps = append(steps, slices.Repeat([]int{i + 1}, k)...)
	}
	return len(steps), func(person, _ int) int { return steps[person] }
}

// nineteen asks the 24 teachers in A and in B; 19 answer, 3.4 and then 3.8 on everything.
//
//	A: 3·2 + 7·3 + 7·4 + 2·5 = 65, 65/19 = 3.42 → 3.4
//	B: 1·2 + 6·3 + 8·4 + 4·5 = 72, 72/19 = 3.79 → 3.8
func nineteen(t testing.TB, g *ground) (a, b surveys.Wave) {
	t.Helper()
	teachers := surveys.GroupCount{Key: "teachers", HeadCount: 24}
	a = g.ask(t, g.school, "a", 0, surveys.StateSurvey, teachers)
	n, code := spread5(0, 3, 7, 7, 2)
	g.answer(t, a, 0, n, code)
	g.closed(t, a)
	b = g.ask(t, g.school, "b", 6, surveys.StateSurvey, teachers)
	n, code = spread5(0, 1, 6, 8, 4)
	g.answer(t, b, 0, n, code)
	g.closed(t, b)
	return a, b
}

// TestHandComputedView follows the answers of nineteen to the sentence that is read aloud.
//
// Under 20 answers the standard deviation is the pooled one of two items, .2199·4 = 0.88 (stat.PooledSD).
//
//	now 3.8 of 19 from 24:  0.88/√19·√(1 − 19/24) = 0.0921, ·1.96 = 0.1806     3.619 to 3.981 → 3.6 to 4.0
//	target for B 4.0:       gap 0.2, 4.0 − 4.0 to 4.0 − 3.6                      0.0 to 0.4, cannot tell
//	change 0.4, this staff: 0.0921·√2 = 0.1303, ·1.96 = 0.2554                  0.145 to 0.655 → 0.1 to 0.7
//
// The claim, and what follows the answers themselves, are in judge_test.go.
func TestHandComputedView(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	nineteen(t, g)
	v := g.view(t, Query{})
	row := v.row(t, "intervene")

	if e, ok := row.Now.Shown(); !ok || e.Mean != 3.8 || *e.Interval != (Interval{3.6, 4.0}) {
		t.Errorf("now %+v; want 3.8, 3.6 to 4.0", e)
	}
	if diff := cmp.Diff(&Gap{Value: 0.2, Limit: Exact, Interval: &Interval{0, 0.4}, Verdict: stat.TargetCannotTell}, row.Gap); diff != "" {
		t.Errorf("gap (- want, + got):\n%s", diff)
	}
	if len(row.Changes) != 1 {
		t.Fatalf("%d changes; want one, the wave before being the first", len(row.Changes))
	}
	got := row.Changes[0]
	if got.Limit != Exact || got.Difference != 0.4 || *got.Staff != (Interval{0.1, 0.7}) || got.Verdict != stat.CannotTell {
		t.Errorf("change %+v; want 0.4, of this staff 0.1 to 0.7, cannot tell", got)
	}
	if got := row.Hundred(3.8); got < 69.999 || got > 70.001 { // (3.8 − 1)/4
		t.Errorf("3.8 of 1 to 5 is %v of 100, want 70", got)
	}
	var path []string
	for _, p := range row.Path {
		path = append(path, string(p.Phase.Key))
	}
	if !slices.Equal(path, []string{"a", "b", "c"}) || row.Path[2].Level != 4.5 {
		t.Errorf("path %v; want a, b, c, ending at 4.5", row.Path)
	}

	for lang, want := range map[string]string{
		"nb": "Gripe inn: Ansatte svarer nå 3,8; forrige gang 3,4. Det kan ikke skilles fra vanlig svingning. Målet for semester B er 4,0; det kan ikke sies ennå om det er nådd.",
		"nn": "Gripe inn: Tilsette svarer no 3,8; førre gong 3,4. Det kan ikkje skiljast frå vanleg svinging. Målet for semester B er 4,0; det kan ikkje seiast enno om det er nådd.",
		"en": "Intervene: Staff now answer 3.8; before it was 3.4. That cannot be told apart from normal fluctuation. The target for semester B is 4.0; it cannot yet be said whether it is reached.",
	} {
		if got := printer(t, lang).Say(row.Finding); got != want {
			t.Errorf("%s:\n got %s\nwant %s", lang, got, want)
		}
	}
}

// The first wave is a whole page: condition, target and path, and nothing to compare with.
func TestFirstWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	a, _ := nineteen(t, g)
	v := g.view(t, Query{Wave: a.ID})
	row := v.row(t, "intervene")
	if len(row.Earlier) != 0 || len(row.Changes) != 0 || row.Gap == nil || v.Now.ID != a.ID || len(v.Waves) != 2 {
		t.Errorf("earlier %d, changes %d, gap %v, now %s of %d waves", len(row.Earlier), len(row.Changes), row.Gap, v.Now.ID, len(v.Waves))
	}
	// 3.4 ± 1.96·0.0921 = 3.219 to 3.581, printed 3.2 to 3.6, around the target for A.
	want := "Gripe inn: Ansatte svarer nå 3,4. Målet for semester A er 3,5; det kan ikke sies ennå om det er nådd."
	if got := printer(t, "nb").Say(row.Finding); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	want = "Samlet: Ansatte svarer nå 3,4. Det kan ikke sies ennå om noen av de 8 delmålene er nådd."
	if got := printer(t, "nb").Say(v.Finding); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestSchoolWithoutRelease(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	v := g.view(t, Query{})
	if v.Now != nil || len(v.Rows) != 0 || v.Mapping != nil || len(v.Phases) != 4 {
		t.Errorf("now %v, %d rows, mapping %v, %d phases", v.Now, len(v.Rows), v.Mapping, len(v.Phases))
	}
	if got := printer(t, "nn").Say(v.Finding); got != "Inga tilstandsmåling er avslutta enno." {
		t.Errorf("finding %q", got)
	}
}

func TestUnknownQueries(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	nineteen(t, g)
	school := g.school.Orgnr
	for _, q := range []Query{{School: "999999999"}, {School: school, Wave: "x"}, {School: school, Group: "x"}, {School: school, Wave: "x", Group: "teachers"}} {
		if _, err := g.School(q); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", q, err)
		}
	}
	for _, q := range []Query{{School: school}, {School: school, Item: "x"}, {School: school, Item: "promote_plan", Kind: surveys.MappingInstrument}} {
		if _, err := g.Item(q); !errors.Is(err, ErrNotFound) {
			t.Errorf("item %s: %v, want ErrNotFound", q, err)
		}
	}
	if _, err := g.OwnerView(Query{Owner: "999999999"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("owner: %v, want ErrNotFound", err)
	}
}

// G6: a page is made of releases alone. With every answer gone from the data folder the views are the same to the last byte.
func TestViewsNeedNoAnswers(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t)
	before := g.everyView(t)
	err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec("delete from answer; delete from respondent; update sealed_wave set responses = 0")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if diff := cmp.Diff(before, g.everyView(t)); diff != "" {
		t.Errorf("views changed with the answers gone:\n%s", diff)
	}
}

// Every shown estimate of a view is one of a release, unchanged, and a release that hides a figure has it hidden in every view.
func TestViewsShowReleasedFiguresOnly(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t)
	releases, err := g.Releases(g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	released := map[string]bool{}
	for _, r := range releases {
		collectEstimates(t, r, released)
	}
	shown := map[string]bool{}
	for _, view := range g.everyView(t) {
		collectEstimates(t, json.RawMessage(view), shown)
	}
	if len(shown) < 10 {
		t.Fatalf("only %d different estimates on the pages; the test sees nothing", len(shown))
	}
	for estimate := range shown {
		if !released[estimate] {
			t.Errorf("on a page and in no release: %s", estimate)
		}
	}
}

// collectEstimates finds everything in a document that is a cell with a value.
func collectEstimates(t *testing.T, document any, into map[string]bool) {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			if node["state"] == "value" {
				cell, err := json.Marshal(node)
				if err != nil {
					t.Fatal(err)
				}
				into[string(cell)] = true
			}
			for _, child := range node {
				walk(child)
			}
		}
	}
	walk(tree)
}

// threeWaves gives the school a state survey in preparation and A, with three staff groups of which one is small, and a mapping
// survey in A; and shares it.
func (g *ground) threeWaves(t testing.TB) (prep, a, mapping surveys.Wave) {
	t.Helper()
	counts := append(slices.Clone(staff), surveys.GroupCount{Key: "sfo", HeadCount: 8})
	prep = g.ask(t, g.school, "prep", 0, surveys.StateSurvey, counts...)
	g.answer(t, prep, 1, 20, around(3))
	g.answer(t, prep, 2, 10, around(3))
	g.answer(t, prep, 3, 4, around(2))
	g.closed(t, prep)
	mapping = g.ask(t, g.school, "a", 3, surveys.MappingSurvey, counts...)
	g.answer(t, mapping, 1, 22, around(3))
	g.answer(t, mapping, 2, 11, around(4))
	g.closed(t, mapping)
	a = g.ask(t, g.school, "a", 6, surveys.StateSurvey, counts...)
	g.answer(t, a, 1, 22, around(4))
	g.answer(t, a, 2, 11, around(4))
	g.answer(t, a, 3, 7, around(4))
	g.closed(t, a)
	if err := g.Share(t.Context(), audit.Console.At(autumn), g.school.ID, surveys.SharesAll); err != nil {
		t.Fatal(err)
	}
	return prep, a, mapping
}

// everyView is what every page of the school and its owner is made of, as JSON.
func (g *ground) everyView(t testing.TB) []string {
	t.Helper()
	var views []string
	add := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		document, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		views = append(views, string(document))
	}
	add(g.OwnerView(Query{Owner: g.owner.Orgnr}))
	releases, err := g.Releases(g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range releases {
		q := Query{School: g.school.Orgnr, Wave: r.Wave.ID, Kind: r.Instrument.Kind}
		for _, group := range r.Groups {
			q.Group = group.Key
			if r.Instrument.Kind == surveys.StateInstrument {
				add(g.School(q))
			}
			for _, m := range r.Measures {
				if m.Kind == ItemMeasure {
					q.Item = m.Items[0]
					add(g.Item(q))
				}
			}
			q.Item = ""
		}
	}
	return views
}

func TestGroups(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	prep, _, _ := g.threeWaves(t)

	v := g.view(t, Query{})
	if len(v.Groups) != 3 || len(v.Groups[0].Cells) != len(v.Rows) {
		t.Fatalf("%d groups with %d cells; want 3 with %d", len(v.Groups), len(v.Groups[0].Cells), len(v.Rows))
	}
	for _, row := range v.Groups {
		if row.Overall.State() != Value {
			t.Errorf("%s in A: %s, want a value", row.Key, row.Overall.State())
		}
	}
	// In preparation four of the after-school staff answered, so a second group is hidden with them.
	v = g.view(t, Query{Wave: prep.ID})
	var states []State
	for _, row := range v.Groups {
		states = append(states, row.Overall.State())
	}
	if !slices.Equal(states, []State{Value, Hidden, Hidden}) {
		t.Errorf("groups in preparation: %v", states)
	}
	if !slices.ContainsFunc(v.Notes, func(s i18n.Sentence) bool { return s.Key == "results.note.hidden" }) {
		t.Errorf("notes %v do not say that figures are hidden", v.Notes)
	}

	// A page of one group follows that group through the waves.
	v = g.view(t, Query{Group: "assistants"})
	row := v.row(t, "promote")
	if row.Now.State() != Value || row.Earlier[0].Cell.State() != Hidden || len(row.Changes) != 0 || row.Earlier[0].Break {
		t.Errorf("assistants: now %s, before %s, %d changes, break %t", row.Now.State(), row.Earlier[0].Cell.State(), len(row.Changes), row.Earlier[0].Break)
	}
	if got := printer(t, "en").Say(row.Finding); !strings.HasPrefix(got, "Promote: Staff now answer 4.0. The figures of earlier surveys cannot be shown") {
		t.Errorf("finding: %s", got)
	}
}

// The mapping survey stands beside the condition and never in it.
func TestMappingIsApart(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	_, _, mapping := g.threeWaves(t)
	v := g.view(t, Query{})
	if v.Mapping == nil || v.Mapping.Wave.ID != mapping.ID || len(v.Waves) != 2 {
		t.Fatalf("mapping %v; %d waves of the state survey, want 2", v.Mapping, len(v.Waves))
	}
	in := g.surv.InstrumentOf(mapping)
	if len(v.Mapping.Rows) != len(in.Constructs) || len(v.Mapping.Items) != len(in.Items()) || len(v.Mapping.Groups) != 3 {
		t.Errorf("%d constructs, %d items, %d groups", len(v.Mapping.Rows), len(v.Mapping.Items), len(v.Mapping.Groups))
	}
	for _, row := range v.Mapping.Rows {
		if row.Gap != nil || row.Target != nil || row.Kind != ConstructMeasure || row.Name["nn"] == "" {
			t.Errorf("construct %s is judged against a target, or has no name", row.Measure)
		}
	}
	if _, err := g.School(Query{School: g.school.Orgnr, Wave: mapping.ID}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a page of the condition as of the mapping survey: %v, want ErrNotFound", err)
	}
}

func TestItemView(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t)
	v, err := g.Item(Query{School: g.school.Orgnr, Item: "capacity_depends"})
	if err != nil {
		t.Fatal(err)
	}
	scale := v.Labels
	plain, err := g.Item(Query{School: g.school.Orgnr, Item: "promote_plan"})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(scale)
	if diff := cmp.Diff(plain.Labels, scale); diff != "" || !v.Reversed || plain.Reversed {
		t.Errorf("labels of an item asked in reverse are not turned round:\n%s", diff)
	}
	// 22 + 11 + 7 people answer 3, 4 and 5 in turn, whichever way the item is asked: here 15, 13 and 12 of them, so
	// (45 + 52 + 60)/40 = 3.925.
	e, ok := v.Row.Now.Shown()
	if !ok || e.Mean != 3.9 || e.N != 40 || !slices.Equal(e.Categories, []int{0, 0, 38, 33, 30}) {
		t.Errorf("now %+v; want 3.9 of 40, nobody at the unwanted end", e)
	}
	if len(v.Groups) != 4 || v.Groups[0].Key != TotalGroup || len(v.Row.Earlier) != 1 || v.Component["nb"] == "" || v.Section["en"] == "" {
		t.Errorf("%d groups, first %s, %d earlier, component %v, section %v", len(v.Groups), v.Groups[0].Key, len(v.Row.Earlier), v.Component, v.Section)
	}
}

func TestOwnerView(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t) // of Bjørkelia, which shares
	quiet := g.newSchool(t, "Åsheim skole")
	w := g.ask(t, quiet, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, w, 1, 20, around(2))
	g.closed(t, w)
	g.ask(t, g.newSchool(t, "Ørnes skole"), "a", 0, surveys.StateSurvey, staff...)
	g.newSchool(t, "Aas skole")

	v, err := g.OwnerView(Query{Owner: g.owner.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	type school struct {
		name   string
		shared bool
		status SchoolStatus
		rows   int
	}
	var got []school
	for _, s := range v.Schools {
		got = append(got, school{s.School.Name, s.Shares > surveys.SharesNothing, s.Status, len(s.Rows)})
		if s.Shares == surveys.SharesNothing && (s.Now != nil || s.Overall != nil) {
			t.Errorf("%s does not share, and shows", s.School.Name)
		}
	}
	// Aa is sorted as Å.
	want := []school{{"Bjørkelia skole", true, Closed, 8}, {"Ørnes skole", false, Started, 0}, {"Aas skole", false, NotStarted, 0}, {"Åsheim skole", false, Closed, 0}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(school{})); diff != "" {
		t.Errorf("schools (- want, + got):\n%s", diff)
	}
	for i, row := range v.Schools[0].Rows {
		if row.Component != v.Components[i].Key || row.Now.State() != Value || row.Gap == nil {
			t.Errorf("row %d: %s, %s, gap %v", i, row.Component, row.Now.State(), row.Gap)
		}
	}
	if err := g.Share(t.Context(), audit.Console.At(autumn), g.school.ID, surveys.SharesNothing); err != nil {
		t.Fatal(err)
	}
	v, err = g.OwnerView(Query{Owner: g.owner.Orgnr})
	if err != nil || v.Schools[0].Now != nil || len(v.Schools[0].Rows) != 0 {
		t.Errorf("after sharing was withdrawn: now %v, %d rows, %v", v.Schools[0].Now, len(v.Schools[0].Rows), err)
	}
}

// Every sentence of every view can be said in every language.
func TestEverythingCanBeSaid(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t)
	var sentences []i18n.Sentence
	for _, state := range []State{Value, Hidden, NoData, NotAsked} {
		sentences = append(sentences, state.Label(), state.Reason())
	}
	for _, v := range []stat.Verdict{stat.Better, stat.Worse, stat.NoRelevantChange, stat.CannotTell} {
		sentences = append(sentences, VerdictLabel(v), claim(v, false, false), claim(v, true, false), claim(v, false, true))
		for _, slope := range []float64{-0.2, 0.04, 0.2} {
			for _, p := range []float64{0.01, 0.5} {
				sentences = append(sentences, trendSentence(4, slope), trendClaim(&Trend{Verdict: v, Slope: slope, Adjusted: p}))
			}
		}
	}
	for n := 2; n < 30; n++ {
		sentences = append(sentences, familyOf(HolmFamily, n).Words(), familyOf(BrowsingFamily, n).Words())
	}
	for level := LackOfAgreement; level <= VeryStrongAgreement; level++ {
		sentences = append(sentences, level.Words())
	}
	for _, v := range []stat.TargetVerdict{stat.TargetReached, stat.TargetNotReached, stat.TargetCannotTell, stat.TargetAbout} {
		sentences = append(sentences, reachSentence(&Reach{Phase: PhaseHead{Name: text("semester C")}, Target: 4.5, Verdict: v}))
		sentences = append(sentences, TargetLabel(v), targetSentence(v, text("semester B"), 4))
	}
	for _, limit := range []Limit{CountOnly, Exact, AtLeast, AtMost, Middle, Between} {
		e := Estimate{N: 9, Limit: limit, Mean: 3.4, Bounds: &Interval{3.2, 3.6}}
		sentences = append(sentences, e.MeanWords(), staffSentence(e, e, true), staffSentence(e, e, false))
	}
	all := &series{heads: []WaveHead{{Phase: PhaseHead{Name: text("Semester B: håndtere")}, Answered: shown(Estimate{N: 3}), HeadCount: 10}}, releases: []*Release{{
		Groups: []Group{{Key: TotalGroup}}, Measures: []Measure{{Key: OverallKey}, {Key: "item:x", Kind: ItemMeasure}}, Figures: make([]Figure, 2),
	}}}
	value := shown(Estimate{N: 9, Limit: Exact, Mean: 3.4, Interval: &Interval{3, 4}})
	for _, row := range []Row{
		{Now: Cell{}}, {Now: Cell{state: NoData}}, {Now: Cell{state: NotAsked}}, {Now: shown(Estimate{N: 9})}, {Now: value},
		{Now: value, Earlier: []Point{{}}}, {Now: value, Earlier: []Point{{Break: true}}, Name: text("Gripe inn")},
	} {
		sentences = append(append(sentences, all.finding(row)), all.notes([]Row{row})...)
	}
	all.heads[0].Answered = Cell{}
	sentences = append(append(sentences, all.notes(nil)...), all.headline(Row{Finding: say("results.finding.no_wave")}, []Row{{Gap: &Gap{}}}))
	v := g.view(t, Query{})
	sentences = append(append(sentences, v.Finding, v.Overall.Finding), append(v.Notes, v.Mapping.Notes...)...)
	for _, row := range v.Rows {
		sentences = append(sentences, row.Finding)
	}
	for _, lang := range i18n.Languages {
		p := printer(t, lang)
		for _, s := range sentences {
			if said := p.Say(s); said == "" || strings.Contains(said, "<no value>") {
				t.Errorf("%s: %s says %q", lang, s.Key, said)
			}
		}
	}
}
