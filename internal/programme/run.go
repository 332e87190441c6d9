package programme

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// SetRun sets the school's run: its programme, cohort and dates. A school has one; setting it again replaces it, but for the version of the
// programme: a run keeps the one it began with until its leader moves it. It returns the run as it now stands. The error is an *[Invalid] when something is wrong with it; an unknown school or cohort also is [ErrNotFound].
func (s *Store) SetRun(ctx context.Context, by audit.By, r Run) (Run, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Run{}, err
	}
	defer end()
	r.ID, r.Dates = RunID(rand.Text()), dates(r.Dates)
	if before, err := s.RunOf(r.School); err == nil {
		r.ID = before.ID
		if r.Programme == before.Programme {
			r.Version = before.Version
		}
	}
	if err := invalid(s.runProblems(r)...); err != nil {
		return Run{}, err
	}
	return r, s.storeRun(ctx, by, r, audit.Entry{Action: audit.DatesSet})
}

// dates cuts the times of day off.
func dates(spans map[PhaseKey]Span) map[PhaseKey]Span {
	cut := make(map[PhaseKey]Span, len(spans))
	for phase, span := range spans {
		cut[phase] = Span{date(span.From), date(span.To)}
	}
	return cut
}

func (s *Store) runProblems(r Run) []Problem {
	var problems []Problem
	if _, err := s.School(r.School); err != nil {
		problems = append(problems, Problem{Field: "school", Code: missingOr(codeUnknown, r.School)})
	}
	if _, err := s.Cohort(r.Cohort); err != nil && r.Cohort != "" {
		problems = append(problems, Problem{Field: "cohort", Code: codeUnknown})
	}
	template, err := Lookup(r.Programme, r.Version)
	if err != nil {
		return append(problems, Problem{Field: "programme", Code: missingOr(codeUnknown, r.Programme)})
	}
	return slices.Concat(problems, template.dateProblems(r.Dates), template.lengthProblems(r.Dates))
}

// dateProblems checks that phases exist, end after they begin, and begin in course order. Phases may overlap, and
// may be left out until they are planned.
func (t *Template) dateProblems(dates map[PhaseKey]Span) []Problem {
	var problems []Problem
	for key, span := range dates {
		if t.PhaseIndex(key) < 0 {
			problems = append(problems, Problem{Field: "dates." + string(key), Code: codeUnknown})
		}
		if span.From.IsZero() || span.To.IsZero() {
			problems = append(problems, Problem{Field: "dates." + string(key), Code: "missing"})
		}
	}
	var latest time.Time
	for _, phase := range t.Phases {
		span := dates[phase.Key]
		if span.From.IsZero() || span.To.IsZero() {
			continue
		}
		if span.To.Before(span.From) || span.From.Before(latest) {
			problems = append(problems, Problem{Field: "dates." + string(phase.Key), Code: "order"})
		}
		latest = span.From
	}
	return problems
}

// storeRun stores the next revision of a run; the entry says what was done.
func (s *Store) storeRun(ctx context.Context, by audit.By, r Run, entry audit.Entry) error {
	entry.School, entry.Subject = string(r.School), string(r.ID)
	revision := s.runs.next(r.ID)
	dates, err := json.Marshal(r.Dates)
	if err != nil {
		return fmt.Errorf("store run: %w", err)
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("run", string(r.ID), revision, stamp(by.At), string(r.School), string(r.Cohort), r.Programme, r.Version, string(dates))
	}, entry)
	if err != nil {
		return fmt.Errorf("store run: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs.take(r.ID, revision, r.clone())
	return nil
}

// RunOf returns the school's run, or [ErrNotFound].
func (s *Store) RunOf(school SchoolID) (Run, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, err := s.runs.find("run", func(r Run) bool { return r.School == school })
	return r.clone(), err
}

// clone keeps callers from changing the dates that the store holds.
func (r Run) clone() Run {
	r.Dates = maps.Clone(r.Dates)
	return r
}
