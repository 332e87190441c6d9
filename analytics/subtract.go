package analytics

import (
	"fmt"

	"tilstand/analytics/disclosure"
)

// Readers subtract: the school minus its groups is one more group, and an index minus its other items is one item. So the displays
// of all items in all groups are settled together and first, and an index, which is a sum of items, is made from them and never the other
// way round. An index has a number in a group only where every one of its items has one there. Then whatever follows from
// indices, of a group, of the school without some groups, or of one index without another, is a sum of items that follows from
// the items alone, and those are safe together ([disclosure.Plan.ShowItems]).
//
// This also holds where a group's items are withheld to keep its indices ([gate.itemStates]): its displays are settled as if they were
// shown, and the index has a number only if they would have. What is published is then less than something safe. It costs small groups
// with gaps many of their indices. A looser rule, that such an index has a number wherever no combination of groups and items is exactly one
// item, was tried and told in one of some thousand simulated schools: bounds add up, too.
//
// The other order, in which indices are made from each group's own displays and items give way afterwards, was tried: where
// an item had given way, the index and the other items still told it.

// settle decides how every item may be shown in every group, as if items were shown wherever the group is.
func (g *gate) settle() error {
	g.displays = make([][]disclosure.Display, len(g.measures))
	for m, measure := range g.measures {
		if measure.Kind != ItemMeasure || measure.Steps == 0 {
			continue
		}
		counts := make([][]int, len(g.numbers))
		for atom, number := range g.numbers {
			counts[atom] = g.tally.Scores[m][number].Steps(measure.Steps)
		}
		displays, err := g.Plan.ShowItems(g.states, counts)
		if err != nil {
			return fmt.Errorf("%s: %w", measure.Key, err)
		}
		g.displays[m] = displays
	}
	return nil
}

// display is the settled display of an item in a group.
func (g *gate) display(measure Measure, item, group int) disclosure.Display {
	return g.displays[g.item[measure.Items[item]]][group]
}

// showIndex is the mean of an index in a group that may be shown; withheld where only the number of answers may.
func (g *gate) showIndex(m, group int) disclosure.Mean {
	x := g.index(m, group)
	if g.items[group] == disclosure.Shown {
		x.Items = g.published(g.measures[m], group)
		return withoutWholeScale(x.Steps, disclosure.ShowIndex(g.policy, x))
	}
	if !g.numeric(g.measures[m], group) {
		return disclosure.Mean{}
	}
	return disclosure.ShowIndex(g.policy, x)
}

// published are the displays of an index's items in a group; that of a withheld item is empty.
func (g *gate) published(index Measure, group int) []disclosure.Display {
	displays := make([]disclosure.Display, len(index.Items))
	for i, id := range index.Items {
		if g.figure[g.item[id]][group] == disclosure.Shown {
			displays[i] = g.display(index, i, group)
		}
	}
	return displays
}

// numeric reports whether all items of an index have a number in a group, or would have if they were shown.
func (g *gate) numeric(index Measure, group int) bool {
	for i := range index.Items {
		if g.display(index, i, group).Mean.State != disclosure.MeanValue {
			return false
		}
	}
	return true
}

// withoutWholeScale withholds bounds that say nothing.
func withoutWholeScale(steps int, mean disclosure.Mean) disclosure.Mean {
	if mean.State == disclosure.MeanRange && mean.Low == 1 && mean.High == float64(steps) {
		return disclosure.Mean{}
	}
	return mean
}
