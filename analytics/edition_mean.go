package analytics

import (
	"math"

	"tilstand/analytics/stat"
)

// together is the mean over all people of several schools, from their released figures as printed:
//
//	m = Σ N_h m_h / ΣN_h,  Var = Σ (N_h/N)² Var(m_h),  t with Σ(n_h − 1) degrees of freedom
//
// ([stat.StratifiedMean]). A school whose mean is only bounded counts with the least and with the greatest it can be, and a school without a
// printed standard deviation with the pooled one. If both ends round to the same decimal, that is the mean; else it is a range.
func together(schools []reading) Estimate {
	e := Estimate{Limit: Exact}
	for _, r := range schools {
		e.N += r.N
	}
	steps := schools[0].steps
	low, high := stratified(schools, stat.Descriptive, lowest), stratified(schools, stat.Descriptive, highest)
	e.Mean = oneDecimal(low.Value)
	if e.Mean != oneDecimal(high.Value) {
		bounds := stat.Interval{Low: low.Value, High: high.Value}.Clip(stat.Interval(Interval{1, float64(steps)}))
		e.Limit, e.Mean, e.Bounds = Between, oneDecimal((low.Value+high.Value)/2), printed(bounds)
		return e
	}
	e.Interval = spanning(low, high, steps)
	e.Claim = spanning(stratified(schools, stat.Analytic, lowest), stratified(schools, stat.Analytic, highest), steps)
	return e
}

func lowest(r reading) float64  { return r.bounds().Low }
func highest(r reading) float64 { return r.bounds().High }

// stratified takes every school's mean at the same end of its bounds.
func stratified(schools []reading, inf stat.Inference, end func(reading) float64) stat.Estimate {
	strata := make([]stat.Stratum, len(schools))
	for i, r := range schools {
		mean, _ := stat.EstimateMean(r.withMean(end(r)).sample(), inf)
		strata[i] = stat.Stratum{Mean: mean, Population: r.headCount}
	}
	mean, _ := stat.StratifiedMean(strata)
	return mean
}

// spanning is the printed interval from the lower limit at one end to the upper limit at the other. As a school's, it reaches at least
// over all means that print alike: at full response everywhere that is all there is to it.
func spanning(low, high stat.Estimate, steps int) *Interval {
	return printed(stat.Interval{
		Low:  math.Min(low.Interval(stat.Level).Low, low.Value-halfDecimal),
		High: math.Max(high.Interval(stat.Level).High, high.Value+halfDecimal),
	}.Clip(stat.Interval{Low: 1, High: float64(steps)}))
}
