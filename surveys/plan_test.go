package surveys

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	tests := map[string]struct {
		counts    []GroupCount
		headCount int
		groups    int
		notes     []Note
	}{
		"every group stands alone": {[]GroupCount{{"teachers", 20}, {"sfo", 9}}, 29, 2, nil},
		"small groups are merged":  {[]GroupCount{{"teachers", 20}, {"sfo", 4}, {"other", 4}}, 28, 2, []Note{NoteMerged}},
		"no breakdown":             {[]GroupCount{{"teachers", 7}, {"sfo", 1}}, 8, 0, []Note{NoteNoBreakdown}},
		"nothing may be shown":     {[]GroupCount{{"teachers", 5}, {"sfo", 1}}, 6, 0, []Note{NoteNoBreakdown, NoteNothingShown}},
		"exactly the minimum":      {[]GroupCount{{"teachers", 7}}, 7, 0, []Note{NoteNoBreakdown}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := g.spec()
			spec.Counts = test.counts
			got, err := g.Plan(now, spec)
			if err != nil {
				t.Fatal(err)
			}
			if got.Wave.HeadCount != test.headCount || len(got.Groups) != test.groups || !slices.Equal(got.Notes, test.notes) {
				t.Errorf("got %d asked, %d groups, notes %v", got.Wave.HeadCount, len(got.Groups), got.Notes)
			}
			if got.Instrument.Key != StateSurvey || got.Wave.ID != "" || got.Wave.Code != "" {
				t.Errorf("a plan of %s with id %q and link %q", got.Instrument.Key, got.Wave.ID, got.Wave.Code)
			}
		})
	}
	if waves := g.Waves(); len(waves) != 0 {
		t.Errorf("planning opened %v", waves)
	}
}

func TestPlanSaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	all := func(c ...GroupCount) []GroupCount { return c }
	tests := map[string]struct {
		edit func(*WaveSpec)
		want []Problem
	}{
		"nothing filled in": {
			func(w *WaveSpec) { *w = WaveSpec{} },
			[]Problem{{"closes_at", "missing"}, {"counts", "missing"}, {"instrument", "unknown"}, {"phase", "unknown"}, {"school", "unknown"}},
		},
		"everything wrong": {
			func(w *WaveSpec) {
				*w = WaveSpec{
					School: "x", Phase: "d", Instrument: "x", OpensAt: now.AddDate(0, 0, 2), ClosesAt: now.AddDate(0, 0, 1), MinGroup: 4,
					Counts: all(GroupCount{"teachers", -1}, GroupCount{"sfo", 1001}, GroupCount{"leaders", 3}, GroupCount{"other", 1}, GroupCount{"other", 1}),
				}
			},
			[]Problem{
				{"closes_at", "order"}, {"counts.leaders", "unknown"}, {"counts.other", "twice"}, {"counts.sfo", "range"}, {"counts.teachers", "range"},
				{"instrument", "unknown"}, {"min_group", "range"}, {"phase", "unknown"}, {"school", "unknown"},
			},
		},
		"the mapping survey belongs to A": {func(w *WaveSpec) { w.Instrument, w.Phase = MappingSurvey, "b" }, []Problem{{"instrument", "not_in_phase"}}},
		"closed before now":               {func(w *WaveSpec) { w.OpensAt, w.ClosesAt = now.AddDate(0, 0, -9), now }, []Problem{{"closes_at", "past"}}},
		"120 days":                        {func(w *WaveSpec) { w.ClosesAt = now.AddDate(0, 0, 120) }, nil},
		"more than 120 days":              {func(w *WaveSpec) { w.ClosesAt = now.AddDate(0, 0, 120).Add(time.Second) }, []Problem{{"closes_at", "too_long"}}},
		"opens in the year 2062": {
			func(w *WaveSpec) { w.OpensAt, w.ClosesAt = now.AddDate(36, 0, 0), now.AddDate(36, 0, 9) }, []Problem{{"opens_at", "range"}},
		},
		"minimum group 5":   {func(w *WaveSpec) { w.MinGroup = 5 }, nil},
		"minimum group 101": {func(w *WaveSpec) { w.MinGroup = 101 }, []Problem{{"min_group", "range"}}},
		"nobody is asked":   {func(w *WaveSpec) { w.Counts = all(GroupCount{"teachers", 0}) }, []Problem{{"counts", "missing"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := g.spec()
			test.edit(&spec)
			_, err := g.Plan(now, spec)
			if diff := cmp.Diff(test.want, problemsOf(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOpenWaveOncePerInstrument(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	_, err := g.OpenWave(t.Context(), audit.Console.At(now), g.spec())
	if diff := cmp.Diff([]Problem{{"instrument", "already_open"}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	mapping := g.spec()
	mapping.Instrument = MappingSurvey
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), mapping); err != nil {
		t.Errorf("another instrument beside it: %v", err)
	}
	elsewhere := g.spec()
	elsewhere.School = g.newSchool(t, "Eik skole").ID
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), elsewhere); err != nil {
		t.Errorf("another school: %v", err)
	}
	if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), g.spec()); err == nil {
		t.Error("opened beside a wave that is closing")
	}
	g.finish(t, w)
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), g.spec()); err != nil {
		t.Errorf("after the first was closed: %v", err)
	}
}
