package disclosure

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// table is what people are counted by: each way sorts all cells into groups, and every choice of one group or all of each way is published.
type table struct {
	name  string
	cells []int
	ways  []way
	k     int
}

// way is a question, or a hierarchy: the groups that each cell is in, of whatever level.
type way [][]int

// of is the way in which every cell is in one group: cells run through the groups in order, each so many times in a row.
func of(cells, groups, times int) way {
	w := make(way, cells)
	for c := range w {
		w[c] = []int{c / times % groups}
	}
	return w
}

// The figures are those of the example data sets of Statistics Norway's R package SSBtools (github.com/statisticsnorway/ssb-ssbtools, release of
// December 2025, MIT), which its packages for cell suppression are documented with: example1 in R/SSBtoolsData.R is age × country × year,
// mun_accidents there is municipality × injury, z1 in data is region × main income, and z2 the same with two hierarchies of regions.
func exampleTables() []table {
	z2Region := way{}
	county, group := []int{1, 4, 5, 5, 6, 6, 8, 8, 1, 10, 10}, []int{300, 300, 300, 300, 300, 300, 300, 300, 400, 400, 400}
	for c := range 44 {
		z2Region = append(z2Region, []int{c % 11, 100 + county[c%11], group[c%11]})
	}
	return []table{
		{"example1", []int{5, 2, 0, 6, 3, 4, 5, 0, 0, 6, 3, 4, 7, 1, 1, 5, 4, 3}, []way{of(18, 3, 6), of(18, 2, 3), of(18, 3, 1)}, 5},
		{"mun_accidents", []int{4, 5, 3, 4, 1, 6, 0, 0, 2, 1, 0, 0, 0, 1, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0}, []way{of(24, 4, 6), of(24, 6, 1)}, 5},
		{"z1", []int{11, 7, 5, 13, 9, 12, 6, 9, 11, 1, 8, 2, 14, 9, 4, 3, 55, 29, 35, 17, 63, 24, 22, 38, 36, 18, 25, 13, 52, 22, 8, 15},
			[]way{of(32, 4, 8), of(32, 8, 1)}, 5},
		{"z2", []int{11, 7, 5, 13, 9, 12, 6, 9, 3, 9, 4, 11, 1, 8, 2, 14, 9, 4, 3, 0, 0, 2, 55, 29, 35, 17, 63, 24, 22, 38, 9, 32, 18, 36, 18, 25, 13, 52, 22, 8, 15, 2, 20, 11},
			[]way{of(44, 4, 11), z2Region}, 5},
	}
}

// plan publishes every choice of groups once.
func (tab table) plan() Plan {
	var p Plan
	for c := range tab.cells {
		p.Atoms = append(p.Atoms, Atom{Label: fmt.Sprint(c)})
	}
	seen := map[string]bool{}
	var choose func(way, level int, label string, atoms []int)
	choose = func(at, level int, label string, atoms []int) {
		if len(atoms) == 0 {
			return
		}
		if at == len(tab.ways) {
			if key := fmt.Sprint(atoms); !seen[key] {
				seen[key] = true
				p.Groups = append(p.Groups, Group{Label: label, Level: level, Atoms: atoms})
			}
			return
		}
		choose(at+1, level, label+" all", atoms)
		inside, order := map[int][]int{}, []int{}
		for _, a := range atoms {
			for _, g := range tab.ways[at][a] {
				if inside[g] == nil {
					order = append(order, g)
				}
				inside[g] = append(inside[g], a)
			}
		}
		for _, g := range order {
			choose(at+1, level+1, fmt.Sprint(label, " ", g), inside[g])
		}
	}
	all := make([]int, len(tab.cells))
	for a := range all {
		all[a] = a
	}
	choose(0, 0, tab.name, all)
	return p
}

// G10 for tables of two and three questions and of hierarchies: at most 1.25 times as many groups are withheld as the least number that keeps G1, G2 and
// their form for insiders. An exact search shows that fewer are not enough; it does not ask for G3, so the best that keeps that, too, can only be more.
//
// With minutes in place of a second the search finds the least number itself: 24 of example1 (25 are withheld), 14 of mun_accidents (14), 8 of z1 (9), and
// of the eight schools 98 together (105). Of z2 it is 23 or more (28).
func TestTablesWithholdAtMostAQuarterMore(t *testing.T) {
	t.Parallel()
	tables := exampleTables()
	random := rand.New(rand.NewPCG(7, 3))
	for i := range 8 { // schools × staff groups × grade levels
		tab := table{name: fmt.Sprint("school ", i), ways: []way{of(12, 2, 6), of(12, 3, 2), of(12, 2, 1)}, k: 5}
		for range 12 {
			tab.cells = append(tab.cells, random.IntN(14))
		}
		tables = append(tables, tab)
	}
	for _, tab := range tables {
		t.Run(tab.name, func(t *testing.T) {
			t.Parallel()
			plan := tab.plan()
			states, err := plan.Pattern(Policy{MinGroup: tab.k}, tab.cells)
			if err != nil {
				t.Fatal(err)
			}
			small, ours := 0, 0
			for g, n := range plan.Count(tab.cells) {
				if n > 0 && n < tab.k {
					small++
				}
				if n > 0 && states[g] == Withheld {
					ours++
				}
			}
			s := newOptimum(plan, tab.k, tab.cells)
			best := small
			for 5*best < 4*ours && !s.within(best-small) {
				best++
			}
			t.Logf("%d groups, %d small; %d withheld, %d or more are needed", len(plan.Groups), small, ours, best)
			if 4*ours > 5*best {
				t.Errorf("%d groups withheld, %d would do", ours, best)
			}
		})
	}
}

// optimum searches for the fewest groups to withhold beside the small ones.
type optimum struct {
	k      int
	weight []int
	groups [][]int
	seen   map[string]bool
}

func newOptimum(p Plan, k int, persons []int) *optimum {
	a := newAudit(p, k, persons, persons, nil)
	o := &optimum{k: k, weight: a.weight}
	for _, c := range a.candidates {
		if !c.never {
			o.groups = append(o.groups, c.atoms)
		}
	}
	return o
}

// within reports whether withholding so many groups can be enough. A union that must not be computable is a sum of shown groups; whatever else
// is done, one of these has to go. So each is tried in turn.
func (o *optimum) within(more int) bool {
	shown := make([]bool, len(o.groups))
	for g := range shown {
		shown[g] = true
	}
	o.seen = map[string]bool{}
	return o.search(shown, more)
}

func (o *optimum) search(shown []bool, more int) bool {
	if key := fmt.Sprint(shown); o.seen[key] {
		return false
	} else {
		o.seen[key] = true
	}
	terms := o.leak(shown)
	if terms == nil {
		return true
	}
	if o.least(shown) > more {
		return false
	}
	for _, g := range terms {
		shown[g] = false
		if o.search(shown, more-1) {
			return true
		}
		shown[g] = true
	}
	return false
}

// least is how many groups have to go at least: as many as there are small unions whose terms have none in common.
func (o *optimum) least(shown []bool) (n int) {
	rest := slices.Clone(shown)
	for terms := o.leak(rest); terms != nil; terms = o.leak(rest) {
		for _, g := range terms {
			rest[g] = false
		}
		n++
	}
	return n
}

// leak is the groups whose sum is a small union; nil if there is none.
func (o *optimum) leak(shown []bool) []int {
	k := newKernel(len(o.weight))
	for g, atoms := range o.groups {
		if shown[g] && !k.follows(atoms) {
			k.show()
		}
	}
	s := newSmallUnions(k.nullSpace().vectors, o.weight, o.k, searchSteps)
	unions, _ := s.search(o.k)
	var fewest []int
	for _, u := range unions {
		if terms := o.terms(shown, u, everybody); fewest == nil || len(terms) < len(fewest) {
			fewest = terms
		}
	}
	if fewest != nil {
		return fewest
	}
	for own, w := range s.weight {
		if w == 1 {
			if unions, _ := s.searchAs(own, o.k-1); len(unions) > 0 {
				return o.terms(shown, unions[0], s.small[own])
			}
		}
	}
	return nil
}

// terms are the shown groups that a union is a sum of, with the row of an insider.
func (o *optimum) terms(shown []bool, union form, insider int) (terms []int) {
	size := len(o.weight)
	var b basis
	add := func(atoms []int, g int) {
		row := make(form, size+len(o.groups)+1)
		copy(row, indicator(size, atoms))
		row[size+g] = 1
		if b.reduce(row); row.pivot() < size {
			b.add(row)
		}
	}
	if insider != everybody {
		add([]int{insider}, len(o.groups))
	}
	for g, atoms := range o.groups {
		if shown[g] {
			add(atoms, g)
		}
	}
	rest := append(append(form(nil), union...), make(form, len(o.groups)+1)...)
	b.reduce(rest)
	for g := range o.groups {
		if rest[size+g] != 0 {
			terms = append(terms, g)
		}
	}
	return terms
}
