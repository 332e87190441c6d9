package attack

import (
	"cmp"
	"slices"
)

// change is a move by the classes that it touches, in order. Changes that touch few classes can be made in most tables, and lead far
// together.
type change struct {
	classes []int
	by      []int
}

const (
	shortenings = 10   // rounds in which moves are made shorter
	shortest    = 12   // size up to which sums of two moves are moves of their own
	mostMoves   = 1500 // that are made of a span's
)

// changes are moves of a span that touch few classes, each both ways: its own, made shorter by each other, and sums of two.
func (s *span) changes(w *work) ([]change, error) {
	var moves []change
	for _, z := range s.moves {
		var m change
		for c, by := range z {
			if by != 0 {
				m.classes, m.by = append(m.classes, c), append(m.by, int(by))
			}
		}
		moves = append(moves, m)
	}
	slices.SortStableFunc(moves, func(x, y change) int { return cmp.Compare(x.size(), y.size()) })
	for range shortenings {
		if err := w.spend(1 + len(moves)*len(moves)/8); err != nil {
			return nil, err
		}
		if !shorten(moves) {
			break
		}
	}
	own := len(moves)
	for i := range own {
		for j := 0; j < i && len(moves) < mostMoves; j++ {
			if !moves[i].meets(moves[j]) {
				continue
			}
			for _, sign := range [2]int{1, -1} {
				sum := moves[i].plus(moves[j], sign)
				if n := sum.size(); n <= shortest && n < moves[i].size()+moves[j].size() {
					moves = append(moves, sum)
				}
			}
		}
	}
	both := make([]change, 0, 2*len(moves))
	for _, z := range moves {
		both = append(both, z, change{}.plus(z, -1))
	}
	return both, w.spend(1 + len(moves)/8)
}

// shorten replaces moves by what is left when another is added or taken away, where that is shorter.
func shorten(moves []change) (shorter bool) {
	for i := range moves {
		for j := range moves {
			if i == j || !moves[i].meets(moves[j]) {
				continue
			}
			for _, sign := range [2]int{1, -1} {
				if moves[i].sizeWith(moves[j], sign) < moves[i].size() {
					moves[i], shorter = moves[i].plus(moves[j], sign), true
				}
			}
		}
	}
	return shorter
}

// size is how many persons a change moves.
func (z change) size() (n int) {
	for _, by := range z.by {
		n += max(by, -by)
	}
	return n
}

// sizeWith is that of a change plus another so many times.
func (z change) sizeWith(o change, times int) (n int) {
	for i, j := 0, 0; i < len(z.classes) || j < len(o.classes); {
		by := 0
		switch {
		case j == len(o.classes) || i < len(z.classes) && z.classes[i] < o.classes[j]:
			by, i = z.by[i], i+1
		case i == len(z.classes) || o.classes[j] < z.classes[i]:
			by, j = times*o.by[j], j+1
		default:
			by, i, j = z.by[i]+times*o.by[j], i+1, j+1
		}
		n += max(by, -by)
	}
	return n
}

// meets reports whether two changes touch a class in common.
func (z change) meets(o change) bool {
	for i, j := 0, 0; i < len(z.classes) && j < len(o.classes); {
		switch {
		case z.classes[i] == o.classes[j]:
			return true
		case z.classes[i] < o.classes[j]:
			i++
		default:
			j++
		}
	}
	return false
}

// plus is both changes at once, the other so many times.
func (z change) plus(o change, times int) (sum change) {
	put := func(class, by int) {
		if by != 0 {
			sum.classes, sum.by = append(sum.classes, class), append(sum.by, by)
		}
	}
	i, j := 0, 0
	for i < len(z.classes) || j < len(o.classes) {
		switch {
		case j == len(o.classes) || i < len(z.classes) && z.classes[i] < o.classes[j]:
			put(z.classes[i], z.by[i])
			i++
		case i == len(z.classes) || o.classes[j] < z.classes[i]:
			put(o.classes[j], times*o.by[j])
			j++
		default:
			put(z.classes[i], z.by[i]+times*o.by[j])
			i, j = i+1, j+1
		}
	}
	return sum
}

// in is what a change does to a set of classes.
func (z change) in(classes set) (n int) {
	for i, c := range z.classes {
		if classes.has(c) {
			n += z.by[i]
		}
	}
	return n
}
