package disclosure

import "slices"

// emptyStates decides what is said of groups without respondents.
//
// If empty groups were always shown as such, every withheld group would be known
// to hold at least one person; in a school of 7 answers, 3 + 4, each head count
// would then lie between 1 and 6, less than k wide, and the total would have to be
// withheld, too. So an empty group is [NoData] only if readers can see it anyway:
// if the next larger published groups around it are shown, or empty themselves,
// and nothing with respondents inside them is withheld. Otherwise it is
// [Withheld] like its neighbours, and withheld means "0 or more"; unless what is shown
// leaves room for fewer than k persons in it, see tellBounded.
func (p Plan) emptyStates(states []State, minGroup int, persons []int) {
	count := p.Count(persons)
	bySize := make([]int, len(p.Groups))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(a, b int) int {
		return len(p.Groups[b].Atoms) - len(p.Groups[a].Atoms)
	})
	for _, g := range bySize { // larger groups first: their states are needed
		if count[g] == 0 && p.visiblyEmpty(g, states, count) {
			states[g] = NoData
		}
	}
	p.tellBounded(states, minGroup, persons)
}

// tellBounded says of withheld groups without respondents that they have none where no whole table that fits what is shown has k persons in
// them: that they are empty is known then, or nearly. It tells nothing of other withheld groups, of which everyone has room for k persons
// by G3, and that holds for a reader who knows which atoms are empty. What is told can leave less room in the next, so it is asked again.
func (p Plan) tellBounded(states []State, minGroup int, persons []int) {
	counted := make([]int, len(persons)) // all atoms are in this audit, the empty ones too
	for i := range counted {
		counted[i] = 1
	}
	a := newAudit(p, minGroup, counted, persons, nil)
	for told := true; told; {
		told = false
		k := newKernel(len(persons))
		for _, c := range a.candidates {
			if c.shown = states[c.group] != Withheld; c.shown && !k.follows(c.atoms) {
				k.show()
			}
		}
		tables := a.newTables(nil)
		program := newProgram(k.nullSpace(), tables.all[0])
		for i, c := range a.candidates {
			if c.shown || c.count > 0 || a.wide(tables, i) {
				continue
			}
			if a.explore(program, tables, i, 1); !a.wide(tables, i) {
				states[c.group], told = NoData, true
			}
		}
	}
}

func (p Plan) visiblyEmpty(g int, states []State, count []int) bool {
	for _, around := range p.nextLarger(g) {
		if states[around] == Withheld {
			return false
		}
		for i := range p.Groups {
			if count[i] > 0 && states[i] == Withheld && contains(p.Groups[around].Atoms, p.Groups[i].Atoms) {
				return false
			}
		}
	}
	return true
}

// nextLarger returns the smallest published groups that properly contain g.
func (p Plan) nextLarger(g int) []int {
	var larger []int
	for i := range p.Groups {
		if p.properlyContains(i, g) {
			larger = append(larger, i)
		}
	}
	return slices.DeleteFunc(slices.Clone(larger), func(i int) bool {
		return slices.ContainsFunc(larger, func(j int) bool { return p.properlyContains(i, j) })
	})
}

func (p Plan) properlyContains(outer, inner int) bool {
	o, i := p.Groups[outer].Atoms, p.Groups[inner].Atoms
	return len(o) > len(i) && contains(o, i)
}

// contains reports whether the sorted outer holds all of the sorted inner.
func contains(outer, inner []int) bool {
	at := 0
	for _, a := range inner {
		for at < len(outer) && outer[at] < a {
			at++
		}
		if at == len(outer) || outer[at] != a {
			return false
		}
	}
	return true
}

// keepEmpty gives groups without respondents the state they have in the wave.
func keepEmpty(states, base []State, count []int) {
	for i := range states {
		if count[i] == 0 {
			states[i] = base[i]
		}
	}
}
