package disclosure_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tilstand/analytics/disclosure"
)

// G5 for a school and its groups together, by full enumeration of every table of
// answers of small schools: releases that look alike include, for every group
// (withheld ones, too), every category and every band, a table with two answers
// outside; and for a reader from any group with any answer, one in which the
// others are not all inside. Grouping by the whole release includes the reader
// who knows how releases are made.
func TestNoReleaseGivesUnanimityAway(t *testing.T) {
	t.Parallel()
	const k = 5
	for _, school := range []struct {
		categories int
		n          []int
	}{
		{4, []int{5, 5}}, {4, []int{5, 6}}, {4, []int{7, 7}}, {4, []int{10, 6}},
		{4, []int{3, 4}}, {4, []int{2, 3, 5}}, {4, []int{2, 4, 5}},
		{5, []int{5, 5}}, {5, []int{5, 6}}, {5, []int{3, 6}}, {6, []int{5, 5}},
	} {
		t.Run(fmt.Sprintf("steps=%d/n=%v", school.categories, school.n), func(t *testing.T) {
			t.Parallel()
			plan := disclosure.Partition("school", []string{"a", "b", "c"}[:len(school.n)]...)
			states := pattern(t, k, plan, school.n)
			alike := map[[4]look]*releaseJudge{}
			answers(school.categories, school.n, func(counts [][]int) {
				displays, err := plan.ShowItems(states, counts)
				if err != nil {
					t.Fatal(err)
				}
				seen := releaseLook(displays, counts, plan)
				if alike[seen] == nil {
					alike[seen] = newReleaseJudge(plan, school.n, school.categories)
				}
				alike[seen].add(counts)
			})
			for look, j := range alike {
				if err := j.verdict(); err != nil {
					t.Fatalf("%+v: %v", look, err)
				}
			}
		})
	}
}

// answers visits every table of answers of groups with n persons.
func answers(categories int, n []int, visit func(counts [][]int)) {
	counts := make([][]int, len(n))
	var fill func(group int)
	fill = func(group int) {
		if group == len(n) {
			visit(counts)
			return
		}
		distributions(categories, n[group], func(d []int) {
			counts[group] = d
			fill(group + 1)
		})
	}
	fill(0)
}

// releaseLook is the release, with sums in full precision where figures are shown.
func releaseLook(displays []disclosure.Display, counts [][]int, plan disclosure.Plan) (looks [4]look) {
	for g, d := range displays {
		sum := make([]int, len(counts[0]))
		for _, a := range plan.Groups[g].Atoms {
			for c, n := range counts[a] {
				sum[c] += n
			}
		}
		looks[g] = lookOf(d, sum)
	}
	return looks
}

// releaseJudge judges what is common to releases that look alike: for everybody,
// and for each reader, who is an atom and an answer of his own.
type releaseJudge struct {
	plan    disclosure.Plan
	sets    [][2]int
	most    []int  // by group and set: most answers outside
	seen    []bool // by reader: some table has him
	others  []bool // by reader, group and set: somebody else is outside
	readers int
}

func newReleaseJudge(plan disclosure.Plan, n []int, categories int) *releaseJudge {
	probe := make([]int, categories)
	probe[0] = 9
	sets := newJudge(categories, disclosure.ShowItem(probe).Bands).sets
	readers, claims := len(n)*categories, len(plan.Groups)*len(sets)
	return &releaseJudge{
		plan: plan, sets: sets, readers: readers,
		most:   make([]int, claims),
		seen:   make([]bool, readers),
		others: make([]bool, readers*claims),
	}
}

func (j *releaseJudge) add(counts [][]int) {
	for g, group := range j.plan.Groups {
		for s, set := range j.sets {
			outside := 0
			for _, a := range group.Atoms {
				for c, n := range counts[a] {
					if c < set[0] || c >= set[1] {
						outside += n
					}
				}
			}
			claim := g*len(j.sets) + s
			j.most[claim] = max(j.most[claim], outside)
			j.addReaders(counts, claim, outside, group, set)
		}
	}
}

func (j *releaseJudge) addReaders(counts [][]int, claim, outside int, group disclosure.Group, set [2]int) {
	for a, row := range counts {
		member := slices.Contains(group.Atoms, a)
		for c, n := range row {
			if n == 0 {
				continue
			}
			reader := a*len(row) + c
			j.seen[reader] = true
			own := 0
			if member && (c < set[0] || c >= set[1]) {
				own = 1
			}
			if outside > own {
				j.others[claim*j.readers+reader] = true
			}
		}
	}
}

func (j *releaseJudge) verdict() error {
	for claim, most := range j.most {
		group, set := j.plan.Groups[claim/len(j.sets)], j.sets[claim%len(j.sets)]
		if most < 2 {
			return fmt.Errorf("all, or all but one, of %q answered in %d to %d", group.Label, set[0]+1, set[1])
		}
		for reader, seen := range j.seen {
			if seen && !j.others[claim*j.readers+reader] {
				return fmt.Errorf("reader %d learns that all others of %q answered in %d to %d", reader, group.Label, set[0]+1, set[1])
			}
		}
	}
	return nil
}

// Whatever the plan: states are kept, and what is shown in full is what the group
// alone would show; nothing withheld comes back.
func TestShowItemsOnlyTakesAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 6)
		counts := make([][]int, len(plan.Atoms))
		n := make([]int, len(plan.Atoms))
		for a := range counts {
			counts[a] = rapid.SliceOfN(rapid.IntRange(0, 5), 5, 5).Draw(t, "answers")
			for _, c := range counts[a] {
				n[a] += c
			}
		}
		states, err := plan.Pattern(disclosure.Policy{MinGroup: 5}, n)
		if err != nil {
			t.Fatal(err)
		}
		displays, err := plan.ShowItems(states, counts)
		if err != nil {
			t.Fatal(err)
		}
		for g, d := range displays {
			if (states[g] == disclosure.Shown) != (d.State == disclosure.Shown) {
				t.Fatalf("group %d: state %v, display %v", g, states[g], d)
			}
			if d.State != disclosure.Shown || d.Bands == nil {
				continue
			}
			sum := make([]int, 5)
			for _, a := range plan.Groups[g].Atoms {
				for c := range sum {
					sum[c] += counts[a][c]
				}
			}
			if want := disclosure.ShowItem(sum); fmt.Sprint(want) != fmt.Sprint(d) {
				t.Fatalf("group %d: %v, alone it would be %v", g, d, want)
			}
		}
	})
}

// No union of atoms with at most two answers outside a band can be computed from
// the groups that are shown in full, by rational elimination.
func TestShownInFullKeepsCaps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, 6)
		counts := make([][]int, len(plan.Atoms))
		n := make([]int, len(plan.Atoms))
		for a := range counts {
			// Much in one category, so that there are caps.
			counts[a] = rapid.SliceOfN(rapid.IntRange(0, 1), 5, 5).Draw(t, "answers")
			counts[a][rapid.IntRange(3, 4).Draw(t, "peak")] += rapid.IntRange(0, 9).Draw(t, "height")
			for _, c := range counts[a] {
				n[a] += c
			}
		}
		states, err := plan.Pattern(disclosure.Policy{MinGroup: 5}, n)
		if err != nil {
			t.Fatal(err)
		}
		displays, err := plan.ShowItems(states, counts)
		if err != nil {
			t.Fatal(err)
		}
		full := make([]disclosure.State, len(displays))
		for g, d := range displays {
			capped := slices.ContainsFunc(d.Bands, func(b disclosure.Band) bool { return b.Limit == disclosure.AtLeast })
			if d.Mean.State == disclosure.MeanValue && !capped {
				full[g] = disclosure.Shown
			}
		}
		r := reader{k: 5, plan: plan, states: full, n: n}
		span := r.shown()
		for set := 1; set < 1<<len(n); set++ {
			var union []int
			persons, outside := 0, [3]int{}
			for a := range n {
				if set>>a&1 == 0 || n[a] == 0 {
					continue
				}
				union = append(union, a)
				persons += n[a]
				low, middle, high := counts[a][0]+counts[a][1], counts[a][2], counts[a][3]+counts[a][4]
				outside[0] += middle + high
				outside[1] += low + high
				outside[2] += low + middle
			}
			if persons > 0 && min(outside[0], outside[1], outside[2]) < 3 && span.holds(r.vector(union...)) {
				t.Fatalf("the answers of atoms %v can be computed: %v", union, counts)
			}
		}
	})
}
