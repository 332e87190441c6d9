package programme

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// AddCohort adds a cohort and returns it with its id. The error is an *[Invalid] when something is wrong with it.
func (s *Store) AddCohort(ctx context.Context, by audit.By, c Cohort) (Cohort, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Cohort{}, err
	}
	defer end()
	c.ID, c.Name, c.Starts = CohortID(rand.Text()), tidyName(c.Name), date(c.Starts)
	if err := invalid(c.problems()...); err != nil {
		return Cohort{}, err
	}
	return c, s.storeCohort(ctx, by, c)
}

func (c Cohort) problems() []Problem {
	problems := nameProblems(c.Name)
	if c.Programme != Builtin().Key {
		problems = append(problems, Problem{Field: "programme", Code: missingOr(codeUnknown, c.Programme)})
	}
	if c.Starts.IsZero() {
		problems = append(problems, Problem{Field: "starts", Code: "missing"})
	}
	return problems
}

func (s *Store) storeCohort(ctx context.Context, by audit.By, c Cohort) error {
	revision := s.cohorts.next(c.ID)
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("cohort", string(c.ID), revision, stamp(by.At), c.Programme, c.Name, c.Starts)
	}, audit.Entry{Action: audit.CohortAdded, Subject: string(c.ID)})
	if err != nil {
		return fmt.Errorf("store cohort: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cohorts.take(c.ID, revision, c)
	return nil
}

// Cohort returns the cohort with the id, or [ErrNotFound].
func (s *Store) Cohort(id CohortID) (Cohort, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cohorts.get(id, "cohort")
}

// Cohorts returns all cohorts in the order in which they begin.
func (s *Store) Cohorts() []Cohort {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.SortedFunc(slices.Values(s.cohorts.values()), func(a, b Cohort) int {
		return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}
