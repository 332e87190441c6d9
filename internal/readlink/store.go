package readlink

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// MaxDays is the longest that a link can be open.
const MaxDays = 90

var (
	// ErrNotFound is wrapped where a secret opens nothing: there is no such link, or it has ended or been revoked.
	ErrNotFound = fmt.Errorf("read link: %w", programme.ErrNotFound)
	// ErrEnd says that a link would end before it begins, or more than [MaxDays] from now.
	ErrEnd = errors.New("a read link ends after now, and within 90 days")
	// ErrEmpty says that a link would show nothing.
	ErrEmpty = errors.New("a read link shows a state survey, a mapping survey or both")
)

// ID names a link, without opening it.
type ID string

// Secret is what opens a link: the last part of its address.
type Secret string

// Link is what somebody may read, and until when.
type Link struct {
	ID      ID
	School  programme.SchoolID
	State   surveys.WaveID // of the state survey; empty for none
	Mapping surveys.WaveID // of the mapping survey; empty for none
	Items   bool           // single items, too
	Made    time.Time
	Ends    time.Time
}

type hash [sha256.Size]byte

// Store keeps links. It is safe for concurrent use.
type Store struct {
	record *duckdb.DB

	mu     sync.RWMutex
	links  map[hash]Link // that have not been revoked
	hashes map[ID]hash
}

// Open reads the links of a system of record.
func Open(ctx context.Context, record *duckdb.DB) (*Store, error) {
	s := &Store{record: record, links: map[hash]Link{}, hashes: map[ID]hash{}}
	err := record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := duckdb.Collect(r, scan, `-- readlink.Open
			select id, school_id, state_wave, mapping_wave, items, secret, made_at, ends_at from read_link
			where id not in (select id from read_link_revoked)`)
		for _, row := range rows {
			s.keep(row.hash, row.link)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open read links: %w", err)
	}
	return s, nil
}

type row struct {
	link Link
	hash hash
}

func scan(rows *sql.Rows) (r row, err error) {
	var sum []byte
	err = rows.Scan(&r.link.ID, &r.link.School, &r.link.State, &r.link.Mapping, &r.link.Items, &sum, &r.link.Made, &r.link.Ends)
	copy(r.hash[:], sum)
	return r, err
}

func (s *Store) keep(h hash, l Link) { s.links[h], s.hashes[l.ID] = l, h }

// Make makes a link; ID and Made are given here. The secret is not kept, and cannot be had again. Errors: [ErrEnd], [ErrEmpty]. Whether the waves are the
// school's is for the caller to see to, and again whenever the link is opened.
func (s *Store) Make(ctx context.Context, by audit.By, l Link) (Link, Secret, error) {
	switch {
	case l.State == "" && l.Mapping == "":
		return Link{}, "", ErrEmpty
	case !l.Ends.After(by.At) || l.Ends.After(by.At.AddDate(0, 0, MaxDays+1)): // the last day to its end
		return Link{}, "", ErrEnd
	}
	secret := Secret(strings.ToLower(rand.Text()))
	h := hash(sha256.Sum256([]byte(secret)))
	l.ID, l.Made, l.Ends = ID(rand.Text()), stamp(by.At), stamp(l.Ends)
	err := s.record.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		err := tx.Append("read_link", string(l.ID), string(l.School), string(l.State), string(l.Mapping), l.Items, h[:], l.Made, l.Ends)
		if err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: audit.ReadLinkMade, School: string(l.School), Subject: string(l.ID), Detail: l.detail()})
	})
	if err != nil {
		return Link{}, "", fmt.Errorf("make read link: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(h, l)
	return l, secret, nil
}

// detail is what the log says of a link.
func (l Link) detail() string {
	return fmt.Sprintf("state=%s mapping=%s items=%t ends=%s", l.State, l.Mapping, l.Items, l.Ends.Format(time.RFC3339))
}

func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Revoke ends a link of a school at once. The error is [ErrNotFound] for one that is not there, or not any more.
func (s *Store) Revoke(ctx context.Context, by audit.By, school programme.SchoolID, id ID) error {
	s.mu.Lock()
	defer s.mu.Unlock() // also while it is written: a link is revoked once
	h, known := s.hashes[id]
	if !known || s.links[h].School != school {
		return ErrNotFound
	}
	err := s.record.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		if err := tx.Append("read_link_revoked", string(id), stamp(by.At)); err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: audit.ReadLinkRevoked, School: string(school), Subject: string(id)})
	})
	if err != nil {
		return fmt.Errorf("revoke read link: %w", err)
	}
	delete(s.links, h)
	delete(s.hashes, id)
	return nil
}

// Find returns what a secret opens at the time, or [ErrNotFound].
func (s *Store) Find(now time.Time, secret Secret) (Link, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l, known := s.links[hash(sha256.Sum256([]byte(secret)))]
	if !known || !now.Before(l.Ends) {
		return Link{}, ErrNotFound
	}
	return l, nil
}

// Of returns the links of a school that are open at the time, the newest first.
func (s *Store) Of(now time.Time, school programme.SchoolID) []Link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	links := slices.DeleteFunc(slices.Collect(maps.Values(s.links)), func(l Link) bool { return l.School != school || !now.Before(l.Ends) })
	slices.SortFunc(links, func(a, b Link) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID)) })
	return links
}
