package analytics

import (
	"fmt"

	"tilstand/analytics/disclosure"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// Breakdown says which groups of a wave figures are made for, and how many people they have: a publication plan with head counts.
type Breakdown struct {
	// Plan has everybody as its first group. Its labels are the keys of a release's atoms and groups.
	Plan disclosure.Plan
	// HeadCounts are the people invited, by atom; nil where they are not known. Then no finite population is corrected for, there are no
	// response rates, and the head counts in the release are 0.
	HeadCounts []int
	// Names are what the groups are called, by group; it may be shorter than the groups, and a name may be nil.
	Names []i18n.Text

	numbers []int // the atoms' group numbers in the tally
}

// AtomResponse is what one person answered, and the atom of a [Breakdown] that the person belongs to.
type AtomResponse struct {
	Atom  int
	Codes []int8 // one per variable of the instrument, in their order; see surveys.Variable
}

// NewBreakdown checks that a plan can be one: it is valid, its first group is everybody, and every atom has a head count, unless
// none is known. The error
// wraps disclosure.ErrPlan.
func NewBreakdown(plan disclosure.Plan, headCounts []int, names []i18n.Text) (Breakdown, error) {
	b := Breakdown{Plan: plan, HeadCounts: headCounts, Names: names}
	for atom := range plan.Atoms {
		b.numbers = append(b.numbers, atom+1)
	}
	return b, b.validate()
}

func (b Breakdown) validate() error {
	if err := b.Plan.Validate(); err != nil {
		return err
	}
	switch atoms := len(b.Plan.Atoms); {
	case len(b.Plan.Groups[0].Atoms) != atoms:
		return fmt.Errorf("%w: the first group has to be everybody", disclosure.ErrPlan)
	case b.counted() && len(b.HeadCounts) != atoms, len(b.numbers) != atoms:
		return fmt.Errorf("%w: %d head counts for %d atoms; use NewBreakdown", disclosure.ErrPlan, len(b.HeadCounts), atoms)
	case len(b.Names) > len(b.Plan.Groups):
		return fmt.Errorf("%w: %d names for %d groups", disclosure.ErrPlan, len(b.Names), len(b.Plan.Groups))
	}
	return nil
}

// breakdownOf is that of a wave: the school and its staff groups.
func breakdownOf(w surveys.Wave) Breakdown {
	if len(w.Groups) == 0 {
		return Breakdown{Plan: disclosure.Partition(TotalGroup), HeadCounts: []int{w.HeadCount}, numbers: []int{0}}
	}
	b := Breakdown{Names: []i18n.Text{nil}}
	var parts []string
	for _, group := range w.Groups {
		parts = append(parts, group.Key)
		b.HeadCounts = append(b.HeadCounts, group.HeadCount)
		b.Names = append(b.Names, group.Name)
		b.numbers = append(b.numbers, int(group.Number))
	}
	b.Plan = disclosure.Partition(TotalGroup, parts...)
	return b
}

// counted reports whether it is known how many people were invited.
func (b Breakdown) counted() bool { return b.HeadCounts != nil }

// atoms are the plan's, as a release has them.
func (b Breakdown) atoms() []Atom {
	atoms := make([]Atom, len(b.Plan.Atoms))
	for i, a := range b.Plan.Atoms {
		atoms[i] = Atom{Key: a.Label}
		if b.counted() {
			atoms[i].HeadCount = b.HeadCounts[i]
		}
	}
	return atoms
}

// headCount is the number of people invited of a group; 0 where it is not known.
func (b Breakdown) headCount(group int) int {
	if !b.counted() {
		return 0
	}
	n := 0
	for _, atom := range b.Plan.Groups[group].Atoms {
		n += b.HeadCounts[atom]
	}
	return n
}

// highest is the greatest group number of the atoms.
func (b Breakdown) highest() int {
	n := 0
	for _, number := range b.numbers {
		n = max(n, number)
	}
	return n
}
