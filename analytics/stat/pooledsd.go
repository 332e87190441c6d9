package stat

import "math"

// MinOwnSD is the number of answers from which an interval uses the group's own standard deviation. Under it the
// pooled one covers as well, is narrower for the smallest groups, and tells nothing of how the group answered.
const MinOwnSD = 20

// ReferenceSD is a standard deviation of persons that does not come from the group it is used for.
type ReferenceSD struct {
	Value  float64 // in the units of the scale
	Source string  // where it comes from; printed in the method section
}

// PISA2009Climate labels the standard deviations that [PooledSD] returns.
const PISA2009Climate = "pisa2009-school-climate"

// withinCountry holds, by number of items 1 to 5, the standard deviation of persons as a fraction of the range of the
// scale.
var withinCountry = [...]float64{0.2543, 0.2199, 0.2068, 0.2001, 0.1959}

// PooledSD is the standard deviation that stands in for the group's own under [MinOwnSD] answers, of an item (items =
// 1) or an index of so many items, on a scale of 4, 5 or 6 steps with unit distance. ok is false for other numbers of
// steps and for no items.
//
//	items          1      2      3      4      5 and more
//	of the range   .2543  .2199  .2068  .2001  .1959
//	4 steps        0.76   0.66   0.62   0.60   0.59
//	5 steps        1.02   0.88   0.83   0.80   0.78
//	6 steps        1.27   1.10   1.03   1.00   0.98
//
// What was measured: 66,690 pupils of three countries on the two school climate batteries of the OECD's PISA 2009
// student questionnaire (teacher–pupil relations ST34Q01–05, disciplinary climate ST36Q01–05 reversed; four steps;
// public-use data), the standard deviation pooled within countries. For one item it is the mean over the ten items
// (.232 to .288 of the range); for indices the mean over all subsets of two, three, four and five items within a
// battery, scored by the half rule (at five items .182 and .210). Four steps are carried to five and six by the
// range.
//
// Limits. These are pupils and not staff; within countries and not within schools, so differences between schools are
// in it and it is rather too large than too small. Fewer steps round more coarsely, which again errs on the wide side
// for five and six. Indices of more than five items take the value of five: with more, in particular from several
// constructs, persons lie closer together (the ten items together: .150), so those intervals are too wide. A frozen
// reference of ten schools, made with [WithinSD] and named, replaces this table.
func PooledSD(steps, items int) (sd ReferenceSD, ok bool) {
	if steps < 4 || steps > 6 || items < 1 {
		return ReferenceSD{}, false
	}
	fraction := withinCountry[min(items, len(withinCountry))-1]
	return ReferenceSD{Value: fraction * float64(steps-1), Source: PISA2009Climate}, true
}

// WithinSD is the standard deviation of persons pooled within groups, √(Σ Σ(x−m_j)² / Σ(n_j−1)), and its degrees of
// freedom Σ(n_j−1). Groups of one person add nothing. ok is false if no group has two.
func WithinSD(groups []Moments) (sd float64, df int, ok bool) {
	ss := 0.0
	for _, g := range groups {
		if g.N > 1 {
			ss += g.squaredDeviations()
			df += g.N - 1
		}
	}
	if df == 0 {
		return 0, 0, false
	}
	return math.Sqrt(ss / float64(df)), df, true
}
