package attack

// countAnswers works out how many people of each class stand behind the figures of a measure, as far as the numbers shown tell.
func (b *block) countAnswers(m *measure, w *work) error {
	s := b.countSystem(m, w, true)
	possible, err := s.root()
	if err != nil {
		return err
	}
	if !possible {
		return errContradiction
	}
	m.low, m.high = s.low, s.high
	return nil
}

// countSystem has a variable per class. bounded: nobody answers who is not among the people or, of a measure, the respondents.
func (b *block) countSystem(m *measure, w *work, bounded bool) *system {
	s := &system{work: w}
	for c, class := range b.classes {
		most := unlimited
		if bounded {
			most = class.most
		}
		if bounded && m != b.persons {
			most = min(most, b.persons.high[c])
		}
		s.order = append(s.order, s.variable(0, most))
	}
	for g, cell := range m.cells {
		group := b.groups[g]
		vars := group.inside
		switch {
		case cell.State == stateValue:
			s.add(vars, ones(len(vars)), cell.N, cell.N)
		case cell.State == stateNoData:
			s.add(vars, ones(len(vars)), 0, 0)
		case bounded && m == b.persons && b.isTotal(g):
			s.add(vars, ones(len(vars)), 0, b.docs[group.doc].most())
		}
	}
	return s
}

// isTotal reports whether the group with that place is a document's whole school.
func (b *block) isTotal(g int) bool { return g == 0 || b.groups[g-1].doc != b.groups[g].doc }

// between is a range of sums, both ends included, for every set of the family.
type between struct{ low, high []int }

func (f *family) unknown(low, high int) between {
	b := between{make([]int, len(f.sets)), make([]int, len(f.sets))}
	for i := range f.sets {
		b.low[i], b.high[i] = low, high
	}
	return b
}

// know narrows the range at i and reports whether that taught anything.
func (b between) know(i, low, high int) bool {
	learnt := false
	if low > b.low[i] {
		b.low[i], learnt = low, true
	}
	if high < b.high[i] {
		b.high[i], learnt = high, true
	}
	return learnt
}

// narrow adds and subtracts parts and wholes, once through.
func (f *family) narrow(b between) (learnt bool) {
	for _, s := range f.splits {
		low, high := 0, 0
		for _, p := range s.parts {
			low, high = low+b.low[p], high+b.high[p]
		}
		learnt = b.know(s.whole, low, high) || learnt
		for _, p := range s.parts {
			learnt = b.know(p, b.low[s.whole]-(high-b.high[p]), b.high[s.whole]-(low-b.low[p])) || learnt
		}
	}
	return learnt
}

// counts is how many people of each set of the family stand behind a measure.
func (b *block) counts(m *measure) between {
	f := &b.family
	r := f.unknown(0, unlimited)
	settled := true
	for i, s := range f.sets {
		low, high := 0, 0
		for _, c := range s.members() {
			low, high = low+m.low[c], high+m.high[c]
		}
		r.know(i, low, high)
		settled = settled && low == high
	}
	if settled {
		return r
	}
	for g, cell := range m.cells {
		if at, known := f.place[b.groups[g].whole.key()]; known && cell.State == stateValue {
			r.know(at, cell.N, cell.N)
		}
	}
	for range passes {
		if !f.narrow(r) {
			break
		}
	}
	return r
}

// passes bounds how often ranges are narrowed. What is left after it is still true, only wider than it could be.
const passes = 50
