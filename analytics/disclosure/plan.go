package disclosure

import (
	"errors"
	"fmt"
	"slices"
)

// ErrPlan reports a publication plan that contradicts itself.
var ErrPlan = errors.New("publication plan is not valid")

// Plan is a publication plan: every group of respondents on which anything is
// ever published, fixed before the wave opens. There is no other filter; that
// is what makes a finite audit possible.
//
// A plan has no head counts and no answers. Its JSON form is part of the
// documented release format, so that an attacker can be written against it.
type Plan struct {
	// Atoms are the finest cells: every respondent belongs to exactly one. A
	// published group is a union of atoms.
	Atoms []Atom `json:"atoms"`
	// Groups are the published groups, in the order in which states are returned.
	Groups []Group `json:"groups"`
}

// Atom is a finest cell, for example "school-7/teachers". An atom need not be
// published: respondents who gave no staff group are an atom of their own.
type Atom struct {
	Label string `json:"label"`
}

// Group is one published group.
type Group struct {
	Label string `json:"label"`
	// Level says how valuable the group is to readers: 0 for totals, 1 for
	// schools in an owner's plan or groups in a school's, and so on. Where the
	// gate has a choice it keeps lower levels, and within a level larger groups.
	Level int `json:"level"`
	// Atoms are indices into Plan.Atoms, strictly increasing, at least one. Kept
	// as indices rather than bits because plans are sparse and read by others.
	Atoms []int `json:"atoms"`
}

// Partition returns the plan "total × parts": group 0 is the total, group i+1
// is parts[i], and atom i is that part. Labels must be distinct.
//
// Respondents outside all parts would still be in the total; give them a part.
// Without parts the plan is the total alone.
func Partition(total string, parts ...string) Plan {
	if len(parts) == 0 {
		return Plan{
			Atoms:  []Atom{{Label: total}},
			Groups: []Group{{Label: total, Atoms: []int{0}}},
		}
	}
	plan := Plan{
		Atoms:  make([]Atom, len(parts)),
		Groups: make([]Group, 0, len(parts)+1),
	}
	all := make([]int, len(parts))
	for i, label := range parts {
		plan.Atoms[i] = Atom{Label: label}
		all[i] = i
	}
	plan.Groups = append(plan.Groups, Group{Label: total, Level: 0, Atoms: all})
	for i, label := range parts {
		plan.Groups = append(plan.Groups, Group{Label: label, Level: 1, Atoms: []int{i}})
	}
	return plan
}

// Validate checks that the plan can be audited: at least one atom and group,
// distinct labels, no empty group, atoms known and strictly increasing. Every
// error wraps [ErrPlan].
func (p Plan) Validate() error {
	if len(p.Atoms) == 0 || len(p.Groups) == 0 {
		return fmt.Errorf("%w: it needs at least one atom and one group", ErrPlan)
	}
	if label, found := repeated(p.Atoms, func(a Atom) string { return a.Label }); found {
		return fmt.Errorf("%w: atom label %q is used twice", ErrPlan, label)
	}
	if label, found := repeated(p.Groups, func(g Group) string { return g.Label }); found {
		return fmt.Errorf("%w: group label %q is used twice", ErrPlan, label)
	}
	for _, g := range p.Groups {
		if err := g.validate(len(p.Atoms)); err != nil {
			return err
		}
	}
	return nil
}

func (g Group) validate(atoms int) error {
	if len(g.Atoms) == 0 {
		return fmt.Errorf("%w: group %q has no atoms", ErrPlan, g.Label)
	}
	previous := -1
	for _, a := range g.Atoms {
		if a <= previous || a >= atoms {
			return fmt.Errorf("%w: group %q: atom indices must increase and lie in 0 to %d, got %v",
				ErrPlan, g.Label, atoms-1, g.Atoms)
		}
		previous = a
	}
	return nil
}

// Count returns the number of persons in each group, given the number in each
// atom. It panics if the lengths differ, as indexing would.
func (p Plan) Count(perAtom []int) []int {
	counts := make([]int, len(p.Groups))
	for i, g := range p.Groups {
		for _, a := range g.Atoms {
			counts[i] += perAtom[a]
		}
	}
	return counts
}

// checkCounts refuses a table of head counts that does not fit the plan.
func (p Plan) checkCounts(perAtom []int) error {
	if len(perAtom) != len(p.Atoms) {
		return fmt.Errorf("%w: %d head counts for %d atoms", ErrPlan, len(perAtom), len(p.Atoms))
	}
	if i := slices.IndexFunc(perAtom, func(n int) bool { return n < 0 }); i >= 0 {
		return fmt.Errorf("%w: atom %q has a negative head count", ErrPlan, p.Atoms[i].Label)
	}
	return nil
}

func repeated[T any](all []T, label func(T) string) (string, bool) {
	seen := make(map[string]bool, len(all))
	for _, one := range all {
		if seen[label(one)] {
			return label(one), true
		}
		seen[label(one)] = true
	}
	return "", false
}
