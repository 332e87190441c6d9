package disclosure_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"tilstand/analytics/disclosure"
)

// crossed is a two-way table with all its margins.
func crossed(rows, columns int) disclosure.Plan {
	var plan disclosure.Plan
	group := func(level int, label string, in func(r, c int) bool) {
		g := disclosure.Group{Label: label, Level: level}
		for a := range rows * columns {
			if in(a/columns, a%columns) {
				g.Atoms = append(g.Atoms, a)
			}
		}
		plan.Groups = append(plan.Groups, g)
	}
	group(0, "total", func(int, int) bool { return true })
	for r := range rows {
		group(1, fmt.Sprint("row ", r), func(row, _ int) bool { return row == r })
	}
	for c := range columns {
		group(1, fmt.Sprint("column ", c), func(_, column int) bool { return column == c })
	}
	for r := range rows {
		for c := range columns {
			plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(r, c)})
			group(2, fmt.Sprint("cell ", r, c), func(row, column int) bool { return row == r && column == c })
		}
	}
	return plan
}

// G10: over random tables with margins, at most 1.25 times as many groups are
// withheld as by the best pattern, which is found by trying them all.
func TestWithholdsAtMostAQuarterMoreThanTheBest(t *testing.T) {
	t.Parallel()
	const k = 5
	for _, size := range []struct{ rows, columns, most, tables int }{
		{2, 2, 8, 60}, {2, 2, 12, 60}, {2, 3, 8, 60}, {2, 3, 14, 60}, {3, 3, 16, 12},
	} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, 7))
			plan := crossed(size.rows, size.columns)
			ours, best := 0, 0
			for range size.tables {
				n := make([]int, len(plan.Atoms))
				for a := range n {
					n[a] = random.IntN(size.most)
				}
				states := pattern(t, k, plan, n)
				withheld := withheldWithRespondents(plan, states, n)
				ours, best = ours+withheld, best+fewestSafe(k, plan, states, n, withheld)
			}
			t.Logf("%d groups withheld, %d would do", ours, best)
			if 4*ours > 5*best {
				t.Errorf("%d groups withheld, %d would do", ours, best)
			}
		})
	}
}

// The same for groups that overlap in any way, nested or not, with atoms that are published nowhere, beside a total.
func TestWithholdsAtMostAQuarterMoreWhereGroupsOverlap(t *testing.T) {
	t.Parallel()
	const k = 5
	random := rand.New(rand.NewPCG(17, 3))
	ours, best := 0, 0
	for range 150 {
		atoms := 3 + random.IntN(2)
		plan := disclosure.Plan{Groups: []disclosure.Group{{Label: "total"}}}
		var n []int
		for a := range atoms {
			plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(a)})
			plan.Groups[0].Atoms = append(plan.Groups[0].Atoms, a)
			n = append(n, random.IntN(9))
		}
		for set := 1; set < 1<<atoms-1; set++ {
			if random.IntN(3) > 0 || len(plan.Groups) > 6 {
				continue
			}
			g := disclosure.Group{Label: fmt.Sprint("set ", set), Level: 1 + random.IntN(2)}
			for a := range atoms {
				if set>>a&1 == 1 {
					g.Atoms = append(g.Atoms, a)
				}
			}
			plan.Groups = append(plan.Groups, g)
		}
		states := pattern(t, k, plan, n)
		withheld := withheldWithRespondents(plan, states, n)
		ours, best = ours+withheld, best+fewestSafe(k, plan, states, n, withheld)
	}
	t.Logf("%d groups withheld, %d would do", ours, best)
	if best == 0 || 4*ours > 5*best {
		t.Errorf("%d groups withheld, %d would do", ours, best)
	}
}

// fewestSafe is the least number of groups to withhold so that the reader finds
// nothing; enough is a number that is known to do.
func fewestSafe(k int, plan disclosure.Plan, states []disclosure.State, n []int, enough int) int {
	small, empty := 0, 0
	for g, persons := range plan.Count(n) {
		switch {
		case persons == 0:
			empty |= 1 << g
		case persons < k:
			small |= 1 << g
		}
	}
	fewest := enough
	for set := range 1 << len(plan.Groups) {
		if set&empty != 0 || set&small != small || bits.OnesCount(uint(set)) >= fewest {
			continue
		}
		r := reader{k: k, plan: plan, n: n, states: make([]disclosure.State, len(plan.Groups))}
		for g := range r.states {
			switch {
			case empty>>g&1 == 1:
				r.states[g] = states[g]
			case set>>g&1 == 0:
				r.states[g] = disclosure.Shown
			}
		}
		if r.exact() == nil && r.bounds() == nil {
			fewest = bits.OnesCount(uint(set))
		}
	}
	return fewest
}
