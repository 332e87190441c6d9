package attack_test

import (
	"slices"
	"strings"
	"testing"

	"tilstand/analytics/attack"
)

func share(i, percent int, limit string) attack.Band {
	return attack.Band{From: i, To: i, Percent: percent, Limit: limit}
}

// TestAloneLeaks plants leaks in items that stand alone, beside the same without one.
func TestAloneLeaks(t *testing.T) {
	t.Parallel()
	cell := func(n int, bands ...attack.Band) attack.Cell {
		return attack.Cell{State: "value", N: n, Limit: "count", Bands: bands}
	}
	first := attack.Alone{Item: "first", Type: "single", Options: 2, Cell: cell(18, share(1, 61, "exact"), share(2, 39, "exact"))} // 11 and 7 of 18
	followed := func(name string, n int, answers ...int) attack.Alone {
		return attack.Alone{Item: name, Type: "single", Options: 4, DependsOn: []string{"four"}, AskedOf: answers, Cell: cell(n, share(1, 25, "exact"), share(2, 25, "exact"), share(3, 25, "exact"), share(4, 25, "exact"))}
	}
	four := attack.Alone{Item: "four", Type: "single", Options: 4, Cell: cell(20)} // only the number of answers
	tests := []struct {
		name   string
		alone  []attack.Alone
		want   string // guarantee; empty: nothing
		learnt string
	}{
		{"shares of a single choice", []attack.Alone{first}, "", ""},
		{"an option at its cap", []attack.Alone{{Item: "x", Type: "single", Options: 3, Cell: cell(18, share(1, 80, "at_least"), share(2, 20, "at_most"), share(3, 20, "at_most"))}}, "", ""},
		{"a single choice that all made alike", []attack.Alone{{Item: "x", Type: "single", Options: 2, Cell: cell(18, share(1, 100, "exact"), share(2, 0, "exact"))}}, attack.G5, "18 of 18 or more chose answer 1"},
		{"all but one", []attack.Alone{{Item: "x", Type: "single", Options: 2, Cell: cell(18, share(1, 94, "exact"), share(2, 6, "exact"))}}, attack.G5, "17 of 18 or more chose answer 1"},
		{"all, by what is left", []attack.Alone{{Item: "x", Type: "single", Options: 2, Cell: cell(18, share(1, 80, "at_least"), share(2, 0, "exact"))}}, attack.G5, "18 of 18 or more chose answer 1"},
		{"a multiple choice under its caps", []attack.Alone{{Item: "x", Type: "multiple", Options: 2, Cell: cell(18, share(1, 80, "at_least"), share(2, 20, "at_most"))}}, "", ""},
		{"an option that nobody chose", []attack.Alone{{Item: "x", Type: "multiple", Options: 2, Cell: cell(18, share(1, 80, "at_least"), share(2, 0, "exact"))}}, attack.G5, "0 of 18 or fewer chose option 2"},
		{"too few", []attack.Alone{{Item: "x", Type: "single", Options: 4, Cell: cell(6)}}, attack.G2, "a figure of 6 persons"},
		{"more than there are", []attack.Alone{{Item: "x", Type: "single", Options: 4, Cell: cell(21)}}, attack.G9, "more answered"},
		{"shares that nobody can have given", []attack.Alone{{Item: "x", Type: "single", Options: 2, Cell: cell(18, share(1, 61, "exact"), share(2, 61, "exact"))}}, attack.G9, "no answers"},
		{"some were asked", []attack.Alone{first, {Item: "x", Type: "single", Options: 2, DependsOn: []string{"first"}, Cell: cell(11, share(1, 45, "exact"), share(2, 55, "exact"))}}, "", ""},
		{"nearly everybody was asked", []attack.Alone{first, {Item: "x", Type: "single", Options: 2, DependsOn: []string{"first"}, Cell: cell(16, share(1, 50, "exact"), share(2, 50, "exact"))}}, attack.G5, `16 of the 18 who answered "first" were asked`},
		{"two that follow different answers leave four", []attack.Alone{four, followed("x", 8, 1), followed("y", 8, 2)}, attack.G5, "16 of the 20 who answered were asked what follows the answers [1 2]"},
		{"two that follow the same answer", []attack.Alone{four, followed("x", 12, 1, 2), followed("y", 12, 2)}, "", ""},
		{"the two of three that leave four", []attack.Alone{four, followed("x", 8, 1, 3), followed("y", 8, 1), followed("z", 8, 2)}, attack.G5, "16 of the 20 who answered were asked what follows the answers [1 2]"},
		{"all answers are followed", []attack.Alone{four, followed("x", 8, 1, 2), followed("y", 12, 3, 4)}, "", ""},
	}
	for _, test := range tests {
		d := sketch{k: 7, n: []int{20}}.document()
		d.Alone = test.alone
		report := attacked(t, d)
		if test.want == "" {
			if !report.Safe() {
				t.Errorf("%s: %v", test.name, report.Findings)
			}
			continue
		}
		if !slices.ContainsFunc(report.Findings, func(f attack.Finding) bool {
			return f.Guarantee == test.want && strings.Contains(f.Learnt, test.learnt)
		}) {
			t.Errorf("%s: found %v, want %s: %s", test.name, report.Findings, test.want, test.learnt)
		}
	}
	hidden := sketch{k: 7, n: []int{20}, hidden: []int{0}}.document()
	hidden.Alone = []attack.Alone{first}
	if report := attacked(t, hidden); len(report.Findings) == 0 || report.Findings[0].Guarantee != attack.G1 {
		t.Errorf("a figure of a school that is withheld: found %v", report.Findings)
	}
}
