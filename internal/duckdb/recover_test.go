package duckdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	driver "github.com/duckdb/duckdb-go/v2"

	"tilstand/internal/testkit"
)

// A state is the contents of a database's folder at some moment. States are how these tests kill: what a process leaves behind when it
// dies between two steps is what the folder holds between them. (TestKill… kills real processes, inside the steps as well.)
type state map[string][]byte

func stateOf(t testing.TB, dir string) state {
	t.Helper()
	s := state{}
	for _, pattern := range []string{"/*", "/" + keyFolder + "/*"} {
		for _, path := range matches(dir + pattern) {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.IsDir() || strings.HasSuffix(path, ".lock") {
				continue
			}
			if s[strings.TrimPrefix(path, dir+"/")], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func (s state) with(name string, content []byte) state {
	s = maps.Clone(s)
	if content == nil {
		delete(s, name)
	} else {
		s[name] = content
	}
	return s
}

func (s state) flipped(name string, at int) state {
	b := bytes.Clone(s[name])
	b[at] ^= 0x41
	return s.with(name, b)
}

// put puts a state into a new folder and returns options to open it.
func (s state) put(t testing.TB) Options {
	t.Helper()
	o := options(t)
	for name, content := range s {
		path := filepath.Join(filepath.Dir(o.Path), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, keyFolder) {
			o.Ring = byThree
		}
	}
	return o
}

// recovered opens a state, which must hold exactly the rows wanted, accept another, and leave no trace of the repair.
func (s state) recovered(t testing.TB, want ...int64) {
	t.Helper()
	o := s.put(t)
	db := mustOpen(t, o)
	wantStored(t, db, want...)
	const another = 1 << 40
	mustPut(t, db, another)
	wantStored(t, db, append(slices.Clone(want), another)...)
	mustClose(t, db)
	for name := range stateOf(t, filepath.Dir(o.Path)) {
		known := name == mainFile || name == markName || name == journalFile || strings.HasPrefix(name, keyFolder)
		if !known && !strings.HasPrefix(name, "test.duckdb.bad-") {
			t.Errorf("%s is left behind", name)
		}
	}
	wantStored(t, mustOpen(t, o), append(slices.Clone(want), another)...)
}

// refused opens a state, which must fail with a RecoveryError and change nothing.
func (s state) refused(t testing.TB, what string) {
	t.Helper()
	o := s.put(t)
	db, err := Open(t.Context(), o)
	if err == nil {
		db.Close(context.Background())
		t.Fatalf("opened, want a refusal: %s", what)
	}
	var refusal *RecoveryError
	if !errors.As(err, &refusal) || !strings.Contains(err.Error(), what) {
		t.Fatalf("error %v, want a RecoveryError with %q", err, what)
	}
	if refusal.Path != o.Path || refusal.Advice == "" || len(refusal.Kept) == 0 || slices.ContainsFunc(refusal.Kept, func(name string) bool { return !exists(name) }) {
		t.Errorf("an operator cannot act on %+v", refusal)
	}
	if len(s[walFile]) == 0 {
		s = s.with(walFile, nil) // the engine removes an empty one
	}
	if got := stateOf(t, filepath.Dir(o.Path)); !maps.EqualFunc(got, s, bytes.Equal) {
		t.Errorf("the refusal changed files: now %v, before %v", describe(got), describe(s))
	}
}

func describe(s state) (files []string) {
	for _, name := range slices.Sorted(maps.Keys(s)) {
		files = append(files, fmt.Sprintf("%s (%d bytes)", name, len(s[name])))
	}
	return files
}

const (
	mainFile = "test.duckdb"
	walFile  = "test.duckdb.wal"
	markName = "test.duckdb.acked"
	preFile  = "test.duckdb.pre"
	inFlight = "test.duckdb.inflight"

	journalFile = "test.duckdb.journal"
	keyFolder   = "test.duckdb.keys"
)

// A witness takes the state of a database at every step of every protocol, and lets a step fail.
type witness struct {
	dir    string
	mu     sync.Mutex
	states map[string]state
	faults map[string]error
}

func witnessed(t testing.TB) (Options, *witness) {
	o := options(t)
	w := &witness{dir: filepath.Dir(o.Path), states: map[string]state{}, faults: map[string]error{}}
	o.step = func(name string) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !strings.HasPrefix(name, "ack") && !strings.HasPrefix(name, "commit") && !strings.HasPrefix(name, "journal") { // those are too many
			w.states[name] = stateOf(t, w.dir)
		}
		err := w.faults[name]
		delete(w.faults, name)
		return err
	}
	return o, w
}

// fail makes the next such step return err.
func (w *witness) fail(step string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults[step] = err
}

// failed reports whether every fault has happened.
func (w *witness) failed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.faults) == 0
}

// sample makes a database with rows 1-3 in main and 4-6 in the WAL, and returns its state, the marks after each, and the states
// during the checkpoint that follows.
func sample(t testing.TB) (s state, w *witness) {
	t.Helper()
	o, w := witnessed(t)
	return sampleOf(t, o, w)
}

func sampleOf(t testing.TB, o Options, w *witness) (state, *witness) {
	t.Helper()
	db := mustOpen(t, o)
	mustPut(t, db, 1, 2, 3)
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, 4, 5, 6)
	s := stateOf(t, w.dir)
	clear(w.states)
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.states["checkpoint: over"] = stateOf(t, w.dir)
	return s, w
}

func TestKilledBetweenAnyStepsOfACheckpoint(t *testing.T) {
	t.Parallel()
	s, w := sample(t)
	s.recovered(t, 1, 2, 3, 4, 5, 6)
	for _, step := range []string{"copied", "announced", "done", "durable", "unannounced", "over"} {
		s, ok := w.states["checkpoint: "+step]
		if !ok {
			t.Fatalf("no such step: %s", step)
		}
		s.recovered(t, 1, 2, 3, 4, 5, 6)
	}
}

// metadataBlock is where DuckDB keeps its first metadata block: behind three headers of 4 KiB. Every checkpoint overwrites it in place.
const metadataBlock = 3 * 4096

// torn returns main with the first n bytes of a block as they are after a checkpoint and the rest as before.
func torn(before, after []byte, block, n int) []byte {
	b := bytes.Clone(before)
	copy(b[block:block+n], after[block:block+n])
	return b
}

// What a kill inside step 3 leaves: the metadata block or a header half written.
func TestTornMain(t *testing.T) {
	t.Parallel()
	_, w := sample(t)
	during, after := w.states["checkpoint: announced"], w.states["checkpoint: done"][mainFile]
	if bytes.Equal(during[mainFile][metadataBlock:][:1<<18], after[metadataBlock:][:1<<18]) {
		t.Fatal("the checkpoint does not overwrite the metadata block any more")
	}
	for _, n := range []int{8, 16, 100, 4096} {
		s := during.with(mainFile, torn(during[mainFile], after, metadataBlock, n))
		s.recovered(t, 1, 2, 3, 4, 5, 6)
		s.with(preFile, nil).refused(t, "cannot open")
	}
	for _, header := range []int{4096, 8192} {
		for _, n := range []int{8, 16, 32} {
			during.with(mainFile, torn(during[mainFile], after, header, n)).recovered(t, 1, 2, 3, 4, 5, 6)
		}
	}
	during.with(mainFile, []byte{}).recovered(t, 1, 2, 3, 4, 5, 6)
	during.with(mainFile, nil).recovered(t, 1, 2, 3, 4, 5, 6)
}

// A block that is read late is found by the scan that an interrupted checkpoint calls for.
func TestTornDataBlock(t *testing.T) {
	t.Parallel()
	_, w := sample(t)
	during := w.states["checkpoint: announced"]
	const dataBlock = metadataBlock + 1<<18
	s := during.flipped(mainFile, dataBlock+20)
	s.recovered(t, 1, 2, 3, 4, 5, 6)
	s.with(preFile, nil).refused(t, "not all of the file can be read")
}

// The one place that depends on the words and the file format of the engine.
func TestCorruptWALPosition(t *testing.T) {
	t.Parallel()
	s, _ := sample(t)
	wal := s[walFile]
	m := markOf(t, s)
	if m.wal != int64(len(wal)) {
		t.Fatalf("the mark is at %d, the WAL ends at %d", m.wal, len(wal))
	}
	o := s.with(walFile, append(bytes.Clone(wal), make([]byte, 100)...)).put(t)
	_, err := openEngine(t.Context(), settings{path: o.Path, temp: o.Path + ".tmp", memory: "100MB", readers: 1})
	at, ok := damagedWALEntry(err)
	if !ok || at != m.wal {
		t.Errorf("damage at %d (%v) according to %v; it begins at %d", at, ok, err, m.wal)
	}
	var e *driver.Error
	if !errors.As(err, &e) || e.Type != driver.ErrorTypeIO {
		t.Errorf("type of %v has changed", err)
	}
	for _, other := range []error{
		nil, errors.New("Corrupt WAL file: entry at byte position 100 computed"),
		&driver.Error{Type: driver.ErrorTypeIO, Msg: "IO Error: Corrupt WAL file: entry at byte position 15 computed"},
		&driver.Error{Type: driver.ErrorTypeIO, Msg: "IO Error: Corrupt WAL file: entry at byte position 99999999999999999999 computed"},
		&driver.Error{Type: driver.ErrorTypeIO, Msg: "IO Error: Corrupt database file"},
	} {
		if at, ok := damagedWALEntry(other); ok {
			t.Errorf("%v is taken for a damaged WAL entry at %d", other, at)
		}
	}
}

func markOf(t testing.TB, s state) mark {
	t.Helper()
	m, ok, err := readMark(filepath.Join(filepath.Dir(s.put(t).Path), markName))
	if err != nil || !ok {
		t.Fatalf("no mark: %v", err)
	}
	return m
}

// lastMark returns the state as it is when the newest commit is in the WAL and its mark is not yet written.
func lastMark(t testing.TB, s state, m mark) state {
	t.Helper()
	o := s.put(t)
	f, err := createMark(o.Path+".acked", m)
	if err != nil {
		t.Fatal(err)
	}
	f.close()
	return stateOf(t, filepath.Dir(o.Path))
}

func TestBadWALTail(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	var marks []mark
	for id := int64(2); id <= 4; id++ {
		mustPut(t, db, id)
		marks = append(marks, markOf(t, stateOf(t, w.dir)))
	}
	s := stateOf(t, w.dir)
	wal := s[walFile]
	garbage := func(n int64) []byte { return append(bytes.Clone(wal[:n]), bytes.Repeat([]byte{0}, len(wal)-int(n))...) }

	for i, m := range marks { // damaged right behind the mark: cut, and what is before it is there
		want := []int64{1, 2, 3, 4}[:2+i]
		s := lastMark(t, s, m)
		if i < len(marks)-1 {
			s.with(walFile, garbage(m.wal)).recovered(t, want...)
			s.flipped(walFile, int(m.wal)+40).recovered(t, want...)
		}
		s.with(walFile, append(bytes.Clone(wal[:m.wal]), make([]byte, 50)...)).recovered(t, want...)
		s.with(walFile, wal[:m.wal+2*int64(min(1, len(wal)-int(m.wal)))]).recovered(t, want...) // a short tail the engine drops itself
	}

	newest := marks[len(marks)-1]
	for _, n := range []int64{marks[0].wal, marks[1].wal} { // damaged before the mark
		s.with(walFile, garbage(n)).refused(t, "was acknowledged")
		s.with(walFile, wal[:n]).refused(t, "Acknowledged writes are missing")
	}
	s.with(walFile, nil).refused(t, "Acknowledged writes are missing")
	s.with(walFile, []byte{}).refused(t, "Acknowledged writes are missing")
	s.with(walFile, make([]byte, len(wal))).refused(t, "Acknowledged writes are missing")
	s.with(walFile, garbage(marks[0].wal)).with(markName, nil).refused(t, "without a readable ack mark")
	s.with(walFile, garbage(marks[0].wal)).with(markName, []byte("torn")).refused(t, "without a readable ack mark")

	// Nothing but garbage, and nothing acknowledged in it.
	s.with(walFile, nil)
	empty := lastMark(t, s, mark{number: newest.number - 3})
	empty.with(walFile, bytes.Repeat([]byte{7}, 500)).recovered(t, 1)
	empty.with(walFile, make([]byte, 500)).recovered(t, 1)
	empty.with(walFile, wal[:8]).recovered(t, 1)
	empty.flipped(walFile, 12).recovered(t, 1)
}

// A WAL and a main that do not belong together are told apart by the engine or by the numbers.
func TestForeignWAL(t *testing.T) {
	t.Parallel()
	one, _ := sample(t)
	other, _ := sample(t)
	one.with(walFile, other[walFile]).refused(t, "cannot open")

	// The same database at different times.
	o, w := witnessed(t)
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	early := stateOf(t, w.dir)
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, 2)
	late := stateOf(t, w.dir)
	late.with(mainFile, early[mainFile]).refused(t, "")
	late.with(walFile, early[walFile]).refused(t, "")
}

// Restoring a backup brings a main and perhaps a WAL, but no mark.
func TestNoMark(t *testing.T) {
	t.Parallel()
	s, w := sample(t)
	s.with(markName, nil).recovered(t, 1, 2, 3, 4, 5, 6)
	w.states["checkpoint: over"].with(markName, nil).recovered(t, 1, 2, 3, 4, 5, 6)
	s.with(mainFile, nil).refused(t, "The file itself is missing")
	state{markName: s[markName]}.refused(t, "The file itself is missing")
}

func TestLeftovers(t *testing.T) {
	t.Parallel()
	s, _ := sample(t)
	for _, name := range []string{".pre", ".pre.tmp", ".inflight", ".inflight.tmp", ".acked.tmp", ".rewrite", ".rewrite.wal", ".rewrite.acked", ".wal.cut-1", ".wal.short", ".wal.short.tmp"} {
		s = s.with(mainFile+name, []byte("left over"))
	}
	s.recovered(t, 1, 2, 3, 4, 5, 6)
}

// No byte of the WAL or of the mark can be damaged so that acknowledged rows are silently gone.
func TestDamageIsNeverSilent(t *testing.T) {
	t.Parallel()
	s, _ := sample(t)
	for _, name := range []string{walFile, markName} {
		for at := range s[name] {
			if name == markName && at%markSlot >= markLength || at%testkit.Rounds(11, 2) > 0 { // the rest of the mark is padding
				continue
			}
			o := s.flipped(name, at).put(t)
			db, err := Open(t.Context(), o)
			var refusal *RecoveryError
			switch {
			case err == nil:
				wantStored(t, db, 1, 2, 3, 4, 5, 6)
				mustClose(t, db)
			case !errors.As(err, &refusal):
				t.Errorf("error %v, want a RecoveryError", err)
			}
			if t.Failed() {
				t.Fatalf("byte %d of %s", at, name)
			}
		}
	}
	for n := 0; n < len(s[walFile]); n += testkit.Rounds(29, 3) {
		s.with(walFile, s[walFile][:n]).refused(t, "")
	}
}

// What a power failure may leave of the WAL: what was synced, and of what was not, any of the pages that were being written, in any
// order. Everything that was acknowledged is there afterwards, and nothing in part.
func TestPowerFailureInTheWAL(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), mainFile)
	o := killOptions(path)
	o.CheckpointBytes, o.Log = 1<<30, quiet
	db := mustOpen(t, o)
	var marks []mark
	const n = 60
	for id := int64(1); id <= n; id++ {
		if err := db.Write(t.Context(), putWhole(id)); err != nil {
			t.Fatal(err)
		}
		m, _, err := readMark(path + ".acked")
		if err != nil {
			t.Fatal(err)
		}
		marks = append(marks, m)
	}
	s := stateOf(t, filepath.Dir(path))
	const sector = 512
	for seed := range uint64(testkit.Rounds(15, 50)) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		acked := 1 + rnd.IntN(n)
		m := marks[acked-1]
		end := int(m.wal) + rnd.IntN(min(len(s[walFile])-int(m.wal), 10*sector)+1)
		wal := bytes.Clone(s[walFile][:end])
		for at := int(m.wal); at < end; at = (at/sector + 1) * sector {
			if rnd.IntN(2) == 0 {
				clear(wal[at:min(end, (at/sector+1)*sector)])
			}
		}
		k := &tally{acked: map[int64]bool{}}
		for id := range acked {
			k.acked[int64(id+1)] = true
		}
		k.check(t, lastMark(t, s, m).with(walFile, wal).put(t).Path)
		if t.Failed() || k.present > n {
			t.Fatalf("seed %d: %d writes present", seed, k.present)
		}
	}
}

// What a power failure may leave of main in a checkpoint: before the header is written, any mixture of old and new pages behind the headers;
// after that, all of them and a part of the header.
func TestPowerFailureInACheckpoint(t *testing.T) {
	t.Parallel()
	_, w := sample(t)
	during, after := w.states["checkpoint: announced"], w.states["checkpoint: done"][mainFile]
	const page, sector = 4096, 512
	for seed := range uint64(testkit.Rounds(15, 50)) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		mixed := func(into, from []byte, begin, end, unit int) {
			for at := begin; at+unit <= end; at += unit {
				if rnd.IntN(2) == 0 {
					copy(into[at:at+unit], from[at:])
				}
			}
		}
		var main []byte
		if seed%2 == 0 {
			main = bytes.Clone(during[mainFile])
			main = append(main, make([]byte, max(0, len(after)-len(main)))...)
			mixed(main, after, metadataBlock, len(after), page)
		} else {
			main = bytes.Clone(after)
			copy(main[:metadataBlock], during[mainFile])
			mixed(main, after, page, metadataBlock, sector)
		}
		db := mustOpen(t, during.with(mainFile, main).put(t))
		if wantStored(t, db, 1, 2, 3, 4, 5, 6); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
		mustClose(t, db)
	}
}
