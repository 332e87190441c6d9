package surveys

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"tilstand/internal/duckdb"
)

// verify reads the sealed answers back and compares them with what was received.
func (s *Store) verify(ctx context.Context, w Wave, sl seal) error {
	responses, err := s.readBack(ctx, sl, len(s.InstrumentOf(w).Variables()))
	if errors.Is(err, errUnfit) || err == nil && checksum(responses) != sl.checksum {
		return fmt.Errorf("the sealed answers of wave %s are not those that came in. Nothing was erased: the answers are still in the intake file. Put a backup of the record in its place, and they are sealed again", w.ID)
	}
	return err
}

// errUnfit is what readBack says of rows that no seal writes.
var errUnfit = errors.New("rows that do not fit together")

// readBack puts the responses of a seal together again.
func (s *Store) readBack(ctx context.Context, sl seal, variables int) ([]Response, error) {
	responses := make([]Response, sl.responses)
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		return errors.Join(readRespondents(r, sl, variables, responses), readAnswers(r, sl, responses))
	})
	return responses, err
}

func readRespondents(r *duckdb.Reader, sl seal, variables int, responses []Response) error {
	return each(r, "respondents", func(row *sql.Rows) error {
		var respondent int
		var group uint8
		if err := row.Scan(&respondent, &group); err != nil {
			return err
		}
		if respondent < 1 || respondent > len(responses) {
			return errUnfit
		}
		responses[respondent-1] = Response{group, slices.Repeat([]int8{Blank}, variables)}
		return nil
	}, `-- surveys.readRespondents
		select respondent, grp from respondent where seal = ?`, sl.ordinal)
}

func readAnswers(r *duckdb.Reader, sl seal, responses []Response) error {
	return each(r, "answers", func(row *sql.Rows) error {
		var respondent, item int
		var group uint8
		var code int8
		if err := row.Scan(&respondent, &group, &item, &code); err != nil {
			return err
		}
		if respondent < 1 || respondent > len(responses) {
			return errUnfit
		}
		response := &responses[respondent-1]
		if group != response.Group || item >= len(response.Codes) || response.Codes[item] != Blank {
			return errUnfit
		}
		response.Codes[item] = code
		return nil
	}, `-- surveys.readAnswers
		select respondent, grp, item, code from answer where seal = ?`, sl.ordinal)
}
