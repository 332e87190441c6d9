package attack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tilstand/analytics/attack"
)

// Five and six people answered two items, of which groups show numbers of answers only, and an index over both. Somebody of the second group answered 4 to the first item
// and 3 to the second. By his answer to the first alone he learns nothing. Together they tell him that all others of his group answered 2 to the first: this was found by enumeration of all answers
// that look like it.
func TestRespondentsPoolTheirAnswers(t *testing.T) {
	t.Parallel()
	s := sketch{k: 5, n: []int{5, 6}, groups: [][]int{{0}, {1}}, items: []asked{
		{[][]int{{0, 3, 0, 2}, {0, 5, 0, 1}}, []form{split, counted, counted}}, {[][]int{{1, 0, 0, 4}, {3, 2, 1, 0}}, []form{split, counted, counted}},
	}}
	d := s.document()
	d.Measures = append(d.Measures, attack.Measure{Key: "overall", Kind: "overall", Items: []string{"i0", "i1"}, Steps: 4})
	for g, c := range []attack.Cell{
		{N: 11, Limit: "exact", Mean: 2.5}, {N: 5, Limit: "at_least", Mean: 3, Bounds: &attack.Interval{Low: 3, High: 4}}, {N: 6, Limit: "exact", Mean: 2},
	} {
		c.State = "value"
		d.Figures = append(d.Figures, attack.Figure{Measure: "overall", Group: fmt.Sprint("g", g), Cell: c})
	}
	respondent := func(second int) attack.Respondent {
		return attack.Respondent{Wave: "wave", Atom: "a1", Answers: map[string]int{"item:i0": 4, "item:i1": second}}
	}
	for name, tt := range map[string]struct {
		options attack.Options
		leak    bool
	}{
		"one answer":    {attack.Options{Insiders: s.respondents(), Examples: s.examples()}, false},
		"both":          {attack.Options{Respondents: []attack.Respondent{respondent(3)}, Examples: s.examples()}, true},
		"other answers": {attack.Options{Respondents: []attack.Respondent{respondent(1)}, Examples: s.examples()}, false},
	} {
		tt.options.Work = attack.DefaultWork
		report, err := attack.Attack(t.Context(), []attack.Document{d}, tt.options)
		if err != nil || !report.Complete {
			t.Fatalf("%s: %v, %+v", name, err, report)
		}
		leak := slices.ContainsFunc(report.Findings, func(f attack.Finding) bool {
			return f.Guarantee == attack.G4 && f.Measure == "item:i0" && slices.Equal(f.Atoms, []string{"a1"}) && f.Learnt == "all others answered 2" && strings.Contains(f.By, "a1 who answered 4")
		})
		if leak != tt.leak || !tt.leak && len(report.Findings) > 0 {
			t.Errorf("%s: found %v; want a leak: %t", name, report.Findings, tt.leak)
		}
	}
}
