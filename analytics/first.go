package analytics

import (
	"cmp"
	"slices"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
)

// mostLooks is how many components are proposed to be looked at first. With more it would be no proposal.
const mostLooks = 3

// FirstLook is what the figures of a school propose to look at first, and why.
type FirstLook struct {
	Looks []Look `json:"looks"` // at most three, in the order of the proposal
	More  []Look `json:"more"`  // the other components that there is a reason for, in the same order
	// Why says why nothing is proposed; empty where something is.
	Why i18n.Sentence `json:"why"`
}

// Look is a component with the reasons to look at it, at least one.
type Look struct {
	Row     Row      `json:"row"`
	Reasons []Reason `json:"reasons"`
}

// ReasonKind is what kind of reason it is.
type ReasonKind string

const (
	// Below: the target of this phase is not reached, whatever the uncertainty leaves open.
	Below ReasonKind = "below"
	// Falling: the figures have gone down by more than normal fluctuation.
	Falling ReasonKind = "falling"
	// Slow: below the target, and either the pace does not lead to the next one, or a change that would matter can be excluded.
	Slow ReasonKind = "slow"
	// Split: the staff pull in two directions, or answer as if at random.
	Split ReasonKind = "split"
)

// Reason is one of them, in words.
type Reason struct {
	Kind     ReasonKind    `json:"kind"`
	Sentence i18n.Sentence `json:"sentence"`
}

// LookFirst proposes which components to look at first. It is made of what the rows already say and judges nothing anew: a reason counts
// only where it can be told (a target that is not reached whatever the interval leaves open, a decline beyond normal fluctuation in its corrected family,
// answers that lie apart), so a wide interval proposes nothing.
//
// Components with more reasons come first; among equals the one that is surely farther below its target, then the order of the programme. Counting
// is all that is done: weights would need a view of what matters most to pupils, which is the school's to have.
func LookFirst(rows []Row) FirstLook {
	var looks []Look
	for _, row := range rows {
		if reasons := reasonsFor(row); len(reasons) > 0 {
			looks = append(looks, Look{row, reasons})
		}
	}
	slices.SortStableFunc(looks, func(a, b Look) int {
		return cmp.Or(cmp.Compare(len(b.Reasons), len(a.Reasons)), cmp.Compare(surelyMissing(b.Row), surelyMissing(a.Row)))
	})
	if len(looks) == 0 {
		return FirstLook{Why: whyNothing(rows)}
	}
	shown := min(mostLooks, len(looks))
	return FirstLook{Looks: looks[:shown], More: looks[shown:]}
}

// reasonsFor are the reasons to look at a row, in the order in which they are told.
func reasonsFor(row Row) []Reason {
	now, ok := row.Now.Shown()
	if !ok || now.Limit == CountOnly {
		return nil
	}
	var reasons []Reason
	add := func(kind ReasonKind, sentence i18n.Sentence) {
		if sentence.Key != "" {
			reasons = append(reasons, Reason{kind, sentence})
		}
	}
	below := row.Gap != nil && row.Gap.Verdict == stat.TargetNotReached
	if below {
		add(Below, say("results.first.below", "now", now.MeanWords(), "target", *row.Target))
	}
	add(Falling, falling(row))
	if below {
		add(Slow, slow(row))
	}
	switch {
	case row.Agreement == nil:
	case row.Agreement.Apart:
		add(Split, say("results.first.apart"))
	case row.Agreement.Level == LackOfAgreement:
		add(Split, say("results.first.unlike"))
	}
	return reasons
}

// falling says that the figures have gone down, by the trend or else by a change; empty where that cannot be told. A change that the order of the
// answers contradicts is none to build on.
func falling(row Row) i18n.Sentence {
	if row.Trend != nil && row.Trend.Verdict == stat.Worse {
		return andThen(row.Trend.Sentences[0], row.Trend.Sentences[1])
	}
	for _, c := range row.Changes {
		if c.Verdict == stat.Worse && (c.Order == nil || !c.Order.Disagrees) {
			return say("results.first.falling", "phase", insideSentence(c.From.Phase.Name))
		}
	}
	return i18n.Sentence{}
}

// slow says of a row below its target that it does not move there; empty where that cannot be told.
func slow(row Row) i18n.Sentence {
	if row.Trend != nil && row.Trend.Reach != nil && row.Trend.Reach.Verdict == stat.TargetNotReached {
		return row.Trend.Reach.Sentence
	}
	if len(row.Changes) > 0 && row.Changes[0].Verdict == stat.NoRelevantChange {
		return say("results.first.still", "phase", insideSentence(row.Changes[0].From.Phase.Name))
	}
	return i18n.Sentence{}
}

// surelyMissing is what is missing to the target at least, in steps; 0 where that cannot be told.
func surelyMissing(row Row) float64 {
	switch {
	case row.Gap == nil || row.Gap.Verdict != stat.TargetNotReached:
		return 0
	case row.Gap.Bounds != nil:
		return max(0, row.Gap.Bounds.Low)
	case row.Everyone() || row.Gap.Interval == nil:
		return max(0, row.Gap.Value)
	}
	return max(0, row.Gap.Interval.Low)
}

// whyNothing says why the rows give no reason to look at any of them.
func whyNothing(rows []Row) i18n.Sentence {
	var shown, judged, open int
	for _, row := range rows {
		if now, ok := row.Now.Shown(); !ok || now.Limit == CountOnly {
			continue
		}
		shown++
		if row.Gap != nil {
			judged++
			if row.Gap.Verdict == stat.TargetCannotTell {
				open++
			}
		}
	}
	switch {
	case shown == 0:
		return say("results.first.hidden")
	case judged == 0:
		return say("results.first.no_target")
	case open > 0:
		return say("results.first.unclear", "count", open)
	default:
		return say("results.first.reached")
	}
}
