package disclosure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/disclosure"
)

const (
	w = disclosure.Withheld
	s = disclosure.Shown
	e = disclosure.NoData
)

func TestPartitionPattern(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		k    int
		n    []int
		want []disclosure.State // total, then parts
	}{
		// dialog.nl documents these two: the parent is shown and both teams are
		// not; with four people directly under the parent B is shown again. The
		// second has an unpublished atom and stands in TestUnpublishedAtom.
		{"dialog.nl A3 B6 parent 9", 5, []int{3, 6}, []disclosure.State{s, w, w}},
		{"nothing small, nothing withheld", 7, []int{7, 9, 12}, []disclosure.State{s, s, s, s}},
		{"total below the minimum", 7, []int{3, 3}, []disclosure.State{w, w, w}},
		{"total at the minimum", 7, []int{3, 4}, []disclosure.State{s, w, w}},
		{"one small takes the smallest of the rest", 7, []int{12, 3, 9, 8}, []disclosure.State{s, s, w, s, w}},
		{"two small that are seven together hide each other", 7, []int{3, 4, 9}, []disclosure.State{s, w, w, s}},
		{"two small that are six together need a third", 7, []int{2, 4, 9, 8}, []disclosure.State{s, w, w, s, w}},
		{"equal candidates: the last label is withheld", 7, []int{8, 8, 2}, []disclosure.State{s, s, w, w}},
		{"empty is told where nothing is withheld", 7, []int{0, 8, 9}, []disclosure.State{s, e, s, s}},
		{"empty among withheld is withheld", 7, []int{0, 3, 9, 9}, []disclosure.State{s, w, w, s, w}},
		{"an empty school is no data", 7, []int{0, 0}, []disclosure.State{e, e, e}},
		{"a single part equals the total", 7, []int{9}, []disclosure.State{s, s}},
		{"a single small part", 7, []int{6}, []disclosure.State{w, w}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			labels := []string{"a", "b", "c", "d"}[:len(test.n)]
			plan := disclosure.Partition("school", labels...)
			got, err := plan.Pattern(disclosure.Policy{MinGroup: test.k}, test.n)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
		})
	}
}

// The second vector of dialog.nl: A3, B6 and four people directly under the
// parent, 13 in total. B is shown, because what is left after it is 7.
func TestUnpublishedAtom(t *testing.T) {
	t.Parallel()
	plan := disclosure.Plan{
		Atoms: []disclosure.Atom{{Label: "a"}, {Label: "b"}, {Label: "direct"}},
		Groups: []disclosure.Group{
			{Label: "parent", Level: 0, Atoms: []int{0, 1, 2}},
			{Label: "A", Level: 1, Atoms: []int{0}},
			{Label: "B", Level: 1, Atoms: []int{1}},
		},
	}
	got, err := plan.Pattern(disclosure.Policy{MinGroup: 5}, []int{3, 6, 4})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]disclosure.State{s, w, s}, got); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

// Of the groups that could protect a small one the least valuable is withheld, not the smallest: c has 3 persons, and 9 of level 2 go before 8 of level 1.
func TestLevelsDecideBeforeSizes(t *testing.T) {
	t.Parallel()
	plan := disclosure.Partition("school", "a", "b", "c", "d")
	for _, g := range []int{1, 3, 4} {
		plan.Groups[g].Level = 2
	}
	want := []disclosure.State{s, s, s, w, w}
	if diff := cmp.Diff(want, pattern(t, 7, plan, []int{12, 8, 3, 9})); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

// An empty cell is told to be empty where what is shown has room for fewer than k persons in it: the first row is all in its third cell, and that the
// columns of the other two have withheld cells does not help.
func TestEmptyCellsOfATable(t *testing.T) {
	t.Parallel()
	want := []disclosure.State{s, s, s, w, w, s, e, e, s, w, w, s}
	if diff := cmp.Diff(want, pattern(t, 7, crossed(2, 3), []int{0, 0, 11, 3, 9, 8})); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}
