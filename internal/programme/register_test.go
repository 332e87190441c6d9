package programme

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

// A school and its new owner are registered together: both, or neither with everything that is wrong with either.
func TestRegisterWithOwner(t *testing.T) {
	t.Parallel()
	s := newGround(t).Store
	now := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)

	_, err := s.RegisterWithOwner(t.Context(), audit.Console.At(now), Owner{Name: "Fjordvik kommune", Orgnr: "974600952", Kind: "state"}, School{Name: "", Orgnr: "974600951", Municipality: "301", WrittenForm: "nb"})
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v, want *Invalid", err)
	}
	want := []Problem{{"municipality", "digits", ""}, {"name", "missing", ""}, {"owner_kind", "choice", ""}, {"owner_orgnr", "check_digit", ""}}
	if diff := cmp.Diff(want, invalid.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if len(s.Owners()) != 0 || len(s.Schools()) != 0 {
		t.Fatal("something was registered in spite of problems")
	}

	sc, err := s.RegisterWithOwner(t.Context(), audit.Console.At(now), Owner{Name: "Fjordvik kommune", Orgnr: "964338531", Kind: Municipality}, School{Name: "Bø skole", Orgnr: "974600951", Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		t.Fatal(err)
	}
	owner, err := s.OwnerByOrgnr("964338531")
	if err != nil || sc.Owner != owner.ID {
		t.Errorf("the school's owner is %q, want %q (%v)", sc.Owner, owner.ID, err)
	}

	_, err = s.RegisterWithOwner(t.Context(), audit.Console.At(now), Owner{Name: "A", Orgnr: "974600951", Kind: County}, School{Name: "B", Orgnr: "974600951", Municipality: "0301", WrittenForm: "nn"})
	if !errors.As(err, &invalid) || !errors.Is(err, ErrTaken) {
		t.Errorf("the same number for owner and school, and taken: got %v", err)
	}
}

// What lies outside a scope is what would hold without its own levels.
func TestLevelsOutside(t *testing.T) {
	t.Parallel()
	s := newGround(t).Store
	now := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)
	sc, err := s.RegisterWithOwner(t.Context(), audit.Console.At(now), Owner{Name: "Fjordvik kommune", Orgnr: "964338531", Kind: Municipality}, School{Name: "Bø skole", Orgnr: "974600951", Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		t.Fatal(err)
	}
	set := func(scope Scope, id string, value float64) {
		t.Helper()
		if err := s.SetLevel(t.Context(), audit.Console.At(now), Level{Scope: scope, ScopeID: id, Component: "promote", Phase: "a", Value: &value}); err != nil {
			t.Fatal(err)
		}
	}
	set(ScopeProgramme, Builtin().Key, 3.2)
	set(ScopeOwner, string(sc.Owner), 3.3)
	set(ScopeSchool, string(sc.ID), 3.4)

	for _, c := range []struct {
		scope         Scope
		id            string
		from, outside float64
		outsideSource Scope
	}{
		{ScopeSchool, string(sc.ID), 3.4, 3.3, ScopeOwner},
		{ScopeOwner, string(sc.Owner), 3.3, 3.2, ScopeProgramme},
		{ScopeProgramme, Builtin().Key, 3.2, 3.5, ScopeTemplate}, // 3.5 is the template's default for A
	} {
		if got := *s.LevelsFrom(c.scope, c.id)["promote"]["a"].Value; got != c.from {
			t.Errorf("from %s: %v, want %v", c.scope, got, c.from)
		}
		outside := s.LevelsOutside(c.scope, c.id)["promote"]["a"]
		if *outside.Value != c.outside || outside.Scope != c.outsideSource {
			t.Errorf("outside %s: %v of %s, want %v of %s", c.scope, *outside.Value, outside.Scope, c.outside, c.outsideSource)
		}
	}
	if s.LevelsFrom(ScopeOwner, "nobody") != nil || s.LevelsOutside(ScopeSchool, "nobody") != nil {
		t.Error("an unknown scope has levels")
	}
}
