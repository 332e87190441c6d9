package surveys

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// What a wave was opened with stays: the groups, the targets, the name, the instrument.
func TestOpenWaveFreezes(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	level := func(value float64) {
		t.Helper()
		err := g.prog.SetLevel(t.Context(), audit.Console.At(now), programme.Level{
			Scope: programme.ScopeSchool, ScopeID: string(g.school.ID), Component: "promote", Phase: "a", Value: &value,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	level(3.8)
	w := g.wave(t)
	if w.Targets["promote"] != 3.8 || w.Targets["prevent"] != 3.5 || w.Path["promote"]["a"] != 3.8 || w.Path["promote"]["c"] != 4.5 {
		t.Errorf("targets %v, path %v", w.Targets, w.Path)
	}
	if w.SchoolName != "Ask skole" || w.HeadCount != 37 || len(w.Groups) != 3 || w.MinGroup != DefaultMinGroup || w.Revision != 1 {
		t.Errorf("wave %+v", w)
	}
	level(4.4)
	renamed := g.school
	renamed.Name = "Ask og Eik skole"
	if _, err := g.prog.UpdateSchool(t.Context(), audit.By{At: now}, now, renamed); err != nil {
		t.Fatal(err)
	}
	asked := g.InstrumentOf(w)
	for range 2 {
		got, err := g.Wave(w.ID)
		if diff := cmp.Diff(w, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if in := g.InstrumentOf(w); in.Hash() != asked.Hash() || in.Hash() != w.InstrumentHash {
			t.Error("the instrument is not the one that was asked")
		}
		g.reopen(t)
	}
}

// The preparation has no targets; its waves have a path all the same.
func TestOpenWaveInPreparation(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Phase = "prep"
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Targets) != 0 || len(w.Path) != len(programme.Builtin().Components) || w.Path["capacity"]["b"] != 4.0 {
		t.Errorf("targets %v, path %v", w.Targets, w.Path)
	}
}

// Times come back as they went in: UTC, to the microsecond. A wave whose opening is left out opens now.
func TestOpenWaveTimes(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	oslo := time.FixedZone("", 2*60*60)
	spec := g.spec()
	spec.OpensAt = time.Time{}
	spec.ClosesAt = time.Date(2026, 9, 15, 16, 0, 0, 123456789, oslo)
	at := now.Add(7 * time.Nanosecond)
	w, err := g.OpenWave(t.Context(), audit.Console.At(at), spec)
	if err != nil {
		t.Fatal(err)
	}
	if !w.OpensAt.Equal(now) || w.ClosesAt != time.Date(2026, 9, 15, 14, 0, 0, 123456000, time.UTC) {
		t.Errorf("opens %v, closes %v", w.OpensAt, w.ClosesAt)
	}
	g.reopen(t)
	if got, _ := g.Wave(w.ID); got.OpensAt != w.OpensAt || got.ClosesAt != w.ClosesAt {
		t.Errorf("opens %v, closes %v after a restart", got.OpensAt, got.ClosesAt)
	}
}

func TestWaveByCode(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	typed := strings.ToUpper(string(w.Code[:4])) + " " + string(w.Code[4:8]) + "-" + string(w.Code[8:])
	if got, err := g.WaveByCode(LinkCode(typed)); err != nil || got.ID != w.ID {
		t.Errorf("%s: %v, %v", typed, got.ID, err)
	}
	for _, code := range []LinkCode{"", "x", w.Code + "x"} {
		if _, err := g.WaveByCode(code); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v, want ErrNotFound", code, err)
		}
	}
	if _, err := g.Wave("x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown wave: %v", err)
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	later := w.ClosesAt.AddDate(0, 0, 7)
	got, err := g.Extend(t.Context(), audit.Console.At(now), w.ID, later)
	if err != nil || got.ClosesAt != later || got.Revision != 2 {
		t.Errorf("extended to %v, revision %d, %v", got.ClosesAt, got.Revision, err)
	}
	for code, closesAt := range map[string]time.Time{"order": w.ClosesAt, "too_long": w.OpensAt.AddDate(0, 0, 121), "past": now, "missing": {}} {
		_, err := g.Extend(t.Context(), audit.Console.At(now), w.ID, closesAt)
		if diff := cmp.Diff([]Problem{{"closes_at", code}}, problemsOf(t, err)); diff != "" {
			t.Error(diff)
		}
	}
	// A wave whose time is up but which has not been closed can be given more.
	if _, err := g.Extend(t.Context(), audit.Console.At(later.Add(time.Minute)), w.ID, later.AddDate(0, 0, 1)); err != nil {
		t.Errorf("after the time was up: %v", err)
	}
	if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Extend(t.Context(), audit.Console.At(now), w.ID, later.AddDate(0, 0, 2)); !errors.Is(err, ErrClosed) {
		t.Errorf("a wave that is closing: %v, want ErrClosed", err)
	}
	if _, err := g.Extend(t.Context(), audit.Console.At(now), "x", later); !errors.Is(err, ErrNotFound) {
		t.Errorf("no wave: %v, want ErrNotFound", err)
	}
}

// The groups stay as they were merged; only their head counts change, however small they get.
func TestCorrectHeadCount(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t) // teachers 20, assistants 8, sfo 4 and other 5 together
	got, err := g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"other", 1}, {"teachers", 21}, {"sfo", 2}, {"assistants", 0}})
	if err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	stored, _ := g.Wave(w.ID)
	for _, got := range []Wave{got, stored} {
		var counts []int
		for i, group := range got.Groups {
			counts = append(counts, group.HeadCount)
			if group.Key != w.Groups[i].Key || group.Number != w.Groups[i].Number || !slices.Equal(group.Merged, w.Groups[i].Merged) {
				t.Errorf("group %d became %+v", i, group)
			}
		}
		if got.HeadCount != 24 || !slices.Equal(counts, []int{21, 0, 3}) || got.MinGroup != w.MinGroup {
			t.Errorf("%d asked, groups %v, minimum group %d", got.HeadCount, counts, got.MinGroup)
		}
		if diff := cmp.Diff([]GroupCount{{"teachers", 21}, {"sfo", 2}, {"other", 1}}, got.Asked); diff != "" {
			t.Error(diff)
		}
	}
	if unchanged, _ := g.Wave(w.ID); unchanged.Targets["promote"] != w.Targets["promote"] || unchanged.ClosesAt != w.ClosesAt {
		t.Error("correcting a head count changed something else")
	}
	_, err = g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"teachers", -1}, {"leaders", 1}})
	if diff := cmp.Diff([]Problem{{"counts.leaders", "unknown"}, {"counts.teachers", "range"}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	g.finish(t, w)
	if _, err := g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"teachers", 30}}); err != nil {
		t.Errorf("a closed wave, whose release may be waiting for it: %v", err)
	}
	if err := g.Void(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"teachers", 30}}); !errors.Is(err, ErrVoid) {
		t.Errorf("a void wave: %v, want ErrVoid", err)
	}
}

func TestCorrectHeadCountOfAGroupThatWasNotAsked(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Counts = []GroupCount{{"teachers", 20}, {"assistants", 8}}
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"teachers", 20}, {"sfo", 8}})
	if diff := cmp.Diff([]Problem{{"counts.sfo", "not_asked"}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	// Without a breakdown it is a head count like any other.
	spec.Instrument, spec.Counts = MappingSurvey, []GroupCount{{"teachers", 20}}
	if w, err = g.OpenWave(t.Context(), audit.Console.At(now), spec); err != nil {
		t.Fatal(err)
	}
	got, err := g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"teachers", 20}, {"sfo", 8}})
	if err != nil || got.HeadCount != 28 || len(got.Groups) != 0 {
		t.Errorf("%d asked, groups %v, %v", got.HeadCount, got.Groups, err)
	}
}

func TestTakesAndDue(t *testing.T) {
	t.Parallel()
	opens, closes := now, now.AddDate(0, 0, 14)
	tests := []struct {
		state WaveState
		at    time.Time
		takes error
		due   bool
	}{
		{WaveOpen, opens.Add(-time.Microsecond), ErrNotOpen, false},
		{WaveOpen, opens, nil, false},
		{WaveOpen, closes.Add(-time.Microsecond), nil, false},
		{WaveOpen, closes, ErrClosed, true},
		{WaveClosing, opens, ErrClosed, true},
		{WaveClosed, opens, ErrClosed, false},
		{WaveVoid, opens, ErrClosed, false},
		{WaveVoid, closes, ErrClosed, false},
	}
	for _, test := range tests {
		w := Wave{State: test.state, OpensAt: opens, ClosesAt: closes}
		if takes, due := w.Takes(test.at), w.Due(test.at); takes != test.takes || due != test.due {
			t.Errorf("%s at %v: takes %v, due %v; want %v, %v", test.state, test.at, takes, due, test.takes, test.due)
		}
	}
}

func TestWavesInOrderOfOpening(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	var want []WaveID
	for i := range 5 {
		spec := g.spec()
		spec.School, spec.OpensAt = g.newSchool(t, "Skole "+string(rune('A'+rand.IntN(26)))).ID, now.AddDate(0, 0, i)
		w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, w.ID)
	}
	ids := func(waves []Wave) (ids []WaveID) {
		for _, w := range waves {
			ids = append(ids, w.ID)
		}
		return ids
	}
	g.reopen(t)
	if got := ids(g.Waves()); !slices.Equal(got, want) {
		t.Errorf("waves %v, want %v", got, want)
	}
	last, _ := g.Wave(want[4])
	if got := ids(g.WavesOf(last.School)); !slices.Equal(got, want[4:]) {
		t.Errorf("waves of the school: %v", got)
	}
	if got := g.Due(now); len(got) != 0 {
		t.Errorf("due: %v", ids(got))
	}
	if err := g.BeginClosing(t.Context(), audit.Console.At(now), want[3]); err != nil {
		t.Fatal(err)
	}
	if got := ids(g.Due(now.AddDate(0, 0, 14))); !slices.Equal(got, []WaveID{want[0], want[1], want[2], want[3], want[4]}) {
		t.Errorf("due after all have closed: %v", got)
	}
	if got := ids(g.Due(now)); !slices.Equal(got, want[3:4]) {
		t.Errorf("due: %v", got)
	}
}
