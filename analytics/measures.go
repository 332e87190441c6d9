package analytics

import (
	"slices"

	"tilstand/analytics/internal/tally"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Measures lists what an instrument measures, as releases of it do; targets belong to a wave, and are none here.
func Measures(in *surveys.Instrument) []Measure { return measuresOf(surveys.Wave{}, in) }

// measuresOf lists what a wave measures: of a state survey the overall index, the components, and constructs that are not a
// component by themselves; of a mapping survey the constructs, which are never pooled into a condition; of both the items.
//
// Items that an imported wave did not have are in no measure. An index without some of its items is another one, and the series
// breaks there ([series.continues]); with only one left it would be the luck of a wording, and there is none. Items that stand alone are in
// none either; their figures are [Choices].
func measuresOf(w surveys.Wave, in *surveys.Instrument) []Measure {
	var measures []Measure
	items := itemsWhere(w, in, func(i surveys.Item) bool { return !i.StandsAlone() })
	if in.Kind == surveys.StateInstrument {
		measures = append(measures, index(in, Measure{Key: OverallKey, Kind: Overall}, items))
		for _, key := range in.Components {
			measures = append(measures, componentOf(w, in, key))
		}
	}
	for _, c := range in.Constructs {
		m := index(in, Measure{
			Key: ConstructMeasureKey(c.Key), Kind: ConstructMeasure,
			Construct: c.Key, Component: c.Component,
		}, itemsWhere(w, in, func(i surveys.Item) bool { return i.Construct == c.Key }))
		if !slices.ContainsFunc(measures, func(o Measure) bool { return slices.Equal(o.Items, m.Items) }) {
			measures = append(measures, m)
		}
	}
	for _, item := range items {
		construct, _ := in.Construct(item.Construct)
		measures = append(measures, index(in, Measure{
			Key: ItemMeasureKey(item.ID), Kind: ItemMeasure,
			Construct: item.Construct, Component: construct.Component,
		}, []surveys.Item{item}))
	}
	least := 1
	if len(w.NotAsked) > 0 {
		least = surveys.MinItemsPerComponent
	}
	return slices.DeleteFunc(measures, func(m Measure) bool { return len(m.Items) == 0 || m.Kind != ItemMeasure && len(m.Items) < least })
}

func componentOf(w surveys.Wave, in *surveys.Instrument, key programme.ComponentKey) Measure {
	m := index(in, Measure{Key: ComponentMeasureKey(key), Kind: ComponentMeasure, Component: key}, itemsWhere(w, in, func(i surveys.Item) bool {
		construct, _ := in.Construct(i.Construct)
		return !i.StandsAlone() && construct.Component == key
	}))
	if target, ok := w.Targets[key]; ok {
		m.Target = &target
	}
	m.Path = w.Path[key]
	return m
}

// index gives a measure its items, and the steps that all of them have. Items with different numbers of steps have no
// common score, so their index is a number of answers only.
func index(in *surveys.Instrument, m Measure, items []surveys.Item) Measure {
	for i, item := range items {
		m.Items = append(m.Items, item.ID)
		scale := in.Scale(item)
		steps := len(scale.Steps)
		if !scale.Reportable() {
			steps = 0
		}
		if i == 0 {
			m.Steps = steps
		}
		if steps != m.Steps {
			m.Steps = 0
		}
	}
	return m
}

// itemsWhere are the wanted ones of the items that the wave asked.
func itemsWhere(w surveys.Wave, in *surveys.Instrument, wanted func(surveys.Item) bool) []surveys.Item {
	return slices.DeleteFunc(in.Items(), func(i surveys.Item) bool { return slices.Contains(w.NotAsked, i.ID) || !wanted(i) })
}

// tallyPlan says what has to be counted for the measures.
func tallyPlan(b Breakdown, in *surveys.Instrument, measures []Measure) tally.Plan {
	p := tally.Plan{Groups: b.highest(), Alone: slices.ContainsFunc(in.Items(), surveys.Item.StandsAlone), Each: mostRespondents}
	place := map[surveys.ItemID]int{}
	for i, v := range in.Variables() {
		place[v.Item.ID] = i // of a multiple choice, which is in no measure, the last
		p.Items = append(p.Items, tally.Item{Steps: len(in.Scale(v.Item).Steps), Reverse: v.Item.Reverse})
	}
	for _, m := range measures {
		var counted tally.Measure
		for _, id := range m.Items {
			counted.Items = append(counted.Items, place[id])
		}
		p.Measures = append(p.Measures, counted)
	}
	return p
}
