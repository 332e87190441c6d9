package programme

import (
	"context"
	"fmt"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// UpdateOwner replaces what is known about an owner. Errors are those of [Store.RegisterOwner], and [ErrNotFound] when there is no owner with
// the id.
func (s *Store) UpdateOwner(ctx context.Context, by audit.By, o Owner) (Owner, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Owner{}, err
	}
	defer end()
	before, err := s.Owner(o.ID)
	if err != nil {
		return Owner{}, err
	}
	o.Orgnr, o.Name = TidyOrgnr(o.Orgnr), tidyName(o.Name)
	if err := invalid(s.ownerProblems(o)...); err != nil {
		return Owner{}, err
	}
	if o == before {
		return o, nil
	}
	revision := s.owners.next(o.ID)
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("owner", o.row(revision, by.At)...)
	}, o.entry(audit.OwnerChanged))
	if err != nil {
		return Owner{}, fmt.Errorf("store owner: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owners.take(o.ID, revision, o)
	return o, nil
}

// UpdateCohort replaces what is known about a cohort. Errors are those of [Store.AddCohort], and [ErrNotFound] when there is no cohort with
// the id. The dates of its schools' runs stay: each school has its own.
func (s *Store) UpdateCohort(ctx context.Context, by audit.By, c Cohort) (Cohort, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Cohort{}, err
	}
	defer end()
	before, err := s.Cohort(c.ID)
	if err != nil {
		return Cohort{}, err
	}
	c.Programme, c.Name, c.Starts = before.Programme, tidyName(c.Name), date(c.Starts)
	if err := invalid(c.problems()...); err != nil {
		return Cohort{}, err
	}
	if c == before {
		return c, nil
	}
	revision := s.cohorts.next(c.ID)
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("cohort", string(c.ID), revision, stamp(by.At), c.Programme, c.Name, c.Starts)
	}, audit.Entry{Action: audit.CohortChanged, Subject: string(c.ID)})
	if err != nil {
		return Cohort{}, fmt.Errorf("store cohort: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cohorts.take(c.ID, revision, c)
	return c, nil
}

// SchoolsIn returns the schools whose run is in a cohort, by name, in the Norwegian alphabet.
func (s *Store) SchoolsIn(cohort CohortID) []School {
	in := map[SchoolID]bool{}
	s.mu.RLock()
	for _, latest := range s.runs {
		if latest.value.Cohort == cohort {
			in[latest.value.School] = true
		}
	}
	s.mu.RUnlock()
	return s.schoolsWhere(func(sc School) bool { return in[sc.ID] })
}

// JoinCohort puts a school into a cohort and leaves its dates as they are; a school that has none yet gets them later. The empty cohort takes it
// out. Errors are those of [Store.SetRun].
func (s *Store) JoinCohort(ctx context.Context, by audit.By, school SchoolID, cohort CohortID) (Run, error) {
	run, err := s.RunOf(school)
	if err != nil {
		run = Run{School: school, Programme: Builtin().Key, Version: Builtin().Version}
	}
	run.Cohort = cohort
	return s.SetRun(ctx, by, run)
}
