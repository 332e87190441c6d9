package disclosure_test

import (
	"fmt"
	"testing"

	"tilstand/analytics/disclosure"
)

// distributions calls visit with every way n answers fall into the categories.
func distributions(categories, n int, visit func(counts []int)) {
	counts := make([]int, categories)
	var fill func(category, left int)
	fill = func(category, left int) {
		if category == categories-1 {
			counts[category] = left
			visit(counts)
			return
		}
		for c := 0; c <= left; c++ {
			counts[category] = c
			fill(category+1, left-c)
		}
	}
	fill(0, n)
}

// judge collects what the distributions that look alike allow: the greatest
// number of answers outside each set of categories, for a reader who stands
// outside and for one who gave each of the answers himself.
type judge struct {
	sets [][2]int // from, to (exclusive): single categories and the bands
	most []int    // most answers outside the set that any of them has
	// others[v][i]: somebody else than a reader who answered v is outside set i
	others [][]bool
	seen   []bool // some distribution holds answer v
}

func newJudge(categories int, bands []disclosure.Band) *judge {
	j := &judge{}
	for c := range categories {
		j.sets = append(j.sets, [2]int{c, c + 1})
	}
	for _, b := range bands {
		j.sets = append(j.sets, [2]int{b.From - 1, b.To})
	}
	j.most = make([]int, len(j.sets))
	j.seen = make([]bool, categories)
	for range categories {
		j.others = append(j.others, make([]bool, len(j.sets)))
	}
	return j
}

// add takes in one of the distributions that look alike.
func (j *judge) add(counts []int, n int) {
	for i, set := range j.sets {
		inside := 0
		for c := set[0]; c < set[1]; c++ {
			inside += counts[c]
		}
		outside := n - inside
		j.most[i] = max(j.most[i], outside)
		for v, count := range counts {
			if count == 0 {
				continue
			}
			j.seen[v] = true
			own := 0
			if v < set[0] || v >= set[1] {
				own = 1
			}
			if outside-own > 0 {
				j.others[v][i] = true
			}
		}
	}
}

// verdict returns what follows from the display and must not.
func (j *judge) verdict() error {
	for i, set := range j.sets {
		if j.most[i] < 2 {
			return fmt.Errorf("all, or all but one, answered in %d to %d", set[0]+1, set[1])
		}
		for v, seen := range j.seen {
			if seen && !j.others[v][i] {
				return fmt.Errorf("who answered %d learns that all others answered in %d to %d", v+1, set[0]+1, set[1])
			}
		}
	}
	return nil
}

// G5 for one item, by full enumeration (§3.6 of the specification reports the
// same for five and six steps): for everything that ShowItem can show, the
// distributions that look alike include one with two answers outside any
// category and any band; and for each answer that a reader may have given
// himself, one in which the others are not all inside. It holds with every decimal
// of the mean and the standard deviation, where they are shown; [ShowIndex] and
// the limits of intervals rest on that.
func TestNoDisplayGivesUnanimityAway(t *testing.T) {
	t.Parallel()
	upTo := func(last int, more ...int) []int {
		var n []int
		for i := disclosure.FloorMinGroup; i <= last; i++ {
			n = append(n, i)
		}
		return append(n, more...)
	}
	for categories, sizes := range map[int][]int{4: upTo(25, 41, 60), 5: upTo(25, 30), 6: upTo(13)} {
		for _, n := range sizes {
			t.Run(fmt.Sprintf("steps=%d/n=%d", categories, n), func(t *testing.T) {
				t.Parallel()
				alike := map[look]*judge{}
				distributions(categories, n, func(counts []int) {
					d := disclosure.ShowItem(counts)
					key := lookOf(d, counts)
					if alike[key] == nil {
						alike[key] = newJudge(categories, d.Bands)
					}
					alike[key].add(counts, n)
				})
				for look, j := range alike {
					if err := j.verdict(); err != nil {
						t.Fatalf("%+v: %v", look, err)
					}
				}
			})
		}
	}
}

// look is everything that a reader may get, and more: the mean and the standard
// deviation in full precision (as sums) where they are shown at all.
type look struct {
	bands        [3]disclosure.Band
	mean         disclosure.Mean
	categories   [6]int
	sum, squares int
	detailed     bool
}

func lookOf(d disclosure.Display, counts []int) look {
	l := look{mean: d.Mean, detailed: d.SDAllowed}
	copy(l.bands[:], d.Bands)
	copy(l.categories[:], d.Categories)
	if d.Mean.State == disclosure.MeanValue {
		for i, c := range counts {
			l.sum += (i + 1) * c
		}
	}
	if d.SDAllowed {
		l.squares = squares(counts)
	}
	return l
}

func squares(counts []int) int {
	sum := 0
	for i, c := range counts {
		sum += (i + 1) * (i + 1) * c
	}
	return sum
}
