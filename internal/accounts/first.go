package accounts

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// FirstEmail stands in the register until the first operator has said who they are: at the first use of the link.
const FirstEmail = "operator@localhost"

var firstOperator = Account{Email: FirstEmail, Name: "Operator", Lang: "nb"}

// EnsureOperator makes the first account, an operator's, where there is none yet, and returns its one-time link: show it, it cannot
// be read again. With accounts in place it returns "".
func (s *Store) EnsureOperator(ctx context.Context, now time.Time) (Link, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	if len(s.people) > 0 {
		return "", nil
	}
	a, by := firstOperator, audit.By{At: now, Account: audit.Service}
	a.ID = audit.AccountID(rand.Text())
	g := Grant{Role: Operator}
	secret, l := newLink(a.ID, Invitation, now)
	err = s.write(ctx, func(tx *duckdb.Tx) error {
		return all(
			func() error { return tx.Append("account", a.row(1, now)...) },
			func() error { return tx.Append("account_role", g.row(a.ID, now, true)...) },
			func() error { return tx.Append("account_link", l.row(now)...) },
			func() error {
				return audit.Append(tx, by, entryAt(audit.Invited, a.ID, g, Place{Kind: AtInstallation}))
			},
		)
	})
	if err != nil {
		return "", fmt.Errorf("make the first account: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[a.ID] = &person{Account: a, revision: 1, grants: []Grant{g}}
	s.links[l.hash] = l
	return secret, nil
}

// IsFirst reports whether nothing is known yet of whoever has the account: the first operator, who says it when the link is used.
func (a Account) IsFirst() bool { return a.Email == FirstEmail }

// Close ends an account: nobody signs in with it any more, and its roles are asleep. The log keeps its id. Errors: [ErrNotFound], [ErrLastOne].
func (s *Store) Close(ctx context.Context, by audit.By, id audit.AccountID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	p := s.person(id)
	switch {
	case p == nil:
		return ErrNotFound
	case p.Closed:
		return nil
	case p.holds(Grant{Role: Operator}) && len(s.HoldersAt("")) == 1:
		return ErrLastOne
	}
	a := p.Account
	a.Closed = true
	if err := s.setAccount(ctx, by, p, a, audit.AccountClosed); err != nil {
		return err
	}
	s.Sessions.EndOf(id)
	return nil
}

func (s *Store) setAccount(ctx context.Context, by audit.By, p *person, a Account, action audit.Action) error {
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		if err := tx.Append("account", a.row(p.revision+1, by.At)...); err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: action, Subject: string(a.ID)})
	})
	if err != nil {
		return fmt.Errorf("change an account: %w", err)
	}
	s.takeAccount(p, a)
	return nil
}

func (s *Store) takeAccount(p *person, a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Account = a
	p.revision++
}
