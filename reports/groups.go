package reports

import "tilstand/analytics"

// groups are the staff groups, component by component, with the whole beside them. They are not judged: twenty comparisons more would find
// something by chance.
func (r *report) groups() Sheet {
	d := newDraft(r.p.T("report.sheet.groups"), r.p.T("report.heading.groups"), r.p.T("report.about.groups"))
	if len(r.v.Groups) == 0 {
		d.Widths = []float64{120}
		d.add(text(Prose, r.p.T("report.no_groups", "minimum", r.v.Now.MinGroup)))
		return d.Sheet
	}
	d.add(text(Lead, r.p.T("report.hint.groups")))
	d.mainTable("Groups", []column{
		{r.p.T("report.column.component"), 27},
		{r.p.T("report.column.group"), 34},
		{r.p.T("report.column.head_count"), 10},
		{r.p.T("report.column.rate"), 12},
		{r.p.T("report.column.n"), 8},
		{r.p.T("report.column.mean"), 14},
		{r.p.T("report.column.low"), 12},
		{r.p.T("report.column.high"), 12},
		{r.p.T("report.column.state"), 12},
	}, r.groupRows())
	return d.Sheet
}

func (r *report) groupRows() [][]Cell {
	var rows [][]Cell
	now := r.v.Now
	for i, row := range r.measures() {
		if r.v.Query.Group == "" {
			rows = append(rows, r.groupRow(row, r.scope(), now.HeadCount, now.Answered, row.Now))
		}
		for _, g := range r.v.Groups {
			rows = append(rows, r.groupRow(row, g.Name.In(r.p.Lang()), g.HeadCount, g.Answered, r.cellOf(g, i)))
		}
	}
	return rows
}

// cellOf is a group's figure for the measure in that place of measures.
func (r *report) cellOf(g analytics.GroupRow, measure int) analytics.Cell {
	if r.v.Overall != nil {
		if measure == 0 {
			return g.Overall
		}
		measure--
	}
	return g.Cells[measure]
}

func (r *report) groupRow(row analytics.Row, group string, headCount int, answered, cell analytics.Cell) []Cell {
	cells := []Cell{body(r.name(row)), body(group), count(headCount), r.rate(answered, headCount), r.n(cell), r.mean(cell)}
	return append(append(cells, r.interval(cell, headCount)...), r.state(cell))
}
