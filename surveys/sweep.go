package surveys

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tilstand/internal/duckdb"
)

// Sweep erases the answers of sealed and void waves from the intake file, and those of void waves, those that were replaced and those that
// were kept long enough from the record: it rewrites the file into a new one without them, the rest of the intake file in random order, because
// a deleted row stays readable in a file. Before that it reads every seal back and compares it with what came in; an error leaves the files as
// they are. It does nothing when there is nothing to erase.
func (s *Store) Sweep(ctx context.Context) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := s.sweepIntake(ctx); err != nil {
		return fmt.Errorf("erase answers from the intake file: %w", err)
	}
	if err := s.sweepCodes(); err != nil {
		return fmt.Errorf("erase one-time codes: %w", err)
	}
	if err := s.sweepRecord(ctx); err != nil {
		return fmt.Errorf("erase answers from the record: %w", err)
	}
	return nil
}

func (s *Store) sweepIntake(ctx context.Context) error {
	erase, err := s.leftovers(ctx)
	if err != nil {
		return err
	}
	if len(erase) > 0 {
		if err := s.rewriteIntake(ctx, erase); err != nil {
			return err
		}
	}
	return s.forgetKeys(ctx)
}

// forgetKeys destroys the keys of waves that have ended, and with them what the journal of the intake file holds of their answers, in order of arrival. Their
// rows have been erased by now. The key of a wave that is not known here stays, as its rows do.
func (s *Store) forgetKeys(ctx context.Context) error {
	waves, err := s.intake.Rings()
	if err != nil {
		return err
	}
	for _, id := range waves {
		if w, err := s.Wave(WaveID(id)); err != nil || !w.ended() {
			continue
		}
		if err := s.intake.Forget(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// ended says that no answer of the wave belongs in the intake file any more.
func (w Wave) ended() bool { return w.State == WaveClosed || w.State == WaveVoid }

func (s *Store) rewriteIntake(ctx context.Context, erase []Wave) error {
	for _, w := range erase {
		if w.State == WaveClosed && !w.Erased() { // an old backup of the intake file beside a newer record may bring them back
			if err := s.verify(ctx, w, s.sealOf(w.ID)); err != nil {
				return err
			}
		}
	}
	return s.intake.Rewrite(ctx, func(from *duckdb.Reader, to *duckdb.Tx) error {
		return duckdb.CopyTable(from, to, "submission", "order by random()", func(row []any) bool {
			return !slices.ContainsFunc(erase, func(w Wave) bool { return string(w.ID) == row[0] })
		})
	})
}

// leftovers returns the waves that have been sealed or voided and still have rows in the intake file. Rows of a wave that is not known
// here are no leftovers: they are kept, since somebody may have been told that they were received.
func (s *Store) leftovers(ctx context.Context) ([]Wave, error) {
	var erase []Wave
	err := s.intake.Read(ctx, func(r *duckdb.Reader) error {
		present, err := duckdb.Collect(r, func(row *sql.Rows) (id WaveID, err error) { return id, row.Scan(&id) }, `-- surveys.leftovers
			select distinct wave_id from submission`)
		erase = nil
		for _, id := range present {
			if w, err := s.Wave(id); err == nil && w.ended() {
				erase = append(erase, w)
			}
		}
		return err
	})
	return erase, err
}

// sweepRecord erases sealed waves that have been voided or kept long enough, and seals that have been replaced. The whole record is rewritten for
// that, which takes a while in a large one; so the waves whose day has come go together.
func (s *Store) sweepRecord(ctx context.Context) error {
	erase := s.endedSeals()
	if len(erase) == 0 {
		return nil
	}
	err := s.record.Rewrite(ctx, func(from *duckdb.Reader, to *duckdb.Tx) error {
		return duckdb.CopyAll(from, to, func(table string, row []any) bool {
			sealed := table == "sealed_wave" || table == "respondent" || table == "answer"
			number, ok := row[0].(int32)
			return !(sealed && ok && slices.Contains(erase, int(number)))
		})
	})
	return errors.Join(err, s.load(ctx))
}

// endedSeals are the ordinals of sealed waves that have been voided or kept long enough, and of seals that have been replaced.
func (s *Store) endedSeals() []int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ordinals := slices.Collect(maps.Keys(s.stale))
	for id, sl := range s.seals {
		if w := s.waves[id]; w.State == WaveVoid || w.Erased() {
			ordinals = append(ordinals, sl.ordinal)
		}
	}
	return ordinals
}
