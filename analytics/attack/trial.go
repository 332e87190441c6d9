package attack

import "slices"

// trial is an item with an example of its answers that fits all that is shown, and changes of it that are tried.
type trial struct {
	b        *block
	m        *measure
	steps    int
	masks    []mask
	counts   [][]int // by class and category
	insiders []insider

	cells   []trialCell
	cellsOf [][]int // by class
	levels  []trialLevel
	inLevel [][]int // by class: the levels that it counts in

	changed []([maxSteps]int) // by cell: what the change that is tried does
	touched []int
	moved   []int // by level
	shifted []int
}

const maxSteps = 6

// trialCell is a group of which something is shown of the item.
type trialCell struct {
	n         int
	counts    [maxSteps]int
	figures   bool
	low, high [maxSteps]int // of the counts
	bands     []trialBand
	least     int // of the sum of codes
	most      int
	spreads   []spread // with the places 0, 1, … as variables
}

// trialBand is the range of a band's answers, from and to as in documents.
type trialBand struct{ from, to, low, high int }

// trialLevel is a group in which an index over the item is shown: how far the item's sum of codes can change without the index showing it.
type trialLevel struct{ down, up int }

// step is so many persons of a class more, or fewer, in a category.
type step struct{ class, category, by int }

// fits reports whether all is shown as it was after some steps.
func (t *trial) fits(steps []step) bool {
	ok := true
	for i, s := range steps {
		t.counts[s.class][s.category] += s.by
		if t.counts[s.class][s.category] < 0 {
			for _, back := range steps[:i+1] {
				t.counts[back.class][back.category] -= back.by
			}
			// An earlier place may have stood below none for a moment only; the steps of a trial are at different places.
			return false
		}
	}
	for _, s := range steps {
		n := total(t.counts[s.class])
		ok = ok && n >= t.m.low[s.class] && n <= t.m.high[s.class]
		for _, g := range t.cellsOf[s.class] {
			if t.changed[g] == ([maxSteps]int{}) {
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
	for _, g := range t.touched {
		ok = ok && t.cells[g].shows(&t.changed[g])
		t.changed[g] = [maxSteps]int{}
	}
	for _, l := range t.shifted {
		ok = ok && t.moved[l] >= t.levels[l].down && t.moved[l] <= t.levels[l].up
		t.moved[l] = 0
	}
	t.touched, t.shifted = t.touched[:0], t.shifted[:0]
	for _, s := range steps {
		t.counts[s.class][s.category] -= s.by
	}
	return ok
}

// shows reports whether a change leaves what is shown as it is.
func (c *trialCell) shows(change *[maxSteps]int) bool {
	if *change == ([maxSteps]int{}) {
		return true
	}
	n, level := 0, 0
	counts := c.counts
	for i, by := range change {
		n += by
		counts[i] += by
		level += (i + 1) * counts[i]
	}
	if n != 0 {
		return false
	}
	if !c.figures {
		return true
	}
	for i, k := range counts {
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
