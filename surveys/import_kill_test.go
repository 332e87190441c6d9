package surveys

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
)

const killedRows = 60

// A process that imports one wave after the other is killed at any moment. What a start after it finds are whole waves: all that were
// reported, at most one more, each closed and sealed with every row of its file, and none of them doubled.
func TestKillImport(t *testing.T) {
	if r := killtest.Running(); r != nil {
		t.Fatal(importUntilKilled(t.Context(), r)) // only a kill ends it in order
	}
	g := newGround(t)
	reported := 0
	var table killtest.Table
	for range killtest.Rounds(testkit.Rounds(4, 25)) {
		g.close(t)
		reported += len(killtest.Start(t, g.dir, fmt.Sprint(len(g.Waves()))).KillAfter(killtest.UpTo(80 * time.Millisecond)))
		table.Kill("imports")
		g.open(t)
		for _, w := range g.Waves() {
			if w.State != WaveClosed || len(g.sealed(t, w)) != killedRows {
				t.Fatalf("half a wave is left: %s with %d of %d rows", w.State, len(g.sealed(t, w)), killedRows)
			}
			if err := g.verify(t.Context(), w, g.sealOf(w.ID)); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(g.Waves()); n < reported || n > reported+1 {
			t.Fatalf("%d imports were reported, %d waves are there", reported, n)
		}
		if n := rows[int](t, g.folder.Record, "select count(*) from respondent")[0]; n != len(g.Waves())*killedRows {
			t.Fatalf("%d respondents are stored for %d waves", n, len(g.Waves()))
		}
		reported = len(g.Waves()) // from here on the one that was on its way counts, too
	}
	table.Found(reported, len(g.Waves()), 0, 0) // of anything else the test has failed by now
	table.Report(t)
}

// importUntilKilled imports a wave for each day: the folder and the number of days that are done are its arguments.
func importUntilKilled(ctx context.Context, r *killtest.Reporter) error {
	var done int
	if _, err := fmt.Sscan(r.Args[1], &done); err != nil {
		return err
	}
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
	in, _ := Builtin(StateSurvey)
	sheet := sheetOf(stopper{}, fileOf(in, killedRows))
	r.Ready()
	for i := done; ; i++ {
		_, err := s.Import(ctx, audit.Console.At(now), ImportSpec{
			School: prog.Schools()[0].ID, Phase: "a", Instrument: StateSurvey, Closed: day("2010-01-01").AddDate(0, 0, i),
			Counts: []GroupCount{{"teachers", 80}}, Sheet: sheet,
		})
		if err != nil {
			return err
		}
		r.Line("imported")
	}
}

// stopper ends a process that has no test to fail.
type stopper struct{}

func (stopper) Helper()           {}
func (stopper) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
