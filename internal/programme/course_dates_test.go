package programme

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func days(from, to string) Span { return Span{day(from), day(to)} }

// Two years and a half from the first day of the run.
func TestLastDay(t *testing.T) {
	t.Parallel()
	for start, want := range map[string]string{
		"2026-08-01": "2029-01-31",
		"2026-08-15": "2029-02-14",
		"2026-08-31": "2029-02-28", // no 31 February
		"2025-08-30": "2028-02-29", // a leap year
		"2026-12-31": "2029-06-30",
		"":           "",
	} {
		if got := Builtin().Course.LastDay(day(start)); !got.Equal(day(want)) {
			t.Errorf("from %s to %s, want %s", start, got.Format(time.DateOnly), want)
		}
	}
	var none *Course
	if !none.LastDay(day("2026-08-01")).IsZero() {
		t.Error("what is no course ends")
	}
}

func TestRunWithinCourse(t *testing.T) {
	t.Parallel()
	first, _ := Lookup("skolemiljo", 1)
	tests := map[string]struct {
		template *Template
		dates    map[PhaseKey]Span
		want     []Problem
	}{
		"no dates":     {Builtin(), nil, nil},
		"the last day": {Builtin(), map[PhaseKey]Span{"prep": days("2026-08-01", "2026-10-01"), "c": days("2028-08-01", "2029-01-31")}, nil},
		"a day more": {Builtin(), map[PhaseKey]Span{"prep": days("2026-08-01", "2026-10-01"), "c": days("2028-08-01", "2029-02-01")},
			[]Problem{{Field: "dates.c", Code: "course_long"}}},
		"without preparation, from semester A": {Builtin(), map[PhaseKey]Span{"a": days("2026-10-01", "2027-01-01"), "c": days("2028-08-01", "2029-02-01")}, nil},
		"two phases": {Builtin(), map[PhaseKey]Span{"a": days("2026-08-01", "2026-12-01"), "b": days("2027-08-01", "2029-03-01"), "c": days("2029-03-02", "2029-06-01")},
			[]Problem{{Field: "dates.b", Code: "course_long"}, {Field: "dates.c", Code: "course_long"}}},
		"a version without a course": {first, map[PhaseKey]Span{"prep": days("2026-08-01", "2026-10-01"), "c": days("2028-08-01", "2031-01-01")}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := problemsOf(t, invalid(test.template.lengthProblems(test.dates)...))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestModuleDates(t *testing.T) {
	t.Parallel()
	autumn := days("2026-10-01", "2027-01-31")
	tests := map[string]struct {
		semester, module Span
		want             []Problem
	}{
		"within":              {autumn, days("2026-11-02", "2026-11-20"), nil},
		"the whole semester":  {autumn, autumn, nil},
		"one day":             {autumn, days("2026-11-02", "2026-11-02"), nil},
		"backwards":           {autumn, days("2026-11-20", "2026-11-02"), []Problem{{Field: "to", Code: "order"}}},
		"too early":           {autumn, days("2026-09-30", "2026-11-02"), []Problem{{Field: "from", Code: "outside"}}},
		"ends too late":       {autumn, days("2026-11-20", "2027-02-01"), []Problem{{Field: "to", Code: "outside"}}},
		"all of it too late":  {autumn, days("2027-02-01", "2027-02-02"), []Problem{{Field: "from", Code: "outside"}}},
		"no end":              {autumn, days("2026-11-20", ""), []Problem{{Field: "to", Code: "missing"}}},
		"no beginning":        {autumn, days("", "2026-11-20"), []Problem{{Field: "from", Code: "missing"}}},
		"no dates before it":  {Span{}, days("2026-11-02", "2026-11-20"), []Problem{{Field: "from", Code: "no_semester"}}},
		"a half-set semester": {days("2026-10-01", ""), days("2026-11-02", "2026-11-20"), []Problem{{Field: "from", Code: "no_semester"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, moduleDateProblems(test.semester, test.module)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
