package attack

import (
	"fmt"
	"strconv"
)

// checkPattern looks at one measure's numbers of people: which groups have one, and which are withheld. Measures with the
// same numbers in the same groups, which have the same key, are looked at once.
func (a *attacker) checkPattern(b *block, m *measure, key string) error {
	if a.patterns[key] {
		return nil
	}
	a.patterns[key] = true
	p, err := a.numbersOf(b, m)
	if err == errContradiction {
		a.contradiction(b, m)
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.width(p); err != nil {
		return err
	}
	if err := a.exactly(p, p.known, p.truth, p.most, b.minGroup(), -1); err != nil {
		return err
	}
	return a.alone(p)
}

// pattern is equal for measures with the same numbers in the same groups.
func (m *measure) pattern() string {
	var key []byte
	for _, c := range m.cells {
		key = append(append(key, c.State...), ' ')
		key = append(strconv.AppendInt(key, int64(c.N), 10), ' ')
	}
	return string(key)
}

// exactly finds withheld groups (G1) and sets of fewer than below persons (G2) that can be computed. A reader who is alone in a class
// computes with himself; of everybody it is −1.
func (a *attacker) exactly(p *numbers, known *span, persons, most table, below, reader int) error {
	b, g1, g2, by := p.b, G1, G2, ""
	if reader >= 0 {
		g1, g2, by = G4, G4, b.names(b.one(reader))[0]
	}
	for g, cell := range p.m.cells {
		group := b.groups[g]
		if cell.State != stateHidden || !group.complete || reader >= 0 && group.whole.has(reader) {
			continue
		}
		n, computable, err := known.value(group.whole, a.work)
		if err != nil {
			return err
		}
		if computable {
			a.found(b, p.m, g1, group.whole, by, fmt.Sprintf("group %q is withheld and follows from the others: %d persons", group.key, n))
		}
	}
	return known.unions(persons, most, below, reader, a.work, func(union set, persons int) {
		a.found(b, p.m, g2, union, by, fmt.Sprintf("all figures of %d persons follow from the groups shown", persons))
	})
}

// alone repeats what can be computed exactly for a reader who is the only one in his atom and knows it, as the head count is one.
// A reader with others in his atom computes a set of fewer than k−1 others only where the outsider computes one of fewer than
// k: what is shown says the same of everybody in the atom, so his own row adds or takes away himself.
func (a *attacker) alone(p *numbers) error {
	for c, class := range p.b.classes {
		if class.most != 1 || len(class.atoms) != 1 || p.m.high[c] == 0 {
			continue
		}
		own, err := p.sys.with([]int{c}, []int{1}, 1, 1)
		if err != nil {
			return err
		}
		if own == nil {
			continue // he has not answered
		}
		known, err := p.known.knowing(c, a.work)
		if err != nil {
			return err
		}
		if err := a.exactly(p, known, own, own, p.b.minGroup()-1, c); err != nil {
			return err
		}
	}
	return nil
}
