package analytics

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/stat"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// seriesOf follows the releases through the instruments that were asked; the last one is now.
func seriesOf(releases []*Release, instruments ...*surveys.Instrument) *series {
	a := &series{template: programme.Builtin(), releases: releases, instruments: instruments, relevant: stat.RelevantPercent, now: len(releases) - 1}
	for _, r := range releases {
		a.heads = append(a.heads, headOf(r, a.template))
	}
	return a
}

// A series ends where an item is asked in another way, and an index with it; what is asked as before goes on.
func TestSeriesBreaksWhereTheQuestionChanges(t *testing.T) {
	t.Parallel()
	release := computed(t, aWave(), group(0, eight))
	before, moved, turned := smallInstrument(), smallInstrument(), smallInstrument()
	moved.Version = 2
	items := moved.Sections[0].Items
	items[0], items[1] = items[1], items[0]
	turned.Version = 3
	turned.Sections[0].Items[0].Reverse = true

	tests := []struct {
		name    string
		later   *surveys.Instrument
		measure MeasureKey
		want    bool
	}{
		{"same version", smallInstrument(), "overall", true},
		{"moved item", moved, "item:p1", false},
		{"component of a moved item", moved, "component:promote", false},
		{"component beside it", moved, "component:prevent", true},
		{"overall index", moved, "overall", false},
		{"turned item", turned, "item:p1", false},
		{"item beside it", turned, "item:p2", true},
		{"measure that neither has", turned, "component:notify", false},
	}
	for _, tt := range tests {
		a := seriesOf([]*Release{release, release}, before, tt.later)
		if got := a.continues(tt.measure, 0, 1); got != tt.want {
			t.Errorf("%s: continues is %t, want %t", tt.name, got, tt.want)
		}
		m, ok := release.Measure(tt.measure)
		if !ok {
			continue
		}
		row := a.family([]Measure{m}, TotalGroup, Single)[0]
		if row.Earlier[0].Break == tt.want || (len(row.Changes) > 0) != tt.want {
			t.Errorf("%s: break %t, %d changes", tt.name, row.Earlier[0].Break, len(row.Changes))
		}
	}
}

// With three waves there are two comparisons: with the wave before and with the first; never all pairs.
func TestChangesSinceLastAndFirst(t *testing.T) {
	t.Parallel()
	w := aWave()
	w.HeadCount = 20
	releases := []*Release{
		computed(t, w, repeat(0, 9, "3333"), repeat(0, 4, "2422"), repeat(0, 4, "4244")),
		computed(t, w, repeat(0, 9, "3333"), repeat(0, 2, "2422"), repeat(0, 6, "4244")),
		computed(t, w, repeat(0, 4, "3333"), repeat(0, 9, "4244"), repeat(0, 4, "5155")),
	}
	in := smallInstrument()
	a := seriesOf(releases, in, in, in)
	m, _ := a.release().Measure("component:promote")
	changes := a.family([]Measure{m}, TotalGroup, Single)[0].Changes
	type change struct {
		difference float64
		first      bool
		verdict    stat.Verdict
	}
	var got []change
	for _, c := range changes {
		got = append(got, change{c.Difference, c.First, c.Verdict})
	}
	// Means 3.0, 3.2, 4.0 of 17. Pooled sd 0.88: 1.96·0.88·√(2/17) = 0.59, so 0.8 and 1.0 are beyond it.
	want := []change{{0.8, false, stat.Better}, {1.0, true, stat.Better}}
	if !slices.Equal(got, want) {
		t.Errorf("changes %v, want %v", got, want)
	}
	if said := printer(t, "nb").Say(changes[1].Sentences[0]); said != "Ansatte svarer nå 4,0; ved den første målingen 3,0." {
		t.Errorf("since the first: %s", said)
	}
}

// The words for a change follow from the printed figures. Pooled sd of two items on five steps 0.88, both waves complete:
// this staff's interval is a point, the claim is not.
func TestDifference(t *testing.T) {
	t.Parallel()
	exact := func(mean float64, n int) reading {
		return reading{Estimate: Estimate{N: n, Limit: Exact, Mean: mean, SD: 0.88, SDSource: "pooled:x"}, headCount: n, steps: 5, items: 2}
	}
	bounded := func(limit Limit, low, high float64, n int) reading {
		return reading{Estimate: Estimate{N: n, Limit: limit, Mean: (low + high) / 2, Bounds: &Interval{low, high}}, headCount: n, steps: 5, items: 2}
	}
	tests := []struct {
		name         string
		earlier, now reading
		want         Change
	}{
		// 1.96·0.88·√(2/18) = 0.575; detectable 2.802·0.293 = 0.822.
		{"census of 18", exact(3.4, 18), exact(3.8, 18), Change{Limit: Exact, Difference: 0.4, Staff: &Interval{0.4, 0.4}, Claim: &Interval{-0.2, 1.0}, Verdict: stat.CannotTell, Detectable: 0.9}},
		{"large rise", exact(3.0, 18), exact(4.0, 18), Change{Limit: Exact, Difference: 1.0, Staff: &Interval{1, 1}, Claim: &Interval{0.4, 1.6}, Verdict: stat.Better, Detectable: 0.9}},
		{"large fall", exact(4.0, 18), exact(3.0, 18), Change{Limit: Exact, Difference: -1.0, Staff: &Interval{-1, -1}, Claim: &Interval{-1.6, -0.4}, Verdict: stat.Worse, Detectable: 0.9}},
		// 1.96·0.88·√(2/400) = 0.122, inside ±0.2; detectable 0.174.
		{"large staff, nothing moved", exact(3.8, 400), exact(3.8, 400), Change{Limit: Exact, Staff: &Interval{0, 0}, Claim: &Interval{-0.2, 0.2}, Verdict: stat.NoRelevantChange, Detectable: 0.2}},
		// 0.1 is beyond 0.087 with 800 answers, and too small to matter.
		{"small and certain", exact(3.8, 800), exact(3.9, 800), Change{Limit: Exact, Difference: 0.1, Staff: &Interval{0.1, 0.1}, Claim: &Interval{0, 0.2}, Verdict: stat.NoRelevantChange, Detectable: 0.2}},
		// At least 4.6 − 3.4 = 1.2 more, far beyond 0.575.
		{"now at least", exact(3.4, 18), bounded(AtLeast, 4.6, 5, 18), Change{Limit: Between, Bounds: &Interval{1.2, 1.6}, Verdict: stat.Better}},
		{"both at least", bounded(AtLeast, 4.6, 5, 18), bounded(AtLeast, 4.6, 5, 18), Change{Limit: Between, Bounds: &Interval{-0.4, 0.4}, Verdict: stat.CannotTell}},
		{"between, lower", exact(4.4, 18), bounded(Between, 3.0, 3.4, 18), Change{Limit: Between, Bounds: &Interval{-1.4, -1}, Verdict: stat.Worse}},
	}
	for _, tt := range tests {
		got := alone(tt.earlier, tt.now)
		tt.want.P, tt.want.Adjusted, tt.want.Family = got.P, got.P, Family{Single, 1, 0.95} // p values have a test of their own
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", tt.name, diff)
		}
	}
}

// alone is the change between two figures as the only comparison.
func alone(earlier, now reading) Change {
	c := compare(earlier, now, stat.RelevantDifference(scaleOf(now.steps)))
	return c.change(earlier, now, familyOf(Single, 1), c.p())
}

func TestGap(t *testing.T) {
	t.Parallel()
	exact := func(low, mean, high float64) reading {
		return reading{Estimate: Estimate{N: 18, Limit: Exact, Mean: mean, Interval: &Interval{low, high}, SD: 0.88, SDSource: "pooled:x"}, headCount: 24, steps: 5, items: 2}
	}
	everyone := func(mean float64) reading {
		return reading{Estimate: Estimate{N: 18, Limit: Exact, Mean: mean, Interval: &Interval{oneDecimal(mean - 0.1), oneDecimal(mean + 0.1)}}, headCount: 18, steps: 5, items: 2}
	}
	bounded := func(limit Limit, low, mean, high float64, headCount int) reading {
		return reading{Estimate: Estimate{N: 18, Limit: limit, Mean: mean, Bounds: &Interval{low, high}}, headCount: headCount, steps: 5, items: 2}
	}
	tests := []struct {
		name string
		now  reading
		want Gap
	}{
		{"above", exact(4.1, 4.3, 4.5), Gap{Value: -0.3, Limit: Exact, Interval: &Interval{-0.5, -0.1}, Verdict: stat.TargetReached}},
		{"from the target", exact(4, 4.2, 4.4), Gap{Value: -0.2, Limit: Exact, Interval: &Interval{-0.4, 0}, Verdict: stat.TargetReached}},
		// All answered: 4.0 stands for 3.95 to 4.05, and 3.9 for at most 3.95.
		{"at the target, all answered", everyone(4), Gap{Limit: Exact, Interval: &Interval{-0.1, 0.1}, Verdict: stat.TargetAbout}},
		{"just below, all answered", everyone(3.9), Gap{Value: 0.1, Limit: Exact, Interval: &Interval{0, 0.2}, Verdict: stat.TargetNotReached}},
		{"just above, all answered", everyone(4.1), Gap{Value: -0.1, Limit: Exact, Interval: &Interval{-0.2, 0}, Verdict: stat.TargetReached}},
		{"around", exact(3.6, 3.8, 4), Gap{Value: 0.2, Limit: Exact, Interval: &Interval{0, 0.4}, Verdict: stat.TargetCannotTell}},
		{"below", exact(3.2, 3.5, 3.8), Gap{Value: 0.5, Limit: Exact, Interval: &Interval{0.2, 0.8}, Verdict: stat.TargetNotReached}},
		{"at least, all answered", bounded(AtLeast, 4.6, 4.6, 5, 18), Gap{Value: -0.6, Limit: AtMost, Bounds: &Interval{-1, -0.6}, Verdict: stat.TargetReached}},
		// 4.1 − 1.96·0.88/√18·√(1 − 18/36) = 3.81: not all of the interval is above 4.0.
		{"at least, half answered", bounded(AtLeast, 4.1, 4.1, 5, 36), Gap{Value: -0.1, Limit: AtMost, Bounds: &Interval{-1, -0.1}, Verdict: stat.TargetCannotTell}},
		{"at most", bounded(AtMost, 1, 1.6, 1.6, 18), Gap{Value: 2.4, Limit: AtLeast, Bounds: &Interval{2.4, 3}, Verdict: stat.TargetNotReached}},
		{"between", bounded(Between, 3.8, 4, 4.2, 18), Gap{Limit: Between, Bounds: &Interval{-0.2, 0.2}, Verdict: stat.TargetCannotTell}},
		{"middle", bounded(Middle, 2.8, 3, 3.2, 18), Gap{Value: 1, Limit: Middle, Bounds: &Interval{0.8, 1.2}, Verdict: stat.TargetNotReached}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(&tt.want, gap(tt.now, 4)); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", tt.name, diff)
		}
	}
}

// A released mean and standard deviation describe a sample with that mean and standard deviation.
func TestSampleRestoresTheRelease(t *testing.T) {
	t.Parallel()
	r := reading{Estimate: Estimate{N: 24, Limit: Exact, Mean: 3.7, SD: 0.81, SDSource: ownSD}, headCount: 30, steps: 5, items: 3}
	got := r.sample().Moments
	if math.Abs(got.Mean()-3.7) > 1e-12 || math.Abs(got.SD()-0.81) > 1e-12 {
		t.Errorf("mean %v, sd %v; want 3.7, 0.81", got.Mean(), got.SD())
	}
}
