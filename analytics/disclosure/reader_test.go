package disclosure_test

import (
	"fmt"
	"math/big"
	"slices"

	"tilstand/analytics/disclosure"
)

// reader is who the gate is for: he knows the plan, the states and the head
// counts of shown groups, and calculates with rational numbers. He shares no
// code with the gate, and is slow.
type reader struct {
	k      int
	plan   disclosure.Plan
	states []disclosure.State
	n      []int // the truth per atom; the judge needs it, the reader does not

	// respondents of each atom, if n is only those who answered an item
	respondents []int
}

// live reports whether anybody is in the atoms, whether he answered or not.
func (r reader) live(atoms []int) bool {
	n := r.n
	if r.respondents != nil {
		n = r.respondents
	}
	return slices.ContainsFunc(atoms, func(a int) bool { return n[a] > 0 })
}

// span is a reduced basis over the rationals.
type span struct{ rows [][]*big.Rat }

func (s *span) reduce(v []*big.Rat) (left []*big.Rat, lead int) {
	left = make([]*big.Rat, len(v))
	for i := range v {
		left[i] = new(big.Rat).Set(v[i])
	}
	for _, row := range s.rows {
		p := leading(row)
		if left[p].Sign() == 0 {
			continue
		}
		factor := new(big.Rat).Quo(left[p], row[p])
		for i := range left {
			left[i].Sub(left[i], new(big.Rat).Mul(factor, row[i]))
		}
	}
	return left, leading(left)
}

func (s *span) add(v []*big.Rat) {
	if left, lead := s.reduce(v); lead >= 0 {
		s.rows = append(s.rows, left)
	}
}

func (s *span) holds(v []*big.Rat) bool {
	_, lead := s.reduce(v)
	return lead < 0
}

func (s *span) with(v []*big.Rat) *span {
	more := &span{rows: append([][]*big.Rat(nil), s.rows...)}
	more.add(v)
	return more
}

func leading(v []*big.Rat) int {
	for i := range v {
		if v[i].Sign() != 0 {
			return i
		}
	}
	return -1
}

func (r reader) vector(atoms ...int) []*big.Rat {
	v := make([]*big.Rat, len(r.plan.Atoms))
	for i := range v {
		v[i] = new(big.Rat)
	}
	for _, a := range atoms {
		v[a].SetInt64(1)
	}
	return v
}

// shown is what the reader starts from. That an atom is empty he may know.
func (r reader) shown() *span {
	s := new(span)
	for i, g := range r.plan.Groups {
		if r.states[i] == disclosure.Shown {
			s.add(r.vector(g.Atoms...))
		}
	}
	for a := range r.n {
		if !r.live([]int{a}) {
			s.add(r.vector(a))
		}
	}
	return s
}

func (r reader) persons(atoms []int) int {
	n := 0
	for _, a := range atoms {
		n += r.n[a]
	}
	return n
}

// exact checks G1 and G2, and both for each reader who is alone in his atom (G4).
func (r reader) exact() error {
	s := r.shown()
	for i, g := range r.plan.Groups {
		if r.states[i] == disclosure.Withheld && r.live(g.Atoms) && s.holds(r.vector(g.Atoms...)) {
			return fmt.Errorf("G1: withheld group %q can be computed", g.Label)
		}
	}
	if err := r.smallUnion(s, r.k, -1); err != nil {
		return fmt.Errorf("G2: %w", err)
	}
	for a, n := range r.n {
		if n != 1 {
			continue // with company in the atom the reader's row is outside the span
		}
		if err := r.smallUnion(s.with(r.vector(a)), r.k-1, a); err != nil {
			return fmt.Errorf("G4, reader in %q: %w", r.plan.Atoms[a].Label, err)
		}
	}
	return nil
}

// smallUnion looks at every union of live atoms with fewer than limit persons.
func (r reader) smallUnion(s *span, limit, without int) error {
	var atoms []int
	for a, n := range r.n {
		if r.live([]int{a}) && n < limit && a != without {
			atoms = append(atoms, a)
		}
	}
	for set := 1; set < 1<<len(atoms); set++ {
		var union []int
		for i, a := range atoms {
			if set>>i&1 == 1 {
				union = append(union, a)
			}
		}
		if r.persons(union) < limit && s.holds(r.vector(union...)) {
			return fmt.Errorf("%d persons in atoms %v can be computed", r.persons(union), union)
		}
	}
	return nil
}

// tables visits every table of head counts that fits what is shown, with no atom
// above most, which stands for "without limit".
func (r reader) tables(most int, visit func(n []int)) {
	var atLeast, left []int // of each shown group: its atoms' last index, its persons
	var groups [][]bool
	for i, g := range r.plan.Groups {
		if r.states[i] == disclosure.Withheld {
			continue
		}
		in := make([]bool, len(r.n))
		for _, a := range g.Atoms {
			in[a] = true
		}
		groups = append(groups, in)
		atLeast = append(atLeast, g.Atoms[len(g.Atoms)-1])
		left = append(left, r.persons(g.Atoms))
	}
	table := make([]int, len(r.n))
	var fill func(a int)
	fill = func(a int) {
		if a == len(table) {
			visit(table)
			return
		}
		limit, least := most, 0
		for i, in := range groups {
			if in[a] {
				limit = min(limit, left[i])
				if atLeast[i] == a { // the last atom takes what is left
					least = max(least, left[i])
				}
			}
		}
		for n := least; n <= limit; n++ {
			table[a] = n
			for i, in := range groups {
				if in[a] {
					left[i] -= n
				}
			}
			fill(a + 1)
			for i, in := range groups {
				if in[a] {
					left[i] += n
				}
			}
		}
	}
	fill(0)
}

// interval is what the reader finds out about a head count.
type interval struct{ low, high int }

// bounds checks G3: over all tables that fit, the head count of each withheld
// group varies by k or more; and by 1 or more for a reader who knows that his own
// atom is not empty (G4).
func (r reader) bounds() error {
	most := r.k // an atom that no shown group holds is as good as unlimited
	for _, n := range r.n {
		most += n
	}
	found := make([][]interval, len(r.n)+1) // the outsider, then one from each atom
	for i := range found {
		found[i] = make([]interval, len(r.plan.Groups))
		for g := range found[i] {
			found[i][g] = interval{most + 1, -1}
		}
	}
	r.tables(most, func(n []int) {
		for g, group := range r.plan.Groups {
			p := 0
			for _, a := range group.Atoms {
				p += n[a]
			}
			found[0][g] = found[0][g].and(p)
			for a := range n {
				if n[a] > 0 {
					found[a+1][g] = found[a+1][g].and(p)
				}
			}
		}
	})
	for i, intervals := range found {
		if i > 0 && r.n[i-1] == 0 {
			continue
		}
		for g, in := range intervals {
			need := r.k
			if i > 0 {
				need = 1
			}
			if r.states[g] == disclosure.Withheld && (r.respondents == nil || r.live(r.plan.Groups[g].Atoms)) && in.high-in.low < need {
				return fmt.Errorf("G3 or G4, reader %d: group %q holds %d to %d persons", i, r.plan.Groups[g].Label, in.low, in.high)
			}
		}
	}
	return nil
}

func (in interval) and(p int) interval { return interval{min(in.low, p), max(in.high, p)} }
