package duckdb

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// While many write and the WAL overflows again and again, copies are made: each has every write that was acknowledged before it was asked for, none
// twice, and none that came after it was returned; and the database itself has lost nothing.
func TestCopyWhileWriting(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.CheckpointBytes = 50_000
	db := mustOpen(t, o)
	var acked, begun atomic.Int64 // ids are given out in order, so all up to the lowest that is under way are stored
	stop, stores := make(chan struct{}), make(chan struct{}, 1)
	var writers sync.WaitGroup
	var under sync.Mutex
	stored := map[int64]bool{}
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				id := begun.Add(1)
				if err := db.Write(t.Context(), func(tx *Tx) error { return tx.Append("entry", id, noise(500)) }); err != nil {
					t.Error(err)
					return
				}
				under.Lock()
				stored[id] = true
				for stored[acked.Load()+1] {
					acked.Add(1)
				}
				under.Unlock()
				select {
				case stores <- struct{}{}:
				default:
				}
			}
		})
	}
	for i := range 8 {
		path := filepath.Join(t.TempDir(), "copy.duckdb")
		for last := acked.Load(); acked.Load() < last+50; {
			<-stores
		}
		before := acked.Load()
		number, err := db.CopyTo(t.Context(), path)
		if err != nil {
			t.Fatalf("copy %d: %v", i, err)
		}
		wantCopy(t, path, number, before, begun.Load())
	}
	close(stop)
	writers.Wait()
	mustClose(t, db)
	wantCopy(t, o.Path, 0, acked.Load(), begun.Load())
}

// wantCopy looks at a copy: all ids up to one are there once, and none above another.
func wantCopy(t *testing.T, path string, number uint64, all, most int64) {
	t.Helper()
	o := options(t)
	o.Path = path
	copied := mustOpen(t, o)
	if err := copied.Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := stored(t, copied)
	for id := int64(1); id <= all; id++ {
		if found[id] != 1 {
			t.Fatalf("row %d is %d times in the copy; it was acknowledged before", id, found[id])
		}
	}
	for id, n := range found {
		if n != 1 || id > most {
			t.Errorf("row %d is %d times in the copy", id, n)
		}
	}
	var have uint64
	if err := copied.Read(t.Context(), func(r *Reader) (err error) { have, err = numbers(r); return err }); err != nil || number != 0 && have != number {
		t.Errorf("the copy ends with commit %d (%v), and was said to end with %d", have, err, number)
	}
	mustClose(t, copied)
}

// A checkpoint that comes due while a copy is being made is put off, one that is asked for waits, and closing the database ends the copy.
func TestCopyHoldsCheckpointsOff(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.CheckpointBytes = 1
	begun, goOn := make(chan struct{}), make(chan struct{})
	o.step = func(name string) error {
		if name == "copy: begun" {
			begun <- struct{}{}
			<-goOn
		}
		return nil
	}
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	path := filepath.Join(t.TempDir(), "copy.duckdb")
	done := make(chan error, 1)
	makeCopy := func() { _, err := db.CopyTo(t.Context(), path); done <- err }
	go makeCopy()
	<-begun
	mustPut(t, db, 2, 3)
	if n, _ := size(o.Path + ".wal"); n == 0 {
		t.Error("a checkpoint changed the file that was being copied")
	}
	goOn <- struct{}{}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	wantCopy(t, path, 0, 1, 1)
	mustPut(t, db, 4)
	if err := db.control(t.Context(), func(*writer) error { return nil }); err != nil { // after what the writer does behind a write
		t.Fatal(err)
	}
	if n, _ := size(o.Path + ".wal"); n != 0 {
		t.Error("the checkpoint that was put off did not come")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	go makeCopy()
	<-begun
	closed := make(chan error, 1)
	go func() { closed <- db.Close(context.Background()) }()
	<-db.closing
	goOn <- struct{}{}
	if err := <-done; !errors.Is(err, ErrClosed) || exists(path) {
		t.Errorf("the copy of a database that is being closed: %v; left a file: %v", err, exists(path))
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestCopyLeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	path := filepath.Join(t.TempDir(), "there.txt")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.CopyTo(t.Context(), path); !errors.Is(err, os.ErrExist) {
		t.Errorf("error %v, want that the file is there", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "mine" {
		t.Errorf("the file that was there now has %q", text)
	}
}

// A flipped byte or a lost end is found by the scan of a file that nobody has read before, or it is in a place that holds nothing: what is read is
// then what was stored.
func TestScanFindsDamage(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := mustOpen(t, o)
	for id := range int64(400) {
		if err := db.Write(t.Context(), func(tx *Tx) error { return tx.Append("entry", id, noise(4000)) }); err != nil {
			t.Fatal(err)
		}
	}
	want := sumOf(t, db)
	mustClose(t, db)
	whole, err := os.ReadFile(o.Path)
	if err != nil {
		t.Fatal(err)
	}
	found, harmless := 0, 0
	try := func(what string, at int, damaged []byte) {
		path := filepath.Join(t.TempDir(), "test.duckdb")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		one := o
		one.Path = path
		db, err := Open(t.Context(), one)
		if err == nil {
			if err = db.Scan(t.Context()); err == nil {
				harmless++
				if got := sumOf(t, db); got != want {
					t.Errorf("%s at byte %d was not found, and what is read is not what was stored", what, at)
				}
			} else if damage := (*Damage)(nil); !errors.As(err, &damage) || damage.Path != path {
				t.Errorf("%s at byte %d: the scan says %v", what, at, err)
			}
			db.Close(context.Background()) // an engine that has met a bad block may not close
		}
		if err != nil {
			found++
		}
	}
	for range 40 {
		at := rand.IntN(len(whole))
		flipped := append([]byte{}, whole...)
		flipped[at] ^= 1 << rand.IntN(8)
		try("a flipped bit", at, flipped)
	}
	for range 12 {
		at := rand.IntN(len(whole))
		try("a lost end", at, whole[:at:at])
	}
	t.Logf("%d found, %d harmless, in a file of %d bytes", found, harmless, len(whole))
	if found < 30 {
		t.Errorf("only %d of 52 were found", found)
	}
}

// sumOf is the same for the same rows.
func sumOf(t *testing.T, db *DB) (sum string) {
	t.Helper()
	err := db.Read(t.Context(), func(r *Reader) error {
		return r.QueryRow("SELECT count(*) || ' ' || bit_xor(hash(e)) FROM entry e").Scan(&sum)
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
