package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Works are what a store can do, by name.
type Works map[string]Work

// Work is something that takes long.
type Work interface {
	// Ready says whether there is something to be done for a place; [ErrNothing] where there is not.
	Ready(place string) error
	// Do does it, in the task's folder, and puts the result there. It is called again after a restart, with what it left behind.
	Do(ctx context.Context, t *Task) error
	// Holds reports whether the result in a folder may still be handed out.
	Holds(folder string) bool
}

// Store keeps jobs. It is safe for concurrent use.
type Store struct {
	record *duckdb.DB
	dir    string // of the jobs' folders
	works  Works
	wake   chan struct{}

	change sync.Mutex // one change at a time
	mu     sync.RWMutex
	jobs   map[ID]*Job
	order  []ID               // as they were asked for
	stop   context.CancelFunc // of the job under way
	doing  ID
}

// Open reads the jobs of a system of record. Their files are in the folder "jobs" of the data folder; what no job needs any more is removed there.
func Open(ctx context.Context, record *duckdb.DB, data string, works Works) (*Store, error) {
	s := &Store{record: record, dir: filepath.Join(data, "jobs"), works: works, wake: make(chan struct{}, 1), jobs: map[ID]*Job{}}
	err := record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := duckdb.Collect(r, scan, `-- jobs.Open
			select id, name, place, lang, asked_by, asked_at, state, changed_at from job order by rowid`)
		for _, j := range rows {
			s.keep(j)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open jobs: %w", err)
	}
	return s, s.tidy()
}

func scan(rows *sql.Rows) (j Job, err error) {
	return j, rows.Scan(&j.ID, &j.Name, &j.Place, &j.Lang, &j.AskedBy, &j.Asked, &j.State, &j.Changed)
}

// keep holds a job as it is now.
func (s *Store) keep(j Job) {
	if _, known := s.jobs[j.ID]; !known {
		s.order = append(s.order, j.ID)
	}
	s.jobs[j.ID] = &j
}

// tidy removes folders that no job needs: of those that have ended, and of those whose entry never came into the record.
func (s *Store) tidy() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("open jobs: %w", err)
	}
	for _, e := range entries {
		if j, known := s.jobs[ID(e.Name())]; known && (j.State == Waiting || j.State == Done) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(s.dir, e.Name())); err != nil {
			return fmt.Errorf("open jobs: %w", err)
		}
	}
	return nil
}

func (s *Store) folder(id ID) string { return filepath.Join(s.dir, string(id)) }

// Ask asks for work at a place. Errors: [ErrWaiting], with the job that is under way; [ErrNothing]; [ErrNotFound] for a work without that name.
// A result of the same work for the place is removed: there is one at a time.
func (s *Store) Ask(ctx context.Context, by audit.By, name, place, lang string) (Job, error) {
	s.change.Lock()
	defer s.change.Unlock()
	work, known := s.works[name]
	if !known {
		return Job{}, fmt.Errorf("work %q: %w", name, ErrNotFound)
	}
	last, err := s.Latest(name, place)
	switch {
	case err == nil && last.State == Waiting:
		return last, ErrWaiting
	case err == nil && last.State == Done:
		if err := s.end(ctx, by, last.ID, Removed); err != nil {
			return Job{}, err
		}
	}
	if err := work.Ready(place); err != nil {
		return Job{}, err
	}
	at := stamp(by.At)
	j := Job{ID: ID(rand.Text()), Name: name, Place: place, Lang: lang, AskedBy: by.Account, Asked: at, State: Waiting, Changed: at}
	if err := s.write(ctx, by, j, audit.JobAsked); err != nil {
		return Job{}, err
	}
	select {
	case s.wake <- struct{}{}:
	default: // it is awake
	}
	return j, nil
}

// Latest is the last job of a work at a place, or [ErrNotFound].
func (s *Store) Latest(name, place string) (Job, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i := len(s.order) - 1; i >= 0; i-- {
		if j := s.jobs[s.order[i]]; j.Name == name && j.Place == place {
			return *j, nil
		}
	}
	return Job{}, ErrNotFound
}

// Cancel calls off a job that has not ended, and removes what it has made. The error is [ErrNotFound] for any other.
func (s *Store) Cancel(ctx context.Context, by audit.By, id ID) error {
	s.change.Lock()
	defer s.change.Unlock()
	if j, err := s.job(id); err != nil || j.State != Waiting {
		return ErrNotFound
	}
	return s.end(ctx, by, id, Cancelled)
}

func (s *Store) job(id ID) (Job, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if j, known := s.jobs[id]; known {
		return *j, nil
	}
	return Job{}, ErrNotFound
}

// endings are what the log says of a job that ends.
var endings = map[State]audit.Action{Done: audit.JobDone, Cancelled: audit.JobCancelled, Failed: audit.JobFailed, Removed: audit.JobRemoved}

// end brings a job into a final state, or done. What it left is removed unless it is done. The caller holds change.
func (s *Store) end(ctx context.Context, by audit.By, id ID, state State) error {
	j, err := s.job(id)
	if err != nil {
		return err
	}
	j.State, j.Changed = state, stamp(by.At)
	if err := s.write(ctx, by, j, endings[state]); err != nil {
		return err
	}
	if state == Done {
		return nil
	}
	s.mu.Lock()
	if s.doing == id {
		s.stop()
	}
	s.mu.Unlock()
	return os.RemoveAll(s.folder(id)) // what a stopping work writes after this is removed when it has stopped
}

// write puts a row into the record, with its entry in the log, and then into memory.
func (s *Store) write(ctx context.Context, by audit.By, j Job, action audit.Action) error {
	err := s.record.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		if err := tx.Append("job", string(j.ID), j.Name, j.Place, j.Lang, string(j.AskedBy), j.Asked, string(j.State), j.Changed); err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: action, Owner: j.Place, Subject: string(j.ID), Detail: "work=" + j.Name})
	})
	if err != nil {
		return fmt.Errorf("store job: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(j)
	return nil
}

// Result is the file that a job made. Errors: [ErrNotFound]; [ErrGone], also of one that does not hold any more, which is removed by this.
func (s *Store) Result(ctx context.Context, now time.Time, id ID) ([]byte, error) {
	j, err := s.job(id)
	if err != nil {
		return nil, err
	}
	if j.State != Done || !s.holds(ctx, now, j) {
		return nil, ErrGone
	}
	file, err := os.ReadFile(filepath.Join(s.folder(id), resultFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrGone
	}
	return file, err
}

// holds removes a result that is old or may not be handed out any more.
func (s *Store) holds(ctx context.Context, now time.Time, j Job) bool {
	if now.Before(j.Until()) && s.works[j.Name] != nil && s.works[j.Name].Holds(s.folder(j.ID)) {
		return true
	}
	s.change.Lock()
	defer s.change.Unlock()
	if again, err := s.job(j.ID); err == nil && again.State == Done {
		_ = s.end(ctx, audit.Service.At(now), j.ID, Removed) // whatever comes of it, nobody gets the file; the next look tries again
	}
	return false
}

func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Standing is how many jobs wait or are under way, and how many have failed and are still listed.
func (s *Store) Standing() (waiting, failed int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, j := range s.jobs {
		switch j.State {
		case Waiting:
			waiting++
		case Failed:
			failed++
		}
	}
	return waiting, failed
}
