package disclosure

import (
	"math"
	"slices"
)

// Whole-number bounds (guarantee G3): a reader may ask which whole, non-negative
// numbers of persons in the atoms fit everything shown. The head count of every
// withheld group must be able to vary by at least k among these tables.
//
// For a partition this follows from G2, and firstNarrow finds it on its first
// try: let the withheld parts (with what is not published) hold S persons
// together. S follows from what is shown, so S ≥ k by G2. Withheld means "0 or
// more" (see emptyStates), and at least two atoms share the S persons, otherwise
// the one would be computable. So each of them can be anything from 0 to S. A
// reader who adds his own row raises one lower bound to 1 and lowers the others'
// upper bound by 1: the width is still k−1 ≥ 1 (G4).
//
// In general it is integer programming, and only witnesses are trusted: the width
// counts as reached when two tables that fit have been found. Not finding them
// withholds one group more, never one fewer.

// firstNarrow returns the first withheld group whose head count has not been
// shown to vary enough, or nil.
func (a *audit) firstNarrow(moves []move) *candidate {
	w := newWidths(a, moves)
	for _, c := range a.candidates {
		if !c.shown && !w.wide(c) {
			return c
		}
	}
	return nil
}

// widen withholds one more group so that the head count of a narrow one varies
// more: the least valuable of those shown around it. It reports false if nothing
// is left to withhold; then no table is ruled out and the group is as wide as it
// can be.
func (a *audit) widen(narrow *candidate) bool {
	for _, c := range slices.Backward(a.candidates) {
		if c.shown && overlap(c.atoms, narrow.atoms) {
			return a.withhold(c)
		}
	}
	for _, c := range slices.Backward(a.candidates) {
		if c.shown {
			return a.withhold(c)
		}
	}
	return false
}

func (a *audit) withhold(c *candidate) bool {
	c.never = true
	a.protect(c.atoms)
	return true
}

// widths searches tables that fit what is shown, starting from the true one.
type widths struct {
	minGroup int
	table    []int64
	moves    []move // and their opposites
}

func newWidths(a *audit, moves []move) *widths {
	w := &widths{minGroup: a.minGroup, table: make([]int64, len(a.weight))}
	for i, n := range a.weight {
		w.table[i] = int64(n)
	}
	for _, m := range moves {
		w.moves = append(w.moves, m, m.opposite())
	}
	return w
}

// wide reports whether two tables were found between which the head count of the
// group differs by at least k.
func (w *widths) wide(c *candidate) bool {
	inGroup := make([]bool, len(w.table))
	for _, a := range c.atoms {
		inGroup[a] = true
	}
	up, reached := w.climb(inGroup, 1, int64(w.minGroup))
	if reached {
		return true
	}
	_, reached = w.climb(inGroup, -1, int64(w.minGroup)-up)
	return reached
}

// climb changes the table by moves that raise (sign 1) or lower (sign −1) the
// head count of the group, as far as they go without a negative atom, until it
// has changed by the wanted amount. Where no single move helps it tries two at once.
func (w *widths) climb(inGroup []bool, sign, wanted int64) (changed int64, reached bool) {
	table := slices.Clone(w.table)
	for changed < wanted {
		gain := w.step(table, inGroup, sign)
		if gain == 0 {
			return changed, false
		}
		changed += gain
	}
	return changed, true
}

// step applies the first move, or else the first pair of moves, that helps.
func (w *widths) step(table []int64, inGroup []bool, sign int64) int64 {
	for _, m := range w.moves {
		if gain := apply(table, m, inGroup, sign); gain > 0 {
			return gain
		}
	}
	for i, m := range w.moves {
		for _, other := range w.moves[:i] {
			if !overlap(m.atoms, other.atoms) {
				continue // two moves apart are no better than one after the other
			}
			if gain := apply(table, m.plus(other), inGroup, sign); gain > 0 {
				return gain
			}
		}
	}
	return 0
}

// apply makes the move as often as it fits, if it changes the group's head count
// in the wanted direction, and returns by how much.
func apply(table []int64, m move, inGroup []bool, sign int64) int64 {
	var gain int64
	for i, a := range m.atoms {
		if inGroup[a] {
			gain += sign * m.steps[i]
		}
	}
	if gain <= 0 {
		return 0
	}
	times := int64(math.MaxInt32) // a move that takes from no atom has no limit
	for i, a := range m.atoms {
		if m.steps[i] < 0 {
			times = min(times, table[a]/-m.steps[i])
		}
	}
	if gain > math.MaxInt32 || times == math.MaxInt32 {
		return math.MaxInt32
	}
	for i, a := range m.atoms {
		table[a] += times * m.steps[i]
	}
	return gain * times
}

func (m move) opposite() move {
	o := move{atoms: m.atoms, steps: make([]int64, len(m.steps))}
	for i, s := range m.steps {
		o.steps[i] = -s
	}
	return o
}

// plus merges two moves, divided by their greatest common divisor.
func (m move) plus(other move) move {
	var sum move
	var divisor int64
	put := func(atom int, step int64) {
		if step != 0 {
			sum.atoms, sum.steps = append(sum.atoms, atom), append(sum.steps, step)
			divisor = gcd(divisor, max(step, -step))
		}
	}
	i, j := 0, 0
	for i < len(m.atoms) || j < len(other.atoms) {
		switch {
		case j == len(other.atoms) || i < len(m.atoms) && m.atoms[i] < other.atoms[j]:
			put(m.atoms[i], m.steps[i])
			i++
		case i == len(m.atoms) || other.atoms[j] < m.atoms[i]:
			put(other.atoms[j], other.steps[j])
			j++
		default:
			put(m.atoms[i], m.steps[i]+other.steps[j])
			i, j = i+1, j+1
		}
	}
	for i := range sum.steps {
		sum.steps[i] /= divisor
	}
	return sum
}

// overlap reports whether two increasing lists have an element in common.
func overlap(a, b []int) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return true
		}
	}
	return false
}
