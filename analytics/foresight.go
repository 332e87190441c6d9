package analytics

import (
	"math"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// ExpectedRate is the response rate, 0 to 1, that a leader is shown a wave's prospects for: what most schools reach. A wish for more would
// promise more than comes. Of teachers and pupils 72 and 87 per cent answered a survey of this kind; of parents, in the one municipality that
// has told, about half.
func ExpectedRate(of surveys.Audience) float64 {
	if of == surveys.Parents {
		return 0.5
	}
	return 0.8
}

// Foresight is what a wave will be able to show, before it is opened: from head counts alone, since nobody has answered.
type Foresight struct {
	HeadCount int `json:"head_count"`
	Expected  int `json:"expected"` // answers at [ExpectedRate]
	MinGroup  int `json:"min_group"`
	// Measures are the overall index first, then the components. Empty where nothing can be shown, and for a mapping survey, which is not
	// compared over time.
	Measures []ForesightMeasure `json:"measures"`
	Groups   []ForesightGroup   `json:"groups"`
	Relevant float64            `json:"relevant"` // the smallest relevant difference
	Family   Family             `json:"family"`   // that the components are compared in
}

// ForesightMeasure is what can be said of a measure.
type ForesightMeasure struct {
	Measure MeasureKey `json:"measure"`
	Name    i18n.Text  `json:"name"` // nil for the overall index
	Items   int        `json:"items"`
	// Margin is half the interval of what this staff answers now, and Change the smallest change since a wave with as many answers that would be
	// found with 80 % probability: stat.Estimate.DetectableAt, of components in their family. Both with the pooled standard deviation, one
	// decimal, rounded up.
	Margin float64 `json:"margin"`
	Change float64 `json:"change"`
}

// ForesightGroup is whether a staff group can be expected to be shown.
type ForesightGroup struct {
	Name      i18n.Text `json:"name"`
	HeadCount int       `json:"head_count"`
	Expected  int       `json:"expected"`
	Enough    bool      `json:"enough"` // Expected is at least the minimum group
}

// Foresee tells what a planned wave will be able to show.
func Foresee(p surveys.Preview) Foresight {
	w := p.Wave
	rate := ExpectedRate(p.Instrument.Audience)
	expected := func(headCount int) int { return int(math.Round(rate * float64(headCount))) }
	f := Foresight{HeadCount: w.HeadCount, Expected: expected(w.HeadCount), MinGroup: w.MinGroup, Measures: []ForesightMeasure{}, Groups: []ForesightGroup{}}
	for _, g := range p.Groups {
		n := expected(g.HeadCount)
		f.Groups = append(f.Groups, ForesightGroup{Name: g.Name, HeadCount: g.HeadCount, Expected: n, Enough: n >= w.MinGroup})
	}
	if f.Expected < w.MinGroup || p.Instrument.Kind != surveys.StateInstrument {
		return f
	}
	f.Family = familyOf(HolmFamily, len(p.Instrument.Components))
	t := templateOf(w.Programme, w.ProgrammeVersion)
	for _, m := range measuresOf(w, p.Instrument) {
		level := stat.Level
		if m.Kind == ComponentMeasure {
			level = f.Family.Level
		} else if m.Kind != Overall {
			continue
		}
		component, _ := t.Component(m.Component)
		f.Measures = append(f.Measures, f.measure(m, component.Name, level))
		f.Relevant = w.Relevant * scaleOf(m.Steps).Range() / 100
	}
	return f
}

// measure works with the standard deviation of all schools, since this one's is not known yet.
func (f Foresight) measure(m Measure, name i18n.Text, level float64) ForesightMeasure {
	sd, _ := stat.PooledSD(m.Steps, len(m.Items))
	sample := stat.Sample{Moments: stat.Moments{N: f.Expected}, Population: f.HeadCount, KnownSD: sd.Value}
	now, _ := stat.EstimateMean(sample, stat.Descriptive)
	wave, _ := stat.EstimateMean(sample, stat.Analytic)
	return ForesightMeasure{
		Measure: m.Key, Name: name, Items: len(m.Items),
		Margin: roundUp(now.Interval(stat.Level).Width() / 2), Change: roundUp(stat.Difference(wave, wave).DetectableAt(level)),
	}
}
