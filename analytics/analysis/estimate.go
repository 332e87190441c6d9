package analysis

import (
	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// State says what a row holds; see the constants.
type State string

// The states of a row.
const (
	Value   State = "value"
	NoData  State = "no_data" // asked, and answered by nobody
	Refused State = "refused" // there are answers, and not enough for this; Reason says what is missing
	Counted State = "counted" // the items are on different scales, so there is no index and only n
)

// Estimate is what one group answered to one measure in one wave. Everything is in the units of the scale unless it says otherwise;
// a null is a figure that there is none of.
type Estimate struct {
	Measure analytics.MeasureKey `json:"measure"`
	Unit    string               `json:"unit"`
	Wave    string               `json:"wave"`
	Group   string               `json:"group"`
	State   State                `json:"state"`

	N            int      `json:"n"`           // persons with an answer, or an index score
	Respondents  int      `json:"respondents"` // responses, also those in which this was left out
	Population   *int     `json:"population"`  // persons invited
	ResponseRate *float64 `json:"response_rate"`
	Blank        *int     `json:"blank,omitempty"`   // items: left blank
	Outside      *int     `json:"outside,omitempty"` // items: don't know, not relevant

	Mean               *float64 `json:"mean"`
	SD                 *float64 `json:"sd"`
	Median             *float64 `json:"median"`
	InterpolatedMedian *float64 `json:"interpolated_median"` // items

	Descriptive   *MeanError     `json:"descriptive"` // what these people answer now: the finite population counts
	Analytic      *MeanError     `json:"analytic"`    // whether it is more than normal fluctuation
	PooledSD      *PooledSD      `json:"pooled_sd"`   // under stat.MinOwnSD answers
	LogicalBounds *stat.Interval `json:"logical_bounds"`
	SilentStep    *float64       `json:"silent_step"` // what the mean would change by if the silent answered one step lower or higher
	NoSpread      bool           `json:"no_spread"`   // all answered alike: the intervals follow the rule for that

	Percent  *Percent  `json:"percent_of_maximum"`
	Standard *Standard `json:"standard_500"`

	Categories []Share `json:"categories,omitempty"`
	TopTwo     *Share  `json:"top_two,omitempty"`
	BottomTwo  *Share  `json:"bottom_two,omitempty"`

	Agreement *Agreement `json:"agreement"`
	Target    *Target    `json:"target"`
}

// MeanError is how uncertain a mean is, for one of the two questions.
type MeanError struct {
	SE       *float64       `json:"se"`
	DF       *float64       `json:"df"`
	T        *stat.Interval `json:"t_interval"` // mean ± t·SE, as other programs print it
	Interval *stat.Interval `json:"interval"`   // the same within what is possible; if all answered alike, by the rule for that
}

// PooledSD are the intervals with a standard deviation that is not the group's own: to be preferred in small groups.
type PooledSD struct {
	SD          float64        `json:"sd"`
	Source      string         `json:"source"`
	Descriptive *stat.Interval `json:"descriptive"`
	Analytic    *stat.Interval `json:"analytic"`
}

// Percent is the mean as per cent of the maximum possible, 0–100.
type Percent struct {
	Mean        *float64       `json:"mean"`
	SD          *float64       `json:"sd"`
	Descriptive *stat.Interval `json:"descriptive"`
	Analytic    *stat.Interval `json:"analytic"`
}

// Standard is the mean on the scale on which the persons of the reference have mean 500 and standard deviation 100.
type Standard struct {
	Reference   string         `json:"reference"`
	Mean        *float64       `json:"mean"`
	SE          *float64       `json:"se"` // analytic
	Descriptive *stat.Interval `json:"descriptive"`
	Analytic    *stat.Interval `json:"analytic"`
}

// Share is how many chose some answers. Interval is exact hypergeometric where the number of people invited is known, and then that of the
// share of all of them; else Wilson's.
type Share struct {
	Score    *int           `json:"score,omitempty"` // of a category: its place on the scale, turned round where the item is
	Code     *int           `json:"code,omitempty"`  // and its code in the file
	Count    int            `json:"count"`
	Share    *float64       `json:"share"`
	Interval *stat.Interval `json:"interval"`
	Method   string         `json:"method"`
}

// The methods of [Share].
const (
	hypergeometric = "hypergeometric"
	wilson         = "wilson"
)

// Agreement is how far the group is of one mind.
type Agreement struct {
	RWG          *float64 `json:"r_wg"`         // of an index r_wg(J), over the items
	Polarisation *float64 `json:"polarisation"` // Leik's D; items
}

// Target is a level to reach, and what may be said of it: from the descriptive interval.
type Target struct {
	Level       float64            `json:"level"`
	Source      string             `json:"source"`
	Gap         *float64           `json:"gap"` // level less mean
	GapInterval *stat.Interval     `json:"gap_interval"`
	Verdict     stat.TargetVerdict `json:"verdict"`
}

// estimates makes a row for every measure and scope with anybody in it.
func (d *Dataset) estimates() []Estimate {
	all := []Estimate{}
	for _, unit := range d.unitScopes() {
		for _, wave := range d.waveScopes() {
			if d.of(scope{unit, wave, 0}).respondents == 0 {
				if n, ok := d.populationOf(scope{unit, wave, 0}); !ok || n == 0 {
					continue // this unit had no such wave
				}
			}
			for m := range d.questions.measures {
				for group := range d.groups {
					all = append(all, d.subject(m, scope{unit, wave, group}).estimate())
				}
			}
		}
	}
	return all
}

func (s subject) estimate() Estimate {
	e := Estimate{
		Measure: s.measure.Key, Unit: s.units.name(s.at.unit), Wave: s.waves.name(s.at.wave), Group: s.groups[s.at.group].Key,
		State: Value, N: s.moments.N, Respondents: s.sums.respondents,
	}
	if n, ok := s.populationOf(s.at); ok {
		e.Population = &n
		e.ResponseRate = number(float64(s.sums.respondents) / float64(n))
	}
	if s.measure.isItem() {
		item := s.item()
		e.Blank, e.Outside = &item.blank, &item.outside
	}
	switch {
	case !s.measure.scored():
		e.State, e.N = Counted, s.sums.respondents
		return e
	case s.moments.N == 0:
		e.State = NoData
		return e
	}
	s.location(&e)
	s.errors(&e)
	if s.measure.isItem() {
		s.shares(&e)
	}
	e.Agreement = s.agreement()
	e.Target = s.target(e)
	return e
}

func (s subject) item() itemSums { return s.sums.items[s.measure.places[0]] }

func (s subject) location(e *Estimate) {
	e.Mean, e.SD = number(s.moments.Mean()), number(s.moments.SD())
	e.Median = numberIf(s.freq.Median())
	if s.measure.isItem() {
		e.InterpolatedMedian = numberIf(s.item().counts.InterpolatedMedian())
	}
	e.NoSpread = s.moments.N > 1 && s.moments.SD() == 0
	if s.population > 0 {
		e.SilentStep = number(1 - float64(s.moments.N)/float64(s.population))
	}
	e.LogicalBounds = interval(stat.LogicalBounds(s.sample(), s.measure.scale()), true)
}

func (s subject) errors(e *Estimate) {
	e.Descriptive, e.Analytic = s.meanError(stat.Descriptive), s.meanError(stat.Analytic)
	e.PooledSD = s.pooled()
	scale := s.measure.scale()
	percent := func(i *stat.Interval) *stat.Interval {
		if i == nil {
			return nil
		}
		return &stat.Interval{Low: scale.Percent(i.Low), High: scale.Percent(i.High)}
	}
	e.Percent = &Percent{
		Mean: number(scale.Percent(s.moments.Mean())), SD: number(scale.PercentSpan(s.moments.SD())),
		Descriptive: percent(e.Descriptive.Interval), Analytic: percent(e.Analytic.Interval),
	}
	if reference, ok := s.options.Reference.standard(s.measure); ok {
		e.Standard = s.standard(reference, e)
	}
}

func (s subject) meanError(inf stat.Inference) *MeanError {
	var m MeanError
	mean, ok := stat.EstimateMean(s.sample(), inf)
	if ok {
		m.SE, m.DF = number(mean.SE), number(mean.DF)
		m.T = interval(mean.Interval(stat.Level), s.moments.N >= stat.MinAnswers)
	}
	m.Interval = interval(stat.MeanInterval(s.sample(), s.measure.scale(), inf, stat.Level))
	return &m
}

// pooled is for groups whose own standard deviation is not to be relied on.
func (s subject) pooled() *PooledSD {
	sd, source := s.otherSD()
	if s.moments.N >= stat.MinOwnSD || sd == 0 {
		return nil
	}
	sample := s.sample()
	sample.KnownSD = sd
	return &PooledSD{
		SD: sd, Source: source,
		Descriptive: interval(stat.MeanInterval(sample, s.measure.scale(), stat.Descriptive, stat.Level)),
		Analytic:    interval(stat.MeanInterval(sample, s.measure.scale(), stat.Analytic, stat.Level)),
	}
}

// otherSD is that of the reference, or the constant that serves without one; 0 if neither knows.
func (s subject) otherSD() (sd float64, source string) {
	if known, ok := s.options.Reference.of(s.measure); ok && known.WithinSD > 0 {
		return known.WithinSD, s.options.Reference.Name
	}
	constant, _ := stat.PooledSD(s.measure.steps(), len(s.measure.Items))
	return constant.Value, constant.Source
}

func (s subject) standard(r stat.Reference, e *Estimate) *Standard {
	on := func(i *stat.Interval) *stat.Interval {
		if i == nil {
			return nil
		}
		return &stat.Interval{Low: r.Standard(i.Low), High: r.Standard(i.High)}
	}
	all := &Standard{
		Reference: r.Name, Mean: number(r.Standard(s.moments.Mean())),
		Descriptive: on(e.Descriptive.Interval), Analytic: on(e.Analytic.Interval),
	}
	if e.Analytic.SE != nil {
		all.SE = number(r.StandardSpan(*e.Analytic.SE))
	}
	return all
}

func (s subject) agreement() *Agreement {
	var a Agreement
	if s.measure.isItem() {
		a.RWG = numberIf(stat.AgreementWithin(s.moments, s.measure.steps()))
		a.Polarisation = numberIf(stat.Polarisation(s.item().counts))
		return &a
	}
	var items []stat.Moments
	for _, place := range s.measure.places {
		items = append(items, s.sums.items[place].counts.Moments())
	}
	a.RWG = numberIf(stat.AgreementWithinIndex(items, s.measure.steps()))
	return &a
}

// target is judged by the interval that is to be preferred at this size.
func (s subject) target(e Estimate) *Target {
	level, source, ok := s.targetOf(s.measure, e.Wave)
	if !ok {
		return nil
	}
	t := &Target{Level: level, Source: source, Gap: number(level - s.moments.Mean())}
	if preferred := e.preferred(); preferred != nil {
		t.Verdict = stat.JudgeTarget(*preferred, level)
		_, gap := stat.Gap(s.moments.Mean(), *preferred, level)
		t.GapInterval = &gap
	}
	return t
}

// preferred is the descriptive interval for display: with the pooled standard deviation in small groups.
func (e Estimate) preferred() *stat.Interval {
	if e.PooledSD != nil && e.PooledSD.Descriptive != nil {
		return e.PooledSD.Descriptive
	}
	return e.Descriptive.Interval
}
