package analytics

import (
	"context"
	"fmt"
	"slices"

	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Documents returns every release document ever stored of a school, as it is stored, by wave in course order and then by revision. Those of
// waves that were voided afterwards are among them: somebody may have seen them. They are for attacks, here and elsewhere, and
// hold nothing but what readers have been given.
func (s *Store) Documents(ctx context.Context, school programme.SchoolID) ([][]byte, error) {
	waves := s.surv.WavesOf(school)
	courseOrder(waves)
	ids := make([]surveys.WaveID, len(waves))
	for i, w := range waves {
		ids[i] = w.ID
	}
	var documents [][]byte
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := readPacked(r, ids)
		slices.SortStableFunc(rows, func(a, b two[surveys.WaveID, []byte]) int {
			return slices.Index(ids, a.a) - slices.Index(ids, b.a)
		})
		for _, row := range rows {
			documents = append(documents, row.b)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read release documents: %w", err)
	}
	return documents, nil
}
