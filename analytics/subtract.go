package analytics

import (
	"slices"

	"tilstand/analytics/disclosure"
	"tilstand/analytics/internal/tally"
)

// The display rules look at one group at a time: a group in which nearly all answered alike says "at least 75 %" and no more.
// But the school minus the other groups is that group again, to the last answer. So where the rest of the school, after taking
// away all groups that are shown in full, would have to be capped, one more group gives up its figures and keeps its number
// of answers, the smallest first: the school says more to most readers than its smallest group. The rest grows by it and is looked at
// again.
//
// Whether a group is shown or withheld is not touched, and depends on numbers of respondents alone. That a rest would be capped
// is what the cap itself says of a group, so a reader who infers it has learnt nothing more.

// keepRestCapped applies this to the cells of one measure, by group.
func (g *gate) keepRestCapped(m int, cells []Cell) {
	if !full(cells[0]) {
		return
	}
	var inFull []int
	for group := 1; group < len(cells); group++ {
		if full(cells[group]) {
			inFull = append(inFull, group)
		}
	}
	slices.SortStableFunc(inFull, func(a, b int) int { return g.answered(m, b) - g.answered(m, a) })
	for len(inFull) > 0 && g.restTells(m, inFull) {
		last := len(inFull) - 1
		cells[inFull[last]] = shown(Estimate{N: g.answered(m, inFull[last])})
		inFull = inFull[:last]
	}
}

// full reports whether the cell has a figure that can be subtracted.
func full(c Cell) bool {
	e, ok := c.Shown()
	return ok && e.Limit == Exact && !slices.ContainsFunc(e.Bands, func(b Band) bool { return b.Limit == AtLeast })
}

func (g *gate) answered(m, group int) int {
	return g.scores[m][group].Scored(len(g.measures[m].Items)).N()
}

// restTells reports whether the school without the groups that are shown in full would have to be capped.
func (g *gate) restTells(m int, inFull []int) bool {
	measure := g.measures[m]
	var parts []tally.Scores
	known := g.answered(m, 0)
	for group := 1; group < len(g.plan.Groups); group++ {
		if slices.Contains(inFull, group) {
			known += g.answered(m, group)
			continue
		}
		parts = append(parts, g.scores[m][group].Scored(len(measure.Items)))
	}
	rest := tally.Merge(parts...)
	switch {
	case len(rest) == 0:
		return false
	case len(measure.Items) == 1:
		d := disclosure.ShowItem(rest.Steps(measure.Steps))
		return d.Mean.State != disclosure.MeanValue || slices.ContainsFunc(d.Bands, func(b disclosure.Band) bool { return b.Limit == disclosure.AtLeast })
	case known >= 10*(measure.Steps-1):
		// An index is known to ±0.05, so the sum over the rest to ±0.05 for every person subtracted: from this many on that is as wide
		// as a whole scale, and two dissenters fit in.
		return false
	}
	x := disclosure.Index{Steps: measure.Steps, Mean: rest.Moments().Mean(), Scored: rest.N(), Complete: rest.N()}
	return g.bounded(m) || disclosure.ShowIndex(g.policy, x).State != disclosure.MeanValue
}

// bounded reports whether some group's index is only given by bounds, since its items tell the rest.
func (g *gate) bounded(m int) bool {
	for group := 1; group < len(g.plan.Groups); group++ {
		if g.figure[m][group] != disclosure.Shown {
			continue
		}
		if e, ok := g.estimate(m, group); ok && e.Limit == Between {
			return true
		}
	}
	return false
}
