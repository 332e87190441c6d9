package jobs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/testkit"
)

// A process that makes reports is killed at any moment. The start after it has every workbook that was reported, by itself or in the result, goes on from there, and the result is what
// it would have been.
func TestKillReports(t *testing.T) {
	if r := killtest.Running(); r != nil {
		g := &ground{t: t, dir: r.Args[0]}
		g.open()
		g.works[SchoolReports].(*Reports).made = func(p part) { r.Line(p.note()) }
		r.Ready()
		g.finish()
		<-t.Context().Done() // until killed
		return
	}
	g := newGround(t, 6)
	g.ask()
	want := names(g.unpacked(g.finish()))
	interrupted, kept := 0, 0
	for range killtest.Rounds(testkit.Rounds(3, 40)) {
		j := g.ask()
		g.close()
		lines := killtest.Start(t, g.dir).KillAfter(killtest.UpTo(600 * time.Millisecond))
		g.open()
		if g.latest().State == Waiting {
			interrupted++
			for _, line := range lines {
				kept++
				_, single := os.Stat(filepath.Join(g.folderOf(j), line))
				_, packed := os.Stat(filepath.Join(g.folderOf(j), resultFile)) // killed after the workbooks went into it
				if single != nil && packed != nil {
					t.Errorf("a workbook that was reported is not there: %v", single)
				}
			}
		}
		done := g.finish()
		if got := names(g.unpacked(done)); done.ID != j.ID || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("after a kill the result has %v, want %v", got, want)
		}
	}
	t.Logf("%d were interrupted, with %d workbooks done", interrupted, kept)
}

func (g *ground) folderOf(j Job) string { return g.Store.folder(j.ID) }
