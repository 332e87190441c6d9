package analytics

import (
	"math"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
)

// Words for what is judged, and for what stands beside it.

// claimSentence says whether a change is more than normal fluctuation.
func claimSentence(c Change) i18n.Sentence {
	same := c.Limit == Exact && c.Difference == 0
	return claim(c.Verdict, beyond(c.Adjusted), same)
}

// claim words a verdict. Beyond fluctuation and yet undecided is a change of which it is open whether it is large enough to matter.
func claim(v stat.Verdict, beyond, same bool) i18n.Sentence {
	switch {
	case v == stat.Better:
		return say("results.finding.better")
	case v == stat.Worse:
		return say("results.finding.worse")
	case v == stat.NoRelevantChange:
		return say("results.finding.unchanged")
	case beyond:
		return say("results.finding.small")
	case same:
		return say("results.finding.same")
	default:
		return say("results.finding.unclear")
	}
}

// trendSentence says which way a line goes.
func trendSentence(waves int, slope float64) i18n.Sentence {
	switch size := math.Abs(slope); {
	case size < 0.05:
		return say("results.trend.flat", "waves", numeral(waves))
	case slope > 0:
		return say("results.trend.up", "waves", numeral(waves), "slope", size)
	default:
		return say("results.trend.down", "waves", numeral(waves), "slope", size)
	}
}

// trendClaim says whether it is more than normal fluctuation.
func trendClaim(t *Trend) i18n.Sentence {
	flat := math.Abs(t.Slope) < 0.05
	switch {
	case t.Verdict == stat.Better || t.Verdict == stat.Worse:
		return say("results.trend.certain")
	case flat && t.Verdict == stat.CannotTell && !beyond(t.Adjusted):
		return say("results.trend.flat_unclear")
	}
	return claim(t.Verdict, beyond(t.Adjusted), false)
}

// reachSentence says where a pace leads.
func reachSentence(r *Reach) i18n.Sentence {
	phase := insideSentence(r.Phase.Name)
	switch r.Verdict {
	case stat.TargetReached:
		return say("results.reach.yes", "phase", phase, "target", r.Target)
	case stat.TargetNotReached:
		return say("results.reach.no", "phase", phase, "target", r.Target)
	default:
		return say("results.reach.unclear", "phase", phase, "target", r.Target)
	}
}

// Words is the family as it stands under a table; empty for a single comparison.
func (f Family) Words() i18n.Sentence {
	switch f.Method {
	case HolmFamily:
		return say("results.family.holm", "size", numeral(f.Size))
	case BrowsingFamily:
		return say("results.family.browsing", "size", numeral(f.Size))
	default:
		return i18n.Sentence{}
	}
}

// numeral is a whole number as it stands in a sentence: a word up to twelve.
func numeral(n int) any {
	switch n {
	case 2:
		return say("results.numeral.two")
	case 3:
		return say("results.numeral.three")
	case 4:
		return say("results.numeral.four")
	case 5:
		return say("results.numeral.five")
	case 6:
		return say("results.numeral.six")
	case 7:
		return say("results.numeral.seven")
	case 8:
		return say("results.numeral.eight")
	case 9:
		return say("results.numeral.nine")
	case 10:
		return say("results.numeral.ten")
	case 11:
		return say("results.numeral.eleven")
	case 12:
		return say("results.numeral.twelve")
	}
	return n
}

// Words is what the order of the answers says of a change.
func (o Order) Words() i18n.Sentence {
	said := say("results.order.is", "of", int(math.Round(100*o.Superiority)))
	if o.Interval != nil {
		said = say("results.order.interval", "of", int(math.Round(100*o.Superiority)),
			"from", int(math.Round(100*o.Interval.Low)), "to", int(math.Round(100*o.Interval.High)))
	}
	if o.Disagrees {
		return andThen(said, say("results.order.disagrees"))
	}
	return said
}

// Words is what those who are not in a figure could change about it.
func (s Silent) Words() i18n.Sentence {
	if s.Step == 0 {
		return say("results.silent.little", "count", s.People, "low", s.Bounds.Low, "high", s.Bounds.High)
	}
	return say("results.silent.step", "count", s.People, "step", s.Step, "low", s.Bounds.Low, "high", s.Bounds.High)
}

// AgreementWords is how alike the staff answer to the row's measure now, or why that cannot be said. It is empty where there is no figure
// at all, which says so itself.
func (r Row) AgreementWords() i18n.Sentence {
	now, ok := r.Now.Shown()
	switch {
	case !ok || now.Limit == CountOnly:
		return i18n.Sentence{}
	case r.Agreement != nil && r.Agreement.Apart:
		return andThen(say("results.agreement.sentence", "level", r.Agreement.Level.Words()), say("results.agreement.apart"))
	case r.Agreement != nil:
		return say("results.agreement.sentence", "level", r.Agreement.Level.Words())
	case now.N < minCategories:
		return say("results.agreement.few")
	default:
		return say("results.agreement.withheld")
	}
}

// minCategories is the number of answers from which they can be shown per step (disclosure.ShowItem).
const minCategories = 10

// Words is the upper part of the scale among those who answered, and among the whole staff.
func (s TopShare) Words(everyone bool) i18n.Sentence {
	if everyone {
		return say("results.top.everyone", "percent", s.Percent, "from", s.From)
	}
	return say("results.top.staff", "percent", s.Percent, "from", s.From, "low", int(s.Staff.Low), "high", int(s.Staff.High))
}

// Words are the direction over the waves and the size of it: "… +0.17 per phase, −0.02 to +0.36".
func (t Trend) Words(p i18n.Printer) string {
	return p.T("results.trend.size", "slope", p.Signed(t.Slope, 2), "low", p.Signed(t.Interval.Low, 2), "high", p.Signed(t.Interval.High, 2))
}
