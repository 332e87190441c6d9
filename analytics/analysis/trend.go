package analysis

import (
	"math"

	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// Trend is the change over all waves of a unit and group at once, instead of the best-looking pair. Waves are one step apart.
type Trend struct {
	Measure analytics.MeasureKey `json:"measure"`
	Unit    string               `json:"unit"`
	Group   string               `json:"group"`
	State   State                `json:"state"`
	Reason  string               `json:"reason,omitempty"`
	Waves   []string             `json:"waves"` // with answers
	Steps   []float64            `json:"steps"` // where each stands on the axis

	Linear *LinearTrend      `json:"linear"`
	Odds   *ProportionalOdds `json:"proportional_odds"`

	PValue *float64 `json:"p_value"` // of the linear trend
	Corrected
}

// LinearTrend is the change of the mean per wave: analytic, each wave weighing alike.
type LinearTrend struct {
	Slope    *float64       `json:"slope"`
	SE       *float64       `json:"se"`
	DF       *float64       `json:"df"`
	T        *float64       `json:"t"`
	PValue   *float64       `json:"p_value"`
	Interval *stat.Interval `json:"interval"`
	Change   *float64       `json:"change"` // over the whole span, first to last
	Span     *stat.Interval `json:"change_interval"`
	Verdict  stat.Verdict   `json:"verdict"` // of the change over the span
}

// ProportionalOdds is a trend, or a difference, without taking the steps of the scale as equal.
type ProportionalOdds struct {
	State         State          `json:"state"`
	Reason        string         `json:"reason,omitempty"`
	Slope         *float64       `json:"slope"` // log odds of a higher answer, per wave, or of to beside from
	SE            *float64       `json:"se"`
	Z             *float64       `json:"z"`
	PValue        *float64       `json:"p_value"`
	Interval      *stat.Interval `json:"interval"`
	OddsRatio     *float64       `json:"odds_ratio"`
	Ratio         *stat.Interval `json:"odds_ratio_interval"`
	Thresholds    []float64      `json:"thresholds,omitempty"`
	LogLikelihood *float64       `json:"log_likelihood"`
}

// How many distinct scores of an index the proportional odds model is fitted to: each is a parameter. There are many more pairs than trends.
const (
	mostTrendSteps = 150
	mostPairSteps  = 60
)

// The reasons of trends that are refused.
const (
	tooFewWaves    = "fewer than two waves with two answers each"
	tooManySteps   = "the index has too many distinct scores for a model with a threshold between each two"
	noFiniteSlope  = "there is no finite slope: the waves do not overlap, or all answers are alike"
	noSpreadOfWave = "a wave in which all answered alike has no error to weigh it by"
)

func (d *Dataset) trends() []Trend {
	all := []Trend{}
	if d.options.Wave == "" || len(d.waves.list) < 2 {
		return all
	}
	for _, unit := range d.unitScopes() {
		for group := range d.groups {
			for m, measure := range d.questions.measures {
				if measure.scored() {
					all = append(all, d.trend(m, unit, group))
				}
			}
		}
	}
	correct(all, func(t *Trend) (*Corrected, *float64) { return &t.Corrected, t.PValue })
	return all
}

func (d *Dataset) trend(m, unit, group int) Trend {
	t := Trend{
		Measure: d.questions.measures[m].Key, Unit: d.units.name(unit), Group: d.groups[group].Key, State: Value,
		Waves: []string{}, Steps: []float64{},
		Corrected: Corrected{Family: familyOf(d.questions.measures[m]) + ": trends, unit " + d.units.name(unit) + ", group " + d.groups[group].Key},
	}
	var waves []subject
	for step, wave := range d.waveOrder() {
		if s := d.subject(m, scope{unit, wave, group}); s.moments.N >= 2 {
			waves = append(waves, s)
			t.Waves = append(t.Waves, d.waves.name(wave))
			t.Steps = append(t.Steps, float64(step))
		}
	}
	if len(waves) < 2 {
		t.State, t.Reason = Refused, tooFewWaves
		return t
	}
	t.linear(waves, d.options.relevant()*waves[0].measure.scale().Range()/100)
	t.Odds = odds(t.Steps, waves, mostTrendSteps)
	return t
}

func (t *Trend) linear(waves []subject, relevant float64) {
	var means []stat.Estimate
	for _, w := range waves {
		mean, _ := stat.EstimateMean(w.sample(), stat.Analytic)
		if mean.SE == 0 {
			t.Reason = noSpreadOfWave
		}
		means = append(means, mean)
	}
	slope, ok := stat.LinearTrend(t.Steps, means)
	if !ok {
		return
	}
	span := t.Steps[len(t.Steps)-1] - t.Steps[0]
	whole := stat.Estimate{Value: slope.Value * span, SE: slope.SE * span, DF: slope.DF}
	t.Linear = &LinearTrend{
		Slope: number(slope.Value), SE: number(slope.SE), DF: number(slope.DF), PValue: number(slope.PValue(0)),
		Interval: interval(slope.Interval(stat.Level), slope.SE > 0), Change: number(whole.Value), Span: interval(whole.Interval(stat.Level), slope.SE > 0),
	}
	if slope.SE > 0 {
		t.Linear.T = number(slope.Value / slope.SE)
		t.Linear.Verdict = stat.JudgeChange(whole.Value, whole.Interval(stat.Level), relevant)
	}
	t.PValue = t.Linear.PValue
}

func odds(steps []float64, waves []subject, most int) *ProportionalOdds {
	var tables []stat.Freq
	values := map[float64]bool{}
	for _, w := range waves {
		tables = append(tables, w.freq)
		for _, v := range w.freq {
			values[v.Value] = true
		}
	}
	if len(values) > most {
		return &ProportionalOdds{State: Refused, Reason: tooManySteps}
	}
	model, ok := stat.FitProportionalOdds(steps, tables)
	if !ok {
		return &ProportionalOdds{State: Refused, Reason: noFiniteSlope}
	}
	slope := model.Slope
	i := slope.Interval(stat.Level)
	return &ProportionalOdds{
		State: Value, Slope: number(slope.Value), SE: number(slope.SE), Z: number(slope.Value / slope.SE), PValue: number(slope.PValue(0)),
		Interval: interval(i, true), OddsRatio: number(math.Exp(slope.Value)),
		Ratio:      interval(stat.Interval{Low: math.Exp(i.Low), High: math.Exp(i.High)}, true),
		Thresholds: model.Thresholds, LogLikelihood: number(model.LogLikelihood),
	}
}
