package analysis

import (
	"slices"

	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// OwnerMean is the mean over all people of an owner's units, each unit weighing by the people invited and not by those who answered.
type OwnerMean struct {
	Measure analytics.MeasureKey `json:"measure"`
	Owner   string               `json:"owner"` // all: every unit in the file
	Wave    string               `json:"wave"`
	State   State                `json:"state"`
	Reason  string               `json:"reason,omitempty"`

	Units        int      `json:"units"`
	N            int      `json:"n"`
	Population   *int     `json:"population"`
	ResponseRate *float64 `json:"response_rate"`

	Mean        *float64   `json:"mean"`
	Descriptive *MeanError `json:"descriptive"`
	Analytic    *MeanError `json:"analytic"`
}

// The reasons of owner means that are refused.
const (
	noPopulation  = "the number of people invited is not known, and units are weighted by it"
	stratumTooFew = "a unit has fewer than two answers, and so no error"
)

func (d *Dataset) ownerMeans() []OwnerMean {
	all := []OwnerMean{}
	if d.options.Unit == "" {
		return all
	}
	owners := []int{everyone}
	if d.options.Owner != "" {
		owners = append(owners, d.owners.sorted()...)
	}
	for _, owner := range owners {
		for _, wave := range d.waveScopes() {
			for m, measure := range d.questions.measures {
				if measure.scored() {
					all = append(all, d.ownerMean(m, owner, wave))
				}
			}
		}
	}
	return all
}

func (d *Dataset) ownerMean(m, owner, wave int) OwnerMean {
	o := OwnerMean{Measure: d.questions.measures[m].Key, Owner: d.owners.name(owner), Wave: d.waves.name(wave), State: Value}
	var units []subject
	population := 0
	for _, unit := range d.unitsOf(owner) {
		one := d.subject(m, scope{unit, wave, 0})
		if one.moments.N == 0 {
			continue
		}
		units = append(units, one)
		o.N += one.moments.N
		population += one.population
	}
	o.Units = len(units)
	switch {
	case o.Units == 0:
		o.State = NoData
		return o
	case !d.population:
		o.State, o.Reason = Refused, noPopulation
		return o
	case slices.ContainsFunc(units, func(s subject) bool { return s.moments.N < 2 }):
		o.State, o.Reason = Refused, stratumTooFew
		return o
	}
	o.Population, o.ResponseRate = &population, number(float64(o.N)/float64(population))
	o.Descriptive, o.Analytic = &MeanError{}, &MeanError{}
	for inf, to := range map[stat.Inference]*MeanError{stat.Descriptive: o.Descriptive, stat.Analytic: o.Analytic} {
		mean, ok := stat.StratifiedMean(strataOf(units, inf))
		if !ok {
			continue
		}
		o.Mean = number(mean.Value)
		to.SE, to.DF = number(mean.SE), number(mean.DF)
		to.T = interval(mean.Interval(stat.Level), true)
		scale := units[0].measure.scale()
		to.Interval = interval(mean.Interval(stat.Level).Clip(stat.Interval{Low: scale.Min, High: scale.Max}), true)
	}
	return o
}

func strataOf(units []subject, inf stat.Inference) []stat.Stratum {
	var strata []stat.Stratum
	for _, u := range units {
		mean, _ := stat.EstimateMean(u.sample(), inf)
		strata = append(strata, stat.Stratum{Mean: mean, Population: u.population})
	}
	return strata
}
