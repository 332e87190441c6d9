package programme

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"tilstand/internal/duckdb"
)

// load reads everything anew, and puts it in place when all of it was read.
func (s *Store) load(ctx context.Context) error {
	fresh := Store{
		owners:  ledger[OwnerID, Owner]{},
		schools: ledger[SchoolID, School]{},
		cohorts: ledger[CohortID, Cohort]{},
		runs:    ledger[RunID, Run]{},
		levels:  levelBook{},
		course:  map[RunID]ledger[factKey, fact]{},
	}
	err := s.rec.Read(ctx, func(r *duckdb.Reader) error {
		return errors.Join(fresh.readOwners(r), fresh.readSchools(r), fresh.readCohorts(r), fresh.readRuns(r), fresh.readLevels(r), fresh.readCourses(r))
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owners, s.schools, s.cohorts, s.runs = fresh.owners, fresh.schools, fresh.cohorts, fresh.runs
	s.levels, s.course = fresh.levels, fresh.course
	return nil
}

func (s *Store) readOwners(r *duckdb.Reader) error {
	return each(r, "owners", func(row *sql.Rows) error {
		var revision int
		var o Owner
		err := row.Scan(&o.ID, &revision, &o.Orgnr, &o.Name, &o.Kind)
		s.owners.take(o.ID, revision, o)
		return err
	}, `-- programme.readOwners
		select id, revision, orgnr, name, kind from owner`)
}

func (s *Store) readSchools(r *duckdb.Reader) error {
	return each(r, "schools", func(row *sql.Rows) error {
		revision, err := scanSchool(row)
		s.schools.take(revision.ID, revision.Number, revision.School)
		return err
	}, `-- programme.readSchools
		select `+schoolColumns+` from school`)
}

func (s *Store) readCohorts(r *duckdb.Reader) error {
	return each(r, "cohorts", func(row *sql.Rows) error {
		var revision int
		var c Cohort
		err := row.Scan(&c.ID, &revision, &c.Programme, &c.Name, &c.Starts)
		s.cohorts.take(c.ID, revision, c)
		return err
	}, `-- programme.readCohorts
		select id, revision, programme, name, starts from cohort`)
}

func (s *Store) readRuns(r *duckdb.Reader) error {
	return each(r, "runs", func(row *sql.Rows) error {
		var revision int
		var run Run
		var dates string
		if err := row.Scan(&run.ID, &revision, &run.School, &run.Cohort, &run.Programme, &run.Version, &dates); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(dates), &run.Dates)
		s.runs.take(run.ID, revision, run)
		return err
	}, `-- programme.readRuns
		select id, revision, school_id, cohort_id, programme, programme_version, dates from run`)
}

// readLevels takes the levels in the order in which they were appended, which is their order in the table: a clock that was set back
// must not bring an old level back.
func (s *Store) readLevels(r *duckdb.Reader) error {
	return each(r, "target levels", func(row *sql.Rows) error {
		var l Level
		err := row.Scan(&l.Scope, &l.ScopeID, &l.Programme, &l.Component, &l.Phase, &l.Value)
		s.levels.take(l)
		return err
	}, `-- programme.readLevels
		select scope, scope_id, programme, component, phase, level from target_level order by rowid`)
}

// each runs the query and hands over every row.
func each(r *duckdb.Reader, what string, take func(*sql.Rows) error, query string) error {
	_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) { return struct{}{}, take(row) }, query)
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}
