package attack

import (
	"context"
	"errors"
)

// system is a set of linear inequalities over whole numbers, each within bounds of its own. What a reader knows of an item is one: the
// variables are numbers of persons by class and category.
//
// It is solved exactly: bounds are propagated through the inequalities until nothing gets narrower, then a variable's range is
// halved and both halves are tried. A solution has been verified when it is found, and "none" means that every branch has
// failed; nothing rests on floating point or on a linear relaxation.
type system struct {
	low, high []int
	rows      []row
	of        [][]int32 // rows of each variable
	spreads   []spread
	order     []int // variables by the order in which they are branched on; the others follow from them
	first     []int // variables that every second search settles first
	work      *work

	last     []int // solution that was found last
	attempt  int   // of the search under way
	patience int   // work at which it is given up

	rooted int // rows whose bounds have been propagated into low and high
	queue  []int32
	dirty  []bool
}

// row is low ≤ Σ coef·var ≤ high.
type row struct {
	vars      []int32
	coef      []int32
	low, high int
}

// work counts what an attack has done, in inequalities looked at, long ones as several, and stops it when there is no more budget or the caller has left.
type work struct {
	ctx         context.Context
	done, limit int
}

var errBudget = errors.New("the attack ran out of its budget")

// spend takes one step.
func (w *work) spend(steps int) error {
	before := w.done
	w.done += steps
	if w.done > w.limit {
		return errBudget
	}
	if before>>12 != w.done>>12 {
		return w.ctx.Err()
	}
	return nil
}

const unlimited = 1 << 40

// variable adds one and returns its number.
func (s *system) variable(low, high int) int {
	s.low, s.high, s.of = append(s.low, low), append(s.high, high), append(s.of, nil)
	return len(s.low) - 1
}

// add adds low ≤ Σ coef·var ≤ high.
func (s *system) add(vars, coef []int, low, high int) {
	r := row{vars: make([]int32, len(vars)), coef: make([]int32, len(vars)), low: low, high: high}
	for i, v := range vars {
		r.vars[i], r.coef[i] = int32(v), int32(coef[i])
		s.of[v] = append(s.of[v], int32(len(s.rows)))
	}
	s.rows = append(s.rows, r)
	s.dirty = append(s.dirty, false)
}

// drop takes away the last row that was added.
func (s *system) drop() {
	last := len(s.rows) - 1
	for _, v := range s.rows[last].vars {
		s.of[v] = s.of[v][:len(s.of[v])-1]
	}
	s.rows, s.dirty = s.rows[:last], s.dirty[:last]
}

func ones(n int) []int {
	c := make([]int, n)
	for i := range c {
		c[i] = 1
	}
	return c
}

// root propagates the bounds of the system itself. It reports whether they can still be met.
func (s *system) root() (bool, error) {
	for r := range s.rows {
		s.push(int32(r))
	}
	s.rooted = len(s.rows)
	for v := range s.low {
		if s.low[v] > s.high[v] {
			s.clear(0)
			return false, nil
		}
	}
	return s.propagate(s.low, s.high)
}

func (s *system) push(r int32) {
	if !s.dirty[r] {
		s.dirty[r] = true
		s.queue = append(s.queue, r)
	}
}

// propagate narrows low and high through the rows in the queue and those that are touched by that.
func (s *system) propagate(low, high []int) (possible bool, err error) {
	for at := 0; at < len(s.queue); at++ {
		r := s.queue[at]
		s.dirty[r] = false
		if err := s.work.spend(1 + len(s.rows[r].vars)/16); err != nil {
			s.clear(at)
			return false, err
		}
		if !s.narrow(&s.rows[r], r, low, high) {
			s.clear(at)
			return false, nil
		}
	}
	s.queue = s.queue[:0]
	for i := range s.spreads {
		if !s.spreads[i].possible(low, high) {
			return false, nil
		}
	}
	return true, nil
}

func (s *system) clear(from int) {
	for _, r := range s.queue[from:] {
		s.dirty[r] = false
	}
	s.queue = s.queue[:0]
}

// narrow tightens the variables of one row.
func (s *system) narrow(r *row, number int32, low, high []int) bool {
	least, most := 0, 0
	for i, v := range r.vars {
		if c := int(r.coef[i]); c > 0 {
			least, most = least+c*low[v], most+c*high[v]
		} else {
			least, most = least+c*high[v], most+c*low[v]
		}
	}
	if least > r.high || most < r.low {
		return false
	}
	if least >= r.low && most <= r.high {
		return true
	}
	for i, v := range r.vars {
		c := int(r.coef[i])
		l, h := low[v], high[v]
		own := c * (h - l)
		if own < 0 {
			own = -own
		}
		// What the others leave for c·var.
		upper, lower := r.high-least, r.low-most // room above the own least, and below the own most
		newLow, newHigh := l, h
		if upper < own {
			if c > 0 {
				newHigh = l + upper/c
			} else {
				newLow = h - upper/-c
			}
		}
		if -lower < own {
			if c > 0 {
				newLow = max(newLow, h-(-lower)/c)
			} else {
				newHigh = min(newHigh, l+(-lower)/-c)
			}
		}
		if newLow > newHigh {
			return false
		}
		if newLow == l && newHigh == h {
			continue
		}
		if c > 0 {
			least, most = least+c*(newLow-l), most-c*(h-newHigh)
		} else {
			least, most = least-c*(newHigh-h), most-c*(newLow-l)
		}
		low[v], high[v] = newLow, newHigh
		for _, other := range s.of[v] {
			if other != number {
				s.push(other)
			}
		}
	}
	return true
}

// with solves the system with one more inequality.
func (s *system) with(vars, coef []int, low, high int) ([]int, error) {
	s.add(vars, coef, low, high)
	defer s.drop()
	return s.solve()
}
