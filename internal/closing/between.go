package closing

import (
	"slices"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// A Between is what was done at a school between two surveys, and what the surveys say of it.
type Between struct {
	From, To analytics.WaveHead
	Modules  []ModuleSpan // of the course, that have dates in this time, in the order of those
	Measures []Ran        // that ran in this time, in the order in which they were entered
}

// A ModuleSpan is when staff worked on a module of the course.
type ModuleSpan struct {
	Name i18n.Text
	programme.Span
}

// A Ran is a measure that ran between two surveys.
type Ran struct {
	Measure
	Name i18n.Text // of the component that it was to move
	// Change is that of the component from the one survey to the other; nil where it cannot be compared or is not shown. That it stands beside the measure says nothing of what caused it.
	Change *analytics.Change
}

// Timeline lays measures and modules between the surveys that they ran between. The views are of the whole school, one as of each survey, in course order; course is nil for a reader who
// does not see the course. A time that nothing ran in is left out.
func Timeline(views []*analytics.SchoolView, measures []Measure, course *programme.CourseRun) (line []Between) {
	for i := 1; i < len(views); i++ {
		b := Between{From: *views[i-1].Now, To: *views[i].Now}
		from, to := date(b.From.Closed.Time()), date(b.To.Closed.Time())
		if course != nil {
			b.Modules = modulesBetween(course, from, to)
		}
		for _, m := range measures {
			if ended := m.Ended(); m.Start.Before(to) && (ended.IsZero() || ended.After(from)) {
				name, change := changeSince(views[i], m.Component, b.From)
				b.Measures = append(b.Measures, Ran{m, name, change})
			}
		}
		if len(b.Modules)+len(b.Measures) > 0 {
			line = append(line, b)
		}
	}
	return line
}

// Views are a school as of each of its surveys until the one that a view is of, each read by a query, for [Timeline].
func Views(view *analytics.SchoolView, read func(analytics.Query) (*analytics.SchoolView, error)) (views []*analytics.SchoolView, err error) {
	for _, wave := range view.Waves {
		as, err := read(analytics.Query{School: view.School.Orgnr, Wave: wave.ID})
		if err != nil {
			return nil, err
		}
		views = append(views, as)
		if wave.ID == view.Now.ID {
			break
		}
	}
	return views, nil
}

func modulesBetween(course *programme.CourseRun, from, to time.Time) (spans []ModuleSpan) {
	for key, span := range course.Dates {
		if module, _, ok := course.Template.Course.Module(key); ok && span.From.Before(to) && span.To.After(from) {
			spans = append(spans, ModuleSpan{module.Name, span})
		}
	}
	slices.SortFunc(spans, func(a, b ModuleSpan) int { return a.From.Compare(b.From) })
	return spans
}

// changeSince is the name of a component, and how it has changed since a wave.
func changeSince(view *analytics.SchoolView, component programme.ComponentKey, from analytics.WaveHead) (i18n.Text, *analytics.Change) {
	for _, row := range view.Rows {
		if row.Component != component {
			continue
		}
		for _, change := range row.Changes {
			if change.From.ID == from.ID {
				return row.Name, &change
			}
		}
		return row.Name, nil
	}
	return nil, nil
}

// Hoped is the change that the school hoped for; empty where it gave none.
func (r Ran) Hoped(p i18n.Printer) string {
	switch {
	case r.Hope == nil:
		return r.HopeText
	case r.HopeText == "":
		return p.Signed(*r.Hope, 1)
	}
	return p.T("closing.hope_both", "steps", p.Signed(*r.Hope, 1), "text", r.HopeText)
}

// Measured is the change of the component, and whether it is more than normal fluctuation.
func (r Ran) Measured(p i18n.Printer) (size, claim string) {
	switch c := r.Change; {
	case c == nil:
		return p.T("closing.since.unknown"), ""
	case c.Limit == analytics.Exact:
		return p.Signed(c.Difference, 1), p.Say(c.Sentences[1])
	default:
		return p.T("closing.since.bounds", "low", p.Signed(c.Bounds.Low, 1), "high", p.Signed(c.Bounds.High, 1)), p.Say(c.Sentences[1])
	}
}

// Caution is what must stand beside every measured change.
func Caution() i18n.Sentence { return i18n.Sentence{Key: "closing.since.caution"} }
