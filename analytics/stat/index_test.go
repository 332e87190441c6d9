package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestIndexScore(t *testing.T) {
	t.Parallel()
	none := math.NaN()
	tests := []struct {
		values []float64
		items  int
		want   float64
		ok     bool
	}{
		{[]float64{4, 5, 3, 4, 4}, 5, 4, true},
		{[]float64{4, none, 3, none, 5}, 5, 4, true},
		{[]float64{4, none, 3, none, none}, 5, 0, false}, // two of five are under a half
		{[]float64{4, 3}, 5, 0, false},                   // the others were not even asked
		{[]float64{4, 3, none, none}, 4, 3.5, true},      // two of four are a half
		{[]float64{2, none}, 2, 2, true},
		{[]float64{none}, 1, 0, false},
		{nil, 0, 0, false},
	}
	for _, tt := range tests {
		got, ok := IndexScore(tt.values, tt.items)
		if got != tt.want || ok != tt.ok {
			t.Errorf("IndexScore(%v, %d) = %v, %v; want %v, %v", tt.values, tt.items, got, ok, tt.want, tt.ok)
		}
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	five, six := Scale{1, 5}, Scale{1, 6}
	// By hand.
	check(t, "middle of five", five.Percent(3), 50, exact)
	check(t, "4.5 of five", five.Percent(4.5), 87.5, exact)
	check(t, "top of six", six.Percent(6), 100, exact)
	check(t, "span", five.PercentSpan(0.2), 5, exact)
	check(t, "reversed 2 of six", six.Reverse(2), 5, exact)
	check(t, "relevant on five", RelevantDifference(five), 0.2, exact)
	check(t, "relevant on six", RelevantDifference(six), 0.25, exact)
}

// Reversing items and scoring is scoring and reversing; percent and back is nothing; the mean of percents is the
// percent of the mean.
func TestScoringIsAffine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sc := Scale{1, float64(rapid.IntRange(2, 7).Draw(t, "max"))}
		items := rapid.IntRange(1, 8).Draw(t, "items")
		values, reversed, percent := make([]float64, items), make([]float64, items), make([]float64, items)
		for i := range values {
			values[i] = float64(rapid.IntRange(1, int(sc.Max)).Draw(t, "value"))
			if rapid.Bool().Draw(t, "missing") {
				values[i] = math.NaN()
			}
			reversed[i], percent[i] = sc.Reverse(values[i]), sc.Percent(values[i])
		}
		score, ok := IndexScore(values, items)
		r, okR := IndexScore(reversed, items)
		p, okP := IndexScore(percent, items)
		if ok != okR || ok != okP {
			t.Fatal("the half rule looks at values")
		}
		if !ok {
			return
		}
		if !near(r, sc.Reverse(score), exact) || !near(p, sc.Percent(score), exact) || !near(sc.FromPercent(p), score, exact) {
			t.Errorf("score %v, reversed %v, percent %v", score, r, p)
		}
	})
}
