package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Errors of signing in by another house.
var (
	ErrNobody = errors.New("whoever that is has no account here")
	ErrLinked = errors.New("that person has another account here")
)

// Identity is somebody as another house knows them, proved just now by its sign-in (OpenID Connect). Issuer and subject together name a
// person for good; name and address change, and are passed on to others.
type Identity struct {
	Issuer, Subject string
	House           string // what people call it
	Strong          bool   // more than a password was asked for there
	Email           string
	Owned           bool // the house hands out addresses of that domain, and says that this one is the person's
}

// keptIdentity is what is kept of an identity, as the value of a secret. Nothing of it is one, and it is of no use to anybody but the house.
type keptIdentity struct {
	Issuer  string `json:"iss"`
	Subject string `json:"sub"`
	Strong  bool   `json:"strong"` // has been, once: then it is a second factor here
}

func (x secret) identity() keptIdentity {
	var kept keptIdentity
	if x.kind == ByHouse {
		_ = json.Unmarshal([]byte(x.value), &kept) // what is no identity is nobody's
	}
	return kept
}

func (id Identity) secret(account audit.AccountID, now time.Time) secret {
	return newSecret(account, ByHouse, now, id.House, keptIdentity{id.Issuer, id.Subject, id.Strong}.text())
}

func (k keptIdentity) text() string {
	text, _ := json.Marshal(k) // strings and a bool always can be written
	return string(text)
}

// strong says whether it is more than a password. A sign-in at another house is once it has been.
func (x secret) strong() bool {
	return x.kind == ByApp || x.kind == ByPasskey || x.identity().Strong
}

// entrance says whether somebody can begin signing in with it.
func (x secret) entrance() bool { return x.kind != ByApp }

// linked is the account of an identity, and its secret; "" for nobody's.
func (s *Store) linked(id Identity) (audit.AccountID, secret) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.people {
		for _, x := range p.secrets {
			if kept := x.identity(); kept.Subject != "" && kept.Issuer == id.Issuer && kept.Subject == id.Subject {
				return p.ID, x
			}
		}
	}
	return "", secret{}
}

// Arrive counts an attempt of a client to come in by another house, and has it looked into. One that is refused counts like a wrong password. Errors:
// [ErrRefused], also where there were too many, and those of look.
func (s *Store) Arrive(ctx context.Context, now time.Time, from Client, look func() error) error {
	if !s.clients.take(now, string(from)) {
		return s.refusedOr(ctx, now, ErrRefused)
	}
	err := look()
	if !errors.Is(err, ErrRefused) {
		s.clients.give(now, string(from))
	}
	return s.refusedOr(ctx, now, err)
}

// SignInBy starts a session for whoever another house vouches for. When more than a password was asked for there, that is a second factor here; otherwise
// the account's own is asked for, as after a password. An address leads to an account only where the house hands out addresses of its domain; then the two are linked from now
// on. Errors: [ErrNobody].
func (s *Store) SignInBy(ctx context.Context, now time.Time, id Identity) (SignedIn, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	defer end()
	account, known := s.linked(id)
	if account == "" {
		if account, err = s.linkByEmail(ctx, now, id); err != nil {
			return SignedIn{}, err
		}
	} else if id.Strong && !known.identity().Strong {
		if err := s.keepStrong(ctx, now, known); err != nil {
			return SignedIn{}, err
		}
	}
	if p := s.person(account); p == nil || p.Closed {
		return SignedIn{}, ErrNobody
	}
	return s.signedInBy(ctx, now, account, id)
}

func (s *Store) signedInBy(ctx context.Context, now time.Time, account audit.AccountID, id Identity) (in SignedIn, err error) {
	switch {
	case id.Strong:
		in.Token, err = s.start(ctx, now, account, Strong)
	case s.hasSecondFactor(account):
		in.Step = s.steps.begin(now, account)
	default:
		in.Token, err = s.start(ctx, now, account, Fresh)
	}
	return in, err
}

// linkByEmail links an identity to the account with its address, where the house's word is enough for that. It is not where the account knows
// somebody else of the same house already: then the address has gone from one person to another.
func (s *Store) linkByEmail(ctx context.Context, now time.Time, id Identity) (audit.AccountID, error) {
	p := s.byEmail(id.Email)
	if !id.Owned || p == nil || p.Closed || p.IsFirst() {
		return "", ErrNobody
	}
	if slices.ContainsFunc(s.secretsOf(p.ID, ByHouse), func(x secret) bool { return x.identity().Issuer == id.Issuer }) {
		return "", ErrNobody
	}
	return p.ID, s.addSecret(ctx, audit.By{At: now, Account: p.ID}, id.secret(p.ID, now))
}

// keepStrong notes that a sign-in has been strong.
func (s *Store) keepStrong(ctx context.Context, now time.Time, old secret) error {
	kept := old.identity()
	kept.Strong = true
	x := old
	x.value = kept.text()
	if err := s.write(ctx, func(tx *duckdb.Tx) error { return tx.Append("account_secret", x.row(x.made, true)...) }); err != nil {
		return fmt.Errorf("note that a sign-in was strong: %w", err)
	}
	s.takeSecrets(x.account, []secret{old}, x)
	return nil
}

// UseLinkBy uses an invitation up with another house's sign-in in the place of a password. What [Store.UseLink] says of an invitation is so here, too. Errors:
// [ErrLink], also for links of another purpose and that of the first operator, of whom name and address are to be typed; [ErrLinked].
func (s *Store) UseLinkBy(ctx context.Context, now time.Time, secret Link, id Identity) (SignedIn, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	defer end()
	a, purpose, err := s.Opened(now, secret)
	switch owner, _ := s.linked(id); {
	case err != nil:
		return SignedIn{}, err
	case purpose != Invitation || a.IsFirst():
		return SignedIn{}, ErrLink
	case owner != "" && owner != a.ID:
		return SignedIn{}, ErrLinked
	}
	if err := s.redeem(ctx, now, a, purpose, id.secret(a.ID, now)); err != nil {
		return SignedIn{}, err
	}
	return s.signedInBy(ctx, now, a.ID, id)
}

// Connect links an identity to the account of by, who has been asked for a proof before ([Store.Prove]). Errors: [ErrLinked].
func (s *Store) Connect(ctx context.Context, by audit.By, id Identity) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	p := s.person(by.Account)
	owner, known := s.linked(id)
	switch {
	case p == nil || p.Closed:
		return ErrNotFound
	case owner == by.Account && id.Strong && !known.identity().Strong:
		return s.keepStrong(ctx, by.At, known)
	case owner == by.Account:
		return nil
	case owner != "":
		return ErrLinked
	}
	return s.addSecret(ctx, by, id.secret(by.Account, by.At))
}

// Unlink takes every identity of an account away, and signs it out; a command on the server does it. Whoever has no other way in gets a new link afterwards:
// [Store.MakeLink]. It returns how many there were. Errors: [ErrNotFound], [ErrForbidden].
func (s *Store) Unlink(ctx context.Context, by audit.By, account audit.AccountID) (int, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	if !slices.Contains(s.grantsOf(by.Account), Grant{Role: Operator}) {
		return 0, ErrForbidden
	}
	if s.person(account) == nil {
		return 0, ErrNotFound
	}
	gone := s.secretsOf(account, ByHouse)
	if err := s.write(ctx, func(tx *duckdb.Tx) error { return appendGone(tx, by, gone) }); err != nil {
		return 0, fmt.Errorf("unlink an account: %w", err)
	}
	s.takeSecrets(account, gone)
	s.Sessions.EndOf(account)
	return len(gone), nil
}

// IssuersOf are the houses by which an account can come in, the oldest first; with strong those that have been a second factor.
func (s *Store) IssuersOf(account audit.AccountID, strong bool) []string {
	var issuers []string
	for _, x := range s.secretsOf(account, ByHouse) {
		if kept := x.identity(); !strong || kept.Strong {
			issuers = append(issuers, kept.Issuer)
		}
	}
	return issuers
}

// Waiting is whose second step it is. Errors: [ErrRefused] for one that is over.
func (s *Store) Waiting(now time.Time, step Step) (audit.AccountID, error) {
	if account, ok := s.steps.find(now, step); ok {
		return account, nil
	}
	return "", ErrRefused
}
