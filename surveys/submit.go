package surveys

import (
	"context"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
)

// A Receipt says that a submission is on disk.
type Receipt struct {
	ID       SubmissionID
	Repeated bool // it had come before with the same content
}

// Submit takes a submission in and returns when it is on disk. Sending it again under the same id gives the same receipt, however often,
// however concurrently and across restarts, as long as the wave has not been sealed; also after the closing time, because the
// respondent may not have heard the first answer.
//
// Errors: an *[Invalid] with everything that is wrong with it; [ErrNotFound] for an unknown link; [ErrNotOpen]; [ErrClosed];
// [ErrConflict] when the id has come with other content and Confirm is not set, in which case the first stays; duckdb.ErrBusy when
// too many are waiting. After an error that is not one of these, and when ctx ends, the submission may or may not have been stored:
// send it again under the same id.
func (s *Store) Submit(ctx context.Context, now time.Time, sub Submission) (Receipt, error) {
	w, err := s.WaveByCode(sub.Code)
	if err != nil {
		return Receipt{}, err
	}
	door, err := s.doorOf(ctx, w)
	if err != nil {
		return Receipt{}, err
	}
	response, err := Check(w, s.InstrumentOf(w), sub)
	if closed := w.Takes(now); err != nil && closed != nil {
		return Receipt{}, closed
	}
	if err != nil {
		return Receipt{}, err
	}
	repeated, err := s.admit(ctx, now, door, w.ID, sub, response)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{sub.ID, repeated}, nil
}

// doorOf returns the wave's door, sure of what has come through it; [ErrClosed] when the wave has none any more.
func (s *Store) doorOf(ctx context.Context, w Wave) (*door, error) {
	s.mu.RLock()
	d := s.doors[w.ID]
	s.mu.RUnlock()
	if d == nil {
		return nil, ErrClosed
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unsure {
		if err := s.fill(ctx, map[WaveID]*door{w.ID: d}); err != nil {
			return nil, fmt.Errorf("look what has come: %w", err)
		}
		d.unsure = false
	}
	return d, nil
}

// admit writes the response unless it has come before. Who finds the same id being written waits for the outcome and asks again.
func (s *Store) admit(ctx context.Context, now time.Time, d *door, wave WaveID, sub Submission, r Response) (repeated bool, err error) {
	id, content := d.digest(sub.ID), d.content(r)
	for {
		d.gate.RLock()
		// The wave may have been closed since: what counts is its state while nobody can shut the door.
		w, err := s.Wave(wave)
		if err != nil {
			d.gate.RUnlock()
			return false, err
		}
		mine, busy, err := d.reserve(id, content, sub.Confirm, w.Takes(now))
		if mine != nil {
			go s.take(context.WithoutCancel(ctx), d, id, mine, w.ID, sub.ID, r)
			if err := mine.wait(ctx); err != nil {
				return false, err
			}
			return false, mine.err
		}
		d.gate.RUnlock()
		if busy == nil {
			return err == nil, err
		}
		if err := busy.wait(ctx); err != nil {
			return false, err
		}
	}
}

// take writes a submission and lets go of the gate. It runs beside its caller, who may leave before the outcome is known, while the id
// stays reserved until it is; the database answers every write, at the latest when it is closed.
func (s *Store) take(ctx context.Context, d *door, id digest, e *entry, wave WaveID, sub SubmissionID, r Response) {
	defer d.gate.RUnlock()
	err := s.intake.Write(ctx, func(tx *duckdb.Tx) error {
		return tx.Append("submission", string(wave), string(sub), e.revision, r.Group, r.Codes)
	})
	d.settle(id, e, err)
}
