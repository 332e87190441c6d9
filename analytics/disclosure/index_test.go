package disclosure_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"tilstand/analytics/disclosure"
)

func TestShowIndex(t *testing.T) {
	t.Parallel()
	value := func(m float64) disclosure.Display {
		return disclosure.Display{State: s, N: 8, Mean: disclosure.Mean{State: disclosure.MeanValue, Low: m, High: m}}
	}
	high := disclosure.ShowItem([]int{0, 0, 0, 1, 7}) // high: from (5·6+3+1)/8 = 4.25, rounded down
	number := func(m float64) disclosure.Mean {
		return disclosure.Mean{State: disclosure.MeanValue, Low: m, High: m}
	}
	tests := []struct {
		name string
		x    disclosure.Index
		want disclosure.Mean
	}{
		{"alone", disclosure.Index{Steps: 5, Mean: 3.26, Scored: 8, Complete: 8}, number(3.3)},
		{"alone, with gaps", disclosure.Index{Steps: 5, Mean: 3.24, Scored: 8, Complete: 5, Partial: 3}, number(3.2)},
		{"alone and high", disclosure.Index{Steps: 5, Mean: 4.2, Scored: 8, Complete: 8},
			disclosure.Mean{State: disclosure.MeanHigh, Low: 4.2, High: 5}},
		{"alone and low", disclosure.Index{Steps: 5, Mean: 1.8, Scored: 8, Complete: 8}, // (6+3+5)/8 = 1.75, rounded up
			disclosure.Mean{State: disclosure.MeanLow, Low: 1, High: 1.8}},
		{"beside items with numbers", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 8, Complete: 8,
			Items: []disclosure.Display{value(3.0), value(4.0)}}, number(3.5)},
		{"beside an item that is high: 3 to 3.1 and 4.2 to 5", disclosure.Index{Steps: 5, Mean: 3.9, Scored: 8, Complete: 8,
			Items: []disclosure.Display{value(3.0), high}},
			disclosure.Mean{State: disclosure.MeanRange, Low: 3.5, High: 4.1}},
		{"beside a withheld item", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 8, Complete: 8,
			Items: []disclosure.Display{value(4.0), {}}},
			disclosure.Mean{State: disclosure.MeanRange, Low: 2.4, High: 4.6}},
		{"one person left an item out: index minus item is his answer", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 8, Complete: 7, Partial: 1,
			Items: []disclosure.Display{value(3.0), value(4.0)}},
			disclosure.Mean{State: disclosure.MeanRange, Low: 2.9, High: 4.1}},
		{"six persons left an item out", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 14, Complete: 8, Partial: 6,
			Items: []disclosure.Display{value(3.0), value(4.0)}},
			disclosure.Mean{State: disclosure.MeanRange, Low: 2.4, High: 4.2}}, // (8·2.95 + 8·3.95)/2 + 6·1 of 14, and (8·3.05 + 8·4.05)/2 + 6·5
		{"seven persons left an item out", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 15, Complete: 8, Partial: 7,
			Items: []disclosure.Display{value(3.0), value(4.0)}}, number(3.5)},
		{"from 20 persons the rounding covers it", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 20, Complete: 19, Partial: 1,
			Items: []disclosure.Display{value(3.0), value(4.0)}}, number(3.5)},
		{"fewer than the minimum group", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 6, Complete: 6}, disclosure.Mean{}},
		{"a scale that is not shown", disclosure.Index{Steps: 7, Mean: 3.5, Scored: 9, Complete: 9}, disclosure.Mean{}},
		{"more complete than scored", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 9, Complete: 10}, disclosure.Mean{}},
		{"more scored than answered", disclosure.Index{Steps: 5, Mean: 3.5, Scored: 9, Complete: 8}, disclosure.Mean{}},
		{"a mean off the scale", disclosure.Index{Steps: 5, Mean: 5.1, Scored: 9, Complete: 9}, disclosure.Mean{}},
		{"no mean", disclosure.Index{Steps: 5, Mean: math.NaN(), Scored: 9, Complete: 9}, disclosure.Mean{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := disclosure.ShowIndex(disclosure.DefaultPolicy(), test.x); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	if got := disclosure.ShowIndex(disclosure.Policy{}, tests[0].x); got != (disclosure.Mean{}) {
		t.Errorf("without a policy: %+v", got)
	}
}

// G5 for a two-item index, by full enumeration: neither the index alone nor the
// index beside its two items lets anybody conclude that all, or all but one,
// answered one of the items alike, or all others but himself.
func TestNoIndexGivesUnanimityAway(t *testing.T) {
	t.Parallel()
	policy := disclosure.Policy{MinGroup: 5}
	for _, group := range []struct{ categories, n int }{{4, 5}, {4, 6}, {4, 8}, {5, 5}, {5, 6}, {6, 5}} {
		for _, beside := range []bool{false, true} {
			t.Run(fmt.Sprintf("steps=%d/n=%d/items=%v", group.categories, group.n, beside), func(t *testing.T) {
				t.Parallel()
				var all [][]int
				distributions(group.categories, group.n, func(counts []int) {
					all = append(all, append([]int(nil), counts...))
				})
				type release struct {
					one, other look
					index      disclosure.Mean
				}
				alike := map[release]*judge{} // of the first item; the second is its mirror
				for _, one := range all {
					for _, other := range all {
						items := []disclosure.Display{disclosure.ShowItem(one), disclosure.ShowItem(other)}
						x := disclosure.Index{
							Steps: group.categories, Scored: group.n, Complete: group.n,
							Mean: float64(sum(one)+sum(other)) / float64(2*group.n),
						}
						var r release
						if beside {
							x.Items = items
							r.one, r.other = lookOf(items[0], one), lookOf(items[1], other)
						}
						r.index = disclosure.ShowIndex(policy, x)
						if alike[r] == nil {
							alike[r] = newJudge(group.categories, items[0].Bands)
						}
						alike[r].add(one, group.n)
					}
				}
				for r, j := range alike {
					if err := j.verdict(); err != nil {
						t.Fatalf("%+v: %v", r, err)
					}
				}
			})
		}
	}
}

func sum(counts []int) int {
	total := 0
	for i, c := range counts {
		total += (i + 1) * c
	}
	return total
}

// A range contains the index, whatever people left out.
func TestIndexRangeContainsTheIndex(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.IntRange(4, 6).Draw(t, "steps")
		items := rapid.IntRange(1, 5).Draw(t, "items")
		persons := rapid.IntRange(5, 25).Draw(t, "persons")
		counts := make([][]int, items)
		for i := range counts {
			counts[i] = make([]int, steps)
		}
		x := disclosure.Index{Steps: steps, Items: make([]disclosure.Display, items)}
		for range persons {
			sum, answered := 0, 0
			for i := range items {
				if code := rapid.IntRange(0, steps).Draw(t, "code"); code > 0 { // 0: left out
					counts[i][code-1]++
					sum, answered = sum+code, answered+1
				}
			}
			switch {
			case answered == items:
				x.Complete++
			case answered > 0:
				x.Partial++
			}
			if 2*answered >= items && answered > 0 {
				x.Scored++
				x.Mean += float64(sum) / float64(answered)
			}
		}
		if x.Scored == 0 {
			return
		}
		x.Mean /= float64(x.Scored)
		for i := range x.Items {
			x.Items[i] = disclosure.ShowItem(counts[i])
		}
		m := disclosure.ShowIndex(disclosure.Policy{MinGroup: 5}, x)
		if m.State == disclosure.MeanRange && (x.Mean < m.Low-1e-9 || x.Mean > m.High+1e-9) {
			t.Fatalf("the index is %v, the range %+v", x.Mean, m)
		}
		if x.Scored >= 5 && m.State == disclosure.MeanWithheld {
			t.Fatalf("nothing is shown of %+v", x)
		}
	})
}
