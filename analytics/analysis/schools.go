package analysis

import (
	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// Schools compares the units in one measure and wave, without ranking them.
type Schools struct {
	Measure analytics.MeasureKey `json:"measure"`
	Wave    string               `json:"wave"`
	State   State                `json:"state"`
	Reason  string               `json:"reason,omitempty"`

	Units    int      `json:"units"`
	N        int      `json:"n"`
	Centre   *float64 `json:"centre"`    // mean over persons
	WithinSD *float64 `json:"within_sd"` // of persons, pooled within units
	WithinDF *int     `json:"within_df"`

	ANOVA      *ANOVA      `json:"anova"`
	Components *Components `json:"variance_components"`

	Overdispersion  *float64 `json:"overdispersion"` // φ, winsorised
	Overdispersed   bool     `json:"overdispersed"`  // above 1 by more than chance
	PauleMandel     *float64 `json:"tau2_paule_mandel"`
	DerSimonian     *float64 `json:"tau2_dersimonian_laird"`
	Tau2            *float64 `json:"tau2"` // that the units are shrunken with
	Tau2Source      string   `json:"tau2_source,omitempty"`
	ShrinkageReason string   `json:"shrinkage_reason,omitempty"` // why units are not shrunken

	PerUnit []School `json:"per_unit"`
}

// ANOVA is the analysis of variance between and within units.
type ANOVA struct {
	MSBetween *float64 `json:"ms_between"`
	MSWithin  *float64 `json:"ms_within"`
	Size      *float64 `json:"n0"` // the size of a unit that counts where sizes differ
	ICC1      *float64 `json:"icc1"`
	ICC2      *float64 `json:"icc2"`
}

// Components are the variances by restricted maximum likelihood.
type Components struct {
	Between *float64 `json:"between"`
	Within  *float64 `json:"within"`
	ICC     *float64 `json:"icc"`
}

// School is a unit beside the others. Limits are those that a unit of its size stays within by chance.
type School struct {
	Unit         string         `json:"unit"`
	Owner        string         `json:"owner,omitempty"`
	N            int            `json:"n"`
	Mean         *float64       `json:"mean"`
	Z            *float64       `json:"z"`            // standardised deviation from the centre
	Inner        *stat.Interval `json:"limits_1_96"`  // 1 of 20 is outside by chance
	Outer        *stat.Interval `json:"limits_3_09"`  // 1 of 500
	WidenedInner *stat.Interval `json:"widened_1_96"` // by √φ, if the units are overdispersed
	WidenedOuter *stat.Interval `json:"widened_3_09"`
	RandomInner  *stat.Interval `json:"random_1_96"` // by τ²
	RandomOuter  *stat.Interval `json:"random_3_09"`

	Shrunken *Shrunken `json:"shrunken"`
}

// Shrunken is a unit's mean drawn towards that of all as far as it is unreliable.
type Shrunken struct {
	Mean        *float64       `json:"mean"`
	SE          *float64       `json:"se"`
	Interval    *stat.Interval `json:"interval"`
	Reliability *float64       `json:"lambda"`
	// Comparable: reliable enough to be set beside another unit's.
	Comparable bool `json:"comparable"`
}

// The reasons of comparisons that are refused.
const (
	tooFewUnits     = "fewer than two units with answers"
	noSpreadWithin  = "there is no spread within units"
	tooFewForTau2   = "too few units to estimate the variance between them, and the reference has none"
	tau2Estimated   = "paule-mandel"
	tau2OfReference = "reference"
)

func (d *Dataset) schools() []Schools {
	all := []Schools{}
	if d.options.Unit == "" {
		return all
	}
	for _, wave := range d.waveScopes() {
		for m, measure := range d.questions.measures {
			if measure.scored() {
				all = append(all, d.schoolsIn(m, wave))
			}
		}
	}
	return all
}

func (d *Dataset) schoolsIn(m, wave int) Schools {
	s := Schools{Measure: d.questions.measures[m].Key, Wave: d.waves.name(wave), State: Value, PerUnit: []School{}}
	var moments []stat.Moments
	for _, unit := range d.units.sorted() {
		one := d.subject(m, scope{unit, wave, 0}).moments
		if one.N == 0 {
			continue
		}
		school := School{Unit: d.units.name(unit), N: one.N, Mean: number(one.Mean())}
		if owner, ok := d.ownerOf[unit]; ok {
			school.Owner = d.owners.name(owner)
		}
		s.PerUnit, moments = append(s.PerUnit, school), append(moments, one)
		s.N += one.N
	}
	s.Units = len(moments)
	if s.Units < 2 {
		s.State, s.Reason = Refused, tooFewUnits
		return s
	}
	sd, df, ok := stat.WithinSD(moments)
	if !ok || sd == 0 {
		s.State, s.Reason = Refused, noSpreadWithin
		return s
	}
	s.WithinSD, s.WithinDF = number(sd), &df
	s.variances(moments)
	means := knownErrors(moments, sd)
	s.between(means, d, m)
	if funnel, ok := stat.NewFunnel(moments, sd); ok {
		s.funnel(funnel)
	}
	s.shrink(means)
	return s
}

func (s *Schools) variances(moments []stat.Moments) {
	if a, ok := stat.AnalyseVariance(moments); ok {
		s.ANOVA = &ANOVA{number(a.Between), number(a.Within), number(a.Size), number(a.ICC1()), number(a.ICC2())}
	}
	if c, ok := stat.VarianceComponents(moments); ok {
		s.Components = &Components{number(c.Between), number(c.Within), number(c.ICC())}
	}
}

// knownErrors are the units' means with the pooled standard deviation: with their own, small units with little spread would
// weigh most.
func knownErrors(moments []stat.Moments, sd float64) []stat.Estimate {
	means := make([]stat.Estimate, len(moments))
	for i, m := range moments {
		means[i], _ = stat.EstimateMean(stat.Sample{Moments: m, KnownSD: sd}, stat.Analytic)
	}
	return means
}

// between settles the variance between units: estimated where there are enough of them, else that of the reference.
func (s *Schools) between(means []stat.Estimate, d *Dataset, m int) {
	s.DerSimonian = numberIf(stat.DerSimonianLaird(means))
	s.PauleMandel = numberIf(stat.PauleMandel(means))
	known, ok := d.options.Reference.of(d.questions.measures[m])
	switch {
	case s.PauleMandel != nil:
		s.Tau2, s.Tau2Source = s.PauleMandel, tau2Estimated
	case ok && known.Tau2 != nil:
		s.Tau2, s.Tau2Source = known.Tau2, tau2OfReference
	default:
		s.ShrinkageReason = tooFewForTau2
	}
}

func (s *Schools) funnel(f stat.Funnel) {
	s.Centre, s.Overdispersion, s.Overdispersed = number(f.Centre), number(f.Overdispersion), f.Overdispersed()
	for i := range s.PerUnit {
		u := &s.PerUnit[i]
		u.Z = number(f.Z(*u.Mean, u.N))
		u.Inner, u.Outer = interval(f.Limits(u.N, stat.FunnelInner), true), interval(f.Limits(u.N, stat.FunnelOuter), true)
		u.WidenedInner, u.WidenedOuter = interval(f.WidenedLimits(u.N, stat.FunnelInner), true), interval(f.WidenedLimits(u.N, stat.FunnelOuter), true)
		if s.Tau2 != nil {
			u.RandomInner = interval(f.RandomEffectsLimits(u.N, stat.FunnelInner, *s.Tau2), true)
			u.RandomOuter = interval(f.RandomEffectsLimits(u.N, stat.FunnelOuter, *s.Tau2), true)
		}
	}
}

func (s *Schools) shrink(means []stat.Estimate) {
	if s.Tau2 == nil {
		return
	}
	for i, one := range stat.Shrink(means, *s.Tau2) {
		s.PerUnit[i].Shrunken = &Shrunken{
			Mean: number(one.Value), SE: number(one.SE), Interval: interval(one.Interval(stat.Level), true),
			Reliability: number(one.Reliability), Comparable: one.Reliability >= stat.MinPairwise,
		}
	}
}
