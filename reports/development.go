package reports

import (
	"slices"

	"tilstand/analytics"
)

// development is how the components have moved: a small chart for each, and the figures under them.
func (r *report) development() Sheet {
	d := newDraft(r.p.T("report.sheet.development"), r.p.T("report.heading.development"), r.p.T("report.about.development"))
	columns := r.developmentColumns()
	d.Widths = widths(columns)
	if charts := r.developmentCharts(); len(charts) > 0 {
		s := r.scale()
		d.add(text(Lead, r.p.T("report.hint.development", "least", int(s.least), "most", int(s.most))))
		d.skip(1)
		d.smallCharts(Lines, charts)
		d.newPage()
	} else {
		d.skip(1)
	}
	var rows [][]Cell
	for _, row := range r.measures() {
		for _, p := range r.course(row) {
			rows = append(rows, r.developmentRow(row, p))
		}
	}
	if t, ok := d.table("Development", columns, rows); ok {
		d.Repeat = t.First
	}
	return d.Sheet
}

func (r *report) developmentColumns() []column {
	columns := []column{
		{r.p.T("report.column.component"), 27},
		{r.p.T("report.column.phase"), 18},
		{r.p.T("report.column.closed"), 20},
		{r.p.T("report.column.n"), 8},
		{r.p.T("report.column.rate"), 11},
		{r.p.T("report.column.mean"), 14},
		{r.p.T("report.column.low"), 12},
		{r.p.T("report.column.high"), 12},
		{r.p.T("report.column.target"), 10},
		{r.p.T("report.column.state"), 12},
	}
	if r.breaks() {
		columns = append(columns, column{r.p.T("report.column.note"), 30})
	}
	return columns
}

// course is the row at every wave until now, in course order.
func (r *report) course(row analytics.Row) []analytics.Point {
	return append(row.Earlier[:len(row.Earlier):len(row.Earlier)], r.present(row))
}

// present is the row at the wave that is now.
func (r *report) present(row analytics.Row) analytics.Point {
	return analytics.Point{Wave: r.now(), HeadCount: row.HeadCount, Cell: row.Now, Target: row.Target}
}

func (r *report) developmentRow(row analytics.Row, p analytics.Point) []Cell {
	wave := r.v.Waves[p.Wave]
	cells := []Cell{
		body(r.name(row)), body(r.marked(wave, r.phaseName(wave.Phase))), onLeft(day(wave.Closed.Time(), r.longDay()), Body),
		r.n(p.Cell), r.rate(p.Cell, p.HeadCount), r.mean(p.Cell),
	}
	cells = append(cells, r.interval(p.Cell, p.HeadCount)...)
	cells = append(cells, r.level(p.Target), r.state(p.Cell))
	if p.Break {
		cells = append(cells, body(r.p.T("report.break_note", "why", r.p.Say(p.BreakWords()))))
	}
	return cells
}

// breaks reports whether any series is broken.
func (r *report) breaks() bool {
	for _, row := range r.measures() {
		for _, p := range row.Earlier {
			if p.Break {
				return true
			}
		}
	}
	return false
}

// levelOf is the target level for the end of a phase without a wave, on the path as it was frozen when the present wave was opened.
func levelOf(row analytics.Row, phase analytics.PhaseHead) *float64 {
	for i, at := range row.Path {
		if at.Phase.Key == phase.Key {
			return &row.Path[i].Level
		}
	}
	return nil
}

// The small charts stand in rows of three.
const (
	smallAcross = 3
	smallRows   = 9
	smallHeight = smallRows*rowPixels - rowPixels/3
)

func (d *draft) smallCharts(kind ChartKind, charts []Chart) {
	top := len(d.Rows) + 1
	each := d.width() / smallAcross
	for i, c := range charts {
		c.Row = top + i/smallAcross*smallRows
		c.Left = float64(i%smallAcross) * each
		c.Kind, c.Width, c.Height = kind, each-1, smallHeight
		d.Charts = append(d.Charts, c)
	}
	d.skip((len(charts)+smallAcross-1)/smallAcross*smallRows + 1)
}

// developmentCharts are a chart for each measure with something to draw, each on its own rows of one table.
func (r *report) developmentCharts() []Chart {
	measures := slices.DeleteFunc(r.measures(), func(row analytics.Row) bool { return !r.drawable(row) })
	if len(measures) == 0 {
		return nil
	}
	var points []point
	var ends []int
	for _, row := range measures {
		points = append(points, r.steps(row)...)
		ends = append(ends, len(points))
	}
	t := r.points("ChartDevelopment", r.p.T("report.chart.development"), points)
	charts := make([]Chart, len(measures))
	from := 0
	for i, row := range measures {
		charts[i] = r.marks(t, t.First+1+from, t.First+ends[i], pointWave, r.scale())
		charts[i].Title = r.name(row)
		charts[i].Alt = r.p.T("report.chart.development_alt", "name", r.name(row), "finding", r.say(row.Finding))
		r.courses[row.Measure], from = charts[i], ends[i]
	}
	return charts
}

// steps are the places along the course: every wave until now, a gap where a series breaks, and the phases without a wave, which
// have a target only.
func (r *report) steps(row analytics.Row) []point {
	var steps []point
	for _, phase := range r.v.Phases {
		at := point{category: r.name(row), wave: phase.Short.In(r.p.Lang())}
		waves := r.stepsIn(row, phase, at)
		if waves == nil {
			at.missing, at.target = r.p.T("report.no_wave"), levelOf(row, phase)
			waves = []point{at}
		}
		steps = append(steps, waves...)
	}
	return steps
}

// stepsIn are the waves of a phase, each against the target of its own day.
func (r *report) stepsIn(row analytics.Row, phase analytics.PhaseHead, at point) []point {
	var steps []point
	for _, p := range r.course(row) {
		if r.v.Waves[p.Wave].Phase.Key != phase.Key {
			continue
		}
		at.cell, at.target = p.Cell, p.Target
		steps = append(steps, at)
		if p.Break {
			steps = append(steps, point{category: at.category, wave: r.p.T("report.break"), missing: r.p.T("report.break")})
		}
	}
	return steps
}
