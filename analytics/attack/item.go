package attack

import "slices"

// item is what a reader knows of the answers to one item: numbers of persons by class and category.
type item struct {
	b      *block
	m      *measure
	sys    *system
	x      [][]int // by class and category: variables; nil where nobody can have answered
	crowds []crowd // by class
	steps  int
	masks  []mask
	pool   [][]int // solutions
	open   *questions

	figures  bool // more is shown than numbers of answers
	insiders []insider
	pooled   bool    // what the insider, who is one, answered to all items is taken in
	answers  between // how many there are, by set of the family
	sums     between // of code − 1, likewise
}

// mask is a set of categories, bit 0 the lowest: those on which it must not be known that all, or all but one, agree.
type mask uint

func (m mask) has(category int) bool { return m>>category&1 == 1 }

// The bands of the published rules, by steps: the last category of each.
var bandEnds = map[int][]int{4: {2, 4}, 5: {2, 3, 5}, 6: {2, 4, 6}}

// masksOf are the single categories and the bands.
func masksOf(steps int) []mask {
	var masks []mask
	for c := range steps {
		masks = append(masks, 1<<c)
	}
	from := 0
	for _, to := range bandEnds[steps] {
		if to-from > 1 {
			masks = append(masks, 1<<to-1<<from)
		}
		from = to
	}
	return masks
}

func newItem(b *block, m *measure, w *work) *item {
	it := &item{
		b: b, m: m, steps: m.steps, masks: masksOf(m.steps), sys: &system{work: w},
		x: make([][]int, len(b.classes)), crowds: make([]crowd, len(b.classes)),
	}
	for c := range b.classes {
		if m.high[c] > 0 {
			it.crowds[c] = it.crowd(m.low[c], m.high[c])
			it.x[c] = it.crowds[c].counts
		}
	}
	it.answers, it.sums = b.counts(m), b.family.unknown(0, unlimited)
	for g, cell := range m.cells {
		if cell.State == stateValue {
			it.shown(b.groups[g].whole, cell)
		}
	}
	return it
}

// climbing is from, from+1, ….
func climbing(n, from int) []int {
	c := make([]int, n)
	for i := range c {
		c[i] = from + i
	}
	return c
}

// levels bounds, for every set of the family, the sum of code − 1 over those who answered, from the bounds of the counts.
func (it *item) levels() between {
	f := &it.b.family
	for i, classes := range f.sets {
		low, high := 0, 0
		for _, c := range classes.members() {
			if it.x[c] != nil {
				l, h := it.extremeSums(it.x[c], it.m.low[c], it.m.high[c])
				low, high = low+l, high+h
			}
		}
		it.sums.know(i, low, high)
	}
	for range passes {
		if !f.narrow(it.sums) {
			break
		}
	}
	return it.sums
}

// extremeSums is the least and the greatest sum of code − 1 over least to most persons whose counts are within their bounds: the
// others take the lowest, or the highest, places that are free.
func (it *item) extremeSums(vars []int, least, most int) (low, high int) {
	s := it.sys
	placed := 0
	for c, v := range vars {
		placed += s.low[v]
		low, high = low+c*s.low[v], high+c*s.low[v]
	}
	left := least - placed
	for c := 0; c < len(vars) && left > 0; c++ {
		take := min(left, s.high[vars[c]]-s.low[vars[c]])
		low, left = low+c*take, left-take
	}
	left = most - placed
	for c := len(vars) - 1; c >= 0 && left > 0; c-- {
		take := min(left, s.high[vars[c]]-s.low[vars[c]])
		high, left = high+c*take, left-take
	}
	return low, high
}

// learn takes in bounds of sums that are narrower than what the item tells by itself.
func (it *item) learn(told between) (learnt bool) {
	for i, classes := range it.b.family.sets {
		if told.low[i] <= it.sums.low[i] && told.high[i] >= it.sums.high[i] {
			continue
		}
		var vars []int
		for _, c := range classes.members() {
			if it.x[c] != nil {
				vars = append(vars, it.crowds[c].level)
			}
		}
		if len(vars) == 0 {
			continue
		}
		it.sys.add(vars, ones(len(vars)), told.low[i], told.high[i])
		it.sums.know(i, told.low[i], told.high[i])
		learnt = true
	}
	return learnt
}

// insider is a respondent by class and category.
type insider struct{ class, category int }

// meet takes in the insiders of an item.
func (it *item) meet(insiders []Insider) {
	for c, class := range it.b.classes {
		if it.x[c] == nil {
			continue
		}
		for category := range it.steps {
			if slices.ContainsFunc(insiders, func(i Insider) bool {
				return i.Answer == category+1 && slices.ContainsFunc(class.atoms, func(a int) bool { return it.b.atoms[a].key == i.Atom })
			}) {
				it.insiders = append(it.insiders, insider{c, category})
			}
		}
	}
}

// outside counts, in a solution, the answers of a class outside a set of categories.
func (it *item) outside(solution []int, class int, in mask) int {
	n := 0
	for c, v := range it.x[class] {
		if !in.has(c) {
			n += solution[v]
		}
	}
	return n
}

// outsiders is that count as a sum of variables: all without those in the band, or in the category.
func (it *item) outsiders(class int, in mask) (vars, coef []int) {
	c := it.crowds[class]
	from := 0
	for b, to := range bandEnds[it.steps] {
		if in == 1<<to-1<<from {
			return []int{c.n, c.bands[b]}, []int{1, -1}
		}
		from = to
	}
	for category, v := range c.counts {
		if in == 1<<category {
			return []int{c.n, v}, []int{1, -1}
		}
	}
	panic("attack: a set of categories that is neither a band nor a category")
}
