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

	figures  bool // more is shown than numbers of answers
	insiders []insider
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

// crowd is what is known of some people's answers: how many there are, in each band, in each category, and the sum of code − 1. All of
// it follows from the categories; that bands and sums are variables of their own lets what is known of them reach from group to group
// without a search.
type crowd struct {
	n, level int
	bands    []int // of bands that have one category: that
	counts   []int
}

// crowd adds the variables of least to most people.
func (it *item) crowd(least, most int) crowd {
	s := it.sys
	c := crowd{n: s.variable(least, most), level: s.variable(0, (it.steps-1)*most)}
	for range it.steps {
		c.counts = append(c.counts, s.variable(0, most))
	}
	from := 0
	for _, to := range bandEnds[it.steps] {
		band := c.counts[from]
		if to-from > 1 {
			band = s.variable(0, most)
			s.equal(band, c.counts[from:to], ones(to-from))
		}
		c.bands, from = append(c.bands, band), to
	}
	s.equal(c.n, c.bands, ones(len(c.bands)))
	s.equal(c.level, c.counts, climbing(it.steps, 0))
	s.first = append(s.first, c.n, c.level)
	s.order = append(s.order, c.n)
	s.order = append(s.order, c.bands...)
	s.order = append(s.order, c.counts...)
	return c
}

// equal says that a variable is a sum of others.
func (s *system) equal(sum int, vars, coef []int) {
	s.add(append([]int{sum}, vars...), append([]int{-1}, coef...), 0, 0)
}

// within narrows the bounds of a variable.
func (s *system) within(v, low, high int) {
	s.low[v], s.high[v] = max(s.low[v], low), min(s.high[v], high)
}

// shown takes in what is shown of a group.
func (it *item) shown(classes set, cell Cell) {
	s := it.sys
	z, someone := it.together(classes, cell.N)
	if !someone {
		return
	}
	for c, p := range cell.Categories {
		low, high := rounded(p, cell.N)
		s.within(z.counts[c], low, high)
	}
	for _, band := range cell.Bands {
		low, high := share(band, cell.N)
		if at := slices.Index(bandEnds[it.steps], band.To); at >= 0 && (at == 0 && band.From == 1 || at > 0 && band.From == bandEnds[it.steps][at-1]+1) {
			s.within(z.bands[at], low, high)
			continue
		}
		vars := z.counts[band.From-1 : band.To]
		s.add(vars, ones(len(vars)), low, high)
	}
	low, high := it.meanRange(cell)
	s.within(z.level, low-cell.N, high-cell.N)
	if cell.SDSource == ownSD {
		s.spreads = append(s.spreads, spread{counts: z.counts, n: cell.N, hundredths: int(100*cell.SD + 0.5)})
	}
	it.figures = it.figures || len(cell.Bands) > 0 || len(cell.Categories) > 0 || cell.Limit != limitCount
	if at, followed := it.b.family.place[classes.key()]; followed {
		it.sums.know(at, low-cell.N, high-cell.N)
	}
}

// together is the crowd of n people in some classes: that of the only class with answers, or a new one that is the sum of theirs.
func (it *item) together(classes set, n int) (z crowd, someone bool) {
	var live []crowd
	for _, c := range classes.members() {
		if it.x[c] != nil {
			live = append(live, it.crowds[c])
		}
	}
	if len(live) < 2 {
		for _, c := range live {
			it.sys.within(c.n, n, n)
			return c, true
		}
		return z, false
	}
	z = it.crowd(n, n)
	sum := func(of int, part func(crowd) int) {
		var parts []int
		for _, c := range live {
			parts = append(parts, part(c))
		}
		it.sys.equal(of, parts, ones(len(parts)))
	}
	sum(z.n, func(c crowd) int { return c.n })
	sum(z.level, func(c crowd) int { return c.level })
	for c, v := range z.counts {
		sum(v, func(part crowd) int { return part.counts[c] })
	}
	for b, v := range z.bands {
		if !slices.Contains(z.counts, v) {
			sum(v, func(part crowd) int { return part.bands[b] })
		}
	}
	return z, true
}

// climbing is from, from+1, ….
func climbing(n, from int) []int {
	c := make([]int, n)
	for i := range c {
		c[i] = from + i
	}
	return c
}

// rounded are the counts of n that print as so many per cent, half a per cent upwards: 200·count + n over 2·n.
func rounded(percent, n int) (low, high int) {
	low = ceil((2*percent-1)*n, 200)
	high = ceil((2*percent+1)*n, 200) - 1
	return max(0, low), min(n, high)
}

// share are the counts of n that a band allows. A share that is shown as it is lies inside the caps.
func share(b Band, n int) (low, high int) {
	switch b.Limit {
	case limitAtLeast:
		return ceil(b.Percent*n, 100), n
	case limitAtMost:
		return 0, b.Percent * n / 100
	}
	low, high = rounded(b.Percent, n)
	if c, known := cap100(n); known {
		low, high = max(low, (100-c)*n/100+1), min(high, ceil(c*n, 100)-1)
	}
	return low, high
}

// leastShown is the smallest group that the published rules have caps for.
const leastShown = 5

// cap100 is the published ladder of caps in per cent.
func cap100(n int) (int, bool) {
	switch {
	case n < leastShown:
		return 0, false
	case n < 10:
		return (n - 2) * 100 / n / 5 * 5, true
	case n <= 20:
		return 80, true
	case n <= 40:
		return 90, true
	case n <= 100:
		return 95, true
	}
	return 0, false
}

// meanRange bounds the sum of the codes 1, 2, … of n answers.
func (it *item) meanRange(c Cell) (low, high int) {
	low, high = c.N, c.N*it.steps
	switch c.Limit {
	case limitExact:
		t, _ := tenths(c.Mean, it.steps)
		low = max(low, ceil((2*t-1)*c.N, 20))
		high = min(high, ceil((2*t+1)*c.N, 20)-1)
		if c.N >= leastShown {
			lowest, highest := extremes(it.steps, c.N)
			low, high = max(low, lowest*c.N/10+1), min(high, ceil(highest*c.N, 10)-1)
		}
	case limitAtLeast, limitAtMost, limitMiddle, limitBetween:
		from, _ := tenths(c.Bounds.Low, it.steps)
		to, _ := tenths(c.Bounds.High, it.steps)
		low, high = max(low, ceil(from*c.N, 10)), min(high, to*c.N/10)
	}
	return low, high
}

// extremes are the means, in tenths, up to which only "low" and from which only "high" is said: the most extreme that two
// dissenters allow, one at the far end and one with the nearest answer outside the side.
func extremes(steps, n int) (low, high int) {
	ends := bandEnds[steps]
	belowHigh, aboveLow := ends[len(ends)-2], ends[0]+1
	return ceil(10*(n-2+aboveLow+steps), n), 10 * (steps*(n-2) + belowHigh + 1) / n
}

// ceil is a/b rounded up, b > 0.
func ceil(a, b int) int {
	if a <= 0 {
		return a / b
	}
	return (a + b - 1) / b
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
