package surveys

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"tilstand/internal/duckdb"
)

// Copied says how far each file had come when it was copied: the number of its last commit.
type Copied struct {
	Intake, Record uint64
}

// CopyTo copies both files and the one-time codes into an empty folder, while answers come in and waves are sealed. Opened like any data folder, the
// copy has every answer that was acknowledged before the call, once.
//
// It is the order that sees to that. Sealing makes answers part of the record before it takes them out of the intake file, so the intake file goes
// first: what is sealed between the two is in both, and [Open] finishes the sealing in the copy as after a kill; the other way round it would be in
// neither. Codes are marked before their answers are stored, so they come after the intake file: there are never more answers than marks. And they come before
// the record: a wave that the record has as open had its codes when they were copied.
func (s *Store) CopyTo(ctx context.Context, dir string) (copied Copied, err error) {
	if copied.Intake, err = s.intake.CopyTo(ctx, filepath.Join(dir, duckdb.IntakeFile)); err != nil {
		return Copied{}, err
	}
	if err := s.copyCodes(filepath.Join(dir, codesFolder)); err != nil {
		return Copied{}, fmt.Errorf("copy one-time codes: %w", err)
	}
	if copied.Record, err = s.record.CopyTo(ctx, filepath.Join(dir, duckdb.RecordFile)); err != nil {
		return Copied{}, err
	}
	return copied, nil
}

// copyCodes writes the codes that are in use as they are in memory, where they are marked first.
func (s *Store) copyCodes(dir string) error {
	var errs []error
	for id, box := range s.boxesNow() {
		errs = append(errs, os.MkdirAll(dir, 0o700), writeSlots(filepath.Join(dir, string(id)), box.copied()))
	}
	return errors.Join(errs...)
}

func (s *Store) boxesNow() map[WaveID]*codeBox {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return maps.Clone(s.boxes)
}

// CodeFiles gives the one-time codes in use, as what DIR/codes/WAVE holds, for whoever follows the folder as [Store.CopyTo] copies it: after the intake file, before the record.
// What was marked when it is called is marked in what it gives.
func (s *Store) CodeFiles(yield func(wave WaveID, file []byte) error) error {
	for id, box := range s.boxesNow() {
		if err := yield(id, pageOf(box.copied())); err != nil {
			return err
		}
	}
	return nil
}

// CodeFile is where the codes of a wave lie in a data folder, as a path in it.
func CodeFile(wave WaveID) string { return filepath.Join(codesFolder, string(wave)) }

func (b *codeBox) copied() []slot {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.slots)
}

// ForgetOrder writes the intake file anew with its answers in random order. It is for a copy that is going to be kept: in the file of a running
// service answers lie as they came in, until their wave is sealed.
func (s *Store) ForgetOrder(ctx context.Context) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	return s.intake.Rewrite(ctx, func(from *duckdb.Reader, to *duckdb.Tx) error {
		return duckdb.CopyTable(from, to, "submission", "order by random()", func([]any) bool { return true })
	})
}

// CheckSeals reads all sealed answers back and compares them with what came in, wave by wave, and looks for answers that no seal holds. It returns every fault.
// The progress, if any, is told how many of all waves are done.
func (s *Store) CheckSeals(ctx context.Context, progress func(done, all int)) (faults []error) {
	waves := s.wavesWhere(func(w Wave) bool { return w.State == WaveClosed && !w.Erased() })
	for i, w := range waves {
		if ctx.Err() != nil {
			return append(faults, ctx.Err())
		}
		if err := s.checkSeal(ctx, w); err != nil {
			faults = append(faults, err)
		}
		if progress != nil {
			progress(i+1, len(waves))
		}
	}
	return append(faults, s.strayAnswers(ctx)...)
}

// checkSeal is verify for a wave whose answers are nowhere else.
func (s *Store) checkSeal(ctx context.Context, w Wave) error {
	s.mu.RLock()
	sl, sealed := s.seals[w.ID]
	s.mu.RUnlock()
	if !sealed {
		return fmt.Errorf("wave %s is closed, and there is no seal of its answers", w.ID)
	}
	responses, err := s.readBack(ctx, sl, len(s.InstrumentOf(w).Variables()))
	if errors.Is(err, errUnfit) || err == nil && checksum(responses) != sl.checksum {
		return fmt.Errorf("the sealed answers of wave %s are not those that came in", w.ID)
	}
	return err
}

// strayAnswers are rows that belong to nothing: of no seal, or of a wave that is in no record.
func (s *Store) strayAnswers(ctx context.Context) (faults []error) {
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		faults = nil
		return each(r, "seals", func(row *sql.Rows) error {
			var seal int
			if err := row.Scan(&seal); err != nil {
				return err
			}
			faults = append(faults, fmt.Errorf("there are answers under the seal %d, and no such seal", seal))
			return nil
		}, `-- surveys.strayAnswers
			select distinct seal from (select distinct seal from respondent union all select distinct seal from answer)
			where seal not in (select ordinal from sealed_wave) order by seal`)
	})
	if err != nil {
		faults = append(faults, err)
	}
	err = s.intake.Read(ctx, func(r *duckdb.Reader) error {
		return each(r, "submissions", func(row *sql.Rows) error {
			var wave WaveID
			if err := row.Scan(&wave); err != nil {
				return err
			}
			if _, err := s.Wave(wave); err != nil {
				faults = append(faults, fmt.Errorf("there are answers to wave %s, and the record has no such wave: the two files are not of one moment", wave))
			}
			return nil
		}, `-- surveys.strayAnswers
			select distinct wave_id from submission`)
	})
	if err != nil {
		faults = append(faults, err)
	}
	return faults
}
