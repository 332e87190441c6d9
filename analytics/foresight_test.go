package analytics

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/surveys"
)

// Of 24 who are asked 19 are expected. By hand, with the pooled sd of 1 to 5:
//
//	overall, 21 items (.1959·4 = .7836)  now 1.96·.7836/√19·√(5/24) = .1608; change (1.960 + .842)·.7836·√(2/19) = .7123
//	promote, 3 items (.2068·4 = .8272)   now .1698; change among eight (2.734 + .842)·.8272·√(2/19) = .9597
func TestForesight(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	p, err := g.surv.Plan(autumn, surveys.WaveSpec{
		School: g.school.ID, Phase: "a", Instrument: surveys.StateSurvey, OpensAt: autumn, ClosesAt: autumn.AddDate(0, 0, 10),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 16}, {Key: "assistants", HeadCount: 8}},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := Foresee(p)
	if f.HeadCount != 24 || f.Expected != 19 || f.Relevant != 0.2 || f.Family != (Family{HolmFamily, 8, 0.99375}) || len(f.Measures) != 9 {
		t.Fatalf("foresight %+v; want 19 of 24, nine measures", f)
	}
	got := f.Measures[:2]
	got[1].Name = nil
	want := []ForesightMeasure{
		{Measure: OverallKey, Items: 21, Margin: 0.2, Change: 0.8},
		{Measure: "component:promote", Items: 3, Margin: 0.2, Change: 1.0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("measures (- want, + got):\n%s", diff)
	}
	// 80 % of 8 is 6.4, under seven.
	if len(f.Groups) != 2 || !f.Groups[0].Enough || f.Groups[1].Enough || f.Groups[1].Expected != 6 {
		t.Errorf("groups %+v; want 13 shown and 6 not", f.Groups)
	}
}

// Of eight, six are expected, and nothing can be said; a mapping survey is not compared.
func TestForesightOfNothing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for instrument, count := range map[string]int{surveys.StateSurvey: 8, surveys.MappingSurvey: 40} {
		p, err := g.surv.Plan(autumn, surveys.WaveSpec{
			School: g.school.ID, Phase: "a", Instrument: instrument, OpensAt: autumn, ClosesAt: autumn.AddDate(0, 0, 10),
			Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: count}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if f := Foresee(p); len(f.Measures) != 0 {
			t.Errorf("%s of %d: %+v", instrument, count, f.Measures)
		}
	}
}
