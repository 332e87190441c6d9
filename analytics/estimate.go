package analytics

import (
	"math"

	"tilstand/analytics/disclosure"
	"tilstand/analytics/internal/tally"
	"tilstand/analytics/stat"
)

// minOwnSD is the number of answers from which a group's own standard deviation makes its intervals. Under it the pooled one of all
// schools is nearer to the truth, and tells nothing about the group.
const minOwnSD = stat.MinOwnSD

// estimate is the figure of a measure in a group that may be shown, in the form that the display rules allow.
func (g *gate) estimate(m, group int) Estimate {
	measure := g.measures[m]
	scored := g.scores[m][group].Scored(len(measure.Items))
	switch {
	case measure.Steps == 0:
		return Estimate{N: scored.N()}
	case len(measure.Items) == 1:
		d := g.displays[g.item[measure.Items[0]]][group]
		e := Estimate{N: scored.N(), Bands: bandsOf(d.Bands), Categories: d.Categories}
		return g.withMean(e, d.Mean, m, group, scored)
	}
	return g.withMean(Estimate{N: scored.N()}, g.means[m][group], m, group, scored)
}

// withMean adds the mean to an estimate, and where it is known its intervals.
//
// The intervals are made from the mean and the standard deviation as they are printed. Made from more digits, their four limits would tell
// those digits, and with them what the rounding of the mean is there to hide.
func (g *gate) withMean(e Estimate, mean disclosure.Mean, m, group int, scored tally.Scores) Estimate {
	e.Limit, e.Mean, e.Bounds = limitOf(mean)
	if e.Limit != Exact {
		return e
	}
	measure := g.measures[m]
	e.SD, e.SDSource = g.spread(measure, scored)
	r := reading{Estimate: e, headCount: g.headCount(group), steps: measure.Steps, items: len(measure.Items)}
	e.Interval, e.Claim = r.interval(stat.Descriptive), r.interval(stat.Analytic)
	return e
}

// interval is for a mean of which only the printed decimal may be used. So it is cut at what is possible for every mean that
// prints like it, and reaches at least from the lowest to the highest of them. At full response that is all there is to it, and nobody can
// read from the limits to which side the mean was rounded.
func (r reading) interval(inf stat.Inference) *Interval {
	mean, ok := stat.EstimateMean(r.sample(), inf)
	if !ok || r.N < stat.MinAnswers {
		return nil
	}
	ends := scaleOf(r.steps)
	limits := stat.Interval{Low: ends.Min, High: ends.Max}
	alike := r.alike()
	if inf == stat.Descriptive {
		limits.Low = stat.LogicalBounds(r.withMean(alike.Low).sample(), ends).Low
		limits.High = stat.LogicalBounds(r.withMean(alike.High).sample(), ends).High
	}
	i := mean.Interval(stat.Level).Clip(limits)
	return printed(stat.Interval{Low: min(i.Low, alike.Low), High: max(i.High, alike.High)})
}

// alike are the means that print like this one.
func (r reading) alike() stat.Interval {
	ends := scaleOf(r.steps)
	return stat.Interval{Low: r.Mean - halfDecimal, High: r.Mean + halfDecimal}.Clip(stat.Interval{Low: ends.Min, High: ends.Max})
}

// halfDecimal is how far a mean with one decimal can be from the mean.
const halfDecimal = 0.05

// withMean is the reading as it would be with another mean.
func (r reading) withMean(mean float64) reading {
	r.Mean = mean
	return r
}

// spread is the standard deviation for the intervals, with two decimals: the group's own from [minOwnSD] answers where no band is at
// its cap, else the pooled one.
func (g *gate) spread(measure Measure, scored tally.Scores) (sd float64, source string) {
	if scored.N() >= minOwnSD && disclosure.ShowItem(scored.Steps(measure.Steps)).SDAllowed {
		return twoDecimals(scored.Moments().SD()), ownSD
	}
	pooled := g.reference.pooledSD(measure)
	return twoDecimals(pooled.Value), "pooled:" + pooled.Source
}

func twoDecimals(x float64) float64 { return math.Round(x*100) / 100 }

// limitOf turns a mean of the display rules into that of an estimate.
func limitOf(m disclosure.Mean) (limit Limit, mean float64, bounds *Interval) {
	bounds = &Interval{m.Low, m.High}
	switch m.State {
	case disclosure.MeanValue:
		return Exact, m.Low, nil
	case disclosure.MeanHigh:
		return AtLeast, m.Low, bounds
	case disclosure.MeanLow:
		return AtMost, m.High, bounds
	case disclosure.MeanMiddle:
		return Middle, oneDecimal((m.Low + m.High) / 2), bounds
	case disclosure.MeanRange:
		return Between, oneDecimal((m.Low + m.High) / 2), bounds
	}
	return CountOnly, 0, nil
}

func bandsOf(shown []disclosure.Band) []Band {
	var bands []Band
	for _, b := range shown {
		bands = append(bands, Band{From: b.From, To: b.To, Percent: b.Percent, Limit: bandLimits[b.Limit]})
	}
	return bands
}

var bandLimits = map[disclosure.Limit]Limit{
	disclosure.Exactly: Exact,
	disclosure.AtLeast: AtLeast,
	disclosure.AtMost:  AtMost,
}
