package disclosure_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tilstand/analytics/disclosure"
)

// The second half of G3: how many of a withheld group answered in a category is not known, unless a group around it has nobody there. The judge looks at
// all tables of one category that fit the groups that show theirs; what these do not leave open is known.
func TestWithheldGroupsKeepTheirCounts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 8))
	asked := 0
	for range 60 {
		plan := crossed(2, 2)
		n := make([]int, len(plan.Atoms))
		item := disclosure.Answers{}
		for a := range n {
			n[a] = 1 + random.IntN(9)
			counts := make([]int, 5)
			for range n[a] {
				counts[random.IntN(5)]++
			}
			item.Counts = append(item.Counts, counts)
		}
		item.States = pattern(t, 5, plan, n)
		shown, err := disclosure.Survey{Policy: disclosure.Policy{MinGroup: 5}, Plan: plan, Items: []disclosure.Answers{item}}.Show()
		if err != nil {
			t.Fatal(err)
		}
		for category := range 5 {
			r := reader{plan: plan, states: make([]disclosure.State, len(plan.Groups)), n: make([]int, len(n))}
			for a := range n {
				r.n[a] = item.Counts[a][category]
			}
			for g, d := range shown.Items[0] {
				if d.Categories != nil {
					r.states[g] = disclosure.Shown
				}
			}
			for g, group := range plan.Groups {
				if len(group.Atoms) > 1 || item.States[g] != disclosure.Withheld || !r.somebodyAround(group.Atoms[0]) {
					continue
				}
				asked++
				if values := r.values(group.Atoms[0]); values.low == values.high {
					t.Fatalf("%v: %d of %q answered %d, and that is known", item.Counts, values.low, group.Label, category+1)
				}
			}
		}
	}
	if asked < 200 {
		t.Errorf("only %d counts were asked for: little is tested", asked)
	}
}

// somebodyAround reports whether every shown group around an atom has somebody.
func (r reader) somebodyAround(atom int) bool {
	for g, group := range r.plan.Groups {
		if r.states[g] == disclosure.Shown && slices.Contains(group.Atoms, atom) && r.persons(group.Atoms) == 0 {
			return false
		}
	}
	return true
}

// values are the least and the greatest number in an atom over all tables that fit.
func (r reader) values(atom int) interval {
	in := interval{1 << 20, -1}
	r.tables(r.persons([]int{0, 1, 2, 3})+1, func(n []int) { in = in.and(n[atom]) })
	return in
}
