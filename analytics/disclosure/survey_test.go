package disclosure_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"tilstand/analytics/disclosure"
)

// drawSurvey draws items on scales of all kinds and an index of some of them, over any plan.
func drawSurvey(t *rapid.T, k int) disclosure.Survey {
	plan := drawPlan(t, 6)
	steps := rapid.SampledFrom([]int{4, 5, 6}).Draw(t, "steps")
	s := disclosure.Survey{Policy: disclosure.Policy{MinGroup: k}, Plan: plan}
	persons := make([]int, len(plan.Atoms))
	for a := range persons {
		persons[a] = rapid.IntRange(0, 12).Draw(t, "persons")
	}
	states, err := plan.Pattern(s.Policy, persons)
	if err != nil {
		t.Fatal(err)
	}
	index := disclosure.Scores{States: states}
	for i := range rapid.IntRange(1, 4).Draw(t, "items") {
		item := disclosure.Answers{States: states}
		for _, people := range persons {
			counts, mood := make([]int, steps), rapid.IntRange(0, steps-1).Draw(t, "mood")
			for range people {
				if rapid.IntRange(0, 3).Draw(t, "own mind") == 0 {
					counts[rapid.IntRange(0, steps-1).Draw(t, "answer")]++
				} else {
					counts[mood]++
				}
			}
			item.Counts = append(item.Counts, counts)
		}
		s.Items, index.Items = append(s.Items, item), append(index.Items, i)
	}
	for _, group := range plan.Groups {
		x := disclosure.Index{Steps: steps}
		total := 0
		for _, a := range group.Atoms {
			x.Scored += persons[a]
			for _, item := range s.Items {
				total += sum(item.Counts[a])
			}
		}
		x.Complete, x.Mean = x.Scored, float64(total)/float64(max(1, x.Scored)*len(s.Items))
		index.Groups = append(index.Groups, x)
	}
	s.Indices = []disclosure.Scores{index}
	return s
}

// Whatever the plan: a withheld figure stays withheld; what is shown of an item in a group is what the group alone would show or its number of
// answers; an index is what it would be alone, the range of its items, or nothing; and a range contains the index.
func TestShowOnlyTakesAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurvey(t, rapid.IntRange(5, 7).Draw(t, "k"))
		if rapid.Bool().Draw(t, "many groups") {
			s = manyfold(s, 50)
		}
		shown, err := s.Show()
		if err != nil {
			t.Fatal(err)
		}
		for i, item := range shown.Items {
			for g, d := range item {
				if (s.Items[i].States[g] == disclosure.Shown) != (d.State == disclosure.Shown) {
					t.Fatalf("item %d, group %d: state %v, display %v", i, g, s.Items[i].States[g], d)
				}
				if d.Bands == nil {
					continue
				}
				if want := disclosure.ShowItem(countsOf(s, i, g)); !reflect.DeepEqual(d, want) {
					t.Fatalf("item %d, group %d: %v, alone it would be %v", i, g, d, want)
				}
			}
		}
		for g, mean := range shown.Indices[0] {
			x := s.Indices[0].Groups[g]
			switch {
			case mean.State == disclosure.MeanWithheld:
			case s.Indices[0].States[g] != disclosure.Shown:
				t.Fatalf("group %d is withheld, its index is %v", g, mean)
			case mean.State == disclosure.MeanRange:
				if x.Mean < mean.Low-1e-9 || x.Mean > mean.High+1e-9 {
					t.Fatalf("group %d: the index is %v, its range %v", g, x.Mean, mean)
				}
			case mean != disclosure.ShowIndex(s.Policy, x):
				t.Fatalf("group %d: %v, alone it would be %v", g, mean, disclosure.ShowIndex(s.Policy, x))
			}
		}
	})
}

func countsOf(s disclosure.Survey, item, group int) []int {
	counts := make([]int, len(s.Items[item].Counts[0]))
	for _, a := range s.Plan.Groups[group].Atoms {
		for c, n := range s.Items[item].Counts[a] {
			counts[c] += n
		}
	}
	return counts
}

// Where the answers differ enough, nothing gives way: every item and every index of every group has a mean (G10).
func TestShowTakesNothingForNothing(t *testing.T) {
	t.Parallel()
	plan := disclosure.Partition("school", "teachers", "assistants", "others")
	states := pattern(t, 7, plan, []int{20, 12, 10})
	s := disclosure.Survey{Policy: disclosure.DefaultPolicy(), Plan: plan}
	index := disclosure.Scores{States: states}
	for i := range 3 {
		s.Items = append(s.Items, disclosure.Answers{States: states, Counts: [][]int{{2, 4, 6, 5, 3}, {1, 3, 4, 3, 1}, {1, 2, 3, 3, 1}}})
		index.Items = append(index.Items, i)
	}
	for g, n := range []int{42, 20, 12, 10} {
		index.Groups = append(index.Groups, disclosure.Index{
			Steps: 5, Scored: n, Complete: n, Mean: float64(sum(countsOf(s, 0, g))) / float64(n),
		})
	}
	s.Indices = []disclosure.Scores{index}
	shown, err := s.Show()
	if err != nil {
		t.Fatal(err)
	}
	for g := range plan.Groups {
		if shown.Items[0][g].Mean.State != disclosure.MeanValue || shown.Items[0][g].Categories == nil || shown.Indices[0][g].State != disclosure.MeanValue {
			t.Errorf("%s: item %+v, index %+v", plan.Groups[g].Label, shown.Items[0][g], shown.Indices[0][g])
		}
	}
}

// Who is alone in his group has nobody there to learn of: his school's figures stay (G10). 1 of 31: the other 30 are withheld with him.
func TestShowKeepsFiguresBesideOnePerson(t *testing.T) {
	t.Parallel()
	plan := disclosure.Partition("school", "teachers", "janitor")
	states := pattern(t, 7, plan, []int{30, 1})
	s := disclosure.Survey{Policy: disclosure.DefaultPolicy(), Plan: plan, Items: []disclosure.Answers{
		{States: states, Counts: [][]int{{4, 6, 8, 7, 5}, {0, 0, 0, 1, 0}}},
		{States: states, Counts: [][]int{{5, 8, 9, 8, 0}, {0, 0, 0, 1, 0}}}, // that nobody of 31 answered 5 is no secret
	}}
	for _, s := range []disclosure.Survey{s, manyfold(s, 50)} {
		shown, err := s.Show()
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Items {
			if all := shown.Items[i][0]; all.Mean.State != disclosure.MeanValue || all.Categories == nil {
				t.Errorf("of %d groups, everybody's of item %d is %+v", len(s.Plan.Groups), i, all)
			}
		}
	}
}

// A survey that contradicts itself shows nothing.
func TestShowRefuses(t *testing.T) {
	t.Parallel()
	plan := disclosure.Partition("school")
	states := []disclosure.State{disclosure.Shown}
	item := disclosure.Answers{States: states, Counts: [][]int{{1, 2, 3, 2, 1}}}
	for name, s := range map[string]disclosure.Survey{
		"no plan":                   {Items: []disclosure.Answers{item}},
		"an item without states":    {Plan: plan, Items: []disclosure.Answers{{Counts: item.Counts}}},
		"an index of unknown items": {Plan: plan, Items: []disclosure.Answers{item}, Indices: []disclosure.Scores{{Items: []int{1}, States: states, Groups: make([]disclosure.Index, 1)}}},
		"an index without groups":   {Plan: plan, Items: []disclosure.Answers{item}, Indices: []disclosure.Scores{{Items: []int{0}, States: states}}},
	} {
		if shown, err := s.Show(); !errors.Is(err, disclosure.ErrPlan) || shown.Items != nil {
			t.Errorf("%s: %v, %v", name, fmt.Sprint(shown), err)
		}
	}
}
