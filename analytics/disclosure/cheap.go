package disclosure

import (
	"math"
	"math/bits"
	"slices"
)

// maxNear bounds the atoms that are asked to make up for a change. Of the items of the hard case 19 % have figures with 16 of them, 31 % with 32, and 32 % with
// 48 or 100; the search takes a fifth longer with 32.
const maxNear = 32

// keepCheaply looks for the twin that the fewest and least valuable figures stand in the way of, and makes those give way. It is for plans of
// many groups, where asking of each figure whether it could stay would take hours. It reports whether there is such a twin at all.
//
// No search confirms the twin: whatever differs in it has given way, so what is left is the same.
func (f *surface) keepCheaply(s secret) bool {
	changes, ok := f.clear(s, nil)
	if !ok {
		return false
	}
	for _, lost := range f.lost(changes) {
		if _, ok := f.clear(s, []answer{lost}); !ok {
			return false
		}
	}
	return true
}

// clear makes the figures give way that tell a twin from the truth, of the cheapest that it finds. The answers in own stay, and so does the surface.
func (f *surface) clear(s secret, own []answer) (changes []change, ok bool) {
	defer func() { f.undo(changes) }()
	if f.work < 0 {
		return nil, false
	}
	h := hunt{surface: f, own: own, wanted: func(from, to int) bool { return s.inside(from) && !s.inside(to) }, secret: s}
	counts := f.counts[s.item][s.atom]
	for s.outside(counts) < s.enough(counts, own) {
		best, price := h.cheapest(s)
		if best == nil {
			return changes, false
		}
		for _, c := range best {
			f.apply(c)
		}
		changes, h.moved = append(changes, best...), true
		if price > 0 {
			f.obstacles(best, func(y *figure) { y.give() })
		}
	}
	if len(changes) > 0 {
		f.twins[s.item] = append(f.twins[s.item], turnsOf(changes))
	}
	return changes, true
}

// turnsOf are the changes of a twin in which all are of one item.
func turnsOf(changes []change) []Turn {
	turns := make([]Turn, len(changes))
	for n, c := range changes {
		turns[n] = Turn{c.atom, c.from, c.to}
	}
	return turns
}

// cheapest is the move of one or two answers that shows in the fewest and least valuable figures, with what they are worth; nil where there is none.
func (h *hunt) cheapest(s secret) (best []change, least int) {
	var buffer [2]change
	least = math.MaxInt
	steps := len(h.counts[s.item][s.atom])
	for _, step := range nearest(steps) {
		for from := range steps {
			to := from + step
			if to < 0 || to >= steps || !h.wanted(from, to) || !h.free(s.item, s.atom, from) {
				continue
			}
			one := change{s.item, s.atom, from, to}
			if price := h.price(one, h.groupsOf[s.atom], least); price < least {
				best, least = append(buffer[:0], one), price
			}
			for _, n := range h.neighbours(s.atom) {
				back := change{s.item, n.atom, to, from}
				if least == 0 {
					return slices.Clone(best), 0
				}
				if !h.free(back.item, back.atom, back.from) {
					continue
				}
				price := h.price(one, n.lost, least)
				if price += h.price(back, n.won, least-price); price < least {
					best, least = append(buffer[:0], one, back), price
				}
			}
		}
	}
	return slices.Clone(best), least
}

// A neighbour is an atom that shares groups with another: lost are the groups it is not in, won those only it is in.
type neighbour struct {
	atom      int
	lost, won []int
}

// neighbours are the atoms that differ from one in the fewest groups.
func (f *surface) neighbours(atom int) []neighbour {
	if f.near[atom] != nil {
		return f.near[atom]
	}
	var near []int // the distance before the atom, so that they sort by it
	for a, groups := range f.groupsOf {
		if a != atom && len(groups) > 0 {
			near = append(near, f.distance(a, atom)*len(f.groupsOf)+a)
		}
	}
	slices.Sort(near)
	f.near[atom] = make([]neighbour, 0, maxNear)
	for _, n := range near[:min(len(near), maxNear)] {
		a := n % len(f.groupsOf)
		f.near[atom] = append(f.near[atom], neighbour{a, f.apart(atom, a), f.apart(a, atom)})
	}
	return f.near[atom]
}

// distance is the number of groups that only one of two atoms is in.
func (f *surface) distance(a, b int) (n int) {
	for w, word := range f.membership[a] {
		n += bits.OnesCount64(word ^ f.membership[b][w])
	}
	return n
}

// apart are the groups that an atom is in and another is not.
func (f *surface) apart(atom, other int) []int {
	n := 0
	for w, word := range f.membership[atom] {
		n += bits.OnesCount64(word &^ f.membership[other][w])
	}
	groups := make([]int, 0, n)
	for w, word := range f.membership[atom] {
		for rest := word &^ f.membership[other][w]; rest != 0; rest &= rest - 1 {
			groups = append(groups, 64*w+bits.TrailingZeros64(rest))
		}
	}
	return groups
}

// price adds up what the figures of some groups are worth that a change by itself would show in; no further than to the most that is of interest.
func (h *hunt) price(c change, groups []int, most int) (price int) {
	if !h.moved {
		return h.tolls.price(h.surface, c, groups, most)
	}
	for _, g := range groups {
		if price >= most {
			break
		}
		h.work--
		figures := h.indicesSee(c.item, g, c.to-c.from)
		if h.itemSees(c, g) {
			figures++
		}
		price += int(figures) * h.worth(g)
	}
	return price
}

// obstacles visits the figures that are not as they would be shown after changes that have been made.
func (f *surface) obstacles(changes []change, visit func(*figure)) {
	f.turn++
	for _, c := range changes {
		for _, g := range f.groupsOf[c.atom] {
			if f.visited[g] == f.turn {
				continue
			}
			f.visited[g] = f.turn
			if !f.sameItem(c.item, g) {
				visit(f.itemFigure(c.item, g))
			}
			for _, x := range f.indicesOf[c.item] {
				if !f.sameIndex(x, g) {
					visit(f.indexFigure(x, g))
				}
			}
		}
	}
}
