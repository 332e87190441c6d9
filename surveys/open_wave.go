package surveys

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// OpenWave opens a wave: it freezes the groups, the targets, the names and the instrument, and makes the link. The error is an *[Invalid]
// with everything that stands in the way, the same as of [Store.Plan].
func (s *Store) OpenWave(ctx context.Context, by audit.By, spec WaveSpec) (Wave, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Wave{}, err
	}
	defer end()
	preview, err := s.Plan(by.At, spec)
	if err != nil {
		return Wave{}, err
	}
	w := preview.Wave
	w.ID, w.Code = WaveID(rand.Text()), s.freshCode()
	told := w.entry(audit.WaveOpened)
	if w.Round != "" {
		told.Detail = "round=" + string(w.Round)
	}
	return s.store(ctx, by, w, told)
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

// store writes the wave as its next revision, and then lets everybody see it. The caller has begun a change.
func (s *Store) store(ctx context.Context, by audit.By, w Wave, entry audit.Entry) (Wave, error) {
	w.Revision++
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		return errors.Join(s.keepInstrument(tx, by.At, w), appendWave(tx, by.At, w))
	}, entry)
	if err != nil {
		return Wave{}, fmt.Errorf("store wave: %w", err)
	}
	s.kept(w)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.show(w)
	return w, nil
}

// keepInstrument puts what the wave asks into the record when it came with the product and has not been used before: a later product may no
// longer have it. The caller has begun a change, and calls kept when the transaction has been stored.
func (s *Store) keepInstrument(tx *duckdb.Tx, now time.Time, w Wave) error {
	if s.revisions[w.asks()] > 0 {
		return nil
	}
	e, err := s.Instrument(w.Instrument, w.InstrumentVersion)
	if err != nil {
		return err
	}
	e.ChangedAt = stamp(now)
	return appendInstrument(tx, e, 1)
}

func (s *Store) kept(w Wave) { s.revisions[w.asks()] = max(s.revisions[w.asks()], 1) }

// entry is what the log says of a change of the wave. It is the school's own matter: the owner does not read it.
func (w Wave) entry(action audit.Action) audit.Entry {
	return audit.Entry{Action: action, School: string(w.School), Subject: string(w.ID)}
}

func (w Wave) asks() instrumentVersion { return instrumentVersion{w.Instrument, w.InstrumentVersion} }
