package stat

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// The two limits of a funnel plot, as multiples of the standard error: 1 of 20 schools is outside the inner and 1 of
// 500 outside the outer ones by chance.
const (
	FunnelInner = 1.96
	FunnelOuter = 3.09
)

// Funnel compares schools of different sizes without ranking them: each mean is plotted against n, and only those
// outside the limits differ from the rest by more than chance. Source: Spiegelhalter 2005, doi 10.1002/sim.1970.
type Funnel struct {
	Centre float64 // μ₀, the mean over persons of all schools
	SD     float64 // s_w, of persons within schools

	// Overdispersion is φ, the mean of the squared standardised deviations z of the schools, those beyond the lowest
	// and highest tenth drawn in to it. About 1 if schools differ by chance alone.
	Overdispersion float64
	Schools        int
}

// winsorised is the share of schools drawn in at each end before their dispersion is measured, so that it is that of
// the bulk and a few truly different schools do not hide themselves.
const winsorised = 0.1

// NewFunnel takes the schools' moments and the standard deviation within schools, from [WithinSD] over many schools
// or a named reference: estimated per school it would make the limits erratic. Schools without answers do not take
// part. ok is false under two schools. It panics if sd is not positive.
func NewFunnel(schools []Moments, sd float64) (f Funnel, ok bool) {
	if !(sd > 0) {
		panic(fmt.Sprintf("stat: standard deviation %v within schools is not positive", sd))
	}
	var all Moments
	for _, s := range schools {
		all = all.Merge(s)
	}
	f.Centre, f.SD = all.Mean(), sd
	var z []float64
	for _, s := range schools {
		if s.N > 0 {
			z = append(z, f.Z(s.Mean(), s.N))
		}
	}
	f.Schools = len(z)
	if f.Schools < 2 {
		return Funnel{}, false
	}
	f.Overdispersion = dispersion(z)
	return f, true
}

// dispersion is the mean of z², winsorised.
func dispersion(z []float64) float64 {
	slices.Sort(z)
	low, high := sortedQuantile(z, winsorised), sortedQuantile(z, 1-winsorised)
	sum := 0.0
	for _, x := range z {
		x = math.Min(math.Max(x, low), high)
		sum += x * x
	}
	return sum / float64(len(z))
}

// sortedQuantile interpolates between the order statistics around 1 + (n−1)p, R's type 7.
func sortedQuantile(sorted []float64, p float64) float64 {
	h := float64(len(sorted)-1) * p
	i := int(h)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

// Z is the standardised deviation of a mean of n answers from the centre.
func (f Funnel) Z(mean float64, n int) float64 {
	return (mean - f.Centre) * math.Sqrt(float64(n)) / f.SD
}

// Limits at n answers are μ₀ ± z·s_w/√n, with z [FunnelInner] or [FunnelOuter].
func (f Funnel) Limits(n int, z float64) Interval {
	return f.around(z * f.SD / math.Sqrt(float64(n)))
}

// Overdispersed reports whether φ is above 1 by more than chance: Kφ beyond the 95 % point of chi-squared with K
// degrees of freedom. Drawing in the ends makes φ smaller, so the test is on the cautious side.
func (f Funnel) Overdispersed() bool {
	k := float64(f.Schools)
	return k*f.Overdispersion > distuv.ChiSquared{K: k}.Quantile(0.95)
}

// WidenedLimits are [Funnel.Limits] with z·√φ if the schools are overdispersed, so that schools stand out from the
// usual differences between schools and not from sampling alone. Source: Spiegelhalter 2005, Quality and Safety in
// Health Care 14:347.
func (f Funnel) WidenedLimits(n int, z float64) Interval {
	if f.Overdispersed() {
		z *= math.Sqrt(f.Overdispersion)
	}
	return f.Limits(n, z)
}

// RandomEffectsLimits are μ₀ ± z·√(τ² + s_w²/n), the additive way to allow for the usual differences between schools,
// τ² from [PauleMandel]. They do not close in on the centre as n grows, and so suit owners with very large schools.
func (f Funnel) RandomEffectsLimits(n int, z, tau2 float64) Interval {
	return f.around(z * math.Sqrt(tau2+f.SD*f.SD/float64(n)))
}

func (f Funnel) around(half float64) Interval {
	return Interval{Low: f.Centre - half, High: f.Centre + half}
}
