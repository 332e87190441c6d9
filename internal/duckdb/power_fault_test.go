package duckdb

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/duckdb/powertest"
	"tilstand/internal/testkit"
)

// One of the calls that wait for the disk reports an I/O error: each of the first ones in turn. What it was about is not acknowledged, or is stored in another way before it is;
// the database goes on by itself; and when the power fails after all, nothing is lost that was acknowledged, although the system has forgotten what the failed call was to write.
func TestFailedSync(t *testing.T) {
	if r := killtest.Running(); r != nil {
		workUntilOff(t, r, killOptions(r.Args[0]))
	}
	t.Parallel()
	var table killtest.Table
	all := 200
	n := min(all, powertest.Number(testkit.Rounds(2, 4)))
	for i := range n {
		nth := 1 + i*all/n + int(killtest.N(int64(all/n)))
		t.Run(fmt.Sprintf("sync %d", nth), func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, []string{mainFile, journalledMain}[i%2])
			seen, failed := 0, ""
			rec := powertest.Record(t, dir, func(c powertest.Call) syscall.Errno {
				if c.Syncs && !strings.HasSuffix(c.Path, ".lock") {
					if seen++; seen == nth {
						failed = c.Path
						return syscall.EIO
					}
				}
				return 0
			}, path)
			if failed == "" {
				t.Fatalf("there were only %d syncs", seen)
			}
			o := outcomes{file: filepath.Base(path)}
			for _, mode := range []powertest.Mode{powertest.Synced, powertest.Pages, powertest.All} {
				rec.States(mode, 4, func(s powertest.State) {
					table.State("after a failed sync: " + mode.String())
					o.look(t, s, open)
				})
			}
			if t.Log(failed, &o); o.bad() > 0 {
				t.Errorf("the sync of %s failed; the first: %s", failed, o.first)
			}
			table.Found(o.acked, o.present, o.lost, o.partial)
		})
	}
	table.Report(t)
}
