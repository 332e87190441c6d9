package surveys

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
)

// instrumentVersion is what an instrument is stored and found under.
type instrumentVersion struct {
	key     string
	version int
}

func (in *Instrument) versionKey() instrumentVersion { return instrumentVersion{in.Key, in.Version} }

// OpenWave opens a wave: it freezes the groups, the targets, the names and the instrument, and makes the link. The error is an *[Invalid]
// with everything that stands in the way, the same as of [Store.Plan].
func (s *Store) OpenWave(ctx context.Context, now time.Time, spec WaveSpec) (Wave, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Wave{}, err
	}
	defer end()
	preview, err := s.Plan(now, spec)
	if err != nil {
		return Wave{}, err
	}
	w := preview.Wave
	w.ID, w.Code = WaveID(rand.Text()), s.freshCode()
	return s.store(ctx, now, w, preview.Instrument)
}

// freshCode draws a link that leads nowhere yet.
func (s *Store) freshCode() LinkCode {
	for {
		code := newLinkCode()
		if _, err := s.WaveByCode(code); err != nil {
			return code
		}
	}
}

// store writes the wave as its next revision, together with its instrument when no wave has asked that version before, and then lets
// everybody see it. The caller has begun a change.
func (s *Store) store(ctx context.Context, now time.Time, w Wave, in *Instrument) (Wave, error) {
	w.Revision++
	first := s.InstrumentOf(w) == nil
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		if first {
			if err := appendInstrument(tx, now, in); err != nil {
				return err
			}
		}
		return appendWave(tx, now, w)
	})
	if err != nil {
		return Wave{}, fmt.Errorf("store wave: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first {
		s.frozen[in.versionKey()] = in
	}
	s.show(w)
	return w, nil
}

// frozenOtherwise says whether the version has been asked with other content.
func (s *Store) frozenOtherwise(in *Instrument) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	asked, ok := s.frozen[in.versionKey()]
	return ok && asked.Hash() != in.Hash()
}

func appendInstrument(tx *duckdb.Tx, now time.Time, in *Instrument) error {
	return tx.Append("instrument", in.Key, int32(in.Version), in.Hash(), string(in.canonical()), stamp(now))
}
