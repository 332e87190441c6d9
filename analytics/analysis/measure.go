package analysis

import (
	"slices"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Measure is an item, or the index of several. Scores are turned round where the item asks in reverse, so that high is always the
// wanted end.
type Measure struct {
	Key       analytics.MeasureKey   `json:"key"`
	Kind      analytics.MeasureKind  `json:"kind"`
	Items     []surveys.ItemID       `json:"items"`
	Reversed  []surveys.ItemID       `json:"reversed"` // of the items, those that are turned round
	Min       int                    `json:"min"`
	Max       int                    `json:"max"` // 0 where the items have different scales: then there is no index, only n
	Construct string                 `json:"construct,omitempty"`
	Component programme.ComponentKey `json:"component,omitempty"`

	places []int // of the items in the instrument
}

func (m Measure) isItem() bool { return m.Kind == analytics.ItemMeasure }

func (m Measure) scale() stat.Scale { return stat.Scale{Min: float64(m.Min), Max: float64(m.Max)} }

// steps is the number of answers on the scale.
func (m Measure) steps() int { return m.Max - m.Min + 1 }

// scored reports whether the items are on one scale.
func (m Measure) scored() bool { return m.Max > 0 }

// measuresOf are those of a release. Unlike there, a scale of any number of steps has its figures: the file is the reader's own.
func measuresOf(in *surveys.Instrument) []Measure {
	place, variables := map[surveys.ItemID]int{}, in.Variables()
	for i, v := range variables {
		place[v.Item.ID] = i
	}
	var all []Measure
	for _, released := range analytics.Measures(in) {
		m := Measure{
			Key: released.Key, Kind: released.Kind, Items: released.Items, Min: 1,
			Construct: released.Construct, Component: released.Component, Reversed: []surveys.ItemID{},
		}
		var steps []int
		for _, id := range m.Items {
			item := variables[place[id]].Item
			m.places = append(m.places, place[id])
			steps = append(steps, len(in.Scale(item).Steps))
			if item.Reverse {
				m.Reversed = append(m.Reversed, id)
			}
		}
		if slices.Min(steps) == slices.Max(steps) {
			m.Max = steps[0]
		}
		all = append(all, m)
	}
	return all
}
