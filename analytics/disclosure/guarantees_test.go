package disclosure_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics/disclosure"
)

func pattern(t testing.TB, k int, plan disclosure.Plan, n []int) []disclosure.State {
	t.Helper()
	states, err := plan.Pattern(disclosure.Policy{MinGroup: k}, n)
	if err != nil {
		t.Fatalf("Pattern(%v): %v", n, err)
	}
	return states
}

// headCounts calls visit with every table of 0 to most persons in each atom.
func headCounts(atoms, most int, visit func(n []int)) {
	n := make([]int, atoms)
	for {
		visit(n)
		i := 0
		for i < atoms && n[i] == most {
			n[i] = 0
			i++
		}
		if i == atoms {
			return
		}
		n[i]++
	}
}

// G1 to G4 for every partition of a school into two, three or four groups of up
// to k+2 persons, against a reader who looks at every union and every table.
func TestPartitionGuaranteesByBruteForce(t *testing.T) {
	t.Parallel()
	labels := []string{"a", "b", "c", "d"}
	for _, size := range []struct{ k, parts, most int }{{5, 2, 7}, {7, 2, 9}, {5, 3, 7}, {7, 3, 9}, {5, 4, 5}} {
		t.Run(fmt.Sprintf("k=%d/parts=%d", size.k, size.parts), func(t *testing.T) {
			t.Parallel()
			plan := disclosure.Partition("school", labels[:size.parts]...)
			headCounts(size.parts, size.most, func(n []int) {
				r := reader{k: size.k, plan: plan, states: pattern(t, size.k, plan, n), n: n}
				if err := r.exact(); err != nil {
					t.Fatalf("%v: %v: %v", n, r.states, err)
				}
				if err := r.bounds(); err != nil {
					t.Fatalf("%v: %v: %v", n, r.states, err)
				}
			})
		})
	}
}

// G10 for partitions: no pattern that withholds fewer groups keeps G1 and G2.
func TestPartitionWithholdsNoMoreThanNeeded(t *testing.T) {
	t.Parallel()
	const k, parts, most = 5, 4, 7
	plan := disclosure.Partition("school", "a", "b", "c", "d")
	headCounts(parts, most, func(n []int) {
		got := withheldWithRespondents(plan, pattern(t, k, plan, n), n)
		if best := fewestWithheld(k, n); got > best {
			t.Fatalf("%v: %d groups withheld, %d would do", n, got, best)
		}
	})
}

// fewestWithheld tries every set of parts to withhold, the total shown. What is
// withheld must include the small parts and hold 0 or at least k persons.
func fewestWithheld(k int, n []int) int {
	total, used := 0, 0
	for _, persons := range n {
		total += persons
		if persons > 0 {
			used++
		}
	}
	if total < k {
		return used + min(1, total)
	}
	best := used + 1
	for set := range 1 << len(n) {
		count, persons, small := 0, 0, false
		for i, p := range n {
			switch {
			case set>>i&1 == 1 && p > 0:
				count, persons = count+1, persons+p
			case set>>i&1 == 0 && p > 0 && p < k:
				small = true
			}
		}
		alone := count == 1 // computable from the total and the others
		if !small && !alone && (persons == 0 || persons >= k) {
			best = min(best, count)
		}
	}
	return best
}

func withheldWithRespondents(plan disclosure.Plan, states []disclosure.State, n []int) int {
	withheld := 0
	for i, persons := range plan.Count(n) {
		if states[i] == disclosure.Withheld && persons > 0 {
			withheld++
		}
	}
	return withheld
}

// drawPlan makes plans of any shape: margins of a cross table, nested and
// overlapping groups, atoms that nobody publishes.
func drawPlan(t *rapid.T, most int) disclosure.Plan {
	atoms := rapid.IntRange(1, most).Draw(t, "atoms")
	plan := disclosure.Plan{}
	for a := range atoms {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint("atom ", a)})
	}
	if rapid.Bool().Draw(t, "total") {
		all := make([]int, atoms)
		for a := range all {
			all[a] = a
		}
		plan.Groups = append(plan.Groups, disclosure.Group{Label: "total", Atoms: all})
	}
	for g := range rapid.IntRange(1, 8).Draw(t, "groups") {
		members := rapid.SliceOfNDistinct(rapid.IntRange(0, atoms-1), 1, atoms, rapid.ID).Draw(t, "members")
		slices.Sort(members)
		plan.Groups = append(plan.Groups, disclosure.Group{
			Label: fmt.Sprint("group ", g),
			Level: rapid.IntRange(1, 2).Draw(t, "level"),
			Atoms: members,
		})
	}
	return plan
}

func drawCounts(t *rapid.T, atoms, most int) []int {
	return rapid.SliceOfN(rapid.IntRange(0, most), atoms, atoms).Draw(t, "n")
}

func TestAnyPlanKeepsTheGuarantees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 6)
		k := rapid.IntRange(5, 6).Draw(t, "k")
		n := drawCounts(t, len(plan.Atoms), 7)
		states, err := plan.Pattern(disclosure.Policy{MinGroup: k}, n)
		if err != nil {
			t.Fatal(err)
		}
		for i, persons := range plan.Count(n) {
			if states[i] == disclosure.Shown && persons < k {
				t.Fatalf("group %q of %d is shown", plan.Groups[i].Label, persons)
			}
			if (states[i] == disclosure.NoData) && persons > 0 {
				t.Fatalf("group %q of %d is said to be empty", plan.Groups[i].Label, persons)
			}
		}
		r := reader{k: k, plan: plan, states: states, n: n}
		if err := r.exact(); err != nil {
			t.Fatal(err)
		}
		if err := r.bounds(); err != nil {
			t.Fatal(err)
		}
	})
}

// G10: with no small atom nothing is withheld, in any plan.
func TestNothingSmallNothingWithheld(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 8)
		k := rapid.IntRange(5, 9).Draw(t, "k")
		n := rapid.SliceOfN(rapid.OneOf(rapid.Just(0), rapid.IntRange(k, 40)), len(plan.Atoms), len(plan.Atoms)).Draw(t, "n")
		states, err := plan.Pattern(disclosure.Policy{MinGroup: k}, n)
		if err != nil {
			t.Fatal(err)
		}
		for i, persons := range plan.Count(n) {
			want := disclosure.Shown
			if persons == 0 {
				want = disclosure.NoData
			}
			if states[i] != want {
				t.Fatalf("group %q of %d is %v", plan.Groups[i].Label, persons, states[i])
			}
		}
	})
}

// The pattern follows from sizes and labels: the order in which a plan lists its
// groups changes nothing.
func TestOrderOfGroupsIsIrrelevant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 6)
		n := drawCounts(t, len(plan.Atoms), 9)
		order := rapid.Permutation(plan.Groups).Draw(t, "order")
		policy := disclosure.DefaultPolicy()
		one, err := plan.Pattern(policy, n)
		if err != nil {
			t.Fatal(err)
		}
		other, err := disclosure.Plan{Atoms: plan.Atoms, Groups: order}.Pattern(policy, n)
		if err != nil {
			t.Fatal(err)
		}
		byLabel := map[string]disclosure.State{}
		for i, g := range plan.Groups {
			byLabel[g.Label] = one[i]
		}
		reordered := map[string]disclosure.State{}
		for i, g := range order {
			reordered[g.Label] = other[i]
		}
		if diff := cmp.Diff(byLabel, reordered); diff != "" {
			t.Fatal(diff)
		}
	})
}
