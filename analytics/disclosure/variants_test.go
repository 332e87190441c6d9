package disclosure

import (
	"fmt"
	"testing"
)

// schoolOf is a school of two groups, with figures of an item for everybody only; and the item in an index of which nothing is shown.
func schoolOf(t *testing.T, counts [][]int) *surface {
	t.Helper()
	plan := Partition("school", "a", "b")
	states := []State{Shown, Withheld, Withheld}
	s := Survey{Policy: DefaultPolicy(), Plan: plan, Items: []Answers{{States: states, Counts: counts}}}
	displays, err := plan.ShowItems(states, counts)
	if err != nil {
		t.Fatal(err)
	}
	return newSurface(s, Showing{Items: [][]Display{displays}})
}

// Of two withheld groups whose categories are known together the variants are all tables with these margins, which are counted.
func TestVariantsAreAllTables(t *testing.T) {
	t.Parallel()
	for _, counts := range [][][]int{
		{{2, 1, 3, 0, 1}, {1, 2, 2, 1, 0}}, {{0, 3, 3, 1, 0}, {1, 1, 3, 2, 0}}, {{1, 0, 0, 0, 0}, {2, 2, 3, 2, 3}},
	} {
		f := schoolOf(t, counts)
		if f.Showing.Items[0][0].Categories == nil {
			t.Fatalf("%v: everybody's categories are not shown", counts)
		}
		n, _ := total(counts[0])
		both := sumOf([]int{0, 1}, counts)
		tables := 0
		var count func(category, left int)
		count = func(category, left int) {
			if category == len(both) {
				if left == 0 {
					tables++
				}
				return
			}
			for k := range both[category] + 1 {
				if k <= left {
					count(category+1, left-k)
				}
			}
		}
		count(0, n)
		of := f.variants(0)
		if len(of.all)+1 != tables {
			t.Errorf("%v: %d variants of %d tables, of which one is the truth", counts, len(of.all), tables)
		}
		for _, v := range of.all {
			checkVariant(t, f, v)
		}
	}
}

// checkVariant makes the changes to a variant, and compares.
func checkVariant(t *testing.T, f *surface, v variant) {
	t.Helper()
	changes := f.changesTo(0, v)
	if f.patience = maxPatience; !f.try(changes...) {
		t.Fatalf("a variant that shows: %v", changes)
	}
	at, rise := 0, make([]int, len(f.Plan.Groups))
	for _, row := range f.counts[0] {
		for _, n := range row {
			if n != v.counts[at] {
				t.Fatalf("the changes %v lead to %v, not to %v", changes, f.counts[0], v.counts)
			}
			at++
		}
	}
	for _, c := range changes {
		for g := range rise {
			if f.in(g, c.atom) {
				rise[g] += c.to - c.from
			}
		}
	}
	if fmt.Sprint(rise) != fmt.Sprint(v.rise) {
		t.Fatalf("the changes %v add %v, not %v", changes, rise, v.rise)
	}
	f.undo(changes)
}

// What gives way lets more variants in, and what comes back keeps them out again.
func TestVariantsFollowWhatIsShown(t *testing.T) {
	t.Parallel()
	f := schoolOf(t, [][]int{{2, 1, 3, 0, 1}, {1, 2, 2, 1, 0}})
	before := len(f.variants(0).all)
	figure := f.itemFigure(0, 0)
	figure.give()
	if more := len(f.variants(0).all); more <= before {
		t.Errorf("%d variants of what nothing is shown of, %d of what is", more, before)
	}
	figure.take()
	if again := len(f.variants(0).all); again != before {
		t.Errorf("%d variants, before it was %d", again, before)
	}
}
