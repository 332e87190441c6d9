package attack

import (
	"errors"
	"slices"
)

// span is the set of all figures that can be computed from the shown ones by adding and subtracting multiples of them: rows are
// linear forms over classes with their number of persons, in reduced echelon form over the rational numbers.
type span struct {
	size   int
	rows   []form
	pivots []int
}

// form is a linear form over classes; its last number is its value in persons.
type form []rational

var errContradiction = errors.New("the figures contradict each other")

// add takes in a shown group of n persons.
func (s *span) add(f form, w *work) error {
	if err := s.reduce(f, w); err != nil {
		return err
	}
	pivot := slices.IndexFunc(f[:s.size], func(r rational) bool { return r.num != 0 })
	if pivot < 0 {
		if f[s.size].num != 0 {
			return errContradiction
		}
		return nil
	}
	lead := f[pivot]
	for i := range f {
		if f[i] = f[i].over(lead); !f[i].small() {
			return errBudget
		}
	}
	for _, r := range s.rows {
		if err := r.subtract(f, pivot, w); err != nil {
			return err
		}
	}
	s.rows, s.pivots = append(s.rows, f), append(s.pivots, pivot)
	return nil
}

// reduce takes out of a form what can be computed of it.
func (s *span) reduce(f form, w *work) error {
	for i, r := range s.rows {
		if err := f.subtract(r, s.pivots[i], w); err != nil {
			return err
		}
	}
	return nil
}

// subtract makes f zero at the pivot of r, where r is one.
func (f form) subtract(r form, pivot int, w *work) error {
	factor := f[pivot]
	if factor.num == 0 {
		return nil
	}
	for i := range f {
		if r[i].num != 0 {
			part := factor.times(r[i])
			rest, ok := f[i].plus(rational{-part.num, part.den})
			if !ok || !part.small() {
				return errBudget
			}
			f[i] = rest
		}
	}
	return w.spend(1 + len(f)/8)
}

// value computes a union of classes from what is shown; ok is false if that cannot be done.
func (s *span) value(classes set, w *work) (persons int, ok bool, err error) {
	f := indicator(s.size, classes, 0)
	if err := s.reduce(f, w); err != nil {
		return 0, false, err
	}
	if slices.ContainsFunc(f[:s.size], func(r rational) bool { return r.num != 0 }) || f[s.size].den != 1 {
		return 0, false, nil
	}
	return -int(f[s.size].num), true, nil
}

func indicator(size int, classes set, value int) form {
	f := make(form, size+1)
	for i := range f {
		f[i] = whole(0)
	}
	for _, c := range classes.members() {
		f[c] = whole(1)
	}
	f[size] = whole(value)
	return f
}

// unions calls found with every union of classes that can be computed and holds 1 to below−1 persons.
//
// Which classes of the pivots are in a union settles the others, so the search goes over the rows, by parts of the echelon form that
// have no class in common: a union that is too small has such a part.
func (s *span) unions(below int, w *work, found func(union set, persons int)) error {
	for _, part := range s.parts() {
		u := unionSearch{span: s, rows: part, below: below, work: w, found: found}
		u.sums = indicator(s.size, newSet(s.size), 0)
		u.prepare()
		if err := u.try(0); err != nil {
			return err
		}
	}
	return nil
}

// parts are the rows that hang together by classes.
func (s *span) parts() [][]int {
	part := make([]int, len(s.rows))
	owner := map[int]int{} // row that a class was seen in
	for i := range part {
		part[i] = i
	}
	var root func(i int) int
	root = func(i int) int {
		if part[i] != i {
			part[i] = root(part[i])
		}
		return part[i]
	}
	for i, r := range s.rows {
		for c := range s.size {
			if r[c].num == 0 {
				continue
			}
			if j, seen := owner[c]; seen {
				part[root(i)] = root(j)
			} else {
				owner[c] = i
			}
		}
	}
	var parts [][]int
	place := map[int]int{}
	for i := range s.rows {
		p, seen := place[root(i)]
		if !seen {
			p = len(parts)
			place[root(i)], parts = p, append(parts, nil)
		}
		parts[p] = append(parts[p], i)
	}
	return parts
}

type unionSearch struct {
	span  *span
	rows  []int
	below int
	work  *work
	found func(set, int)

	sums   form
	closed [][]int    // by row: the classes that no later row touches
	least  []rational // by row: the least that it and later ones can add to the persons
}

func (u *unionSearch) prepare() {
	last := map[int]int{}
	u.least = make([]rational, len(u.rows)+1)
	u.least[len(u.rows)] = whole(0)
	for at, i := range u.rows {
		for c := range u.span.size {
			if u.span.rows[i][c].num != 0 && c != u.span.pivots[i] {
				last[c] = at
			}
		}
	}
	u.closed = make([][]int, len(u.rows))
	for c, at := range last {
		u.closed[at] = append(u.closed[at], c)
	}
	for at := len(u.rows) - 1; at >= 0; at-- {
		u.least[at] = u.least[at+1]
		if v := u.span.rows[u.rows[at]][u.span.size]; v.num < 0 {
			u.least[at], _ = u.least[at].plus(v)
		}
	}
}

// try decides the rows from at on.
func (u *unionSearch) try(at int) error {
	if err := u.work.spend(1); err != nil {
		return err
	}
	size := u.span.size
	if at == len(u.rows) {
		persons := u.sums[size]
		if persons.den == 1 && persons.num > 0 && persons.num < int64(u.below) {
			union := newSet(size)
			for c := range size {
				if u.sums[c].num != 0 {
					union.add(c)
				}
			}
			u.found(union, int(persons.num))
		}
		return nil
	}
	if least, ok := u.sums[size].plus(u.least[at]); ok && least.num >= int64(u.below)*least.den {
		return nil
	}
	for _, take := range [2]bool{false, true} {
		before := slices.Clone(u.sums)
		fits := true
		if take {
			for c, r := range u.span.rows[u.rows[at]] {
				if r.num != 0 {
					sum, ok := u.sums[c].plus(r)
					if !ok {
						return errBudget
					}
					u.sums[c] = sum
				}
			}
		}
		for _, c := range u.closed[at] {
			if s := u.sums[c]; s.num != 0 && s != whole(1) {
				fits = false
			}
		}
		if fits {
			if err := u.try(at + 1); err != nil {
				return err
			}
		}
		u.sums = before
	}
	return nil
}
