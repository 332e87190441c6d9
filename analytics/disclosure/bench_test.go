package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tilstand/analytics/disclosure"
)

func BenchmarkPatternSchool(b *testing.B) {
	plan := disclosure.Partition("school", "teachers", "assistants", "after-school", "others")
	n := []int{14, 3, 8, 5}
	for b.Loop() {
		if _, err := plan.Pattern(disclosure.DefaultPolicy(), n); err != nil {
			b.Fatal(err)
		}
	}
}

// The hard case of the specification: 300 atoms, 1,000 groups that overlap.
func BenchmarkPatternHard(b *testing.B) {
	plan, n := crossedPlan()
	b.ReportMetric(float64(len(plan.Groups)), "groups")
	for b.Loop() {
		if _, err := plan.Pattern(disclosure.DefaultPolicy(), n); err != nil {
			b.Fatal(err)
		}
	}
}

// crossedPlan is an owner with 25 schools × 4 staff groups × 3 lengths of service:
// every margin of the cross table, and mergers of neighbouring schools.
func crossedPlan() (disclosure.Plan, []int) {
	const schools, roles, lengths = 25, 4, 3
	random := rand.New(rand.NewPCG(1, 2))
	var plan disclosure.Plan
	var n []int
	for a := range schools * roles * lengths {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(a)})
		n = append(n, random.IntN(12))
	}
	add := func(level int, label string, in func(school, role, length int) bool) {
		var atoms []int
		for a := range plan.Atoms {
			if in(a/(roles*lengths), a/lengths%roles, a%lengths) {
				atoms = append(atoms, a)
			}
		}
		plan.Groups = append(plan.Groups, disclosure.Group{Label: label, Level: level, Atoms: atoms})
	}
	// −1 stands for all.
	for s := -1; s < schools; s++ {
		for r := -1; r < roles; r++ {
			for l := -1; l < lengths; l++ {
				add(b2i(s >= 0)+b2i(r >= 0)+b2i(l >= 0), fmt.Sprint("margin ", s, r, l), func(school, role, length int) bool {
					return (s < 0 || s == school) && (r < 0 || r == role) && (l < 0 || l == length)
				})
			}
		}
	}
	for width := 2; len(plan.Groups) < 1000; width++ {
		for s := 0; s+width <= schools && len(plan.Groups) < 1000; s++ {
			for r := -1; r < roles && len(plan.Groups) < 1000; r++ {
				add(2, fmt.Sprint("area ", s, width, r), func(school, role, _ int) bool {
					return school >= s && school < s+width && (r < 0 || r == role)
				})
			}
		}
	}
	return plan, n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Groups without any structure, which is far harder than any real plan: 80 random
// halves of 40 atoms.
func BenchmarkPatternRandom(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	var plan disclosure.Plan
	var n []int
	for a := range 40 {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(a)})
		n = append(n, 1+random.IntN(11))
	}
	for g := range 80 {
		atoms := random.Perm(40)[:20]
		slices.Sort(atoms)
		plan.Groups = append(plan.Groups, disclosure.Group{Label: fmt.Sprint(g), Atoms: atoms})
	}
	for b.Loop() {
		if _, err := plan.Pattern(disclosure.DefaultPolicy(), n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkShowItems(b *testing.B) {
	plan := disclosure.Partition("school", "teachers", "assistants", "after-school", "others")
	counts := [][]int{{1, 2, 3, 5, 3}, {0, 0, 1, 1, 1}, {0, 1, 1, 4, 2}, {0, 1, 1, 2, 1}}
	states, err := plan.Pattern(disclosure.DefaultPolicy(), []int{14, 3, 8, 5})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := plan.ShowItems(states, counts); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkShow is what a school of four groups may show of 21 items and nine indices.
func BenchmarkShow(b *testing.B) {
	plan := disclosure.Partition("school", "teachers", "assistants", "after-school", "others")
	benchmarkShow(b, plan, []int{14, 8, 9, 7}, 21)
}

// BenchmarkShowCrossed is the same for 12 atoms, crossed from two questions: 170 people in 8 groups.
func BenchmarkShowCrossed(b *testing.B) {
	const rows, columns = 4, 3
	plan := disclosure.Plan{Groups: []disclosure.Group{{Label: "all"}}}
	var n []int
	for a := range rows * columns {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(a)})
		plan.Groups[0].Atoms = append(plan.Groups[0].Atoms, a)
		n = append(n, 9+a)
	}
	for r := range rows {
		plan.Groups = append(plan.Groups, disclosure.Group{Label: fmt.Sprint("row ", r), Level: 1, Atoms: []int{3 * r, 3*r + 1, 3*r + 2}})
	}
	for c := range columns {
		plan.Groups = append(plan.Groups, disclosure.Group{Label: fmt.Sprint("column ", c), Level: 1, Atoms: []int{c, c + 3, c + 6, c + 9}})
	}
	benchmarkShow(b, plan, n, 21)
}

// The hard case, with 21 items: as it is, and with 20 more people in each atom.
func BenchmarkShowHard(b *testing.B) {
	plan, n := crossedPlan()
	benchmarkShow(b, plan, n, 21)
}

func BenchmarkShowLarge(b *testing.B) {
	plan, n := crossedPlan()
	for a := range n {
		n[a] += 20
	}
	benchmarkShow(b, plan, n, 21)
}

func benchmarkShow(b *testing.B, plan disclosure.Plan, n []int, items int) {
	random := rand.New(rand.NewPCG(5, 6))
	states, err := plan.Pattern(disclosure.DefaultPolicy(), n)
	if err != nil {
		b.Fatal(err)
	}
	s := disclosure.Survey{Policy: disclosure.DefaultPolicy(), Plan: plan}
	for i := range items {
		item := disclosure.Answers{States: states}
		for _, people := range n {
			counts := make([]int, 5)
			for range people {
				counts[min(4, max(0, 2+i%2+int(1.2*random.NormFloat64())))]++
			}
			item.Counts = append(item.Counts, counts)
		}
		s.Items = append(s.Items, item)
	}
	all := make([]int, items)
	for i := range all {
		all[i] = i
	}
	for _, of := range append([][]int{all}, slices.Collect(slices.Chunk(all, 3))...) {
		index := disclosure.Scores{Items: of, States: states}
		for _, group := range plan.Groups {
			x, sum := disclosure.Index{Steps: 5}, 0.0
			for _, a := range group.Atoms {
				x.Scored += n[a]
				for _, i := range of {
					for c, k := range s.Items[i].Counts[a] {
						sum += float64((c + 1) * k)
					}
				}
			}
			x.Complete = x.Scored
			x.Mean = sum / float64(max(1, x.Scored)*len(of))
			index.Groups = append(index.Groups, x)
		}
		s.Indices = append(s.Indices, index)
	}
	for b.Loop() {
		shown, err := s.Show()
		if err != nil {
			b.Fatal(err)
		}
		full, all := 0, 0
		for _, item := range shown.Items {
			for g, d := range item {
				if states[g] == disclosure.Shown {
					all++
					full += b2i(d.Bands != nil)
				}
			}
		}
		b.ReportMetric(100*float64(full)/float64(all), "%items")
		full, all = 0, 0
		for _, index := range shown.Indices {
			for g, m := range index {
				if states[g] == disclosure.Shown {
					all++
					full += b2i(m.State == disclosure.MeanValue)
				}
			}
		}
		b.ReportMetric(100*float64(full)/float64(all), "%indices")
	}
}
