package duckdb

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// syncCounter counts how often it is synced, and whether it has ended. Its address is what makes it one.
type syncCounter struct {
	err          error
	begun, ended atomic.Int32
}

func (s *syncCounter) Sync() error {
	s.begun.Add(1)
	for range 10_000 { // a commit that does not wait would be ahead
		runtime.Gosched()
	}
	s.ended.Add(1)
	return s.err
}

// A batch syncs what its members name once each, is committed after that, and leaves out those whose sync failed.
func TestWriteAfter(t *testing.T) {
	t.Parallel()
	well, torn := &syncCounter{}, &syncCounter{err: errors.New("the disk is torn")}
	o := options(t)
	o.step = func(step string) error {
		if step == "commit: before" && well.begun.Load() != well.ended.Load() {
			t.Error("committed before the sync has ended")
		}
		return nil
	}
	db := mustOpen(t, o)
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { db.Write(t.Context(), func(*Tx) error { close(begun); <-hold; return nil }) })
	<-begun // what comes now makes one batch
	firsts := []Syncer{well, torn, nil, well, torn, nil, well}
	jobs := make([]*job, len(firsts))
	for i, first := range firsts {
		jobs[i] = newJob(t.Context(), put(int64(i)))
		jobs[i].first = first
		if err := db.submit(jobs[i]); err != nil {
			t.Fatal(err)
		}
	}
	close(hold)
	for i, j := range jobs {
		if err := j.wait(); (firsts[i] == torn) != errors.Is(err, torn.err) || firsts[i] != torn && err != nil {
			t.Errorf("member %d: %v", i, err)
		}
	}
	wg.Wait()
	wantStored(t, db, 0, 2, 3, 5, 6)
	if n := torn.begun.Load(); n != 1 {
		t.Errorf("what fails is synced %d times", n)
	}
	if n := well.begun.Load(); n != 2 { // with those who failed, and without
		t.Errorf("what three members name is synced %d times in two attempts", n)
	}
	before := well.ended.Load()
	if err := db.WriteAfter(t.Context(), well, put(7)); err != nil || well.ended.Load() != before+1 {
		t.Errorf("a write alone: %v, synced %d times", err, well.ended.Load()-before)
	}
}
