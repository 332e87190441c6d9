package surveys

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// SealInfo tells where a sealed wave's answers lie.
type SealInfo struct {
	Ordinal   int // of the seal: dense, and the order in which answers are stored
	Responses int // how many respondents the seal holds; compared with the tally before a release is made
}

// seal is a row of sealed_wave.
type seal struct {
	ordinal   int
	responses int
	checksum  string // see checksum
}

func (sl seal) info() SealInfo { return SealInfo{sl.ordinal, sl.responses} }

// BeginClosing shuts a wave: when it returns nil, everything that was or will be acknowledged is on disk, and nothing more is taken in,
// also after a restart. A wave that is closed before its time closes now. Beginning again changes nothing. Errors: [ErrNotFound],
// [ErrVoid].
func (s *Store) BeginClosing(ctx context.Context, by audit.By, id WaveID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	w, err := s.Wave(id)
	if err != nil {
		return err
	}
	switch w.State {
	case WaveVoid:
		return ErrVoid
	case WaveOpen:
		if by.At.Before(w.ClosesAt) {
			w.ClosesAt = stamp(by.At)
		}
		return s.shut(ctx, by, w, WaveClosing, audit.WaveClosed)
	}
	return nil
}

// shut waits for the submissions that are on their way in and brings the wave to a state in which none is. The caller has begun a change.
func (s *Store) shut(ctx context.Context, by audit.By, w Wave, state WaveState, action audit.Action) error {
	s.mu.RLock()
	d := s.doors[w.ID]
	s.mu.RUnlock()
	if d != nil {
		d.gate.Lock()
		defer d.gate.Unlock()
	}
	w.State = state
	_, err := s.store(ctx, by, w, w.entry(action))
	return err
}

// Seal moves the answers of a wave that is closing to the record: the last revision of each submission, shuffled, numbered anew,
// together with the wave as closed, in one transaction. Of a wave that is sealed already it returns the seal. What is left in
// the intake file is erased by [Store.Sweep]. Errors: [ErrNotFound], [ErrVoid], [ErrErased], and one for a wave that is still open.
func (s *Store) Seal(ctx context.Context, id WaveID) (SealInfo, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return SealInfo{}, err
	}
	defer end()
	w, err := s.Wave(id)
	if err != nil {
		return SealInfo{}, err
	}
	switch w.State {
	case WaveVoid:
		return SealInfo{}, ErrVoid
	case WaveClosed:
		if w.Erased() {
			return SealInfo{}, fmt.Errorf("wave %s: %w", id, ErrErased)
		}
		return s.sealOf(id).info(), nil
	case WaveOpen:
		return SealInfo{}, errors.New("the wave is open: begin closing it before sealing")
	}
	responses, err := s.received(ctx, id)
	if err != nil {
		return SealInfo{}, fmt.Errorf("seal wave: %w", err)
	}
	return s.sealAs(ctx, audit.Service.At(w.ClosesAt), nil, w, responses)
}

func (s *Store) sealOf(id WaveID) seal {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.seals[id]
}

// received reads what counts of a wave from the intake file: the last revision of each submission.
func (s *Store) received(ctx context.Context, id WaveID) ([]Response, error) {
	var last []stored
	err := s.intake.Read(ctx, func(r *duckdb.Reader) error {
		last = nil
		place := map[SubmissionID]int{}
		return each(r, "submissions", func(row *sql.Rows) error {
			sub, err := scanSubmission(row)
			if err != nil {
				return err
			}
			if i, again := place[sub.id]; !again {
				place[sub.id] = len(last)
				last = append(last, sub)
			} else if sub.revision > last[i].revision {
				last[i] = sub
			}
			return nil
		}, `-- surveys.received
			select id, revision, grp, codes from submission where wave_id = ?`, string(id))
	})
	responses := make([]Response, len(last))
	for i, sub := range last {
		responses[i] = sub.Response
	}
	return responses, err
}

// sealAs stores the seal and the wave as closed. The revision of the wave is dated as the caller says: a wave that was open with its
// closing, since when exactly it was sealed tells nobody anything, and its closing is in the log already. With it go the waves that the caller
// withdraws for it.
func (s *Store) sealAs(ctx context.Context, by audit.By, told []audit.Entry, w Wave, responses []Response, withdrawn ...Wave) (SealInfo, error) {
	shuffle(responses)
	sl := seal{s.nextOrdinal(), len(responses), checksum(responses)}
	w.Revision++
	w.State = WaveClosed
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		for _, old := range withdrawn {
			if err := appendWave(tx, by.At, old); err != nil {
				return err
			}
		}
		return errors.Join(
			s.keepInstrument(tx, by.At, w),
			appendResponses(tx, sl.ordinal, responses),
			tx.Append("sealed_wave", int32(sl.ordinal), string(w.ID), int32(sl.responses), sl.checksum),
			appendWave(tx, by.At, w),
		)
	}, told...)
	if err != nil {
		return SealInfo{}, fmt.Errorf("seal wave: %w", err)
	}
	s.kept(w)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealed(w.ID, sl)
	for _, old := range withdrawn {
		s.show(old)
	}
	s.show(w)
	return sl.info(), nil
}

func (s *Store) nextOrdinal() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	next := 1
	for _, sl := range s.seals {
		next = max(next, sl.ordinal+1)
	}
	return next
}
