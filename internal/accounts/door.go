package accounts

import (
	"context"
	"crypto/rand"
	"time"

	"tilstand/internal/audit"
)

// Door lets whoever holds it in as one account, as often as they like, until the process ends: 130 random bits. It is for the made-up people of a
// demonstration, whom nobody has to sign in as with an app.
type Door string

// OpenDoor makes a door for an account. Never call it for an account of somebody who is there.
func (s *Store) OpenDoor(account audit.AccountID) Door {
	door := Door(rand.Text())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doors[door] = account
	return door
}

// UseDoor starts a strong session. Errors: [ErrRefused] for a door that is not there.
func (s *Store) UseDoor(ctx context.Context, now time.Time, door Door) (Token, error) {
	s.mu.RLock()
	account, ok := s.doors[door]
	s.mu.RUnlock()
	if !ok {
		return "", ErrRefused
	}
	return s.start(ctx, now, account, Strong)
}
