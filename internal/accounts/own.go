package accounts

import (
	"context"
	"errors"
	"slices"

	"tilstand/internal/audit"
)

// Proof is what somebody who is signed in shows before what guards the account is changed: a browser that was left open must not be enough.
type Proof struct {
	From    Client
	Session *Session
	Present string // the password that the account has now
}

// Change gives the account of by another name, address or language. Another address asks for the present password, since a link to reset it is
// sent there. Errors: *[Invalid], which holds "address_taken" for the address of another account and "wrong" for the present password.
func (s *Store) Change(ctx context.Context, by audit.By, proof Proof, a Account) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	p := s.person(by.Account)
	if p == nil {
		return ErrNotFound
	}
	a = a.tidy()
	a.ID, a.Closed = p.ID, p.Closed
	problems := s.problemsOf(a)
	if len(problems) == 0 && !sameEmail(a.Email, p.Email) {
		if problems, err = s.proved(ctx, by, p, proof); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return &Invalid{problems}
	}
	return s.setAccount(ctx, by, p, a, audit.AccountChanged)
}

// ChangePassword gives the account of by another password. Whoever else is signed in with the account is out. Errors: *[Invalid], which holds
// "wrong" for the present password.
func (s *Store) ChangePassword(ctx context.Context, by audit.By, proof Proof, chosen string) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	p := s.person(by.Account)
	if p == nil {
		return ErrNotFound
	}
	problems := passwordProblems(chosen, p.Account)
	if len(problems) == 0 {
		if problems, err = s.proved(ctx, by, p, proof); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return &Invalid{problems}
	}
	hash, err := s.hasher.hash(ctx, typed(chosen))
	if err != nil {
		return err
	}
	if err := s.addSecret(ctx, by, newSecret(p.ID, ByPassword, by.At, "", hash), s.secretsOf(p.ID, ByPassword)...); err != nil {
		return err
	}
	s.Sessions.EndOthers(p.ID, proof.Session.ID())
	return nil
}

// Prove asks for what [Proof] holds before a change that is not made in the same call. Errors: *[Invalid], which holds "wrong" for the present password.
func (s *Store) Prove(ctx context.Context, by audit.By, proof Proof) error {
	p := s.person(by.Account)
	if p == nil {
		return ErrNotFound
	}
	problems, err := s.proved(ctx, by, p, proof)
	if err == nil && len(problems) > 0 {
		return &Invalid{problems}
	}
	return err
}

// proved checks the present password, and counts wrong ones as signing in does. Of an account that has none, a session is asked for that is strong, or was
// begun just now by somebody who has no more to show.
func (s *Store) proved(ctx context.Context, by audit.By, p *person, proof Proof) ([]Problem, error) {
	wrong := []Problem{{"present", "wrong"}}
	if len(s.secretsOf(p.ID, ByPassword)) == 0 {
		if proof.Session.Strength(by.At) == Weak {
			return wrong, nil
		}
		return nil, nil
	}
	_, err := s.checkPassword(ctx, by.At, proof.From, p.Email, proof.Present)
	if errors.Is(err, ErrRefused) {
		return wrong, nil
	}
	return nil, err
}

// EndSession ends one of the sessions of the account of by, as [Sessions.Of] lists it. One that has ended already leaves no entry.
func (s *Store) EndSession(ctx context.Context, by audit.By, id string) error {
	open := s.Sessions.Of(by.At, by.Account)
	if !slices.ContainsFunc(open, func(session *Session) bool { return session.ID() == id }) {
		return nil
	}
	s.Sessions.EndOne(by.Account, id)
	return s.log(ctx, by, audit.Entry{Action: audit.SignedOut, Subject: string(by.Account)})
}

// EndOtherSessions ends all sessions of the account of by, except one.
func (s *Store) EndOtherSessions(ctx context.Context, by audit.By, own *Session) error {
	s.Sessions.EndOthers(by.Account, own.ID())
	return s.log(ctx, by, audit.Entry{Action: audit.SignedOut, Subject: string(by.Account), Detail: "sessions=others"})
}

// problemsOf are those of an account as it is to be stored.
func (s *Store) problemsOf(a Account) []Problem {
	problems := a.problems()
	if a.IsFirst() { // which stands for an address that is not known yet
		problems = append(problems, Problem{"email", "email"})
	}
	if other := s.byEmail(a.Email); len(problems) == 0 && other != nil && other.ID != a.ID {
		problems = append(problems, Problem{"email", "address_taken"})
	}
	return problems
}
