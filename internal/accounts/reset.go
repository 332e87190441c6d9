package accounts

import (
	"context"
	"slices"
	"time"

	"tilstand/internal/audit"
)

// MayAskForReset counts somebody asking for a link to choose another password, and reports whether it is looked into. Too many from one client, and
// too many for one address, are passed over; the answer that people read is the same. It depends on nothing but how often was asked.
func (s *Store) MayAskForReset(now time.Time, from Client, email string) bool {
	name := accountKey(email)
	if !s.askers.allows(now, string(from)) || !s.asked.allows(now, name) {
		return false
	}
	s.askers.failed(now, string(from))
	s.asked.failed(now, name)
	return true
}

// ResetLink makes the link for whoever has the address. There is none for accounts that sign in without a password on purpose, and for the first
// operator, who has no address yet. Errors: [ErrNotFound].
func (s *Store) ResetLink(ctx context.Context, now time.Time, email string) (Account, Link, error) {
	p := s.byEmail(email)
	if p == nil || p.Closed || p.IsFirst() {
		return Account{}, "", ErrNotFound
	}
	ways := s.secretsOf(p.ID)
	if len(ways) > 0 && !slices.ContainsFunc(ways, func(x secret) bool { return x.kind == ByPassword }) {
		return Account{}, "", ErrNotFound
	}
	link, err := s.MakeLink(ctx, audit.Stranger.At(now), p.ID, Reset)
	return p.Account, link, err
}
