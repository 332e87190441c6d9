package reports

import (
	"slices"

	"tilstand/analytics"
)

// development is every school at every stage of the course, by cohort, and over it what the last edition says of all of them at each stage.
func (r *ownerReport) development() Sheet {
	d := newDraft(r.p.T("report.sheet.development"), r.p.T("report.owner.heading.development"), r.p.T("report.owner.about.development"))
	columns := []column{
		{r.p.T("report.owner.column.cohort"), 22},
		{r.p.T("report.cover.school"), 32},
		{r.p.T("report.column.component"), 28},
	}
	for _, stage := range r.Stages {
		name := r.stageName(stage)
		columns = append(columns, column{name, 15}, column{r.p.T("report.owner.column.stage_target", "stage", name), 13})
	}
	d.Widths = widths(columns)
	r.stageCharts(d)
	d.skip(1)
	if t, ok := d.table("Development", columns, r.developmentRows()); ok {
		d.Repeat = t.First
	}
	return d.Sheet
}

// stageName is the stage that a view is lined up by.
func (r *ownerReport) stageName(stage *analytics.OwnerView) string {
	at := slices.IndexFunc(stage.Alignments, func(a analytics.Alignment) bool { return a.Current })
	return r.phaseName(*stage.Alignments[at].Phase)
}

// ordered are the schools that share, by cohort, with its name.
func (r *ownerReport) ordered(each func(cohort string, school analytics.SchoolDevelopment)) {
	for _, c := range r.Development.Cohorts {
		name := c.Name
		if name == "" {
			name = r.p.T("report.owner.no_cohort")
		}
		for _, school := range c.Schools {
			each(name, school)
		}
	}
}

func (r *ownerReport) developmentRows() [][]Cell {
	var rows [][]Cell
	r.ordered(func(cohort string, of analytics.SchoolDevelopment) {
		for _, m := range r.allMeasures() {
			cells := []Cell{body(cohort), body(of.School.Name), body(m.name)}
			for _, stage := range r.Stages {
				at := slices.IndexFunc(stage.Schools, func(s analytics.OwnerSchool) bool { return s.School.ID == of.School.ID && s.Now != nil })
				if at < 0 {
					none := text(Marker, r.p.T("report.owner.not_here"))
					cells = append(cells, none, none)
					continue
				}
				row := m.of(stage.Schools[at])
				cells = append(cells, r.mean(row.Now), r.level(row.Target))
			}
			rows = append(rows, cells)
		}
	})
	return rows
}

// allMeasures are overall and the components.
func (r *ownerReport) allMeasures() []ownerMeasure {
	all := []ownerMeasure{{name: r.p.T("results.finding.overall"), of: overallOf}}
	for i, c := range r.View.Components {
		all = append(all, ownerMeasure{name: c.Name.In(r.p.Lang()), of: componentAt(i)})
	}
	return all
}

// stageCharts are what the last edition says at each stage, a small chart for each measure. Its dots are not joined: they are not of the same schools.
func (r *ownerReport) stageCharts(d *draft) {
	rows := r.editionStages()
	if len(rows) == 0 {
		d.add(text(Lead, r.p.T("report.owner.no_stages")))
		return
	}
	var points []point
	var names []string
	var ends []int
	steps := 0
	add := func(name string, of func(analytics.EditionRow) analytics.OwnerRow) {
		drawn := false
		var some []point
		for _, row := range rows {
			cell := of(row)
			steps = max(steps, cell.Steps)
			e, ok := cell.Now.Shown()
			drawn = drawn || ok && e.Limit != analytics.CountOnly
			some = append(some, point{category: name, wave: row.Phase.Short.In(r.p.Lang()), cell: cell.Now, target: cell.Target})
		}
		if drawn {
			points, names = append(points, some...), append(names, name)
			ends = append(ends, len(points))
		}
	}
	add(r.p.T("results.finding.overall"), func(row analytics.EditionRow) analytics.OwnerRow { return row.Overall })
	for i, c := range r.Last.Components {
		add(c.Name.In(r.p.Lang()), func(row analytics.EditionRow) analytics.OwnerRow { return row.Cells[i] })
	}
	if len(names) == 0 {
		d.add(text(Lead, r.p.T("report.owner.no_stages")))
		return
	}
	d.add(text(Lead, r.p.T("report.owner.hint.stages", "number", r.Last.Edition.Number)))
	t := r.points("ChartStages", r.p.T("report.owner.heading.stages"), points)
	var charts []Chart
	from := 0
	for i, name := range names {
		c := r.marks(t, t.First+1+from, t.First+ends[i], pointWave, scaleOf(steps))
		c.Title, c.Alt = name, r.p.T("report.owner.chart.stages_alt", "name", name, "stages", r.stageReadings(points[from:ends[i]]))
		charts, from = append(charts, c), ends[i]
	}
	d.skip(1)
	d.smallCharts(Marks, charts)
	d.newPage()
}

func (r *ownerReport) stageReadings(points []point) string {
	named := slices.Clone(points)
	for i := range named {
		named[i].category = named[i].wave
	}
	return r.readings(named)
}

// editionStages are the stages of the last edition, in course order.
func (r *ownerReport) editionStages() []analytics.EditionRow {
	if r.Last == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Last.Rows), func(row analytics.EditionRow) bool { return row.Kind != analytics.ByStage })
}

// movement is every school's last step, judged in one family over all schools.
func (r *ownerReport) movement(rows [][]Cell) Sheet {
	d := newDraft(r.p.T("report.owner.sheet.movement"), r.p.T("report.owner.heading.movement"), r.p.T("report.owner.about.movement"))
	d.add(text(Lead, r.p.T("report.owner.hint.movement", "overall", r.Development.Overall.Size, "components", r.Development.Family.Size)))
	d.mainTable("Movement", []column{
		{r.p.T("report.cover.school"), 30},
		{r.p.T("report.column.component"), 26},
		{r.p.T("report.owner.column.from"), 24},
		{r.p.T("report.owner.column.to"), 24},
		{r.p.T("report.owner.column.then"), 12},
		{r.p.T("report.owner.column.now"), 12},
		{r.p.T("report.column.difference"), 11},
		{r.p.T("report.column.claim_low"), 12},
		{r.p.T("report.column.claim_high"), 12},
		{r.p.T("report.column.p"), 13},
		{r.p.T("report.column.verdict"), 24},
	}, rows)
	return d.Sheet
}

func (r *ownerReport) movementRows() [][]Cell {
	var rows [][]Cell
	r.ordered(func(_ string, of analytics.SchoolDevelopment) {
		if of.Before == nil {
			return
		}
		rows = append(rows, r.movementRow(of, r.p.T("results.finding.overall"), of.Overall))
		for i, c := range r.Development.Components {
			rows = append(rows, r.movementRow(of, c.Name.In(r.p.Lang()), of.Cells[i]))
		}
	})
	return rows
}

func (r *ownerReport) movementRow(of analytics.SchoolDevelopment, name string, m analytics.Movement) []Cell {
	cells := []Cell{body(of.School.Name), body(name), body(r.waveName(*of.Before)), body(r.waveName(of.Now)), r.mean(m.Before), r.mean(m.Now)}
	if m.Change == nil {
		return append(cells, r.without(), r.without(), r.without(), r.without(), text(Aside, r.p.T("report.not_compared")))
	}
	cells = append(append(cells, r.difference(*m.Change)), r.changeInterval(m.Change.Claim)...)
	return append(cells, number(m.Change.Adjusted, thousandths), r.verdict(m.Change.Verdict))
}
