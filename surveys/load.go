package surveys

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// load reads waves, instruments and seals, and what has come to the waves that are open, and puts it in place when all of it was read.
func (s *Store) load(ctx context.Context) error {
	fresh := Store{
		record:    s.record,
		intake:    s.intake,
		waves:     map[WaveID]Wave{},
		wavesAt:   map[programme.SchoolID][]WaveID{},
		codes:     map[LinkCode]WaveID{},
		library:   map[instrumentVersion]LibraryEntry{},
		revisions: map[instrumentVersion]int{},
		doors:     map[WaveID]*door{},
		seals:     map[WaveID]seal{},
		stale:     map[int]bool{},

		rounds:    map[RoundID]Round{},
		postponed: map[postponement]time.Time{},

		joint:      map[programme.SchoolID]JointStatement{},
		jointLinks: map[string]programme.SchoolID{},

		supplements: map[SupplementKey]Supplement{},
		whole:       map[WaveID]*Instrument{},
	}
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		return errors.Join(fresh.shelve(r), fresh.readWaves(r), fresh.readSeals(r), fresh.readRounds(r), fresh.readPostponed(r), fresh.readJoint(r), fresh.readSupplements(r))
	})
	if err != nil {
		return err
	}
	if err := fresh.fill(ctx, fresh.doors); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keepDoors(fresh.doors)
	s.waves, s.wavesAt, s.codes, s.library, s.revisions, s.seals, s.stale = fresh.waves, fresh.wavesAt, fresh.codes, fresh.library, fresh.revisions, fresh.seals, fresh.stale
	s.rounds, s.postponed = fresh.rounds, fresh.postponed
	s.joint, s.jointLinks = fresh.joint, fresh.jointLinks
	s.supplements, s.whole = fresh.supplements, fresh.whole
	return nil
}

// keepDoors takes over the doors of waves that were not known. A door in use stays, with the submissions that are on their way
// through it.
func (s *Store) keepDoors(fresh map[WaveID]*door) {
	for id := range fresh {
		if known := s.doors[id]; known != nil {
			fresh[id] = known
		}
	}
	s.doors = fresh
}

func (s *Store) readWaves(r *duckdb.Reader) error {
	return each(r, "waves", func(row *sql.Rows) error {
		w, err := scanWave(row)
		if err == nil {
			s.show(w)
		}
		return err
	}, `-- surveys.readWaves
		select id, revision, school_id, programme, programme_version, phase, instrument, instrument_version, instrument_hash,
			code, opens_at, closes_at, state, document
		from wave
		qualify row_number() over (partition by id order by revision desc) = 1`)
}

func scanWave(row *sql.Rows) (Wave, error) {
	var w Wave
	var text string
	err := row.Scan(&w.ID, &w.Revision, &w.School, &w.Programme, &w.ProgrammeVersion, &w.Phase, &w.Instrument, &w.InstrumentVersion,
		&w.InstrumentHash, &w.Code, &w.OpensAt, &w.ClosesAt, &w.State, &text)
	if err != nil {
		return Wave{}, err
	}
	var d waveDocument
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return Wave{}, fmt.Errorf("wave %s: %w", w.ID, err)
	}
	w.SchoolName, w.MinGroup, w.Asked, w.HeadCount = d.SchoolName, d.MinGroup, d.Asked, total(d.Asked)
	w.ByCode = d.ByCode
	w.Groups, w.Targets, w.Path, w.NotAsked, w.Local, w.Agreed = d.Groups, d.Targets, d.Path, d.NotAsked, d.Local, d.Agreed
	if w.Relevant = d.Relevant; w.Relevant == 0 {
		w.Relevant = RelevantPercent
	}
	w.Goal, w.Round = cmp.Or(d.Goal, DefaultGoal), d.Round
	if w.Imported, err = parseDay(d.Imported); err != nil {
		return Wave{}, fmt.Errorf("wave %s: %w", w.ID, err)
	}
	w.Replaced, w.Erasure = d.Replaced, d.Erasure
	if w.Withdrawn, err = parseDay(d.Withdrawn); err != nil {
		return Wave{}, fmt.Errorf("wave %s: %w", w.ID, err)
	}
	return w, nil
}

func (s *Store) readSeals(r *duckdb.Reader) error {
	return each(r, "seals", func(row *sql.Rows) error {
		var wave WaveID
		var sl seal
		err := row.Scan(&sl.ordinal, &wave, &sl.responses, &sl.checksum)
		s.sealed(wave, sl)
		return err
	}, `-- surveys.readSeals
		select ordinal, wave_id, responses, checksum from sealed_wave order by ordinal`)
}

// sealed takes note of a seal; one that the wave had before is to be erased. The caller holds mu.
func (s *Store) sealed(wave WaveID, sl seal) {
	if before, again := s.seals[wave]; again {
		s.stale[before.ordinal] = true
	}
	s.seals[wave] = sl
}

// fill lets the doors remember what is on disk. The caller holds the mu of doors in use.
func (s *Store) fill(ctx context.Context, doors map[WaveID]*door) error {
	if len(doors) == 0 {
		return nil
	}
	return s.intake.Read(ctx, func(r *duckdb.Reader) error {
		query, args := `-- surveys.fill
			select wave_id, id, revision, grp, codes from submission`, []any(nil)
		if len(doors) == 1 {
			for id := range doors {
				query, args = query+` where wave_id = ?`, []any{string(id)}
			}
		}
		return each(r, "submissions", func(row *sql.Rows) error {
			var wave WaveID
			sub, err := scanSubmission(row, &wave)
			if d := doors[wave]; err == nil && d != nil {
				d.remember(d.digest(sub.id), arrival{sub.revision, d.content(sub.Response)})
			}
			return err
		}, query, args...)
	})
}

// stored is a row of the intake file.
type stored struct {
	id       SubmissionID
	revision uint8
	Response
}

// scanSubmission reads id, revision, grp and codes after what else the query selects.
func scanSubmission(row *sql.Rows, before ...any) (stored, error) {
	var sub stored
	var codes sql.RawBytes
	if err := row.Scan(append(before, &sub.id, &sub.revision, &sub.Group, &codes)...); err != nil {
		return stored{}, err
	}
	sub.Codes = unpack(codes)
	return sub, nil
}

// pack makes one value of a response's codes. A list of numbers would say more in the file, but DuckDB keeps two more columns for it, and
// storing 128 submissions together takes a fifth longer.
func pack(codes []int8) []byte {
	packed := make([]byte, len(codes))
	for i, code := range codes {
		packed[i] = byte(code)
	}
	return packed
}

func unpack(packed []byte) []int8 {
	codes := make([]int8, len(packed))
	for i, b := range packed {
		codes[i] = int8(b)
	}
	return codes
}

// each runs the query and hands over every row.
func each(r *duckdb.Reader, what string, take func(*sql.Rows) error, query string, args ...any) error {
	_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) { return struct{}{}, take(row) }, query, args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}
