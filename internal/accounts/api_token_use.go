package accounts

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
)

// Pace of a program: a first reading of an owner's schools goes through in one go, and after that five requests a second. More would keep pages
// waiting on a small server, and figures change once a semester.
const (
	requestsAtOnce = 300
	requestEvery   = 200 * time.Millisecond
)

// Pace counts a request of a token. It returns 0, or how long the program has to wait.
func (s *Store) Pace(now time.Time, id APITokenID) (wait time.Duration) {
	if !s.paces.allows(now, string(id)) {
		return requestEvery
	}
	s.paces.failed(now, string(id))
	return 0
}

// A Use is what a program was given: what is written down of it, once a day.
type Use struct {
	Route  string // the pattern of the address
	School string // id, where it is of one school
}

// uses are those of a day that are in the log.
type uses struct {
	mu    sync.Mutex
	day   string
	known map[useOf]bool
}

type useOf struct {
	token APITokenID
	Use
}

// fresh reports whether a use is the first of its kind on the day.
func (u *uses) fresh(day string, of useOf) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.day != day || !u.known[of]
}

func (u *uses) keep(day string, of useOf) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.day != day {
		u.day, u.known = day, map[useOf]bool{}
	}
	u.known[of] = true
}

// NoteUse writes into the log that a program is given something, once a day for each token, address and school, and the day to the token. A program
// that asks every hour says no more by twenty-four entries; which figures left the house, to whom and on which day, is there. After a restart a use
// can be noted a second time.
func (s *Store) NoteUse(ctx context.Context, now time.Time, t APIToken, u Use) error {
	day, of := now.In(i18n.Oslo).Format(time.DateOnly), useOf{t.ID, u}
	if !s.used.fresh(day, of) {
		return nil
	}
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	kept, ok := s.tokenByID(t.ID)
	if !ok {
		return ErrNotFound
	}
	told := t.entry(audit.TokenUsed, "page="+u.Route)
	told.School = u.School
	by := audit.Program.At(now)
	if kept.UsedOn == day {
		err = s.write(ctx, func(tx *duckdb.Tx) error { return audit.Append(tx, by, told) })
	} else {
		kept.UsedOn = day
		err = s.keepToken(ctx, by, kept, told)
	}
	if err != nil {
		return fmt.Errorf("note what a program is given: %w", err)
	}
	s.used.keep(day, of)
	return nil
}
