package attack

import "slices"

// link adds indices and items up: an index is, over the people scored, the sum of its items and of what is missing. Sums are of
// code − 1, so that who gave no answer adds nothing, and in units of a twentieth, so that a mean with one decimal, give or take
// half of one, is a whole number of them.
//
// For a group U and an index of k items, n people scored:
//
//	k·n·(index − 1) = Σ items (sum over U) + gaps(U)
//
// Who answered r of k items, half or more, adds (k − r) times the own mean to the gaps; who answered fewer takes the own
// sum away. Of what is missing only numbers are known, so the gaps are a range; it is nothing where all answered everything. The
// published rules take the index of a small group with few gaps over its items' means instead, n·Σ sum/answers, which is no sum
// over people: it is held against its own group's items only (cells). An index
// over the items of several others is also the sum of those. Everything is followed for each set of the family, up and down, as
// ranges: items are linked through their indices by bounds, not by one program over all of them.
type link struct {
	b       *block
	items   []*item // by measure; nil for an index
	sums    []between
	indices []*indexSum
}

// indexSum is an index in that equation.
type indexSum struct {
	measure     int
	total, gaps between
	cells       []indexCell
	parts       []*indexSum // indices over disjoint sets of its items
	rest        []int       // the items in none of them
}

// indexCell is the index of a group that is, or may be, the mean of its items' means.
type indexCell struct {
	u         int
	low, high int   // of the weighted sum of the items
	weights   []int // of the items
}

const unit = 20

func newLink(b *block, items []*item) *link {
	l := &link{b: b, items: items, sums: make([]between, len(items))}
	for m, it := range items {
		if it != nil {
			own := it.levels()
			l.sums[m] = between{slices.Clone(own.low), slices.Clone(own.high)}
		}
	}
	for m, measure := range b.others {
		if l.usable(measure) {
			l.indices = append(l.indices, l.newIndex(m))
		}
	}
	for _, outer := range l.indices {
		outer.rest = b.others[outer.measure].items
		for _, inner := range l.indices {
			items := b.others[inner.measure].items
			if len(items) < len(b.others[outer.measure].items) && l.contains(outer.rest, items) {
				outer.parts = append(outer.parts, inner)
				outer.rest = slices.DeleteFunc(slices.Clone(outer.rest), func(i int) bool { return slices.Contains(items, i) })
			}
		}
	}
	return l
}

// usable reports whether a measure is an index that says something about items that are not known to the last answer.
func (l *link) usable(m *measure) bool {
	if m.steps == 0 || len(m.items) == 0 {
		return false
	}
	open := false
	for _, i := range m.items {
		if l.items[i] == nil {
			return false
		}
		for u := range l.b.family.sets {
			open = open || l.sums[i].low[u] < l.sums[i].high[u]
		}
	}
	return open && slices.ContainsFunc(m.cells, func(c Cell) bool { return c.State == stateValue && c.Limit != limitCount })
}

func (l *link) contains(outer, inner []int) bool {
	return !slices.ContainsFunc(inner, func(i int) bool { return !slices.Contains(outer, i) })
}

func (l *link) newIndex(at int) *indexSum {
	b, f := l.b, &l.b.family
	m := b.others[at]
	k, top := len(m.items), m.steps-1
	x := &indexSum{measure: at, total: f.unknown(0, unlimited), gaps: f.unknown(-unlimited, unlimited)}
	scored, persons := b.counts(m), b.counts(b.persons)
	answers := make([]between, k)
	for i, item := range m.items {
		answers[i] = b.counts(b.others[item])
	}
	for u := range f.sets {
		most, least := scored.high[u], scored.low[u]
		given := 0
		for i := range answers {
			given += answers[i].low[u]
		}
		// Of those who answered fewer than half, the answers lost; of the others, the answers missing.
		lost := max(0, persons.high[u]-least) * ((k - 1) / 2)
		missing := max(0, k*most+lost-given)
		x.total.know(u, 0, min(unlimited, unit*top*k*most))
		x.gaps.know(u, -unit*top*lost, min(unlimited, unit*top*missing))
	}
	for g, cell := range m.cells {
		u, known := f.place[b.groups[g].whole.key()]
		if !known || cell.State != stateValue || cell.Limit == limitCount {
			continue
		}
		low, high := indexRange(cell, m.steps)
		low, high = k*cell.N*(low-unit), k*cell.N*(high-unit)
		gaps := x.gaps.low[u] < 0 || x.gaps.high[u] > 0
		switch {
		case !gaps || cell.N >= 5*top:
			x.total.know(u, low, high)
		case l.overItems(persons, scored, answers, u, b.minGroup()):
			x.cells = append(x.cells, byItems(u, low, high, cell.N, answers))
		default: // one or the other: what either adds to the items is among the gaps
			x.cells = append(x.cells, indexCell{u, low - x.gaps.high[u], high - x.gaps.low[u], ones(k)})
		}
	}
	return x
}

// overItems reports whether readers know that the index of a small group is over its items' means: somebody who is scored left an
// item out, and fewer than k persons can have done so.
func (l *link) overItems(persons, scored between, answers []between, u, k int) bool {
	n, unscored := scored.low[u], persons.high[u]-scored.low[u]
	missing, someone := 0, false
	for _, a := range answers {
		if a.low[u] != a.high[u] || a.low[u] == 0 {
			return false
		}
		missing += max(0, n-a.low[u])
		someone = someone || a.low[u] < n
	}
	return someone && scored.high[u] == n && missing+len(answers)*unscored < k
}

// byItems is the index of n people over its items' means: an item that fewer answered weighs more.
func byItems(u, low, high, n int, answers []between) indexCell {
	common := 1
	for _, a := range answers {
		common = common / gcd(common, a.low[u]) * a.low[u]
	}
	c := indexCell{u: u, low: common * low, high: common * high}
	for _, a := range answers {
		c.weights = append(c.weights, common/a.low[u]*n)
	}
	return c
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// indexRange bounds a mean, in twentieths.
func indexRange(c Cell, steps int) (low, high int) {
	if c.Limit == limitExact {
		t, _ := tenths(c.Mean, steps)
		return 2*t - 1, 2*t + 1
	}
	from, _ := tenths(c.Bounds.Low, steps)
	to, _ := tenths(c.Bounds.High, steps)
	return 2 * from, 2 * to
}

// narrow goes through everything until nothing gets narrower.
func (l *link) narrow(w *work) error {
	if len(l.indices) == 0 {
		return nil
	}
	for range passes {
		if err := w.spend(len(l.b.family.sets) * len(l.b.others)); err != nil {
			return err
		}
		learnt := false
		for _, s := range l.sums {
			if s.low != nil {
				learnt = l.b.family.narrow(s) || learnt
			}
		}
		for _, x := range l.indices {
			learnt = l.b.family.narrow(x.total) || learnt
			learnt = l.b.family.narrow(x.gaps) || learnt
			for _, c := range x.cells {
				learnt = l.addCell(x, c) || learnt
			}
			for u := range l.b.family.sets {
				learnt = l.addUp(x, u) || learnt
				learnt = l.addIndices(x, u) || learnt
			}
		}
		if !learnt {
			return nil
		}
	}
	return nil
}

// addUp narrows an index, its gaps and its items in the set u by each other.
func (l *link) addUp(x *indexSum, u int) (learnt bool) {
	items := l.b.others[x.measure].items
	low, high := x.gaps.low[u], x.gaps.high[u]
	for _, i := range items {
		low, high = low+unit*l.sums[i].low[u], high+unit*l.sums[i].high[u]
	}
	learnt = x.total.know(u, low, high)
	// What is left for one of them when the others are as high, or as low, as they can be.
	below, above := x.total.low[u]-high, x.total.high[u]-low
	learnt = x.gaps.know(u, below+x.gaps.high[u], above+x.gaps.low[u]) || learnt
	for _, i := range items {
		s := l.sums[i]
		learnt = s.know(u, ceil(below+unit*s.high[u], unit), floor(above+unit*s.low[u], unit)) || learnt
	}
	return learnt
}

// addCell narrows the items of an index in one group.
func (l *link) addCell(x *indexSum, c indexCell) (learnt bool) {
	items := l.b.others[x.measure].items
	low, high := 0, 0
	for at, i := range items {
		w := unit * c.weights[at]
		low, high = low+w*l.sums[i].low[c.u], high+w*l.sums[i].high[c.u]
	}
	for at, i := range items {
		s, w := l.sums[i], unit*c.weights[at]
		learnt = s.know(c.u, ceil(c.low-high+w*s.high[c.u], w), floor(c.high-low+w*s.low[c.u], w)) || learnt
	}
	return learnt
}

// addIndices narrows an index over the items of others by those, and those by it: total − gaps is the sum of the items.
func (l *link) addIndices(x *indexSum, u int) (learnt bool) {
	if len(x.parts) == 0 {
		return false
	}
	low, high := x.gaps.low[u], x.gaps.high[u]
	for _, p := range x.parts {
		low += p.total.low[u] - p.gaps.high[u]
		high += p.total.high[u] - p.gaps.low[u]
	}
	for _, i := range x.rest {
		low, high = low+unit*l.sums[i].low[u], high+unit*l.sums[i].high[u]
	}
	learnt = x.total.know(u, low, high)
	below, above := x.total.low[u]-high, x.total.high[u]-low
	for _, p := range x.parts {
		learnt = p.total.know(u, below+p.total.high[u], above+p.total.low[u]) || learnt
	}
	for _, i := range x.rest {
		s := l.sums[i]
		learnt = s.know(u, ceil(below+unit*s.high[u], unit), floor(above+unit*s.low[u], unit)) || learnt
	}
	return learnt
}

// floor is a/b rounded down, b > 0.
func floor(a, b int) int { return -ceil(-a, b) }
