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
	c.exact = make([]uint64, (len(c.Plan.Groups)+63)/64)
	for g := range c.Plan.Groups {
		if c.Showing.Items[c.item][g].tellsCounts() {
			c.exact[g/64] |= 1 << (g % 64)
		}
	}
	for a := range c.near {
		c.near[a].known = false
	}
}

// beside are the neighbours of an atom that an exchange need not show with, and the exchanges that do show: bits of changes of the atom, those by itself first.
type beside struct {
	known bool
	alone uint64
	at    []int // places among the neighbours
	seen  []uint64
}

// unseenBeside notes them when they are asked for.
func (c *counted) unseenBeside(atom int) *beside {
	b := &c.near[atom]
	if b.known {
		return b
	}
	*b = beside{known: true, at: b.at[:0], seen: b.seen[:0]}
	b.alone, _ = c.tolls.shows(c.surface, c.item, c.groupsOf[atom])
	for i, n := range c.neighbours(atom) {
		if !c.alike(atom, n.atom) {
			continue
		}
		lost, _ := c.tolls.shows(c.surface, c.item, n.lost)
		_, won := c.tolls.shows(c.surface, c.item, n.won)
		c.work -= len(n.lost) + len(n.won)
		b.at, b.seen = append(b.at, i), append(b.seen, lost|won)
	}
	return b
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

// changesOf visits the changes of persons of a group after which it has another number in a category, short steps on the scale first.
func (c *counted) changesOf(g, category int, visit func(atom, from, to int) (enough bool)) {
	for _, a := range c.Plan.Groups[g].Atoms {
		counts := c.counts[c.item][a]
		for _, step := range nearest(len(counts)) {
			other := category + step
			if other < 0 || other >= len(counts) {
				continue
			}
			if counts[category] > 0 && visit(a, category, other) || counts[other] > 0 && visit(a, other, category) {
				return
			}
		}
	}
}

// visitExchanges visits those of the neighbours after which a withheld group has another number in a category.
func (c *counted) visitExchanges(g, category int, visit func(exchange) (enough bool)) {
	c.changesOf(g, category, func(a, from, to int) bool {
		e := exchange{atom: a, from: from, to: to, other: -1, lost: c.groupsOf[a]}
		if visit(e) {
			return true
		}
		for _, n := range c.neighbours(a) {
			if c.member[n.atom] || c.counts[c.item][n.atom][to] == 0 {
				continue
			}
			e.other, e.lost, e.won = n.atom, n.lost, n.won
			if visit(e) {
				return true
			}
		}
		return false
	})
}

// visitDouble visits two exchanges of an atom with a neighbour after which both have another number in a category, and the same sums.
func (c *counted) visitDouble(a int, n neighbour, category int, visit func([]Turn) (enough bool)) {
	here, there := c.counts[c.item][a], c.counts[c.item][n.atom]
	for from := range here {
		for to := range there {
			if from == to || here[from] == 0 || there[to] == 0 {
				continue
			}
			for second := range here {
				back := second + from - to
				if back < 0 || back >= len(here) || here[second] <= isOne(second, from) || there[back] <= isOne(back, to) {
					continue
				}
				if isOne(category, to)+isOne(category, back) == isOne(category, from)+isOne(category, second) {
					continue
				}
				if visit(append(c.twin[:0], Turn{a, from, to}, Turn{a, second, back}, Turn{n.atom, to, from}, Turn{n.atom, back, second})) {
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
	h := hunt{surface: c.surface}
	price := h.price(change{c.item, e.atom, e.from, e.to}, e.lost, most)
	if e.other >= 0 && price < most {
		price += h.price(change{c.item, e.other, e.to, e.from}, e.won, most-price)
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
	c.visitExchanges(g, category, func(e exchange) bool {
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
	if least > 0 {
		c.giveWay(best)
	}
	c.take(best.turns())
}

// giveWay makes the figures give way that an exchange shows in.
func (c *counted) giveWay(e exchange) {
	changes := []change{{c.item, e.atom, e.from, e.to}}
	if e.other >= 0 {
		changes = append(changes, change{c.item, e.other, e.to, e.from})
	}
	for _, one := range changes {
		c.apply(one)
	}
	c.obstacles(changes, func(y *figure) { c.gave = y.give() || c.gave })
	c.undo(changes)
}

// empties reports whether an exchange leaves nobody in a place.
func (c *counted) empties(e exchange, p place) bool {
	return c.counts[c.item][p.atom][p.category] == 1 && (p == place{e.atom, e.from} || p == place{e.other, e.to})
}
