package attack

import (
	"slices"
)

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
	low, high := meanRange(cell, it.steps)
	s.within(z.level, low-cell.N, high-cell.N)
	if cell.SDSource == ownSD {
		least, most := printed(cell.SD)
		s.spreads = append(s.spreads, spread{counts: z.counts, n: cell.N, least: least, most: most})
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
