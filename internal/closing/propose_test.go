package closing

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/programme"
)

// cell reads a cell as documents have it: the only way to one with a figure outside the gate.
func cell(t *testing.T, document string) (c analytics.Cell) {
	t.Helper()
	if err := json.Unmarshal([]byte(document), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func mean(t *testing.T, x float64) analytics.Cell {
	t.Helper()
	return cell(t, fmt.Sprintf(`{"state":"value","n":24,"limit":"exact","mean":%g}`, x))
}

// The cut points are 2, 3 and 4 of 5, and two levels apart differ; see [Compare].
func TestCompare(t *testing.T) {
	t.Parallel()
	const hidden = `{"state":"hidden"}`
	for name, c := range map[string]struct {
		level  Level
		now    analytics.Cell
		target stat.TargetVerdict
		want   Difference
	}{
		"in place, staff in the lower half":           {InPlace, mean(t, 2.9), stat.TargetCannotTell, LeadershipHigher},
		"in place, staff in the upper half":           {InPlace, mean(t, 3.0), stat.TargetCannotTell, NoDifference},
		"in place, and the target is not reached":     {InPlace, mean(t, 3.9), stat.TargetNotReached, LeadershipHigher},
		"on the way, staff on the lowest steps":       {OnTheWay, mean(t, 1.9), stat.TargetNotReached, LeadershipHigher},
		"on the way, staff in the lower half":         {OnTheWay, mean(t, 2.0), stat.TargetNotReached, NoDifference},
		"on the way, and the target is reached":       {OnTheWay, mean(t, 4.6), stat.TargetReached, NoDifference},
		"begun, staff on the highest steps":           {Begun, mean(t, 4.0), stat.TargetCannotTell, StaffHigher},
		"begun, and the target is reached":            {Begun, mean(t, 3.6), stat.TargetReached, StaffHigher},
		"begun, staff in the upper half":              {Begun, mean(t, 3.9), stat.TargetCannotTell, NoDifference},
		"not begun, staff in the upper half":          {NotBegun, mean(t, 3.0), stat.TargetCannotTell, StaffHigher},
		"begun, at least 4.1":                         {Begun, cell(t, `{"state":"value","n":9,"limit":"at_least","mean":4.1,"bounds":{"low":4.1,"high":5}}`), stat.TargetCannotTell, StaffHigher},
		"begun, between 3.5 and 4.5":                  {Begun, cell(t, `{"state":"value","n":9,"limit":"between","mean":4,"bounds":{"low":3.5,"high":4.5}}`), stat.TargetCannotTell, NoDifference},
		"in place, between 2 and 3: 3 is not two off": {InPlace, cell(t, `{"state":"value","n":9,"limit":"between","mean":2.5,"bounds":{"low":2,"high":3}}`), stat.TargetCannotTell, NoDifference},
		"a hidden figure says nothing":                {InPlace, cell(t, hidden), stat.TargetNotReached, NoDifference},
		"a number of answers says nothing":            {InPlace, cell(t, `{"state":"value","n":24,"limit":"count"}`), stat.TargetCannotTell, NoDifference},
		"no level yet":                                {"", mean(t, 1.2), stat.TargetNotReached, NoDifference},
	} {
		row := analytics.Row{Steps: 5, Now: c.now, Gap: &analytics.Gap{Verdict: c.target}}
		if got := Compare(c.level, row); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := Compare(InPlace, analytics.Row{Steps: 4, Now: mean(t, 1.2)}); got != NoDifference {
		t.Errorf("on another scale: %q", got)
	}
}

func TestPropose(t *testing.T) {
	t.Parallel()
	row := func(component programme.ComponentKey, change func(*analytics.Row)) analytics.Row {
		r := analytics.Row{Component: component, Steps: 5, Now: mean(t, 3.6)}
		change(&r)
		return r
	}
	below := func(gap float64) func(*analytics.Row) {
		return func(r *analytics.Row) { r.Gap = &analytics.Gap{Value: gap, Verdict: stat.TargetNotReached} }
	}
	changed := func(v stat.Verdict) func(*analytics.Row) {
		return func(r *analytics.Row) { r.Changes = []analytics.Change{{Verdict: v}} }
	}
	trend := func(v stat.Verdict) func(*analytics.Row) {
		return func(r *analytics.Row) { r.Trend = &analytics.Trend{Verdict: v} }
	}
	agreement := func(level analytics.AgreementLevel, apart bool) func(*analytics.Row) {
		return func(r *analytics.Row) { r.Agreement = &analytics.Agreement{Level: level, Apart: apart} }
	}
	hidden := func(r *analytics.Row) { r.Now = cell(t, `{"state":"hidden"}`) }
	both := func(changes ...func(*analytics.Row)) func(*analytics.Row) {
		return func(r *analytics.Row) {
			for _, c := range changes {
				c(r)
			}
		}
	}
	nothing := both()
	for name, c := range map[string]struct {
		rows        []analytics.Row
		conclusions []Conclusion
		want        string
	}{
		"nothing speaks for anything":          {[]analytics.Row{row("a", nothing), row("b", hidden)}, nil, ""},
		"a gap that is open is none":           {[]analytics.Row{row("a", func(r *analytics.Row) { r.Gap = &analytics.Gap{Value: 0.4} })}, nil, ""},
		"the larger gap first":                 {[]analytics.Row{row("a", below(0.3)), row("b", below(0.9))}, nil, "b[gap] a[gap]"},
		"equal gaps in the programme's order":  {[]analytics.Row{row("a", below(0.5)), row("b", below(0.5))}, nil, "a[gap] b[gap]"},
		"at most three":                        {[]analytics.Row{row("a", below(0.1)), row("b", below(0.2)), row("c", below(0.3)), row("d", below(0.4))}, nil, "d[gap] c[gap] b[gap]"},
		"a fall weighs as much as a gap":       {[]analytics.Row{row("a", changed(stat.Worse)), row("b", below(0.2))}, nil, "b[gap] a[falling]"},
		"a falling trend":                      {[]analytics.Row{row("a", trend(stat.Worse))}, nil, "a[falling]"},
		"flat below the target":                {[]analytics.Row{row("a", below(0.9)), row("b", both(below(0.2), changed(stat.NoRelevantChange)))}, nil, "b[gap flat] a[gap]"},
		"risen below the target is not flat":   {[]analytics.Row{row("a", both(below(0.2), changed(stat.Better)))}, nil, "a[gap]"},
		"risen over all waves is not flat":     {[]analytics.Row{row("a", both(below(0.2), changed(stat.CannotTell), trend(stat.Better)))}, nil, "a[gap]"},
		"flat at the target is nothing":        {[]analytics.Row{row("a", changed(stat.NoRelevantChange))}, nil, ""},
		"weak agreement is spread":             {[]analytics.Row{row("a", agreement(analytics.WeakAgreement, false))}, nil, "a[spread]"},
		"moderate agreement is not":            {[]analytics.Row{row("a", agreement(analytics.ModerateAgreement, false))}, nil, ""},
		"two camps are spread":                 {[]analytics.Row{row("a", agreement(analytics.ModerateAgreement, true))}, nil, "a[spread]"},
		"leadership and staff see differently": {[]analytics.Row{row("a", nothing), row("b", nothing)}, []Conclusion{{Component: "b", Level: NotBegun}}, "b[disagreement]"},
		"all at once": {
			[]analytics.Row{row("a", below(2)), row("b", both(below(0.1), changed(stat.Worse), agreement(analytics.LackOfAgreement, true)))},
			[]Conclusion{{Component: "b", Level: InPlace}}, "b[gap falling spread disagreement] a[gap]",
		},
	} {
		got := ""
		for i, p := range Propose(&analytics.SchoolView{Rows: c.rows}, c.conclusions) {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("%s%s", p.Component, fmt.Sprint(p.Reasons))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
