package demo

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// sizes are the classes of staffs that the shares of verdicts are printed for, by the largest in each.
var sizes = []int{14, 24, 39, 59, 90}

// said counts what a comparison came to: the four verdicts, and that nothing could be compared.
type said struct {
	verdicts [4]int
	nothing  int
}

func (s *said) add(verdict stat.Verdict, ok bool) {
	if ok {
		s.verdicts[verdict]++
	} else {
		s.nothing++
	}
}

func (s *said) of(verdict stat.Verdict) float64 {
	return float64(s.verdicts[verdict]) / float64(s.total())
}

func (s *said) total() int {
	n := s.nothing
	for _, v := range s.verdicts {
		n += v
	}
	return n
}

// String is the shares in whole per cent: better, worse, no relevant change, cannot tell, and not shown.
func (s *said) String() string {
	share := func(n int) string { return fmt.Sprintf("%.0f", 100*float64(n)/float64(s.total())) }
	return fmt.Sprintf("%s / %s / %s / %s / %s", share(s.verdicts[stat.Better]), share(s.verdicts[stat.Worse]), share(s.verdicts[stat.NoRelevantChange]),
		share(s.verdicts[stat.CannotTell]), share(s.nothing))
}

// outcome is what the schools of one class of sizes were told.
type outcome struct {
	schools                       int
	since, course, overall, trend said
	families, wrongly             int // families of eight changes, and those of them with a false claim
}

// How often a school is told better, worse, no relevant change or cannot tell, by the size of its staff: 200 schools of the demo's sizes go
// through the course with the effects that are declared, each made anew from its own seed, and every view is judged as a page would. The
// table is in README.md as it is in the golden file. Small staffs are told that it cannot be told, and nobody is told what is not so.
func TestVerdictsByStaffSize(t *testing.T) {
	t.Parallel()
	var staffs []int
	for _, o := range owners() {
		for _, s := range o.schools {
			if s.staff >= surveys.DefaultMinGroup {
				staffs = append(staffs, s.staff)
			}
		}
	}
	outcomes := make([]outcome, len(sizes))
	for seed := range uint64(seeds) {
		staff := staffs[int(seed)%len(staffs)]
		class := 0
		for staff > sizes[class] {
			class++
		}
		outcomes[class].add(t, Default(), seed, staff)
	}
	table := verdictTable(outcomes)
	testkit.Golden(t, "verdicts.md", table)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), table) {
		t.Error("README.md has another table than testdata/verdicts.md: copy it there")
	}

	families, wrongly := 0, 0
	for i, o := range outcomes {
		families, wrongly = families+o.families, wrongly+o.wrongly
		if o.overall.of(stat.Worse)+o.trend.of(stat.Worse) > 0 {
			t.Errorf("up to %d: told worse, where everything rises", sizes[i])
		}
	}
	t.Logf("%d of %d families have a false claim", wrongly, families)
	// Of 400 families 5 % may have a false claim; three standard errors more are chance.
	if rate := float64(wrongly) / float64(families); rate > 0.05+3*0.011 {
		t.Errorf("%.1f %% of the families have a false claim, want 5 at most", 100*rate)
	}
	small, large := &outcomes[0], &outcomes[len(outcomes)-1]
	if small.since.of(stat.Better) > 0.2 || large.trend.of(stat.Better) < 0.9 || large.course.of(stat.Better) < small.course.of(stat.Better) {
		t.Errorf("small staffs are told too much, or large ones too little:\n%s", table)
	}
}

// add takes one school through the course.
func (o *outcome) add(t *testing.T, e Effects, seed uint64, staff int) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	counts := split(r, staff, true)
	school := r.NormFloat64() * e.SchoolSD
	in, _ := surveys.Builtin("tilstand")
	var releases []*analytics.Release
	for _, step := range course {
		releases = append(releases, answered(t, e, r, in, step.phase, counts, school))
	}
	view, err := analytics.Simulate(releases, in)
	if err != nil {
		t.Fatal(err)
	}
	o.schools++
	last, _ := changesOf(*view.Overall)
	o.overall.add(verdictOf(last))
	if view.Overall.Trend != nil {
		o.trend.add(view.Overall.Trend.Verdict, true)
	} else {
		o.trend.add(0, false)
	}
	var falseSince, falseCourse bool
	for _, row := range view.Rows {
		last, first := changesOf(row)
		o.since.add(verdictOf(last))
		o.course.add(verdictOf(first))
		truth := func(phase int) float64 {
			return e.truth(in, course[phase].phase, counts, school, func(c surveys.Construct) bool { return c.Component == row.Component })
		}
		falseSince = falseSince || denied(last, truth(3)-truth(2))
		falseCourse = falseCourse || denied(first, truth(3)-truth(0))
	}
	o.families += 2
	for _, wrong := range []bool{falseSince, falseCourse} {
		if wrong {
			o.wrongly++
		}
	}
}

// changesOf are the changes since the wave before and since the first; nil where there is none.
func changesOf(row analytics.Row) (last, first *analytics.Change) {
	for i, c := range row.Changes {
		if c.First {
			first = &row.Changes[i]
		} else {
			last = &row.Changes[i]
		}
	}
	return last, first
}

func verdictOf(c *analytics.Change) (stat.Verdict, bool) {
	if c == nil {
		return 0, false
	}
	return c.Verdict, true
}

// denied reports whether what was said of a change is not so: a direction that it does not have, or that there is nothing where there is something that
// matters.
func denied(c *analytics.Change, truth float64) bool {
	if c == nil {
		return false
	}
	switch c.Verdict {
	case stat.Better:
		return truth <= 0
	case stat.Worse:
		return truth >= 0
	case stat.NoRelevantChange:
		return truth >= 0.2 || truth <= -0.2
	}
	return false
}

func verdictTable(outcomes []outcome) string {
	table := "| staff | schools | component, B to C | component, preparation to C | overall, B to C | overall, trend over four waves |\n|---|---|---|---|---|---|\n"
	least := surveys.DefaultMinGroup
	for i := range outcomes {
		o := &outcomes[i]
		table += fmt.Sprintf("| %d to %d | %d | %v | %v | %v | %v |\n", least, sizes[i], o.schools, &o.since, &o.course, &o.overall, &o.trend)
		least = sizes[i] + 1
	}
	return table
}
