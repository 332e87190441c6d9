package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tilstand/analytics/disclosure"
)

// The second half of G3: how many of a withheld group, of one atom or of several, answered in a category is not known, unless every atom of it is in a shown group
// that has nobody there. The judge looks at all tables of one category that fit the groups that show theirs; what these do not leave open is known.
func TestWithheldGroupsKeepTheirCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plan  disclosure.Plan
		show  func(disclosure.Survey) (disclosure.Showing, error)
		asked int
	}{
		"few groups":  {crossed(2, 2), disclosure.Survey.Show, 300},
		"overlapping": {withPairs(crossed(2, 3)), disclosure.Survey.Show, 1000},
		"many groups": {withPairs(crossed(2, 3)), func(s disclosure.Survey) (disclosure.Showing, error) { return showManyfold(t, s) }, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random, asked := rand.New(rand.NewPCG(3, 8)), 0
			for range 60 {
				item := anyAnswers(t, random, c.plan)
				shown, err := c.show(disclosure.Survey{Policy: disclosure.Policy{MinGroup: 5}, Plan: c.plan, Items: []disclosure.Answers{item}})
				if err != nil {
					t.Fatal(err)
				}
				for category := range 5 {
					j := judgeCounts(c.plan, item, shown.Items[0], category)
					asked += j.asked
					if j.known != "" {
						t.Fatalf("%v: answer %d: %s", item.Counts, category+1, j.known)
					}
				}
			}
			if asked < c.asked {
				t.Errorf("only %d counts were asked for: little is tested", asked)
			}
		})
	}
}

// withPairs adds every two neighbouring atoms of a table as a group.
func withPairs(plan disclosure.Plan) disclosure.Plan {
	for a := range len(plan.Atoms) - 1 {
		plan.Groups = append(plan.Groups, disclosure.Group{Label: fmt.Sprint("pair ", a), Level: 2, Atoms: []int{a, a + 1}})
	}
	return plan
}

// anyAnswers are those of some people to an item on five steps.
func anyAnswers(t *testing.T, random *rand.Rand, plan disclosure.Plan) (item disclosure.Answers) {
	t.Helper()
	n := make([]int, len(plan.Atoms))
	for a := range n {
		n[a] = 1 + random.IntN(9)
		counts := make([]int, 5)
		for range n[a] {
			counts[random.IntN(5)]++
		}
		item.Counts = append(item.Counts, counts)
	}
	item.States = pattern(t, 5, plan, n)
	return item
}

type countsJudge struct {
	asked int
	known string // what must not be
}

// judgeCounts asks of every withheld group whether its number in a category is known to everybody.
func judgeCounts(plan disclosure.Plan, item disclosure.Answers, shown []disclosure.Display, category int) (j countsJudge) {
	r := reader{plan: plan, states: make([]disclosure.State, len(plan.Groups)), n: make([]int, len(plan.Atoms))}
	for a := range r.n {
		r.n[a] = item.Counts[a][category]
	}
	nobody := make([]bool, len(plan.Atoms))
	for g, d := range shown {
		if d.Categories == nil {
			continue
		}
		r.states[g] = disclosure.Shown
		for _, a := range plan.Groups[g].Atoms {
			nobody[a] = nobody[a] || r.persons(plan.Groups[g].Atoms) == 0
		}
	}
	numbers := make([]interval, len(plan.Groups))
	for g := range numbers {
		numbers[g] = interval{1 << 20, -1}
	}
	r.tables(r.persons(plan.Groups[0].Atoms)+1, func(n []int) {
		for g, group := range plan.Groups {
			sum := 0
			for _, a := range group.Atoms {
				sum += n[a]
			}
			numbers[g] = numbers[g].and(sum)
		}
	})
	for g, group := range plan.Groups {
		if item.States[g] != disclosure.Withheld || !slices.ContainsFunc(group.Atoms, func(a int) bool { return !nobody[a] }) {
			continue
		}
		if j.asked++; numbers[g].low == numbers[g].high {
			j.known = fmt.Sprintf("%d of %q, and that is known", numbers[g].low, group.Label)
		}
	}
	return j
}
