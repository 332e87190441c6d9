package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ErrLink says that a one-time link is unknown, used or too old. It says no more, because the reader does not need to know which.
var ErrLink = errors.New("the link does not work any more")

// Link is the secret part of a one-time link: 256 random bits, in base64url. It is shown or mailed once, and kept as a hash only.
type Link string

// Purpose is what a one-time link is for.
type Purpose string

// Purposes. An invitation waits in somebody's mail; a reset is used by somebody who has just asked for it (ASVS 5.0, 6.5.5).
const (
	Invitation Purpose = "invitation" // choose how to sign in for the first time, or anew after everything was lost
	Reset      Purpose = "reset"      // choose another password
)

var linkLives = map[Purpose]time.Duration{Invitation: 7 * 24 * time.Hour, Reset: 10 * time.Minute}

// link is what is kept of one.
type link struct {
	hash    string
	account audit.AccountID
	purpose Purpose
	ends    time.Time
	used    bool
}

func newLink(account audit.AccountID, purpose Purpose, now time.Time) (Link, link) {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails: it crashes the process rather than return weak bytes
	secret := Link(base64.RawURLEncoding.EncodeToString(raw))
	return secret, link{hash: secret.hash(), account: account, purpose: purpose, ends: now.Add(linkLives[purpose])}
}

func (l Link) hash() string {
	sum := sha256.Sum256([]byte(l))
	return hex.EncodeToString(sum[:])
}

func (l link) row(now time.Time) []any {
	return []any{l.hash, string(l.account), string(l.purpose), stamp(now), stamp(l.ends), l.used}
}

// MakeLink makes a one-time link for an account. Earlier ones of the purpose stop working. Who may ask for it is the caller's to decide: a
// reset is asked for by a stranger with an address, an invitation by somebody who manages people.
func (s *Store) MakeLink(ctx context.Context, by audit.By, account audit.AccountID, purpose Purpose) (Link, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	if p := s.person(account); p == nil || p.Closed {
		return "", ErrNotFound
	}
	secret, made := newLink(account, purpose, by.At)
	old := s.linksOf(account, purpose)
	err = s.write(ctx, func(tx *duckdb.Tx) error {
		for _, l := range old {
			if err := tx.Append("account_link", l.row(by.At)...); err != nil {
				return err
			}
		}
		if err := tx.Append("account_link", made.row(by.At)...); err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: audit.LinkMade, Subject: string(account), Detail: "purpose=" + string(purpose)})
	})
	if err != nil {
		return "", fmt.Errorf("make a one-time link: %w", err)
	}
	s.takeLinks(append(old, made)...)
	return secret, nil
}

// linksOf are the links of a purpose that still work, as they are once they have been used.
func (s *Store) linksOf(account audit.AccountID, purpose Purpose) []link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []link
	for _, l := range s.links {
		if l.account == account && l.purpose == purpose && !l.used {
			l.used = true
			found = append(found, l)
		}
	}
	return found
}

func (s *Store) takeLinks(links ...link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range links {
		s.links[l.hash] = l
	}
}

// Opened looks a link up without using it, for the page that it leads to: mail programs open links by themselves. Errors: [ErrLink].
func (s *Store) Opened(now time.Time, secret Link) (Account, Purpose, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l, ok := s.links[secret.hash()]
	if p := s.people[l.account]; ok && !l.used && now.Before(l.ends) && p != nil && !p.Closed {
		return p.Account, l.purpose, nil
	}
	return Account{}, "", ErrLink
}

// EndLinks ends all one-time links: in a folder that was restored from a backup one that has been used since would work once more. Whoever needs one gets
// another. The entry says why.
func (s *Store) EndLinks(ctx context.Context, by audit.By, why audit.Entry) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	s.mu.RLock()
	var open []link
	for _, l := range s.links {
		if !l.used {
			l.used = true
			open = append(open, l)
		}
	}
	s.mu.RUnlock()
	err = s.write(ctx, func(tx *duckdb.Tx) error {
		for _, l := range open {
			if err := tx.Append("account_link", l.row(by.At)...); err != nil {
				return err
			}
		}
		return audit.Append(tx, by, why)
	})
	if err != nil {
		return fmt.Errorf("end one-time links: %w", err)
	}
	s.takeLinks(open...)
	return nil
}
