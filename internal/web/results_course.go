package web

import (
	"context"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// developmentPage is templates/results_development.html: the way through the course, from the preparation to the last phase.
type developmentPage struct {
	schoolFrame
	Overall  exhibit
	Courses  []courseFigure // the components, small
	Key      []charts.KeyEntry
	Exhibits []exhibit // the tables of the components, of their trends, and of how many answered
	Reach    []string  // where the pace leads, for the components of which that can be said
	Between  *exhibit  // measures and modules between the surveys; nil where there are none
}

// courseFigure is a small picture of a component's way.
type courseFigure struct {
	ID, Name, Href, Says string
	Drawing              charts.Drawing
}

// courseStop is a place along the course: an index into the view's waves, or a phase that was not measured.
type courseStop struct {
	phase analytics.PhaseHead
	wave  int // -1 where nothing was measured
}

func (s *Server) development(_ context.Context, r *request) (reply, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, err
	}
	page, _ := newDevelopmentPage(r.words, view)
	between, err := s.betweenExhibit(r, view)
	if err != nil {
		return nil, err
	}
	if len(between.Table.Rows) > 0 {
		page.Between = &between
	}
	return render("results_development", page), nil
}

func (s *Server) developmentExhibits(r *request) (exhibits, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return exhibits{}, err
	}
	_, all := newDevelopmentPage(r.words, view)
	between, err := s.betweenExhibit(r, view)
	if err == nil && len(between.Table.Rows) > 0 {
		all.List = append(all.List, between)
	}
	return all, err
}

func newDevelopmentPage(words i18n.Printer, view *analytics.SchoolView) (*developmentPage, exhibits) {
	p := &developmentPage{schoolFrame: newSchoolFrame(words, view, atDevelopment, words.T("school.course"))}
	all := p.of(words, view, "development")
	if view.Now == nil {
		return p, all
	}
	at := fileAt(kept(view.Query), atDevelopment)
	p.Overall = courseExhibit(words, view, *view.Overall)
	p.Overall.ID, p.Overall.Title = "overall", words.T("school.overall")
	p.Overall = p.Overall.filed(at)
	p.HasCharts = p.Overall.Chart != nil
	stops := courseStops(view)
	for _, row := range view.Rows {
		d := charts.Development{Steps: row.Steps, Points: coursePoints(words, view, row, stops)}
		if drawable(d.Points) {
			p.Courses = append(p.Courses, courseFigure{
				ID: "course-" + rowID(row), Name: rowName(words, row), Href: pathOf(kept(view.Query), componentAt(row.Component)), Drawing: d.Drawing(), Says: courseFinding(words, row),
			})
		}
	}
	p.Key = charts.CourseKey(words.T("school.legend_course"), words.T("school.legend_path"))
	p.Reach = reachWords(words, view.Rows)
	p.Exhibits = []exhibit{courseTable(words, view, stops).filed(at)}
	if trends := trendExhibit(words, view); len(trends.Table.Rows) > 0 {
		p.Exhibits = append(p.Exhibits, trends.filed(at))
	}
	p.Exhibits = append(p.Exhibits, turnoutExhibit(words, view).filed(at))
	all.List = append([]exhibit{p.Overall}, p.Exhibits...)
	return p, all
}

// courseFinding is where a measure is heading: by its trend where there is one, else since the wave before.
func courseFinding(words i18n.Printer, row analytics.Row) string {
	switch {
	case row.Trend != nil:
		return words.Say(row.Trend.Sentences[0]) + " " + words.Say(row.Trend.Sentences[1])
	case len(row.Changes) > 0:
		return words.Say(row.Changes[0].Sentences[0]) + " " + words.Say(row.Changes[0].Sentences[1])
	}
	return ""
}

// courseExhibit is the way of one measure, with its path of targets.
func courseExhibit(words i18n.Printer, view *analytics.SchoolView, row analytics.Row) exhibit {
	stops := courseStops(view)
	d := charts.Development{Steps: row.Steps, Points: coursePoints(words, view, row, stops)}
	targets := slices.ContainsFunc(d.Points, func(p charts.Point) bool { return p.Target != nil })
	e := exhibit{
		ID: "development", Title: words.T("school.course"), Finding: courseFinding(words, row), HowTo: words.T("school.course_how_table"),
		Answered: turnoutWords(words, row), Method: "trend",
		Table: exhibitTable{First: words.T("school.waves"), Heads: heads(words, "school.result")},
	}
	if targets {
		e.Table.Heads = append(e.Table.Heads, heads(words, "school.target")...)
	}
	for i, p := range d.Points {
		e.Table.Rows = append(e.Table.Rows, courseStep(words, view, stops[i], p, targets))
		if p.Break {
			e.Caveat = words.T("results.note.break")
		}
		if p.Cell != nil && p.Cell.State() == analytics.Hidden {
			e.Hidden = nearestAt(words, view.Query, atDevelopment)
		}
	}
	if !drawable(d.Points) {
		return e
	}
	path := ""
	if targets {
		path = words.T("school.legend_path")
	}
	e.HowTo, e.Key, e.Picture = words.T("school.course_how"), charts.CourseKey(words.T("school.legend_course"), path), d.Drawing()
	chart := d.Chart(words)
	e.Chart, e.Height = &chart, courseHeight
	return e
}

// courseHeight is how high the chart of a measure along the course is, in pixels; the style sheet gives the drawing below it the same.
const courseHeight = 208

// courseStep is a place along the course as a row.
func courseStep(words i18n.Printer, view *analytics.SchoolView, stop courseStop, p charts.Point, targets bool) exhibitRow {
	line := exhibitRow{Name: phaseTitle(words, stop.phase), Cells: []exhibitCell{{Text: words.T("school.not_measured")}}}
	if stop.wave >= 0 {
		line.Detail = closedOn(words, view.Waves[stop.wave])
	}
	if p.Cell != nil {
		line.Cells[0] = figureCell(newFigure(words, *p.Cell, p.HeadCount))
	}
	if p.Break {
		line.Detail = words.T("school.broken_detail", "date", line.Detail, "why", p.Why)
	}
	if targets {
		line.Cells = append(line.Cells, aimCell(words, p.Target))
	}
	return line
}

func aimCell(words i18n.Printer, level *float64) exhibitCell {
	if level == nil {
		return exhibitCell{Text: words.T("school.no_target")}
	}
	return exhibitCell{Text: words.Number(*level, 1)}
}

// courseTable is every component in every wave, with the targets of then.
func courseTable(words i18n.Printer, view *analytics.SchoolView, stops []courseStop) exhibit {
	e := exhibit{
		ID: "components", Method: "change", Title: words.T("school.components_over_time"), HowTo: words.T("school.course_how_table"), Answered: answeredWords(words, view.Now.Answered, view.Now.HeadCount),
		Table: exhibitTable{First: words.T("school.component")},
	}
	for _, stop := range stops {
		head := exhibitHead{Name: phaseTitle(words, stop.phase), Detail: words.T("school.not_measured")}
		if stop.wave >= 0 {
			head.Detail = closedOn(words, view.Waves[stop.wave])
		}
		e.Table.Heads = append(e.Table.Heads, head)
	}
	for _, row := range view.Rows {
		line := exhibitRow{Name: rowName(words, row), Href: pathOf(kept(view.Query), componentAt(row.Component))}
		for _, p := range coursePoints(words, view, row, stops) {
			line.Cells = append(line.Cells, courseCell(words, p))
			if p.Cell != nil && p.Cell.State() == analytics.Hidden {
				e.Hidden = nearestAt(words, view.Query, atDevelopment)
			}
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	return e
}

// courseCell is a place along the course as a cell: the figure, and beneath it its interval, the target, and that the series breaks there.
func courseCell(words i18n.Printer, p charts.Point) exhibitCell {
	cell := exhibitCell{Text: words.T("school.not_measured")}
	var beneath []string
	if p.Cell != nil {
		cell = figureCell(newFigure(words, *p.Cell, p.HeadCount))
	}
	beneath = append(beneath, cell.Detail)
	if p.Target != nil {
		beneath = append(beneath, words.T("school.target_is", "target", words.Number(*p.Target, 1)))
	}
	if p.Break {
		beneath = append(beneath, words.T("school.broken", "why", p.Why))
	}
	cell.Detail = joined(beneath...)
	return cell
}

// trendExhibit is the slope of every measure that has a trend.
func trendExhibit(words i18n.Printer, view *analytics.SchoolView) exhibit {
	e := exhibit{
		ID: "trend", Method: "trend", Title: words.T("school.trend_head"), HowTo: words.T("school.trend_how"),
		Table: exhibitTable{First: words.T("school.component"), Heads: heads(words, "school.trend_slope", "school.trend_change", "school.trend_claim")},
	}
	for _, row := range append([]analytics.Row{*view.Overall}, view.Rows...) {
		t := row.Trend
		if t == nil {
			continue
		}
		if said := t.Family.Words(); said.Key != "" {
			e.Caveat = words.T("school.trend_family", "family", said)
		}
		e.Table.Rows = append(e.Table.Rows, exhibitRow{
			Name: rowName(words, row), Strong: row.Kind == analytics.Overall,
			Cells: []exhibitCell{
				{Text: words.Signed(t.Slope, 2), Detail: words.T("school.gap.span", "from", words.Signed(t.Interval.Low, 2), "to", words.Signed(t.Interval.High, 2))},
				{Text: words.Signed(t.Change, 1), Detail: words.Say(signedInterval(words, &t.ChangeInterval))},
				{Text: words.Say(t.Sentences[1])},
			},
		})
	}
	return e
}

// turnoutExhibit is how many answered, wave by wave.
func turnoutExhibit(words i18n.Printer, view *analytics.SchoolView) exhibit {
	e := exhibit{
		ID: "turnout", Method: "rate", Title: words.T("school.turnout"), HowTo: words.T("school.turnout_how"), Axis: []string{words.Percent(0), words.Percent(0.5), words.Percent(1)},
		Table: exhibitTable{First: words.T("school.waves"), Heads: heads(words, "school.asked", "school.answers", "school.rate")},
	}
	for _, wave := range view.Waves {
		line := exhibitRow{Name: phaseTitle(words, wave.Phase), Detail: closedOn(words, wave), Cells: []exhibitCell{{Text: strconv.Itoa(wave.HeadCount)}}}
		if rate, ok := wave.Rate(); ok {
			answered, _ := wave.Answered.Shown()
			shown := analytics.Value.String()
			line.Cells = append(line.Cells, exhibitCell{Text: strconv.Itoa(answered.N), State: shown}, exhibitCell{Text: words.Percent(rate), State: shown})
			line.Drawing = charts.Portion{Percent: percentOf(rate), Limit: analytics.Exact}.Drawing()
		} else {
			line.Cells = append(line.Cells, exhibitCell{Text: words.Say(wave.Answered.State().Label()), State: wave.Answered.State().String(), Span: 2})
			e.Hidden = &explanation{}
		}
		e.Table.Rows = append(e.Table.Rows, line)
		if wave.ID == view.Now.ID {
			break
		}
	}
	return e
}

// courseStops lines up the waves until now, phase by phase. A phase without a wave has a place if a target leads there.
func courseStops(view *analytics.SchoolView) []courseStop {
	var stops []courseStop
	for _, phase := range view.Phases {
		measured := false
		for i, wave := range view.Waves {
			if wave.Phase.Key == phase.Key {
				stops, measured = append(stops, courseStop{phase, i}), true
			}
			if wave.ID == view.Now.ID {
				break
			}
		}
		if !measured && targeted(view, phase) {
			stops = append(stops, courseStop{phase, -1})
		}
	}
	return stops
}

func targeted(view *analytics.SchoolView, phase analytics.PhaseHead) bool {
	for _, row := range view.Rows {
		if levelAt(row, phase) != nil {
			return true
		}
	}
	return false
}

func levelAt(row analytics.Row, phase analytics.PhaseHead) *float64 {
	for i, p := range row.Path {
		if p.Phase.Key == phase.Key {
			return &row.Path[i].Level
		}
	}
	return nil
}

// coursePoints are the stops of one measure. A wave is shown against the target that was set when it was opened, a phase to come
// against the one that is set now.
func coursePoints(words i18n.Printer, view *analytics.SchoolView, row analytics.Row, stops []courseStop) []charts.Point {
	points := make([]charts.Point, len(stops))
	for i, stop := range stops {
		points[i] = charts.Point{Label: stop.phase.Short.In(words.Lang()), Title: stop.phase.Name.In(words.Lang())}
		if stop.wave < 0 {
			points[i].Target = levelAt(row, stop.phase)
			continue
		}
		at := pointAt(row, stop.wave)
		head := view.Waves[stop.wave]
		points[i].Title = words.T("school.wave_named", "phase", phaseTitle(words, stop.phase), "date", closedOn(words, head))
		points[i].Cell, points[i].HeadCount, points[i].Break, points[i].Target = &at.Cell, at.HeadCount, at.Break, at.Target
		if at.Break {
			points[i].Why = words.Say(at.BreakWords())
		}
	}
	return points
}

// pointAt is the row at a wave: an earlier one, or else now.
func pointAt(row analytics.Row, wave int) analytics.Point {
	for _, p := range row.Earlier {
		if p.Wave == wave {
			return p
		}
	}
	return analytics.Point{Wave: wave, HeadCount: row.HeadCount, Cell: row.Now, Target: row.Target}
}

// drawable: one figure alone is better read from the table.
func drawable(points []charts.Point) bool {
	shown := 0
	for _, p := range points {
		if p.Cell != nil && p.Cell.State() == analytics.Value {
			shown++
		}
	}
	return shown >= 2
}
