package reports

import (
	"slices"

	"tilstand/analytics"
	"tilstand/surveys"
)

// component is one component by itself: what it is about, its course against the target, and its items with how they are answered.
func (r *report) component(at int, row analytics.Row) Sheet {
	d := newDraft(sheetName(r.name(row)), r.name(row), row.Explanation.In(r.p.Lang()))
	d.Fit = true
	d.About = r.p.T("report.about.component", "name", r.name(row))
	letter := string(rune('A' + at))
	items := r.itemsOf(row)
	columns := r.itemColumns(nil, stepsOf(items))
	d.Widths = widths(columns)
	d.add(text(Lead, r.say(row.Finding)))
	d.skip(1)
	var course [][]Cell
	for _, p := range r.course(row) {
		course = append(course, r.courseRow(p))
	}
	d.table("Course"+letter, r.courseColumns(), course)
	if c, ok := r.courses[row.Measure]; ok {
		d.skip(1)
		c.Kind, c.Height = Lines, 240
		d.chart(c)
	}
	if r.v.WithoutItems || len(items) == 0 {
		return d.Sheet
	}
	d.add(text(Heading, r.p.T("report.heading.component_items")))
	d.add(text(Lead, r.p.T("report.hint.items")))
	d.table("Items"+letter, columns, r.itemRows(items, nil))
	d.skip(1)
	r.itemChart(d, "ChartItems"+letter, surveys.Staff, *r.v.Now, items)
	return d.Sheet
}

// courseColumns stand over the columns of the items: the wave has the place of their texts.
func (r *report) courseColumns() []column {
	var columns []column
	for _, head := range r.columnHeads("n", "wave", "rate", "mean", "low", "high", "target", "state") {
		columns = append(columns, column{head: head})
	}
	return columns
}

// courseRow is the component at a wave.
func (r *report) courseRow(p analytics.Point) []Cell {
	cells := []Cell{r.n(p.Cell), body(r.waveName(r.v.Waves[p.Wave])), r.rate(p.Cell, p.HeadCount), r.mean(p.Cell)}
	cells = append(cells, r.interval(p.Cell, p.HeadCount)...)
	return append(cells, r.level(p.Target), r.state(p.Cell))
}

// itemsOf are a component's items, under their numbers on the sheet of all.
func (r *report) itemsOf(row analytics.Row) []numbered {
	return slices.DeleteFunc(numberedItems(r.v.Items), func(item numbered) bool { return item.Component != row.Component })
}
