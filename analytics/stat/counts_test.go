package stat

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func countsOf(min, max int, codes ...int) Counts {
	c := NewCounts(min, max)
	for _, x := range codes {
		c.Add(x)
	}
	return c
}

func TestDistribution(t *testing.T) {
	t.Parallel()
	// By hand: ten answers on five steps.
	c := Counts{Min: 1, N: []int{1, 0, 2, 3, 4}}
	if diff := cmp.Diff([]float64{.1, 0, .2, .3, .4}, c.Shares()); diff != "" {
		t.Error(diff)
	}
	if c.Top(2) != 7 || c.Bottom(2) != 1 || c.Total() != 10 || c.Max() != 5 {
		t.Errorf("top two %d, bottom two %d, total %d, max %d", c.Top(2), c.Bottom(2), c.Total(), c.Max())
	}
	if diff := cmp.Diff(Counts{Min: 1, N: []int{4, 3, 2, 0, 1}}, c.Reverse()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Freq{{1, 1}, {3, 2}, {4, 3}, {5, 4}}, c.Freq()); diff != "" {
		t.Error(diff)
	}
	if c := NewCounts(1, 4); c.Shares() != nil {
		t.Error("shares of nothing are not nil")
	}
}

func TestMedians(t *testing.T) {
	t.Parallel()
	tests := []struct {
		codes                []int
		median, interpolated float64
	}{
		// Interpolated medians: R psych 2.2.9, interp.median.
		{[]int{1, 2, 2, 3, 3, 3, 4}, 3, 2.66666666667},
		{[]int{1, 1, 2, 2, 2, 5}, 2, 1.83333333333},
		{[]int{1, 1, 4, 4}, 2.5, 2.5},
		{[]int{1, 2, 3, 4, 4, 5, 5, 5, 5, 5, 5}, 5, 4.58333333333},
		// By hand: nobody on the median of 2 and 4; one person is her own median.
		{[]int{1, 2, 4, 5}, 3, 3},
		{[]int{4}, 4, 4},
	}
	for _, tt := range tests {
		c := countsOf(1, 5, tt.codes...)
		if m, ok := c.Median(); !ok || m != tt.median {
			t.Errorf("median of %v = %v, %v; want %v", tt.codes, m, ok, tt.median)
		}
		m, _ := c.InterpolatedMedian()
		check(t, "interpolated median", m, tt.interpolated, exact)
	}
	if _, ok := NewCounts(1, 5).Median(); ok {
		t.Error("median of nothing")
	}
	if _, ok := NewCounts(1, 5).InterpolatedMedian(); ok {
		t.Error("interpolated median of nothing")
	}
}

func TestMediansMirror(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 40).Draw(t, "codes")
		c := countsOf(1, 5, codes...)
		m, _ := c.Median()
		slices.Sort(codes)
		if want := float64(codes[(len(codes)-1)/2]+codes[len(codes)/2]) / 2; m != want {
			t.Errorf("median %v, from sorted answers %v", m, want)
		}
		i, _ := c.InterpolatedMedian()
		r, _ := c.Reverse().InterpolatedMedian()
		if !near(i+r, 6, exact) {
			t.Errorf("interpolated median %v, of the reversed item %v", i, r)
		}
		if i < m-0.5 || i > m+0.5 {
			t.Errorf("interpolated median %v is more than half a step from the median %v", i, m)
		}
	})
}

func TestMisuseOfScalesPanics(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func(){
		"code off the scale": func() { NewCounts(1, 5).Add(6) },
		"code below":         func() { NewCounts(1, 5).Add(0) },
		"merge":              func() { NewCounts(1, 5).Merge(NewCounts(1, 6)) },
		"no codes":           func() { NewCounts(5, 1) },
		"no range":           func() { Scale{3, 3}.Percent(3) },
		"level":              func() { (Estimate{SE: 1, DF: 1}).Interval(95) },
		"too many values":    func() { IndexScore(make([]float64, 3), 2) },
		"no people":          func() { StratifiedMean([]Stratum{{}}) },
		"delta":              func() { JudgeChange(1, Interval{0.5, 1.5}, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
