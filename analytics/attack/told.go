package attack

import "slices"

// told finds out of which withheld groups the number in a category is known to everybody, from the exact numbers of shown groups in that category alone, and
// returns the questions that this leaves open. Nobody of a group in a category is no finding where shown groups around it say so, or are known to have nobody
// there either.
func (p *probe) told(doubts []doubt) (open []doubt, err error) {
	byCategory := make([][]doubt, p.steps)
	for _, d := range doubts {
		if d.group < 0 || d.answered {
			open = append(open, d)
		} else {
			byCategory[d.category] = append(byCategory[d.category], d)
		}
	}
	for category, doubts := range byCategory {
		if len(doubts) == 0 {
			continue
		}
		c, err := p.category(category)
		if err != nil {
			return nil, err
		}
		for _, d := range doubts {
			known, err := c.known(d)
			switch {
			case err != nil:
				return nil, err
			case !known:
				open = append(open, d)
			case d.number > 0:
				p.found(d)
			default:
				nobody, err := c.nobody()
				if err != nil {
					return nil, err
				}
				if !p.b.groups[d.group].touched.within(p.b.toldOf(p.m, nobody)) { // nobody can be in other classes for other reasons
					open = append(open, d)
				}
			}
		}
	}
	return open, nil
}

// category is what shown groups tell of the numbers of persons in one category.
type category struct {
	*numbers
	none set // where nobody can be; nil until it is asked for
}

func (p *probe) category(at int) (*category, error) {
	t := make(table, len(p.counts))
	for c, counts := range p.counts {
		t[c] = counts[at]
	}
	known := newSpan(len(t))
	for c, n := range p.answers {
		if p.m.high[c] == 0 && n == 0 {
			if err := known.add(p.b.one(c), 0, p.work); err != nil {
				return nil, err
			}
		}
	}
	for _, cell := range p.cells {
		if cell.figures && cell.low[at] == cell.high[at] {
			if err := known.add(p.b.groups[cell.group].whole, cell.counts[at], p.work); err != nil {
				return nil, err
			}
		}
	}
	n := &numbers{b: p.b, m: p.m, known: known, work: p.work, truth: t, most: slices.Clone(t), effects: make([][]int, len(known.moves))}
	n.program = newProgram(known, t, -1)
	n.look(t)
	return &category{numbers: n}, nil
}

// known reports whether a group's number in the category follows. Of part of a class it does where nobody of the class is there.
func (c *category) known(d doubt) (bool, error) {
	group := c.b.groups[d.group]
	classes, up := group.members, false
	for _, s := range c.seen {
		if s.table.sum(classes) != d.number {
			return false, nil
		}
	}
	most, err := c.climb(c.program, group.touched, 1, -1, func() bool {
		up = c.last.sum(classes) != d.number
		return up
	})
	if err != nil || up || most != d.number {
		return false, err
	}
	if d.number == 0 {
		return true, nil
	}
	least, err := c.climb(c.program, group.touched, -1, -1, func() bool { return c.last.sum(classes) != d.number })
	return least == -d.number, err
}

// nobody are all classes in which nobody can be in the category.
func (c *category) nobody() (set, error) {
	if c.none != nil {
		return c.none, nil
	}
	nobody := newSet(len(c.truth))
	for class := range c.truth {
		if c.most[class] > 0 {
			continue
		}
		most, err := c.climb(c.program, c.b.one(class), 1, -1, func() bool { return c.last[class] > 0 })
		if err != nil {
			return nil, err
		}
		if most == 0 && c.most[class] == 0 {
			nobody.add(class)
		}
	}
	c.none = nobody
	return nobody, nil
}

// toldOf are the classes in those groups with a measure shown that are within others, and have as many people as may be told of. Where nobody of such a
// group did something, the group says so of all of them. More people elsewhere of whom the same is known say nothing of a withheld group.
func (b *block) toldOf(m *measure, classes set) set {
	told := newSet(len(b.classes))
	for g, cell := range m.cells {
		if whole := b.groups[g].whole; cell.State == stateValue && cell.N >= b.minGroup() && whole.within(classes) {
			for w, word := range whole {
				told[w] |= word
			}
		}
	}
	return told
}
