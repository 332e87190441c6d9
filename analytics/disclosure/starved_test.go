package disclosure

import "testing"

// G9: when there is no work left to look for twins, the figures of all groups but everybody are withheld, and every index of theirs.
func TestStarvedSurfaceShowsEverybodyOnly(t *testing.T) {
	t.Parallel()
	plan := Partition("school", "teachers", "assistants")
	states := []State{Shown, Shown, Shown}
	s := Survey{
		Policy: DefaultPolicy(), Plan: plan,
		Items: []Answers{{States: states, Counts: [][]int{{3, 3, 3, 3, 3}, {1, 2, 3, 2, 1}}}, {States: states, Counts: [][]int{{3, 3, 3, 3, 3}, {0, 0, 0, 4, 5}}}},
		Indices: []Scores{{Items: []int{0, 1}, States: states, Groups: []Index{
			{Steps: 5, Mean: 3.3, Scored: 24, Complete: 24}, {Steps: 5, Mean: 3, Scored: 15, Complete: 15}, {Steps: 5, Mean: 3.8, Scored: 9, Complete: 9},
		}}},
	}
	shown, err := s.Show()
	if err != nil {
		t.Fatal(err)
	}
	if shown.Items[0][1].Bands == nil || shown.Indices[0][1].State != MeanValue {
		t.Fatalf("the teachers' figures are %+v and %+v; nothing is tested", shown.Items[0][1], shown.Indices[0][1])
	}
	f := newSurface(s, shown)
	f.work = 0
	f.settle()
	for g, group := range plan.Groups {
		for i := range s.Items {
			if d := f.Showing.Items[i][g]; (d.Bands != nil) != (g == 0) && (g > 0 || shown.Items[i][0].Bands != nil) {
				t.Errorf("item %d of %s: %+v", i, group.Label, d)
			}
		}
		if m := f.Showing.Indices[0][g]; m.State == MeanValue {
			t.Errorf("the index of %s: %+v", group.Label, m)
		}
	}
}

// A twin is made of answers that there are: what one person answered cannot be changed twice.
func TestNobodyAnswersTwice(t *testing.T) {
	t.Parallel()
	s := Survey{Policy: DefaultPolicy(), Plan: Partition("school"), Items: []Answers{{States: []State{Withheld}, Counts: [][]int{{1, 2, 3, 2, 1}}}}}
	f := newSurface(s, Showing{Items: [][]Display{{{}}}})
	f.patience = maxPatience
	one := change{item: 0, atom: 0, from: 0, to: 1}
	if f.try(one, one) || f.counts[0][0][0] != 1 || f.counts[0][0][1] != 2 {
		t.Errorf("changed to %v", f.counts[0][0])
	}
	if !f.try(one) || f.counts[0][0][0] != 0 {
		t.Errorf("an answer of which nothing is shown cannot be changed: %v", f.counts[0][0])
	}
}
