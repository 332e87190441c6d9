package analytics

import (
	"math"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
)

// minTrend is the number of waves from which there is a trend. Of two waves it would be their difference once more.
const minTrend = 3

// Trend is the straight line through a measure's figures of all waves, in course order: one question to all that has been measured, where
// every pair of waves would be a question of its own. Each phase of the course is one step along it.
type Trend struct {
	Waves []int `json:"waves"` // indices in the view's Waves of those that are in it, the last one being now
	// Slope is the change per phase and Interval what normal fluctuation leaves open, at the level of Family; two decimals.
	Slope    float64  `json:"slope"`
	Interval Interval `json:"interval"`
	// Change and ChangeInterval are the same over the whole span, one decimal. They are what is judged.
	Change         float64  `json:"change"`
	ChangeInterval Interval `json:"change_interval"`
	P              float64  `json:"p"`
	Adjusted       float64  `json:"p_adjusted"`
	Family         Family   `json:"family"`
	// Verdict is on Change, by Adjusted and ChangeInterval: stat.JudgeInFamily.
	Verdict stat.Verdict `json:"verdict"`
	// Reach is where the pace leads; nil unless the trend is upward beyond normal fluctuation and a target lies ahead.
	Reach     *Reach           `json:"reach"`
	Sentences [2]i18n.Sentence `json:"sentences"` // which way it goes, and whether that is more than normal fluctuation
}

// Reach holds the line of a trend, drawn on at the same pace, against the target at the end of the course.
type Reach struct {
	Phase    PhaseHead `json:"phase"`
	Target   float64   `json:"target"`
	Value    float64   `json:"value"`    // where the line is then, one decimal
	Interval Interval  `json:"interval"` // of that
	// Verdict: the target would be reached at this pace, would not, or it cannot be told.
	Verdict  stat.TargetVerdict `json:"verdict"`
	Sentence i18n.Sentence      `json:"sentence"`
}

// line is a trend before it is judged.
type line struct {
	comparison // over the whole span
	waves      []int
	x          []float64 // where in the course
	means      []stat.Estimate
}

// line follows a measure through the waves until now. ok is false under [minTrend] figures; where a mean is only bounded
// there is no line, either, since leaving it out would leave out the high ones.
func (a *series) line(m Measure, group string) (l line, ok bool) {
	for wave := 0; wave <= a.now; wave++ {
		if !a.continues(m.Key, wave, a.now) {
			continue
		}
		r, shown := a.reading(m, group, wave)
		if !shown {
			continue
		}
		if r.Limit != Exact {
			return line{}, false
		}
		mean, _ := stat.EstimateMean(r.sample(), stat.Analytic)
		l.waves, l.x, l.means = append(l.waves, wave), append(l.x, a.place(a.heads[wave].Phase)), append(l.means, mean)
	}
	if len(l.waves) < minTrend || l.waves[len(l.waves)-1] != a.now {
		return line{}, false
	}
	slope, ok := stat.LinearTrend(l.x, l.means)
	span := l.span()
	value := oneDecimal(slope.Value * span)
	l.comparison = comparison{
		estimate: stat.Estimate{Value: slope.Value * span, SE: slope.SE * span, DF: slope.DF},
		delta:    a.delta(m.Steps), exact: true, least: value, greatest: value,
	}
	return l, ok && span > 0
}

// place is where in the course a phase is.
func (a *series) place(phase PhaseHead) float64 {
	for i, p := range a.template.Phases {
		if p.Key == phase.Key {
			return float64(i)
		}
	}
	return 0
}

func (l line) span() float64 { return l.x[len(l.x)-1] - l.x[0] }

// trend words a line that has been judged in its family.
func (a *series) trend(l line, row Row, f Family, adjusted float64) *Trend {
	span, interval := l.span(), l.claimed(f, adjusted)
	t := &Trend{
		Waves: l.waves, Slope: twoDecimals(l.estimate.Value / span),
		Interval: Interval(stat.Interval{Low: interval.Low / span, High: interval.High / span}.RoundOut(2)),
		Change:   l.least, ChangeInterval: *printed(interval.Clip(possible(row.Steps))),
		P: l.p(), Adjusted: adjusted, Family: f, Verdict: l.verdict(f, adjusted),
	}
	t.Sentences = [2]i18n.Sentence{trendSentence(len(l.waves), t.Slope), trendClaim(t)}
	if t.Verdict == stat.Better {
		t.Reach = a.reach(l, row)
	}
	return t
}

// reach draws the line on to the last phase that has a target; nil where that is not ahead.
func (a *series) reach(l line, row Row) *Reach {
	if len(row.Path) == 0 {
		return nil
	}
	end := row.Path[len(row.Path)-1]
	at := a.place(end.Phase)
	if at <= l.x[len(l.x)-1] {
		return nil
	}
	height, _ := stat.LineAt(l.x, l.means, at)
	ends := scaleOf(row.Steps)
	limits := stat.Interval{Low: ends.Min, High: ends.Max}
	r := &Reach{
		Phase: end.Phase, Target: end.Level, Value: oneDecimal(math.Min(height.Value, ends.Max)),
		Interval: *printed(height.Interval(stat.Level).Clip(limits)),
	}
	r.Verdict = stat.JudgeTarget(stat.Interval(r.Interval), r.Target)
	r.Sentence = reachSentence(r)
	return r
}
