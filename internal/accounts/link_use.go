package accounts

import (
	"context"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Chosen is what somebody types who has followed a one-time link.
type Chosen struct {
	Password    string
	Name, Email string // of the first operator; everybody else's are known
}

// UseLink uses a one-time link up and sets the password that was chosen. An invitation takes away all there was before, since it is what
// somebody gets who has lost everything: the session it starts is fresh, and a passkey or an app that is added makes it strong. After a
// reset, whoever has a second factor is asked for it.
// Errors: [ErrLink], *[Invalid].
func (s *Store) UseLink(ctx context.Context, now time.Time, secret Link, chosen Chosen) (SignedIn, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	defer end()
	a, purpose, err := s.Opened(now, secret)
	if err != nil {
		return SignedIn{}, err
	}
	var problems []Problem
	if a.IsFirst() {
		a.Name, a.Email = chosen.Name, chosen.Email
		a = a.tidy()
		problems = s.problemsOf(a)
	}
	if problems = append(problems, passwordProblems(chosen.Password, a)...); len(problems) > 0 {
		return SignedIn{}, &Invalid{problems}
	}
	hash, err := s.hasher.hash(ctx, typed(chosen.Password))
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.redeem(ctx, now, a, purpose, newSecret(a.ID, ByPassword, now, "", hash)); err != nil {
		return SignedIn{}, err
	}
	if s.hasSecondFactor(a.ID) { // a mailbox is no second factor (ASVS 5.0, 6.3.6)
		return SignedIn{Step: s.steps.begin(now, a.ID)}, nil
	}
	return SignedIn{Token: s.Sessions.Start(now, a.ID, Fresh)}, nil
}

// redeem uses the links of a purpose up for a secret: after an invitation there is no other. The caller has begun.
func (s *Store) redeem(ctx context.Context, now time.Time, a Account, purpose Purpose, x secret) error {
	gone := s.secretsOf(a.ID, ByPassword)
	if purpose == Invitation {
		gone = s.secretsOf(a.ID)
	}
	by, used, p := audit.By{At: now, Account: a.ID}, s.linksOf(a.ID, purpose), s.person(a.ID)
	changed := a != p.Account // the first operator has said who they are
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		for _, l := range used {
			if err := tx.Append("account_link", l.row(now)...); err != nil {
				return err
			}
		}
		return all(
			func() error { return appendGone(tx, by, gone) },
			func() error { return tx.Append("account_secret", x.row(now, true)...) },
			func() error {
				if !changed {
					return nil
				}
				return tx.Append("account", a.row(p.revision+1, now)...)
			},
			func() error {
				return audit.Append(tx, by, audit.Entry{Action: audit.LinkUsed, Subject: string(a.ID), Detail: "purpose=" + string(purpose)})
			},
		)
	})
	if err != nil {
		return fmt.Errorf("use a one-time link: %w", err)
	}
	s.takeLinks(used...)
	s.takeSecrets(a.ID, gone, x)
	if changed {
		s.takeAccount(p, a)
	}
	s.Sessions.EndOf(a.ID)
	return nil
}
