package web

import (
	"slices"
	"time"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/charts"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// timeline lays measures and modules between the surveys of a view, as far as the visitor may see them: the owner sees the measures of closings that are shared, and
// nothing of the course. It is of the whole school, which is whom measures are for: there is none on pages of a staff group.
func (s *Server) timeline(r *request, view *analytics.SchoolView) ([]closing.Between, error) {
	if view.Now == nil || view.Query.Group != "" {
		return nil, nil
	}
	measures := s.closings.MeasuresOf(view.School.ID)
	if !r.belongs() {
		measures = nil
		for _, c := range s.closings.SharedOf(view.School.ID) {
			measures = append(measures, c.Measures...)
		}
	}
	var course *programme.CourseRun
	if c, err := s.programme.CourseOf(view.School.ID); err == nil && r.may(accounts.SeeCourse) {
		course = &c
	}
	if len(measures) == 0 && (course == nil || len(course.Dates) == 0) {
		return nil, nil
	}
	views, err := closing.Views(view, func(q analytics.Query) (*analytics.SchoolView, error) { return s.schoolFor(r, q) })
	if err != nil {
		return nil, err
	}
	return closing.Timeline(views, measures, course), nil
}

// betweenExhibit shows it; without rows where nothing ran.
func (s *Server) betweenExhibit(r *request, view *analytics.SchoolView) (exhibit, error) {
	line, err := s.timeline(r, view)
	if err != nil || len(line) == 0 {
		return exhibit{}, err
	}
	words := r.words
	e := exhibit{
		ID: "between", Title: words.T("closing.since.title"), HowTo: words.T("closing.since.how"), Caveat: words.Say(closing.Caution()),
		Table: exhibitTable{First: words.T("closing.since.what"), Heads: heads(words, "closing.since.when", "closing.component", "closing.since.hoped", "closing.since.measured"), Apart: true},
	}
	axis := axisOf(view)
	var dates []string
	for _, wave := range wavesUntil(view) {
		dates = append(dates, words.T("closing.since.wave", "phase", phaseTitle(words, wave.Phase), "date", closedOn(words, wave)))
	}
	e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: words.T("closing.since.waves"), Drawing: axis.Drawing(), Cells: []exhibitCell{{Text: words.List(dates), Span: 4}}})
	drawn := map[closing.MeasureID]bool{}
	for _, b := range line {
		e.Table.Rows = append(e.Table.Rows, exhibitRow{Heading: true, Name: words.T("closing.since.between", "then", phaseInside(words, b.From.Phase), "after", phaseInside(words, b.To.Phase))})
		if len(b.Modules) > 0 {
			e.Table.Rows = append(e.Table.Rows, modulesRow(words, axis, b.Modules))
		}
		for _, ran := range b.Measures {
			row := ranRow(words, axis, ran)
			if drawn[ran.ID] { // it ran on after a survey, and its bar stands above already
				row.Drawing = charts.Drawing{}
			}
			drawn[ran.ID] = true
			e.Table.Rows = append(e.Table.Rows, row)
		}
	}
	return e.filed(fileAt(kept(view.Query), atDevelopment)), nil
}

// wavesUntil are the waves until the one that is now.
func wavesUntil(view *analytics.SchoolView) []analytics.WaveHead {
	i := slices.IndexFunc(view.Waves, func(w analytics.WaveHead) bool { return w.ID == view.Now.ID })
	return view.Waves[:i+1]
}

// axisOf is the time of a view's surveys, from the first to the one that is now.
func axisOf(view *analytics.SchoolView) charts.TimeRow {
	row := charts.TimeRow{}
	for _, wave := range wavesUntil(view) {
		row.Waves = append(row.Waves, wave.Closed.Time())
	}
	row.From, row.To = slices.MinFunc(row.Waves, time.Time.Compare), slices.MaxFunc(row.Waves, time.Time.Compare)
	return row
}

func modulesRow(words i18n.Printer, axis charts.TimeRow, modules []closing.ModuleSpan) exhibitRow {
	var names []string
	last := time.Time{}
	for _, m := range modules {
		names = append(names, m.Name.In(words.Lang()))
		axis.Bars = append(axis.Bars, charts.TimeBar{Start: m.From, End: m.To})
		if m.To.After(last) {
			last = m.To
		}
	}
	when := words.T("closing.since.until", "from", words.Date(modules[0].From), "to", words.Date(last))
	return exhibitRow{Name: words.T("closing.since.modules"), Detail: words.List(names), Drawing: axis.Drawing(), Cells: []exhibitCell{{Text: when, Span: 4}}}
}

func ranRow(words i18n.Printer, axis charts.TimeRow, ran closing.Ran) exhibitRow {
	ended := ran.Ended()
	axis.Bars = []charts.TimeBar{{Start: ran.Start, End: ended}}
	when := words.T("closing.since.open", "from", words.Date(ran.Start))
	if !ended.IsZero() {
		when = words.T("closing.since.until", "from", words.Date(ran.Start), "to", words.Date(ended))
	}
	hoped := ran.Hoped(words)
	if hoped == "" {
		hoped = words.T("closing.since.no_hope")
	}
	size, claim := ran.Measured(words)
	return exhibitRow{
		Name: ran.Title(), Detail: words.T("closing.status." + string(ran.Status())), Drawing: axis.Drawing(),
		Cells: []exhibitCell{{Text: when}, {Text: ran.Name.In(words.Lang())}, {Text: hoped}, {Text: size, Detail: claim}},
	}
}
