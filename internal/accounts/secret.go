package accounts

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// SecretKind is a way of proving who somebody is.
type SecretKind string

// Kinds of secrets.
const (
	ByPassword SecretKind = "password"
	ByApp      SecretKind = "totp" // codes of an app, RFC 6238
	ByPasskey  SecretKind = "passkey"
	ByHouse    SecretKind = "oidc" // another house's sign-in: see [Identity]
)

// secret is what the service keeps of one.
type secret struct {
	id      string
	account audit.AccountID
	kind    SecretKind
	made    time.Time
	label   string
	value   string // an argon2id hash, the key of an app, the public half of a passkey, or who somebody is at another house
}

// Secret is what its owner sees of one.
type Secret struct {
	ID    string
	Kind  SecretKind
	Label string
	Made  time.Time
}

// SecretsOf lists how an account can sign in, the oldest first.
func (s *Store) SecretsOf(account audit.AccountID) []Secret {
	var shown []Secret
	for _, x := range s.secretsOf(account) {
		shown = append(shown, Secret{x.id, x.kind, x.label, x.made})
	}
	return shown
}

// secretsOf returns the secrets of an account, of the given kinds or of all.
func (s *Store) secretsOf(account audit.AccountID, kinds ...SecretKind) []secret {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.people[account]
	if p == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.secrets), func(x secret) bool { return len(kinds) > 0 && !slices.Contains(kinds, x.kind) })
}

// hasSecondFactor reports whether the account has more than a password.
func (s *Store) hasSecondFactor(account audit.AccountID) bool {
	return slices.ContainsFunc(s.secretsOf(account), secret.strong)
}

func newSecret(account audit.AccountID, kind SecretKind, now time.Time, label, value string) secret {
	return secret{id: rand.Text(), account: account, kind: kind, made: stamp(now), label: label, value: value}
}

func (x secret) row(now time.Time, held bool) []any {
	return []any{x.id, string(x.account), string(x.kind), stamp(now), x.label, x.value, held}
}

// addSecret stores a secret in the place of others. The caller has begun.
func (s *Store) addSecret(ctx context.Context, by audit.By, x secret, gone ...secret) error {
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		if err := appendGone(tx, by, gone); err != nil {
			return err
		}
		if err := tx.Append("account_secret", x.row(by.At, true)...); err != nil {
			return err
		}
		return audit.Append(tx, by, secretEntry(audit.SecretAdded, x))
	})
	if err != nil {
		return fmt.Errorf("store how to sign in: %w", err)
	}
	s.takeSecrets(x.account, gone, x)
	return nil
}

// RemoveSecret takes a way of signing in away. The last one stays, and so does the last second factor of somebody whose role asks for one: another is added
// first. Errors: [ErrNotFound], [ErrLastOne].
func (s *Store) RemoveSecret(ctx context.Context, by audit.By, id string) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	left := s.secretsOf(by.Account)
	i := slices.IndexFunc(left, func(x secret) bool { return x.id == id })
	if i < 0 {
		return ErrNotFound
	}
	gone := []secret{left[i]}
	left = slices.Delete(left, i, i+1)
	switch {
	case gone[0].strong() && !slices.ContainsFunc(left, secret.strong) && strong(s.GrantsOf(by.Account)):
		return ErrLastOne
	case !slices.ContainsFunc(left, secret.entrance): // then no way in would be left
		return ErrLastOne
	}
	err = s.write(ctx, func(tx *duckdb.Tx) error { return appendGone(tx, by, gone) })
	if err != nil {
		return fmt.Errorf("remove how to sign in: %w", err)
	}
	s.takeSecrets(by.Account, gone)
	return nil
}

func appendGone(tx *duckdb.Tx, by audit.By, gone []secret) error {
	for _, old := range gone {
		old.value = "" // what it was is of no more use to anybody
		if err := tx.Append("account_secret", old.row(by.At, false)...); err != nil {
			return err
		}
		if err := audit.Append(tx, by, secretEntry(audit.SecretRemoved, old)); err != nil {
			return err
		}
	}
	return nil
}

func secretEntry(action audit.Action, x secret) audit.Entry {
	return audit.Entry{Action: action, Subject: string(x.account), Detail: "kind=" + string(x.kind)}
}

// takeSecrets takes a change into memory.
func (s *Store) takeSecrets(account audit.AccountID, gone []secret, added ...secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[account]
	kept := slices.DeleteFunc(slices.Clone(p.secrets), func(x secret) bool {
		return slices.ContainsFunc(gone, func(g secret) bool { return g.id == x.id })
	})
	p.secrets = append(kept, added...)
}

// strong reports whether one of the roles asks for more than a password.
func strong(grants []Grant) bool {
	return slices.ContainsFunc(grants, func(g Grant) bool { return g.Role.Strong() })
}
