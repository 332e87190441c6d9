package programme

import "time"

// StartOf is the first day of a run; zero while it has no dates.
func StartOf(dates map[PhaseKey]Span) (first time.Time) {
	for _, span := range dates {
		if !span.From.IsZero() && (first.IsZero() || span.From.Before(first)) {
			first = span.From
		}
	}
	return first
}

// LastDay is the last day on which the course may be under way, when it begins on the day; zero for a day that is zero. The time counts from
// the first day of the run, the preparation included: two years and a half are nearly a year more than the preparation and the
// three semesters usually take.
func (c *Course) LastDay(start time.Time) time.Time {
	if c == nil || start.IsZero() {
		return time.Time{}
	}
	later := start.AddDate(0, c.Months.Most, 0)
	if later.Day() != start.Day() { // the month is shorter: half a year from 31 August ends with February
		return later.AddDate(0, 0, -later.Day())
	}
	return later.AddDate(0, 0, -1)
}

// lengthProblems are the phases that end after the course's last day.
func (t *Template) lengthProblems(dates map[PhaseKey]Span) (problems []Problem) {
	last := t.Course.LastDay(StartOf(dates))
	if last.IsZero() {
		return nil
	}
	for key, span := range dates {
		if span.To.After(last) {
			problems = append(problems, Problem{Field: "dates." + string(key), Code: "course_long"})
		}
	}
	return problems
}

// moduleDateProblems checks a module's dates against those of its semester, which must be set first.
func moduleDateProblems(semester, module Span) []Problem {
	switch {
	case semester.From.IsZero() || semester.To.IsZero():
		return []Problem{{Field: "from", Code: "no_semester"}}
	case module.From.IsZero():
		return []Problem{{Field: "from", Code: "missing"}}
	case module.To.IsZero():
		return []Problem{{Field: "to", Code: "missing"}}
	case module.To.Before(module.From):
		return []Problem{{Field: "to", Code: "order"}}
	}
	if module.Within(semester) {
		return nil
	}
	if module.From.Before(semester.From) || module.From.After(semester.To) {
		return []Problem{{Field: "from", Code: "outside"}}
	}
	return []Problem{{Field: "to", Code: "outside"}}
}

// Within says that the span lies in another one.
func (s Span) Within(outer Span) bool {
	return !s.From.Before(outer.From) && !s.To.After(outer.To)
}
