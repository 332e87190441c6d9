package analytics

import (
	"context"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// Share lets the owner of a school see its releases, or no longer. Every decision is kept with its time; the last one counts. Deciding
// what is decided already changes nothing.
func (s *Store) Share(ctx context.Context, now time.Time, school programme.SchoolID, share bool) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if _, err := s.prog.School(school); err != nil {
		return err
	}
	if s.Shared(school) == share {
		return nil
	}
	err = s.write(ctx, func(tx *duckdb.Tx) error {
		return tx.Append("sharing", string(school), stamp(now), share)
	})
	if err != nil {
		return fmt.Errorf("store the decision to share: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared[school] = share
	return nil
}

// Shared reports whether the owner sees the school's releases. It starts as no.
func (s *Store) Shared(school programme.SchoolID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.shared[school]
}
