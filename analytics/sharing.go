package analytics

import (
	"context"
	"fmt"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// A school decides twice, and one decision says nothing of the other: whether its owner sees its releases, and whether the programme
// counts it in its editions. Every decision is kept with its time; the last one counts. Deciding what is decided already changes
// nothing.

// Share lets the owner of a school see its releases, or no longer. It works at once: a school that has withdrawn is in no new
// edition. Editions that are out stay as they are.
func (s *Store) Share(ctx context.Context, by audit.By, school programme.SchoolID, share bool) error {
	action := audit.SharingGiven
	if !share {
		action = audit.SharingWithdrawn
	}
	return s.share(ctx, by, action, school, share, s.Shared, func(tx *duckdb.Tx) error {
		return tx.Append("sharing", string(school), stamp(by.At), share)
	}, func() { s.shared[school] = share })
}

// ShareWithProgramme lets the programme count a school in its editions, or no longer, as [Store.Share] does for the owner. The
// programme never sees the school's releases.
func (s *Store) ShareWithProgramme(ctx context.Context, by audit.By, school programme.SchoolID, share bool) error {
	action := audit.ProgrammeSharingGiven
	if !share {
		action = audit.ProgrammeSharingWithdrawn
	}
	return s.share(ctx, by, action, school, share, s.SharedWithProgramme, func(tx *duckdb.Tx) error {
		return tx.Append("programme_sharing", string(school), programme.Builtin().Key, stamp(by.At), share)
	}, func() { s.counted[school] = share })
}

// share stores a decision, and takes it into memory. A decision about the owner is the owner's to read in the log, too.
func (s *Store) share(ctx context.Context, by audit.By, action audit.Action, school programme.SchoolID, share bool, decided func(programme.SchoolID) bool,
	change func(tx *duckdb.Tx) error, take func()) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	of, err := s.prog.School(school)
	if err != nil {
		return err
	}
	if decided(school) == share {
		return nil
	}
	told := audit.Entry{Action: action, School: string(school), Subject: string(school)}
	if action == audit.SharingGiven || action == audit.SharingWithdrawn {
		told.Owner = string(of.Owner)
	}
	if err := s.write(ctx, by, change, told); err != nil {
		return fmt.Errorf("store the decision to share: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	take()
	return nil
}

// Shared reports whether the owner sees the school's releases. It starts as no.
func (s *Store) Shared(school programme.SchoolID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.shared[school]
}

// SharedWithProgramme reports whether the programme counts the school in its editions. It starts as no.
func (s *Store) SharedWithProgramme(school programme.SchoolID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.counted[school]
}
