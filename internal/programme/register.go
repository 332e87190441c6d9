package programme

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ownerField is put before an owner's fields where they stand in one form with a school's.
const ownerField = "owner_"

// RegisterWithOwner adds a school together with its new owner, both or neither. The error is an *[Invalid] with everything that is
// wrong with either; the owner's fields begin with "owner_".
func (s *Store) RegisterWithOwner(ctx context.Context, by audit.By, o Owner, sc School) (School, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return School{}, err
	}
	defer end()
	o.ID, o.Orgnr, o.Name = OwnerID(rand.Text()), TidyOrgnr(o.Orgnr), tidyName(o.Name)
	sc = sc.tidy()
	sc.ID, sc.Owner = SchoolID(rand.Text()), o.ID
	if err := invalid(s.bothProblems(o, sc)...); err != nil {
		return School{}, err
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		if err := tx.Append("owner", o.row(1, by.At)...); err != nil {
			return err
		}
		return tx.Append("school", sc.row(1, by.At)...)
	}, o.entry(audit.OwnerRegistered), sc.entry(audit.SchoolRegistered))
	if err != nil {
		return School{}, fmt.Errorf("store school and owner: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owners.take(o.ID, 1, o)
	s.schools.take(sc.ID, 1, sc)
	return sc, nil
}

func (s *Store) bothProblems(o Owner, sc School) []Problem {
	problems := slices.DeleteFunc(s.schoolProblems(sc), func(p Problem) bool { return p.Field == "owner" }) // it is about to be made
	for _, p := range s.ownerProblems(o) {
		p.Field = ownerField + p.Field
		problems = append(problems, p)
	}
	if o.Orgnr == sc.Orgnr && o.Orgnr != "" {
		problems = append(problems, Problem{Field: ownerField + "orgnr", Code: "same"})
	}
	return problems
}

// row is how an owner is stored.
func (o Owner) row(revision int, now time.Time) []any {
	return []any{string(o.ID), revision, stamp(now), o.Orgnr, o.Name, string(o.Kind)}
}

// row is how a school is stored.
func (sc School) row(revision int, now time.Time) []any {
	return sc.rowSince(revision, now, dayOf(now))
}

// rowSince is how what has been so since a day is stored.
func (sc School) rowSince(revision int, now, since time.Time) []any {
	var closed any
	if !sc.Closed.IsZero() {
		closed = sc.Closed
	}
	return []any{
		string(sc.ID), revision, stamp(now), sc.Orgnr, string(sc.Owner), sc.Municipality, sc.WrittenForm, sc.Name, sc.Synthetic,
		since, sc.Staff, closed, string(sc.Into),
	}
}

// entry is what the log says of a change of the owner.
func (o Owner) entry(action audit.Action) audit.Entry {
	return audit.Entry{Action: action, Owner: string(o.ID), Subject: string(o.ID)}
}

// entry is what the log says of a change of the school. The owner reads it too.
func (sc School) entry(action audit.Action) audit.Entry {
	return audit.Entry{Action: action, School: string(sc.ID), Owner: string(sc.Owner), Subject: string(sc.ID)}
}
