package disclosure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestShowChoice(t *testing.T) {
	t.Parallel()
	exactly := func(i, p int) Band { return Band{i, i, Exactly, p} }
	atLeast := func(i, p int) Band { return Band{i, i, AtLeast, p} }
	atMost := func(i, p int) Band { return Band{i, i, AtMost, p} }
	tests := []struct {
		name    string
		counts  []int
		n       int
		several bool
		want    Choice
	}{
		// Per cents and caps by hand: 8/16 = 50, 5/16 = 31.25, 3/16 = 18.75.
		{"single, sixteen answers", []int{8, 5, 3}, 16, false, Choice{Shown, 16, []Band{exactly(1, 50), exactly(2, 31), exactly(3, 19)}}},
		{"single, an option nobody chose", []int{9, 7, 0}, 16, false, Choice{Shown, 16, []Band{exactly(1, 56), exactly(2, 44), exactly(3, 0)}}},
		{"single, all alike", []int{16, 0, 0}, 16, false, Choice{Shown, 16, []Band{atLeast(1, 80), atMost(2, 20), atMost(3, 20)}}},
		{"single, all but two alike", []int{14, 1, 1}, 16, false, Choice{Shown, 16, []Band{atLeast(1, 80), atMost(2, 20), atMost(3, 20)}}},
		{"single, three options and seven answers", []int{4, 3, 0}, 7, false, Choice{Shown, 7, []Band{exactly(1, 57), exactly(2, 43), atMost(3, 30)}}},
		{"single, three options and nine answers", []int{4, 5, 0}, 9, false, Choice{Shown, 9, []Band{exactly(1, 44), exactly(2, 56), atMost(3, 25)}}},
		{"single, four options and seven answers", []int{4, 3, 0, 0}, 7, false, Choice{State: Shown, N: 7}},
		{"multiple, sixteen answers", []int{8, 5, 12, 0}, 16, true, Choice{Shown, 16, []Band{exactly(1, 50), exactly(2, 31), exactly(3, 75), atMost(4, 20)}}},
		{"multiple, two that all chose", []int{16, 15, 3}, 16, true, Choice{Shown, 16, []Band{atLeast(1, 80), atLeast(2, 80), atMost(3, 20)}}},
		{"multiple, seven answers", []int{4, 7, 0, 3}, 7, true, Choice{Shown, 7, []Band{exactly(1, 57), atLeast(2, 70), atMost(3, 30), exactly(4, 43)}}},
		{"four answers", []int{2, 2}, 4, false, Choice{}},
		{"one option", []int{16}, 16, false, Choice{}},
		{"counts that do not add up", []int{8, 5}, 16, false, Choice{}},
		{"more than there are", []int{17, 2}, 16, true, Choice{}},
		{"somebody chose nothing", []int{5, 5}, 16, true, Choice{}},
		{"a negative count", []int{17, -1}, 16, false, Choice{}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, ShowChoice(test.counts, test.n, test.several)); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", test.name, diff)
		}
	}
}

// TestShowChoiceHidesUnanimity: whatever is shown, for every option two people can have answered otherwise than the rest: there are other
// answers with the same figures in which they did. The search knows the figures and the number of answers only.
func TestShowChoiceHidesUnanimity(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, options := rapid.IntRange(FloorMinGroup, 13).Draw(t, "n"), rapid.IntRange(2, 3).Draw(t, "options")
		several := rapid.Bool().Draw(t, "several")
		counts := make([]int, options)
		lean := rapid.IntRange(0, 100).Draw(t, "lean")
		for range n {
			first := 0
			if rapid.IntRange(0, 99).Draw(t, "first") >= lean {
				first = rapid.IntRange(0, options-1).Draw(t, "option")
			}
			counts[first]++
			for i := range options {
				if several && i != first && rapid.IntRange(0, 99).Draw(t, "also") < lean {
					counts[i]++
				}
			}
		}
		shown := ShowChoice(counts, n, several)
		if shown.State != Shown || shown.Options == nil {
			return
		}
		for i := range options {
			if !possibleChoice(shown, several, func(c []int) bool { return c[i] <= n-2 }) {
				t.Fatalf("%v of %d, %+v: known that all but one chose option %d", counts, n, shown.Options, i+1)
			}
			if several && !possibleChoice(shown, several, func(c []int) bool { return c[i] >= 2 }) {
				t.Fatalf("%v of %d, %+v: known that only one chose option %d", counts, n, shown.Options, i+1)
			}
		}
	})
}

// possibleChoice looks for counts that give the figures and are as wanted.
func possibleChoice(shown Choice, several bool, wanted func([]int) bool) bool {
	counts := make([]int, len(shown.Options))
	var search func(i int) bool
	search = func(i int) bool {
		if i == len(counts) {
			again := ShowChoice(counts, shown.N, several)
			return cmp.Equal(again, shown) && wanted(counts)
		}
		for counts[i] = range shown.N + 1 {
			if capped(Band{From: i + 1, To: i + 1}, counts[i], shown.N).agrees(shown.Options[i]) && search(i+1) {
				return true
			}
		}
		return false
	}
	return search(0)
}

// agrees says whether a share can be what is shown of it.
func (b Band) agrees(shown Band) bool {
	return b == shown || shown.Limit == Exactly
}
