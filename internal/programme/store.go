package programme

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tilstand/internal/duckdb"
)

// A Store keeps owners, schools, cohorts, runs and target levels. It is safe for concurrent use.
type Store struct {
	rec       *duckdb.DB
	change    sync.Mutex // one change at a time: what must be unique is checked against memory, then written
	uncertain bool       // guarded by change: the last write may be on disk without being in memory

	mu      sync.RWMutex // guards what follows
	owners  ledger[OwnerID, Owner]
	schools ledger[SchoolID, School]
	cohorts ledger[CohortID, Cohort]
	runs    ledger[RunID, Run]
	levels  levelBook
}

// Open reads the latest revision of everything from the record.
func Open(ctx context.Context, rec *duckdb.DB) (*Store, error) {
	s := &Store{rec: rec}
	if err := s.load(ctx); err != nil {
		return nil, fmt.Errorf("open programme: %w", err)
	}
	return s, nil
}

// begin waits for its turn to change something; the caller ends it. After a write of which it is not known whether it was
// stored, what is on disk decides: memory is read anew first, so that a change that did land is not made twice.
func (s *Store) begin(ctx context.Context) (end func(), err error) {
	s.change.Lock()
	if s.uncertain {
		if err := s.load(ctx); err != nil {
			s.change.Unlock()
			return nil, err
		}
		s.uncertain = false
	}
	return s.change.Unlock, nil
}

// write stores a change, in one transaction. A change that has begun is finished also when its caller has left, because a
// write that is left alone could still come after the next one.
func (s *Store) write(ctx context.Context, change func(tx *duckdb.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.rec.Write(context.WithoutCancel(ctx), change)
	s.uncertain = errors.Is(err, duckdb.ErrUncertain)
	return err
}

// stamp is the time as it is stored: UTC, microseconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// date cuts the time of day off: midnight UTC of the same calendar day.
func date(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
