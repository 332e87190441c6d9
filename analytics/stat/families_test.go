package stat

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// benjaminiHochberg1995 are the 15 p values of their example, JRSS B 57:289, section 4.
var benjaminiHochberg1995 = []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}

func atMost(p []float64, level float64) int {
	n := 0
	for _, x := range p {
		if x <= level {
			n++
		}
	}
	return n
}

func TestFamilies(t *testing.T) {
	t.Parallel()
	// The paper: four rejections at .05, Bonferroni three.
	p := benjaminiHochberg1995
	if n := atMost(BenjaminiHochberg(p), 0.05); n != 4 {
		t.Errorf("Benjamini–Hochberg rejects %d", n)
	}
	if n := atMost(p, 1-BonferroniLevel(Level, len(p))); n != 3 {
		t.Errorf("Bonferroni rejects %d", n)
	}
	// R 4.2.2, p.adjust.
	bh := []float64{.0015, .003, .0095, .035625, .0603, .0638571428571, .0638571428571, .0645, .0765, .486, .581181818182, .714875, .753230769231, .813214285714, 1}
	holm := []float64{.0015, .0056, .0247, .114, .2211, .278, .278, .278, .3213, 1, 1, 1, 1, 1, 1}
	for i := range p {
		check(t, "Benjamini–Hochberg", BenjaminiHochberg(p)[i], bh[i], exact)
		check(t, "Holm", Holm(p)[i], holm[i], exact)
	}
	// p.adjust(c(.04, .01, .3, .01, .02)): unsorted, with ties; a comparison without p value is not one of the family.
	q := []float64{.04, .01, math.NaN(), .3, .01, .02}
	wantHolm, wantBH := []float64{.08, .05, math.NaN(), .3, .05, .06}, []float64{.05, .025, math.NaN(), .3, .025, .0333333333333}
	for i := range q {
		if math.IsNaN(q[i]) {
			if !math.IsNaN(Holm(q)[i]) || !math.IsNaN(BenjaminiHochberg(q)[i]) {
				t.Error("a missing p value was filled in")
			}
			continue
		}
		check(t, "Holm", Holm(q)[i], wantHolm[i], exact)
		check(t, "Benjamini–Hochberg", BenjaminiHochberg(q)[i], wantBH[i], exact)
	}
	if len(Holm(nil)) != 0 {
		t.Error("an empty family has p values")
	}
}

// Adjusting keeps the order, never makes smaller, and is strictest for Bonferroni, then Holm, then Benjamini–Hochberg.
func TestFamilyProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "p")
		before := slices.Clone(p)
		holm, bh := Holm(p), BenjaminiHochberg(p)
		if !cmp.Equal(before, p) {
			t.Fatal("the argument was changed")
		}
		for i := range p {
			bonferroni := math.Min(1, p[i]*float64(len(p)))
			if !(p[i] <= bh[i]+1e-12 && bh[i] <= holm[i]+1e-12 && holm[i] <= bonferroni+1e-12) {
				t.Errorf("p %v, Benjamini–Hochberg %v, Holm %v, Bonferroni %v", p[i], bh[i], holm[i], bonferroni)
			}
			for j := range p {
				if p[i] < p[j] && (holm[i] > holm[j] || bh[i] > bh[j]) {
					t.Errorf("the order of %v and %v changed", p[i], p[j])
				}
			}
		}
	})
}

func TestAgreement(t *testing.T) {
	t.Parallel()
	// James, Demaree & Wolf 1984, p. 88: σ² = 2 for five steps, so a variance of .5 is an agreement of .75; ten such
	// items .968.
	item := momentsWith(10, 4, math.Sqrt(0.5))
	a, _ := AgreementWithin(item, 5)
	check(t, "r_wg", a, 0.75, exact)
	j, _ := AgreementWithinIndex([]Moments{item, item, item, item, item, item, item, item, item, item}, 5)
	check(t, "r_wg(10)", j, 7.5/7.75, exact)
	// A split staff is further apart than chance.
	split := Counts{Min: 1, N: []int{5, 0, 0, 0, 5}}.Moments()
	if a, ok := AgreementWithin(split, 5); !ok || a != 0 {
		t.Errorf("agreement of a split staff = %v, %v", a, ok)
	}
	if a, ok := AgreementWithinIndex([]Moments{split, split}, 5); !ok || a != 0 {
		t.Errorf("agreement of a split staff on an index = %v, %v", a, ok)
	}
	if _, ok := AgreementWithin(momentsWith(1, 4, 0), 5); ok {
		t.Error("one person agrees")
	}
	for _, items := range [][]Moments{nil, {momentsWith(1, 4, 0)}} {
		if _, ok := AgreementWithinIndex(items, 5); ok {
			t.Errorf("agreement on %v", items)
		}
	}
}

func TestPolarisation(t *testing.T) {
	t.Parallel()
	// By hand.
	for _, tt := range []struct {
		counts []int
		want   float64
	}{
		{[]int{0, 0, 9, 0, 0}, 0},
		{[]int{5, 0, 0, 0, 5}, 1},
		{[]int{2, 2, 2, 2, 2}, 0.6},
		{[]int{3, 3, 3, 3}, 2.0 / 3},
		{[]int{0, 1, 2, 4, 3}, 0.35}, // cumulative .0 .1 .3 .7: .0 + .1 + .3 + .3, halved
	} {
		d, ok := Polarisation(Counts{Min: 1, N: tt.counts})
		if !ok {
			t.Errorf("%v: none", tt.counts)
		}
		check(t, "polarisation", d, tt.want, exact)
	}
	if _, ok := Polarisation(NewCounts(1, 5)); ok {
		t.Error("polarisation of nobody")
	}
}

func TestPolarisationProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := countsOf(1, 5, rapid.SliceOfN(rapid.IntRange(1, 5), 1, 30).Draw(t, "codes")...)
		d, _ := Polarisation(c)
		r, _ := Polarisation(c.Reverse())
		twice, _ := Polarisation(c.Merge(c))
		if d < 0 || d > 1+1e-12 || !near(d, r, exact) || !near(d, twice, exact) {
			t.Errorf("polarisation %v, reversed %v, of twice as many %v", d, r, twice)
		}
	})
}

func TestReference(t *testing.T) {
	t.Parallel()
	// By hand.
	r := Reference{Name: "frozen", Mean: 3.6, SD: 0.8}
	check(t, "score", r.Standard(4), 550, exact)
	check(t, "and back", r.FromStandard(550), 4, exact)
	check(t, "error at n = 20", r.StandardSpan(0.8/math.Sqrt(20)), 22.3606797750, exact)
}
