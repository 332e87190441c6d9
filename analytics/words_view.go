package analytics

import (
	"math"

	"tilstand/internal/i18n"
)

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
