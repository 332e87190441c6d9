package programme

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
)

// RegisterSchool adds a school and returns it with its id. The error is an *[Invalid] when something is wrong with it; it also is [ErrTaken]
// when the number is registered already, and [ErrNotFound] when there is no such owner.
func (s *Store) RegisterSchool(ctx context.Context, by audit.By, sc School) (School, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return School{}, err
	}
	defer end()
	sc = sc.tidy()
	sc.ID = SchoolID(rand.Text())
	if err := invalid(s.schoolProblems(sc)...); err != nil {
		return School{}, err
	}
	return sc, s.storeSchool(ctx, by, audit.SchoolRegistered, sc)
}

func (sc School) tidy() School {
	sc.Orgnr, sc.Name = TidyOrgnr(sc.Orgnr), tidyName(sc.Name)
	sc.Municipality = strings.TrimSpace(sc.Municipality)
	return sc
}

func (s *Store) schoolProblems(sc School) []Problem {
	problems := slices.Concat(orgnrProblems(sc.Orgnr), nameProblems(sc.Name))
	if other, err := s.SchoolByOrgnr(sc.Orgnr); err == nil && other.ID != sc.ID {
		problems = append(problems, Problem{Field: "orgnr", Code: codeTaken})
	}
	if _, err := s.Owner(sc.Owner); err != nil {
		problems = append(problems, Problem{Field: "owner", Code: missingOr(codeUnknown, sc.Owner)})
	}
	if len(sc.Municipality) != 4 || strings.Trim(sc.Municipality, "0123456789") != "" {
		problems = append(problems, Problem{Field: "municipality", Code: missingOr("digits", sc.Municipality)})
	}
	if sc.WrittenForm != "nb" && sc.WrittenForm != "nn" {
		problems = append(problems, Problem{Field: "written_form", Code: missingOr("choice", sc.WrittenForm)})
	}
	if sc.Staff < 0 || sc.Staff > maxStaff {
		problems = append(problems, Problem{Field: "staff", Code: "range"})
	}
	return problems
}

// maxStaff is the largest number of people that a school can have. The largest in Norway have a few hundred.
const maxStaff = 2000

func (s *Store) storeSchool(ctx context.Context, by audit.By, action audit.Action, sc School) error {
	revision := s.schools.next(sc.ID)
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("school", sc.row(revision, by.At)...)
	}, sc.entry(action))
	if err != nil {
		return fmt.Errorf("store school: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schools.take(sc.ID, revision, sc)
	return nil
}

// School returns the school with the id, or [ErrNotFound].
func (s *Store) School(id SchoolID) (School, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.schools.get(id, "school")
}

// SchoolByOrgnr returns the school with the organisation number, or [ErrNotFound].
func (s *Store) SchoolByOrgnr(orgnr string) (School, error) {
	orgnr = TidyOrgnr(orgnr)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.schools.find("school "+orgnr, func(sc School) bool { return sc.Orgnr == orgnr })
}

// Schools returns all schools by name, in the Norwegian alphabet.
func (s *Store) Schools() []School {
	return s.schoolsWhere(func(School) bool { return true })
}

// SchoolsOf returns the owner's schools by name, in the Norwegian alphabet.
func (s *Store) SchoolsOf(owner OwnerID) []School {
	return s.schoolsWhere(func(sc School) bool { return sc.Owner == owner })
}

func (s *Store) schoolsWhere(wanted func(School) bool) []School {
	s.mu.RLock()
	schools := slices.DeleteFunc(s.schools.values(), func(sc School) bool { return !wanted(sc) })
	s.mu.RUnlock()
	i18n.SortByName(schools, func(sc School) string { return sc.Name })
	return schools
}
