package disclosure

import "slices"

// counted looks after the second half of G3 for one item where groups are many: of no withheld group may follow how many answered in a category, neither for
// everybody nor for a respondent who knows his own answer, unless a shown group around says that nobody did.
//
// A withheld group need not be in the span of the shown ones to be told. Where shown groups have nobody in a category, all their atoms drop out, and
// what is left may be the group. Such conclusions depend on answers, so there is no form that could be protected beforehand. Twins are looked for, as for other
// secrets: one person of the group and one outside exchange their answers, and nobody sees it. One such exchange settles two categories of every
// withheld group that only one of the two is in, so most questions are answered before they are asked.
//
// Who is the only one of his atom with an answer does not believe in a twin without him. For him there is to be another, unless he has nobody to learn of.
type counted struct {
	*surface
	item   int
	groups []int        // the withheld ones with answers
	of     [][]int      // by atom: their places in groups
	open   [][]question // by group and category
	by     [][]int      // by group and category: what a twin changes; 0 when it has been taken in
	inside [][]uint64   // by atom: of, as bits
	rest   [][]uint64   // by category: the places of groups with a question that is not settled, as bits
	nobody [][]bool     // by category and atom: in a shown group that has nobody there
	member []bool       // by atom: in the group that is asked about
	gave   bool         // a figure gave way since nobody was noted

	exact []uint64 // the groups in which every change of a person shows, as bits
	near  []beside // by atom: the neighbours that are in the same of those; made when asked for

	twin  [4]Turn // that is being tried
	empty []place // that it leaves empty
}

// question is whether it follows how many of a withheld group answered in a category.
type question struct {
	answered bool    // not for everybody
	doubters []place // whom no twin has convinced yet, of those whose answer the first one takes away
}

// keepCounts makes figures of an item and its indices give way until no question is open. What gives way may have been what said that nobody is there,
// so all is asked again until nothing does.
func (f *surface) keepCounts(item int) {
	if _, shown := scaleOf(len(f.counts[item][0])); !shown {
		return
	}
	c := f.newCounted(item)
	for _, twin := range f.twins[item] {
		c.learn(twin)
	}
	for c.gave = true; c.gave && c.work >= 0; {
		c.noteNobody()
		c.noteExact()
		c.gave = false
		c.each(c.exchanges)
		c.each(c.doubleExchanges)
		c.each(c.forEverybody)
		c.each(c.forDoubters)
	}
}

func (f *surface) newCounted(item int) *counted {
	atoms, steps := len(f.Plan.Atoms), len(f.counts[item][0])
	c := &counted{surface: f, item: item, of: make([][]int, atoms), member: make([]bool, atoms), near: make([]beside, atoms)}
	c.inside, c.rest = bitsets(atoms, len(f.Plan.Groups)), bitsets(steps, len(f.Plan.Groups))
	for g, group := range f.Plan.Groups {
		n, _ := total(f.sums[item][g])
		if n == 0 || f.Survey.Items[item].States[g] != Withheld {
			continue
		}
		at := len(c.groups)
		for _, a := range group.Atoms {
			c.of[a] = append(c.of[a], at)
			c.inside[a][at/64] |= 1 << (at % 64)
		}
		c.groups = append(c.groups, g)
		c.open = append(c.open, c.questions(group))
		c.by = append(c.by, make([]int, steps))
		for category := range c.rest {
			if !c.open[at][category].settled() {
				c.rest[category][at/64] |= 1 << (at % 64)
			}
		}
	}
	return c
}

// bitsets are so many sets of so many places.
func bitsets(sets, places int) [][]uint64 {
	words := (places + 63) / 64
	all, room := make([][]uint64, sets), make([]uint64, sets*words)
	for i := range all {
		all[i] = room[i*words : (i+1)*words]
	}
	return all
}

// questions are those about a group. Where nothing that is told keeps some of its people from others outside, who of them is in the group is open to all, so
// their categories are settled.
func (c *counted) questions(group Group) []question {
	open := make([]question, len(c.counts[c.item][0]))
	for _, class := range c.cutClasses(group) {
		for _, a := range c.classAtoms[class] {
			for category, n := range c.counts[c.item][a] {
				if n > 0 {
					open[category].answered = true
				}
			}
		}
	}
	return open
}

// noteNobody notes where shown groups have nobody in a category: what follows from that follows for all of them.
func (c *counted) noteNobody() {
	c.nobody = make([][]bool, len(c.counts[c.item][0]))
	for category := range c.nobody {
		c.nobody[category] = make([]bool, len(c.Plan.Atoms))
		for g, group := range c.Plan.Groups {
			if c.Showing.Items[c.item][g].showsNobody(category) {
				for _, a := range group.Atoms {
					c.nobody[category][a] = true
				}
			}
		}
	}
}

// each visits the questions that are open.
func (c *counted) each(visit func(g, category int, q *question)) {
	for at, g := range c.groups {
		group := c.Plan.Groups[g].Atoms
		for _, a := range group {
			c.member[a] = true
		}
		for category := range c.open[at] {
			known := func(a int) bool { return c.nobody[category][a] }
			if q := &c.open[at][category]; !q.settled() && !all(group, known) && c.work >= 0 {
				visit(g, category, q)
			}
		}
		for _, a := range group {
			c.member[a] = false
		}
	}
}

func (q *question) settled() bool { return q.answered && len(q.doubters) == 0 }

// exchanges looks for exchanges that do not show.
func (c *counted) exchanges(g, category int, q *question) {
	c.changesOf(g, category, func(a, from, to int) bool {
		b, near := c.unseenBeside(a), c.neighbours(a)
		if b.alone>>bit(from, to)&1 == 0 {
			c.take(append(c.twin[:0], Turn{a, from, to}))
		}
		for i, seen := range b.seen {
			if q.settled() {
				break
			}
			other := near[b.at[i]].atom
			if c.work--; seen>>bit(from, to)&1 == 0 && !c.member[other] && c.counts[c.item][other][to] > 0 {
				c.take(append(c.twin[:0], Turn{a, from, to}, Turn{other, to, from}))
			}
		}
		return q.settled()
	})
}

// doubleExchanges looks for two exchanges at once between the same two atoms, of which one makes up for the other in all sums, for who is not convinced by one.
func (c *counted) doubleExchanges(g, category int, q *question) {
	if q.answered && !slices.ContainsFunc(q.doubters, func(p place) bool { return !c.learnsNothing(p, c.item, g, category) }) {
		return
	}
	for _, a := range c.Plan.Groups[g].Atoms {
		for _, at := range c.unseenBeside(a).at {
			n := c.neighbours(a)[at]
			if c.member[n.atom] {
				continue
			}
			c.visitDouble(a, n, category, func(twin []Turn) bool {
				if c.unseen(twin, n) {
					c.take(twin)
				}
				return q.settled()
			})
			if q.settled() {
				return
			}
		}
	}
}

// forEverybody makes way for an exchange.
func (c *counted) forEverybody(g, category int, q *question) {
	if !q.answered {
		c.clear(g, category, nil)
	}
}

// forDoubters makes way for one that leaves somebody in the place of who does not believe in the others.
func (c *counted) forDoubters(g, category int, q *question) {
	for _, p := range q.doubters {
		if slices.Contains(q.doubters, p) && !c.learnsNothing(p, c.item, g, category) {
			c.clear(g, category, &p)
		}
	}
}
