package disclosure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics/disclosure"
)

// narrowPlan has a withheld group that no equation gives and whole numbers bound: with a persons in the first atom of n = {a, b, b, d}, and a + b and
// 2b + d shown, a is at least a + b − (2b + d)/2, and at most a + b.
func narrowPlan() disclosure.Plan {
	return disclosure.Plan{
		Atoms: []disclosure.Atom{{Label: "a"}, {Label: "b"}, {Label: "c"}, {Label: "d"}, {Label: "e"}},
		Groups: []disclosure.Group{
			{Label: "all", Atoms: []int{0, 1, 2, 3, 4}},
			{Label: "a and b", Level: 1, Atoms: []int{0, 1}},
			{Label: "a and c", Level: 1, Atoms: []int{0, 2}},
			{Label: "b to d", Level: 1, Atoms: []int{1, 2, 3}},
			{Label: "a", Level: 2, Atoms: []int{0}},
		},
	}
}

// G3: a withheld group is known to no less than k persons: one less, and a group around it goes.
func TestWidthIsTheMinimumGroup(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		n    []int
		want []disclosure.State
	}{
		// a + b = 7, and 2b + d = 14: a is 0 to 7.
		{"seven wide", []int{5, 2, 2, 10, 40}, []disclosure.State{s, s, s, s, w}},
		// With 2b + d = 12 it is 1 to 7; one of the groups around it gives way.
		{"six wide", []int{5, 2, 2, 8, 40}, []disclosure.State{s, w, s, s, w}},
	} {
		if diff := cmp.Diff(tt.want, pattern(t, 7, narrowPlan(), tt.n)); diff != "" {
			t.Errorf("%s: states (- want, + got):\n%s", tt.name, diff)
		}
	}
}

// The same for any numbers, held against all tables.
func TestNarrowGroupsKeepTheGuarantees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(5, 6).Draw(t, "k")
		a, b := rapid.IntRange(2, k-1).Draw(t, "a"), rapid.IntRange(1, 3).Draw(t, "b")
		around := rapid.IntRange(2*k-4, 2*k+1).Draw(t, "b to d")
		n := []int{a, b, b, max(1, around-2*b), rapid.IntRange(k, 2*k).Draw(t, "e")}
		plan := narrowPlan()
		plan.Groups = plan.Groups[rapid.IntRange(0, 1).Draw(t, "all"):]
		states, err := plan.Pattern(disclosure.Policy{MinGroup: k}, n)
		if err != nil {
			t.Fatal(err)
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
