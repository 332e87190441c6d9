package surveys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
)

// ErrNoRoom says that the disk is nearly full. Nothing was taken in; it will be when there is room again. Everything else goes on: waves are closed and sealed.
var ErrNoRoom = duckdb.ErrFull

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
// [ErrSpent] for a one-time code that another submission has used, [ErrNeedsCode], [ErrCrowded];
// [ErrConflict] when the id has come with other content and Confirm is not set, in which case the first stays; duckdb.ErrBusy when
// too many are waiting; [ErrNoRoom]. After an error that is not one of these, and when ctx ends, the submission may or may not have been stored:
// send it again under the same id.
func (s *Store) Submit(ctx context.Context, now time.Time, sub Submission) (Receipt, error) {
	from, err := s.EntryByCode(now, sub.Code)
	if err != nil {
		return Receipt{}, err
	}
	w := from.Wave
	if w.ByCode && !from.OneTime {
		return Receipt{}, ErrNeedsCode
	}
	sub = from.Placed(sub)
	door, err := s.doorOf(w)
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
	if err := s.room(); err != nil {
		return Receipt{}, err
	}
	repeated, err := s.admit(ctx, now, door, from, sub, response)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{sub.ID, repeated}, nil
}

// doorOf returns the wave's door; [ErrClosed] when the wave has none any more.
func (s *Store) doorOf(w Wave) (*door, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.doors[w.ID]
	if d == nil {
		return nil, ErrClosed
	}
	return d, nil
}

// admit writes the response unless it has come before. Who finds the same id being written waits for the outcome and asks again.
func (s *Store) admit(ctx context.Context, now time.Time, d *door, from Entry, sub Submission, r Response) (repeated bool, err error) {
	wave, row := from.Wave.ID, sub.ID
	if from.OneTime {
		row = rowID(from.Code, sub.ID)
	}
	id, content := d.digest(row), d.content(r)
	for {
		mine, busy, err := s.enter(now, d, wave, id, content, sub.Confirm)
		switch {
		case mine != nil:
			whole := context.WithoutCancel(ctx)
			store := s.storing(whole, wave, row, mine.revision, r)
			if from.OneTime {
				go take(d, id, mine, func() error { return s.spend(whole, from, markOf(from.Code, sub.ID), store) })
			} else {
				go take(d, id, mine, func() error { return store(nil) })
			}
			return false, mine.outcome(ctx)
		case busy != nil:
			err = busy.wait(ctx)
		case errors.Is(err, errUnsure):
			err = s.reassure(ctx, d, wave)
		default:
			return err == nil, err
		}
		if err != nil {
			return false, err
		}
	}
}

// enter reserves the id and, when there is something to write, keeps the gate from being shut until it is written. The wave may have been
// closed since it was looked up: what counts is its state while nobody can shut the door.
func (s *Store) enter(now time.Time, d *door, wave WaveID, id digest, content uint64, confirmed bool) (mine, busy *entry, err error) {
	d.gate.RLock()
	w, err := s.Wave(wave)
	if err == nil {
		mine, busy, err = d.reserve(id, content, confirmed, w.Takes(now))
	}
	if mine == nil {
		d.gate.RUnlock()
	}
	return mine, busy, err
}

// take writes a submission and lets go of the gate. It runs beside its caller, who may leave before the outcome is known, while the id
// stays reserved until it is; the database answers every write, at the latest when it is closed.
func take(d *door, id digest, e *entry, store func() error) {
	defer d.gate.RUnlock()
	d.settle(id, e, store())
}

// storing is the write of a submission, after what has to be on disk first.
func (s *Store) storing(ctx context.Context, wave WaveID, sub SubmissionID, revision uint8, r Response) func(first duckdb.Syncer) error {
	return func(first duckdb.Syncer) error {
		return s.intake.WriteAfter(ctx, first, func(tx *duckdb.Tx) error {
			return tx.Append("submission", string(wave), string(sub), revision, r.Group, pack(r.Codes))
		})
	}
}

// spend uses the code for the answer. Where codes were made since it was looked up, its slot may have moved.
func (s *Store) spend(ctx context.Context, from Entry, m spentMark, store func(first duckdb.Syncer) error) error {
	box := s.boxOf(from.Wave.ID)
	if box == nil {
		return ErrClosed
	}
	at, ok := box.find(from.hash)
	if !ok {
		return ErrNotFound
	}
	return box.spend(ctx, at, m, store)
}

// reassure lets the door look at what is on disk, after a write of which it is not known whether it is stored.
func (s *Store) reassure(ctx context.Context, d *door, wave WaveID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.unsure {
		return nil
	}
	if err := s.fill(ctx, map[WaveID]*door{wave: d}); err != nil {
		return fmt.Errorf("look what has come: %w", err)
	}
	d.unsure = false
	return nil
}
