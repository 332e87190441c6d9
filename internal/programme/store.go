package programme

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
)

// A Store keeps owners, schools, cohorts, runs, their courses, and target levels. It is safe for concurrent use.
type Store struct {
	rec  *duckdb.DB
	turn *semaphore.Weighted // one change at a time: what must be unique is checked against memory, then written

	mu      sync.RWMutex // guards what follows
	owners  ledger[OwnerID, Owner]
	schools ledger[SchoolID, School]
	cohorts ledger[CohortID, Cohort]
	runs    ledger[RunID, Run]
	levels  levelBook
	course  map[RunID]ledger[factKey, fact]
}

// Open reads the latest revision of everything from the record.
func Open(ctx context.Context, rec *duckdb.DB) (*Store, error) {
	s := &Store{rec: rec, turn: semaphore.NewWeighted(1)}
	if err := s.load(ctx); err != nil {
		return nil, fmt.Errorf("open programme: %w", err)
	}
	return s, nil
}

// begin waits for its turn to change something, as long as ctx allows; the caller ends it.
func (s *Store) begin(ctx context.Context) (end func(), err error) {
	if err := s.turn.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { s.turn.Release(1) }, nil
}

// write stores a change and the entries of the log that tell of it, in one transaction. A change that has begun is finished also when its caller has left: one whose outcome nobody
// waited for would leave memory behind the file. So [duckdb.ErrUncertain] comes only from a database that takes nothing more until
// it is opened anew.
func (s *Store) write(ctx context.Context, by audit.By, change func(tx *duckdb.Tx) error, entries ...audit.Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.rec.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return audit.Append(tx, by, entries...)
	})
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

// dayOf is the day in Norway at t.
func dayOf(t time.Time) time.Time { return date(t.In(i18n.Oslo)) }
