package attack

// ways are the moves of persons, all of them with the same answer to an item, that nobody sees: no number that is shown of the item changes, nor that of a
// group in which an index over it is shown.
type ways struct {
	known  *span
	moves  []change
	adding [][]int // by class: the moves that add to it
}

// waysOf works out the ways of an item.
func (a *attacker) waysOf(t *trial) (*ways, error) {
	known, err := t.b.spanOf(t.m, a.work)
	if err != nil {
		return nil, err
	}
	for _, l := range t.levels {
		if !tells(t.m.cells[l.group]) {
			if err := known.add(t.b.groups[l.group].whole, t.persons(l.group), a.work); err != nil {
				return nil, err
			}
		}
	}
	w := &ways{known: known, adding: make([][]int, len(t.counts))}
	if w.moves, err = known.changes(a.work); err != nil {
		return nil, err
	}
	for i, z := range w.moves {
		for at, c := range z.classes {
			if z.by[at] > 0 {
				w.adding[c] = append(w.adding[c], i)
			}
		}
	}
	return w, nil
}

// persons is how many the example has in a group.
func (t *trial) persons(g int) (n int) {
	for _, c := range t.b.groups[g].inside {
		n += total(t.counts[c])
	}
	return n
}

// seesNothingOf reports whether the ways of another item with the same pattern are this one's, too.
func (t *trial) seesNothingOf(known *span, w *work) bool {
	for _, l := range t.levels {
		if !tells(t.m.cells[l.group]) {
			if _, follows, err := known.value(t.b.groups[l.group].whole, w); err != nil || !follows {
				return false
			}
		}
	}
	return true
}
