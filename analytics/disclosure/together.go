package disclosure

import (
	"fmt"
	"slices"
)

// ShowItems returns what may be shown of one item in every group of the plan, such
// that it is safe together: counts holds the answers per category of each atom,
// states the item's pattern ([Plan.Refine]).
//
// [ShowItem] looks at one group. But a group that says "at least 75 %" is, to the
// last answer, its school minus the other groups; and two caps at opposite ends,
// "at least 60 % low" in one group and "at least 60 % high" in the other, leave
// the school's exact share only one way to come about. So where groups lie inside
// each other or overlap, a group is shown in full or with its number of answers
// only, the more valuable ones first:
//
//   - A group that ShowItem caps keeps its number of answers only. The exception
//     is a group with no more valuable one around it, such as the school: it shows
//     its caps, and everything inside keeps its number of answers only.
//   - The others are offered to an elimination as in [Plan.Pattern]. Protected are
//     the capped and the withheld groups, and every union of atoms, group or not,
//     with at most two answers outside one band. A group that would complete one of
//     them keeps its number of answers only.
//
// Withheld groups are not touched and none is made: those states depend on
// numbers of respondents alone. That the method is known does no harm: by full
// enumeration of small schools no release lets even a reader who inverts it, and
// subtracts his own answer, conclude on unanimity.
//
// On an error nothing may be shown, and all displays are empty.
func (p Plan) ShowItems(states []State, counts [][]int) ([]Display, error) {
	if err := p.checkItem(states, counts); err != nil {
		return make([]Display, len(p.Groups)), err
	}
	displays := make([]Display, len(p.Groups))
	for i, g := range p.Groups {
		if states[i] == Shown {
			displays[i] = ShowItem(sumOf(g.Atoms, counts))
		}
	}
	a := newItemAudit(p, displays, counts)
	tops := a.giveWay(displays)
	if err := a.keepCaps(dissent(counts)); err != nil {
		return make([]Display, len(p.Groups)), err
	}
	for _, c := range a.candidates {
		if d := &displays[c.group]; d.State == Shown && !c.shown && !slices.Contains(tops, c) {
			*d = Display{State: Shown, N: d.N}
		}
	}
	return displays, nil
}

// full reports whether the display has figures that readers can subtract.
func (d Display) full() bool {
	return d.Mean.State == MeanValue && !anyAtLeast(d.Bands)
}

func (p Plan) checkItem(states []State, counts [][]int) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if len(states) != len(p.Groups) || len(counts) != len(p.Atoms) {
		return fmt.Errorf("%w: %d states and %d rows of counts for %d groups and %d atoms",
			ErrPlan, len(states), len(counts), len(p.Groups), len(p.Atoms))
	}
	for a, row := range counts {
		if _, ok := total(row); !ok || len(row) != len(counts[0]) {
			return fmt.Errorf("%w: the counts of atom %q are negative, or for another scale", ErrPlan, p.Atoms[a].Label)
		}
	}
	return nil
}

// newItemAudit is an audit in which the groups shown in full are candidates and
// all others with answers are protected.
func newItemAudit(p Plan, displays []Display, counts [][]int) *audit {
	answers := make([]int, len(counts))
	for a, row := range counts {
		answers[a], _ = total(row)
	}
	inFull := make([]State, len(displays))
	for i, d := range displays {
		if d.full() {
			inFull[i] = Shown
		}
	}
	return newAudit(p, 0, answers, answers, inFull)
}

// giveWay returns the capped groups with no more valuable one around them, and
// withholds what overlaps them.
func (a *audit) giveWay(displays []Display) (tops []*candidate) {
	for i, c := range a.candidates {
		d := displays[c.group]
		if d.State != Shown || d.full() || a.overlapsEarlier(i, displays) {
			continue
		}
		tops = append(tops, c)
		for _, later := range a.candidates[i+1:] {
			if !later.never && overlap(later.atoms, c.atoms) {
				later.never = true
				a.protect(later.atoms)
			}
		}
	}
	return tops
}

func (a *audit) overlapsEarlier(i int, displays []Display) bool {
	return slices.ContainsFunc(a.candidates[:i], func(earlier *candidate) bool {
		return displays[earlier.group].State == Shown && overlap(earlier.atoms, a.candidates[i].atoms)
	})
}

// keepCaps marks the groups that can be shown in full. outside has, for each band,
// the answers outside it by atom.
func (a *audit) keepCaps(outside [][]int) error {
	const alike = 3 // 0, 1 and 2 dissenters must look alike
	for {
		null := a.eliminate()
		var unions []form
		for _, dissenters := range outside {
			found, err := newSmallUnions(null.vectors, dissenters, alike, a.steps).search(alike)
			if err != nil {
				return err
			}
			unions = append(unions, found...)
		}
		if len(unions) == 0 {
			return null.prove(a.shownAtoms())
		}
		a.public().protect(unions...)
	}
}

// dissent returns, for each band, the answers outside it by atom; atoms without
// answers are left out, as in an audit.
func dissent(counts [][]int) [][]int {
	s, ok := scaleOf(len(counts[0]))
	if !ok {
		return nil
	}
	outside := make([][]int, len(s.ends))
	for _, row := range counts {
		n, _ := total(row)
		if n == 0 {
			continue
		}
		from := 0
		for b, to := range s.ends {
			inside, _ := total(row[from:to])
			outside[b] = append(outside[b], n-inside)
			from = to
		}
	}
	return outside
}

func sumOf(atoms []int, counts [][]int) []int {
	sum := make([]int, len(counts[0]))
	for _, a := range atoms {
		for c, n := range counts[a] {
			sum[c] += n
		}
	}
	return sum
}
