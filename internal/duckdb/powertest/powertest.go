package powertest

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/duckdb/killtest"
)

// Begin is called by the recorded process before it opens anything: from here on it is observed.
func Begin(t testing.TB) {
	t.Helper()
	if err := observe(); err != nil {
		t.Fatal(err)
	}
}

// Off is called by the recorded process when it has done enough and nothing is under way any more. It does not return.
func Off(r *killtest.Reporter) {
	r.Line(done)
	select {}
}

// A Recording is what a process did to a folder, until it was killed in [Off].
type Recording struct {
	dir     string
	first   int // changes that describe the folder before the process
	changes []change
}

// Record runs the calling test in a process of its own and writes down what it does to a folder. In that process killtest.Running returns a
// reporter: it calls [Begin], works, reports, and ends with [Off]. fault may be nil.
func Record(t testing.TB, dir string, fault Fault, args ...string) *Recording {
	t.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	tr := &tracer{dir: dir, fault: fault, ids: map[string]int{}, inodes: map[uint64]int{}, calls: map[int]*call{}, known: map[int]bool{}}
	first, err := tr.start()
	if err != nil {
		t.Fatal(err)
	}
	tr.changes = first
	cmd, output, reports := killtest.Command(t, args...)
	ended := make(chan error)
	go func() { ended <- tr.follow(cmd) }()
	if err := <-ended; err != nil {
		t.Fatalf("record: %v\n%s", err, output)
	}
	reports.Close()
	return &Recording{dir: dir, first: len(first), changes: tr.changes}
}

// String counts what is in it.
func (r *Recording) String() string {
	n := map[Kind]int{}
	length := 0
	for _, c := range r.changes {
		n[c.kind]++
		length += len(c.data)
	}
	return fmt.Sprintf("%d calls: %d writes of %d kB, %d syncs of files and %d of folders, %d changes of names, %d reports",
		len(r.changes)-r.first, n[write], length/1000, n[syncFile], n[syncDir], n[create]+n[rename]+n[link]+n[unlink]+n[mkdir], n[report])
}

// Reports are all that the process has reported.
func (r *Recording) Reports() (all []string) {
	for _, c := range r.changes {
		if c.kind == report && c.text != done {
			all = append(all, c.text)
		}
	}
	return all
}

// Verify holds the model's folder against the real one, which nobody has touched since the recording ended.
func (r *Recording) Verify(t testing.TB) {
	t.Helper()
	d := newDisk()
	for i, c := range r.changes {
		d.apply(i, c)
	}
	want := d.asWritten()
	seen := 0
	err := filepath.WalkDir(r.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == r.dir {
			return err
		}
		name := strings.TrimPrefix(path, r.dir+"/")
		seen++
		if entry.IsDir() {
			if _, ok := want[name+"/"]; !ok {
				t.Errorf("the model does not know the folder %s", name)
			}
			return nil
		}
		content, err := os.ReadFile(path)
		if model, ok := want[name]; !ok || !bytes.Equal(content, model) {
			t.Errorf("%s: %d bytes, and the model has others (%d, known %v)", name, len(content), len(model), ok)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen != len(want) {
		t.Errorf("%d files, and %d in the model: %v", seen, len(want), slices.Sorted(maps.Keys(want)))
	}
}

// A Mode is what a power failure leaves. See the package comment.
type Mode int

// The modes.
const (
	Synced Mode = iota
	All
	TornLast
	Pages
	TornEach
)

// Modes are all of them.
var Modes = []Mode{Synced, All, TornLast, Pages, TornEach}

func (m Mode) String() string {
	return [...]string{"only what is synced", "everything", "last write torn", "random pages", "each write torn"}[m]
}

// A State is what is on the disk after a power failure.
type State struct {
	Mode    Mode
	At      int // how many calls of the recording had ended
	Calls   int // of how many
	Reports []string
	content map[string][]byte
}

func (s State) String() string { return fmt.Sprintf("%v after call %d of %d", s.Mode, s.At, s.Calls) }

// Put writes the state into an empty folder.
func (s State) Put(dir string) error { return put(dir, s.content) }

var number = flag.Int("states", 0, "how many states of each mode power tests look at; 0 = as many as the test says")

// Number is how many states of each mode to look at: the -states flag, or n.
func Number(n int) int {
	if *number > 0 {
		return *number
	}
	return n
}

// States builds n states and shows each to look, in the order of the recording. With TornEach they are those of n writes, evenly chosen. The -seed flag of package
// killtest decides which.
func (r *Recording) States(mode Mode, n int, look func(State)) {
	rnd := rand.New(rand.NewPCG(killtest.Seed(), uint64(mode)))
	moments := r.moments(mode, n, rnd)
	d := newDisk()
	for i, c := range r.changes {
		if i == r.first {
			d.flushed()
		}
		for ; len(moments) > 0 && moments[0] == i; moments = moments[1:] {
			s := State{Mode: mode, At: i - r.first, Calls: len(r.changes) - r.first, Reports: slices.Clone(d.reports)}
			switch mode {
			case Synced:
				s.content = d.asSynced()
			case All:
				s.content = d.asWritten()
			case TornLast:
				s.content = d.asTorn(c, func(c change) []change { return beginning(rnd, c) })
			case Pages:
				s.content = d.asScattered(rnd)
			case TornEach:
				s.content = d.asTorn(c, func(c change) []change { return scraps(rnd, c) })
			}
			look(s)
		}
		d.apply(i, c)
	}
}

// moments are the numbers of the changes before which the power fails; where a write is torn, of those writes.
func (r *Recording) moments(mode Mode, n int, rnd *rand.Rand) (all []int) {
	var writes []int
	for i, c := range r.changes {
		if i >= r.first && c.kind == write && len(c.data) > 1 {
			writes = append(writes, i)
		}
	}
	switch mode {
	case TornEach:
		if n > len(writes) {
			n = len(writes)
		}
		for i := range n {
			all = append(all, writes[i*len(writes)/n])
		}
	case TornLast:
		for range n {
			all = append(all, writes[rnd.IntN(len(writes))])
		}
	default:
		for range n {
			all = append(all, r.first+rnd.IntN(len(r.changes)-r.first))
		}
	}
	slices.Sort(all)
	return all
}

// beginning is the first part of a write, up to the border of a sector.
func beginning(rnd *rand.Rand, c change) []change {
	parts := pieces(c, sectorSize)
	return parts[:rnd.IntN(len(parts)+1)]
}

// scraps are any of its pages, or of its sectors.
func scraps(rnd *rand.Rand, c change) (some []change) {
	for _, p := range pieces(c, []int64{sectorSize, pageSize}[rnd.IntN(2)]) {
		if rnd.IntN(2) == 0 {
			some = append(some, p)
		}
	}
	return some
}

// Unsynced is what the same calls would be worth if none of them waited for the disk: for tests that what they prove depends on it.
func (r *Recording) Unsynced() *Recording {
	u := &Recording{dir: r.dir, first: r.first}
	for _, c := range r.changes {
		switch {
		case c.durable:
			c.durable = false
		case c.kind == syncFile || c.kind == syncDir:
			c.kind = nothing
		}
		u.changes = append(u.changes, c)
	}
	return u
}
