package reports

import (
	"strings"

	"tilstand/analytics"
)

// summary is what a reader with one minute takes along: the main finding, what to look at first and why, and a finding for each component.
func (r *report) summary() Sheet {
	d := newDraft(r.p.T("report.sheet.summary"), r.p.T("report.heading.summary"), r.p.T("report.about.summary"))
	d.Widths = []float64{34, 92, 16}
	d.Fit = true
	d.skip(1)
	d.fact(r.p.T("report.cover.finding"), text(Prose, r.say(r.v.Finding)))
	for _, note := range r.v.Notes {
		d.fact(r.p.T("report.cover.note"), text(Prose, r.say(note)))
	}
	d.part(r.p.T("report.summary.first"))
	r.first(d)
	d.skip(1)
	d.add(text(Heading, r.p.T("report.summary.findings")))
	var rows [][]Cell
	for _, row := range r.measures() {
		rows = append(rows, []Cell{body(r.name(row)), body(r.say(row.Finding)), r.state(row.Now)})
	}
	d.table("Summary", []column{{head: r.p.T("report.column.component")}, {head: r.p.T("report.column.finding")}, {head: r.p.T("report.column.state")}}, rows)
	return d.Sheet
}

// first is what the figures propose to look at first, as the page says it.
func (r *report) first(d *draft) {
	look := analytics.LookFirst(r.v.Rows)
	if len(look.Looks) == 0 {
		d.add(Cell{}, text(Prose, r.say(look.Why)))
		return
	}
	for _, l := range look.Looks {
		var why []string
		for _, reason := range l.Reasons {
			why = append(why, r.say(reason.Sentence))
		}
		d.fact(r.name(l.Row), text(Prose, strings.Join(why, " ")))
	}
}
