package disclosure

import (
	"fmt"
	"iter"
	"slices"
)

// A partner is an atom of which somebody changes an answer along with somebody of another atom: in the same direction or the opposite.
type partner struct {
	atom     int
	opposite bool
}

// maxCorners bounds the rectangles that are remembered for an atom, and maxPairs the pairs that are looked at for them: all of 60 atoms.
const (
	maxCorners = 200
	maxPairs   = 2000
)

// partners lists who can make up for a change in an atom: nobody; one other atom; and where groups overlap, the three
// others of a rectangle, such as the part-timers of the lower stage with the full-timers of the upper against the other two, which
// leaves the counts of every group as they are. They hold until the next.
func (f *surface) partners(atom int) iter.Seq[[]partner] {
	return func(yield func([]partner) bool) {
		if !yield(nil) {
			return
		}
		one := []partner{{opposite: true}}
		for other := range f.Plan.Atoms {
			if one[0].atom = other; other != atom && !yield(one) {
				return
			}
		}
		for _, three := range f.rectangles(atom) {
			if !yield(three) {
				return
			}
		}
	}
}

// rectangles lists triples of atoms b, c, d such that an atom and d together are in the same groups as b and c.
func (f *surface) rectangles(atom int) [][]partner {
	if f.corners[atom] != nil || len(f.groupsOf[atom]) < 3 {
		return f.corners[atom]
	}
	at := map[string][]int{}
	for d := range f.Plan.Atoms {
		at[fmt.Sprint(f.groupsOf[d])] = append(at[fmt.Sprint(f.groupsOf[d])], d)
	}
	found, pairs := [][]partner{}, 0
	for b := range f.Plan.Atoms {
		for c := b + 1; c < len(f.Plan.Atoms) && len(found) < maxCorners && pairs < maxPairs; c++ {
			if b == atom || c == atom {
				continue
			}
			pairs++
			rest, ok := without(ofBoth(f.groupsOf[b], f.groupsOf[c]), f.groupsOf[atom])
			if !ok {
				continue
			}
			for _, d := range at[fmt.Sprint(rest)] {
				if d != atom && d != b && d != c {
					found = append(found, []partner{{b, true}, {c, true}, {d, false}})
				}
			}
		}
	}
	f.corners[atom] = found
	return found
}

// ofBoth lists the groups of both, those of both twice, in order.
func ofBoth(a, b []int) []int {
	both := slices.Concat(a, b)
	slices.Sort(both)
	return both
}

// without takes groups away, each once; ok is false when one is not there.
func without(groups, taken []int) (rest []int, ok bool) {
	for _, g := range groups {
		if len(taken) > 0 && taken[0] == g {
			taken = taken[1:]
			continue
		}
		rest = append(rest, g)
	}
	return rest, len(taken) == 0
}
