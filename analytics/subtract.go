package analytics

import (
	"fmt"

	"tilstand/analytics/disclosure"
)

// Readers subtract: the school minus its groups is one more group, and an index minus its other items is one item. So it is decided for all
// items and indices in all groups together in which form they are shown ([disclosure.Survey.Show]).
//
// Two other ways were tried. To give an index a number only where every one of its items would have one in the same group
// is safe by proof, and hid a third of the components of staff groups, and all items of schools under twenty. To make indices from each
// group's own displays and let items give way afterwards told: where an item had given way, the index and the other items still said it.

// settle decides how every item and index is shown in every group.
func (g *gate) settle() error {
	survey := disclosure.Survey{Policy: g.policy, Plan: g.Plan, States: g.states}
	place := map[int]int{} // of a measure that is an item, in the survey
	for m, measure := range g.measures {
		if measure.Kind == ItemMeasure && measure.Steps > 0 {
			place[m] = len(survey.Items)
			survey.Items = append(survey.Items, disclosure.Answers{States: g.figure[m], Counts: g.steps(m)})
		}
	}
	var indices []int
	for m, measure := range g.measures {
		if len(measure.Items) == 1 || measure.Steps == 0 {
			continue
		}
		index := disclosure.Scores{States: g.figure[m]}
		for _, id := range measure.Items {
			index.Items = append(index.Items, place[g.item[id]])
		}
		for group := range g.Plan.Groups {
			index.Groups = append(index.Groups, g.index(m, group))
		}
		indices, survey.Indices = append(indices, m), append(survey.Indices, index)
	}
	shown, err := survey.Show()
	if err != nil {
		return fmt.Errorf("items and indices together: %w", err)
	}
	g.displays, g.means = make([][]disclosure.Display, len(g.measures)), make([][]disclosure.Mean, len(g.measures))
	g.twins = make([][][]disclosure.Turn, len(g.measures))
	for m, i := range place {
		g.displays[m], g.twins[m] = shown.Items[i], shown.Twins[i]
	}
	for x, m := range indices {
		g.means[m] = shown.Indices[x]
	}
	return nil
}

// steps are the answers per step of an item, by atom.
func (g *gate) steps(m int) [][]int {
	counts := make([][]int, len(g.numbers))
	for atom, number := range g.numbers {
		counts[atom] = g.tally.Scores[m][number].Steps(g.measures[m].Steps)
	}
	return counts
}

// index is what the display rules want to know of an index in a group.
func (g *gate) index(m, group int) disclosure.Index {
	measure, all := g.measures[m], g.scores[m][group]
	scored := all.Scored(len(measure.Items))
	x := disclosure.Index{Steps: measure.Steps, Scored: scored.N(), Mean: scored.Moments().Mean()}
	x.Complete, x.Partial = all.Complete(len(measure.Items))
	if x.ItemWise = disclosure.ItemWise(g.policy, x); x.ItemWise {
		x.Mean = 0
		for _, id := range measure.Items {
			x.Mean += g.scores[g.item[id]][group].Moments().Mean() / float64(len(measure.Items))
		}
	}
	return x
}
