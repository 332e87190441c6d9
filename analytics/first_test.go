package analytics

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics/stat"
	"tilstand/internal/programme"
)

// lookRow is a component on 1 to 5 with a mean of 3.4 and a target of 4 that is surely missed by 0.4; changes make another one of it.
func lookRow(key programme.ComponentKey, changes ...func(*Row)) Row {
	target := 4.0
	row := Row{
		Measure: ComponentMeasureKey(key), Component: key, Name: text(string(key)), Steps: 5, HeadCount: 30, Target: &target,
		Now: shown(Estimate{N: 24, Limit: Exact, Mean: 3.4, Interval: &Interval{3.2, 3.6}}),
		Gap: &Gap{Value: 0.6, Limit: Exact, Interval: &Interval{0.4, 0.8}, Verdict: stat.TargetNotReached},
	}
	for _, change := range changes {
		change(&row)
	}
	return row
}

func gapOf(low float64, v stat.TargetVerdict) func(*Row) {
	return func(r *Row) {
		r.Gap = &Gap{Value: low + 0.2, Limit: Exact, Interval: &Interval{low, low + 0.4}, Verdict: v}
	}
}

func changeOf(v stat.Verdict, disagrees bool) func(*Row) {
	return func(r *Row) { r.Changes = append(r.Changes, Change{Verdict: v, Order: &Order{Disagrees: disagrees}}) }
}

func agreementOf(level AgreementLevel, apart bool) func(*Row) {
	return func(r *Row) { r.Agreement = &Agreement{Level: level, Apart: apart} }
}

func hiddenRow(r *Row) { r.Now, r.Gap = Cell{}, nil }
func noTarget(r *Row)  { r.Target, r.Gap = nil, nil }

func trendOf(v, reach stat.TargetVerdict, verdict stat.Verdict) func(*Row) {
	return func(r *Row) {
		r.Trend = &Trend{Verdict: verdict, Reach: &Reach{Verdict: reach, Sentence: say("results.reach.no")}}
		r.Trend.Sentences[0], r.Trend.Sentences[1] = say("results.trend.down"), say("results.trend.certain")
		r.Gap.Verdict = v
	}
}

// reasons are those of a proposal as "promote: below slow".
func reasonsOf(looks []Look) (said []string) {
	for _, l := range looks {
		line := string(l.Row.Component) + ":"
		for _, r := range l.Reasons {
			line += " " + string(r.Kind)
		}
		said = append(said, line)
	}
	return said
}

func TestLookFirst(t *testing.T) {
	t.Parallel()
	clear := gapOf(-0.4, stat.TargetReached)
	open := gapOf(-0.1, stat.TargetCannotTell)
	for name, test := range map[string]struct {
		rows  []Row
		looks []string
		more  []string
		why   string // key; empty where something is proposed
	}{
		"what is surely farther below comes first": {
			rows:  []Row{lookRow("promote"), lookRow("prevent", gapOf(0.5, stat.TargetNotReached)), lookRow("uncover", clear)},
			looks: []string{"prevent: below", "promote: below"},
		},
		"more reasons come before a larger gap": {
			rows:  []Row{lookRow("promote", gapOf(0.9, stat.TargetNotReached)), lookRow("prevent", changeOf(stat.Worse, false))},
			looks: []string{"prevent: below falling", "promote: below"},
		},
		"no more than three, and the others are named": {
			rows:  []Row{lookRow("promote"), lookRow("prevent"), lookRow("uncover"), lookRow("notify"), lookRow("intervene", gapOf(0.5, stat.TargetNotReached))},
			looks: []string{"intervene: below", "promote: below", "prevent: below"}, more: []string{"uncover: below", "notify: below"},
		},
		"a target that cannot be judged is no reason": {rows: []Row{lookRow("promote", open), lookRow("prevent", clear)}, why: "results.first.unclear"},
		"all reached":                {rows: []Row{lookRow("promote", clear), lookRow("prevent", clear)}, why: "results.first.reached"},
		"no target in this phase":    {rows: []Row{lookRow("promote", noTarget)}, why: "results.first.no_target"},
		"everything hidden":          {rows: []Row{lookRow("promote", hiddenRow, agreementOf(LackOfAgreement, true))}, why: "results.first.hidden"},
		"a decline above the target": {rows: []Row{lookRow("promote", clear, changeOf(stat.Worse, false))}, looks: []string{"promote: falling"}},
		"a decline that the order of the answers contradicts": {rows: []Row{lookRow("promote", clear, changeOf(stat.Worse, true))}, why: "results.first.reached"},
		"a change that cannot be told":                        {rows: []Row{lookRow("promote", changeOf(stat.CannotTell, false))}, looks: []string{"promote: below"}},
		"it stands still":                                     {rows: []Row{lookRow("promote", changeOf(stat.NoRelevantChange, false))}, looks: []string{"promote: below slow"}},
		"it stands still at its target":                       {rows: []Row{lookRow("promote", clear, changeOf(stat.NoRelevantChange, false))}, why: "results.first.reached"},
		"the pace is too slow": {
			rows:  []Row{lookRow("promote", trendOf(stat.TargetNotReached, stat.TargetNotReached, stat.Better))},
			looks: []string{"promote: below slow"},
		},
		"the pace may do": {
			rows:  []Row{lookRow("promote", trendOf(stat.TargetNotReached, stat.TargetCannotTell, stat.Better))},
			looks: []string{"promote: below"},
		},
		"the trend goes down": {
			rows:  []Row{lookRow("promote", trendOf(stat.TargetReached, stat.TargetReached, stat.Worse))},
			looks: []string{"promote: falling"},
		},
		"two camps":        {rows: []Row{lookRow("promote", clear, agreementOf(WeakAgreement, true))}, looks: []string{"promote: split"}},
		"as if at random":  {rows: []Row{lookRow("promote", clear, agreementOf(LackOfAgreement, false))}, looks: []string{"promote: split"}},
		"somewhat unlike":  {rows: []Row{lookRow("promote", clear, agreementOf(WeakAgreement, false))}, why: "results.first.reached"},
		"nothing measured": {why: "results.first.hidden"},
	} {
		got := LookFirst(test.rows)
		if diff := cmp.Diff(test.looks, reasonsOf(got.Looks)); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", name, diff)
		}
		if diff := cmp.Diff(test.more, reasonsOf(got.More)); diff != "" {
			t.Errorf("%s, the others (- want, + got):\n%s", name, diff)
		}
		if got.Why.Key != test.why {
			t.Errorf("%s: nothing because of %q, want %q", name, got.Why.Key, test.why)
		}
	}
}

// A bound takes the place of the interval; where everyone answered, the printed gap is all there is.
func TestSurelyMissing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		row  Row
		want float64
	}{
		"interval": {lookRow("promote"), 0.4},
		"everyone": {lookRow("promote", func(r *Row) { r.HeadCount = 24 }), 0.6},
		"bounds": {lookRow("promote", func(r *Row) {
			r.Gap = &Gap{Value: 2.2, Limit: AtLeast, Bounds: &Interval{2.2, 3}, Verdict: stat.TargetNotReached}
		}), 2.2},
		"reached": {lookRow("promote", gapOf(-0.4, stat.TargetReached)), 0},
		"none":    {lookRow("promote", noTarget), 0},
	} {
		if got := surelyMissing(test.row); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// Whatever the rows: the same again, at most three, each with a reason, nobody twice, none that has no figure, and the wider an interval the less is said.
func TestLookFirstHolds(t *testing.T) {
	t.Parallel()
	keys := []programme.ComponentKey{"promote", "prevent", "uncover", "intervene", "notify", "measures", "persist", "capacity"}
	rapid.Check(t, func(t *rapid.T) {
		var rows []Row
		for _, key := range keys {
			row := lookRow(key,
				gapOf(float64(rapid.IntRange(-10, 10).Draw(t, "gap"))/10, stat.TargetVerdict(rapid.IntRange(0, 3).Draw(t, "target"))),
				changeOf(stat.Verdict(rapid.IntRange(0, 3).Draw(t, "change")), rapid.Bool().Draw(t, "disagrees")),
				agreementOf(AgreementLevel(rapid.IntRange(1, 5).Draw(t, "level")), rapid.Bool().Draw(t, "apart")))
			if rapid.Bool().Draw(t, "hidden") {
				hiddenRow(&row)
			}
			rows = append(rows, row)
		}
		got := LookFirst(rows)
		if again := LookFirst(rows); !slices.Equal(reasonsOf(got.Looks), reasonsOf(again.Looks)) {
			t.Fatal("not the same twice")
		}
		if len(got.Looks) > 3 || (len(got.Looks) == 0) == (got.Why.Key == "") || len(got.Looks) < 3 && len(got.More) > 0 {
			t.Fatalf("%d proposed, %d more, because of %q", len(got.Looks), len(got.More), got.Why.Key)
		}
		seen := map[programme.ComponentKey]bool{}
		for _, l := range append(slices.Clone(got.Looks), got.More...) {
			if seen[l.Row.Component] || len(l.Reasons) == 0 || l.Row.Now.State() != Value {
				t.Fatalf("%s", strings.Join(reasonsOf([]Look{l}), ""))
			}
			seen[l.Row.Component] = true
		}
		for i := range rows { // nothing can be told of anything
			if rows[i].Gap != nil {
				rows[i].Gap.Verdict = stat.TargetCannotTell
			}
			rows[i].Changes, rows[i].Agreement = nil, nil
		}
		if got := LookFirst(rows); len(got.Looks) > 0 {
			t.Fatalf("proposed where nothing can be told: %v", reasonsOf(got.Looks))
		}
	})
}
