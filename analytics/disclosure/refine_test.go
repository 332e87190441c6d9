package disclosure_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics/disclosure"
)

func TestRefine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name              string
		persons, answered []int
		wave, item        []disclosure.State
	}{
		{"all answered", []int{9, 8, 12}, []int{9, 8, 12},
			[]disclosure.State{s, s, s, s}, []disclosure.State{s, s, s, s}},
		{"one group skipped much", []int{9, 8, 12}, []int{9, 6, 12},
			[]disclosure.State{s, s, s, s}, []disclosure.State{s, w, w, s}},
		{"a whole group skipped: that is an answer, not an empty group", []int{9, 8, 12}, []int{9, 0, 12},
			[]disclosure.State{s, s, s, s}, []disclosure.State{s, w, w, s}},
		{"withheld in the wave stays withheld, though the total of the item is the third group", []int{3, 8, 9}, []int{0, 8, 9},
			[]disclosure.State{s, w, w, s}, []disclosure.State{s, w, w, s}},
		{"a group told to be empty stays so", []int{0, 9, 8}, []int{0, 9, 6},
			[]disclosure.State{s, e, s, s}, []disclosure.State{s, e, w, w}},
		{"nobody answered", []int{9, 8, 12}, []int{0, 0, 0},
			[]disclosure.State{s, s, s, s}, []disclosure.State{w, w, w, w}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := disclosure.Partition("school", "a", "b", "c")
			wave := pattern(t, 7, plan, test.persons)
			if diff := cmp.Diff(test.wave, wave); diff != "" {
				t.Fatalf("wave (-want +got):\n%s", diff)
			}
			item, err := plan.Refine(disclosure.DefaultPolicy(), wave, test.persons, test.answered)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.item, item); diff != "" {
				t.Errorf("item (-want +got):\n%s", diff)
			}
		})
	}
}

// What everybody answered may be shown wherever the number of respondents may: nothing has to be decided anew.
func TestRefineOfWhatEverybodyAnswered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 6)
		policy := disclosure.Policy{MinGroup: 5}
		persons := drawCounts(t, len(plan.Atoms), 9)
		wave, err := plan.Pattern(policy, persons)
		if err != nil {
			t.Fatal(err)
		}
		item, err := plan.Refine(policy, wave, persons, persons)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wave, item); diff != "" {
			t.Errorf("item (-want +got):\n%s", diff)
		}
	})
}

// G1 to G4 hold among the answers to an item, and nothing withheld in the wave is
// shown. The reader may not use that an atom gave no answer: he does not know.
func TestRefineKeepsTheGuarantees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 5)
		policy := disclosure.Policy{MinGroup: 5}
		persons := drawCounts(t, len(plan.Atoms), 7)
		answered := make([]int, len(persons))
		for a := range answered {
			answered[a] = rapid.IntRange(0, persons[a]).Draw(t, "answered")
		}
		wave, err := plan.Pattern(policy, persons)
		if err != nil {
			t.Fatal(err)
		}
		item, err := plan.Refine(policy, wave, persons, answered)
		if err != nil {
			t.Fatal(err)
		}
		for g := range item {
			if item[g] == disclosure.Shown && wave[g] != disclosure.Shown || item[g] == disclosure.NoData && wave[g] != disclosure.NoData {
				t.Fatalf("group %d is %v in the wave and %v for the item", g, wave[g], item[g])
			}
		}
		r := reader{k: policy.MinGroup, plan: plan, states: item, n: answered, respondents: persons}
		if err := r.exact(); err != nil {
			t.Fatal(err)
		}
		if err := r.bounds(); err != nil {
			t.Fatal(err)
		}
	})
}

// G9: what cannot be audited shows nothing, and says so.
func TestFaultsShowNothing(t *testing.T) {
	t.Parallel()
	good := disclosure.Partition("school", "a", "b")
	policy := disclosure.DefaultPolicy()
	shown := []disclosure.State{s, s, s}
	overlapping := disclosure.Plan{
		Atoms:  good.Atoms,
		Groups: []disclosure.Group{{Label: "x", Atoms: []int{1, 0}}},
	}
	tests := map[string]struct {
		decide func() ([]disclosure.State, error)
		want   error
	}{
		"policy below the floor": {func() ([]disclosure.State, error) {
			return good.Pattern(disclosure.Policy{MinGroup: 4}, []int{9, 9})
		}, disclosure.ErrBelowFloor},
		"no policy":             {func() ([]disclosure.State, error) { return good.Pattern(disclosure.Policy{}, []int{9, 9}) }, disclosure.ErrBelowFloor},
		"too few head counts":   {func() ([]disclosure.State, error) { return good.Pattern(policy, []int{9}) }, disclosure.ErrPlan},
		"a negative head count": {func() ([]disclosure.State, error) { return good.Pattern(policy, []int{9, -1}) }, disclosure.ErrPlan},
		"atoms out of order":    {func() ([]disclosure.State, error) { return overlapping.Pattern(policy, []int{9, 9}) }, disclosure.ErrPlan},
		"an empty plan":         {func() ([]disclosure.State, error) { return disclosure.Plan{}.Pattern(policy, nil) }, disclosure.ErrPlan},
		"the same label twice":  {func() ([]disclosure.State, error) { return disclosure.Partition("a", "a").Pattern(policy, []int{9}) }, disclosure.ErrPlan},
		"more answers than people": {func() ([]disclosure.State, error) {
			return good.Refine(policy, shown, []int{9, 9}, []int{9, 10})
		}, disclosure.ErrPlan},
		"too few answered":    {func() ([]disclosure.State, error) { return good.Refine(policy, shown, []int{9, 9}, []int{9}) }, disclosure.ErrPlan},
		"too few base states": {func() ([]disclosure.State, error) { return good.Refine(policy, shown[:1], []int{9, 9}, []int{9, 9}) }, disclosure.ErrPlan},
		"too few respondents": {func() ([]disclosure.State, error) { return good.Refine(policy, shown, []int{9}, []int{9, 9}) }, disclosure.ErrPlan},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			states, err := test.decide()
			if !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
			for _, state := range states {
				if state != disclosure.Withheld {
					t.Errorf("%v is shown", states)
				}
			}
		})
	}
}
