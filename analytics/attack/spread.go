package attack

import "math"

// spread says that the standard deviation of n answers, counts by category, is within a range.
type spread struct {
	counts      []int
	n           int
	least, most int // thousandths
}

// printed is the range of standard deviations that print as one, in thousandths.
func printed(sd float64) (least, most int) {
	hundredths := int(100*sd + 0.5)
	return max(0, 10*hundredths-5), 10*hundredths + 5
}

// widest is the greatest standard deviation that n answers on a scale can have, in thousandths and rounded up: half of them at either end.
func widest(steps, n int) int {
	if n < 2 {
		return 0
	}
	return int(math.Ceil(500*float64(steps-1)*math.Sqrt(float64(n)/float64(n-1)))) + 1
}

// possible reports whether some counts within the bounds may have that standard deviation. From n·Σx² − (Σx)² = n(n−1)·sd².
func (p spread) possible(low, high []int) bool {
	var sumLow, sumHigh, squaresLow, squaresHigh int
	for i, v := range p.counts {
		x := i + 1
		sumLow, sumHigh = sumLow+x*low[v], sumHigh+x*high[v]
		squaresLow, squaresHigh = squaresLow+x*x*low[v], squaresHigh+x*x*high[v]
	}
	const unit = 1_000_000 // (1/1000)²
	pairs := p.n * (p.n - 1)
	return p.n*squaresHigh-sumLow*sumLow >= ceil(pairs*p.least*p.least, unit) &&
		p.n*squaresLow-sumHigh*sumHigh <= floor(pairs*p.most*p.most, unit)
}

// learnSpreads takes in what the printed standard deviation of an index tells of its items' own. Where everybody of a group answered everything, an index
// of k items is the sum of them over k, and by the triangle inequality
//
//	k·sd(index) − Σ others' sd ≤ sd(item) ≤ k·sd(index) + Σ others' sd.
//
// An other's is printed, or as great as its scale allows.
func (b *block) learnSpreads(items []*item) {
	for _, index := range b.others {
		if index.kind == kindItem || index.steps == 0 {
			continue
		}
		for g, cell := range index.cells {
			if cell.SDSource != ownSD || !b.answeredAll(index, g) {
				continue
			}
			for at, s := range b.itemSpreads(index, g) {
				if it := items[index.items[at]]; it != nil && s.tells(it.steps, cell.N) {
					it.spreadOf(b.groups[g].whole, cell.N, s)
				}
			}
		}
	}
}

// spreadRange is a range of standard deviations in thousandths.
type spreadRange struct{ least, most int }

// tells reports whether it is narrower than what the scale allows.
func (s spreadRange) tells(steps, n int) bool { return s.least > 0 || s.most < widest(steps, n) }

// itemSpreads is what an index tells of its items in a group.
func (b *block) itemSpreads(index *measure, g int) (spreads []spreadRange) {
	widths, sum := make([]int, len(index.items)), 0
	for i, m := range index.items {
		widths[i] = b.others[m].widest(g)
		sum += widths[i]
	}
	k := len(index.items)
	least, most := printed(index.cells[g].SD)
	for i := range index.items {
		others := sum - widths[i]
		spreads = append(spreads, spreadRange{k*least - others, k*most + others})
	}
	return spreads
}

// answeredAll reports whether everybody of a group answered every item of an index.
func (b *block) answeredAll(index *measure, g int) bool {
	n := index.cells[g].N
	if persons := b.persons.cells[g]; persons.State != stateValue || persons.N != n {
		return false
	}
	for _, m := range index.items {
		if c := b.others[m].cells[g]; c.State != stateValue || c.N != n {
			return false
		}
	}
	return true
}

// widest is the greatest standard deviation that a group's answers can have, by what is shown.
func (m *measure) widest(g int) int {
	c := m.cells[g]
	if c.SDSource == ownSD {
		_, most := printed(c.SD)
		return most
	}
	return widest(m.steps, c.N)
}

// spreadOf takes in that the answers of n people have a standard deviation within a range.
func (it *item) spreadOf(classes set, n int, s spreadRange) {
	if z, someone := it.together(classes, n); someone {
		it.sys.spreads = append(it.sys.spreads, spread{counts: z.counts, n: n, least: max(0, s.least), most: max(0, s.most)})
		it.figures = true
	}
}
