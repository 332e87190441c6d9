package accounts

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ErrRefused says that a sign-in did not succeed. It says no more on purpose: a wrong password, an unknown address and too many attempts
// are answered in the same words.
var ErrRefused = errors.New("sign-in refused")

// Limits of signing in. Two hashes at once leave a small server half of its cores; ten wrong passwords in a row are a person
// with a badly kept note, and after that one attempt in two seconds is still enough for them.
const (
	hashesAtOnce = 2
	freeFailures = 10
	failureFades = 2 * time.Second
	clientsFree  = 2 * freeFailures // a school has one address, and many people
	clientsFade  = 5 * time.Second  // longer than failureFades: see [buckets]
	freeResets   = 3                // letters to one address before the wait begins
	hashPatience = 5 * time.Second  // how long a sign-in waits for its turn
)

// Store keeps accounts, their roles and how they sign in, in the record database. Safe for concurrent use.
type Store struct {
	Sessions *Sessions // of those who have signed in

	record   *duckdb.DB
	turn     *semaphore.Weighted // one change at a time: what must be unique is checked against memory, then written
	hasher   *hasher
	decoy    string // a hash that no password has, for addresses without an account
	clients  *buckets
	attempts *buckets // by account
	askers   *buckets // of links to choose another password, by client
	asked    *buckets // the same, by account
	steps    steps
	codes    usedCodes
	refusals refusals
	paces    *buckets // by token
	used     uses     // of tokens

	mu     sync.RWMutex // guards what follows
	people map[audit.AccountID]*person
	links  map[string]link // by hash
	doors  map[Door]audit.AccountID
	tokens map[string]keptToken // by hash

	requests map[string]Request // by id, also those that were decided, until they end
}

// Open reads the accounts from the record database.
func Open(ctx context.Context, record *duckdb.DB) (*Store, error) {
	s := &Store{
		Sessions: NewSessions(), record: record, turn: semaphore.NewWeighted(1), hasher: newHasher(hashesAtOnce),
		clients: newBuckets(clientsFree, clientsFade, rand.Text()), attempts: newBuckets(freeFailures, failureFades, rand.Text()),
		askers: newBuckets(freeFailures, time.Minute, rand.Text()), asked: newBuckets(freeResets, 5*time.Minute, rand.Text()),
		steps: steps{open: map[Step]pending{}}, codes: usedCodes{last: map[string]int64{}},
		people: map[audit.AccountID]*person{}, links: map[string]link{}, doors: map[Door]audit.AccountID{},
		requests: map[string]Request{}, tokens: map[string]keptToken{}, paces: newBuckets(requestsAtOnce, requestEvery, rand.Text()),
	}
	var err error
	if s.decoy, err = s.hasher.hash(ctx, rand.Text()); err == nil {
		err = s.load(ctx)
	}
	if err == nil {
		err = s.forgetErased(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("open accounts: %w", err)
	}
	return s, nil
}

func (s *Store) begin(ctx context.Context) (end func(), err error) {
	if err := s.turn.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { s.turn.Release(1) }, nil
}

// write stores a change. One that has begun is finished also when its caller has left.
func (s *Store) write(ctx context.Context, change func(tx *duckdb.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.record.Write(context.WithoutCancel(ctx), change)
}

// SignOut ends the session of a token. One that has ended already leaves no entry.
func (s *Store) SignOut(ctx context.Context, now time.Time, token Token) error {
	session := s.Sessions.Find(now, token)
	if session == nil {
		return nil
	}
	s.Sessions.End(token)
	return s.log(ctx, audit.By{At: now, Account: session.Account}, audit.Entry{Action: audit.SignedOut, Subject: string(session.Account)})
}

// load reads what is on disk. Rows are read in the order in which they were written, and the last of an id is right.
func (s *Store) load(ctx context.Context) error {
	return s.record.Read(ctx, func(r *duckdb.Reader) error {
		return all(
			func() error { return s.readAccounts(r) },
			func() error { return s.readRoles(r) },
			func() error { return s.readSecrets(r) },
			func() error { return s.readLinks(r) },
			func() error { return s.readTokens(r) },
			func() error { return s.readRequests(r) },
		)
	})
}

func (s *Store) readAccounts(r *duckdb.Reader) error {
	people, err := duckdb.Collect(r, func(rows *sql.Rows) (p person, err error) {
		err = rows.Scan(&p.ID, &p.revision, &p.Email, &p.Name, &p.Lang, &p.Closed)
		return p, err
	}, `-- accounts.readAccounts
		select id, revision, email, name, lang, closed from account order by rowid`)
	for _, p := range people {
		s.people[p.ID] = &p // roles and secrets are read after all accounts
	}
	return err
}

func (s *Store) readRoles(r *duckdb.Reader) error {
	type row struct {
		account audit.AccountID
		grant   Grant
		held    bool
	}
	changes, err := duckdb.Collect(r, func(rows *sql.Rows) (c row, err error) {
		err = rows.Scan(&c.account, &c.grant.Role, &c.grant.At, &c.held)
		return c, err
	}, `-- accounts.readRoles
		select account_id, role, place, held from account_role order by rowid`)
	for _, c := range changes {
		s.people[c.account].setGrant(c.grant, c.held)
	}
	return err
}

func (s *Store) readSecrets(r *duckdb.Reader) error {
	type row struct {
		secret
		held bool
	}
	changes, err := duckdb.Collect(r, func(rows *sql.Rows) (c row, err error) {
		err = rows.Scan(&c.id, &c.account, &c.kind, &c.made, &c.label, &c.value, &c.held)
		return c, err
	}, `-- accounts.readSecrets
		select id, account_id, kind, made_at, label, secret, held from account_secret order by rowid`)
	for _, c := range changes {
		if c.held {
			s.takeSecrets(c.account, []secret{c.secret}, c.secret) // a passkey is written anew when its counter has moved
		} else {
			s.takeSecrets(c.account, []secret{c.secret})
		}
	}
	return err
}

func (s *Store) readLinks(r *duckdb.Reader) error {
	links, err := duckdb.Collect(r, func(rows *sql.Rows) (l link, err error) {
		err = rows.Scan(&l.hash, &l.account, &l.purpose, &l.ends, &l.used)
		return l, err
	}, `-- accounts.readLinks
		select hash, account_id, purpose, ends_at, used from account_link order by rowid`)
	s.takeLinks(links...)
	return err
}
