package attack

import (
	"fmt"
	"strings"
)

// checkPattern looks at one measure's numbers of people: which groups have one, and which are withheld. Measures with the
// same numbers in the same groups are looked at once.
func (a *attacker) checkPattern(b *block, m *measure) error {
	var seen strings.Builder
	for _, c := range m.cells {
		fmt.Fprint(&seen, c.State, c.N, " ")
	}
	if a.patterns[seen.String()] {
		return nil
	}
	a.patterns[seen.String()] = true
	known, err := b.spanOf(m, a.work)
	if err == errContradiction {
		a.contradiction(b, m)
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.exactly(b, m, known, b.minGroup(), ""); err != nil {
		return err
	}
	if err := a.alone(b, m); err != nil {
		return err
	}
	return a.width(b, m)
}

// spanOf is what can be computed from the groups of which a measure's numbers are shown.
func (b *block) spanOf(m *measure, w *work) (*span, error) {
	s := &span{size: len(b.classes)}
	for g, cell := range m.cells {
		if tells(cell) {
			if err := s.add(indicator(s.size, b.groups[g].whole, cell.N), w); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// exactly finds withheld groups (G1) and sets of fewer than below persons (G2) that can be computed. by is who computes, empty
// for everybody.
func (a *attacker) exactly(b *block, m *measure, known *span, below int, by string) error {
	g1, g2 := G1, G2
	if by != "" {
		g1, g2 = G4, G4
	}
	for g, cell := range m.cells {
		if cell.State != stateHidden || !b.groups[g].complete {
			continue
		}
		n, computable, err := known.value(b.groups[g].whole, a.work)
		if err != nil {
			return err
		}
		if computable && !b.withinReader(b.groups[g].whole, by) {
			a.found(b, m, g1, b.groups[g].whole, by, fmt.Sprintf("group %q is withheld and follows from the others: %d persons", b.groups[g].key, n))
		}
	}
	return known.unions(below, a.work, func(union set, persons int) {
		if !b.withinReader(union, by) {
			a.found(b, m, g2, union, by, fmt.Sprintf("all figures of %d persons follow from the groups shown", persons))
		}
	})
}

// withinReader reports whether a set is the reader himself.
func (b *block) withinReader(s set, by string) bool {
	return by != "" && s.count() == 1 && b.names(s)[0] == by
}

// alone repeats what can be computed exactly for a reader who is the only one in his atom and knows it, as the head count is one.
// A reader with others in his atom computes a set of fewer than k−1 others only where the outsider computes one of fewer than
// k: what is shown says the same of everybody in the atom, so his own row adds or takes away himself.
func (a *attacker) alone(b *block, m *measure) error {
	for c, class := range b.classes {
		if class.most != 1 || len(class.atoms) != 1 || m.high[c] == 0 {
			continue
		}
		known, err := b.spanOf(m, a.work)
		if err != nil {
			return err
		}
		switch err := known.add(indicator(known.size, b.one(c), 1), a.work); {
		case err == errContradiction: // he has not answered
			continue
		case err != nil:
			return err
		}
		others := &span{size: known.size} // without his own column: he knows himself
		for _, r := range known.rows {
			f := append(form(nil), r...)
			own := f[c]
			f[c] = whole(0)
			value, ok := f[others.size].plus(rational{-own.num, own.den})
			if !ok {
				return errBudget
			}
			f[others.size] = value
			if err := others.add(f, a.work); err != nil {
				return err
			}
		}
		if err := a.exactly(b, m, others, b.minGroup()-1, b.names(b.one(c))[0]); err != nil {
			return err
		}
	}
	return nil
}

// width finds withheld numbers of persons that can vary by less than k (G3), or not at all for a respondent (G4). Tables of any
// whole numbers count that fit what is shown. Head counts are left out: that six people were asked is no secret, and that at most six
// answered is nothing the figures tell.
func (a *attacker) width(b *block, m *measure) error {
	s := b.countSystem(m, a.work, false)
	if possible, err := s.root(); err != nil || !possible {
		return err // a contradiction has been found before
	}
	for g, cell := range m.cells {
		if cell.State != stateHidden {
			continue
		}
		low, high, err := a.headRange(b, s, b.groups[g])
		if err != nil {
			return err
		}
		if m == b.persons {
			a.narrowest(b, Bound{Kind: BoundAnswers, Group: b.groups[g].key, Low: low, High: min(high, unlimited)})
		}
		if high-low < b.minGroup() {
			a.found(b, m, G3, b.groups[g].touched, "", fmt.Sprintf("group %q is withheld and has %d to %d persons", b.groups[g].key, low, high))
			continue
		}
		if err := a.widthForRespondents(b, m, s, b.groups[g]); err != nil {
			return err
		}
	}
	return nil
}

// headRange is the least and the greatest number of a group's persons.
func (a *attacker) headRange(b *block, s *system, g group) (low, high int, err error) {
	if low, err = s.optimum(g.whole.members(), -1); err != nil {
		return 0, 0, err
	}
	high, err = s.optimum(g.touched.members(), 1)
	return low, high, err
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

// widthForRespondents asks the same for somebody who knows that his own class is not empty; one other possible number is enough.
func (a *attacker) widthForRespondents(b *block, m *measure, s *system, g group) error {
	if !g.complete {
		return nil // part of a class: any of its persons may be in the group or not
	}
	vars := g.whole.members()
	for c := range b.classes {
		if s.low[c] > 0 || s.high[c] == 0 {
			continue
		}
		s.add([]int{c}, []int{1}, 1, unlimited)
		low, high, err := s.two(vars)
		s.drop()
		if err != nil {
			return err
		}
		if low == high {
			a.found(b, m, G4, g.whole, b.names(b.one(c))[0], fmt.Sprintf("group %q is withheld and has %d persons", g.key, low))
		}
	}
	return nil
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
