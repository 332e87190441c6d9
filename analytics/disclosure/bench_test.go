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
