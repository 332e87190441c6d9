package attack

import "fmt"

// width finds withheld numbers of persons that can vary by less than k (G3), or not at all for a respondent (G4). Tables of any
// whole numbers count that fit what is shown. Head counts are left out: that six people were asked is no secret, and that at most six
// answered is nothing the figures tell.
//
// Two tables that are far enough apart are an answer. They are looked for by moving persons from the tables that are known; only where
// that does not lead far enough is it asked how far apart tables can be at most.
func (a *attacker) width(p *numbers) error {
	k := p.b.minGroup()
	for g, cell := range p.m.cells {
		if cell.State != stateHidden {
			continue
		}
		group, wide, err := p.b.groups[g], false, error(nil)
		if p.unknown[g] >= 0 {
			wide, err = p.reach(p.unknown[g], k)
		}
		if err == nil && (a.bounds || !wide) {
			wide, err = a.headRange(p, group)
		}
		if err == nil && wide && group.complete { // of part of a class any of its persons may be in the group or not
			err = a.widthForRespondents(p, group, p.unknown[g])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// headRange works out the least and the greatest number of a group's persons, and reports whether they are far enough apart.
func (a *attacker) headRange(p *numbers, g group) (wide bool, err error) {
	low, err := p.sys.optimum(g.whole.members(), -1)
	if err != nil {
		return false, err
	}
	high, err := p.sys.optimum(g.touched.members(), 1)
	if err != nil {
		return false, err
	}
	if p.m == p.b.persons {
		a.narrowest(p.b, Bound{Kind: BoundAnswers, Group: g.key, Low: low, High: min(high, unlimited)})
	}
	if high-low >= p.b.minGroup() {
		return true, nil
	}
	a.found(p.b, p.m, G3, g.touched, "", fmt.Sprintf("group %q is withheld and has %d to %d persons", g.key, low, high))
	return false, nil
}

// widthForRespondents asks the same for somebody who knows that his own class is not empty; one other possible number is enough.
func (a *attacker) widthForRespondents(p *numbers, g group, unknown int) error {
	vars := g.whole.members()
	for c := range p.b.classes {
		if p.sys.low[c] > 0 || p.sys.high[c] == 0 || p.readers != nil && !p.readers.has(c) {
			continue
		}
		if open, err := p.openFor(c, unknown); err != nil || open {
			if err != nil {
				return err
			}
			continue
		}
		p.sys.add([]int{c}, []int{1}, 1, unlimited)
		low, high, err := p.sys.two(vars)
		p.sys.drop()
		if err != nil {
			return err
		}
		if low == high {
			a.found(p.b, p.m, G4, g.whole, p.b.names(p.b.one(c))[0], fmt.Sprintf("group %q is withheld and has %d persons", g.key, low))
		}
	}
	return nil
}

// optimum is the least (direction −1) or the greatest (1) sum of variables.
func (s *system) optimum(vars []int, direction int) (int, error) {
	least, most := 0, 0
	for _, v := range vars {
		least, most = least+s.low[v], most+s.high[v]
		if s.high[v] >= unlimited && direction > 0 {
			return unlimited, nil
		}
	}
	for least < most {
		// The end itself is the likeliest.
		low, high := least, (least+most)/2
		if direction > 0 {
			low, high = (least+most+1)/2, most
		}
		found, err := s.with(vars, ones(len(vars)), low, high)
		if err != nil {
			return 0, err
		}
		sum := 0
		for _, v := range vars {
			if found != nil {
				sum += found[v]
			}
		}
		switch {
		case found != nil && direction < 0:
			most = sum
		case found != nil:
			least = sum
		case direction < 0:
			least = high + 1
		default:
			most = low - 1
		}
	}
	return least, nil
}

// two finds two different sums of the variables, under the last row; both are the same if there is only one.
func (s *system) two(vars []int) (one, other int, err error) {
	sum := func(solution []int) int {
		n := 0
		for _, v := range vars {
			n += solution[v]
		}
		return n
	}
	found, err := s.solve()
	if err != nil || found == nil {
		return 0, 1, err // nobody is there to ask
	}
	one = sum(found)
	for _, range2 := range [2][2]int{{-unlimited, one - 1}, {one + 1, unlimited}} {
		s.add(vars, ones(len(vars)), range2[0], range2[1])
		found, err := s.solve()
		s.drop()
		if err != nil {
			return 0, 0, err
		}
		if found != nil {
			return one, sum(found), nil
		}
	}
	return one, one, nil
}
