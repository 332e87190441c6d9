package analytics

import (
	"math"

	"tilstand/analytics/disclosure"
	"tilstand/analytics/internal/tally"
	"tilstand/analytics/stat"
)

// minOwnSD is the number of answers from which a group's own standard deviation makes its intervals. Under it the pooled one of
// all schools is nearer to the truth, and tells nothing about the group.
const minOwnSD = 20

// estimate is the figure of a measure in a group that may be shown, in the form that the display rules allow; ok is false where they
// allow none.
func (g *gate) estimate(m, group int) (e Estimate, ok bool) {
	measure := g.measures[m]
	scored := g.scores[m][group].Scored(len(measure.Items))
	switch {
	case measure.Steps == 0:
		return Estimate{N: scored.N()}, true
	case len(measure.Items) == 1:
		display := disclosure.ShowItem(scored.Steps(measure.Steps))
		e = Estimate{N: display.N, Bands: bandsOf(display.Bands), Categories: display.Categories}
		return g.withMean(e, display.Mean, m, group, scored), display.State == disclosure.Shown
	}
	x := g.index(m, group)
	if g.items[group] == disclosure.Shown {
		x.Items = g.itemDisplays(measure, group)
	}
	mean := disclosure.ShowIndex(g.policy, x)
	return g.withMean(Estimate{N: x.Scored}, mean, m, group, scored), mean.State != disclosure.MeanWithheld
}

// itemDisplays are the displays of the measure's items in the group; that of a withheld item is empty.
func (g *gate) itemDisplays(index Measure, group int) []disclosure.Display {
	displays := make([]disclosure.Display, len(index.Items))
	for i, id := range index.Items {
		if m := g.item[id]; g.figure[m][group] == disclosure.Shown {
			displays[i] = disclosure.ShowItem(g.scores[m][group].Steps(g.measures[m].Steps))
		}
	}
	return displays
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
	e.SD, e.SDSource = spread(measure, scored)
	r := reading{Estimate: e, headCount: g.headCount(group), steps: measure.Steps, items: len(measure.Items)}
	e.Interval, e.Claim = r.interval(stat.Descriptive), r.interval(stat.Analytic)
	return e
}

func (r reading) interval(inf stat.Inference) *Interval {
	interval, ok := stat.MeanInterval(r.sample(), scaleOf(r.steps), inf, stat.Level)
	if !ok {
		return nil
	}
	return printed(interval)
}

// spread is the standard deviation for the intervals, with two decimals: the group's own from [minOwnSD] answers where no band is at
// its cap, else the pooled one.
func spread(measure Measure, scored tally.Scores) (sd float64, source string) {
	if scored.N() >= minOwnSD && disclosure.ShowItem(scored.Steps(measure.Steps)).SDAllowed {
		return twoDecimals(scored.Moments().SD()), ownSD
	}
	pooled, _ := stat.PooledSD(measure.Steps, len(measure.Items))
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
