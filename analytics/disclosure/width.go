package disclosure

import (
	"fmt"
	"math"
	"slices"
)

// Whole-number bounds (guarantee G3): a reader may ask which whole, non-negative
// numbers of persons in the atoms fit everything shown. The head count of every
// withheld group must be able to vary by at least k among these tables.
//
// For a partition this follows from G2: let the withheld parts (with what is not
// published) hold S persons together. S follows from what is shown, so S ≥ k by
// G2. Withheld means "0 or more" (see emptyStates), and at least two atoms share
// the S persons, otherwise the one would be computable. So each of them can be
// anything from 0 to S. A reader who adds his own row raises one lower bound to 1
// and lowers the others' upper bounds by 1: the width is still k−1 ≥ 1 (G4).
//
// In general it is integer programming. Linear programming finds candidates, in
// floating point, and nothing rests on it: a group counts as wide only when two
// whole tables have been found, and verified in integers, between which it differs
// by k. Not finding them withholds more, never less.

// tables are whole tables of head counts that fit what is shown, the true one
// first, with what they say about each candidate.
type tables struct {
	all       [][]int64
	low, high []int64 // of each candidate's head count

	more    []int64 // by candidate: what the table looked at last has more than the truth
	touched []int   // the candidates where that may not be 0
}

// newTables starts from the true table and those of an earlier round that still fit.
func (a *audit) newTables(earlier *tables) *tables {
	t := &tables{
		low:  make([]int64, len(a.candidates)),
		high: make([]int64, len(a.candidates)),
		more: make([]int64, len(a.candidates)),
	}
	truth := make([]int64, len(a.weight))
	for i, n := range a.weight {
		truth[i] = int64(n)
	}
	for i, c := range a.candidates {
		t.low[i], t.high[i] = int64(c.count), int64(c.count)
	}
	t.all = append(t.all, truth)
	if earlier != nil {
		for _, table := range earlier.all[1:] {
			a.take(t, table)
		}
	}
	return t
}

// take adds a table if it fits every shown group, and reports whether it does. Only the groups of atoms in which it differs from the truth are
// looked at, as most tables differ in few.
func (a *audit) take(t *tables, table []int64) bool {
	more := t.more
	for _, i := range t.touched {
		more[i] = 0
	}
	t.touched = t.touched[:0]
	for atom, n := range table {
		d := n - int64(a.weight[atom])
		if d == 0 {
			continue
		}
		for _, i := range a.within[atom] {
			if more[i] == 0 {
				t.touched = append(t.touched, i)
			}
			more[i] += d
		}
	}
	for _, i := range t.touched {
		if a.candidates[i].shown && more[i] != 0 {
			return false
		}
	}
	for _, i := range t.touched {
		n := int64(a.candidates[i].count) + more[i]
		t.low[i], t.high[i] = min(t.low[i], n), max(t.high[i], n)
	}
	t.all = append(t.all, table)
	return true
}

func (a *audit) wide(t *tables, i int) bool {
	return t.high[i]-t.low[i] >= int64(a.minGroup)
}

// narrow looks for a withheld group whose head count could not be shown to vary
// by k, smallest first, and returns a form that bounds it: if that cannot be
// computed any more, the bound is gone. It returns nil if all are wide enough.
func (a *audit) narrow(null nullSpace, t *tables) (form, error) {
	p := newProgram(null, t.all[0])
	for i, c := range slices.Backward(a.candidates) {
		if c.shown || a.wide(t, i) {
			continue
		}
		above := a.explore(p, t, i, 1)
		if a.wide(t, i) {
			continue
		}
		below := a.explore(p, t, i, -1)
		if a.wide(t, i) {
			continue
		}
		if t.high[i]-int64(c.count) > int64(c.count)-t.low[i] {
			above, below = below, above // the nearer one first
		}
		return a.breakable(c, null, above, below)
	}
	return nil, nil
}

// explore looks for tables in which candidate i holds many (sign 1) or few (sign
// −1) persons. It returns the linear bound it has run into, if any.
func (a *audit) explore(p *program, t *tables, i int, sign float64) []float64 {
	objective := make([]float64, len(a.weight))
	for _, atom := range a.candidates[i].atoms {
		objective[atom] = sign
	}
	return p.maximise(objective, func(table []int64) (enough bool) {
		a.take(t, table)
		return a.wide(t, i)
	})
}

// breakable returns the first of the bounds on c that can be confirmed as
// computable. If none can, it is the least valuable shown group around c.
func (a *audit) breakable(c *candidate, null nullSpace, bounds ...[]float64) (form, error) {
	for _, bound := range bounds {
		if f := exactForm(bound); f != nil && null.orthogonal(f) {
			return f, nil
		}
	}
	for _, around := range slices.Backward(a.candidates) {
		if around.shown && overlap(around.atoms, c.atoms) {
			return indicator(len(a.weight), around.atoms), nil
		}
	}
	return nil, fmt.Errorf("%w: the width of %q could not be confirmed", ErrUnfinished, c.label)
}

// exactForm reads coefficients as fractions with a small denominator.
func exactForm(coefficients []float64) form {
	f := make(form, len(coefficients))
	for i, c := range coefficients {
		den := 1.0
		for ; den <= 60 && math.Abs(c*den-math.Round(c*den)) > 1e-6; den++ {
		}
		if den > 60 {
			return nil
		}
		num := int64(math.Round(c * den))
		value := element(max(num, -num)) % prime
		if num < 0 {
			value = sub(0, value)
		}
		f[i] = mul(value, inverse(element(den)))
	}
	if f.pivot() < 0 {
		return nil
	}
	return f
}

// orthogonal reports whether f adds up to 0 with every null vector, which means
// that it can be computed from what is shown.
func (null nullSpace) orthogonal(f form) bool {
	for _, z := range null.vectors {
		var sum element
		for i := range f {
			if f[i] != 0 && z[i] != 0 {
				sum = add(sum, mul(f[i], z[i]))
			}
		}
		if sum != 0 {
			return false
		}
	}
	return true
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
