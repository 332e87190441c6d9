package accounts

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// person is an account with what it may do and how it signs in.
type person struct {
	Account
	revision int
	grants   []Grant
	secrets  []secret
}

// Account returns an account, or [ErrNotFound].
func (s *Store) Account(id audit.AccountID) (Account, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.people[id]
	if p == nil {
		return Account{}, ErrNotFound
	}
	return p.Account, nil
}

// ByEmail returns the account with an address, or [ErrNotFound].
func (s *Store) ByEmail(email string) (Account, error) {
	if p := s.byEmail(email); p != nil {
		return p.Account, nil
	}
	return Account{}, ErrNotFound
}

// Accounts returns all accounts, closed ones too, by address.
func (s *Store) Accounts() []Account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []Account
	for _, p := range s.people {
		all = append(all, p.Account)
	}
	slices.SortFunc(all, func(a, b Account) int { return cmp.Or(cmp.Compare(a.Email, b.Email), cmp.Compare(a.ID, b.ID)) })
	return all
}

// GrantsOf returns the roles of an account; none of one that is closed or unknown.
func (s *Store) GrantsOf(id audit.AccountID) []Grant {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if p := s.people[id]; p != nil && !p.Closed {
		return slices.Clone(p.grants)
	}
	return nil
}

// Holder is somebody with a role at a place.
type Holder struct {
	Account
	Role Role
}

// HoldersAt returns who has a role at the place, the widest role first, each by name.
func (s *Store) HoldersAt(at string) []Holder {
	s.mu.RLock()
	var holders []Holder
	for _, p := range s.people {
		for _, g := range p.grants {
			if g.At == at && !p.Closed {
				holders = append(holders, Holder{p.Account, g.Role})
			}
		}
	}
	s.mu.RUnlock()
	slices.SortFunc(holders, func(a, b Holder) int {
		return cmp.Or(cmp.Compare(slices.Index(Roles, a.Role), slices.Index(Roles, b.Role)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return holders
}

// Invite makes an account with a role and a link by which its owner chooses how to sign in. Whoever has an account already only gets
// the role, and no link. Errors: *[Invalid], [ErrForbidden].
func (s *Store) Invite(ctx context.Context, by audit.By, a Account, g Grant, at Place) (Account, Link, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Account{}, "", err
	}
	defer end()
	a = a.tidy()
	if problems := a.problems(); len(problems) > 0 {
		return Account{}, "", &Invalid{problems}
	}
	if known := s.byEmail(a.Email); known != nil {
		return known.Account, "", s.give(ctx, by, known.ID, g, at)
	}
	if err := s.mayGive(by, "", g, at); err != nil {
		return Account{}, "", err
	}
	a.ID = audit.AccountID(rand.Text())
	link, l := newLink(a.ID, Invitation, by.At)
	err = s.write(ctx, func(tx *duckdb.Tx) error {
		return all(
			func() error { return tx.Append("account", a.row(1, by.At)...) },
			func() error { return tx.Append("account_role", g.row(a.ID, by.At, true)...) },
			func() error { return tx.Append("account_link", l.row(by.At)...) },
			func() error { return audit.Append(tx, by, entryAt(audit.Invited, a.ID, g, at)) },
		)
	})
	if err != nil {
		return Account{}, "", fmt.Errorf("invite: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[a.ID] = &person{Account: a, revision: 1, grants: []Grant{g}}
	s.links[l.hash] = l
	return a, link, nil
}

// Give gives an account a role at a place. Giving what is held already changes nothing. Errors: [ErrNotFound], [ErrForbidden].
func (s *Store) Give(ctx context.Context, by audit.By, to audit.AccountID, g Grant, at Place) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	return s.give(ctx, by, to, g, at)
}

func (s *Store) give(ctx context.Context, by audit.By, to audit.AccountID, g Grant, at Place) error {
	p := s.person(to)
	switch {
	case p == nil || p.Closed:
		return ErrNotFound
	case slices.Contains(p.grants, g):
		return nil
	}
	if err := s.mayGive(by, to, g, at); err != nil {
		return err
	}
	return s.setGrant(ctx, by, p, g, at, true)
}

// MayGiveAt lists the roles that an account may give to others at a place, the widest first.
func (s *Store) MayGiveAt(by audit.AccountID, at Place) []Role {
	return slices.DeleteFunc(slices.Clone(Roles), func(role Role) bool {
		return s.mayGive(audit.By{Account: by}, "", Grant{role, at.ID}, at) != nil
	})
}

// Reinvite makes a new invitation for somebody with a role at the place, who has lost how to sign in or has let the first one lapse. Whoever holds
// the link becomes that person, so it is made by an operator, or by somebody who could have given every role that it opens. Errors:
// [ErrNotFound], [ErrForbidden].
func (s *Store) Reinvite(ctx context.Context, by audit.By, to audit.AccountID, at Place) (Link, error) {
	p := s.person(to)
	if p == nil || p.Closed || !slices.ContainsFunc(p.grants, func(g Grant) bool { return g.At == at.ID }) {
		return "", ErrNotFound
	}
	grants := s.grantsOf(by.Account)
	if !slices.Contains(grants, Grant{Role: Operator}) {
		for _, g := range p.grants {
			if err := s.mayGive(by, to, g, at); err != nil {
				return "", err
			}
		}
	}
	return s.MakeLink(ctx, by, to, Invitation)
}

// Take takes a role away; whoever is signed in with it is out. Taking what is not held changes nothing. Errors: [ErrNotFound],
// [ErrForbidden], and [ErrLastOne] for the last operator, after whom nobody could give that role.
func (s *Store) Take(ctx context.Context, by audit.By, from audit.AccountID, g Grant, at Place) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	p := s.person(from)
	switch {
	case p == nil:
		return ErrNotFound
	case !slices.Contains(p.grants, g):
		return nil
	case !MayGive(s.grantsOf(by.Account), g.Role, at):
		return ErrForbidden
	case g.Role == Operator && len(s.HoldersAt("")) == 1:
		return ErrLastOne
	}
	if err := s.setGrant(ctx, by, p, g, at, false); err != nil {
		return err
	}
	s.Sessions.EndOf(from)
	return nil
}

func (s *Store) setGrant(ctx context.Context, by audit.By, p *person, g Grant, at Place, held bool) error {
	action := audit.RoleGiven
	if !held {
		action = audit.RoleTaken
	}
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		return all(
			func() error { return tx.Append("account_role", g.row(p.ID, by.At, held)...) },
			func() error { return audit.Append(tx, by, entryAt(action, p.ID, g, at)) },
		)
	})
	if err != nil {
		return fmt.Errorf("change a role: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.setGrant(g, held)
	return nil
}

func (p *person) setGrant(g Grant, held bool) {
	p.grants = slices.DeleteFunc(slices.Clone(p.grants), func(other Grant) bool { return other == g })
	if held {
		p.grants = append(p.grants, g)
	}
}

func (p *person) holds(g Grant) bool { return slices.Contains(p.grants, g) }

// mayGive says whether a role may be given to somebody. Beyond [MayGive]: nobody gives himself a role, and an owner appoints the first leader of a
// school only, because whoever appoints leaders could otherwise appoint one to see what the school does not share.
func (s *Store) mayGive(by audit.By, to audit.AccountID, g Grant, at Place) error {
	grants := s.grantsOf(by.Account)
	leads := slices.Contains(grants, Grant{Leader, at.ID})
	switch {
	case g.At != at.ID, to == by.Account, !MayGive(grants, g.Role, at):
		return ErrForbidden
	case by.Account == audit.Console, by.Account == audit.Service: // whoever commands the server has its files
		return nil
	case at.Kind == AtSchool && !leads && (g.Role != Leader || s.isLed(at.ID)):
		return ErrForbidden
	}
	return nil
}

func (s *Store) isLed(school string) bool {
	return slices.ContainsFunc(s.HoldersAt(school), func(h Holder) bool { return h.Role == Leader })
}

// grantsOf are the roles of whoever does something; commands on the server act as an operator.
func (s *Store) grantsOf(id audit.AccountID) []Grant {
	if id == audit.Console || id == audit.Service {
		return []Grant{{Role: Operator}}
	}
	return s.GrantsOf(id)
}

func (s *Store) person(id audit.AccountID) *person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.people[id]
}

func (s *Store) byEmail(email string) *person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.people {
		if sameEmail(p.Email, email) {
			return p
		}
	}
	return nil
}

func (a Account) row(revision int, at time.Time) []any {
	return []any{string(a.ID), revision, stamp(at), a.Email, a.Name, a.Lang, a.Closed}
}

func (g Grant) row(id audit.AccountID, at time.Time, held bool) []any {
	return []any{string(id), string(g.Role), g.At, stamp(at), held}
}

// entryAt is the entry of a change of a role; who may read it follows from the place.
func entryAt(action audit.Action, id audit.AccountID, g Grant, at Place) audit.Entry {
	e := audit.Entry{Action: action, Subject: string(id), Detail: "role=" + string(g.Role), Owner: at.Owner}
	switch at.Kind {
	case AtSchool:
		e.School = at.ID
	case AtOwner:
		e.Owner = at.ID
	}
	return e
}

// all does one thing after the other until one fails.
func all(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Held are the roles that a session can use now. Those that ask for more than a password are asleep in a session that was started
// with a password alone. A nil session has none.
func (s *Store) Held(now time.Time, session *Session) []Grant {
	if session == nil {
		return nil
	}
	grants := s.GrantsOf(session.Account)
	if session.Strength(now) == Strong {
		return grants
	}
	return slices.DeleteFunc(grants, func(g Grant) bool { return g.Role.Strong() })
}
