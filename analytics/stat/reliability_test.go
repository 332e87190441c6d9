package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// attitude is R's data set of that name (Chatterjee & Price 1977): favourable responses in 30 departments, in per
// cent, to seven questions: rating, complaints, privileges, learning, raises, critical, advance.
var attitude = [][]float64{
	{43, 51, 30, 39, 61, 92, 45}, {63, 64, 51, 54, 63, 73, 47}, {71, 70, 68, 69, 76, 86, 48}, {61, 63, 45, 47, 54, 84, 35},
	{81, 78, 56, 66, 71, 83, 47}, {43, 55, 49, 44, 54, 49, 34}, {58, 67, 42, 56, 66, 68, 35}, {71, 75, 50, 55, 70, 66, 41},
	{72, 82, 72, 67, 71, 83, 31}, {67, 61, 45, 47, 62, 80, 41}, {64, 53, 53, 58, 58, 67, 34}, {67, 60, 47, 39, 59, 74, 41},
	{69, 62, 57, 42, 55, 63, 25}, {68, 83, 83, 45, 59, 77, 35}, {77, 77, 54, 72, 79, 77, 46}, {81, 90, 50, 72, 60, 54, 36},
	{74, 85, 64, 69, 79, 79, 63}, {65, 60, 65, 75, 55, 80, 60}, {65, 70, 46, 57, 75, 85, 46}, {50, 58, 68, 54, 64, 78, 52},
	{50, 40, 33, 34, 43, 64, 33}, {64, 61, 52, 62, 66, 80, 41}, {53, 66, 52, 50, 63, 80, 37}, {40, 37, 42, 58, 50, 57, 49},
	{63, 54, 42, 48, 66, 75, 33}, {66, 77, 66, 63, 88, 76, 72}, {78, 75, 58, 74, 80, 78, 49}, {48, 57, 44, 45, 51, 83, 38},
	{85, 85, 71, 71, 77, 74, 55}, {82, 82, 39, 59, 64, 78, 39},
}

func crossMomentsOf(rows [][]float64, columns ...int) CrossMoments {
	c := NewCrossMoments(len(columns))
	for _, row := range rows {
		chosen := make([]float64, len(columns))
		for i, j := range columns {
			chosen[i] = row[j]
		}
		c.Add(chosen)
	}
	return c
}

func TestAlpha(t *testing.T) {
	t.Parallel()
	// R psych 2.2.9, alpha(attitude): raw alpha, r.drop, raw alpha if dropped; interval by Feldt's formula with R's qf.
	c := crossMomentsOf(attitude, 0, 1, 2, 3, 4, 5, 6)
	alpha, ok := Alpha(c)
	if !ok {
		t.Fatal("no alpha")
	}
	check(t, "alpha", alpha, 0.843142769565, exact)
	i, _ := FeldtInterval(alpha, c.N, 7, Level)
	checkInterval(t, "interval", i, 0.739375685643, 0.91577307216, exact)
	rest, _ := ItemRest(c)
	for i, want := range []float64{0.671262057224, 0.742109710222, 0.56071111148, 0.714445498134, 0.786275593834, 0.265034339197, 0.460810549468} {
		check(t, "item-rest correlation", rest[i], want, exact)
	}
	dropped, _ := AlphaIfDropped(c)
	for i, want := range []float64{0.809760206309, 0.796917457274, 0.827847765939, 0.803030975023, 0.795386574198, 0.863872311446, 0.840464868265} {
		check(t, "alpha if dropped", dropped[i], want, exact)
	}
}

func TestFeldtInterval(t *testing.T) {
	t.Parallel()
	// R cocron, cronbach.alpha.CI(.85, n = 89, items = 7): .7971 to .8932; the digits from R's qf.
	i, ok := FeldtInterval(0.85, 89, 7, Level)
	if !ok {
		t.Fatal("no interval")
	}
	checkInterval(t, "interval", i, 0.797064879035, 0.893166593737, exact)
	if _, ok := FeldtInterval(0.85, 1, 7, Level); ok {
		t.Error("an interval from one person")
	}
}

func TestSpearmanBrown(t *testing.T) {
	t.Parallel()
	c := crossMomentsOf(attitude, 0, 1)
	r, ok := SpearmanBrown(c)
	if !ok {
		t.Fatal("no reliability")
	}
	check(t, "two items", r, 0.9043602771383, exact) // R: cor(rating, complaints) = .8254176, 2r/(1+r)

	same := NewCrossMoments(2)
	for _, row := range attitude {
		same.Add([]float64{row[0], 120 - row[0]})
	}
	if r, ok := SpearmanBrown(same); ok {
		t.Errorf("an item with its own reverse has reliability %v", r)
	}
}

func TestReliabilityIsRefused(t *testing.T) {
	t.Parallel()
	few := crossMomentsOf(attitude[:MinReliability-1], 0, 1, 2)
	flat := NewCrossMoments(3)
	for range MinReliability {
		flat.Add([]float64{4, 4, 4})
	}
	one := crossMomentsOf(attitude, 0)
	for name, c := range map[string]CrossMoments{"29 persons": few, "no spread": flat, "one item": one} {
		if a, ok := Alpha(c); ok {
			t.Errorf("%s: alpha %v", name, a)
		}
		if m, ok := OneFactor(c); ok {
			t.Errorf("%s: factor %v", name, m)
		}
		if r, ok := SpearmanBrown(c); ok {
			t.Errorf("%s: Spearman–Brown %v", name, r)
		}
	}
	if _, ok := ItemRest(few); ok {
		t.Error("item-rest correlations of 29 persons")
	}
	if _, ok := AlphaIfDropped(crossMomentsOf(attitude, 0, 1)); ok {
		t.Error("alpha of one item that is left")
	}
}

// alphaByRows is the definition on the rows: variances of the items and of their sums.
func alphaByRows(rows [][]float64) float64 {
	k := len(rows[0])
	var total Moments
	items := make([]Moments, k)
	for _, row := range rows {
		sum := 0.0
		for i, x := range row {
			items[i].Add(x)
			sum += x
		}
		total.Add(sum)
	}
	parts := 0.0
	for _, m := range items {
		parts += m.Variance()
	}
	return float64(k) / float64(k-1) * (1 - parts/total.Variance())
}

func TestAlphaFromParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 6).Draw(t, "items")
		n := rapid.IntRange(MinReliability, 50).Draw(t, "persons")
		rows := make([][]float64, n)
		all, first, rest := NewCrossMoments(k), NewCrossMoments(k), NewCrossMoments(k)
		for i := range rows {
			level := rapid.IntRange(1, 5).Draw(t, "level")
			rows[i] = make([]float64, k)
			for j := range rows[i] {
				rows[i][j] = float64(min(5, max(1, level+rapid.IntRange(-1, 1).Draw(t, "noise"))))
			}
			all.Add(rows[i])
		}
		for _, row := range rows[:n/2] {
			first.Add(row)
		}
		for _, row := range rows[n/2:] {
			rest.Add(row)
		}
		missing := make([]float64, k)
		missing[k-1] = math.NaN()
		if rest.Add(missing) {
			t.Error("a person with a missing answer was counted")
		}
		a, ok := Alpha(all)
		b, okParts := Alpha(first.Merge(rest))
		if ok != okParts || ok && (!near(a, b, exact) || !near(a, alphaByRows(rows), exact)) {
			t.Errorf("alpha %v, from parts %v, from rows %v", a, b, alphaByRows(rows))
		}
	})
}

func TestOmega(t *testing.T) {
	t.Parallel()
	// R lavaan 0.6-14, cfa with std.lv = TRUE; loadings and uniquenesses there have the divisor n, here n−1.
	tests := []struct {
		name                  string
		columns               []int
		loading, unique, want float64 // of the first item
	}{
		{"three items", []int{0, 1, 3}, 11.1159463627, 19.6679599108, 0.878353672454},
		{"five items", []int{1, 2, 3, 4, 5}, 10.6576996024, 57.786843039, 0.817382402849},
		{"seven items", []int{0, 1, 2, 3, 4, 5, 6}, 10.2024226918, 39.1428453281, 0.856326836775},
	}
	for _, tt := range tests {
		m, ok := OneFactor(crossMomentsOf(attitude, tt.columns...))
		if !ok {
			t.Errorf("%s: no fit", tt.name)
			continue
		}
		check(t, tt.name+": loading", m.Loadings[0]*math.Sqrt(29.0/30), tt.loading, 1e-5)
		check(t, tt.name+": uniqueness", m.Uniquenesses[0]*29/30, tt.unique, 1e-5)
		check(t, tt.name+": omega", m.Omega(), tt.want, 1e-6)
	}
}

// crossMomentsWith are the moments of any n persons with this covariance matrix and mean 0.
func crossMomentsWith(n int, covariance [][]float64) CrossMoments {
	c := NewCrossMoments(len(covariance))
	c.N = n
	for i, row := range covariance {
		for j, s := range row {
			c.Products[i][j] = float64(n-1) * s
		}
	}
	return c
}

// Data made exactly by one factor give it back, in any units, with any item turned round.
func TestOneFactorFindsItsOwn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(3, 8).Draw(t, "items")
		var want FactorModel
		for i := range k {
			want.Loadings = append(want.Loadings, rapid.Float64Range(0.3, 0.95).Draw(t, "loading"))
			if i > 2 && rapid.Bool().Draw(t, "turned") {
				want.Loadings[i] *= -0.1
			}
			want.Uniquenesses = append(want.Uniquenesses, rapid.Float64Range(0.2, 1.5).Draw(t, "uniqueness"))
		}
		covariance := make([][]float64, k)
		for i := range k {
			covariance[i] = make([]float64, k)
			for j := range k {
				covariance[i][j] = want.Loadings[i] * want.Loadings[j]
			}
			covariance[i][i] += want.Uniquenesses[i]
		}
		got, ok := OneFactor(crossMomentsWith(100, covariance))
		if !ok {
			t.Fatal("no fit")
		}
		for i := range k {
			if !near(got.Loadings[i], want.Loadings[i], 1e-6) || !near(got.Uniquenesses[i], want.Uniquenesses[i], 1e-6) {
				t.Errorf("item %d: %v, %v; want %v, %v", i, got.Loadings[i], got.Uniquenesses[i], want.Loadings[i], want.Uniquenesses[i])
			}
		}
	})
}

func TestHeywoodCaseIsRefused(t *testing.T) {
	t.Parallel()
	// By hand: λ₁² = r₁₂ r₁₃/r₂₃ = .6·.6/.3 = 1.2, more than the item's whole variance.
	if m, ok := OneFactor(crossMomentsWith(100, [][]float64{{1, .6, .6}, {.6, 1, .3}, {.6, .3, 1}})); ok {
		t.Errorf("a uniqueness of −.2 became %v", m)
	}
	// One item is the sum of two others.
	if m, ok := OneFactor(crossMomentsWith(100, [][]float64{{1, 0, 1}, {0, 1, 1}, {1, 1, 2}})); ok {
		t.Errorf("dependent items became %v", m)
	}
}
