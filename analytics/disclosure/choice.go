package disclosure

// Choice is what may be shown of a single or multiple choice over everybody. Its zero value is [Withheld] and carries nothing.
type Choice struct {
	State State `json:"state"`
	// N is the number of people who chose anything.
	N int `json:"n"`
	// Options are the shares of those who chose each option, in the order of the list; From and To of a band are its place. Empty where only
	// N may be shown.
	Options []Band `json:"options,omitempty"`
}

// ShowChoice returns what may be shown of a choice from the numbers of people who chose each option, and of those who chose any. Of a
// single choice the counts add up to n; of a multiple choice (several) each is n at most, and every one of the n is in one of them at least.
//
// It is for everybody together and never for a staff group, so that nothing can be subtracted.
//
// # A single choice
//
// Options have no order, so there are no runs of neighbours to show instead of them: each is a band by itself, under the caps of
// [ShowItem]. An option that all, all but one or all but two chose is "at least" the cap [Cap], and then all others are "at most"
// the rest, as their sum is no more than that. With ten answers or more, and no option at its upper cap, every option is shown in
// whole per cent, as the categories of a scale are: what is left to see is that an option was chosen by few or by none, among
// others of which none has nearly all.
//
// With fewer than ten answers, ShowItem shows three runs at most. So options are shown where there are three or fewer, under their caps, and otherwise
// only n.
//
// # A multiple choice
//
// Each option is a question by itself that is answered yes or no, and both answers can be unanimous. So both caps count, whatever n
// is: shares near all are "at least", shares near none "at most". That is the display of a scale of four steps, with its two bands.
//
// What several options and n tell together: everybody chose something, so the sets of those who chose the options cover everybody, and an
// option that goes with no other is disjoint from the rest. Neither makes a capped share known. Take an option at its upper cap, which
// between them L to n chose, with L ≤ n−2. Let L of them choose it. The other n−L choose a second option: one at its lower cap can have
// as many, as that is how the caps mirror each other; one that is shown as it is has more, of whom the rest choose both. An
// option that excludes others cannot be the second where it has more than n−L, but then the first is not at its cap. Take an option at its lower cap,
// and let two choose it, beside what they chose before; or, if it goes with no other, instead of it: then n−2 are left for the others,
// and none of them needs more, since a share that is shown as it is stays under the upper cap, so under n−2, and one at the cap
// can do with L. So two dissenters are always possible, as for every other figure.
//
// Exact shares may also tell how many options people chose together, for instance that nobody chose two. That is an answer to no question.
//
// Fewer than [FloorMinGroup] answers, or counts that no answers can give, yield the zero value.
func ShowChoice(counts []int, n int, several bool) Choice {
	sum, ok := total(counts)
	if !ok || n < FloorMinGroup || len(counts) < 2 {
		return Choice{}
	}
	if several && sum < n || !several && sum != n {
		return Choice{}
	}
	c := Choice{State: Shown, N: n}
	if !several && n < 10 && len(counts) > 3 {
		return c
	}
	for i, count := range counts {
		if count > n {
			return Choice{}
		}
		c.Options = append(c.Options, capped(Band{From: i + 1, To: i + 1}, count, n))
	}
	if !several && n >= 10 && !anyAtLeast(c.Options) {
		for i, count := range counts {
			c.Options[i].Limit, c.Options[i].Percent = Exactly, percent(count, n)
		}
	}
	return c
}
