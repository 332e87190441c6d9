package analytics

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// fourWaves asks the school of the ground in every phase; the answers rise from around 2 to around 4.
func fourWaves(t *testing.T, g *ground) (waves []surveys.Wave) {
	t.Helper()
	for i, phase := range []programme.PhaseKey{"prep", "a", "b", "c"} {
		w := g.ask(t, g.school, phase, 6*i, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24}, surveys.GroupCount{Key: "other", HeadCount: 16})
		g.answer(t, w, 1, 20, around(2+min(i, 2)))
		g.answer(t, w, 2, 14, around(2+min(i, 2)))
		g.closed(t, w)
		waves = append(waves, w)
	}
	return waves
}

func (g *ground) comparison(t *testing.T, q Query) *CompareView {
	t.Helper()
	q.School = g.school.Orgnr
	v, err := g.Compare(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What a page of the later wave says of the wave before and of the first, a comparison of the two says, too, number by number; what staff answer is
// told by the names of the phases. So a pair that is chosen tells nothing that the releases do not.
func TestAPairIsWhatTheSeriesSays(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	waves := fourWaves(t, g)
	for now := 1; now < len(waves); now++ {
		page := g.view(t, Query{Wave: waves[now].ID})
		for at, from := range map[int]int{0: now - 1, 1: 0} {
			if at == 1 && now == 1 {
				continue // the wave before is the first
			}
			pair := g.comparison(t, Query{Wave: waves[now].ID, Before: waves[from].ID})
			for i, row := range append([]Row{*page.Overall}, page.Rows...) {
				compared := *pair.Overall
				if i > 0 {
					compared = pair.Rows[i-1]
				}
				want, got := row.Changes[at], compared.Changes[0]
				if said := got.Sentences[0]; said.Key != "results.finding.pair" || len(compared.Changes) != 1 {
					t.Fatalf("%d changes, the first %s", len(compared.Changes), said.Key)
				}
				want.Sentences[0], got.Sentences[0] = Value.Label(), Value.Label()
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(Cell{})); diff != "" {
					t.Errorf("%s, %d after %d (- page, + pair):\n%s", row.Measure, now, from, diff)
				}
				if diff := cmp.Diff(row.Earlier[from].Cell, compared.Then.Cell, cmp.AllowUnexported(Cell{})); diff != "" {
					t.Errorf("%s then:\n%s", row.Measure, diff)
				}
			}
		}
	}
}

// Any two waves can be chosen, in the order of the course; a pair of its own is a family of its own.
func TestAnyTwoWaves(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	waves := fourWaves(t, g)
	v := g.comparison(t, Query{})
	if v.Now.ID != waves[3].ID || v.Then.ID != waves[2].ID || len(v.Waves) != 4 {
		t.Errorf("without a choice: %s after %s of %d", v.Now.ID, v.Then.ID, len(v.Waves))
	}
	v = g.comparison(t, Query{Before: waves[1].ID}) // C after A, which no page of the school compares
	if c := v.Rows[0].Changes[0]; c.From.ID != waves[1].ID || c.Family.Size != 8 || c.Family.Method != HolmFamily || v.Overall.Changes[0].Family.Method != Single {
		t.Errorf("%s in %+v", c.From.ID, c.Family)
	}
	if v = g.comparison(t, Query{Wave: waves[0].ID}); v.Now != nil || len(v.Waves) != 4 || len(v.Rows) != 0 {
		t.Errorf("before the first wave there is %v", v.Now)
	}
	if v = g.comparison(t, Query{Group: "teachers"}); v.Overall.HeadCount != 24 || v.Overall.Then.HeadCount != 24 || len(v.Groups) == 0 {
		t.Errorf("of teachers: %d now, %d then, %d groups", v.Overall.HeadCount, v.Overall.Then.HeadCount, len(v.Groups))
	}
	for _, test := range []struct {
		query Query
		want  error
	}{
		{Query{Wave: waves[1].ID, Before: waves[2].ID}, ErrQuery},
		{Query{Wave: waves[1].ID, Before: waves[1].ID}, ErrQuery},
		{Query{Before: "NOBODY"}, ErrNotFound},
		{Query{Wave: "NOBODY"}, ErrNotFound},
		{Query{Group: "nobody"}, ErrNotFound},
	} {
		test.query.School = g.school.Orgnr
		if _, err := g.Compare(test.query); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.query, err, test.want)
		}
	}
}

// The owner compares what is shared with it, and nothing else; a school that has asked once has nothing to compare.
func TestComparingForTheOwner(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
	g.answer(t, w, 0, 20, around(3))
	g.closed(t, w)
	if v := g.comparison(t, Query{}); v.Now != nil || len(v.Waves) != 1 {
		t.Errorf("one wave is compared with %v", v.Then)
	}
	if _, err := g.CompareForOwner(Query{School: g.school.Orgnr}); !errors.Is(err, ErrNotFound) {
		t.Errorf("what is not shared: %v", err)
	}
	if err := g.Share(t.Context(), audit.Console.At(autumn), g.school.ID, surveys.SharesComponents); err != nil {
		t.Fatal(err)
	}
	if v, err := g.CompareForOwner(Query{School: g.school.Orgnr}); err != nil || len(v.Waves) != 1 {
		t.Errorf("what is shared: %v", err)
	}
}

// Where the questions have changed between two waves, or another school has come in, the pair says so and compares nothing.
func TestAPairAcrossABreak(t *testing.T) {
	t.Parallel()
	release := computed(t, aWave(), group(0, eight))
	moved := smallInstrument()
	moved.Version = 2
	items := moved.Sections[0].Items
	items[0], items[1] = items[1], items[0]
	a := seriesOf([]*Release{release, release, release}, smallInstrument(), smallInstrument(), moved)
	overall, components := a.conditions()
	for from, want := range map[int]surveys.Break{0: surveys.BreakPosition, 1: surveys.BreakPosition} {
		for _, row := range append(a.compared(overall, from, TotalGroup, Single), a.compared(components[:1], from, TotalGroup, HolmFamily)...) {
			if !row.Then.Break || row.Then.Why != want || len(row.Changes) > 0 || row.Then.Wave != from {
				t.Errorf("%s from %d: %+v", row.Measure, from, row.Then)
			}
		}
	}
	a.now = 1
	if row := a.compared(overall, 0, TotalGroup, Single)[0]; row.Then.Break || len(row.Changes) != 1 {
		t.Errorf("before the break: %+v", row.Then)
	}
}

// Every construct of the programme's mapping survey has been thought about, and every component is explained by one.
func TestExplains(t *testing.T) {
	t.Parallel()
	in, ok := surveys.Builtin(surveys.MappingSurvey)
	if !ok {
		t.Fatal("there is no mapping survey")
	}
	frames := map[string]bool{"HJE": true, "LED": true, "EIE": true} // of all of the work
	by := map[programme.ComponentKey]int{}
	for _, c := range in.Constructs {
		got := Explains(in, c.Key)
		if (len(got) == 0) != frames[c.Key] {
			t.Errorf("%s explains %v", c.Key, got)
		}
		for _, component := range got {
			by[component]++
		}
	}
	for _, c := range programme.Builtin().Components {
		if by[c.Key] == 0 {
			t.Errorf("nothing explains %s", c.Key)
		}
	}
	other := *in
	other.Key = "another"
	if got := Explains(&other, "GRI"); got != nil {
		t.Errorf("a construct of another questionnaire explains %v", got)
	}
}
