package programme

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
)

// A CourseChange is one change of a school's course.
type CourseChange struct {
	Number int       // of the revision, from 1
	Made   time.Time // when
	Kind   string    // "order", "dates", "done", "attended" or "link"
	Item   string    // key of the semester's phase, the module, the task or the learning element
	Group  string    // the staff group of "attended"
	Taken  bool      // it was taken back

	key  factKey
	fact fact
}

const factColumns = `run_id, kind, item, part, revision, made_at, value`

func scanChange(row *sql.Rows, run *RunID) (c CourseChange, err error) {
	var value string
	if err := row.Scan(run, &c.Kind, &c.Item, &c.Group, &c.Number, &c.Made, &value); err != nil {
		return c, err
	}
	c.key, c.Taken = factKey{factKind(c.Kind), c.Item, c.Group}, value == ""
	if c.fact, err = readFact(value); err != nil {
		return c, fmt.Errorf("%s of %s: %w", c.Kind, c.Item, err)
	}
	return c, nil
}

// CourseHistoryOf returns every change of the school's course, the first first. It is [ErrNotFound] while the school has no run.
func (s *Store) CourseHistoryOf(ctx context.Context, school SchoolID) (history []CourseChange, err error) {
	run, err := s.RunOf(school)
	if err != nil {
		return nil, err
	}
	err = s.rec.Read(ctx, func(r *duckdb.Reader) (err error) {
		history, err = duckdb.Collect(r, func(row *sql.Rows) (CourseChange, error) { return scanChange(row, new(RunID)) },
			`-- programme.Store.CourseHistoryOf
			select `+factColumns+` from course_fact where run_id = $1 order by rowid`, string(run.ID))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of a course: %w", err)
	}
	return history, nil
}
