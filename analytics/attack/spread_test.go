package attack_test

import (
	"slices"
	"strings"
	"testing"

	"tilstand/analytics/attack"
)

// Twenty people answered two items; of the first only their number is shown. Fifteen answered 4 to the second and five 3: a mean of 3.75 and a standard
// deviation of 0.44. If the index has a mean of 4.0 and a standard deviation of nothing, who gave the second a 3 gave the first a 5 and the
// others a 4. With the mean alone two can have answered 3.
func TestSpreadOfAnIndexTellsOfItsItems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		sd   float64
		leak bool
	}{
		{"all scores alike", 0, true},
		{"as good as alike", 0.01, true},
		{"scores that differ", 0.4, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := sketch{k: 7, n: []int{20}, items: []asked{
				{[][]int{{0, 0, 0, 15, 5}}, []form{counted}}, {[][]int{{0, 0, 5, 15, 0}}, []form{split}},
			}}
			d := s.document()
			d.Figures[1].Cell.SD, d.Figures[1].Cell.SDSource = 0.44, "own"
			d.Measures = append(d.Measures, attack.Measure{Key: "overall", Kind: "overall", Items: []string{"i0", "i1"}, Steps: 5})
			d.Figures = append(d.Figures, attack.Figure{Measure: "overall", Group: "g0", Cell: attack.Cell{
				State: "value", N: 20, Limit: "exact", Mean: 4, SD: tt.sd, SDSource: "own",
			}})
			report := attacked(t, d)
			leak := slices.ContainsFunc(report.Findings, func(f attack.Finding) bool {
				return f.Guarantee == attack.G5 && f.Measure == "item:i0" && strings.Contains(f.Learnt, "answered 4 to 5")
			})
			if !report.Complete || leak != tt.leak {
				t.Errorf("complete %t, found %v; want a leak: %t", report.Complete, report.Findings, tt.leak)
			}
		})
	}
}

// Of an item only numbers of answers are shown, and they tell: 20 answered it, and 9 and 8 of overlapping groups, so that four of the atom between them
// are 9 + 8 − 13.
func TestNumbersOfAnswersTellByThemselves(t *testing.T) {
	t.Parallel()
	s := sketch{k: 7, n: []int{10, 9, 10, 7}, groups: [][]int{{0, 1}, {1, 2}, {0, 1, 2}}, items: []asked{{
		[][]int{{2, 1, 1, 1, 0}, {1, 1, 1, 1, 0}, {1, 1, 1, 1, 0}, {2, 2, 1, 1, 1}}, []form{counted, counted, counted, counted},
	}}}
	report := attacked(t, s.document())
	if !slices.ContainsFunc(report.Findings, func(f attack.Finding) bool {
		return f.Guarantee == attack.G2 && f.Measure == "item:i0" && slices.Equal(f.Atoms, []string{"a1"}) && strings.Contains(f.Learnt, "4 persons")
	}) {
		t.Errorf("found %v; want the four of a1", report.Findings)
	}
}
