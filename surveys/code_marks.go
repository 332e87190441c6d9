package surveys

import (
	"context"
	"database/sql"
	"fmt"

	"tilstand/internal/duckdb"
)

// compareMarks refuses a file of codes that is older than the answers. A code is marked before its answer is stored, so there are never more
// answers than marks, in no group; where there are, a single file was put back from a backup, and codes that have been used could be
// used again. The other way round cannot be told from what a kill leaves; it lets nobody answer twice.
func (s *Store) compareMarks(ctx context.Context) error {
	answers := map[codePlace]int{}
	err := s.intake.Read(ctx, func(r *duckdb.Reader) error {
		clear(answers)
		return each(r, "answers by group", func(row *sql.Rows) error {
			var place codePlace
			var n int
			err := row.Scan(&place.wave, &place.group, &n)
			answers[place] = n
			return err
		}, `-- surveys.compareMarks
			select wave_id, grp, count(distinct id) from submission group by all`)
	})
	if err != nil {
		return err
	}
	for place, n := range answers {
		w, err := s.Wave(place.wave)
		if err != nil || !w.ByCode || w.State != WaveOpen && w.State != WaveClosing {
			continue
		}
		if marks := s.boxOf(w.ID).marks(place.group); n > marks {
			return fmt.Errorf("%s is older than the answers (%d answers in group %d, %d used codes): put the whole folder back from one backup",
				s.slotsPath(w.ID), n, place.group, marks)
		}
	}
	return nil
}
