package reports

import (
	"strings"

	"tilstand/analytics"
)

// schools are schools × components: the means.
func (r *ownerReport) schools() Sheet {
	d := newDraft(r.p.T("report.owner.sheet.schools"), r.p.T("report.owner.heading.schools"), r.p.T("report.owner.about.schools"))
	d.add(text(Lead, r.p.T("report.owner.hint.schools")))
	mean := func(row analytics.OwnerRow) Cell { return r.mean(row.Now) }
	d.mainTable("Schools", r.schoolColumns(), r.schoolRows(mean, mean))
	return d.Sheet
}

// gaps are the same with what is missing to each school's own target. They are on a sheet of their own: one sheet repeats one line of headings on its pages.
func (r *ownerReport) gaps() Sheet {
	d := newDraft(r.p.T("report.owner.sheet.gaps"), r.p.T("report.owner.heading.gaps"), r.p.T("report.owner.about.gaps"))
	d.add(text(Lead, r.p.T("report.owner.hint.gaps")))
	columns := r.schoolColumns()
	columns = append(columns[:4:4], columns[5:]...) // overall has no target
	d.mainTable("Gaps", columns, r.schoolRows(nil, func(row analytics.OwnerRow) Cell { return r.gap(against{row.Now, row.Target, row.Gap}) }))
	return d.Sheet
}

func (r *ownerReport) schoolColumns() []column {
	columns := []column{
		{r.p.T("report.cover.school"), 30},
		{r.p.T("report.column.phase"), 15},
		{r.p.T("report.column.closed"), 13},
		{r.p.T("report.column.rate"), 11},
		{r.p.T("results.finding.overall"), 11},
	}
	for _, c := range r.View.Components {
		columns = append(columns, column{c.Name.In(r.p.Lang()), 12.5})
	}
	return columns
}

// schoolRows are the schools with figures. A nil function leaves its column out.
func (r *ownerReport) schoolRows(overall, component func(analytics.OwnerRow) Cell) [][]Cell {
	var rows [][]Cell
	for _, school := range r.shown() {
		now := *school.Now
		cells := []Cell{
			body(school.School.Name), body(r.marked(now, r.phaseName(now.Phase))), onLeft(day(now.Closed.Time(), isoDay), Body), r.rate(now.Answered, now.HeadCount),
		}
		if overall != nil {
			cells = append(cells, overall(overallOf(school)))
		}
		for _, row := range school.Rows {
			cells = append(cells, component(row))
		}
		rows = append(rows, cells)
	}
	return rows
}

// chartSchools is how many schools stand in one chart: with more, their names could not be read.
const chartSchools = 25

// measure is one component at every school, with its interval and its own target.
func (r *ownerReport) measure(m ownerMeasure) Sheet {
	d := newDraft(sheetName(m.name), m.name, r.p.T("report.owner.about.measure", "name", m.name))
	d.add(text(Lead, r.p.T("report.owner.hint.measure")))
	columns := []column{
		{r.p.T("report.cover.school"), 30},
		{r.p.T("report.column.phase"), 16},
		{r.p.T("report.column.closed"), 14},
		{r.p.T("report.column.n"), 9},
		{r.p.T("report.column.rate"), 11},
		{r.p.T("report.column.mean"), 14},
		{r.p.T("report.column.low"), 12},
		{r.p.T("report.column.high"), 12},
	}
	if m.aimed {
		columns = append(columns, column{r.p.T("report.column.target"), 10}, column{r.p.T("report.column.gap"), 12}, column{r.p.T("report.column.target_verdict"), 18})
	}
	var rows [][]Cell
	for _, school := range r.shown() {
		rows = append(rows, r.measureRow(m, school))
	}
	d.mainTable(m.table, append(columns, column{r.p.T("report.column.state"), 12}), rows)
	d.Fit = len(rows) <= fitSchools
	r.measureCharts(d, m)
	return d.Sheet
}

// fitSchools is how many schools fit on a page with their chart.
const fitSchools = 14

func (r *ownerReport) measureRow(m ownerMeasure, school analytics.OwnerSchool) []Cell {
	row, now := m.of(school), *school.Now
	cells := []Cell{
		body(school.School.Name), body(r.marked(now, r.phaseName(now.Phase))), onLeft(day(now.Closed.Time(), isoDay), Body),
		r.n(row.Now), r.rate(row.Now, row.HeadCount), r.mean(row.Now),
	}
	cells = append(cells, r.interval(row.Now, row.HeadCount)...)
	if m.aimed {
		a := against{row.Now, row.Target, row.Gap}
		cells = append(cells, r.level(row.Target), r.gap(a), r.targetVerdict(a))
	}
	return append(cells, r.state(row.Now))
}

// measureCharts draw the schools, as many in each chart as can be read, in the order of the table.
func (r *ownerReport) measureCharts(d *draft, m ownerMeasure) {
	var points []point
	steps, drawn := 0, false
	for _, school := range r.shown() {
		row := m.of(school)
		steps = max(steps, row.Steps)
		if e, ok := row.Now.Shown(); ok && e.Limit != analytics.CountOnly {
			drawn = true
		}
		points = append(points, point{category: school.School.Name, wave: r.waveName(*school.Now), cell: row.Now, target: row.Target})
	}
	if !drawn {
		return
	}
	t := r.points("Chart"+m.table, m.name, points)
	for from := 0; from < len(points); from += chartSchools {
		to := min(from+chartSchools, len(points))
		c := r.marks(t, t.First+1+from, t.First+to, pointCategory, scaleOf(steps))
		c.Kind, c.Height = Marks, 400
		c.Title = r.p.T("report.owner.chart.title", "name", m.name, "from", points[from].category, "to", points[to-1].category)
		c.Alt = r.p.T("report.owner.chart.alt", "name", m.name, "schools", r.readings(points[from:to]))
		c.Up = r.p.T("report.chart.scale", "least", int(c.Min), "most", int(c.Max))
		if d.Fit {
			d.skip(1)
		} else {
			d.newPage()
		}
		d.chart(c)
	}
}

// readings are the points in words, for who does not see them.
func (r *ownerReport) readings(points []point) string {
	var all []string
	for _, p := range points {
		reading := r.reading(p).Text
		if e, ok := p.cell.Shown(); ok {
			reading = r.p.Say(e.MeanWords())
		}
		all = append(all, p.category+": "+reading)
	}
	return strings.Join(all, ". ") + "."
}
