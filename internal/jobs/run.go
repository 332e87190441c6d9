package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"tilstand/internal/audit"
)

// resultFile is what a work calls its result.
const resultFile = "result"

// Task is a job that is being done.
type Task struct {
	Job
	Folder string // its own; what is in it at the beginning is what an earlier try left
	store  *Store
}

// Progress says how many parts are done, of all.
func (t *Task) Progress(done, all int) {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	if j, known := t.store.jobs[t.ID]; known {
		j.Done, j.All = done, all
	}
}

// Put writes a file into the folder for nobody but us: whole, or not at all.
func (t *Task) Put(name string, content []byte) error {
	path := filepath.Join(t.Folder, name)
	f, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// PutResult writes the result.
func (t *Task) PutResult(content []byte) error { return t.Put(resultFile, content) }

// HasResult reports whether an earlier try has written the result.
func (t *Task) HasResult() bool {
	_, err := os.Stat(filepath.Join(t.Folder, resultFile))
	return err == nil
}

// looks is how often results are looked at that wait.
const looks = time.Minute

// Run does the jobs that wait, one after another, and removes results that are old or do not hold, until the context ends. A job that is under way
// then goes on at the next Run.
func (s *Store) Run(ctx context.Context, now func() time.Time, log *slog.Logger) {
	tick := time.NewTicker(looks)
	defer tick.Stop()
	for {
		s.Finish(ctx, now, log)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
			s.sweep(ctx, now())
		}
	}
}

// Finish does the jobs that wait now, one after another.
func (s *Store) Finish(ctx context.Context, now func() time.Time, log *slog.Logger) {
	for s.doNext(ctx, now, log) {
	}
}

// doNext does the first job that waits; false when there is none, or no more time.
func (s *Store) doNext(ctx context.Context, now func() time.Time, log *slog.Logger) bool {
	doing, stop := context.WithCancel(ctx)
	defer stop()
	j, ok := s.begin(stop)
	if !ok || ctx.Err() != nil {
		return false
	}
	err := s.do(doing, j)
	s.mu.Lock()
	s.doing, s.stop = "", nil
	s.mu.Unlock()

	s.change.Lock()
	defer s.change.Unlock()
	if again, _ := s.job(j.ID); again.State != Waiting { // called off; what was written meanwhile goes now
		return errors.Join(os.RemoveAll(s.folder(j.ID))) == nil
	}
	state := Done
	switch {
	case err != nil && ctx.Err() != nil:
		return false // the program stops: it goes on at the next start
	case err != nil:
		log.Error("a job failed", "work", j.Name, "err", err)
		state = Failed
	}
	if err := s.end(ctx, audit.Service.At(now()), j.ID, state); err != nil {
		log.Error("the end of a job is not in the record", "err", err)
		return false // it is tried again at the next look
	}
	return true
}

// begin takes the first job that waits.
func (s *Store) begin(stop context.CancelFunc) (Job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if j := s.jobs[id]; j.State == Waiting {
			s.doing, s.stop = id, stop
			return *j, true
		}
	}
	return Job{}, false
}

// do does a job. A work that panics has failed, and takes nobody with it who answers or reads meanwhile.
func (s *Store) do(ctx context.Context, j Job) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	work, known := s.works[j.Name]
	if !known {
		return ErrNotFound
	}
	t := &Task{Job: j, Folder: s.folder(j.ID), store: s}
	if err := os.MkdirAll(t.Folder, 0o700); err != nil {
		return err
	}
	return work.Do(ctx, t)
}

// sweep looks at every result that waits.
func (s *Store) sweep(ctx context.Context, now time.Time) {
	s.mu.RLock()
	var done []Job
	for _, j := range s.jobs {
		if j.State == Done {
			done = append(done, *j)
		}
	}
	s.mu.RUnlock()
	for _, j := range done {
		s.holds(ctx, now, j)
	}
}
