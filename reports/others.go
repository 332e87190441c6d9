package reports

import (
	"tilstand/analytics"
	"tilstand/surveys"
)

// What parents and pupils answered has sheets of its own, with its own head counts and groups: it is never laid together with what staff answered, and
// is not compared with it.

// othersSheets are two sheets for each audience that has answered, by construct and group and question by question, and a third
// where some of its questions are in no measure.
func (r *report) othersSheets() (sheets []Sheet) {
	for _, o := range r.v.Others {
		sheets = append(sheets, r.others(o))
		if !o.WithoutItems {
			sheets = append(sheets, r.othersItems(o))
		}
		if len(o.Alone) > 0 {
			name := r.p.T("report.sheet.alone_for_" + o.Audience.Key())
			sheets = append(sheets, r.alone(newDraft(name, name, r.p.T("report.about.alone")), tableNames[o.Audience]+"Alone", o.Alone))
		}
	}
	return sheets
}

// tableNames are what the tables of an audience begin with.
var tableNames = map[surveys.Audience]string{surveys.Parents: "Parents", surveys.Pupils: "Pupils"}

func (r *report) others(o analytics.OthersView) Sheet {
	d := newDraft(r.p.T("report.sheet.for_"+o.Audience.Key()), o.Title.In(r.p.Lang()), r.p.T("report.about.for_"+o.Audience.Key()))
	d.add(text(Lead, r.p.T("report.hint.mapping", "wave", r.waveName(o.Wave))))
	for _, note := range o.Notes {
		d.add(text(Lead, r.say(note)))
	}
	d.add(text(Lead, r.p.T("report.hint.groups")))
	whole := r.p.T("report.whole_for_" + o.Audience.Key())
	var rows [][]Cell
	for i, row := range o.Rows {
		rows = append(rows, r.groupRow(row, whole, o.Wave.HeadCount, o.Wave.Answered, row.Now))
		for _, g := range o.Groups {
			rows = append(rows, r.groupRow(row, g.Name.In(r.p.Lang()), g.HeadCount, g.Answered, g.Cells[i]))
		}
	}
	d.mainTable(tableNames[o.Audience], []column{
		{r.p.T("report.column.construct"), 27},
		{r.p.T("report.column.answers_from"), 34},
		{r.p.T("report.column.asked"), 10},
		{r.p.T("report.column.rate"), 12},
		{r.p.T("report.column.n"), 8},
		{r.p.T("report.column.mean"), 14},
		{r.p.T("report.column.low"), 12},
		{r.p.T("report.column.high"), 12},
		{r.p.T("report.column.state"), 12},
	}, rows)
	return d.Sheet
}

func (r *report) othersItems(o analytics.OthersView) Sheet {
	d := newDraft(r.p.T("report.sheet.items_for_"+o.Audience.Key()), r.p.T("report.sheet.items_for_"+o.Audience.Key()), r.p.T("report.about.items_for_"+o.Audience.Key()))
	d.add(text(Lead, r.p.T("report.hint.items")))
	constructs := itemPart{r.p.T("report.column.construct"), func(item analytics.Row) string { return r.constructName(o.Rows, item) }}
	r.itemTable(d, tableNames[o.Audience]+"Items", constructs, o.Audience, o.Wave, o.Items)
	return d.Sheet
}
