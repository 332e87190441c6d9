package accounts

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrRefused says that a sign-in did not succeed. It says no more on purpose: a wrong password and too many attempts are answered
// in the same words.
var ErrRefused = errors.New("sign-in refused")

// Limits of signing in. Two hashes at once leave a small server half of its cores; ten wrong passwords in a row are a person with a
// badly printed note, and after that one attempt in two seconds is still enough for them.
const (
	hashesAtOnce = 2
	freeFailures = 10
	failureFades = 2 * time.Second
	hashPatience = 5 * time.Second // how long a sign-in waits for its turn
)

// Store keeps the operator's password hash. Safe for concurrent use.
type Store struct {
	hasher   *hasher
	throttle *throttle

	mu   sync.RWMutex
	hash string // "" while no password has been made
}

func newStore() *Store {
	return &Store{hasher: newHasher(hashesAtOnce), throttle: newThrottle(freeFailures, failureFades)}
}

// SignIn checks a password. It returns ErrRefused for a wrong one, and also when there were too many wrong ones lately or too many
// sign-ins at once.
func (s *Store) SignIn(ctx context.Context, now time.Time, password string) error {
	if !s.throttle.allows(now) {
		return ErrRefused
	}
	right, err := s.Verify(ctx, password)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return ErrRefused
	case err != nil:
		return err
	case !right:
		s.throttle.failed(now)
		return ErrRefused
	}
	s.throttle.passed()
	return nil
}

// Verify reports whether a password is the present one. It waits a few seconds for its turn, and then returns the context's error.
func (s *Store) Verify(ctx context.Context, password string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	s.mu.RLock()
	hash := s.hash
	s.mu.RUnlock()
	if hash == "" {
		return false, nil
	}
	return s.hasher.matches(ctx, password, hash)
}
