package disclosure

import "slices"

// smallUnions finds unions of atoms with fewer than limit persons that can be
// computed from what is shown, depth first.
//
// Only atoms that are small themselves can be in such a union, so the null
// vectors are cut to them and reduced again: each remaining row is an equation
// that the members of a union must satisfy. From one atom on, the search takes
// the violated equation with the fewest atoms left to mend it, and tries those;
// it never guesses an atom that no equation asks for.
type smallUnions struct {
	size   int   // atoms of the audit
	small  []int // those that can be in a union
	weight []int // their persons

	equations []form    // over the small atoms, reduced
	column    [][]entry // per small atom, where it appears
	rows      [][]int   // per equation, the small atoms in it

	limit   int
	residue []element // per equation, its sum over the chosen atoms
	chosen  []int
	barred  []bool // chosen already, or left to an earlier branch
	persons int

	steps int // left before the search gives up
	found []form
}

// entry is a coefficient that is not 0 in an equation.
type entry struct {
	row   int
	value element
}

// newSmallUnions prepares the search among the atoms with fewer than limit
// persons. The null vectors are those of [basis.nullSpace].
func newSmallUnions(vectors []form, weight []int, limit, steps int) *smallUnions {
	s := &smallUnions{size: len(weight), steps: steps}
	for a, w := range weight {
		if w < limit {
			s.small = append(s.small, a)
			s.weight = append(s.weight, w)
		}
	}
	var equations basis
	for _, z := range vectors {
		cut := make(form, len(s.small))
		for i, a := range s.small {
			cut[i] = z[a]
		}
		equations.reduce(cut)
		if cut.pivot() >= 0 {
			equations.add(cut)
		}
	}
	equations.backSubstitute()
	s.equations = equations.rows
	return s
}

// index notes where each atom appears in the equations.
func (s *smallUnions) index(equations []form) {
	s.column, s.rows = emptied(s.column, len(s.small)), emptied(s.rows, len(equations))
	s.residue = make([]element, len(equations))
	for r, row := range equations {
		for i, c := range row {
			if c != 0 {
				s.rows[r] = append(s.rows[r], i)
				s.column[i] = append(s.column[i], entry{r, c})
			}
		}
	}
}

// emptied are so many empty lists, in the room of others.
func emptied[T any](lists [][]T, n int) [][]T {
	lists = slices.Grow(lists[:0], n)[:n]
	for i := range lists {
		lists[i] = lists[i][:0]
	}
	return lists
}

// search returns computable unions with fewer than limit persons, as forms.
// Unions that contain a found one may be left out. It returns ErrUnfinished when
// the steps are used up.
func (s *smallUnions) search(limit int) ([]form, error) {
	s.index(s.equations)
	return s.searchFrom(nil, limit, everybody)
}

// searchAs does the same for a reader who is the only respondent of a small atom
// and knows his own row: its coefficient is free, so one equation is spent on it.
// The union is one of the others, and may be fewer than limit of them. It is one that breaks the spent equation: the others are computable by
// anyone, and search has found none.
func (s *smallUnions) searchAs(own, limit int) ([]form, error) {
	at := slices.IndexFunc(s.equations, func(row form) bool { return row[own] != 0 })
	if at < 0 {
		return nil, nil // computable by anyone; search finds that
	}
	spent := s.equations[at]
	rest := make([]form, 0, len(s.equations)-1)
	for i, row := range s.equations {
		if i == at {
			continue
		}
		if row[own] != 0 {
			row = slices.Clone(row)
			row.subtract(spent, mul(row[own], inverse(spent[own])), 0)
		}
		rest = append(rest, row)
	}
	s.index(rest)
	return s.searchFrom(spent, limit, own)
}

// searchFrom searches in all atoms but own for unions that have at least one of the atoms of an equation; of any atoms where it is nil.
func (s *smallUnions) searchFrom(equation form, limit, own int) ([]form, error) {
	s.limit, s.persons = limit, 0
	s.chosen, s.found = s.chosen[:0], nil
	s.barred = make([]bool, len(s.small))
	if own != everybody {
		s.barred[own] = true
	}
	for i := range s.small {
		if i == own || equation != nil && equation[i] == 0 || !s.include(i) {
			continue
		}
		if !s.extend() {
			return nil, ErrUnfinished
		}
		s.exclude(i)
		s.barred[i] = true
	}
	return s.found, nil
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
		s.record()
		return true
	}
	for _, atom := range candidates {
		if s.include(atom) {
			if !s.extend() {
				return false
			}
			s.exclude(atom)
		}
		s.barred[atom] = true // later branches do without it
	}
	for _, atom := range candidates {
		s.barred[atom] = false
	}
	return true
}

func (s *smallUnions) record() {
	f := make(form, s.size)
	for _, i := range s.chosen {
		f[s.small[i]] = 1
	}
	s.found = append(s.found, f)
}

// hardest returns the atoms that could mend the violated equation with the
// fewest of them; violated is false if there is none.
func (s *smallUnions) hardest() (candidates []int, violated bool) {
	row, fewest := -1, 0
	for r, residue := range s.residue {
		if residue == 0 {
			continue
		}
		if n := s.openIn(r); row < 0 || n < fewest {
			row, fewest = r, n
		}
		if fewest == 0 {
			break
		}
	}
	if fewest == 0 {
		return nil, row >= 0
	}
	candidates = make([]int, 0, fewest)
	for _, atom := range s.rows[row] {
		if s.open(atom) {
			candidates = append(candidates, atom)
		}
	}
	return candidates, true
}

// openIn counts the atoms of an equation that may still be chosen.
func (s *smallUnions) openIn(row int) (n int) {
	for _, atom := range s.rows[row] {
		if s.open(atom) {
			n++
		}
	}
	return n
}

func (s *smallUnions) open(atom int) bool {
	return !s.barred[atom] && s.persons+s.weight[atom] < s.limit
}
