package attack_test

import (
	"slices"
	"strings"
	"testing"

	"tilstand/analytics/attack"
)

// Leaks made by hand: each is found, and named for what it is.
func TestKnownLeaks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		sketch sketch
		want   string // guarantee
		learnt string // part of what is learnt
	}{
		{
			"one group withheld: the school minus the others", // 25 − 12 − 8
			sketch{k: 5, n: []int{12, 8, 5}, groups: [][]int{{0}, {1}, {2}}, hidden: []int{3}},
			attack.G1, `"g3" is withheld and follows from the others: 5 persons`,
		},
		{
			"two small groups withheld: together they are five", // 25 − 20
			sketch{k: 7, n: []int{20, 3, 2}, groups: [][]int{{0}, {1}, {2}}, hidden: []int{2, 3}},
			attack.G2, "5 persons follow",
		},
		{
			"inclusion and exclusion: (a+b) + (b+c) − (a+b+c) = b",
			sketch{k: 7, n: []int{9, 4, 9}, groups: [][]int{{0, 1}, {1, 2}}},
			attack.G2, "4 persons follow",
		},
		{
			// With a persons in the first, 7−a in the second and third and 9−2(7−a) = 2a−5 in the fourth, a is 3 to 7.
			"whole numbers: no equation gives the first group, and it has 3 to 7 persons",
			sketch{k: 7, n: []int{5, 2, 2, 5, 40}, groups: [][]int{{0, 1}, {0, 2}, {1, 2, 3}, {0}}, hidden: []int{4, 0}},
			attack.G3, `"g4" is withheld and has 3 to 7 persons`,
		},
		{
			"the only one of his group subtracts himself: 20 − 11 − 1",
			sketch{k: 7, heads: []int{15, 1, 15}, n: []int{11, 1, 8}, groups: [][]int{{0}, {1}, {2}}, hidden: []int{2, 3}},
			attack.G4, `"g3" is withheld and follows from the others: 8 persons`,
		},
		{
			// 12 of 20 answered 1 or 2, and 2 of the other ten: all ten of the capped group did.
			"a capped group is the school minus the other",
			sketch{k: 7, n: []int{10, 10}, groups: [][]int{{0}, {1}}, items: []asked{{
				[][]int{{6, 4, 0, 0, 0}, {1, 1, 3, 3, 2}}, []form{split, banded, split},
			}}},
			attack.G5, "all answered 1 to 2",
		},
		{
			"all but one, in plain sight: 9 of 10 answered 4",
			sketch{k: 7, n: []int{10}, items: []asked{{[][]int{{0, 1, 0, 9}}, []form{split}}}},
			attack.G5, "all, or all but one, answered 4",
		},
		{
			// One of all answered 1, one of a, b and d, and one of b, c and d: (b + d) − e is one, and so b + d is.
			"a withheld group's number in a category, where no equation gives the group",
			sketch{k: 7, n: []int{7, 4, 7, 4, 8}, groups: [][]int{{0, 1, 3}, {1, 2, 3}, {1, 3}}, hidden: []int{3}, items: []asked{{
				[][]int{{0, 2, 2, 2, 1}, {1, 1, 1, 1, 0}, {0, 2, 2, 2, 1}, {0, 1, 1, 1, 1}, {0, 2, 2, 2, 2}}, []form{split, split, split, withheld},
			}}},
			attack.G3, `"g3" is withheld, and 1 of it answered 1`,
		},
		{
			// Two of all answered 1, and both are of the group that is shown. That nobody of some other shown group did is no excuse.
			"nobody of a withheld group, and no shown group around says so of all of it",
			sketch{k: 7, n: []int{12, 5, 4, 10}, groups: [][]int{{0}, {1}, {2}, {3}}, hidden: []int{2, 3}, items: []asked{{
				[][]int{{2, 3, 3, 2, 2}, {0, 2, 1, 1, 1}, {0, 1, 1, 1, 1}, {0, 3, 3, 2, 2}}, []form{split, split, withheld, withheld, split},
			}}},
			attack.G3, `"g2" is withheld, and nobody of it answered 1`,
		},
		{
			"20 answered, and 12 and 9 of its groups",
			sketch{k: 7, n: []int{12, 9}, groups: [][]int{{0}, {1}}},
			attack.G9, "no answers",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := tt.sketch.document()
			if tt.want == attack.G9 {
				d.Groups[0].Answered.N = 20
			}
			helped, err := attack.Attack(t.Context(), []attack.Document{d}, attack.Options{Work: attack.DefaultWork, Examples: tt.sketch.examples()})
			if err != nil {
				t.Fatal(err)
			}
			for name, report := range map[string]attack.Report{"by itself": attacked(t, d), "with the answers as an example": helped} {
				if !report.Complete {
					t.Fatalf("%s: not complete: %v", name, report.Incomplete)
				}
				if !slices.ContainsFunc(report.Findings, func(f attack.Finding) bool {
					return f.Guarantee == tt.want && strings.Contains(f.Learnt, tt.learnt)
				}) {
					t.Errorf("%s: want %s %q; found %v", name, tt.want, tt.learnt, report.Findings)
				}
			}
		})
	}
}

// What a release may show: nothing is found.
func TestNothingToFind(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]sketch{
		"groups of seven and more, all shown": {k: 7, n: []int{10, 12}, groups: [][]int{{0}, {1}}, items: []asked{{
			[][]int{{2, 2, 2, 2, 2}, {3, 3, 2, 2, 2}}, []form{split, split, split},
		}}},
		"two small groups withheld with enough persons": {k: 7, n: []int{20, 4, 5}, groups: [][]int{{0}, {1}, {2}}, hidden: []int{2, 3}},
		"everybody alike, capped":                       {k: 7, n: []int{10}, items: []asked{{[][]int{{0, 0, 0, 0, 10}}, []form{banded}}}},
		"a school too small":                            {k: 7, n: []int{3, 2}, groups: [][]int{{0}, {1}}, hidden: []int{0, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if report := attacked(t, s.document()); !report.Safe() {
				t.Errorf("found %v, complete %t", report.Findings, report.Complete)
			}
		})
	}
}

// Someone was erased and the wave released anew: his answers are the difference. Where seven were, nobody's are.
func TestDifferenceOfRevisions(t *testing.T) {
	t.Parallel()
	before := sketch{k: 7, n: []int{20, 10}, groups: [][]int{{0}, {1}}}.document()
	for name, tt := range map[string]struct {
		n    []int
		safe bool
	}{
		"one erased": {[]int{19, 10}, false}, "one added": {[]int{20, 11}, false},
		"none": {[]int{20, 10}, true}, "seven erased": {[]int{13, 10}, true}, "seven erased of two groups": {[]int{16, 7}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := sketch{k: 7, n: tt.n, groups: [][]int{{0}, {1}}}.document()
			after.ID, after.Revision = "second", 2
			report := attacked(t, before, after)
			if report.Blocks != 1 || !report.Complete {
				t.Errorf("%d blocks, complete %t; want one, true", report.Blocks, report.Complete)
			}
			if found := slices.ContainsFunc(report.Findings, func(f attack.Finding) bool { return f.Guarantee == attack.G2 }); found == tt.safe {
				t.Errorf("found %v", report.Findings)
			}
		})
	}
}

// The waves of a school have different respondents: two releases that would tell something of one wave tell nothing of two.
func TestWavesAreBlocks(t *testing.T) {
	t.Parallel()
	before := sketch{k: 7, n: []int{20}}.document()
	after := sketch{k: 7, n: []int{19}}.document()
	after.ID, after.Wave.ID = "second", "another"
	report := attacked(t, before, after)
	if report.Blocks != 2 || !report.Safe() {
		t.Errorf("%d blocks, found %v; want 2 and nothing", report.Blocks, report.Findings)
	}
}

// A budget that is too small is no proof of anything.
func TestStarvedAttackIsIncomplete(t *testing.T) {
	t.Parallel()
	d := sketch{k: 7, n: []int{20, 4, 5}, groups: [][]int{{0}, {1}, {2}}, hidden: []int{2, 3}}.document()
	full := attacked(t, d)
	for work := range full.Work {
		report, err := attack.Attack(t.Context(), []attack.Document{d}, attack.Options{Work: work})
		if err != nil {
			t.Fatal(err)
		}
		if report.Safe() || len(report.Incomplete) != 1 {
			t.Fatalf("with %d of %d steps: complete %t, %q", work, full.Work, report.Complete, report.Incomplete)
		}
	}
}
