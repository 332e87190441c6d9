package accounts

import (
	"context"
	"crypto/rand"
	"fmt"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Grant gives whoever asks a role at the place, by the rules for giving roles to anybody. Somebody without an account gets one, which they come to by the
// house that they asked from. Errors: [ErrNotFound] for a request that does not wait at the place, [ErrForbidden], and [ErrTaken] where the address
// has an account that does not know the person: it is theirs to connect.
func (s *Store) Grant(ctx context.Context, by audit.By, id string, role Role, at Place) (Account, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Account{}, err
	}
	defer end()
	r, err := s.requestAt(by.At, id, at)
	if err != nil {
		return Account{}, err
	}
	g, to := Grant{role, at.ID}, s.asker(r)
	if to == "" {
		if err := s.mayGive(by, "", g, at); err != nil {
			return Account{}, err
		}
		return s.admit(ctx, by, r, g, at)
	}
	if err := s.give(ctx, by, to, g, at); err != nil {
		return Account{}, err
	}
	if err := s.decide(ctx, by, r, audit.AccessGranted, string(to), at); err != nil {
		return Account{}, err
	}
	return s.Account(to)
}

// admit makes the account of somebody who had none, with its role and the way they come to it.
func (s *Store) admit(ctx context.Context, by audit.By, r Request, g Grant, at Place) (Account, error) {
	if s.byEmail(r.Email) != nil {
		return Account{}, ErrTaken
	}
	a := r.person.account()
	a.ID = audit.AccountID(rand.Text())
	x := newSecret(a.ID, ByHouse, by.At, r.House, r.person.Identity.text())
	r.open = false
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		return all(
			func() error { return tx.Append("account", a.row(1, by.At)...) },
			func() error { return tx.Append("account_role", g.row(a.ID, by.At, true)...) },
			func() error { return tx.Append("account_secret", x.row(by.At, true)...) },
			func() error { return tx.Append("account_request", r.row()...) },
			func() error { return audit.Append(tx, by, entryAt(audit.AccessGranted, a.ID, g, at)) },
			func() error { return audit.Append(tx, by, secretEntry(audit.SecretAdded, x)) },
		)
	})
	if err != nil {
		return Account{}, fmt.Errorf("let somebody in who asked: %w", err)
	}
	s.takeRequest(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[a.ID] = &person{Account: a, revision: 1, grants: []Grant{g}, secrets: []secret{x}}
	return a, nil
}

// Decline says no to a request. Whoever could give a role at the place may. Errors: [ErrNotFound], [ErrForbidden].
func (s *Store) Decline(ctx context.Context, by audit.By, id string, at Place) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := s.requestAt(by.At, id, at)
	switch {
	case err != nil:
		return err
	case len(s.MayGiveAt(by.Account, at)) == 0:
		return ErrForbidden
	}
	return s.decide(ctx, by, r, audit.AccessDeclined, r.ID, at)
}

func (s *Store) decide(ctx context.Context, by audit.By, r Request, action audit.Action, subject string, at Place) error {
	r.open = false
	return s.keepRequest(ctx, by, r, audit.Entry{Action: action, Subject: subject, School: schoolOf(at), Owner: ownerOf(at)})
}
