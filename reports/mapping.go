package reports

import (
	"tilstand/analytics"
	"tilstand/surveys"
)

// mapping is the mapping survey by construct. It explains, and is never part of the condition: it has no target here and is not compared.
func (r *report) mapping() Sheet {
	m := r.v.Mapping
	d := newDraft(r.p.T("report.sheet.mapping"), m.Title.In(r.p.Lang()), r.p.T("report.about.mapping"))
	d.add(text(Lead, r.p.T("report.hint.mapping", "wave", r.waveName(m.Wave))))
	for _, note := range m.Notes {
		if note.Key != "results.note.mapping" { // the sheet says it in its first line
			d.add(text(Lead, r.say(note)))
		}
	}
	var rows [][]Cell
	for _, row := range m.Rows {
		cells := []Cell{body(r.name(row)), body(row.Explanation.In(r.p.Lang())), r.n(row.Now), r.mean(row.Now), r.hundred(row)}
		rows = append(rows, append(append(cells, r.interval(row.Now, row.HeadCount)...), r.state(row.Now)))
	}
	d.mainTable("Mapping", []column{
		{r.p.T("report.column.construct"), 34},
		{r.p.T("report.column.explanation"), 70},
		{r.p.T("report.column.n"), 8},
		{r.p.T("report.column.mean"), 14},
		{r.p.T("report.column.hundred"), 11},
		{r.p.T("report.column.low"), 12},
		{r.p.T("report.column.high"), 12},
		{r.p.T("report.column.state"), 12},
	}, rows)
	return d.Sheet
}

// mappingItems are the single questions of the mapping survey.
func (r *report) mappingItems() Sheet {
	m := r.v.Mapping
	d := newDraft(r.p.T("report.sheet.mapping_items"), r.p.T("report.heading.mapping_items"), r.p.T("report.about.mapping_items"))
	d.add(text(Lead, r.p.T("report.hint.items")))
	constructs := itemPart{r.p.T("report.column.construct"), func(item analytics.Row) string { return r.constructName(m.Rows, item) }}
	r.itemTable(d, "MappingItems", constructs, surveys.Staff, m.Wave, m.Items)
	return d.Sheet
}

// constructName is the name of the construct that an item belongs to.
func (r *report) constructName(constructs []analytics.Row, item analytics.Row) string {
	for _, row := range constructs {
		if row.Construct == item.Construct {
			return r.name(row)
		}
	}
	return item.Construct
}
