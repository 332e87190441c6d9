package torture

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/backup"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// killsPerFolder bounds how much there is to compare after each kill.
const killsPerFolder = 7

// A process that takes answers in while it checkpoints, releases, imports or backs up is killed at any moment. The folder opens, every answer that was acknowledged
// is there once, releases are what they were, the log is whole, and a backup that was reported can be restored.
func TestKillService(t *testing.T) {
	if r := killtest.Running(); r != nil {
		t.Fatal(live(t.Context(), r, -1)) // only a kill ends it in order
	}
	n, shards := killtest.Rounds(testkit.Rounds(3, 14)), 1
	if n > 4*killsPerFolder {
		shards = runtime.GOMAXPROCS(0)
	}
	tables := make([]killtest.Table, shards)
	t.Run("shards", func(t *testing.T) {
		for shard := range shards {
			t.Run(strconv.Itoa(shard), func(t *testing.T) {
				t.Parallel()
				for left := (n + shards - 1 - shard) / shards; left > 0 && !t.Failed(); left -= killsPerFolder {
					killFolder(t, &tables[shard], min(left, killsPerFolder))
				}
			})
		}
	})
	var all killtest.Table
	for i := range tables {
		all.Merge(&tables[i])
	}
	all.Report(t)
}

// A site is a folder that is killed on.
type site struct {
	dir  string
	key  surveys.CodeKey
	book *ledger
	log  *log
}

func newSite(t testing.TB) *site {
	t.Helper()
	base, err := os.MkdirTemp("", "torture")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(base) })
	s := &site{dir: filepath.Join(base, "data"), key: surveys.NewCodeKey(), book: newLedger(), log: &log{}}
	must(t, os.Mkdir(s.dir, 0o700))
	h, err := open(t.Context(), s.dir, 0, s.log)
	must(t, err)
	w, err := h.wave(t.Context(), true)
	must(t, err)
	must(t, h.surv.MakeSlips(t.Context(), console, w.ID, s.key, []surveys.CodeCount{{Group: w.FirstCodes()[0].Group, Codes: killsPerFolder * codesALife}}))
	must(t, h.close())
	return s
}

// killFolder kills several times on one folder, with other trades each time, and in the end proves all of it.
func killFolder(t *testing.T, table *killtest.Table, times int) {
	t.Helper()
	s := newSite(t)
	first := int(killtest.N(int64(len(trades))))
	for life := range times {
		trade := trades[(first+life)%len(trades)]
		v := killtest.Start(t, s.dir, trade, strconv.Itoa(life), string(s.key))
		var lines []string
		if killtest.N(6) == 0 {
			lines = v.KillWithin(killtest.UpTo(400 * time.Millisecond)) // also during the start
		} else {
			lines = v.KillAfter(killtest.UpTo(500 * time.Millisecond))
		}
		table.Kill(trade + ", " + s.book.hear(lines))
		s.look(t, table, life == times-1)
		s.restore(t, lines)
	}
}

// look opens the folder, as the next start does, and compares.
func (s *site) look(t *testing.T, table *killtest.Table, thorough bool) {
	t.Helper()
	began := time.Now()
	h, err := open(t.Context(), s.dir, 0, s.log)
	if err != nil {
		t.Fatalf("the folder does not open: %v", err)
	}
	table.Start(time.Since(began))
	var c count
	if err := s.book.compare(t.Context(), h, &c); err != nil {
		t.Error(err)
	}
	if thorough {
		if err := h.prove(t.Context()); err != nil {
			t.Error(err)
		}
		table.Found(c.acked, c.present, c.lost, c.doubled)
	}
	table.Repairs(int(s.log.restored.Swap(0)), int(s.log.cut.Swap(0)))
	must(t, h.close())
}

// restore puts the last backup back that was reported, and holds it against what had been acknowledged when it was begun.
func (s *site) restore(t *testing.T, lines []string) {
	t.Helper()
	before, at := newLedger(), -1
	for i, line := range lines {
		if strings.HasPrefix(line, "b ") {
			at = i
		}
	}
	if at < 0 {
		return
	}
	name := strings.TrimPrefix(lines[at], "b ")
	for _, line := range lines {
		if line == "s backing up "+name {
			break
		}
		before.hear([]string{line})
	}
	archive, err := os.Open(filepath.Join(filepath.Dir(s.dir), name))
	must(t, err)
	defer archive.Close()
	into := filepath.Join(t.TempDir(), "restored")
	_, err = backup.Restore(t.Context(), archive, nil, backup.Restorer{Data: into, By: audit.Console.At(autumn), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	h, err := open(t.Context(), into, 0, s.log)
	must(t, err)
	found, _, err := h.found(context.Background())
	must(t, err)
	for n := range before.answers {
		if len(found[n]) != 1 {
			t.Errorf("answer %d was acknowledged before %s was begun, and is there %d times", n, name, len(found[n]))
		}
	}
	must(t, h.close())
	must(t, os.RemoveAll(into))
}
