package reports

import (
	"tilstand/analytics"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

// sharesSheet is what the sheet of items that stand alone is called in every language, as its columns are: scripts read it.
const sharesSheet = "Data shares"

// shareColumns are its columns. Where one is called as on the data sheet it means the same.
var shareColumns = []dataColumn{
	{"school", "text", "school", 30},
	{"orgnr", "text", "orgnr", 12},
	{"phase", "text", "phase", 8},
	{"closing_date", "date", "closing_date", 13},
	{"audience", "text", "audience", 12},
	{"item", "text", "item", 22},
	{"type", "text", "type", 10},
	{"asked", "text", "asked", 10},
	{"added_by", "text", "added_by", 10},
	{"state", "text", "state", 10},
	{"answer_from", "number", "answer_from", 13},
	{"answer_to", "number", "answer_to", 13},
	{"share", "number", "share", 8},
	{"limit", "text", "limit", 10},
	{"n", "number", "n", 8},
	{"wave", "text", "wave", 30},
	{"instrument", "text", "instrument", 16},
	{"synthetic", "number", "synthetic", 11},
	{"imported", "number", "imported", 11},
}

// aloneWave is the items of a wave that stand alone.
type aloneWave struct {
	audience surveys.Audience
	wave     analytics.WaveHead
	rows     []analytics.AloneRow
}

// aloneWaves are those that the view has figures of.
func (r *report) aloneWaves() (all []aloneWave) {
	add := func(w aloneWave) {
		if len(w.rows) > 0 {
			all = append(all, w)
		}
	}
	if r.v.Now != nil {
		add(aloneWave{surveys.Staff, *r.v.Now, r.v.Alone})
	}
	if m := r.v.Mapping; m != nil {
		add(aloneWave{surveys.Staff, m.Wave, m.Alone})
	}
	for _, o := range r.v.Others {
		add(aloneWave{o.Audience, o.Wave, o.Alone})
	}
	return all
}

// dataShares is the long sheet of items that stand alone: a row for each answer, or run of answers, with the share of those who gave it. They are not
// on the data sheet, whose values are means: whoever sums up a column would mix the two.
func (r *report) dataShares() Sheet {
	d := &draft{Sheet{Name: sharesSheet, About: r.p.T("report.about.shares"), Frozen: 1, Repeat: 1}}
	var head []Cell
	for _, c := range shareColumns {
		head = append(head, text(ColumnHead, c.name))
		d.Widths = append(d.Widths, c.width)
	}
	d.add(head...)
	for _, w := range r.aloneWaves() {
		for _, row := range w.rows {
			e, _ := row.Cell.Shown()
			for _, b := range e.Bands {
				d.add(r.shareRow(w, row, b)...)
			}
			if len(e.Bands) == 0 {
				d.add(r.shareRow(w, row, analytics.Band{})...)
			}
		}
	}
	return d.Sheet
}

// shareRow is a share of an item; one without answers is of an item whose shares are not shown, or were not given.
func (r *report) shareRow(w aloneWave, row analytics.AloneRow, b analytics.Band) []Cell {
	asked, addedBy := "all", "programme"
	if len(row.DependsOn) > 0 {
		asked = "some"
	}
	if row.Local != "" {
		addedBy = string(row.Local)
	}
	e, ok := row.Cell.Shown()
	shown, limit := b.To > 0, ""
	if ok {
		limit = analytics.CountOnly.String()
	}
	if shown {
		limit = b.Limit.String()
	}
	return []Cell{
		body(r.v.School.Name), body(r.v.School.Orgnr), body(string(w.wave.Phase.Key)), day(w.wave.Closed.Time(), isoDay),
		body(w.audience.Key()), body(string(row.Item)), body(row.Type), body(asked), body(addedBy), body(row.Cell.State().String()),
		known(shown, float64(b.From), whole), known(shown, float64(b.To), whole), known(shown, float64(b.Percent)/100, percent), body(limit),
		known(ok, float64(e.N), whole), text(ID, string(w.wave.ID)), body(dataset.InstrumentName(w.wave.Instrument)),
		flag(r.v.School.Synthetic), flag(w.wave.Imported != ""),
	}
}
