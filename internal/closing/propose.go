package closing

import (
	"cmp"
	"slices"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// MostPriorities is how many components a school works on at a time.
const MostPriorities = 3

// A Priority is a component that the school has chosen to work on.
type Priority struct {
	Component programme.ComponentKey `json:"component"`
	Reasons   []Reason               `json:"reasons,omitempty"` // that the figures gave when it was chosen; none for one that people chose without
	Why       string                 `json:"why,omitempty"`     // in the school's own words; may be empty
}

// A Reason is why a component could be a priority.
type Reason string

// The reasons.
const (
	Gap          Reason = "gap"          // staff's answers lie below the target
	Falling      Reason = "falling"      // they have fallen, beyond normal fluctuation
	Flat         Reason = "flat"         // they lie below the target and have not risen
	Spread       Reason = "spread"       // staff answer differently from each other
	Disagreement Reason = "disagreement" // leadership and staff see it differently
)

// Words is the reason as a reader meets it.
func (r Reason) Words() i18n.Sentence { return i18n.Sentence{Key: "closing.reason." + string(r)} }

// A Proposal is what speaks for a component.
type Proposal struct {
	Priority
	Points int // how much; 0 when nothing does
}

// points are what a reason weighs. A gap that is beyond doubt and a fall weigh most: they are about the state itself. That staff answer differently, or see it differently
// from the leadership, says that the school does not know its state, and weighs half of it; so does standing still, which often is no more than too few answers to tell.
var points = map[Reason]int{Gap: 2, Falling: 2, Flat: 1, Spread: 1, Disagreement: 1}

// Propose returns the components that most speaks for, at most [MostPriorities], the weightiest first; people choose, and may choose others. Between components of the
// same weight the larger gap comes first, then the programme's order. It is a function of what it is given: a hidden figure speaks for nothing.
func Propose(view *analytics.SchoolView, conclusions []Conclusion) []Proposal {
	all := slices.DeleteFunc(Weigh(view, conclusions), func(p Proposal) bool { return p.Points == 0 })
	gaps := map[programme.ComponentKey]float64{}
	for _, row := range view.Rows {
		if row.Gap != nil {
			gaps[row.Component] = row.Gap.Value
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(gaps[b.Component], gaps[a.Component]))
	})
	return all[:min(len(all), MostPriorities)]
}

// Weigh returns what speaks for each component of a view, in the order of its rows.
func Weigh(view *analytics.SchoolView, conclusions []Conclusion) []Proposal {
	proposals := make([]Proposal, 0, len(view.Rows))
	for _, row := range view.Rows {
		p := Proposal{Priority: Priority{Component: row.Component, Reasons: reasonsFor(row, conclusions)}}
		for _, r := range p.Reasons {
			p.Points += points[r]
		}
		proposals = append(proposals, p)
	}
	return proposals
}

func reasonsFor(row analytics.Row, conclusions []Conclusion) (reasons []Reason) {
	below := row.Gap != nil && row.Gap.Verdict == stat.TargetNotReached
	if below {
		reasons = append(reasons, Gap)
	}
	switch {
	case fell(row):
		reasons = append(reasons, Falling)
	case below && len(row.Changes) > 0 && !rose(row):
		reasons = append(reasons, Flat)
	}
	if a := row.Agreement; a != nil && (a.Apart || a.Level <= analytics.WeakAgreement) {
		reasons = append(reasons, Spread)
	}
	i := slices.IndexFunc(conclusions, func(c Conclusion) bool { return c.Component == row.Component })
	if i >= 0 && Compare(conclusions[i].Level, row) != NoDifference {
		reasons = append(reasons, Disagreement)
	}
	return reasons
}

// fell says that the figure is lower than the one before, or lower with every wave, beyond normal fluctuation.
func fell(row analytics.Row) bool {
	return len(row.Changes) > 0 && row.Changes[0].Verdict == stat.Worse || row.Trend != nil && row.Trend.Verdict == stat.Worse
}

func rose(row analytics.Row) bool {
	return len(row.Changes) > 0 && row.Changes[0].Verdict == stat.Better || row.Trend != nil && row.Trend.Verdict == stat.Better
}
