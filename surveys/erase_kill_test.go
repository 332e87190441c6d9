package surveys

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
)

const eraseAtOnce = 3 // waves that are erased in one step

// A process that erases answers is killed at any moment. The start after it finds every wave either whole or erased, all that were reported
// and all of one step together; and of an erased one nothing is in any file.
func TestKillErase(t *testing.T) {
	if r := killtest.Running(); r != nil {
		t.Fatal(eraseUntilKilled(t.Context(), r))
	}
	g := newGround(t)
	in, _ := Builtin(StateSurvey)
	erased, finished := 0, 0
	var table killtest.Table
	for range killtest.Rounds(testkit.Rounds(4, 20)) {
		before := len(g.Waves())
		for i := range 2 * eraseAtOnce {
			w, err := g.Import(t.Context(), audit.Console.At(now), ImportSpec{
				School: g.school.ID, Phase: "a", Instrument: StateSurvey, Closed: day("2010-01-01").AddDate(0, 0, before+i),
				Counts: []GroupCount{{"teachers", 20 + before + i}}, Sheet: sheetOf(t, fileOf(in, 20+before+i)),
			})
			if err == nil {
				err = g.AnnounceErasure(t.Context(), at(0), []AnnouncedErasure{kept(w, ErasureNotice)})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		seals := map[WaveID]seal{}
		for _, w := range g.Waves() {
			if !w.Erased() {
				seals[w.ID] = g.sealOf(w.ID)
			}
		}
		g.close(t)
		lines := killtest.Start(t, g.dir).KillAfter(killtest.UpTo(500 * time.Millisecond))
		table.Kill("erasing")
		finished += len(lines)
		g.open(t)
		gone := 0
		for _, w := range g.Waves() {
			sl, whole := seals[w.ID]
			switch {
			case !whole:
			case w.Erased():
				gone++
				if found := grep(t, g.dir, sl.checksum); found != nil {
					t.Errorf("what was erased is in %v", found)
				}
			case strings.Contains(strings.Join(lines, "\n"), string(w.ID)):
				t.Errorf("wave %s was reported as erased and is there", w.ID)
			default:
				if err := g.verify(t.Context(), w, sl); err != nil {
					t.Error(err)
				}
			}
		}
		if gone%eraseAtOnce != 0 {
			t.Errorf("%d waves are erased, which are always %d together", gone, eraseAtOnce)
		}
		erased += gone
		left := rows[int](t, g.folder.Record, "select count(distinct seal) from (select seal from answer union all select seal from respondent union all select ordinal from sealed_wave)")[0]
		if want := len(seals) - gone; left != want {
			t.Errorf("answers of %d waves are stored, want %d", left, want)
		}
	}
	t.Logf("%d waves were erased, %d steps of %d reported", erased, finished, eraseAtOnce)
	table.Report(t)
}

// A kill between the two halves of an erasure: the waves are marked, and the file still holds the answers. The next start goes on.
func TestKillBetweenMarkAndRewrite(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	g.submit(t, g.answer(w, 1))
	g.finish(t, w)
	mark := g.plant(t, w)
	if err := g.AnnounceErasure(t.Context(), at(0), []AnnouncedErasure{kept(w, ErasureNotice)}); err != nil {
		t.Fatal(err)
	}
	err := g.alterErasures(t.Context(), at(ErasureNotice), "answers_erased", 1, func(int) (WaveID, func(*Wave) error) {
		return w.ID, func(w *Wave) error { w.Erasure.Done = dayAsUTC(at(ErasureNotice).At); return nil }
	})
	if err != nil || grep(t, g.dir, mark) == nil {
		t.Fatalf("the answers are gone already, or %v", err)
	}
	g.reopen(t)
	if found := grep(t, g.dir, mark); found != nil {
		t.Errorf("the answers are in %v", found)
	}
}

// eraseUntilKilled erases what has been announced, some waves at a time, and reports their ids.
func eraseUntilKilled(ctx context.Context, r *killtest.Reporter) error {
	folder, err := duckdb.OpenFolder(ctx, r.Args[0], duckdb.FolderOptions{CheckpointBytes: 16 << 10, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	prog, err := programme.Open(ctx, folder.Record)
	if err != nil {
		return err
	}
	s, err := Open(ctx, folder, prog)
	if err != nil {
		return err
	}
	r.Ready()
	var waves []WaveID
	for _, w := range s.Waves() {
		if w.Erased() {
			continue
		}
		if waves = append(waves, w.ID); len(waves) == eraseAtOnce {
			if err := s.Erase(ctx, at(ErasureNotice), waves); err != nil {
				return err
			}
			r.Line(fmt.Sprint(waves))
			waves = nil
		}
	}
	<-ctx.Done() // nothing is left to do: the kill comes
	return ctx.Err()
}
