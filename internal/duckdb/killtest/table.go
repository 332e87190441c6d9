package killtest

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var tableFile = flag.String("table", "", "a file to which each test appends what it has done and found; `make torture` adds it up")

// A Table is what a test has done to a program, and found. Its methods are for one goroutine.
type Table struct {
	moments      map[string]int // what was under way → kills
	states       map[string]int // what a power failure left → states
	found        [4]int         // writes: acknowledged, present, lost, doubled
	restored     int            // copies from before a checkpoint that were put back
	cut          int            // ends of WALs that were cut
	slowestStart time.Duration
}

// Kill counts a kill, and what was under way.
func (t *Table) Kill(moment string) { t.moments = counted(t.moments, moment, 1) }

// State counts a state of the disk that was opened, and how it came about.
func (t *Table) State(mode string) { t.states = counted(t.states, mode, 1) }

func counted(counts map[string]int, name string, n int) map[string]int {
	if counts == nil {
		counts = map[string]int{}
	}
	counts[name] += n
	return counts
}

// Start is how long a start took.
func (t *Table) Start(took time.Duration) { t.slowestStart = max(t.slowestStart, took) }

// Found counts writes: those that were acknowledged, those that are there, those of the first that are not among the second, and those that are there more
// than once. Where several kills hit one folder, only the last one counts.
func (t *Table) Found(acked, present, lost, doubled int) {
	for i, n := range []int{acked, present, lost, doubled} {
		t.found[i] += n
	}
}

// Repairs counts what starts have repaired.
func (t *Table) Repairs(restored, cut int) { t.restored, t.cut = t.restored+restored, t.cut+cut }

// Merge adds another table.
func (t *Table) Merge(o *Table) {
	for name, n := range o.moments {
		t.moments = counted(t.moments, name, n)
	}
	for name, n := range o.states {
		t.states = counted(t.states, name, n)
	}
	t.Found(o.found[0], o.found[1], o.found[2], o.found[3])
	t.Repairs(o.restored, o.cut)
	t.Start(o.slowestStart)
}

// Report logs the table, and appends it to the file of all: lines of fields between tabs.
func (t *Table) Report(tb testing.TB) {
	tb.Helper()
	var lines strings.Builder
	for _, kind := range []struct {
		name   string
		counts map[string]int
	}{{"kill", t.moments}, {"state", t.states}} {
		for _, name := range slices.Sorted(maps.Keys(kind.counts)) {
			fmt.Fprintf(&lines, "%s\t%s\t%d\n", kind.name, name, kind.counts[name])
		}
	}
	fmt.Fprintf(&lines, "found\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", t.found[0], t.found[1], t.found[2], t.found[3], t.restored, t.cut, t.slowestStart.Milliseconds())
	tb.Logf("seed %d; found: acknowledged, present, lost, doubled, copies put back, ends of WALs cut, slowest start in ms\n%s", Seed(), &lines)
	if *tableFile == "" {
		return
	}
	f, err := os.OpenFile(*tableFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(lines.String()); err != nil {
		tb.Fatal(err)
	}
}
