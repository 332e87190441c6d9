package disclosure

import "math"

// Index is the mean of several items in one group, with what is shown beside it.
type Index struct {
	// Steps is the number of steps of the items' common scale, 4 to 6.
	Steps int
	// Mean is the index on that scale: the mean over scored persons of the mean of
	// the items they answered.
	Mean float64
	// Scored is the number of persons in the mean.
	Scored int
	// ItemWise says that Mean is the mean of the items' means, and not of persons' scores: see [ItemWise].
	ItemWise bool
	// Complete and Partial are the numbers of respondents who answered all of the
	// items, and some but not all of them.
	Complete, Partial int
	// Items are the displays of the index's items in the same group, all of them,
	// reversed items after reversal, if items are published for the group at all;
	// with the zero value for an item that is withheld there. Nil if the plan
	// publishes only the index for this group.
	Items []Display
}

// ShowIndex returns what may be shown of the mean of an index in one group that
// its pattern allows to be shown.
//
// Rule 2 of [ShowItem] holds on the index scale. It is more than enough to keep
// the index by itself from telling anything about one item, as the other items
// share the distance from the end of the scale. But an index shown beside its
// items is a sum shown beside its terms, and readers subtract:
//
//   - If one item says only "high", the index and the others would say how high.
//     So the index has a number only if the mean of every item has one; this is
//     seen in the items, and tells nothing new. With two items that is the usual
//     loss, with more it is the same rule.
//   - If persons left items out, the index minus the items is the answer of those
//     persons: with two items and one such person, exactly. So with 1 to k−1 of
//     them the index has a number only where its own rounding, ±0.05·n, is as wide
//     as the scale: from n = 5·(steps−1). This depends on numbers of answers alone.
//
// Otherwise the index is a [MeanRange]: the bounds that readers can work out from
// the items, rounded outwards. Its width is the price of showing the items.
//
// A policy that is not valid, fewer scored persons than its minimum group, or a
// scale that is not shown, give the zero value.
func ShowIndex(policy Policy, x Index) Mean {
	s, ok := scaleOf(x.Steps)
	if !ok || policy.Validate() != nil || x.Scored < policy.MinGroup || x.contradictory() {
		return Mean{}
	}
	if x.Items != nil && !(x.allNumeric() && x.gapsHidden(policy)) {
		return x.bounds(s)
	}
	return s.cutExtremes(x.Mean, x.Scored)
}

// contradictory numbers come from a fault in the caller: nothing is shown then.
func (x Index) contradictory() bool {
	return math.IsNaN(x.Mean) || x.Mean < 1 || x.Mean > float64(x.Steps) ||
		x.Complete < 0 || x.Partial < 0 ||
		x.Complete > x.Scored || x.Scored > x.Complete+x.Partial
}

func (x Index) allNumeric() bool {
	for _, item := range x.Items {
		if item.Mean.State != MeanValue {
			return false
		}
	}
	return true
}

// ItemWise reports whether an index is to be taken over its items' means rather than over persons' scores: where some persons, fewer than the
// minimum group, left items out, and the rounding of the index is too fine to cover what they did answer. The two differ by what those
// few would have added, a few hundredths of a step; and the second, beside the items, would tell it. It depends on numbers of answers alone.
func ItemWise(policy Policy, x Index) bool { return !x.gapsHidden(policy) }

// gapsHidden reports whether the answers of those who left items out stay hidden
// when index and items are shown together.
//
// Let p have answered r of m items. In m·n·index − Σ item sums, complete persons
// cancel; p adds (m−r) times the own mean if scored, which takes r ≥ m/2, and −r
// times it if not, when r < m/2. Either way the span of what p can add is at most
// m/2·(steps−1). The index is rounded to ±0.05, the difference to ±0.05·m·n.
func (x Index) gapsHidden(policy Policy) bool {
	return x.Partial == 0 || x.Partial >= policy.MinGroup || x.Scored >= 5*(x.Steps-1)
}

// bounds works out the least and greatest index that the items allow.
func (x Index) bounds(s scale) Mean {
	least, greatest := 1.0, float64(s.steps)
	var low, high float64 // sums over complete persons, all items
	for _, item := range x.Items {
		l, h := x.itemSum(item, least, greatest)
		low, high = low+l, high+h
	}
	items, scored := float64(len(x.Items)), float64(x.Scored)
	gaps := scored - float64(x.Complete)
	low = (low/items + gaps*least) / scored
	high = (high/items + gaps*greatest) / scored
	const doubt = 1e-9
	return Mean{
		State: MeanRange,
		Low:   inTenths(max(10, int(math.Floor(10*low+doubt)))),
		High:  inTenths(min(10*s.steps, int(math.Ceil(10*high-doubt)))),
	}
}

// itemSum bounds the sum of one item over the complete persons. Of an item that is
// withheld only the scale is known.
func (x Index) itemSum(item Display, least, greatest float64) (low, high float64) {
	complete := float64(x.Complete)
	low, high = complete*least, complete*greatest
	if item.Mean.State == MeanWithheld || item.N < x.Complete {
		return low, high
	}
	meanLow, meanHigh := item.Mean.Low, item.Mean.High
	if item.Mean.State == MeanValue { // before rounding
		meanLow, meanHigh = meanLow-0.05, meanHigh+0.05
	}
	n, others := float64(item.N), float64(item.N-x.Complete) // others left some item out
	return max(low, n*meanLow-others*greatest), min(high, n*meanHigh-others*least)
}
