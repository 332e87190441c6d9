package analytics

import (
	"math"

	"tilstand/analytics/stat"
)

// Where the answers per step are released, they are counted out again, and what follows uses their order.

// counts are the answers per step, from the released per cent: exact below 100 answers, where a person is more than a per cent.
// ok is false where the display class withholds them.
func (e Estimate) counts() (stat.Counts, bool) {
	if e.Categories == nil {
		return stat.Counts{}, false
	}
	c := stat.NewCounts(1, len(e.Categories))
	for i, percent := range e.Categories {
		c.N[i] = int(math.Round(float64(percent*e.N) / 100))
	}
	return c, true
}

// Order is a change by the order of the answers alone, without taking the steps of the scale as equally far apart.
type Order struct {
	// Superiority is the probability that an answer now is higher than one then, equal ones counting half: 0.5 is no tendency. Two
	// decimals. Of an index it is the mean over its items.
	Superiority float64 `json:"superiority"`
	// Delta is Cliff's, 2·Superiority − 1.
	Delta float64 `json:"delta"`
	// Interval of Superiority (Brunner and Munzel), two decimals. Of single items with ten answers in both waves only.
	Interval *Interval `json:"interval"`
	Items    int       `json:"items"` // that it stands on
	// Disagrees: the means moved one way and the order of the answers the other. Then the change depends on how far apart
	// the steps are taken to be, and should not be leaned on.
	Disagrees bool `json:"disagrees"`
}

// order is the change of a measure since a wave by the order of its answers; nil unless they are shown of all its items in both.
func (a *series) order(m Measure, group string, from int, change Change) *Order {
	sum := 0.0
	o := &Order{Items: len(m.Items)}
	for _, id := range m.Items {
		then, okThen := a.answers(ItemMeasureKey(id), group, from)
		now, okNow := a.answers(ItemMeasureKey(id), group, a.now)
		superiority, ok := stat.Superiority(then.Freq(), now.Freq())
		if !okThen || !okNow || !ok {
			return nil
		}
		sum += superiority
		if len(m.Items) == 1 {
			o.Interval = superiorityInterval(then, now)
		}
	}
	mean := sum / float64(len(m.Items))
	o.Superiority, o.Delta = twoDecimals(mean), twoDecimals(stat.CliffsDelta(mean))
	o.Disagrees = change.Limit == Exact && change.Difference*o.Delta < 0
	return o
}

// answers are the counted answers to an item in a wave.
func (a *series) answers(item MeasureKey, group string, wave int) (stat.Counts, bool) {
	e, _ := a.releases[wave].Cell(item, group).Shown()
	return e.counts()
}

func superiorityInterval(then, now stat.Counts) *Interval {
	estimate, ok := stat.BrunnerMunzel(then.Freq(), now.Freq())
	if !ok || then.Total() < stat.MinSuperiorityInterval || now.Total() < stat.MinSuperiorityInterval {
		return nil
	}
	i := Interval(estimate.Interval(stat.Level).Clip(stat.Interval{High: 1}).RoundOut(2))
	return &i
}

// Spread is how the answers to an item lie on the scale.
type Spread struct {
	Median float64 `json:"median"`
	// Interpolated is the median as if the answers on a step were spread evenly over it, two decimals: it moves when a few people do.
	Interpolated float64  `json:"interpolated_median"`
	Top          TopShare `json:"top"`
}

// TopShare is the share on the upper part of the scale, of those who answered and of the whole staff.
type TopShare struct {
	From    int `json:"from"` // the lowest step of the part; it reaches to the top
	Percent int `json:"percent"`
	// Staff is the exact interval for the whole staff, in whole per cent: hypergeometric, since the staff is small and most of it has answered.
	// At full response it is the share itself.
	Staff Interval `json:"staff"`
}

// spread describes the answers to an item; nil where they are not shown per step.
func spreadOf(c Cell, headCount int) *Spread {
	e, _ := c.Shown()
	counts, ok := e.counts()
	if !ok || len(e.Bands) == 0 {
		return nil
	}
	s := &Spread{}
	s.Median, _ = counts.Median()
	s.Interpolated, _ = counts.InterpolatedMedian()
	s.Interpolated = twoDecimals(s.Interpolated)
	band := e.Bands[len(e.Bands)-1]
	top := min(counts.Top(band.To-band.From+1), e.N)
	s.Top = TopShare{From: band.From, Percent: band.Percent}
	share, ok := stat.ShareInterval(top, e.N, headCount, stat.Level)
	if !ok {
		return nil
	}
	s.Top.Staff = Interval{math.Floor(whole(100 * share.Low)), math.Ceil(whole(100 * share.High))}
	return s
}
