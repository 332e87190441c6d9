package disclosure

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ErrUnfinished reports an audit that ran out of its budget or could not
// confirm a result. Nothing may be shown then; the plan has too many small atoms
// that overlap. Merge atoms before the wave opens.
var ErrUnfinished = errors.New("disclosure audit did not finish")

// Pattern decides, from the number of respondents in each atom, which groups of
// the plan may be shown. The result has one state per group of the plan.
//
// With R the shown groups and k the minimum group:
//
//   - no group with 1 to k−1 respondents is shown (primary masking; the next line implies it, as a group is a union,
//     too, and the search would find it a round later);
//   - no union of atoms with 1 to k−1 respondents can be computed from R, nor
//     can any withheld small group (secondary masking; guarantees G1 and G2).
//
// The method is the elimination of §3.4 of the specification, after the idea of
// GaussSuppression (Langsrud 2024, doi 10.1007/978-3-031-69651-0_6): groups are
// offered one by one, most valuable first, and one that would complete a small
// form is withheld. Small unions in the result become further protected forms,
// and the elimination is repeated until there is none.
//
// A group without respondents is [NoData] only where readers can see that it is
// empty anyway, see emptyStates.
//
// An invalid policy or plan, or an audit that does not finish, gives an error
// and a pattern in which everything is withheld (G9).
func (p Plan) Pattern(policy Policy, persons []int) ([]State, error) {
	return p.decide(policy, persons, persons, nil)
}

// Refine decides the same for one item or index, from the number of respondents
// in each atom that answered it. base is the result of [Plan.Pattern] for the
// wave: what it withholds stays withheld for every item.
//
// A group that has respondents of whom none answered the item is treated as a
// small one, not as empty: "all of them skipped it" is an answer, too.
func (p Plan) Refine(policy Policy, base []State, persons, answered []int) ([]State, error) {
	if len(base) != len(p.Groups) {
		return withholdAll(len(p.Groups)), fmt.Errorf("%w: %d states for %d groups", ErrPlan, len(base), len(p.Groups))
	}
	if err := p.checkCounts(answered); err != nil {
		return withholdAll(len(p.Groups)), err
	}
	for a := range answered {
		if a < len(persons) && answered[a] > persons[a] {
			return withholdAll(len(p.Groups)), fmt.Errorf("%w: atom %q has more answers than respondents", ErrPlan, p.Atoms[a].Label)
		}
	}
	return p.decide(policy, persons, answered, base)
}

func (p Plan) decide(policy Policy, persons, answered []int, base []State) ([]State, error) {
	nothing := withholdAll(len(p.Groups))
	if err := errors.Join(policy.Validate(), p.Validate()); err != nil {
		return nothing, err
	}
	if err := p.checkCounts(persons); err != nil {
		return nothing, err
	}
	a := newAudit(p, policy.MinGroup, persons, answered, base)
	if err := a.run(); err != nil {
		return nothing, err
	}
	states := make([]State, len(p.Groups))
	for _, c := range a.candidates {
		if c.shown {
			states[c.group] = Shown
		}
	}
	if base != nil {
		keepEmpty(states, base, p.Count(persons))
		return states, nil
	}
	p.emptyStates(states, policy.MinGroup, persons)
	return states, nil
}

// searchSteps bounds the search for small unions: seconds, not minutes.
const searchSteps = 20_000_000

// audit is one run of the gate. Its atoms are those of the plan that hold
// respondents: that an atom is empty is taken to be known to everyone.
type audit struct {
	minGroup   int
	weight     []int // answers in each atom
	candidates []*candidate
	within     [][]int  // by atom: the candidates that hold it
	guards     []*guard // against everybody first, then against some insiders
	kernel     *kernel  // of the last elimination
	steps      int
}

// candidate is a published group with respondents.
type candidate struct {
	group int
	label string
	level int
	atoms []int // in the audit's numbering
	count int   // answers
	shown bool
	never bool // small, or withheld already
}

func newAudit(p Plan, minGroup int, persons, answered []int, base []State) *audit {
	a := &audit{minGroup: minGroup, steps: searchSteps, guards: []*guard{newGuard(everybody)}}
	number := make([]int, len(p.Atoms))
	for i, n := range persons {
		number[i] = -1
		if n > 0 {
			number[i] = len(a.weight)
			a.weight = append(a.weight, answered[i])
		}
	}
	for i, g := range p.Groups {
		c := &candidate{group: i, label: g.Label, level: g.Level}
		for _, atom := range g.Atoms {
			if at := number[atom]; at >= 0 {
				c.atoms = append(c.atoms, at)
				c.count += a.weight[at]
			}
		}
		if len(c.atoms) == 0 {
			continue
		}
		c.never = c.count < minGroup || base != nil && base[i] != Shown
		a.candidates = append(a.candidates, c)
	}
	slices.SortFunc(a.candidates, mostValuable)
	a.within = make([][]int, len(a.weight))
	for i, c := range a.candidates {
		for _, atom := range c.atoms {
			a.within[atom] = append(a.within[atom], i)
		}
		if c.never {
			a.protect(c.atoms)
		}
	}
	return a
}

// mostValuable orders by level, then larger groups first, then label: from
// sizes and labels only, so that the order tells nothing about answers.
func mostValuable(a, b *candidate) int {
	return cmp.Or(
		cmp.Compare(a.level, b.level),
		cmp.Compare(b.count, a.count),
		cmp.Compare(a.label, b.label),
	)
}

// run repeats elimination and checks until they find nothing. Every round protects
// a small union that was computable, of which there are finitely many, or
// withholds one more group for good; so it ends.
func (a *audit) run() error {
	var tables *tables
	for {
		null := a.eliminate()
		leaky, err := a.protectUnions(null)
		if err != nil {
			return err
		}
		if leaky {
			continue
		}
		tables = a.newTables(tables)
		bound, err := a.narrow(null, tables)
		if err != nil {
			return err
		}
		if bound == nil {
			return null.prove(a.shownAtoms())
		}
		a.breakBound(bound)
	}
}

// breakBound withholds for good what elimination gives up to protect a form that
// bounds a head count too narrowly. Protecting the form alone could go on for
// long: a bound has neighbours that are almost as tight.
func (a *audit) breakBound(bound form) {
	var shown []*candidate
	for _, c := range a.candidates {
		if c.shown {
			shown = append(shown, c)
		}
	}
	a.public().protect(bound)
	a.eliminate()
	for _, c := range shown {
		if !c.shown {
			c.never = true
			a.protect(c.atoms)
		}
	}
}

// protectUnions searches what eliminate has marked for small unions, and protects
// those it finds: of fewer than k persons from anyone (G2), and of fewer than k−1
// others from a reader who knows his own row (G4).
//
// The second needs a search only for readers who are alone in their atom. Let i
// share atom a with others, and let R combine with his row to the indicator of a
// set S. Forms in the span of R are constant on atoms, so the combination without
// his row is S with or without i: it is a union of atoms, of |S|−1 to |S|+1 ≤ k−1
// persons, or empty, and the first search has excluded it.
func (a *audit) protectUnions(null nullSpace) (leaky bool, err error) {
	s := newSmallUnions(null.vectors, a.weight, a.minGroup, a.steps)
	unions, err := s.search(a.minGroup)
	if err != nil {
		return false, err
	}
	if len(unions) > 0 {
		a.public().protect(unions...)
		return true, nil
	}
	for own, w := range s.weight {
		if w != 1 {
			continue
		}
		unions, err := s.searchAs(own, a.minGroup-1)
		if err != nil {
			return false, err
		}
		if len(unions) > 0 {
			a.guard(s.small[own]).protect(unions...)
			leaky = true
		}
	}
	return leaky, nil
}

func (a *audit) shownAtoms() [][]int {
	var shown [][]int
	for _, c := range a.candidates {
		if c.shown {
			shown = append(shown, c.atoms)
		}
	}
	return shown
}
