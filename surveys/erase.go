package surveys

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ErasureNotice is how many days pass at least between the announcement that answers will be erased and the erasure.
const ErasureNotice = 30

var (
	// ErrErased says that the answers of a wave have been erased because they had been kept long enough. Its figures stay as they are.
	ErrErased = errors.New("the answers of the wave have been erased")

	// ErrNotAnnounced says that answers cannot be erased: the school has not been told, or the day it was told has not come.
	ErrNotAnnounced = errors.New("answers are erased on the day that was announced, and not before")
)

// An Erasure is what becomes of a wave's answers when they have been kept long enough, and by which rule. Its times are Norwegian days, as
// midnight UTC.
type Erasure struct {
	Announced time.Time // when the school was told
	Due       time.Time // the day it was told
	Since     time.Time // the rule: so many months after this day
	Months    int
	Done      time.Time // zero until the answers are erased
}

// AnnouncedErasure is a wave whose answers are to be erased on the day Due.
type AnnouncedErasure struct {
	Wave       WaveID
	Due, Since time.Time
	Months     int
}

// Erased says whether the answers of the wave have been erased because they had been kept long enough.
func (w Wave) Erased() bool { return !w.Erasure.Done.IsZero() }

// AnnounceErasure tells that the answers of closed waves will be erased, all of them in one step; [Store.Erase] does it. Announcing again
// replaces the day. Errors: [ErrNotFound]; [ErrErased]; and one for a wave that is not closed, or a day that is sooner than [ErasureNotice]
// days ahead.
func (s *Store) AnnounceErasure(ctx context.Context, by audit.By, announced []AnnouncedErasure) error {
	today := dayAsUTC(by.At)
	return s.alterErasures(ctx, by, audit.ErasureAnnounced, len(announced), func(i int) (WaveID, func(w *Wave) error) {
		a := announced[i]
		return a.Wave, func(w *Wave) error {
			if a.Due.Before(today.AddDate(0, 0, ErasureNotice)) {
				return fmt.Errorf("announce the erasure of wave %s: %s is sooner than in %d days", a.Wave, a.Due.Format(time.DateOnly), ErasureNotice)
			}
			w.Erasure = Erasure{Announced: today, Due: a.Due, Since: a.Since, Months: a.Months}
			return nil
		}
	})
}

// Erase erases the answers of waves because they have been kept long enough: durably at first, like [Store.Void], and then from the files. When
// it returns nil no file holds them; after a kill or an error [Open] and [Store.Sweep] go on. What was released of them stays. Errors:
// [ErrNotFound], [ErrErased], and [ErrNotAnnounced]; then nothing is erased.
func (s *Store) Erase(ctx context.Context, by audit.By, waves []WaveID) error {
	today := dayAsUTC(by.At)
	err := s.alterErasures(ctx, by, audit.AnswersErased, len(waves), func(i int) (WaveID, func(w *Wave) error) {
		return waves[i], func(w *Wave) error {
			if w.Erasure.Announced.IsZero() || today.Before(w.Erasure.Due) {
				return fmt.Errorf("wave %s: %w", w.ID, ErrNotAnnounced)
			}
			w.Erasure.Done = today
			return nil
		}
	})
	if err != nil {
		return err
	}
	return s.Sweep(ctx)
}

// alterErasures changes closed waves that have their answers, all in one transaction with an entry in the log for each.
func (s *Store) alterErasures(ctx context.Context, by audit.By, action audit.Action, n int, change func(i int) (WaveID, func(w *Wave) error)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	changed := make([]Wave, n)
	for i := range changed {
		id, do := change(i)
		if changed[i], err = s.Wave(id); err != nil {
			return err
		}
		w := &changed[i]
		switch {
		case w.Erased():
			return fmt.Errorf("wave %s: %w", id, ErrErased)
		case w.State != WaveClosed:
			return fmt.Errorf("the answers of wave %s cannot be erased by their age: it is %s", id, w.State)
		}
		if err := do(w); err != nil {
			return err
		}
		w.Revision++
	}
	entries := make([]audit.Entry, n)
	for i, w := range changed {
		entries[i] = w.entry(action)
		entries[i].Detail = w.Erasure.detail()
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		for _, w := range changed {
			if err := appendWave(tx, by.At, w); err != nil {
				return err
			}
		}
		return nil
	}, entries...)
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range changed {
		s.show(w)
	}
	return nil
}

// detail is the rule as the log has it.
func (e Erasure) detail() string {
	return fmt.Sprintf("due=%s since=%s months=%d", e.Due.Format(time.DateOnly), e.Since.Format(time.DateOnly), e.Months)
}

// erasureDocument is how an Erasure is stored.
type erasureDocument struct {
	Announced string `json:"announced"` // 2026-11-23, as all of them
	Due       string `json:"due"`
	Since     string `json:"since"`
	Months    int    `json:"months"`
	Done      string `json:"done,omitempty"`
}

// MarshalJSON writes dates; an erasure that was never announced is null.
func (e Erasure) MarshalJSON() ([]byte, error) {
	if e.Announced.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(erasureDocument{dayInText(e.Announced), dayInText(e.Due), dayInText(e.Since), e.Months, dayInText(e.Done)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Erasure) UnmarshalJSON(data []byte) error {
	var d erasureDocument
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	e.Months = d.Months
	for _, day := range []struct {
		to   *time.Time
		text string
	}{{&e.Announced, d.Announced}, {&e.Due, d.Due}, {&e.Since, d.Since}, {&e.Done, d.Done}} {
		var err error
		if *day.to, err = parseDay(day.text); err != nil {
			return err
		}
	}
	return nil
}
