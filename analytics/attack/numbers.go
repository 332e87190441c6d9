package attack

import (
	"cmp"
	"slices"
)

// numbers is what is known of one measure's numbers of persons, with tables that fit it.
type numbers struct {
	b     *block
	m     *measure
	known *span
	sys   *system // without head counts
	work  *work

	unknown []int   // by group: its unknown, −1 where it is shown, known, or made of parts of classes
	groupOf []set   // by unknown: the first group that it is of
	effects [][]int // by move of the span and unknown

	truth     table    // one that fits, for what is known
	last      table    // the one that was looked at last
	extremes  []table  // by unknown: where it was farthest from the first
	program   *program // goes on from there
	most      table    // by class: the most in any table that was looked at
	low, high []int    // by unknown: the least and the greatest in any of them, less that in the first
	seen      []sight
	inhabited []table // by class: one with somebody in it
	deserted  set     // the classes in which nobody can be
	readers   set     // the classes of insiders; nil where none have been named, and anybody may be one
}

// sight is a table that fits, and how far its unknowns are from those of the first.
type sight struct {
	table
	far []int
}

// table is numbers of persons by class.
type table []int

func (t table) sum(classes []int) (n int) {
	for _, c := range classes {
		n += t[c]
	}
	return n
}

// numbersOf lays out a measure's numbers. It returns errContradiction if no table fits them.
func (a *attacker) numbersOf(b *block, m *measure) (*numbers, error) {
	known, err := b.spanOf(m, a.work)
	if err != nil {
		return nil, err
	}
	p := &numbers{b: b, m: m, known: known, sys: b.countSystem(m, a.work, false), work: a.work, readers: a.readers(b, m)}
	if possible, err := p.sys.root(); err != nil || !possible {
		return nil, cmp.Or(err, errContradiction)
	}
	if p.truth = a.exampleTable(b, m); p.truth == nil {
		if p.truth, err = p.sys.solve(); err != nil || p.truth == nil {
			return nil, cmp.Or(err, errContradiction)
		}
	}
	p.layUnknowns()
	p.most = slices.Clone(p.truth)
	p.look(p.truth)
	p.inhabited, p.deserted = make([]table, len(b.classes)), newSet(len(b.classes))
	p.program = newProgram(known, p.truth, -1)
	return p, nil
}

// spanOf is what can be computed from the groups of which a measure's numbers are shown.
func (b *block) spanOf(m *measure, w *work) (*span, error) {
	s := newSpan(len(b.classes))
	for g, cell := range m.cells {
		if tells(cell) {
			if err := s.add(b.groups[g].whole, cell.N, w); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// readers are the classes with insiders who count in a measure: all who answered it, or any of its items. It is nil where the caller has named none.
func (a *attacker) readers(b *block, m *measure) set {
	if len(a.insiders) == 0 {
		return nil
	}
	atoms := map[string]bool{}
	for _, item := range b.others {
		if item.kind == kindItem && (m == b.persons || m == item || slices.ContainsFunc(m.items, func(i int) bool { return b.others[i] == item })) {
			for _, i := range a.insiders[b.docs[0].Wave.ID+" "+item.key] {
				atoms[i.Atom] = true
			}
		}
	}
	classes := newSet(len(b.classes))
	for c, class := range b.classes {
		if slices.ContainsFunc(class.atoms, func(at int) bool { return atoms[b.atoms[at].key] }) {
			classes.add(c)
		}
	}
	return classes
}

// layUnknowns puts withheld groups together that all moves change alike, or in opposite ways: as a withheld group with what a shown one lacks of it. In
// a plan of many groups there are few unknowns.
func (p *numbers) layUnknowns() {
	place := map[string]int{}
	p.unknown, p.effects = make([]int, len(p.m.cells)), make([][]int, len(p.known.moves))
	for g, cell := range p.m.cells {
		p.unknown[g] = -1
		if cell.State != stateHidden || !p.b.groups[g].complete {
			continue
		}
		classes := p.b.groups[g].inside
		effect, key, sign := make([]int, len(p.known.moves)), []byte(nil), 0
		for i, z := range p.known.moves {
			effect[i] = int(z.change(classes))
			if sign == 0 {
				sign = cmp.Compare(effect[i], 0)
			}
			key = append(key, byte(sign*effect[i]), byte(sign*effect[i]>>8), byte(sign*effect[i]>>16), byte(sign*effect[i]>>24))
		}
		if sign == 0 {
			continue
		}
		u, seen := place[string(key)]
		if !seen {
			u = len(place)
			place[string(key)] = u
			p.groupOf = append(p.groupOf, p.b.groups[g].whole)
			for i, by := range effect {
				p.effects[i] = append(p.effects[i], by)
			}
		}
		p.unknown[g] = u
	}
	p.low, p.high, p.extremes = make([]int, len(place)), make([]int, len(place)), slices.Repeat([]table{p.truth}, len(place))
}
