package analysis

import (
	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/surveys"
)

// The reasons of rows that are refused.
const (
	tooFewComplete = "fewer complete answers than reliability can be estimated from"
	noCommonScale  = "the items are answered on different scales"
	noVariation    = "all answers are alike"
)

// Reliability is how far an index measures one thing. It is a property of the instrument, so the first row to read is that
// of all units and waves.
type Reliability struct {
	Measure analytics.MeasureKey `json:"measure"`
	Unit    string               `json:"unit"`
	Wave    string               `json:"wave"`
	Group   string               `json:"group"`
	State   State                `json:"state"`
	Reason  string               `json:"reason,omitempty"`

	N     int `json:"n"` // who answered every item
	Items int `json:"items"`

	Alpha         *float64       `json:"alpha"`
	AlphaInterval *stat.Interval `json:"alpha_interval"` // Feldt
	Omega         *float64       `json:"omega"`
	SpearmanBrown *float64       `json:"spearman_brown"` // two items

	PerItem []ItemReliability `json:"per_item,omitempty"`
	Warning string            `json:"warning,omitempty"`
}

// ItemReliability is how an item fits into an index.
type ItemReliability struct {
	Item           surveys.ItemID `json:"item"`
	ItemRest       *float64       `json:"item_rest"`
	AlphaIfDropped *float64       `json:"alpha_if_dropped"`
	Loading        *float64       `json:"loading"` // of the one-factor model, in the units of the item
	Uniqueness     *float64       `json:"uniqueness"`
}

const negativeAlpha = "alpha is negative: an item is probably scored the wrong way round"

// reliabilities are those of everybody, of each wave, of each group and of each unit.
func (d *Dataset) reliabilities() []Reliability {
	scopes := []scope{{everyone, everyone, 0}}
	if d.options.Wave != "" {
		for _, wave := range d.waveOrder() {
			scopes = append(scopes, scope{everyone, wave, 0})
		}
	}
	for group := 1; group < len(d.groups); group++ {
		scopes = append(scopes, scope{everyone, everyone, group})
	}
	if d.options.Unit != "" {
		for _, unit := range d.units.sorted() {
			scopes = append(scopes, scope{unit, everyone, 0})
		}
	}
	all := []Reliability{}
	for m, measure := range d.questions.measures {
		if len(measure.Items) < 2 {
			continue
		}
		for _, at := range scopes {
			all = append(all, d.reliability(m, at))
		}
	}
	return all
}

func (d *Dataset) reliability(m int, at scope) Reliability {
	measure := d.questions.measures[m]
	r := Reliability{
		Measure: measure.Key, Unit: d.units.name(at.unit), Wave: d.waves.name(at.wave), Group: d.groups[at.group].Key,
		State: Value, Items: len(measure.Items),
	}
	if !measure.scored() {
		r.State, r.Reason = Refused, noCommonScale
		return r
	}
	cross := *d.of(at).indices[m].cross
	switch r.N = cross.N; {
	case cross.N == 0:
		r.State = NoData
		return r
	case cross.N < stat.MinReliability:
		r.State, r.Reason = Refused, tooFewComplete
		return r
	}
	alpha, ok := stat.Alpha(cross)
	if !ok {
		r.State, r.Reason = Refused, noVariation
		return r
	}
	r.Alpha = number(alpha)
	r.AlphaInterval = interval(stat.FeldtInterval(alpha, cross.N, len(measure.Items), stat.Level))
	if alpha < 0 {
		r.Warning = negativeAlpha
	}
	r.SpearmanBrown = numberIf(stat.SpearmanBrown(cross))
	r.perItem(measure, cross)
	return r
}

func (r *Reliability) perItem(measure Measure, cross stat.CrossMoments) {
	rest, _ := stat.ItemRest(cross)
	dropped, okDropped := stat.AlphaIfDropped(cross)
	model, okModel := stat.OneFactor(cross)
	if okModel {
		r.Omega = number(model.Omega())
	}
	for i, id := range measure.Items {
		item := ItemReliability{Item: id, ItemRest: number(rest[i])}
		if okDropped {
			item.AlphaIfDropped = number(dropped[i])
		}
		if okModel {
			item.Loading, item.Uniqueness = number(model.Loadings[i]), number(model.Uniquenesses[i])
		}
		r.PerItem = append(r.PerItem, item)
	}
}
