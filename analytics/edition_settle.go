package analytics

import "slices"

// settleGroups decides which groups are given, and over which schools.
func (d *draft) settleGroups(e *Edition, a *editionAudit) error {
	answered := func(at int) int { return e.Atoms[at].Answered }
	for i := range e.Groups {
		g := &e.Groups[i]
		belong, choices := len(g.Atoms), d.choices(g)
		g.Atoms, g.Answered, g.Readers = []int{}, Cell{state: Hidden}, d.readers(0)
		for _, atoms := range choices {
			given, err := a.admit(answeredKey, atoms, answered)
			if err != nil {
				return err
			}
			if given {
				d.give(e, g, atoms, belong-len(atoms))
				break
			}
		}
	}
	return nil
}

// give fills in a group that is given.
func (d *draft) give(e *Edition, g *EditionGroup, atoms []int, waiting int) {
	answered := 0
	for _, at := range atoms {
		g.HeadCount += e.Atoms[at].HeadCount
		answered += e.Atoms[at].Answered
	}
	g.Atoms, g.Waiting, g.Answered, g.Readers = atoms, waiting, shown(Estimate{N: answered}), d.readers(len(atoms))
}

// choices are the sets that a group may be given over, the best first: all that belong, and then those of them that an earlier
// edition gave it over, the latest first. A group of latest waves has all or nothing: over waves that are the latest no more it would be
// called by the wrong name.
func (d *draft) choices(g *EditionGroup) [][]int {
	choices := [][]int{g.Atoms}
	if g.Kind == ByLatest {
		return choices
	}
	for _, before := range slices.Backward(d.earlier) {
		then, _ := before.Group(g.Key)
		releases := make(map[ReleaseID]bool, len(then.Atoms))
		for _, at := range then.Atoms {
			releases[before.Atoms[at].Release] = true
		}
		choices = append(choices, slices.DeleteFunc(slices.Clone(g.Atoms), func(at int) bool { return !releases[d.waves[at].atom.Release] }))
	}
	return choices
}

func (d *draft) readers(schools int) EditionReaders {
	switch {
	case d.scope.Kind == ProgrammeScope:
		return ReadersProgramme
	case schools >= leaderSchools:
		return ReadersLeaders
	}
	return ReadersOwner
}

// figures are those of one measure, over the schools of each group that have it.
func (d *draft) figures(e *Edition, a *editionAudit, m EditionMeasure) ([]EditionFigure, error) {
	var figures []EditionFigure
	for _, g := range e.Groups {
		f := EditionFigure{Measure: m.Key, Group: g.Key, Cell: Cell{state: Hidden}}
		set, readings, asked := d.readings(g, m)
		if len(g.Atoms) > 0 && !asked {
			f.Cell = Cell{state: NotAsked}
		}
		given, err := a.admit(m.Key, set, func(at int) int { return readings[at].N })
		if err != nil {
			return nil, err
		}
		if given {
			all := make([]reading, len(set))
			for i, at := range set {
				all[i] = readings[at]
				f.HeadCount += all[i].headCount
			}
			f.Atoms, f.Cell = set, shown(together(all))
			if f.Spread, err = a.spread(m, set, all); err != nil {
				return nil, err
			}
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// readings are those of a group's waves that have a figure of the measure; asked reports whether any of them asked it.
func (d *draft) readings(g EditionGroup, m EditionMeasure) (set []int, readings map[int]reading, asked bool) {
	readings = map[int]reading{}
	for _, at := range g.Atoms {
		r, asks, ok := d.waves[at].reading(m)
		asked = asked || asks
		if ok {
			set, readings[at] = append(set, at), r
		}
	}
	return set, readings, asked
}
