package disclosure

import (
	"fmt"
	"slices"
)

// Survey is what the people of a plan answered: items, and indices that are means of items. It is what [Survey.Show] decides on,
// and it is raw: it stays inside the gate.
type Survey struct {
	Policy Policy
	Plan   Plan
	// States is the pattern of the numbers of respondents by group ([Plan.Pattern]); nil where no more is told than with items and indices.
	States  []State
	Items   []Answers
	Indices []Scores
}

// Answers are those to one item.
type Answers struct {
	// States is the item's pattern by group ([Plan.Refine]).
	States []State
	// Counts are the answers per category, lowest code first, by atom; reversed items after reversal.
	Counts [][]int
}

// Scores are those on one index.
type Scores struct {
	// Items are the places of the index's items in Survey.Items.
	Items []int
	// States is the index's pattern by group.
	States []State
	// Groups are the index's figures by group. Index.Items is not used.
	Groups []Index
}

// Showing is what may be shown of a survey.
type Showing struct {
	Items   [][]Display // by item and group
	Indices [][]Mean    // by index and group
	// Twins are, by item, surveys that are shown in the same way: a few persons' answers to the item that are others. Where groups are many they are all
	// that was found, so that who checks what is shown does not have to look for them again; elsewhere there are none. They are raw, as the survey is.
	Twins [][][]Turn
}

// Turn is one person's answer that is another one in a twin: categories by their places, 0 the lowest.
type Turn struct{ Atom, From, To int }

// Show returns what may be shown of all items and indices in all groups together.
//
// Readers add and subtract: the school minus its groups is one more group, an index minus its other items is one item, and bounds add up,
// too. To forbid every combination that could ever tell something would hide most of what a small staff has to know. So the
// question is asked the other way round, of each thing that must not be learnt: is there a twin? A twin is a survey that would be
// shown in exactly the same way, figure by figure, and in which the thing is not so. Where one exists, nobody can conclude it from what is
// shown, however he adds and subtracts, because everything he can calculate comes out the same for both.
//
// What must not be learnt (G5 and the second half of G3): that all, or all but one, of the people of an atom answered an item in the same
// band; and of a group that is withheld, how many answered in a category. As a group that is of one mind consists of atoms
// that are, atoms are enough for the first. They are not for the second: of two atoms it can be known together what is not of each. A reader who is one of
// the respondents knows his own answers, to all items at once: so where a twin leaves nobody of an atom with an answer, there must be another in which somebody has it, and so
// on with the answers that the other takes away from the same person.
//
// Shown first is what each item may show by itself ([Plan.ShowItems]) and each index ([ShowIndex]). Where a twin is wanting, figures
// give way until there is one, the least valuable first: single items in smaller groups, then indices there, then the index of everybody,
// which becomes a range. A figure that gave way in vain comes back. Where groups are many, what gives way is what the cheapest twin shows in (see
// surface.keepCheaply and surface.keepCounts), and respondents are looked after in the second half of G3, too.
//
// Twins are looked for among surveys that differ in a few answers: one person's answer to an item moves out of the band,
// mostly exchanged with somebody's of another atom, and the same two exchange another item of the index the other way, so that all
// sums stay. Where there is none of these, and groups are few, it is looked for among all that the item's answers can be by what is shown of the item itself, combined with what
// another item's can be (variants.go). A twin that is not found, or not in time, is taken not to exist. Standard deviations of index scores are not compared: who of
// an atom gave which two answers is not shown, and pairing them differently changes a standard deviation as far as its last decimal needs.
//
// The error wraps [ErrPlan]; nothing may be shown then.
func (s Survey) Show() (Showing, error) {
	if err := s.check(); err != nil {
		return Showing{}, err
	}
	shown := Showing{Items: make([][]Display, len(s.Items)), Indices: make([][]Mean, len(s.Indices))}
	for i, item := range s.Items {
		var err error
		if shown.Items[i], err = s.show(item); err != nil {
			return Showing{}, fmt.Errorf("item %d: %w", i, err)
		}
	}
	for x, index := range s.Indices {
		shown.Indices[x] = make([]Mean, len(s.Plan.Groups))
		for g, state := range index.States {
			if state == Shown {
				shown.Indices[x][g] = ShowIndex(s.Policy, index.Groups[g])
			}
		}
	}
	f := newSurface(s, shown)
	f.settle()
	shown.Twins = f.twins
	return shown, nil
}

// manyGroups is the number of groups above which the cheapest twin decides what gives way: to ask of each figure whether it could stay would take
// hours.
const manyGroups = 40

func (s Survey) many() bool { return len(s.Plan.Groups) > manyGroups }

// show is what an item may show by itself: in all groups together, or where they are many in each.
func (s Survey) show(item Answers) ([]Display, error) {
	if !s.many() {
		return s.Plan.ShowItems(item.States, item.Counts)
	}
	displays := make([]Display, len(s.Plan.Groups))
	for g, group := range s.Plan.Groups {
		if item.States[g] == Shown {
			displays[g] = ShowItem(sumOf(group.Atoms, item.Counts))
		}
	}
	return displays, nil
}

func (s Survey) check() error {
	if err := s.Plan.Validate(); err != nil {
		return err
	}
	if s.States != nil && len(s.States) != len(s.Plan.Groups) {
		return fmt.Errorf("%w: %d states for %d groups", ErrPlan, len(s.States), len(s.Plan.Groups))
	}
	for i, item := range s.Items {
		if err := s.Plan.checkItem(item.States, item.Counts); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	for x, index := range s.Indices {
		unknown := slices.ContainsFunc(index.Items, func(i int) bool { return i < 0 || i >= len(s.Items) })
		if unknown || len(index.States) != len(s.Plan.Groups) || len(index.Groups) != len(s.Plan.Groups) {
			return fmt.Errorf("%w: index %d does not fit the plan and the items", ErrPlan, x)
		}
	}
	return nil
}
