package accounts

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// RequestLives is how long a request waits for somebody to decide. So long, too, nobody asks for what was declined.
const RequestLives = 30 * 24 * time.Hour

// Requests wait in this number at most: at one place no more than somebody reads, and in all no more than a house that has gone wild can do harm with.
const (
	mostRequestsAt = 25
	mostRequests   = 2000
)

// ErrNoRoom says that too many requests wait already.
var ErrNoRoom = errors.New("too many ask for access already")

// ErrUnnamed says that a house does not tell name and address of somebody who would need both for an account.
var ErrUnnamed = errors.New("without a name and an address there is no account")

// Asker is somebody who has come in by another house's sign-in and works at a place of ours.
type Asker struct {
	Account  audit.AccountID // "" for somebody without one, of whom the rest is known
	Identity Identity
	Name     string
	Lang     string
}

// Request is access that somebody asks for. Nothing is given before somebody who may give a role at the place has decided.
type Request struct {
	ID         string
	Made, Ends time.Time
	Kind       Kind
	Place      string          // its id
	Account    audit.AccountID // "" for somebody without one
	Name       string          // of somebody without one
	Email      string
	House      string

	mark   string
	open   bool
	person keptAsker
}

// keptAsker is what is kept of somebody without an account.
type keptAsker struct {
	Name     string       `json:"name"`
	Email    string       `json:"email"`
	Lang     string       `json:"lang"`
	House    string       `json:"house"`
	Identity keptIdentity `json:"identity"`
}

// RoleAsked is what a request is about: the narrowest role of the place. Whoever decides may give another.
func (r Request) RoleAsked() Role {
	if r.Kind == AtOwner {
		return Owner
	}
	return Member
}

// Ask notes that somebody asks for access at places, and returns those where it waits for a decision now. Nobody asks where they have a role, and nobody asks
// again what was decided. Errors: [ErrNoRoom], [ErrUnnamed].
func (s *Store) Ask(ctx context.Context, now time.Time, who Asker, places ...Place) (waiting []Place, err error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	for _, at := range places {
		r := newRequest(now, who, at)
		switch known, there := s.marked(now, r.mark); {
		case who.Account != "" && s.has(who.Account, at):
			continue
		case there && known.open:
			waiting = append(waiting, at)
			continue
		case there:
			continue
		}
		if who.Account == "" && len(r.person.account().problems()) > 0 {
			return waiting, ErrUnnamed
		}
		if s.crowded(now, at) {
			return waiting, ErrNoRoom
		}
		if err := s.keepRequest(ctx, who.by(now), r, audit.Entry{Action: audit.AccessAsked, Subject: r.ID, School: schoolOf(at), Owner: ownerOf(at)}); err != nil {
			return waiting, err
		}
		waiting = append(waiting, at)
	}
	return waiting, nil
}

func (a Asker) by(now time.Time) audit.By {
	return audit.By{At: now, Account: cmp.Or(a.Account, audit.Stranger)}
}

func newRequest(now time.Time, who Asker, at Place) Request {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", who.Identity.Issuer, who.Identity.Subject, at.Kind, at.ID))
	r := Request{
		ID: rand.Text(), Made: stamp(now), Ends: stamp(now.Add(RequestLives)), Kind: at.Kind, Place: at.ID, Account: who.Account,
		mark: hex.EncodeToString(sum[:]), open: true,
	}
	if who.Account == "" {
		a := Account{Name: who.Name, Email: who.Identity.Email}.tidy()
		r = r.of(keptAsker{a.Name, a.Email, who.Lang, who.Identity.House, keptIdentity{who.Identity.Issuer, who.Identity.Subject, who.Identity.Strong}})
	}
	return r
}

func (r Request) of(person keptAsker) Request {
	r.person, r.Name, r.Email, r.House = person, person.Name, person.Email, person.House
	return r
}

func (k keptAsker) account() Account { return Account{Email: k.Email, Name: k.Name, Lang: k.Lang} }

// has says whether an account has any role at a place.
func (s *Store) has(account audit.AccountID, at Place) bool {
	return slices.ContainsFunc(s.GrantsOf(account), func(g Grant) bool { return g.At == at.ID })
}

// marked is the request with a mark that has not ended.
func (s *Store) marked(now time.Time, mark string) (Request, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, r := range s.requests {
		if r.mark == mark && now.Before(r.Ends) {
			return r, true
		}
	}
	return Request{}, false
}

func (s *Store) crowded(now time.Time, at Place) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all, here := 0, 0
	for _, r := range s.requests {
		if r.open && now.Before(r.Ends) {
			all++
			if r.Place == at.ID {
				here++
			}
		}
	}
	return all >= mostRequests || here >= mostRequestsAt
}

// RequestsAt returns what is asked for at a place and waits, the oldest first. Of those with an account name and address are the account's; who has got a role at
// the place meanwhile asks for nothing.
func (s *Store) RequestsAt(now time.Time, at Place) []Request {
	s.mu.RLock()
	found := slices.Collect(maps.Values(s.requests))
	s.mu.RUnlock()
	found = slices.DeleteFunc(found, func(r Request) bool { return !r.waits(now, at) || s.has(s.asker(r), at) })
	for i, r := range found {
		if a, err := s.Account(r.Account); err == nil {
			found[i].Name, found[i].Email = a.Name, a.Email
		}
	}
	slices.SortFunc(found, func(a, b Request) int { return cmp.Or(a.Made.Compare(b.Made), cmp.Compare(a.ID, b.ID)) })
	return found
}

// asker is the account of whoever asks; "" for nobody's. Who had none may have come to one meanwhile.
func (s *Store) asker(r Request) audit.AccountID {
	if r.Account != "" {
		return r.Account
	}
	account, _ := s.linked(Identity{Issuer: r.person.Identity.Issuer, Subject: r.person.Identity.Subject})
	return account
}

func (r Request) waits(now time.Time, at Place) bool {
	return r.open && now.Before(r.Ends) && r.Kind == at.Kind && r.Place == at.ID
}

// requestAt finds one that waits at a place.
func (s *Store) requestAt(now time.Time, id string, at Place) (Request, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r, ok := s.requests[id]; ok && r.waits(now, at) {
		return r, nil
	}
	return Request{}, ErrNotFound
}

// keepRequest stores a request as it is now, with its entry in the log. The caller has begun.
func (s *Store) keepRequest(ctx context.Context, by audit.By, r Request, told audit.Entry) error {
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		if err := tx.Append("account_request", r.row()...); err != nil {
			return err
		}
		return audit.Append(tx, by, told)
	})
	if err != nil {
		return fmt.Errorf("store a request: %w", err)
	}
	s.takeRequest(r)
	return nil
}

func (s *Store) takeRequest(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests[r.ID] = r
}

// requestState is in the file what open is in memory.
var requestState = map[bool]string{true: "open", false: "decided"}

func (r Request) row() []any {
	person := ""
	if r.open && r.Account == "" {
		text, _ := json.Marshal(r.person) // strings and a bool always can be written
		person = string(text)
	}
	return []any{r.ID, r.mark, r.Made, r.Ends, string(r.Kind), r.Place, requestState[r.open], string(r.Account), person}
}

func (s *Store) readRequests(r *duckdb.Reader) error {
	requests, err := duckdb.Collect(r, func(rows *sql.Rows) (x Request, err error) {
		var state, person string
		if err = rows.Scan(&x.ID, &x.mark, &x.Made, &x.Ends, &x.Kind, &x.Place, &state, &x.Account, &person); err != nil {
			return x, err
		}
		x.open = state == requestState[true]
		if person == "" {
			return x, nil
		}
		var kept keptAsker
		err = json.Unmarshal([]byte(person), &kept)
		return x.of(kept), err
	}, `-- accounts.readRequests
		select id, mark, made_at, ends_at, kind, place, state, account_id, person from account_request order by rowid`)
	for _, x := range requests {
		s.requests[x.ID] = x
	}
	return err
}

// ForgetRequests takes out of the file what is kept of those whose requests have been decided or have waited too long. It rewrites the file, so it does
// nothing while there is nothing to forget.
func (s *Store) ForgetRequests(ctx context.Context, now time.Time) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	left, err := s.requestsLeft(ctx, now)
	if err != nil || !left {
		return err
	}
	err = s.record.Rewrite(ctx, func(from *duckdb.Reader, to *duckdb.Tx) error {
		return duckdb.CopyAll(from, to, func(table string, row []any) bool {
			if table != "account_request" {
				return true
			}
			kept, ok := s.request(row[0].(string))
			return ok && now.Before(kept.Ends) && row[6] == requestState[kept.open] // so of one that was decided, the decision
		})
	})
	if err != nil {
		return fmt.Errorf("forget requests: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.requests, func(_ string, r Request) bool { return !now.Before(r.Ends) })
	return nil
}

func (s *Store) request(id string) (Request, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, ok := s.requests[id]
	return r, ok
}

// requestsLeft says whether the file holds a request that is over, or what one was before it was decided.
func (s *Store) requestsLeft(ctx context.Context, now time.Time) (left bool, err error) {
	err = s.record.Read(ctx, func(r *duckdb.Reader) error {
		found, err := duckdb.Collect(r, func(row *sql.Rows) (over bool, err error) { return over, row.Scan(&over) }, `-- accounts.requestsLeft
			select exists (from account_request where ends_at <= ?)
				or exists (from account_request o join account_request d on d.id = o.id where o.state = 'open' and d.state = 'decided')`, stamp(now))
		left = len(found) > 0 && found[0]
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for requests that are over: %w", err)
	}
	return left, nil
}

func schoolOf(at Place) string {
	if at.Kind == AtSchool {
		return at.ID
	}
	return ""
}

func ownerOf(at Place) string {
	if at.Kind == AtOwner {
		return at.ID
	}
	return at.Owner
}
