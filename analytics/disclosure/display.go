package disclosure

// Display is what may be shown of one item in one group. Its zero value is
// [Withheld] and carries nothing.
//
// Everything in it follows from the numbers of answers per category by the rule
// of §3.6 of the specification. Nothing else about the item in that group may be
// shown: no count, no further decimal, no order of groups by unrounded values.
type Display struct {
	State State `json:"state"`
	// N is the number of answers to the item in the group.
	N int `json:"n"`
	// Bands are the shares of two or three runs of neighbouring categories, from
	// the low end of the scale. Empty for a scale of other than 4 to 6 steps: of
	// such an item only N is shown.
	Bands []Band `json:"bands,omitempty"`
	// Mean is the mean of the codes 1, 2, … steps.
	Mean Mean `json:"mean"`
	// Categories are the shares in whole per cent from the first category to the
	// last, or nil where only bands may be shown.
	Categories []int `json:"categories,omitempty"`
	// SDAllowed: the group's own standard deviation, and an interval made from it,
	// may be shown.
	SDAllowed bool `json:"sdAllowed"`
	// IntervalAllowed: an interval around the mean may be shown. Unless SDAllowed,
	// it has to come from a standard deviation that is not the group's own.
	IntervalAllowed bool `json:"intervalAllowed"`
}

// ShowItem returns what may be shown of one item in one group that its pattern
// allows to be shown, from the number of answers in each category, lowest code
// first. Answers outside the scale ("don't know") are not counted.
//
// The rule, by the number of answers n (§3.6 of the specification):
//
//  1. Bands: for 4 steps 1–2 and 3–4, for 5 steps 1–2, 3 and 4–5, for 6 steps 1–2,
//     3–4 and 5–6. A share of at least the cap c is shown as "at least c", one of
//     at most 100−c as "at most 100−c", so that n, n−1 and n−2 of n look alike.
//     See [Cap].
//  2. Mean, to one decimal; but "high" from the most extreme mean that two
//     dissenters allow, one of them at the far end, "low" in the mirror, and
//     "middle" whenever the middle band is at its cap.
//  3. If n is 10 or more and no band is at its upper cap, every category in whole
//     per cent, the standard deviation and its interval. Readers see in the bands
//     whether that is so; the step itself tells them nothing.
//
// Four steps have no middle answer, so their bands are the two sides. Bands 1,
// 2–3, 4 would leave the sides without a cap: with everyone in 3 or 4, nothing
// would keep the figures from saying so.
//
// Fewer than [FloorMinGroup] answers, or a negative count, give the zero value.
func ShowItem(counts []int) Display {
	n, ok := total(counts)
	if !ok || n < FloorMinGroup {
		return Display{}
	}
	d := Display{State: Shown, N: n}
	s, ok := scaleOf(len(counts))
	if !ok {
		return d
	}
	d.Bands = s.show(counts, n)
	d.Mean = s.showMean(float64(weighted(counts))/float64(n), n, d.Bands)
	d.IntervalAllowed = d.Mean.State == MeanValue
	if n >= 10 && !anyAtLeast(d.Bands) {
		d.Categories = percents(counts, n)
		d.SDAllowed = true
	}
	return d
}

// total adds the counts up; ok is false if one is negative.
func total(counts []int) (n int, ok bool) {
	for _, c := range counts {
		if c < 0 {
			return 0, false
		}
		n += c
	}
	return n, true
}

// weighted is the sum of the codes 1, 2, … over all answers.
func weighted(counts []int) int {
	sum := 0
	for i, c := range counts {
		sum += (i + 1) * c
	}
	return sum
}

func percents(counts []int, n int) []int {
	p := make([]int, len(counts))
	for i, c := range counts {
		p[i] = percent(c, n)
	}
	return p
}

// percent is 100·count/n, rounded half up.
func percent(count, n int) int { return (200*count + n) / (2 * n) }
