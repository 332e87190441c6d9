package attack

import "slices"

// trials are the items of a block with examples that fit all that is shown of them and of the indices over them, by measure. It is nil where examples are
// wanting or do not fit.
func (a *attacker) trials(b *block) []*trial {
	trials := make([]*trial, len(b.others))
	for m, measure := range b.others {
		if measure.kind == kindItem && measure.steps > 0 {
			if trials[m] = a.newTrial(b, measure); trials[m] == nil {
				return nil
			}
			if !trials[m].meet(a.insiders[b.docs[0].Wave.ID+" "+measure.key]) {
				return nil
			}
		}
	}
	for _, index := range b.others {
		if index.kind != kindItem && index.steps > 0 && !b.addLevels(trials, index) {
			return nil
		}
	}
	for _, t := range trials {
		if t != nil {
			t.layMembership()
		}
	}
	return trials
}

// layMembership notes which classes see a change.
func (t *trial) layMembership() {
	for i, cell := range t.cells {
		if cell.figures {
			t.shown = append(t.shown, i)
		}
	}
	t.figuresOf = make([][]int, len(t.counts))
	for c := range t.counts {
		in, at := newSet(len(t.shown)), newSet(len(t.levels))
		for i, cell := range t.shown {
			if t.b.groups[t.cells[cell].group].whole.has(c) {
				in.add(i)
				t.figuresOf[c] = append(t.figuresOf[c], cell)
			}
		}
		for _, l := range t.inLevel[c] {
			at.add(l)
		}
		t.in, t.at = append(t.in, in), append(t.at, at)
	}
}

// figureCells are cells by their places among those of which figures are shown.
func (t *trial) figureCells(places set) []int {
	cells := places.members()
	for i, at := range cells {
		cells[i] = t.shown[at]
	}
	return cells
}

// meet takes in the insiders of an item, and reports whether the example has them.
func (t *trial) meet(insiders []Insider) bool {
	class := map[string]int{}
	for c, of := range t.b.classes {
		for _, atom := range of.atoms {
			class[t.b.atoms[atom].key] = c
		}
	}
	for _, i := range insiders {
		if c, known := class[i.Atom]; known && i.Answer >= 1 && i.Answer <= t.steps {
			t.insiders[i.Answer-1].add(c)
			if t.counts[c][i.Answer-1] == 0 {
				return false
			}
		}
	}
	return true
}

// addLevels takes in the groups in which an index is shown, and reports whether the example fits it. Where somebody may have left an item out, the items' sum may
// change as far as the index is as it is shown whatever is missing; mostly not at all.
func (b *block) addLevels(trials []*trial, index *measure) bool {
	if slices.ContainsFunc(index.items, func(i int) bool { return trials[i] == nil }) {
		return true // no figures are released of an item, and the index tells nothing
	}
	for g, cell := range index.cells {
		if cell.State != stateValue || cell.Limit == limitCount || len(index.items) == 0 {
			continue
		}
		sum, given := 0, 0
		for _, i := range index.items {
			for _, c := range b.groups[g].inside {
				sum, given = sum+unit*trials[i].codes[c], given+trials[i].answers[c]
			}
		}
		low, high := indexRange(cell, index.steps)
		low, high = len(index.items)*cell.N*(low-unit), len(index.items)*cell.N*(high-unit)
		down, up := 0, 0
		if b.answeredAll(index, g) {
			if sum < low || sum > high {
				return false
			}
			down, up = ceil(low-sum, unit), floor(high-sum, unit)
			if cell.SDSource == ownSD {
				b.addSpreads(trials, index, g)
			}
		} else if least, most, ok := b.gapsOf(index, g, given); ok && sum+least >= low && sum+most <= high {
			down, up = ceil(low-sum-least, unit), floor(high-sum-most, unit)
		}
		for _, i := range index.items {
			for _, c := range b.groups[g].inside {
				trials[i].inLevel[c] = append(trials[i].inLevel[c], len(trials[i].levels))
			}
			trials[i].levels, trials[i].moved = append(trials[i].levels, trialLevel{g, down, up}), append(trials[i].moved, 0)
		}
	}
	return true
}

// gapsOf bounds what is missing between the sum of an index and those of its items of which so many answers were given, as [link.newIndex] does. It does not know
// where the index may be over its items' means.
func (b *block) gapsOf(index *measure, g, given int) (least, most int, ok bool) {
	n, persons, k, top := index.cells[g].N, b.persons.cells[g], len(index.items), index.steps-1
	if persons.State != stateValue || n < 5*top {
		return 0, 0, false
	}
	lost := (persons.N - n) * ((k - 1) / 2)
	return -unit * top * lost, unit * top * max(0, k*n+lost-given), true
}

// addSpreads takes in what the standard deviation of an index tells of its items'.
func (b *block) addSpreads(trials []*trial, index *measure, g int) {
	for at, s := range b.itemSpreads(index, g) {
		t := trials[index.items[at]]
		if i := t.cellOf[g]; i >= 0 && s.tells(t.steps, t.cells[i].n) {
			c := &t.cells[i]
			c.spreads = append(c.spreads, spread{counts: climbing(t.steps, 0), n: c.n, least: max(0, s.least), most: max(0, s.most)})
		}
	}
}
