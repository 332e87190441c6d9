package duckdb

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	driver "github.com/duckdb/duckdb-go/v2"
)

var fatal = &driver.Error{Type: driver.ErrorTypeFatal, Msg: "FATAL Error: injected"}

// A real fatal error: the engine aborts a checkpoint at a point of our choice and is dead from then on.
func TestFatalErrorInACheckpoint(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before_truncate", "before_header", "after_free_list_write", "before_wal_finish"} {
		o := options(t)
		first := true
		o.tune = func() []string {
			if !first {
				return nil
			}
			return []string{"SET debug_checkpoint_abort = '" + point + "'"}
		}
		o.step = func(name string) error {
			if name == "checkpoint: announced" {
				first = false
			}
			return nil
		}
		// The file is made with a checkpoint of its own, which must not be aborted.
		plain := o
		plain.tune, plain.step = nil, nil
		mustClose(t, mustOpen(t, plain))
		db := mustOpen(t, o)
		reopened := 0
		db.OnReopen(func() {
			reopened++
			wantStored(t, db, 1, 2, 3)
		})
		mustPut(t, db, 1, 2, 3)
		if err := db.Checkpoint(t.Context()); err != nil {
			t.Errorf("%s: %v, want the reopening to have done it", point, err)
		}
		mustPut(t, db, 4)
		if reopened != 1 {
			t.Errorf("%s: reopened %d times, want once", point, reopened)
		}
		wantStored(t, db, 1, 2, 3, 4)
		mustClose(t, db)
		wantStored(t, mustOpen(t, plain), 1, 2, 3, 4)
	}
}

// The engine breaks down before or after COMMIT took effect: what is stored is found out, and nobody is left in doubt.
func TestFatalErrorAtCommit(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"commit: before", "commit: after", "ack: mark", "ack: marked", "checkpoint: done", "checkpoint: durable", "checkpoint: unannounced"} {
		o, w := witnessed(t)
		db := mustOpen(t, o)
		mustPut(t, db, 100)
		w.fail(step, fatal)
		batch := slices.Repeat([]member{members[0]}, 5)
		batch[3] = members[5] // looks and refuses
		errs := together(t, db, batch)
		if err := db.Checkpoint(t.Context()); err != nil { // also for the steps of a checkpoint
			t.Error(err)
		}
		for i, err := range errs {
			if want := batch[i].err; (want == "") != (err == nil) {
				t.Errorf("%s: member %d: %v", step, i, err)
			}
		}
		if !w.failed() {
			t.Errorf("no such step: %s", step)
		}
		wantStored(t, db, 0, 1, 2, 4, 100)
		mustClose(t, db)
		wantStored(t, mustOpen(t, o), 0, 1, 2, 4, 100)
	}
}

// A write that kills the engine every time is found and gets its error; the others are stored.
func TestPoisonousWrite(t *testing.T) {
	t.Parallel()
	o := options(t)
	var poisoned bool
	o.step = func(name string) error {
		if name == "commit: before" && poisoned {
			poisoned = false
			return fatal
		}
		return nil
	}
	db := mustOpen(t, o)
	poison := member{name: "poison", fn: func(id int64) func(*Tx) error {
		return func(tx *Tx) error { poisoned = true; return put(id)(tx) }
	}}
	errs := together(t, db, []member{members[0], poison, members[0]})
	if errs[0] != nil || errs[2] != nil || !errors.Is(errs[1], fatal) {
		t.Errorf("errors %v, want one at 1", errs)
	}
	wantStored(t, db, 0, 2)
}

// While the engine cannot be reopened a caller may leave, and is told that it does not know.
func TestUncertain(t *testing.T) {
	t.Parallel()
	o := options(t)
	broken := make(chan struct{})
	var once sync.Once
	var out error
	o.step = func(name string) error {
		switch {
		case name == "commit: after" && out != nil:
			return fatal
		case name == "start":
			if out != nil {
				once.Do(func() { close(broken) })
			}
			return out
		}
		return nil
	}
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, 1)
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	out = &RecoveryError{Path: o.Path, What: "Injected.", Advice: "None."}
	wg.Go(func() {
		if err := db.Write(ctx, put(2)); !errors.Is(err, ErrUncertain) {
			t.Errorf("error %v, want ErrUncertain", err)
		}
	})
	<-broken
	cancel()
	wg.Wait()
	if err := db.Write(t.Context(), put(3)); !errors.As(err, new(*RecoveryError)) {
		t.Errorf("error %v, want the RecoveryError", err)
	}
	if err := db.Read(t.Context(), func(*Reader) error { return nil }); !errors.As(err, new(*RecoveryError)) {
		t.Errorf("error %v, want the RecoveryError", err)
	}
	for _, err := range []error{db.Healthy(t.Context()), db.Ready()} {
		if !errors.As(err, new(*RecoveryError)) {
			t.Errorf("error %v, want the RecoveryError", err)
		}
	}
	if err := db.Close(t.Context()); !errors.As(err, new(*RecoveryError)) {
		t.Errorf("error %v, want the RecoveryError", err)
	}
	o.step = nil
	wantStored(t, mustOpen(t, o), 1, 2)
}

// Reopening is tried until it succeeds; meanwhile the service is not healthy, callers with a deadline leave, and reads wait.
func TestReopenIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := options(t)
	var mu sync.Mutex
	failing := false
	tried := make(chan struct{}, 100)
	set := func(b bool) { mu.Lock(); defer mu.Unlock(); failing = b }
	o.step = func(name string) error {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case !failing:
			return nil
		case name == "start":
			tried <- struct{}{}
			return errors.New("no space left, say")
		case name == "commit: after":
			return fatal
		}
		return nil
	}
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	set(true)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Write(ctx, put(2))
		if !errors.Is(err, ErrUncertain) || !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want ErrUncertain and context.Canceled", err)
		}
	})
	<-tried
	for _, err := range []error{db.Healthy(t.Context()), db.Ready()} {
		if !errors.Is(err, ErrBusy) {
			t.Errorf("healthy or ready: %v, want ErrBusy", err)
		}
	}
	cancel()
	wg.Wait()
	wg.Go(func() { wantStored(t, db, 1, 2) })
	<-tried
	set(false)
	wg.Wait()
	mustPut(t, db, 3)
	wantStored(t, db, 1, 2, 3)
}

// A checkpoint that cannot even begin costs nothing, and is tried again later.
func TestCheckpointPutOff(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	o.CheckpointBytes = 2000
	db := mustOpen(t, o)
	full := errors.New("no space left on device")
	w.fail("checkpoint: copied", full)
	if mustPut(t, db, 1); db.Checkpoint(t.Context()) == nil {
		t.Error("a checkpoint without a copy reported success")
	}
	if left := matches(o.Path + ".pre*"); len(left) > 0 {
		t.Errorf("%v left behind", left)
	}
	w.fail("checkpoint: copied", full)
	var want []int64
	for id := int64(2); id < 60; id++ {
		mustPut(t, db, id)
		want = append(want, id)
	}
	wantStored(t, db, append(want, 1)...)
	if err := db.Healthy(t.Context()); err != nil { // also lets the checkpoint of the last write finish
		t.Error(err)
	}
	if n, _ := size(o.Path + ".wal"); n > 3000 {
		t.Errorf("the WAL has %d bytes, and was to be checkpointed at 2000 or 2500", n)
	}
}

// DuckDB's own lock on the file survives our checkpoints, which read the file through a descriptor.
func TestFileStaysLocked(t *testing.T) {
	o := options(t)
	if path := os.Getenv("DUCKDB_TEST_PROBE"); path != "" {
		locked, err := lockedByEngine(path)
		if err != nil {
			t.Fatal(err)
		}
		if !locked {
			t.Fatal("not locked")
		}
		o.Path = path
		if _, err := Open(t.Context(), o); !errors.Is(err, ErrLocked) {
			t.Fatalf("error %v, want ErrLocked", err)
		}
		if err := os.Remove(path + ".lock"); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), o); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "with DuckDB") {
			t.Fatalf("error %v, want ErrLocked by the engine", err)
		}
		return
	}
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, 2)
	if err := db.Rewrite(t.Context(), keep("true")); err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, 3)
	probe := func() error {
		out, err := rerun(t, "DUCKDB_TEST_PROBE="+o.Path).CombinedOutput()
		if err != nil {
			t.Logf("%s", out)
		}
		return err
	}
	if err := probe(); err != nil {
		t.Errorf("another process: %v", err)
	}
	if _, err := Open(t.Context(), o); err == nil {
		t.Error("the same process opened it twice")
	}
	wantStored(t, db, 1, 2, 3)
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Path = filepath.Join(t.TempDir(), "nowhere", "x.duckdb")
	if _, err := Open(t.Context(), o); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want os.ErrNotExist", err)
	}
	o = options(t)
	o.Path += "?memory_limit=1TB"
	if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "another folder") {
		t.Errorf("error %v, want advice about the path", err)
	}
	o = options(t)
	if err := os.WriteFile(o.Path, []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); !errors.As(err, new(*RecoveryError)) {
		t.Errorf("error %v, want a RecoveryError", err)
	}
	o = options(t)
	mustClose(t, mustOpen(t, o))
	o.MemoryLimit = "much"
	if _, err := Open(t.Context(), o); err == nil || errors.As(err, new(*RecoveryError)) || !strings.Contains(err.Error(), "memory_limit") {
		t.Errorf("error %v, want one about memory_limit that is no RecoveryError", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, options(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if os.Geteuid() != 0 {
		o = options(t)
		mustClose(t, mustOpen(t, o))
		if err := os.Chmod(o.Path, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), o); !errors.Is(err, syscall.EACCES) {
			t.Errorf("error %v, want EACCES", err)
		}
	}
}
