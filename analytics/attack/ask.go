package attack

import "slices"

// questions are what is still open of an item: classes with the sets of categories on which they may agree, and withheld groups with the categories
// in which their number may be known. Nil stands for all there are.
type questions struct {
	alike   map[int][]mask
	counted map[int][]int
}

func (q *questions) none() bool { return q != nil && len(q.alike)+len(q.counted) == 0 }

func (q *questions) asksAlike(class int, in mask) bool {
	return q == nil || slices.Contains(q.alike[class], in)
}

func (q *questions) asksCounted(g, category int) bool {
	return q == nil || slices.Contains(q.counted[g], category)
}

// byExample answers the questions about a block's items with examples that differ, and returns what is open of each item, by measure. Where no examples
// fit, everything is.
func (a *attacker) byExample(b *block) ([]*questions, error) {
	open := make([]*questions, len(b.others))
	if a.bounds {
		return open, nil
	}
	known := map[string]*ways{}
	for m, t := range a.trials(b) {
		if t == nil {
			continue
		}
		w := known[t.m.pattern()]
		if w == nil || !t.seesNothingOf(w.known, a.work) {
			var err error
			if w, err = a.waysOf(t); err != nil {
				return nil, err
			}
			known[t.m.pattern()] = w
		}
		p := t.probe(w, a.work)
		p.found = func(d doubt) {
			a.found(b, t.m, G3, b.groups[d.group].touched, "", countTold(b.groups[d.group], d.number, d.category))
		}
		var err error
		if open[m], err = p.ask(a.examples[b.docs[0].Wave.ID+" "+t.m.key].Twins); err != nil {
			return nil, err
		}
	}
	return open, nil
}

// settled reports whether nothing is open of any item.
func (b *block) settled(open []*questions) bool {
	for m, measure := range b.others {
		if measure.kind == kindItem && measure.steps > 0 && !open[m].none() {
			return false
		}
	}
	return true
}

// ask answers what examples answer: those that were put forward first, then those of a roam, and for what is open then those that are looked for on purpose.
func (p *probe) ask(twins [][]Shift) (*questions, error) {
	open := &questions{alike: map[int][]mask{}, counted: map[int][]int{}}
	if !p.figures() {
		return open, nil
	}
	doubts, err := p.settledBy(twins, p.countedDoubts(p.alikeDoubts()))
	if err != nil {
		return nil, err
	}
	if len(doubts) > 0 {
		if doubts, err = p.roam().settle(doubts); err != nil {
			return nil, err
		}
	}
	if doubts, err = p.told(doubts); err != nil {
		return nil, err
	}
	for _, d := range doubts {
		answered, err := p.forAll(d)
		switch {
		case err != nil:
			return nil, err
		case answered:
		case d.group >= 0:
			open.counted[d.group] = append(open.counted[d.group], d.category)
		default:
			open.alike[d.class] = append(open.alike[d.class], d.in)
		}
	}
	return open, nil
}

// figures reports whether anything is shown of the item but numbers of answers.
func (t *trial) figures() bool {
	return len(t.levels) > 0 || slices.ContainsFunc(t.cells, func(c trialCell) bool { return c.figures || len(c.spreads) > 0 })
}

// alikeDoubts ask of every class whether all, or all but one, can be said to agree (G5), and of every respondent whether he can say so of all others (G4). Who is
// in a class is taken from the example: where nobody is, nobody can be given away, and of one person there are no others.
func (p *probe) alikeDoubts() (doubts []doubt) {
	for c, counts := range p.counts {
		for _, in := range p.masks {
			d := doubt{class: c, group: -1, in: in, number: min(2, p.answers[c])}
			outside := outsideIn(counts, in)
			if outside >= d.number {
				continue
			}
			if d.of = newSet(len(p.counts) * p.steps); outside == 0 { // one outside is enough for all but himself
				copy(d.of, p.everybody)
			}
			for category := range p.steps {
				at := c*p.steps + category
				d.of[at/64] &^= 1 << (at % 64)
				if p.insiders[category].has(c) && p.answers[c] > 1 && (outside == 0 || !in.has(category)) {
					d.of.add(at)
				}
			}
			doubts = append(doubts, d)
		}
	}
	return doubts
}

// countedDoubts adds for every withheld group whether its number in a category is known, to anybody or to a respondent. That a shown group around it has nobody
// there says so of all of them; and who of a class that is in it in part is in the group is open to all.
func (p *probe) countedDoubts(doubts []doubt) []doubt {
	doubts = slices.Grow(doubts, (len(p.m.cells)-len(p.cells))*p.steps)
	for g, cell := range p.m.cells {
		if cell.State != stateHidden {
			continue
		}
		group := p.b.groups[g]
		counts, parts, n := [maxSteps]int{}, [maxSteps]int{}, 0
		for _, c := range p.b.groups[g].members {
			n += p.answers[c]
			for category, k := range p.counts[c] {
				counts[category] += k
				if !group.complete && !group.whole.has(c) {
					parts[category] += k
				}
			}
		}
		for category := range p.steps {
			if n > 0 && parts[category] == 0 && !group.touched.within(p.deserted(category)) {
				doubts = append(doubts, doubt{class: -1, group: g, category: category, number: counts[category]})
			}
		}
	}
	return doubts
}

// forAll looks for an example that answers a question for everybody, where none has, and for others for each respondent who believes in none of those.
func (p *probe) forAll(d doubt) (bool, error) {
	find := p.dissent
	if d.group >= 0 {
		find = p.otherwise
	}
	if !d.answered {
		steps, err := find(d, nil)
		if err != nil || steps == nil {
			return false, err
		}
		d.believe(p.lost(steps))
	}
	for _, at := range d.of.members() {
		if steps, err := find(d, []step{{class: at / p.steps, category: at % p.steps}}); err != nil || steps == nil {
			return false, err
		}
	}
	return true, nil
}

// lost are the places that are empty after some steps, and have not been.
func (p *probe) lost(steps []step) set {
	places := newSet(len(p.counts) * p.steps)
	for _, s := range steps {
		left := p.counts[s.class][s.category]
		if left == 0 {
			continue
		}
		for _, other := range steps {
			if other.class == s.class && other.category == s.category {
				left += other.by
			}
		}
		if left == 0 {
			places.add(s.class*p.steps + s.category)
		}
	}
	return places
}
