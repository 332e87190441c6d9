package reports

import (
	"tilstand/analytics"
	"tilstand/surveys"
)

// items are the single questions of the state survey.
func (r *report) items() Sheet {
	d := newDraft(r.p.T("report.sheet.items"), r.p.T("report.heading.items"), r.p.T("report.about.items"))
	d.add(text(Lead, r.p.T("report.hint.items")))
	items := numberedItems(r.v.Items)
	part := &itemPart{r.p.T("report.column.component"), r.componentOf}
	d.mainTable("Items", r.itemColumns(part, stepsOf(items)), r.itemRows(items, part))
	return d.Sheet
}

// componentOf is the name of the component that an item belongs to.
func (r *report) componentOf(item analytics.Row) string {
	for _, row := range r.v.Rows {
		if row.Component == item.Component {
			return r.name(row)
		}
	}
	return string(item.Component)
}

// numbered is an item under the number that it has on all sheets.
type numbered struct {
	number int
	analytics.Row
}

func numberedItems(items []analytics.Row) []numbered {
	all := make([]numbered, len(items))
	for i, item := range items {
		all[i] = numbered{i + 1, item}
	}
	return all
}

// itemPart is the column for the part of the survey that an item belongs to.
type itemPart struct {
	head string
	of   func(analytics.Row) string
}

// itemTable is the main table of items, and the chart of how they are answered.
func (r *report) itemTable(d *draft, table string, part itemPart, of surveys.Audience, wave analytics.WaveHead, rows []analytics.Row) {
	items := numberedItems(rows)
	d.mainTable(table, r.itemColumns(&part, stepsOf(items)), r.itemRows(items, &part))
	d.skip(1)
	r.itemChart(d, "Chart"+table, of, wave, items)
}

// itemColumns are the columns of a table of items; where all belong to one part of the survey, part is nil.
func (r *report) itemColumns(part *itemPart, steps int) []column {
	columns := []column{{r.p.T("report.column.number"), 8}}
	if part != nil {
		columns[0].width = 6
		columns = append(columns, column{part.head, 20})
	}
	columns = append(columns, []column{
		{r.p.T("report.column.question"), 52},
		{r.p.T("report.column.n"), 12},
		{r.p.T("report.column.mean"), 13},
		{r.p.T("report.column.low"), 12},
		{r.p.T("report.column.high"), 12},
		{r.p.T("report.column.band_low"), 11},
		{r.p.T("report.column.band_middle"), 11},
		{r.p.T("report.column.band_high"), 11},
	}...)
	for step := range steps {
		columns = append(columns, column{r.p.T("report.column.step", "step", step+1), 7})
	}
	return append(columns, column{r.p.T("report.column.state"), 8})
}

func (r *report) itemRows(items []numbered, part *itemPart) [][]Cell {
	steps := stepsOf(items)
	var rows [][]Cell
	for _, item := range items {
		cells := []Cell{count(item.number)}
		if part != nil {
			cells = append(cells, body(part.of(item.Row)))
		}
		cells = append(cells, body(r.name(item.Row)), r.n(item.Now), r.mean(item.Now))
		cells = append(cells, r.interval(item.Now, item.HeadCount)...)
		cells = append(cells, r.bands(item.Now)...)
		cells = append(cells, r.categories(item.Now, steps)...)
		rows = append(rows, append(cells, r.state(item.Now)))
	}
	return rows
}

// stepsOf is the number of steps of the longest scale.
func stepsOf(items []numbered) int {
	steps := 0
	for _, item := range items {
		steps = max(steps, item.Steps)
	}
	return steps
}

// bands are the low, middle and high part of the scale. A scale of four steps has no middle.
func (r *report) bands(c analytics.Cell) []Cell {
	var cells []Cell
	for part := range 3 {
		cells = append(cells, r.shown(c, func(e analytics.Estimate) Cell {
			bands := e.Bands
			if len(bands) == 2 {
				bands = []analytics.Band{bands[0], {}, bands[1]}
			}
			if part >= len(bands) || bands[part].To == 0 {
				return r.without()
			}
			return r.share(bands[part].Percent, bands[part].Limit)
		}))
	}
	return cells
}

// categories are the answers per step. Withheld ones are hidden: the same word, and the same reason.
func (r *report) categories(c analytics.Cell, steps int) []Cell {
	cells := make([]Cell, steps)
	for step := range steps {
		cells[step] = r.shown(c, func(e analytics.Estimate) Cell {
			switch {
			case e.Categories == nil:
				return r.marker(analytics.Hidden)
			case step >= len(e.Categories):
				return r.without()
			}
			return r.share(e.Categories[step], analytics.Exact)
		})
	}
	return cells
}
