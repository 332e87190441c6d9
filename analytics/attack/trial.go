package attack

import "slices"

// trial is an item with an example of its answers that fits all that is shown. Changes of it that do not show are examples, too: what differs between
// them is not known to readers.
type trial struct {
	b        *block
	m        *measure
	steps    int
	masks    []mask
	counts   [][]int // by class and category
	answers  []int   // by class
	codes    []int   // by class: the sum of code − 1
	classOf  []int   // by atom
	insiders []set   // by category: classes with an insider who answered it

	cells     []trialCell
	cellOf    []int   // by group: its cell, −1 where nothing is shown
	cellsOf   [][]int // by class
	figuresOf [][]int // by class: those of which figures are shown
	levels    []trialLevel
	inLevel   [][]int // by class: the levels that it counts in
	shown     []int   // the cells of which figures are shown
	in, at    []set   // by class: those of them that it is in, by their places; and the levels

	changed []([maxSteps]int) // by cell: what the change that is tried does
	seenIn  []int             // by cell: the turn in which it was changed last
	turn    int
	touched []int
	moved   []int // by level
	shifted []int
}

const maxSteps = 6

// trialCell is a group of which something is shown of the item.
type trialCell struct {
	group     int
	n         int
	counts    [maxSteps]int
	figures   bool
	low, high [maxSteps]int // of the counts
	bands     []trialBand
	least     int // of the sum of codes
	most      int
	spreads   []spread // with the places of categories as variables
}

// trialBand is the range of a band's answers, from and to as in documents.
type trialBand struct{ from, to, low, high int }

// trialLevel is a group in which an index over the item is shown: how far the item's sum of codes can change without the index showing it.
type trialLevel struct {
	group    int
	down, up int
}

// step is so many persons of a class more, or fewer, in a category.
type step struct{ class, category, by int }

// newTrial is nil where no example of the item has been put forward, or it does not fit.
func (a *attacker) newTrial(b *block, m *measure) *trial {
	t := &trial{
		b: b, m: m, steps: m.steps, masks: masksOf(m.steps), counts: a.example(b, m),
		cellsOf: make([][]int, len(b.classes)), inLevel: make([][]int, len(b.classes)),
	}
	if t.counts == nil {
		return nil
	}
	t.classOf = make([]int, len(b.atoms))
	for c, class := range b.classes {
		for _, atom := range class.atoms {
			t.classOf[atom] = c
		}
	}
	for c, counts := range t.counts {
		n := total(counts)
		if n < m.low[c] || n > m.high[c] {
			return nil
		}
		sum := 0
		for category, k := range counts {
			sum += category * k
		}
		t.answers, t.codes = append(t.answers, n), append(t.codes, sum)
	}
	t.cellOf = make([]int, len(m.cells))
	for g, cell := range m.cells {
		if t.cellOf[g] = -1; !tells(cell) {
			continue
		}
		if t.cellOf[g] = len(t.cells); !t.addCell(g, cell) {
			return nil
		}
	}
	t.changed, t.seenIn = make([][maxSteps]int, len(t.cells)), make([]int, len(t.cells))
	t.insiders = make([]set, t.steps)
	for category := range t.insiders {
		t.insiders[category] = newSet(len(b.classes))
	}
	return t
}

// addCell takes in a group, and reports whether the example fits what is shown of it.
func (t *trial) addCell(g int, cell Cell) bool {
	c := trialCell{group: g, n: cell.N, least: cell.N, most: cell.N * t.steps, figures: cell.Limit != limitCount && cell.State == stateValue || len(cell.Bands) > 0 || len(cell.Categories) > 0}
	for _, class := range t.b.groups[g].inside {
		t.cellsOf[class] = append(t.cellsOf[class], len(t.cells))
		for i, n := range t.counts[class] {
			c.counts[i] += n
		}
	}
	for i := range t.steps {
		c.high[i] = cell.N
		if len(cell.Categories) > 0 {
			c.low[i], c.high[i] = rounded(cell.Categories[i], cell.N)
		}
	}
	for _, band := range cell.Bands {
		low, high := share(band, cell.N)
		c.bands = append(c.bands, trialBand{band.From, band.To, low, high})
	}
	if cell.Limit != limitCount && cell.State == stateValue {
		c.least, c.most = meanRange(cell, t.steps)
	}
	if cell.SDSource == ownSD {
		least, most := printed(cell.SD)
		c.spreads = append(c.spreads, spread{counts: climbing(t.steps, 0), n: cell.N, least: least, most: most})
	}
	t.cells = append(t.cells, c)
	return total(c.counts[:]) == c.n && c.fits(&c.counts)
}

// fits reports whether counts, of as many answers as there are, look like what is shown.
func (c *trialCell) fits(counts *[maxSteps]int) bool {
	if !c.figures && len(c.spreads) == 0 {
		return true
	}
	level := 0
	for i, k := range counts {
		level += (i + 1) * k
		if k < c.low[i] || k > c.high[i] {
			return false
		}
	}
	for _, b := range c.bands {
		if k := total(counts[b.from-1 : b.to]); k < b.low || k > b.high {
			return false
		}
	}
	if level < c.least || level > c.most {
		return false
	}
	return !slices.ContainsFunc(c.spreads, func(p spread) bool { return !p.possible(counts[:], counts[:]) })
}

// bear reports whether all is shown as it was after some steps, with nobody left out who is to stay: places with somebody.
func (t *trial) bear(steps []step, stay []step) bool {
	for _, s := range steps {
		t.counts[s.class][s.category] += s.by
	}
	ok := true
	for _, s := range steps {
		n := total(t.counts[s.class])
		ok = ok && t.counts[s.class][s.category] >= 0 && n >= t.m.low[s.class] && n <= t.m.high[s.class]
	}
	for _, s := range stay {
		ok = ok && t.counts[s.class][s.category] > 0
	}
	ok = ok && t.unseen(steps)
	for _, s := range steps {
		t.counts[s.class][s.category] -= s.by
	}
	return ok
}

// unseen reports whether steps leave what is shown as it is. Where a class has as many as before, groups that show numbers of answers only see nothing.
func (t *trial) unseen(steps []step) bool {
	t.turn++
	for _, s := range steps {
		of := t.figuresOf[s.class]
		if t.net(steps, s.class) != 0 {
			of = t.cellsOf[s.class]
		}
		for _, g := range of {
			if t.seenIn[g] != t.turn {
				t.seenIn[g], t.changed[g] = t.turn, [maxSteps]int{}
				t.touched = append(t.touched, g)
			}
			t.changed[g][s.category] += s.by
		}
		for _, l := range t.inLevel[s.class] {
			if t.moved[l] == 0 {
				t.shifted = append(t.shifted, l)
			}
			t.moved[l] += s.by * s.category
		}
	}
	ok := true
	for _, l := range t.shifted {
		ok = ok && t.moved[l] >= t.levels[l].down && t.moved[l] <= t.levels[l].up
		t.moved[l] = 0
	}
	for _, g := range t.touched {
		ok = ok && t.cells[g].bears(&t.changed[g])
	}
	t.touched, t.shifted = t.touched[:0], t.shifted[:0]
	return ok
}

// net is how many more a class has after some steps.
func (t *trial) net(steps []step, class int) (n int) {
	for _, s := range steps {
		if s.class == class {
			n += s.by
		}
	}
	return n
}

// bears reports whether a change leaves what is shown as it is.
func (c *trialCell) bears(change *[maxSteps]int) bool {
	counts, n, any := c.counts, 0, 0
	for i, by := range change {
		counts[i] += by
		n, any = n+by, any|by
	}
	return any == 0 || n == 0 && c.fits(&counts)
}
