package surveys

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"time"

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
func (s *Store) BeginClosing(ctx context.Context, now time.Time, id WaveID) error {
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
		if now.Before(w.ClosesAt) {
			w.ClosesAt = stamp(now)
		}
		return s.shut(ctx, now, w, WaveClosing)
	}
	return nil
}

// shut waits for the submissions that are on their way in and brings the wave to a state in which none is. The caller has begun a change.
func (s *Store) shut(ctx context.Context, now time.Time, w Wave, state WaveState) error {
	s.mu.RLock()
	d := s.doors[w.ID]
	s.mu.RUnlock()
	if d != nil {
		d.gate.Lock()
		defer d.gate.Unlock()
	}
	w.State = state
	_, err := s.store(ctx, now, w, s.InstrumentOf(w))
	return err
}

// Seal moves the answers of a wave that is closing to the record: the last revision of each submission, shuffled, numbered anew,
// together with the wave as closed, in one transaction. Of a wave that is sealed already it returns the seal. What is left in
// the intake file is erased by [Store.Sweep]. Errors: [ErrNotFound], [ErrVoid], and one for a wave that is still open.
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
		return s.sealOf(id).info(), nil
	case WaveOpen:
		return SealInfo{}, errors.New("the wave is open: begin closing it before sealing")
	}
	responses, err := s.received(ctx, id)
	if err != nil {
		return SealInfo{}, fmt.Errorf("seal wave: %w", err)
	}
	return s.sealAs(ctx, w, responses)
}

func (s *Store) sealOf(id WaveID) seal {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.seals[id]
}

// received reads what counts of a wave from the intake file: the last revision of each submission.
func (s *Store) received(ctx context.Context, id WaveID) ([]Response, error) {
	last := map[SubmissionID]stored{}
	err := s.intake.Read(ctx, func(r *duckdb.Reader) error {
		clear(last)
		return each(r, "submissions", func(row *sql.Rows) error {
			sub, err := scanSubmission(row)
			if err == nil && sub.revision > last[sub.id].revision {
				last[sub.id] = sub
			}
			return err
		}, `-- surveys.received
			select id, revision, grp, codes::varchar from submission where wave_id = ?`, string(id))
	})
	responses := make([]Response, 0, len(last))
	for _, sub := range last {
		responses = append(responses, sub.Response)
	}
	return responses, err
}

// sealAs stores the seal. The revision of the wave is dated with its closing: when exactly it was sealed tells nobody anything.
func (s *Store) sealAs(ctx context.Context, w Wave, responses []Response) (SealInfo, error) {
	shuffle(responses)
	sl := seal{s.nextOrdinal(), len(responses), checksum(responses)}
	w.Revision++
	w.State = WaveClosed
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		return errors.Join(
			appendResponses(tx, sl.ordinal, responses),
			tx.Append("sealed_wave", int32(sl.ordinal), string(w.ID), int32(sl.responses), sl.checksum),
			appendWave(tx, w.ClosesAt, w),
		)
	})
	if err != nil {
		return SealInfo{}, fmt.Errorf("seal wave: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seals[w.ID] = sl
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

// shuffle brings the responses into an order that nobody can know: a Fisher–Yates shuffle (each of the n! orders as likely as any
// other, as far as 256 bits reach) driven by ChaCha8 under a key from the system's source of randomness, which is then forgotten.
func shuffle(responses []Response) {
	var key [32]byte
	rand.Read(key[:])
	mathrand.New(mathrand.NewChaCha8(key)).Shuffle(len(responses), func(i, j int) {
		responses[i], responses[j] = responses[j], responses[i]
	})
}

// appendResponses numbers the respondents from 1 and appends their answers by item, then respondent: the order in which they are
// counted. A question left blank has no row.
func appendResponses(tx *duckdb.Tx, ordinal int, responses []Response) error {
	items := 0
	for i, r := range responses {
		if err := tx.Append("respondent", int32(ordinal), int32(i+1), r.Group); err != nil {
			return err
		}
		items = max(items, len(r.Codes))
	}
	for item := range items {
		for i, r := range responses {
			if item >= len(r.Codes) || r.Codes[item] == Blank {
				continue
			}
			if err := tx.Append("answer", int32(ordinal), int32(i+1), r.Group, uint8(item), uint8(r.Codes[item])); err != nil {
				return err
			}
		}
	}
	return nil
}

// checksum is a hash of the responses that does not depend on their order: SHA-256 over the sorted SHA-256 sums of group and codes of
// each. Blank answers at the end of a response count like any other.
func checksum(responses []Response) string {
	sums := make([][sha256.Size]byte, len(responses))
	for i, r := range responses {
		row := make([]byte, 0, 1+len(r.Codes))
		row = append(row, r.Group)
		for _, code := range r.Codes {
			row = append(row, byte(code))
		}
		sums[i] = sha256.Sum256(row)
	}
	slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return cmp.Compare(string(a[:]), string(b[:])) })
	all := sha256.New()
	for _, sum := range sums {
		all.Write(sum[:])
	}
	return hex.EncodeToString(all.Sum(nil))
}

// verify reads the sealed answers back and compares them with what was received.
func (s *Store) verify(ctx context.Context, w Wave, sl seal) error {
	items := len(s.InstrumentOf(w).Items())
	responses := make([]Response, sl.responses)
	at := func(respondent int) (*Response, error) {
		if respondent < 1 || respondent > len(responses) {
			return nil, fmt.Errorf("respondent %d of %d", respondent, len(responses))
		}
		return &responses[respondent-1], nil
	}
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		return errors.Join(
			each(r, "respondents", func(row *sql.Rows) error {
				var respondent int
				var group uint8
				if err := row.Scan(&respondent, &group); err != nil {
					return err
				}
				response, err := at(respondent)
				if err == nil {
					*response = Response{group, slices.Repeat([]int8{Blank}, items)}
				}
				return err
			}, `-- surveys.verify
				select respondent, grp from respondent where seal = ?`, sl.ordinal),
			each(r, "answers", func(row *sql.Rows) error {
				var respondent, item int
				var group uint8
				var code int8
				if err := row.Scan(&respondent, &group, &item, &code); err != nil {
					return err
				}
				response, err := at(respondent)
				if err != nil {
					return err
				}
				if group != response.Group || item >= len(response.Codes) || response.Codes[item] != Blank {
					return fmt.Errorf("an answer that does not fit respondent %d", respondent)
				}
				response.Codes[item] = code
				return nil
			}, `-- surveys.verify
				select respondent, grp, item, code from answer where seal = ?`, sl.ordinal),
		)
	})
	if err != nil {
		return err
	}
	if found := checksum(responses); found != sl.checksum {
		return fmt.Errorf("the sealed answers of wave %s are not those that came in: checksum %.12s, expected %.12s; nothing was erased, the answers are still in the intake file", w.ID, found, sl.checksum)
	}
	return nil
}
