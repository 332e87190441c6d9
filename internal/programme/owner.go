package programme

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
)

// RegisterOwner adds an owner and returns it with its id. The error is an *[Invalid] when something is wrong with it; one whose
// number is registered already also is [ErrTaken].
func (s *Store) RegisterOwner(ctx context.Context, by audit.By, o Owner) (Owner, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Owner{}, err
	}
	defer end()
	o.ID, o.Orgnr, o.Name = OwnerID(rand.Text()), TidyOrgnr(o.Orgnr), tidyName(o.Name)
	if err := invalid(s.ownerProblems(o)...); err != nil {
		return Owner{}, err
	}
	return o, s.storeOwner(ctx, by, o)
}

func (s *Store) ownerProblems(o Owner) []Problem {
	problems := slices.Concat(orgnrProblems(o.Orgnr), nameProblems(o.Name))
	if !slices.Contains([]OwnerKind{Municipality, County, Private}, o.Kind) {
		problems = append(problems, Problem{Field: "kind", Code: missingOr("choice", o.Kind)})
	}
	if other, err := s.OwnerByOrgnr(o.Orgnr); err == nil && other.ID != o.ID {
		problems = append(problems, Problem{Field: "orgnr", Code: codeTaken})
	}
	return problems
}

func (s *Store) storeOwner(ctx context.Context, by audit.By, o Owner) error {
	revision := s.owners.next(o.ID)
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("owner", o.row(revision, by.At)...)
	}, o.entry(audit.OwnerRegistered))
	if err != nil {
		return fmt.Errorf("store owner: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owners.take(o.ID, revision, o)
	return nil
}

// Owner returns the owner with the id, or [ErrNotFound].
func (s *Store) Owner(id OwnerID) (Owner, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.owners.get(id, "owner")
}

// OwnerByOrgnr returns the owner with the organisation number, or [ErrNotFound].
func (s *Store) OwnerByOrgnr(orgnr string) (Owner, error) {
	orgnr = TidyOrgnr(orgnr)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.owners.find("owner "+orgnr, func(o Owner) bool { return o.Orgnr == orgnr })
}

// Owners returns all owners by name, in the Norwegian alphabet.
func (s *Store) Owners() []Owner {
	s.mu.RLock()
	owners := s.owners.values()
	s.mu.RUnlock()
	i18n.SortByName(owners, func(o Owner) string { return o.Name })
	return owners
}
