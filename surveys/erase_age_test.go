package surveys

import (
	"errors"
	mathrand "math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// at is the service doing something some days after now.
func at(days int) audit.By { return audit.By{At: now.AddDate(0, 0, days), Account: audit.Service} }

// kept is the announcement that the answers of a wave go in so many days.
func kept(w Wave, days int) AnnouncedErasure {
	return AnnouncedErasure{Wave: w.ID, Due: dayAsUTC(now).AddDate(0, 0, days), Since: dayAsUTC(now), Months: 12}
}

// plant stores a row of bytes among the answers of a sealed wave. Codes that respondents can give are packed too tightly to be found again
// in a file; these bytes lie in it as they are.
func (g *ground) plant(t *testing.T, w Wave) string {
	t.Helper()
	bytes := make([]byte, 4096)
	random := mathrand.NewChaCha8([32]byte{7})
	random.Read(bytes)
	err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		for _, b := range bytes {
			if err := tx.Append("answer", int32(g.sealOf(w.ID).ordinal), int32(1), uint8(1), uint8(1), b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.folder.Record.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	return string(bytes[1024:1056])
}

// The answers of a wave, and what says how many there were, are in no file afterwards; all else is as it was.
func TestErase(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	old := g.wave(t)
	for n := range 9 {
		g.submit(t, g.answer(old, n))
	}
	g.finish(t, old)
	spec := g.spec()
	spec.Instrument = MappingSurvey
	young, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 7 {
		g.submit(t, g.answer(young, n))
	}
	g.finish(t, young)
	left := g.sealed(t, young)
	marks := []string{g.plant(t, old), g.sealOf(old.ID).checksum}
	for _, mark := range marks {
		if grep(t, g.dir, mark) == nil {
			t.Fatalf("%x is in no file before; this test sees nothing", mark)
		}
	}

	if err := g.AnnounceErasure(t.Context(), at(0), []AnnouncedErasure{kept(old, 40)}); err != nil {
		t.Fatal(err)
	}
	if err := g.Erase(t.Context(), at(39), []WaveID{old.ID}); !errors.Is(err, ErrNotAnnounced) {
		t.Errorf("a day too soon: %v", err)
	}
	if rows[int](t, g.folder.Record, "select count(*) from respondent where seal = 1")[0] != 9 {
		t.Error("refused, and erased all the same")
	}
	if err := g.Erase(t.Context(), at(40), []WaveID{old.ID}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, mark := range marks {
			if found := grep(t, g.dir, mark); found != nil {
				t.Errorf("%x is in %v", mark, found)
			}
		}
		if n := rows[int](t, g.folder.Record, "select (select count(*) from answer where seal = 1) + (select count(*) from respondent where seal = 1) + (select count(*) from sealed_wave where ordinal = 1)")[0]; n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if diff := cmp.Diff(left, g.sealed(t, young)); diff != "" {
			t.Error("another wave changed:", diff)
		}
		w, err := g.Wave(old.ID)
		want := Erasure{Announced: dayAsUTC(now), Due: dayAsUTC(now).AddDate(0, 0, 40), Since: dayAsUTC(now), Months: 12, Done: dayAsUTC(now).AddDate(0, 0, 40)}
		if err != nil || w.State != WaveClosed || w.Erasure != want {
			t.Errorf("the wave is %s, %+v, %v", w.State, w.Erasure, err)
		}
		if _, err := g.Seal(t.Context(), old.ID); !errors.Is(err, ErrErased) {
			t.Errorf("sealing again: %v", err)
		}
		g.reopen(t)
	}
	entries, err := audit.Open(g.folder.Record).Read(t.Context(), audit.Filter{})
	if err != nil || len(entries) < 2 || entries[0].Action != audit.AnswersErased || entries[1].Action != audit.ErasureAnnounced || entries[0].Subject != string(old.ID) {
		t.Errorf("the log has %+v, %v", entries, err)
	}
	if err := g.Void(t.Context(), audit.Console.At(now), old.ID); err != nil {
		t.Errorf("calling off an erased wave: %v", err)
	}
}

// What is refused changes nothing, not for the other waves of the same call either.
func TestEraseRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	closed := g.wave(t)
	g.finish(t, closed)
	spec := g.spec()
	spec.Instrument = MappingSurvey
	open, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	announce := func(announced ...AnnouncedErasure) error {
		return g.AnnounceErasure(t.Context(), at(0), announced)
	}
	if err := announce(kept(closed, ErasureNotice), kept(open, ErasureNotice)); err == nil {
		t.Error("a wave that is open was announced")
	}
	if err := announce(kept(closed, ErasureNotice-1)); err == nil {
		t.Error("announced at short notice")
	}
	if err := announce(AnnouncedErasure{Wave: "none", Due: now.AddDate(1, 0, 0)}); !errors.Is(err, ErrNotFound) {
		t.Errorf("no such wave: %v", err)
	}
	if err := g.Erase(t.Context(), at(1000), []WaveID{closed.ID}); !errors.Is(err, ErrNotAnnounced) {
		t.Errorf("never announced: %v", err)
	}
	if w, _ := g.Wave(closed.ID); w.Revision != 3 || w.Erasure != (Erasure{}) {
		t.Errorf("the wave has changed: revision %d, %+v", w.Revision, w.Erasure)
	}
	if err := announce(kept(closed, ErasureNotice)); err != nil {
		t.Fatal(err)
	}
	if err := g.Erase(t.Context(), at(ErasureNotice), []WaveID{closed.ID}); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"announcing again": announce(kept(closed, 400)), "erasing again": g.Erase(t.Context(), at(ErasureNotice), []WaveID{closed.ID}),
	} {
		if !errors.Is(err, ErrErased) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
