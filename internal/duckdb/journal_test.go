package duckdb

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/testkit"
)

// byThree gives rows one of three rings, by their id.
func byThree(_ string, values []any) string {
	id, _ := values[0].(int64)
	return fmt.Sprint("ring ", id%3)
}

// journalled adds a journal to what a test opens a database with.
func journalled(o Options) Options {
	o.Ring = byThree
	return o
}

func ringKey(id int64) string { return filepath.Join(keyFolder, fmt.Sprintf("ring%%20%d.key", id%3)) }

// journalledSample is [sample] of a database with a journal: rows 1-3 in main, 4-6 in the WAL and in the journal, each in a commit of its own.
func journalledSample(t testing.TB) (state, *witness) {
	t.Helper()
	o, w := witnessed(t)
	return sampleOf(t, journalled(o), w)
}

// recordAt is where a record of the journal in a state lies: of the nth commit since the checkpoint. A small record is a block.
func recordAt(n int) int { return n * 4096 }

// all six rows are there, whatever happens to the one place or the other.
func TestTheJournalBringsBack(t *testing.T) {
	t.Parallel()
	s, w := journalledSample(t)
	if markOf(t, s).wal != inJournal {
		t.Fatalf("mark %v", markOf(t, s))
	}
	six := []int64{1, 2, 3, 4, 5, 6}
	wal := s[walFile]
	noise := make([]byte, 700)
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	for name, s := range map[string]state{
		"as it is":                      s,
		"WAL gone":                      s.with(walFile, nil),
		"WAL empty":                     s.with(walFile, []byte{}),
		"WAL of zeros":                  s.with(walFile, make([]byte, len(wal))),
		"WAL of noise":                  s.with(walFile, noise),
		"WAL with zeros behind":         s.with(walFile, append(bytes.Clone(wal), make([]byte, 100)...)),
		"its second half of zeros":      s.with(walFile, append(bytes.Clone(wal[:len(wal)/2]), make([]byte, len(wal)/2)...)),
		"no mark":                       s.with(markName, nil),
		"no mark, WAL gone":             s.with(markName, nil).with(walFile, nil),
		"no mark, no journal":           s.with(markName, nil).with(journalFile, nil),
		"journal of zeros":              s.with(journalFile, make([]byte, len(s[journalFile]))),
		"journal empty":                 s.with(journalFile, []byte{}),
		"no keys":                       s.with(ringKey(0), nil).with(ringKey(1), nil).with(ringKey(2), nil),
		"record torn, commit there":     s.with(journalFile, append(bytes.Clone(s[journalFile][:recordAt(2)+60]), make([]byte, recordAt(20))...)),
		"main lost, in a checkpoint":    w.states["checkpoint: announced"].with(mainFile, nil).with(walFile, nil),
		"torn main and WAL":             w.states["checkpoint: announced"].flipped(mainFile, metadataBlock+20).flipped(walFile, 50),
		"WAL gone before the mark":      w.states["checkpoint: durable"],
		"old WAL back after checkpoint": w.states["checkpoint: durable"].with(walFile, wal),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.recovered(t, six...)
		})
	}
}

// What neither place has is not passed over.
func TestTheJournalDoesNotPassOver(t *testing.T) {
	t.Parallel()
	s, _ := journalledSample(t)
	other, _ := journalledSample(t)
	gone := s.with(walFile, nil)
	for name, c := range map[string]struct {
		s    state
		what string
	}{
		"no journal":                    {s.with(journalFile, nil), "Its journal is missing"},
		"no journal, WAL gone":          {gone.with(journalFile, nil), "Its journal is missing"},
		"WAL gone, first record bad":    {gone.flipped(journalFile, recordAt(0)+60), "neither in the file nor whole in the journal"},
		"WAL gone, second record bad":   {gone.flipped(journalFile, recordAt(1)+60), "neither in the file nor whole in the journal"},
		"WAL gone, last record bad":     {gone.flipped(journalFile, recordAt(2)+60), "Acknowledged writes are missing"},
		"WAL gone, journal of zeros":    {gone.with(journalFile, make([]byte, len(s[journalFile]))), "Acknowledged writes are missing"},
		"WAL gone, a key gone":          {gone.with(ringKey(5), nil), "cannot be repeated"},
		"WAL gone, a key damaged":       {gone.flipped(ringKey(5), 30), "cannot be repeated"},
		"WAL gone, another's journal":   {gone.with(journalFile, other[journalFile]), "belongs to another file"},
		"WAL cut, journal of zeros":     {s.with(walFile, append(bytes.Clone(s[walFile][:len(s[walFile])/2]), make([]byte, 100)...)).with(journalFile, make([]byte, 4096)), "Acknowledged writes are missing"},
		"another's file":                {s.with(mainFile, other[mainFile]).with(walFile, nil), "belongs to another file"},
		"file gone":                     {s.with(mainFile, nil), "The file itself is missing"},
		"all gone but the journal":      {state{journalFile: s[journalFile]}, "The file itself is missing"},
		"a file of nothing, no pre":     {s.with(mainFile, []byte("nothing")).with(walFile, nil), "cannot open"},
		"without a mark, a record bad":  {gone.with(markName, nil).flipped(journalFile, recordAt(1)+60), "neither in the file nor whole in the journal"},
		"without a mark, WAL cut":       {s.with(markName, nil).with(walFile, append(bytes.Clone(s[walFile]), make([]byte, 100)...)), "without a readable ack mark"},
		"without a mark, other's":       {gone.with(markName, nil).with(journalFile, other[journalFile]), "belongs to another file"},
		"WAL gone, two records changed": {gone.with(journalFile, swapped(s[journalFile], recordAt(0), recordAt(1))).flipped(journalFile, recordAt(0)+60), "neither in the file nor whole in the journal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.s.refused(t, c.what)
		})
	}
}

func swapped(file []byte, a, b int) []byte {
	file = bytes.Clone(file)
	for i := range 4096 {
		file[a+i], file[b+i] = file[b+i], file[a+i]
	}
	return file
}

// No byte of WAL, mark or journal can be damaged so that an acknowledged row is gone, and the WAL can be cut anywhere: that is no reason to refuse either.
func TestDamageIsMended(t *testing.T) {
	t.Parallel()
	s, _ := journalledSample(t)
	whole := func(s state, what string, at int) {
		t.Helper()
		db := mustOpen(t, s.put(t))
		if wantStored(t, db, 1, 2, 3, 4, 5, 6); t.Failed() {
			t.Fatalf("%s at %d", what, at)
		}
		mustClose(t, db)
	}
	step := testkit.Rounds(101, 2)
	for at := 0; at < len(s[walFile]); at += step {
		whole(s.flipped(walFile, at), "WAL flipped", at)
		whole(s.with(walFile, s[walFile][:at]), "WAL cut", at)
	}
	for slot := range markSlots {
		for at := 0; at < markLength; at += testkit.Rounds(17, 1) {
			whole(s.flipped(markName, slot*markSlot+at), "mark flipped", slot*markSlot+at)
		}
	}
	for record := range 3 {
		for at := 0; at < 200; at += step {
			whole(s.flipped(journalFile, recordAt(record)+at), "journal flipped", recordAt(record)+at)
		}
	}
}

// From main as the last checkpoint left it, the journal alone makes the same rows: as many, the same sum, the same order-free hash.
func TestJournalAloneRebuildsTheSame(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	o = journalled(o)
	o.Migrations = killSchema
	db := mustOpen(t, o)
	for id := range int64(10) {
		if err := db.Write(t.Context(), putWhole(id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	snapshot := stateOf(t, w.dir)[mainFile]
	batch := make([]member, 300)
	for i := range batch {
		batch[i] = member{fn: func(id int64) func(*Tx) error { return putWhole(1000 + id) }}
	}
	for _, err := range together(t, db, batch) {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := sumsOf(t, db)
	s := stateOf(t, w.dir)
	o = state{mainFile: snapshot, markName: s[markName], journalFile: s[journalFile], ringKey(0): s[ringKey(0)], ringKey(1): s[ringKey(1)], ringKey(2): s[ringKey(2)]}.put(t)
	o.Migrations = killSchema
	rebuilt := mustOpen(t, o)
	if got := sumsOf(t, rebuilt); got != want {
		t.Errorf("rebuilt %v, want %v", got, want)
	}
	if rebuilt.Stats().Repeated.Value() == 0 || db.Stats().Repeated.Value() != 0 {
		t.Errorf("%d and %d commits were repeated", rebuilt.Stats().Repeated.Value(), db.Stats().Repeated.Value())
	}
}

type sums struct {
	rows       int
	sum        int64
	hash       uint64
	parts      int
	partsHash  uint64
	partsTotal int64
}

func sumsOf(t testing.TB, db *DB) (s sums) {
	t.Helper()
	err := db.Read(t.Context(), func(r *Reader) error {
		return errors.Join(
			r.QueryRow("SELECT count(*), sum(id)::BIGINT, bit_xor(hash(e)) FROM entry AS e").Scan(&s.rows, &s.sum, &s.hash),
			r.QueryRow("SELECT count(*), sum(id + n)::BIGINT, bit_xor(hash(d)) FROM detail AS d").Scan(&s.parts, &s.partsTotal, &s.partsHash))
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A transaction that the journal cannot repeat is known to have been, and is refused when it is gone.
func TestBarrier(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(tx *Tx) error{
		"statement": func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO entry VALUES (7, 'by statement')")
			return err
		},
		"query": func(tx *Tx) error {
			var id int64
			return tx.QueryRow("INSERT INTO entry VALUES (7, 'by query') RETURNING id").Scan(&id)
		},
		"statement and rows": func(tx *Tx) error {
			_, err := tx.Exec("DELETE FROM entry WHERE id = 4")
			return errors.Join(err, put(4)(tx), put(7)(tx))
		},
		"too large": func(tx *Tx) error { return tx.Append("entry", int64(7), strings.Repeat("x", 17<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, w := witnessed(t)
			db := mustOpen(t, journalled(o))
			mustPut(t, db, 4)
			if err := db.Write(t.Context(), write); err != nil {
				t.Fatal(err)
			}
			mustPut(t, db, 8)
			s := stateOf(t, w.dir)
			s.recovered(t, 4, 7, 8)
			s.with(journalFile, make([]byte, 4096)).recovered(t, 4, 7, 8)
			s.with(walFile, nil).refused(t, "cannot be repeated from the journal")
			if err := db.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			mustPut(t, db, 9)
			stateOf(t, w.dir).with(walFile, nil).recovered(t, 4, 7, 8, 9)
		})
	}
}

// The steps of the checkpoint and of the rewrite, as without a journal.
func TestJournalledKilledBetweenAnySteps(t *testing.T) {
	t.Parallel()
	_, w := journalledSample(t)
	for step, s := range w.states {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			s.recovered(t, 1, 2, 3, 4, 5, 6)
			s.with(markName, nil).recovered(t, 1, 2, 3, 4, 5, 6)
		})
	}
	t.Run("rewrite", func(t *testing.T) {
		t.Parallel()
		o, w := witnessed(t)
		killBetweenStepsOfARewrite(t, journalled(o), w)
	})
}

// The steps of a start that repeats commits: it may be killed in each, and the next goes on.
func TestKilledWhileRepeating(t *testing.T) {
	t.Parallel()
	s, _ := journalledSample(t)
	o := s.with(walFile, nil).put(t)
	w := &witness{dir: filepath.Dir(o.Path), states: map[string]state{}, faults: map[string]error{}}
	var states []state
	o.step = func(name string) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		now := stateOf(t, w.dir)
		if n := len(states); n == 0 || !maps.EqualFunc(now, states[n-1], bytes.Equal) {
			states = append(states, now)
		}
		return nil
	}
	wantStored(t, mustOpen(t, o), 1, 2, 3, 4, 5, 6)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(states) < 8 {
		t.Errorf("%d states", len(states))
	}
	for _, s := range states {
		s.recovered(t, 1, 2, 3, 4, 5, 6)
	}
}

// The engine or the journal fails at any step of a commit: everybody is told what is stored, and it stays so.
func TestFailureBesideACommit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		step string
		err  error
	}{
		{"commit: before", fatal}, {"commit: after", fatal}, {"journal: write", errors.New("input/output error")}, {"journal: written", fatal},
		{"commit: after", errors.New("not fatal")}, {"ack: mark", fatal}, {"checkpoint: done", fatal}, {"checkpoint: durable", fatal}, {"checkpoint: unannounced", fatal},
	} {
		o, w := witnessed(t)
		o = journalled(o)
		db := mustOpen(t, o)
		mustPut(t, db, 100)
		w.fail(c.step, c.err)
		if strings.HasPrefix(c.step, "commit: after") {
			w.fail("journal: take back", errors.New("input/output error"))
		}
		batch := slices.Repeat([]member{members[0]}, 5)
		batch[3] = members[5] // looks and refuses
		errs := together(t, db, batch)
		for i, err := range errs {
			if want := batch[i].err; (want == "") != (err == nil) {
				t.Errorf("%s: member %d: %v", c.step, i, err)
			}
		}
		if err := db.Checkpoint(t.Context()); err != nil { // also for the steps of a checkpoint
			t.Error(err)
		}
		mustPut(t, db, 101)
		if !w.failed() {
			t.Errorf("no such step: %s", c.step)
		}
		wantStored(t, db, 0, 1, 2, 4, 100, 101)
		stateOf(t, w.dir).with(walFile, nil).recovered(t, 0, 1, 2, 4, 100, 101)
		mustClose(t, db)
	}
}

// What a caller was told is not stored does not come back from the journal: its record was taken back before it was told. A key that is there twice
// shows at COMMIT, when the record is on its way.
func TestWhatFailedDoesNotComeBack(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	o = journalled(o)
	o.Migrations = fstestSchema("CREATE TABLE entry (id BIGINT PRIMARY KEY, body VARCHAR NOT NULL);")
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	number := db.lastNumber(t)
	for range 3 {
		if err := db.Write(t.Context(), func(tx *Tx) error { return errors.Join(put(7)(tx), put(1)(tx)) }); err == nil {
			t.Fatal("a key was taken twice")
		}
		s := stateOf(t, w.dir)
		for name, s := range map[string]state{"as it is": s, "WAL gone": s.with(walFile, nil)} {
			again := s.put(t)
			again.Migrations = o.Migrations
			if db := mustOpen(t, again); !t.Run(name, func(t *testing.T) { wantStored(t, db, 1) }) {
				t.FailNow()
			}
		}
	}
	mustPut(t, db, 2)
	if got := db.lastNumber(t); got != number+1 {
		t.Errorf("commit %d after %d: this test does not bite", got, number)
	}
	s := stateOf(t, w.dir).with(walFile, nil).put(t)
	s.Migrations = o.Migrations
	wantStored(t, mustOpen(t, s), 1, 2)
}

func (db *DB) lastNumber(t testing.TB) (n uint64) {
	t.Helper()
	err := db.Read(t.Context(), func(r *Reader) error { return r.QueryRow("SELECT max(n) FROM commit_number").Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A key that cannot be made: the write fails with nothing stored and nothing in doubt, for all of a batch at once, and the next one is stored when it can.
func TestNoRoomForAKey(t *testing.T) {
	t.Parallel()
	o := journalled(options(t))
	db := mustOpen(t, o)
	if err := os.WriteFile(o.Path+".keys", nil, 0o600); err != nil { // where the folder should be
		t.Fatal(err)
	}
	for i, err := range together(t, db, slices.Repeat([]member{members[0]}, 3)) {
		if !errors.Is(err, errJournal) || errors.Is(err, ErrUncertain) {
			t.Errorf("member %d: %v", i, err)
		}
	}
	if err := os.Remove(o.Path + ".keys"); err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, 3)
	wantStored(t, db, 3)
}

// After a clean end nothing in the journal is needed; a file from before there was a journal gets one; and so does a file whose journal was lost then.
func TestJournalComesAndGoes(t *testing.T) {
	t.Parallel()
	o := options(t)
	plain := mustOpen(t, o)
	mustPut(t, plain, 1)
	if err := plain.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec("DROP TABLE lineage"); return err }); err != nil {
		t.Fatal(err)
	}
	mustClose(t, plain)
	with := mustOpen(t, journalled(o))
	mustPut(t, with, 2)
	s := stateOf(t, filepath.Dir(o.Path))
	mustClose(t, with)
	if m := markOf(t, stateOf(t, filepath.Dir(o.Path))); m.wal != 0 {
		t.Errorf("mark %v after a clean end", m)
	}
	s.with(walFile, nil).recovered(t, 1, 2)
	if err := os.Remove(o.Path + ".journal"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, mustOpen(t, journalled(o)))
	again := mustOpen(t, o) // without
	mustPut(t, again, 3)
	wantStored(t, again, 1, 2, 3)
}

// A ring that is forgotten has no key any more, in no file, and what is in main stays; the others go on, and a crash finds them.
func TestForget(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	db := mustOpen(t, journalled(o))
	mustPut(t, db, 1, 2, 3)
	if rings, err := db.Rings(); err != nil || !slices.Equal(rings, []string{"ring 0", "ring 1", "ring 2"}) {
		t.Fatalf("rings %q: %v", rings, err)
	}
	secret := stateOf(t, w.dir)[ringKey(2)]
	for range 2 {
		if err := db.Forget(t.Context(), "ring 2"); err != nil {
			t.Fatal(err)
		}
	}
	wantStored(t, db, 1, 2, 3)
	for name, content := range stateOf(t, w.dir) {
		if bytes.Contains(content, secret[24:56]) {
			t.Errorf("%s holds the key", name)
		}
	}
	w.states["forget: folded"].recovered(t, 1, 2, 3)
	mustPut(t, db, 4)
	if rings, err := db.Rings(); err != nil || !slices.Equal(rings, []string{"ring 0", "ring 1"}) {
		t.Fatalf("rings %q: %v", rings, err)
	}
	s := stateOf(t, w.dir)
	s.with(walFile, nil).recovered(t, 1, 2, 3, 4)
	mustPut(t, db, 5)
	s = stateOf(t, w.dir)
	s.with(walFile, nil).recovered(t, 1, 2, 3, 4, 5)
	if bytes.Equal(s[ringKey(2)], secret) {
		t.Error("the key came back")
	}
}

// A journal that grows without a WAL to speak of is reason enough for a checkpoint.
func TestJournalIsBounded(t *testing.T) {
	t.Parallel()
	o := journalled(options(t))
	o.CheckpointBytes = 32 << 10
	db := mustOpen(t, o)
	for id := range int64(100) {
		mustPut(t, db, id)
	}
	if n, err := size(o.Path + ".journal"); err != nil || n > 6*o.CheckpointBytes {
		t.Errorf("the journal has %d bytes: %v", n, err)
	}
	mustClose(t, db)
	wantStored(t, mustOpen(t, o), slices.Collect(func(yield func(int64) bool) {
		for id := range int64(100) {
			if !yield(id) {
				return
			}
		}
	})...)
}

// Rows as the rest of the program appends them come back as they were.
func TestValuesComeBack(t *testing.T) {
	t.Parallel()
	type name string
	o, w := witnessed(t)
	o = journalled(o)
	o.Ring = func(string, []any) string { return "one" }
	o.Migrations = fstestSchema("CREATE TABLE entry (s VARCHAR, u UTINYINT, b BLOB, i UUID, d DOUBLE, o BOOLEAN, n BIGINT);")
	db := mustOpen(t, o)
	err := db.Write(t.Context(), func(tx *Tx) error {
		return tx.Append("entry", name("æ"), uint8(200), []byte{0, 255}, [16]byte{1, 2}, 0.1, true, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	text := func(db *DB) (s string) {
		err := db.Read(t.Context(), func(r *Reader) error { return r.QueryRow("SELECT e::VARCHAR FROM entry e").Scan(&s) })
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	want := text(db)
	again := stateOf(t, w.dir).with(walFile, nil).put(t)
	again.Migrations = o.Migrations
	db = mustOpen(t, again)
	if got := text(db); got != want || db.Stats().Repeated.Value() == 0 {
		t.Errorf("%s, want %s (%d repeated)", got, want, db.Stats().Repeated.Value())
	}
}

// A mark that need not be durable stands in for none that is, and takes none away.
func TestHint(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.acked")
	f, err := createMark(path, mark{number: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	want := func(want mark) {
		t.Helper()
		if got, ok, err := readMark(path); err != nil || !ok || got != want {
			t.Errorf("mark %v (%v, %v), want %v", got, ok, err, want)
		}
	}
	if err := errors.Join(f.write(mark{2, inJournal}), f.hint(mark{3, inJournal}), f.hint(mark{4, inJournal})); err != nil {
		t.Fatal(err)
	}
	want(mark{4, inJournal})
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, written[:hintSlot*markSlot], 0o600); err != nil { // the power fails before the system writes it
		t.Fatal(err)
	}
	want(mark{2, inJournal})
	if err := errors.Join(f.hint(mark{4, inJournal}), f.write(mark{number: 5})); err != nil {
		t.Fatal(err)
	}
	want(mark{number: 5})
	if _, err := f.loose.WriteAt([]byte("torn"), 0); err != nil { // the write of 5
		t.Fatal(err)
	}
	want(mark{4, inJournal})
}
