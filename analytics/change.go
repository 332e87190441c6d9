package analytics

import (
	"math"

	"tilstand/analytics/stat"
)

// A reading is a released figure with what is needed to calculate with it: everything below works on what a reader has in
// hand, so that he can redo it, and so that nothing can be learnt from a gap or a change that the release does not say.
type reading struct {
	Estimate
	headCount int
	steps     int
	items     int
}

// everyone reports whether all who were asked answered.
func (r reading) everyone() bool { return r.headCount > 0 && r.N >= r.headCount }

// bounds are the least and the greatest that the mean can be; both are the mean where it is known.
func (r reading) bounds() stat.Interval {
	if r.Bounds != nil {
		return stat.Interval(*r.Bounds)
	}
	return stat.Interval{Low: r.Mean, High: r.Mean}
}

// sample restores the sample that the released mean and standard deviation describe. A mean that is only bounded comes
// without one; to say what follows from the bounds, it borrows the pooled one.
func (r reading) sample() stat.Sample {
	n := float64(r.N)
	s := stat.Sample{Moments: stat.Moments{N: r.N, Sum: n * r.Mean}, Population: r.headCount}
	switch {
	case r.SDSource == ownSD:
		s.Moments.SumSquares = n*r.Mean*r.Mean + (n-1)*r.SD*r.SD
	case r.SD > 0:
		s.KnownSD = r.SD
	default:
		pooled, _ := stat.PooledSD(r.steps, r.items)
		s.KnownSD = pooled.Value
	}
	return s
}

// gap holds a figure against a target. Where the mean is only bounded, the interval runs from the lower limit at the least
// to the upper limit at the greatest: "at least 4.6" can reach a target, and cannot miss one.
//
// Where everybody answered, only the digits that are not printed are uncertain, and the printed interval, which rounding has widened, would
// call a mean one tenth off its target undecided. So there the means that print alike are judged instead, and when the target is
// among them the school is about at its target.
func gap(r reading, target float64) *Gap {
	g := &Gap{Value: oneDecimal(target - r.Mean), Limit: Exact}
	if r.Limit == Exact {
		interval := stat.Interval(*r.Interval)
		_, missing := stat.Gap(r.Mean, interval, target)
		g.Interval = &Interval{oneDecimal(missing.Low), oneDecimal(missing.High)}
		if r.everyone() {
			interval = r.alike()
		}
		g.Verdict = stat.JudgeTarget(interval, target)
		if r.everyone() && g.Verdict == stat.TargetCannotTell {
			g.Verdict = stat.TargetAbout
		}
		return g
	}
	bounds := r.bounds()
	_, missing := stat.Gap(r.Mean, bounds, target)
	g.Limit, g.Bounds = opposite(r.Limit), &Interval{oneDecimal(missing.Low), oneDecimal(missing.High)}
	g.Verdict = stat.JudgeTarget(stat.Interval{Low: r.intervalAt(bounds.Low).Low, High: r.intervalAt(bounds.High).High}, target)
	return g
}

// opposite is how target − mean is to be read.
func opposite(l Limit) Limit {
	switch l {
	case AtLeast:
		return AtMost
	case AtMost:
		return AtLeast
	}
	return l
}

// intervalAt is the printed interval if the mean were x.
func (r reading) intervalAt(x float64) stat.Interval {
	r.Mean = x
	interval, _ := stat.MeanInterval(r.sample(), scaleOf(r.steps), stat.Descriptive, stat.Level)
	return interval.RoundOut(1)
}

// compare holds two figures of one series against each other. The caller judges it in its family.
//
// The released means have one decimal. Rounding adds 0.04 to the standard error of their difference, which the outward
// rounding of the limits more than covers; so it is left out, and the reader's own calculation agrees with ours.
func compare(earlier, now reading, delta float64) comparison {
	c := comparison{estimate: welch(earlier, now, stat.Analytic), delta: delta, exact: earlier.Limit == Exact && now.Limit == Exact}
	a, b := earlier.bounds(), now.bounds()
	c.least, c.greatest = oneDecimal(b.Low-a.High), oneDecimal(b.High-a.Low)
	return c
}

// change words a comparison of two figures that has been judged. The caller fills in From, First and Sentences.
func (c comparison) change(earlier, now reading, f Family, adjusted float64) Change {
	out := Change{Limit: Between, Bounds: &Interval{c.least, c.greatest}, P: c.p(), Adjusted: adjusted, Family: f, Verdict: c.verdict(f, adjusted)}
	if c.exact {
		out.Limit, out.Bounds, out.Difference = Exact, nil, c.least
		out.Staff = printed(welch(earlier, now, stat.Descriptive).Interval(stat.Level).Clip(possible(now.steps)))
		out.Claim = printed(c.claimed(f, adjusted).Clip(possible(now.steps)))
		// Printed digits are rounded up here for the reason that limits are rounded outward.
		out.Detectable = roundUp(c.estimate.DetectableAt(f.Level))
	}
	return out
}

// roundUp to one decimal.
func roundUp(x float64) float64 { return math.Ceil(x*10-1e-9) / 10 }

// welch is the difference of the means as released, with its standard error.
func welch(earlier, now reading, inf stat.Inference) stat.Estimate {
	a, _ := stat.EstimateMean(earlier.sample(), inf)
	b, _ := stat.EstimateMean(now.sample(), inf)
	return stat.Difference(a, b)
}

// possible are the differences there can be on a scale.
func possible(steps int) stat.Interval {
	widest := scaleOf(steps).Range()
	return stat.Interval{Low: -widest, High: widest}
}

// oneDecimal removes the dust of subtracting decimals: 3.8 − 3.4 is 0.4.
func oneDecimal(x float64) float64 { return math.Round(x*10) / 10 }
