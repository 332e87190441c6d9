package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"tilstand/analytics/disclosure"
)

// G5 for items and an index of several groups together, by enumeration: for what is shown of a small school, every pair of tables of two
// items that would be shown in the same way is looked at. Among them is, for every group and band of the first item, one with
// two answers outside; and for each respondent, one in which somebody else is outside.
func TestNoSurveyGivesUnanimityAway(t *testing.T) {
	t.Parallel()
	judgeSurveys(t, 60, func(s disclosure.Survey) (disclosure.Showing, error) { return s.Show() })
}

// The same where groups are many, and figures give way in another manner: every group is published many times over, which tells no more.
func TestManyGroupsGiveNoUnanimityAway(t *testing.T) {
	t.Parallel()
	judgeSurveys(t, 20, func(s disclosure.Survey) (disclosure.Showing, error) { return showManyfold(t, s) })
}

// showManyfold publishes every group many times over, shows that, and gives what is shown of each group the first time: it is the same every time.
func showManyfold(t *testing.T, s disclosure.Survey) (disclosure.Showing, error) {
	t.Helper()
	groups := len(s.Plan.Groups)
	shown, err := manyfold(s, 60).Show()
	for i, displays := range shown.Items {
		shown.Items[i] = displays[:groups]
		for g, d := range displays {
			if !reflect.DeepEqual(d, displays[g%groups]) {
				t.Fatalf("two groups of the same people show %+v and %+v", d, displays[g%groups])
			}
		}
	}
	for x, means := range shown.Indices {
		shown.Indices[x] = means[:groups]
		for g, m := range means {
			if m != means[g%groups] {
				t.Fatalf("two groups of the same people show %+v and %+v", m, means[g%groups])
			}
		}
	}
	return shown, err
}

// Here several figures have to give way for one secret, and none of them may come back: one in a hundred schools is such.
func TestFiguresThatHadToGiveWayStayAway(t *testing.T) {
	t.Parallel()
	for _, items := range [][2][][]int{
		{{{2, 0, 1, 2}, {5, 1, 0, 0}}, {{1, 0, 4, 0}, {0, 6, 0, 0}}},
		{{{1, 0, 4, 0}, {0, 0, 0, 5}}, {{1, 0, 1, 3}, {0, 0, 0, 5}}},
		{{{0, 0, 4, 1}, {3, 0, 0, 3}}, {{0, 5, 0, 0}, {6, 0, 0, 0}}},
	} {
		s := surveyWith(t, 5, items)
		shown, err := s.Show()
		if err != nil {
			t.Fatal(err)
		}
		if err := judgeSurvey(s, shown, []int{sumOf(items[0][0]), sumOf(items[0][1])}, 4).verdict(); err != nil {
			t.Errorf("%v: %v", items, err)
		}
	}
}

func sumOf(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// Respondents of many groups are hard to protect by chance: here are two schools where only the search on behalf of a respondent keeps one
// of them from learning of all others in the first group.
func TestManyGroupsKeepARespondentFromLearning(t *testing.T) {
	t.Parallel()
	for _, items := range [][2][][]int{
		{{{0, 0, 6, 0, 0}, {0, 2, 3, 1, 0}}, {{2, 0, 0, 4, 0}, {4, 0, 1, 1, 0}}},
		{{{0, 0, 6, 0, 0}, {0, 4, 1, 1, 0}}, {{0, 2, 1, 3, 0}, {0, 1, 4, 0, 1}}},
	} {
		s := surveyWith(t, 5, items)
		shown, err := showManyfold(t, s)
		if err != nil {
			t.Fatal(err)
		}
		if err := judgeSurvey(s, shown, []int{6, 6}, 5).verdict(); err != nil {
			t.Errorf("%v: %v", items, err)
		}
	}
}

// manyfold publishes the groups again under other labels until there are so many.
func manyfold(s disclosure.Survey, groups int) disclosure.Survey {
	once := len(s.Plan.Groups)
	repeat := func(states []disclosure.State) (all []disclosure.State) {
		for g := range groups {
			all = append(all, states[g%once])
		}
		return all
	}
	m := disclosure.Survey{Policy: s.Policy, Plan: disclosure.Plan{Atoms: s.Plan.Atoms}}
	for g := range groups {
		group := s.Plan.Groups[g%once]
		group.Label += fmt.Sprint(" ", g/once)
		m.Plan.Groups = append(m.Plan.Groups, group)
	}
	for _, item := range s.Items {
		m.Items = append(m.Items, disclosure.Answers{States: repeat(item.States), Counts: item.Counts})
	}
	for _, index := range s.Indices {
		more := disclosure.Scores{Items: index.Items, States: repeat(index.States)}
		for g := range groups {
			more.Groups = append(more.Groups, index.Groups[g%once])
		}
		m.Indices = append(m.Indices, more)
	}
	return m
}

func judgeSurveys(t *testing.T, least int, show func(disclosure.Survey) (disclosure.Showing, error)) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 11))
	numbers := 0
	for _, school := range []struct {
		categories, k int
		n             []int
	}{{4, 5, []int{5, 5}}, {4, 5, []int{5, 6}}, {4, 5, []int{6, 3}}, {5, 5, []int{5, 5}}, {4, 5, []int{4, 4}}, {4, 5, []int{9}}, {5, 5, []int{8}}} {
		for range 12 {
			s := surveyOf(t, random, school.categories, school.k, school.n)
			shown, err := show(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, mean := range shown.Indices[0] {
				if mean.State == disclosure.MeanValue {
					numbers++
				}
			}
			j := judgeSurvey(s, shown, school.n, school.categories)
			if err := j.verdict(); err != nil {
				t.Fatalf("%v, shown as %+v: %v", s.Items, shown, err)
			}
		}
	}
	if numbers < least {
		t.Errorf("only %d indices have a number: nothing is tested", numbers)
	}
}

// surveyOf makes two items of one mind in part, and their index.
func surveyOf(t *testing.T, random *rand.Rand, categories, k int, n []int) disclosure.Survey {
	t.Helper()
	var items [2][][]int
	for i := range items {
		for _, people := range n {
			counts, mood := make([]int, categories), random.IntN(categories)
			for range people {
				if random.IntN(4) == 0 {
					counts[random.IntN(categories)]++
				} else {
					counts[mood]++
				}
			}
			items[i] = append(items[i], counts)
		}
	}
	return surveyWith(t, k, items)
}

// surveyWith makes it of the answers to the items by group and category.
func surveyWith(t *testing.T, k int, items [2][][]int) disclosure.Survey {
	t.Helper()
	categories := len(items[0][0])
	n := make([]int, len(items[0]))
	for a, counts := range items[0] {
		n[a] = sumOf(counts)
	}
	plan := disclosure.Partition("school", []string{"a", "b", "c"}[:len(n)]...)
	if len(n) == 1 {
		plan = disclosure.Partition("school")
	}
	states := pattern(t, k, plan, n)
	s := disclosure.Survey{Policy: disclosure.Policy{MinGroup: k}, Plan: plan}
	for _, counts := range items {
		s.Items = append(s.Items, disclosure.Answers{States: states, Counts: counts})
	}
	index := disclosure.Scores{Items: []int{0, 1}, States: states}
	for _, group := range plan.Groups {
		x := disclosure.Index{Steps: categories}
		total := 0
		for _, a := range group.Atoms {
			x.Scored += n[a]
			total += sum(s.Items[0].Counts[a]) + sum(s.Items[1].Counts[a])
		}
		x.Complete, x.Mean = x.Scored, float64(total)/float64(2*x.Scored)
		index.Groups = append(index.Groups, x)
	}
	s.Indices = []disclosure.Scores{index}
	return s
}

// sums are those of the codes, by group.
type sums [3]int

// alike visits the tables of an item that would be shown in the same way.
func alike(s disclosure.Survey, shown disclosure.Showing, item int, n []int, categories int, visit func(counts [][]int, total sums)) {
	answers(categories, n, func(counts [][]int) {
		var total sums
		for g, group := range s.Plan.Groups {
			all := make([]int, categories)
			for _, a := range group.Atoms {
				for c, k := range counts[a] {
					all[c] += k
				}
			}
			if d := shown.Items[item][g]; d.Bands != nil && fmt.Sprint(d) != fmt.Sprint(disclosure.ShowItem(all)) {
				return
			}
			total[g] = sum(all)
		}
		visit(counts, total)
	})
}

// sameIndex reports whether the index of two items with these sums would be shown in the same way.
func sameIndex(s disclosure.Survey, shown disclosure.Showing, one, two sums) bool {
	for g, mean := range shown.Indices[0] {
		x := s.Indices[0].Groups[g]
		x.Mean = float64(one[g]+two[g]) / float64(2*x.Scored)
		if mean.State == disclosure.MeanValue || mean.State == disclosure.MeanHigh || mean.State == disclosure.MeanLow {
			if disclosure.ShowIndex(s.Policy, x) != mean {
				return false
			}
		}
	}
	return true
}

// judgeSurvey enumerates. Of the second item it is enough to know which sums in the groups are possible.
func judgeSurvey(s disclosure.Survey, shown disclosure.Showing, n []int, categories int) *releaseJudge {
	second := map[sums]bool{}
	alike(s, shown, 1, n, categories, func(_ [][]int, total sums) { second[total] = true })
	j := newReleaseJudge(s.Plan, n, categories)
	alike(s, shown, 0, n, categories, func(counts [][]int, one sums) {
		for two := range second {
			if sameIndex(s, shown, one, two) {
				j.add(counts)
				return
			}
		}
	})
	for a, row := range s.Items[0].Counts { // readers there are
		for c, k := range row {
			j.seen[a*categories+c] = k > 0
		}
	}
	return j
}

// judgePooled is the same for readers who know what they answered to both items: of the second, sums are possible in which their answer is.
func judgePooled(s disclosure.Survey, shown disclosure.Showing, n []int, categories int) error {
	second := map[[2]int]map[sums]bool{} // by atom and answer of the second item
	for a, row := range s.Items[1].Counts {
		for c, k := range row {
			if k > 0 {
				second[[2]int{a, c}] = map[sums]bool{}
			}
		}
	}
	alike(s, shown, 1, n, categories, func(counts [][]int, total sums) {
		for reader, possible := range second {
			if counts[reader[0]][reader[1]] > 0 {
				possible[total] = true
			}
		}
	})
	type table struct {
		counts [][]int
		total  sums
	}
	var first []table
	alike(s, shown, 0, n, categories, func(counts [][]int, total sums) {
		kept := make([][]int, len(counts))
		for a, row := range counts {
			kept[a] = slices.Clone(row)
		}
		first = append(first, table{kept, total})
	})
	for reader, possible := range second {
		j := newReleaseJudge(s.Plan, n, categories)
		fits := map[sums]bool{}
		for _, t := range first {
			ok, known := fits[t.total]
			for two := range possible {
				if known || ok {
					break
				}
				ok = sameIndex(s, shown, t.total, two)
			}
			if fits[t.total] = ok; ok {
				j.add(t.counts)
			}
		}
		for a := range n {
			for c := range categories {
				j.seen[a*categories+c] = a == reader[0] && s.Items[0].Counts[a][c] > 0
			}
		}
		for claim := range j.most {
			j.most[claim] = 2 // that is what everybody learns
		}
		if err := j.verdict(); err != nil {
			return fmt.Errorf("who answered %d to the second item: %w", reader[1]+1, err)
		}
	}
	return nil
}

// G4 for a respondent who pools his answers to both items. In the first school one would learn of all others of his group, if he were not looked after: it is one of some hundreds.
func TestNoRespondentLearnsFromAllHisAnswers(t *testing.T) {
	t.Parallel()
	surveys := []disclosure.Survey{surveyWith(t, 5, [2][][]int{{{0, 3, 0, 2}, {0, 5, 0, 1}}, {{1, 0, 0, 4}, {3, 2, 1, 0}}})}
	random := rand.New(rand.NewPCG(13, 11))
	for range 20 {
		surveys = append(surveys, surveyOf(t, random, 4, 5, []int{5, 5}), surveyOf(t, random, 4, 5, []int{5, 6}))
	}
	for _, s := range surveys {
		shown, err := s.Show()
		if err != nil {
			t.Fatal(err)
		}
		n := []int{sumOf(s.Items[0].Counts[0]), sumOf(s.Items[0].Counts[1])}
		if err := judgePooled(s, shown, n, 4); err != nil {
			t.Errorf("%v, shown as %+v: %v", s.Items, shown, err)
		}
	}
}
