package disclosure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/disclosure"
)

// The ladder of §3.6; from 10 on that of NCES 2011-603, above 100 our own.
func TestCap(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{
		5: 60, 6: 65, 7: 70, 8: 75, 9: 75, 10: 80, 20: 80, 21: 90, 40: 90, 41: 95, 100: 95, 101: 98, 200: 98, 201: 99, 5000: 99,
	} {
		if got := disclosure.Cap(n); got != want {
			t.Errorf("cap for %d answers is %d, want %d", n, got, want)
		}
	}
	for n := disclosure.FloorMinGroup; n <= 2000; n++ {
		if 100*(n-2) < disclosure.Cap(n)*n {
			t.Errorf("with %d answers, two dissenters do not look like none", n)
		}
	}
}

func TestShowItem(t *testing.T) {
	t.Parallel()
	const exactly, atMost, atLeast = disclosure.Exactly, disclosure.AtMost, disclosure.AtLeast
	mean := func(state disclosure.MeanState, low, high float64) disclosure.Mean {
		return disclosure.Mean{State: state, Low: low, High: high}
	}
	tests := []struct {
		name   string
		counts []int
		want   disclosure.Display
	}{
		{"six all ticked never", []int{6, 0, 0, 0, 0}, disclosure.Display{State: s, N: 6,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: atLeast, Percent: 65}, {From: 3, To: 3, Limit: atMost, Percent: 35}, {From: 4, To: 5, Limit: atMost, Percent: 35}},
			Mean:  mean(disclosure.MeanLow, 1, 2)}},
		{"so did four of six: looks the same", []int{4, 0, 1, 1, 0}, disclosure.Display{State: s, N: 6,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: atLeast, Percent: 65}, {From: 3, To: 3, Limit: atMost, Percent: 35}, {From: 4, To: 5, Limit: atMost, Percent: 35}},
			Mean:  mean(disclosure.MeanLow, 1, 2)}},
		// Nine spread out: 4/9 and 1/9. One more answer, and there would be categories.
		{"nine answers", []int{2, 2, 1, 2, 2}, disclosure.Display{State: s, N: 9,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: exactly, Percent: 44}, {From: 3, To: 3, Limit: atMost, Percent: 25}, {From: 4, To: 5, Limit: exactly, Percent: 44}},
			Mean:  mean(disclosure.MeanValue, 3, 3), IntervalAllowed: true}},
		{"all in the middle", []int{0, 0, 5, 0, 0}, disclosure.Display{State: s, N: 5,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: atMost, Percent: 40}, {From: 3, To: 3, Limit: atLeast, Percent: 60}, {From: 4, To: 5, Limit: atMost, Percent: 40}},
			Mean:  mean(disclosure.MeanMiddle, 2.2, 3.8)}},
		{"ten, spread", []int{1, 2, 3, 3, 1}, disclosure.Display{State: s, N: 10,
			Bands:      []disclosure.Band{{From: 1, To: 2, Limit: exactly, Percent: 30}, {From: 3, To: 3, Limit: exactly, Percent: 30}, {From: 4, To: 5, Limit: exactly, Percent: 40}},
			Mean:       mean(disclosure.MeanValue, 3.1, 3.1),
			Categories: []int{10, 20, 30, 30, 10}, SDAllowed: true, IntervalAllowed: true}},
		{"ten, eight high: bands and mean only", []int{0, 1, 1, 7, 1}, disclosure.Display{State: s, N: 10,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: atMost, Percent: 20}, {From: 3, To: 3, Limit: atMost, Percent: 20}, {From: 4, To: 5, Limit: atLeast, Percent: 80}},
			Mean:  mean(disclosure.MeanValue, 3.8, 3.8), IntervalAllowed: true}},
		{"four steps", []int{0, 3, 2, 2}, disclosure.Display{State: s, N: 7,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: exactly, Percent: 43}, {From: 3, To: 4, Limit: exactly, Percent: 57}},
			Mean:  mean(disclosure.MeanValue, 2.9, 2.9), IntervalAllowed: true}},
		{"six steps", []int{0, 3, 1, 1, 1, 1}, disclosure.Display{State: s, N: 7,
			Bands: []disclosure.Band{{From: 1, To: 2, Limit: exactly, Percent: 43}, {From: 3, To: 4, Limit: atMost, Percent: 30}, {From: 5, To: 6, Limit: atMost, Percent: 30}},
			Mean:  mean(disclosure.MeanValue, 3.4, 3.4), IntervalAllowed: true}},
		{"other scales show the number only", []int{4, 5}, disclosure.Display{State: s, N: 9}},
		{"too few", []int{1, 1, 1, 1, 0}, disclosure.Display{}},
		{"a negative count", []int{9, -1, 1, 1, 0}, disclosure.Display{}},
		{"nothing", nil, disclosure.Display{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, disclosure.ShowItem(test.counts)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
