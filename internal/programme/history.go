package programme

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/duckdb"
)

// A SchoolRevision is a school as it was known to be from a day on.
type SchoolRevision struct {
	School
	Number int
	Made   time.Time // when that was registered
	Since  time.Time // the day from which it has been so
}

// HistoryOf returns all that has been registered of a school, the first first. It is [ErrNotFound] when there is no such school.
func (s *Store) HistoryOf(ctx context.Context, id SchoolID) ([]SchoolRevision, error) {
	if _, err := s.School(id); err != nil {
		return nil, err
	}
	var history []SchoolRevision
	err := s.rec.Read(ctx, func(r *duckdb.Reader) (err error) {
		history, err = duckdb.Collect(r, scanSchool, `-- programme.Store.HistoryOf
			select `+schoolColumns+` from school where id = $1 order by revision`, string(id))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of a school: %w", err)
	}
	return history, nil
}

// schoolColumns are what [scanSchool] reads. Rows from before days were kept hold from the day they were made on.
const schoolColumns = `id, revision, made_at, orgnr, owner_id, municipality, written_form, name, synthetic, coalesce(since, made_at::date), staff, closed, merged_into`

func scanSchool(row *sql.Rows) (r SchoolRevision, err error) {
	var closed sql.NullTime
	err = row.Scan(&r.ID, &r.Number, &r.Made, &r.Orgnr, &r.Owner, &r.Municipality, &r.WrittenForm, &r.Name, &r.Synthetic,
		&r.Since, &r.Staff, &closed, &r.Into)
	r.Since, r.Closed = date(r.Since), date(closed.Time)
	return r, err
}

// A Join is that a school was merged into another.
type Join struct {
	School School // the one that is no more
	On     time.Time
}

// JoinsOf returns the schools that were merged into this one, in the order of the days. Only those that came directly: what had been merged
// into one of them is told by that one.
func (s *Store) JoinsOf(id SchoolID) []Join {
	var joins []Join
	s.mu.RLock()
	for _, latest := range s.schools {
		if sc := latest.value; sc.Into == id && id != "" {
			joins = append(joins, Join{sc, sc.Closed})
		}
	}
	s.mu.RUnlock()
	slices.SortFunc(joins, func(a, b Join) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.School.Name, b.School.Name), cmp.Compare(a.School.ID, b.School.ID))
	})
	return joins
}
