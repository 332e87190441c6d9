package disclosure

import (
	"math/bits"
	"slices"
)

// learn takes in a twin, and reports whether it answers anything for anybody.
func (c *counted) learn(twin []Turn) (news bool) {
	lost := c.lost(twin)
	if half, ok := halfOf(twin); ok {
		return c.learnBetween(half, twin, lost)
	}
	for _, turn := range twin {
		for _, at := range c.of[turn.Atom] {
			c.by[at][turn.From]--
			c.by[at][turn.To]++
		}
	}
	for _, turn := range twin {
		for _, at := range c.of[turn.Atom] {
			for _, category := range [2]int{turn.From, turn.To} {
				if by := &c.by[at][category]; *by != 0 {
					*by = 0
					news = c.believe(at, category, lost) || news
				}
			}
		}
	}
	return news
}

// halfOf is the half of a twin that is of one atom and that another atom undoes, turn by turn; all of it where it has one turn. ok is false for other twins.
func halfOf(twin []Turn) (half []Turn, ok bool) {
	if len(twin) == 1 {
		return twin, true
	}
	half, back := twin[:len(twin)/2], twin[len(twin)/2:]
	for i := range half {
		if len(half) != len(back) || half[i].Atom != half[0].Atom || (back[i] != Turn{back[0].Atom, half[i].To, half[i].From}) {
			return nil, false
		}
	}
	return half, len(half) > 0
}

// learnBetween takes in a twin of which the second half undoes the first in another atom: what changes are the groups that only one of the two is in.
func (c *counted) learnBetween(half, twin []Turn, lost []place) (news bool) {
	by := [maxSteps]int{}
	for _, turn := range half {
		by[turn.From]--
		by[turn.To]++
	}
	one, other := c.inside[twin[0].Atom], c.inside[twin[len(twin)-1].Atom]
	for category, rest := range c.rest {
		if by[category] == 0 {
			continue
		}
		for w := range rest {
			changed := one[w]
			if len(twin) > 1 {
				changed ^= other[w]
			}
			for open := changed & rest[w]; open != 0; open &= open - 1 {
				news = c.believe(64*w+bits.TrailingZeros64(open), category, lost) || news
			}
		}
	}
	return news
}

// believe takes in that a twin has another number for a question, and reports whether that convinces anybody.
func (c *counted) believe(at, category int, lost []place) bool {
	q := &c.open[at][category]
	news := q.believe(lost)
	if q.settled() {
		c.rest[category][at/64] &^= 1 << (at % 64)
	}
	return news
}

// lost are the places that are empty in a twin and are not. They hold until it is asked again.
func (c *counted) lost(twin []Turn) []place {
	lost := c.empty[:0]
	for _, turn := range twin {
		left := c.counts[c.item][turn.Atom][turn.From]
		for _, other := range twin {
			if other.Atom == turn.Atom && other.From == turn.From {
				left--
			}
			if other.Atom == turn.Atom && other.To == turn.From {
				left++
			}
		}
		if p := (place{turn.Atom, turn.From}); left == 0 && !slices.Contains(lost, p) {
			lost = append(lost, p)
		}
	}
	c.empty = lost
	return lost
}

// believe takes in a twin in which the group has another number, and reports whether that convinces anybody.
func (q *question) believe(lost []place) bool {
	if !q.answered {
		q.answered, q.doubters = true, slices.Clone(lost)
		return true
	}
	believes := func(p place) bool { return !slices.Contains(lost, p) }
	if !slices.ContainsFunc(q.doubters, believes) {
		return false
	}
	q.doubters = slices.DeleteFunc(slices.Clone(q.doubters), believes)
	return true
}

// take takes in a twin that does not show, if it is of any use.
func (c *counted) take(twin []Turn) {
	if c.learn(twin) {
		c.twins[c.item] = append(c.twins[c.item], slices.Clone(twin))
	}
}
