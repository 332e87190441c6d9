package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/audit"
)

// Client is where an attempt comes from, as the web knows it: an address. It is never stored; see [clients].
type Client string

// SignedIn is what came of a password.
type SignedIn struct {
	Token Token // of the session; empty where a second step is asked for
	Step  Step  // of the second step; empty where there is none
}

// SignIn checks the password of the account with the address. Where the account has an app or a passkey, a second step follows;
// otherwise the session has what a password alone gives. It returns [ErrRefused] for every kind of failure, after the same work: an address
// without an account takes as long as a wrong password.
func (s *Store) SignIn(ctx context.Context, now time.Time, from Client, email, password string) (SignedIn, error) {
	var in SignedIn
	account, err := s.checkPassword(ctx, now, from, email, password)
	switch {
	case err != nil:
	case s.hasSecondFactor(account):
		in.Step = s.steps.begin(now, account)
	default: // who has nothing but a password yet may add more now
		in.Token, err = s.start(ctx, now, account, Fresh)
	}
	return in, s.refusedOr(ctx, now, err)
}

// SecondStep checks the code of an app after a password. Three wrong ones end the attempt. Errors: [ErrRefused].
func (s *Store) SecondStep(ctx context.Context, now time.Time, from Client, step Step, code string) (Token, error) {
	token, err := s.secondStep(ctx, now, from, step, code)
	return token, s.refusedOr(ctx, now, err)
}

func (s *Store) secondStep(ctx context.Context, now time.Time, from Client, step Step, code string) (Token, error) {
	account, ok := s.steps.find(now, step)
	if !ok || !s.clients.allows(now, string(from)) {
		return "", ErrRefused
	}
	for _, x := range s.secretsOf(account, ByApp) {
		if s.codes.fits(x, code, now) {
			s.steps.end(step)
			return s.start(ctx, now, account, Strong)
		}
	}
	s.clients.failed(now, string(from))
	s.steps.failed(step)
	return "", ErrRefused
}

// ByCode reports whether a second step can be a code: the account has an app. Otherwise it is signing in with a passkey.
func (s *Store) ByCode(now time.Time, step Step) bool {
	account, ok := s.steps.find(now, step)
	return ok && len(s.secretsOf(account, ByApp)) > 0
}

// Pending reports whether a second step can still be taken.
func (s *Store) Pending(now time.Time, step Step) bool {
	_, ok := s.steps.find(now, step)
	return ok
}

func (s *Store) checkPassword(ctx context.Context, now time.Time, from Client, email, password string) (audit.AccountID, error) {
	name := accountKey(email)
	if len(password) > longestChosen || !s.clients.take(now, string(from)) || !s.attempts.take(now, name) {
		return "", ErrRefused
	}
	account, hash := audit.AccountID(""), s.decoy
	if p := s.byEmail(email); p != nil && !p.Closed {
		if set := s.secretsOf(p.ID, ByPassword); len(set) > 0 {
			account, hash = p.ID, set[len(set)-1].value
		}
	}
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	right, err := s.hasher.matches(ctx, typed(password), hash)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled): // it was not looked at
		s.attempts.give(now, name)
		return "", ErrRefused
	case err != nil:
		return "", err
	case !right || account == "":
		return "", ErrRefused
	}
	s.clients.give(now, string(from))
	s.attempts.passed(now, name)
	return account, nil
}

// start begins a session and logs it.
func (s *Store) start(ctx context.Context, now time.Time, account audit.AccountID, strength Strength) (Token, error) {
	e := audit.Entry{Action: audit.SignedIn, Subject: string(account)}
	if err := s.log(ctx, audit.By{At: now, Account: account}, e); err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	return s.Sessions.Start(now, account, strength), nil
}

func (s *Store) refusedOr(ctx context.Context, now time.Time, err error) error {
	if errors.Is(err, ErrRefused) {
		return errors.Join(err, s.logRefusal(ctx, now))
	}
	return err
}
