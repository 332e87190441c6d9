package attack

import "errors"

// span is the set of all figures that can be computed from the shown ones by adding and subtracting multiples of them. It is kept by what it
// leaves open: the moves of persons between classes after which every shown group has as many as before. A union of classes can be computed
// exactly if none of them changes it. In tables with margins a move touches a few classes, where a row of the span itself would touch
// most.
//
// All is calculated in whole numbers and fractions.
type span struct {
	size  int
	moves []move
	own   []int      // by move: a class that no other move touches
	point []rational // numbers of persons by class, perhaps broken or negative, that fit what is shown
}

// move is a change of numbers of persons, by class.
type move []int64

var errContradiction = errors.New("the figures contradict each other")

// newSpan is that of nothing shown: every class moves by itself.
func newSpan(size int) *span {
	s := &span{size: size, point: make([]rational, size)}
	for c := range size {
		z := make(move, size)
		z[c] = 1
		s.moves, s.own, s.point[c] = append(s.moves, z), append(s.own, c), whole(0)
	}
	return s
}

// change is what a move does to a union of classes.
func (z move) change(classes []int) (n int64) {
	for _, c := range classes {
		n += z[c]
	}
	return n
}

// add takes in a shown group of n persons. One move that changes it is given up, and taken out of the others.
func (s *span) add(group set, n int, w *work) error {
	classes := group.members()
	changes, pivot := make([]int64, len(s.moves)), -1
	for i, z := range s.moves {
		if changes[i] = z.change(classes); changes[i] != 0 && (pivot < 0 || z.size() < s.moves[pivot].size()) {
			pivot = i
		}
	}
	if err := w.spend(1 + len(s.moves)*len(classes)/64); err != nil {
		return err
	}
	missing, ok := s.sum(classes)
	if ok {
		missing, ok = whole(n).plus(rational{-missing.num, missing.den})
	}
	if !ok {
		return errBudget
	}
	if pivot < 0 {
		if missing.num != 0 {
			return errContradiction
		}
		return nil
	}
	given := s.moves[pivot]
	for i, z := range s.moves {
		if i != pivot && changes[i] != 0 && !z.reduce(given, changes[i], changes[pivot]) {
			return errBudget
		}
	}
	if missing.num != 0 && !s.shift(given, missing.over(whole(int(changes[pivot])))) {
		return errBudget
	}
	last := len(s.moves) - 1
	s.moves[pivot], s.own[pivot] = s.moves[last], s.own[last]
	s.moves, s.own = s.moves[:last], s.own[:last]
	return nil
}

// size is how many classes a move touches.
func (z move) size() (n int) {
	for _, v := range z {
		if v != 0 {
			n++
		}
	}
	return n
}

// reduce takes another move out of z such that they change together by nothing: z·there − other·here, in lowest terms.
func (z move) reduce(other move, here, there int64) bool {
	d := divisor(here, there)
	here, there = here/d, there/d
	common := int64(0)
	for c := range z {
		if z[c] = z[c]*there - other[c]*here; z[c] <= -largest || z[c] >= largest {
			return false
		}
		common = divisor(common, z[c])
	}
	if common > 1 {
		for c := range z {
			z[c] /= common
		}
	}
	return true
}

// divisor is the greatest that two numbers have in common, not negative.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// sum is what the point has in some classes.
func (s *span) sum(classes []int) (r rational, ok bool) {
	r, ok = whole(0), true
	for _, c := range classes {
		if s.point[c].num != 0 && ok {
			r, ok = r.plus(s.point[c])
		}
	}
	return r, ok
}

// shift moves the point.
func (s *span) shift(z move, times rational) bool {
	ok := true
	for c, v := range z {
		if v != 0 && ok {
			by := times.times(whole(int(v)))
			s.point[c], ok = s.point[c].plus(by)
			ok = ok && by.small()
		}
	}
	return ok
}

// value computes a union of classes from what is shown; ok is false if that cannot be done.
func (s *span) value(group set, w *work) (persons int, ok bool, err error) {
	classes := group.members()
	if err := w.spend(1 + len(s.moves)*len(classes)/64); err != nil {
		return 0, false, err
	}
	for _, z := range s.moves {
		if z.change(classes) != 0 {
			return 0, false, nil
		}
	}
	r, ok := s.sum(classes)
	if !ok {
		return 0, false, errBudget
	}
	return int(r.num), r.den == 1, nil
}

// knowing is the span of a reader who knows besides that one person is in a class, himself; the class is not moved by it any more.
func (s *span) knowing(class int, w *work) (*span, error) {
	known := &span{size: s.size, own: append([]int(nil), s.own...), point: append([]rational(nil), s.point...)}
	for _, z := range s.moves {
		known.moves = append(known.moves, append(move(nil), z...))
	}
	own := newSet(s.size)
	own.add(class)
	return known, known.add(own, 1, w)
}
