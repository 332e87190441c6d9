package disclosure

import "math"

// exchange is one person's answer that changes, and that of one in another atom the other way; without the other only his does.
type exchange struct {
	atom, from, to int
	lost           []int // groups that he changes alone
	other          int   // −1 without
	won            []int
}

// turns is the exchange as a twin.
func (e exchange) turns() []Turn {
	if e.other < 0 {
		return []Turn{{e.atom, e.from, e.to}}
	}
	return []Turn{{e.atom, e.from, e.to}, {e.other, e.to, e.from}}
}

// noteExact notes in which groups every change of a person shows.
func (c *counted) noteExact() {
	c.exact, c.near = make([]uint64, (len(c.Plan.Groups)+63)/64), make([][]neighbour, len(c.Plan.Atoms))
	for g := range c.Plan.Groups {
		if c.Showing.Items[c.item][g].tellsCounts() {
			c.exact[g/64] |= 1 << (g % 64)
		}
	}
}

// unseenBeside are the neighbours that an exchange need not show with.
func (c *counted) unseenBeside(atom int) []neighbour {
	if c.near[atom] == nil {
		c.near[atom] = []neighbour{}
		for _, n := range c.neighbours(atom) {
			if c.alike(atom, n.atom) {
				c.near[atom] = append(c.near[atom], n)
			}
		}
	}
	return c.near[atom]
}

// alike reports whether two atoms are in the same groups in which every change shows.
func (c *counted) alike(a, b int) bool {
	for w, exact := range c.exact {
		if (c.membership[a][w]^c.membership[b][w])&exact != 0 {
			return false
		}
	}
	return true
}

// visitExchanges visits those of some neighbours after which a withheld group has another number in a category, short steps on the scale first.
func (c *counted) visitExchanges(g, category int, beside func(atom int) []neighbour, visit func(exchange) (enough bool)) {
	counts := c.counts[c.item]
	for _, a := range c.Plan.Groups[g].Atoms {
		for _, step := range nearest(len(counts[a])) {
			other := category + step
			if other < 0 || other >= len(counts[a]) {
				continue
			}
			for _, e := range [2]exchange{{atom: a, from: category, to: other}, {atom: a, from: other, to: category}} {
				if counts[a][e.from] == 0 {
					continue
				}
				e.other, e.lost = -1, c.groupsOf[a]
				if visit(e) {
					return
				}
				for _, n := range beside(a) {
					if c.member[n.atom] || counts[n.atom][e.to] == 0 {
						continue
					}
					e.other, e.lost, e.won = n.atom, n.lost, n.won
					if visit(e) {
						return
					}
				}
			}
		}
	}
}

// visitDouble visits two exchanges of an atom with a neighbour after which both have another number in a category, and the same sums.
func (c *counted) visitDouble(a int, n neighbour, category int, visit func([]Turn) (enough bool)) {
	here, there := c.counts[c.item][a], c.counts[c.item][n.atom]
	both := func(counts []int, x, y int) bool { return counts[x] > 0 && counts[y] > 0 && (x != y || counts[x] > 1) }
	for from := range here {
		for to := range here {
			for second := range here {
				back := second + from - to
				if from == to || back < 0 || back >= len(here) || !both(here, from, second) || !both(there, to, back) {
					continue
				}
				if isOne(category, to)+isOne(category, back) == isOne(category, from)+isOne(category, second) {
					continue
				}
				if visit([]Turn{{a, from, to}, {a, second, back}, {n.atom, to, from}, {n.atom, back, second}}) {
					return
				}
			}
		}
	}
}

func isOne(category, other int) int {
	if category == other {
		return 1
	}
	return 0
}

// price is what the figures are worth that an exchange shows in, no further than to the most that is of interest.
func (c *counted) price(e exchange, most int) int {
	price := c.surface.price(change{c.item, e.atom, e.from, e.to}, e.lost, most)
	if e.other >= 0 && price < most {
		price += c.surface.price(change{c.item, e.other, e.to, e.from}, e.won, most-price)
	}
	return price
}

// unseen reports whether a twin of two atoms that leaves all sums does not show in the groups that only one of them is in.
func (c *counted) unseen(twin []Turn, n neighbour) bool {
	same := true
	for side, groups := range [2][]int{n.lost, n.won} {
		half := twin[len(twin)/2*side:][:len(twin)/2]
		for _, g := range groups {
			if c.work--; !same || c.Showing.Items[c.item][g].Bands == nil {
				continue
			}
			counts := c.sums[c.item][g]
			for _, turn := range half {
				counts[turn.From]--
				counts[turn.To]++
			}
			same = c.sameItem(c.item, g)
			for _, turn := range half {
				counts[turn.From]++
				counts[turn.To]--
			}
		}
	}
	return same
}

// clear makes the figures give way that the cheapest exchange shows in, of those that leave somebody in a place.
func (c *counted) clear(g, category int, stay *place) {
	best, least := exchange{}, math.MaxInt
	c.visitExchanges(g, category, c.neighbours, func(e exchange) bool {
		if stay != nil && c.empties(e, *stay) {
			return false
		}
		if price := c.price(e, least); price < least {
			best, least = e, price
		}
		return least == 0 || c.work < 0
	})
	if least == math.MaxInt || c.work < 0 {
		return
	}
	changes := []change{{c.item, best.atom, best.from, best.to}}
	if best.other >= 0 {
		changes = append(changes, change{c.item, best.other, best.to, best.from})
	}
	for _, one := range changes {
		c.apply(one)
	}
	c.obstacles(changes, func(y *figure) { c.gave = y.give() || c.gave })
	c.undo(changes)
	c.take(best.turns())
}

// empties reports whether an exchange leaves nobody in a place.
func (c *counted) empties(e exchange, p place) bool {
	return c.counts[c.item][p.atom][p.category] == 1 && (p == place{e.atom, e.from} || p == place{e.other, e.to})
}
