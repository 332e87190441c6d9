package analytics

import (
	"context"
	"sync"
	"time"

	"tilstand/analytics/internal/tally"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// Count is the one figure of a wave that is open: how many have answered, of the whole school.
type Count struct {
	Answers   int       `json:"answers"`
	HeadCount int       `json:"head_count"`
	AsOf      time.Time `json:"as_of"` // when it was counted
}

// countEvery is how long a count stands. Were it newer, someone at the door of the staff room could tell who has just answered.
const countEvery = 15 * time.Minute

// Count returns how many have answered a wave that is open. All waves are counted at once, at :00, :15, :30 and :45 by
// [Store.CloseDue], so that all readers see the same number and nobody chooses the moment; where nothing calls that, by
// the first reader after a quarter of an hour. It returns surveys.ErrClosed for a wave that is not open: then the release tells.
func (s *Store) Count(ctx context.Context, now time.Time, wave surveys.WaveID) (Count, error) {
	w, err := s.surv.Wave(wave)
	if err != nil {
		return Count{}, err
	}
	if w.State != surveys.WaveOpen && w.State != surveys.WaveClosing {
		return Count{}, surveys.ErrClosed
	}
	answers, asOf, err := s.arrived.of(ctx, s.intake, now, wave)
	return Count{Answers: answers, HeadCount: w.HeadCount, AsOf: asOf}, err
}

// arrivals are the counts of all open waves at one moment.
type arrivals struct {
	mu     sync.Mutex
	counts map[surveys.WaveID]int
	asOf   time.Time
}

// of returns a wave's count, and counts anew only when the last time is long ago.
func (a *arrivals) of(ctx context.Context, intake *duckdb.DB, now time.Time, wave surveys.WaveID) (int, time.Time, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.asOf.IsZero() || now.Sub(a.asOf) >= countEvery {
		if err := a.count(ctx, intake, now); err != nil {
			return 0, time.Time{}, err
		}
	}
	return a.counts[wave], a.asOf, nil
}

// tick counts when a new quarter of an hour has begun.
func (a *arrivals) tick(ctx context.Context, intake *duckdb.DB, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !now.Truncate(countEvery).After(a.asOf) {
		return nil
	}
	return a.count(ctx, intake, now)
}

func (a *arrivals) count(ctx context.Context, intake *duckdb.DB, now time.Time) error {
	return intake.Read(ctx, func(r *duckdb.Reader) error {
		counts, err := tally.Arrived(r)
		if err == nil {
			a.counts, a.asOf = counts, stamp(now)
		}
		return err
	})
}
