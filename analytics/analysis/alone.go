package analysis

import (
	"tilstand/analytics/stat"
	"tilstand/surveys"
)

// Alone is what one group answered in one wave to an item that is in no measure: a choice, or an item with a condition or without a construct.
type Alone struct {
	Item  surveys.ItemID `json:"item"`
	Type  string         `json:"type"` // "scale", "single" or "multiple"
	Unit  string         `json:"unit"`
	Wave  string         `json:"wave"`
	Group string         `json:"group"`
	State State          `json:"state"`

	N           int `json:"n"` // persons with an answer on the scale or from the list
	Respondents int `json:"respondents"`
	Blank       int `json:"blank"`
	Outside     int `json:"outside"`   // don't know, not relevant
	NotAsked    int `json:"not_asked"` // its condition did not hold for them

	// Categories are the answers by code, low to high. Of a multiple choice each stands for itself.
	Categories []Share `json:"categories,omitempty"`
}

// alone makes a row for every such item and scope with anybody in it.
func (d *Dataset) alone() []Alone {
	all := []Alone{}
	place := 0
	for _, item := range d.instrument.Items() {
		first := place
		if item.Type == surveys.MultipleChoice {
			place += len(d.instrument.ChoiceList(item).Options)
		} else {
			place++
		}
		if !item.StandsAlone() {
			continue
		}
		for _, unit := range d.unitScopes() {
			for _, wave := range d.waveScopes() {
				if d.of(scope{unit, wave, 0}).respondents == 0 {
					continue
				}
				for group := range d.groups {
					all = append(all, d.aloneRow(item, first, place, scope{unit, wave, group}))
				}
			}
		}
	}
	return all
}

// aloneRow is about the item whose variables are from first up to after.
func (d *Dataset) aloneRow(item surveys.Item, first, after int, at scope) Alone {
	sums := d.of(at)
	one := sums.items[first]
	row := Alone{
		Item: item.ID, Type: "scale", Unit: d.units.name(at.unit), Wave: d.waves.name(at.wave), Group: d.groups[at.group].Key, State: Value,
		Respondents: sums.respondents, Blank: one.blank, Outside: one.outside, NotAsked: one.unasked, N: total(one.counts.N),
	}
	chosen := one.counts.N
	switch item.Type {
	case surveys.SingleChoice:
		row.Type = string(item.Type)
	case surveys.MultipleChoice:
		row.Type, row.N, row.Outside, chosen = string(item.Type), row.N+one.outside, 0, nil
		for _, option := range sums.items[first:after] {
			chosen = append(chosen, option.counts.N[0])
		}
	}
	if row.N == 0 {
		row.State = NoData
		return row
	}
	s := subject{Dataset: d, at: at, sums: sums, moments: stat.Moments{N: row.N}}
	if n, ok := d.populationOf(at); ok && !d.instrument.Conditional(item.ID) { // of how many would have been asked nothing is known
		s.population = n
	}
	for i := range chosen {
		code := i + 1
		share := s.share(chosen[i])
		share.Code = &code
		row.Categories = append(row.Categories, share)
	}
	return row
}

func total(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
