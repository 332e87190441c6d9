package reports

import (
	"slices"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// aloneRows are the items of the surveys of these audiences that are in no measure.
func (r *report) aloneRows(of ...surveys.Audience) (rows []analytics.AloneRow) {
	for _, w := range r.aloneWaves() {
		if slices.Contains(of, w.audience) {
			rows = append(rows, w.rows...)
		}
	}
	return rows
}

// aloneSheets are a sheet of the own items of what staff were asked that are in no measure, and one of the local items.
func (r *report) aloneSheets() (sheets []Sheet) {
	var core, local []analytics.AloneRow
	for _, row := range r.aloneRows(surveys.Staff) {
		if row.Local == "" {
			core = append(core, row)
		} else {
			local = append(local, row)
		}
	}
	if len(core) > 0 {
		sheets = append(sheets, r.alone(newDraft(r.p.T("report.sheet.alone"), r.p.T("report.heading.alone"), r.p.T("report.about.alone")), "Alone", core))
	}
	if len(local) > 0 {
		sheets = append(sheets, r.alone(newDraft(r.p.T("report.sheet.local"), r.p.T("report.heading.local"), r.p.T("report.about.local")), "Local", local))
	}
	return sheets
}

// alone is a row per answer to items that are in no measure. Where there is no figure the item has one row, which says why.
func (r *report) alone(d *draft, name string, items []analytics.AloneRow) Sheet {
	d.add(text(Lead, r.p.T("report.hint.alone")))
	var rows [][]Cell
	for _, item := range items {
		start := []Cell{body(item.Text.In(r.p.Lang())), body(r.p.T("report.alone." + item.Type)), body(r.askedOf(item)), r.n(item.Cell)}
		row := func(answer string, share Cell) {
			rows = append(rows, append(start[:len(start):len(start)], body(answer), share, r.state(item.Cell)))
		}
		e, ok := item.Cell.Shown()
		if !ok || len(e.Bands) == 0 {
			row("", r.shown(item.Cell, func(analytics.Estimate) Cell { return r.without() }))
		}
		for _, b := range e.Bands {
			row(r.bandLabel(item, b), r.share(b.Percent, b.Limit))
		}
	}
	d.mainTable(name, []column{
		{r.p.T("report.column.question"), 52},
		{r.p.T("report.column.answered_by"), 14},
		{r.p.T("report.column.asked_of"), 22},
		{r.p.T("report.column.n"), 8},
		{r.p.T("report.column.answer"), 34},
		{r.p.T("report.column.share"), 12},
		{r.p.T("report.column.state"), 12},
	}, rows)
	return d.Sheet
}

func (r *report) askedOf(item analytics.AloneRow) string {
	switch item.Local {
	case programme.ScopeOwner:
		return r.p.T("report.alone.owners")
	case programme.ScopeSchool:
		return r.p.T("report.alone.schools")
	}
	if len(item.DependsOn) == 0 {
		return r.p.T("report.alone.all")
	}
	var ids []string
	for _, id := range item.DependsOn {
		ids = append(ids, string(id))
	}
	return r.p.T("report.alone.some", "items", strings.Join(ids, ", "))
}

// bandLabel is an answer in words; a run of steps by its ends.
func (r *report) bandLabel(item analytics.AloneRow, b analytics.Band) string {
	label := func(place int) string { return item.Answers[place-1].In(r.p.Lang()) }
	if b.From == b.To {
		return label(b.From)
	}
	return r.p.T("report.alone.run", "from", label(b.From), "to", label(b.To))
}

// options is the part of the codebook on those items: every answer with its place, and what decides who is asked.
func (r *report) options(d *draft) {
	var rows [][]Cell
	for _, item := range r.aloneRows(surveys.Staff, surveys.Parents, surveys.Pupils) {
		for i, answer := range item.Answers {
			rows = append(rows, []Cell{
				body(string(item.Item)), body(r.p.T("report.alone." + item.Type)), body(answer.In(r.p.Lang())), body(r.askedOf(item)), count(i + 1),
			})
		}
	}
	listing(d, "Options", r.p.T("report.codebook.options"), []string{
		r.p.T("report.column.item"), r.p.T("report.column.answered_by"), r.p.T("report.column.answer"), r.p.T("report.column.asked_of"), r.p.T("report.column.code"),
	}, rows)
}
