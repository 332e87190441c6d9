package analytics

import (
	"cmp"
	"math"
	"slices"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// FunnelView compares schools of different sizes without ranking them, for whoever sees each of them: a small school's mean varies more by
// chance, so the limits within which a school is as expected are wider the fewer have answered.
//
// It is calculated from released means that are numbers, and from the printed standard deviations; schools whose mean is
// hidden or only bounded stand apart. The mean in its middle is that of the schools on the same page, so it tells the reader nothing that he does
// not see beside it. A mean over schools for anybody else is an edition's.
type FunnelView struct {
	Measure   MeasureKey             `json:"measure"`
	Component programme.ComponentKey `json:"component,omitempty"` // empty is overall
	Name      i18n.Text              `json:"name,omitempty"`      // of the component
	Steps     int                    `json:"steps"`
	Centre    float64                `json:"centre"` // mean over all who answered at the schools in the funnel, two decimals
	// SD is the standard deviation of persons within schools, two decimals. SDSource is "released", pooled from what the releases print, or
	// "pooled:" and the name of a constant.
	SD       float64 `json:"sd"`
	SDSource string  `json:"sd_source"`
	// Overdispersion is φ, the usual spread of the schools beside what chance alone makes, one decimal. If it is above 1 by more than chance, the
	// limits are Widened by its root.
	Overdispersion float64       `json:"overdispersion"`
	Widened        bool          `json:"widened"`
	Points         []FunnelPoint `json:"points"` // in the order of the schools
	Apart          []SchoolRef   `json:"apart"`  // schools with a wave here and no number
}

// FunnelPoint is one school in the funnel.
type FunnelPoint struct {
	School  SchoolRef     `json:"school"`
	N       int           `json:"n"`
	Mean    float64       `json:"mean"`
	Inner   Interval      `json:"inner"` // where 19 of 20 schools of this size would be by chance, and the usual differences if Widened
	Outer   Interval      `json:"outer"` // where 499 of 500 would be
	Verdict FunnelVerdict `json:"verdict"`
	// Shrunken is nil under five schools: then the spread between schools is not known well enough.
	Shrunken *ShrunkenMean `json:"shrunken"`
}

// FunnelVerdict says where in the funnel a school is.
type FunnelVerdict string

const (
	// FunnelInside: as is expected of a school of this size.
	FunnelInside FunnelVerdict = "inside"
	// FunnelHigh and FunnelLow: near the edge, which one school in twenty is by chance.
	FunnelHigh FunnelVerdict = "high"
	FunnelLow  FunnelVerdict = "low"
	// FunnelAbove and FunnelBelow: more than chance explains.
	FunnelAbove FunnelVerdict = "above"
	FunnelBelow FunnelVerdict = "below"
)

// ShrunkenMean is a school's mean drawn towards that of all schools by as much as it is uncertain.
type ShrunkenMean struct {
	Mean     float64  `json:"mean"` // one decimal
	Interval Interval `json:"interval"`
	// Reliability is λ, 0 to 1, two decimals: how much the school's own mean counts in it. Under a half the school is not to be
	// held against another one, which Comparable says.
	Reliability float64 `json:"reliability"`
	Comparable  bool    `json:"comparable"`
}

// minFunnel is the least number of schools in a funnel: with two, the middle is just between them.
const minFunnel = 3

// Limits at n answers, inner and outer, from the figures of the view as they are printed. The points have them rounded outward.
func (f *FunnelView) Limits(n int) (inner, outer Interval) {
	funnel, widening := stat.Funnel{Centre: f.Centre, SD: f.SD}, 1.0
	if f.Widened {
		widening = math.Sqrt(f.Overdispersion)
	}
	limits := stat.Interval{Low: 1, High: float64(f.Steps)}
	return Interval(funnel.Limits(n, widening*stat.FunnelInner).Clip(limits)), Interval(funnel.Limits(n, widening*stat.FunnelOuter).Clip(limits))
}

// funnel compares the schools of a view at the query's component. It is nil under three schools with a number.
func (v *OwnerView) funnel(releases map[programme.SchoolID]*Release) (*FunnelView, error) {
	f := &FunnelView{Measure: OverallKey, Points: []FunnelPoint{}, Apart: []SchoolRef{}}
	if c := v.Query.Component; c != "" {
		at := slices.IndexFunc(v.Components, func(h ComponentHead) bool { return h.Key == c })
		if at < 0 {
			return nil, notFound("component " + string(c))
		}
		f.Measure, f.Component, f.Name = ComponentMeasureKey(c), c, v.Components[at].Name
	}
	asked := newestMeasure(releases, f.Measure)
	f.Steps = asked.Steps
	var readings []reading
	for _, school := range v.Schools {
		r := releases[school.School.ID]
		if r == nil {
			continue
		}
		w := sharedWaveOf(r, "")
		if w == nil {
			f.Apart = append(f.Apart, school.School)
			continue
		}
		reading, _, ok := w.reading(asked)
		if !ok || reading.Limit != Exact {
			f.Apart = append(f.Apart, school.School)
			continue
		}
		readings = append(readings, reading)
		f.Points = append(f.Points, FunnelPoint{School: school.School, N: reading.N, Mean: reading.Mean})
	}
	if len(f.Points) < minFunnel {
		return nil, nil
	}
	f.fill(readings)
	return f, nil
}

// newestMeasure is a measure as the release that was closed last asks it.
func newestMeasure(releases map[programme.SchoolID]*Release, key MeasureKey) EditionMeasure {
	var newest *Release
	for _, r := range releases {
		if newest == nil || cmp.Or(cmp.Compare(r.Wave.Closed, newest.Wave.Closed), cmp.Compare(r.Wave.ID, newest.Wave.ID)) > 0 {
			newest = r
		}
	}
	if newest == nil {
		return EditionMeasure{Key: key}
	}
	m, _ := newest.Measure(key)
	return EditionMeasure{Key: key, Kind: m.Kind, Items: m.Items, Steps: m.Steps, Component: m.Component}
}

// fill calculates limits, verdicts and shrunken means.
func (f *FunnelView) fill(schools []reading) {
	f.SD, f.SDSource = withinSchools(schools)
	moments := make([]stat.Moments, len(schools))
	means := make([]stat.Estimate, len(schools))
	for i, r := range schools {
		moments[i] = stat.Moments{N: r.N, Sum: float64(r.N) * r.Mean}
		means[i] = stat.Estimate{Value: r.Mean, SE: f.SD / math.Sqrt(float64(r.N)), DF: math.Inf(1)}
	}
	funnel, _ := stat.NewFunnel(moments, f.SD)
	f.Centre, f.Overdispersion, f.Widened = twoDecimals(funnel.Centre), oneDecimal(funnel.Overdispersion), funnel.Overdispersed()
	for i := range f.Points {
		p := &f.Points[i]
		inner, outer := f.Limits(p.N)
		p.Verdict = funnelVerdict(p.Mean, inner, outer)
		p.Inner, p.Outer = *printed(stat.Interval(inner)), *printed(stat.Interval(outer))
	}
	f.shrink(means)
}

func funnelVerdict(mean float64, inner, outer Interval) FunnelVerdict {
	switch {
	case mean > outer.High:
		return FunnelAbove
	case mean < outer.Low:
		return FunnelBelow
	case mean > inner.High:
		return FunnelHigh
	case mean < inner.Low:
		return FunnelLow
	}
	return FunnelInside
}

// withinSchools pools the printed standard deviations of the schools, √(Σ(n−1)s²/Σ(n−1)), and takes the constant where none is printed.
// Two decimals.
func withinSchools(schools []reading) (sd float64, source string) {
	sum, df := 0.0, 0
	for _, r := range schools {
		if r.SDSource == ownSD {
			sum += float64(r.N-1) * r.SD * r.SD
			df += r.N - 1
		}
	}
	if df > 0 && sum > 0 {
		return twoDecimals(math.Sqrt(sum / float64(df))), "released"
	}
	pooled, _ := stat.PooledSD(schools[0].steps, schools[0].items)
	return twoDecimals(pooled.Value), "pooled:" + pooled.Source
}

// shrink adds the shrunken means, from [stat.MinSchools] schools on.
func (f *FunnelView) shrink(means []stat.Estimate) {
	tau2, ok := stat.PauleMandel(means)
	if !ok {
		return
	}
	for i, s := range stat.Shrink(means, tau2) {
		f.Points[i].Shrunken = &ShrunkenMean{
			Mean: oneDecimal(s.Value), Interval: *printed(s.Interval(stat.Level).Clip(stat.Interval{Low: 1, High: float64(f.Steps)})),
			Reliability: twoDecimals(s.Reliability), Comparable: s.Reliability >= stat.MinPairwise,
		}
	}
}
