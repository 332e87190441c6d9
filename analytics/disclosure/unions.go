package disclosure

import "slices"

// smallUnions finds the unions of atoms with fewer than limit persons that can
// be computed from what is shown, depth first.
//
// Only atoms that are small themselves can be in such a union, so the null
// vectors are cut to them and reduced again: each remaining row is an equation
// that the members of a union must satisfy. From one atom on, the search takes
// the violated equation with the fewest atoms left to mend it, and tries those;
// it never guesses an atom that no equation asks for.
type smallUnions struct {
	limit  int
	weight []int // persons of each small atom

	column [][]entry // per small atom, where it appears in the equations
	rows   [][]int   // per equation, the small atoms in it

	residue []element // per equation, its sum over the chosen atoms
	chosen  []int
	barred  []bool // chosen already, or left to an earlier branch
	persons int

	steps int // left before the search gives up
	found [][]int
}

// entry is a coefficient that is not 0 in an equation.
type entry struct {
	row   int
	value element
}

// findSmallUnions returns minimal unions of atoms, as sorted atom indices, with
// fewer than limit persons and orthogonal to all null vectors. Unions that
// contain a found one may be left out. It returns ErrUnfinished if it needs more
// than the given number of steps.
func findSmallUnions(vectors []form, weight []int, limit, steps int) ([][]int, error) {
	var small []int
	for a, w := range weight {
		if w < limit {
			small = append(small, a)
		}
	}
	s := newSmallUnions(vectors, small, weight, limit, steps)
	for i := range small {
		if !s.include(i) {
			continue
		}
		if !s.extend() {
			return nil, ErrUnfinished
		}
		s.exclude(i)
		s.barred[i] = true
	}
	for _, union := range s.found {
		for i, at := range union {
			union[i] = small[at]
		}
		slices.Sort(union)
	}
	return s.found, nil
}

func newSmallUnions(vectors []form, small, weight []int, limit, steps int) *smallUnions {
	var equations basis
	for _, z := range vectors {
		cut := make(form, len(small))
		for i, a := range small {
			cut[i] = z[a]
		}
		equations.reduce(cut)
		if cut.pivot() >= 0 {
			equations.add(cut)
		}
	}
	equations.backSubstitute()

	s := &smallUnions{
		limit:   limit,
		weight:  make([]int, len(small)),
		column:  make([][]entry, len(small)),
		rows:    make([][]int, len(equations.rows)),
		residue: make([]element, len(equations.rows)),
		barred:  make([]bool, len(small)),
		steps:   steps,
	}
	for i, a := range small {
		s.weight[i] = weight[a]
	}
	for r, row := range equations.rows {
		for i, c := range row {
			if c != 0 {
				s.rows[r] = append(s.rows[r], i)
				s.column[i] = append(s.column[i], entry{r, c})
			}
		}
	}
	return s
}

// include takes an atom into the union if there is room for its persons.
func (s *smallUnions) include(atom int) bool {
	if s.persons+s.weight[atom] >= s.limit {
		return false
	}
	s.persons += s.weight[atom]
	s.chosen = append(s.chosen, atom)
	s.barred[atom] = true
	for _, e := range s.column[atom] {
		s.residue[e.row] = add(s.residue[e.row], e.value)
	}
	return true
}

// exclude undoes the latest include.
func (s *smallUnions) exclude(atom int) {
	s.persons -= s.weight[atom]
	s.chosen = s.chosen[:len(s.chosen)-1]
	s.barred[atom] = false
	for _, e := range s.column[atom] {
		s.residue[e.row] = sub(s.residue[e.row], e.value)
	}
}

// extend completes the chosen atoms in all ways, recording what it finds. It
// returns false if the steps are used up.
func (s *smallUnions) extend() bool {
	if s.steps--; s.steps < 0 {
		return false
	}
	candidates, violated := s.hardest()
	if !violated {
		s.found = append(s.found, slices.Clone(s.chosen))
		return true
	}
	tried := 0
	finished := true
	for _, atom := range candidates {
		tried++
		if s.include(atom) {
			if finished = s.extend(); !finished {
				break
			}
			s.exclude(atom)
		}
		s.barred[atom] = true // later branches do without it
	}
	for _, atom := range candidates[:tried] {
		s.barred[atom] = false
	}
	return finished
}

// hardest returns the atoms that could mend the violated equation with the
// fewest of them; violated is false if there is none.
func (s *smallUnions) hardest() (candidates []int, violated bool) {
	for r, residue := range s.residue {
		if residue == 0 {
			continue
		}
		var open []int
		for _, atom := range s.rows[r] {
			if !s.barred[atom] && s.persons+s.weight[atom] < s.limit {
				open = append(open, atom)
			}
		}
		if !violated || len(open) < len(candidates) {
			candidates, violated = open, true
		}
		if len(open) == 0 {
			break
		}
	}
	return candidates, violated
}
