package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ErrRefused says that a sign-in did not succeed. It says no more on purpose: a wrong password and too many attempts are
// answered in the same words.
var ErrRefused = errors.New("sign-in refused")

// Limits of signing in. Two hashes at once leave a small server half of its cores; ten wrong passwords in a row are a
// person with a badly printed note, and after that one attempt in two seconds is still enough for them.
const (
	hashesAtOnce = 2
	freeFailures = 10
	failureFades = 2 * time.Second
	hashPatience = 5 * time.Second // how long a sign-in waits for its turn
)

// Store keeps the operator's password hash in the record database, append-only: the latest one is right. Safe for
// concurrent use.
type Store struct {
	Sessions *Sessions // of those who have signed in

	record   *duckdb.DB
	hasher   *hasher
	throttle *throttle

	mu   sync.RWMutex
	hash string // "" while no password has been made

	refusals refusals
}

// Open reads the present password hash from the record database.
func Open(ctx context.Context, record *duckdb.DB) (*Store, error) {
	s := &Store{Sessions: NewSessions(), record: record, hasher: newHasher(hashesAtOnce), throttle: newThrottle(freeFailures, failureFades)}
	err := record.Read(ctx, func(r *duckdb.Reader) error {
		err := r.QueryRow(`
			-- accounts.Open
			select hash from operator_password order by set_at desc, rowid desc limit 1`).Scan(&s.hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the operator's password hash: %w", err)
	}
	return s, nil
}

// EnsurePassword makes a password if there is none yet, and returns it once: show it to the operator, it cannot be read
// again. With a password in place it returns "" and false.
func (s *Store) EnsurePassword(ctx context.Context, now time.Time) (password string, created bool, err error) {
	if s.present() != "" {
		return "", false, nil
	}
	password, err = s.ReplacePassword(ctx, audit.By{At: now, Account: audit.Service})
	return password, err == nil, err
}

// ReplacePassword makes a new password, for an operator who has lost the old one, and returns it once. The old one stops
// working, and everyone who is signed in is out.
func (s *Store) ReplacePassword(ctx context.Context, by audit.By) (string, error) {
	password := newPassword()
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.record.Write(ctx, func(tx *duckdb.Tx) error {
		if err := tx.Append("operator_password", by.At.UTC().Truncate(time.Microsecond), hash); err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: audit.PasswordReplaced, Subject: string(audit.Operator)})
	})
	if err != nil {
		return "", fmt.Errorf("store the operator's password hash: %w", err)
	}
	s.mu.Lock()
	s.hash = hash
	s.mu.Unlock()
	s.Sessions.EndAll()
	return password, nil
}

func (s *Store) present() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.hash
}

// SignIn checks a password and starts a session. It returns ErrRefused for a wrong one, and also when there were too many wrong ones
// lately or too many sign-ins at once. Both are logged; signing in does not succeed without its entry.
func (s *Store) SignIn(ctx context.Context, now time.Time, password string) (Token, error) {
	err := s.check(ctx, now, password)
	if errors.Is(err, ErrRefused) {
		return "", errors.Join(err, s.logRefusal(ctx, now))
	}
	if err == nil {
		err = s.log(ctx, audit.By{At: now, Account: audit.Operator}, audit.Entry{Action: audit.SignedIn})
	}
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	return s.Sessions.Start(now), nil
}

// SignOut ends the session of a token. One that has ended already leaves no entry.
func (s *Store) SignOut(ctx context.Context, now time.Time, token Token) error {
	if s.Sessions.Find(now, token) == nil {
		return nil
	}
	s.Sessions.End(token)
	return s.log(ctx, audit.By{At: now, Account: audit.Operator}, audit.Entry{Action: audit.SignedOut})
}

func (s *Store) check(ctx context.Context, now time.Time, password string) error {
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

// Verify reports whether a password is the present one. It waits a few seconds for its turn, and then returns the
// context's error.
func (s *Store) Verify(ctx context.Context, password string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	hash := s.present()
	if hash == "" {
		return false, nil
	}
	return s.hasher.matches(ctx, password, hash)
}
