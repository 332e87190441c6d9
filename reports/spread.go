package reports

import (
	"tilstand/analytics"
)

// spread is how the answers to each item lie on its scale: where the middle is, how many of the whole staff are on the upper part, how alike the
// answers are, and whether they have moved. Items whose answers are not shown per step are not here; the sheet of items says so. The sheet is left
// out where there is none.
func (r *report) spread(rows [][]Cell) Sheet {
	d := newDraft(r.p.T("report.sheet.spread"), r.p.T("report.heading.spread"), r.p.T("report.about.spread"))
	d.add(text(Lead, r.p.T("report.hint.spread")))
	for _, item := range r.v.Items {
		if len(item.Changes) > 0 && item.Changes[0].Family.Method == analytics.BrowsingFamily {
			d.add(text(Lead, r.p.T("report.hint.browsing", "size", item.Changes[0].Family.Size)))
			break
		}
	}
	d.mainTable("ItemSpread", []column{
		{r.p.T("report.column.number"), 6},
		{r.p.T("report.column.question"), 56},
		{r.p.T("report.column.median"), 9},
		{r.p.T("report.column.interpolated"), 12},
		{r.p.T("report.column.staff_top_low"), 17},
		{r.p.T("report.column.staff_top_high"), 17},
		{r.p.T("report.column.agreement"), 22},
		{r.p.T("report.column.rwg"), 9},
		{r.p.T("report.column.polarisation"), 13},
		{r.p.T("report.column.since_last"), 20},
		{r.p.T("report.column.superiority"), 13},
		{r.p.T("report.column.p"), 13},
	}, rows)
	return d.Sheet
}

// spreadRows are the items whose answers are shown per step, under their number on the sheet of items.
func (r *report) spreadRows() [][]Cell {
	var rows [][]Cell
	for i, item := range r.v.Items {
		if item.Spread != nil {
			rows = append(rows, r.spreadRow(i+1, item))
		}
	}
	return rows
}

func (r *report) spreadRow(at int, item analytics.Row) []Cell {
	s := item.Spread
	cells := []Cell{count(at), body(r.name(item)), number(s.Median, oneDecimal), number(s.Interpolated, hundredths)}
	if item.Everyone() {
		cells = append(cells, r.everyone(), r.everyone())
	} else {
		cells = append(cells, number(s.Top.Staff.Low/100, percent), number(s.Top.Staff.High/100, percent))
	}
	return append(append(cells, r.agreementWords(item), r.rwg(item), r.polarisation(item)), r.itemChange(item)...)
}

// itemChange is how the item has moved since the wave before: whether that is more than fluctuation, by the order of its answers, and its
// corrected p value.
func (r *report) itemChange(item analytics.Row) []Cell {
	if len(item.Changes) == 0 {
		return []Cell{aside(r.without()), r.without(), r.without()}
	}
	c := item.Changes[0]
	return []Cell{r.verdict(c.Verdict), r.superiority(c), number(c.Adjusted, thousandths)}
}

// superiority is how many of 100 answers picked at random now are higher than one from then.
func (r *base) superiority(c analytics.Change) Cell {
	if c.Order == nil {
		return r.without()
	}
	return number(100*c.Order.Superiority, whole)
}

// agreementWords are how alike the staff answer, or why that is not said.
func (r *report) agreementWords(row analytics.Row) Cell {
	if a := row.Agreement; a != nil && !a.Apart {
		return body(r.say(a.Level.Words()))
	}
	if said := row.AgreementWords(); said.Key != "" {
		return body(r.say(said))
	}
	return aside(r.shown(row.Now, func(analytics.Estimate) Cell { return r.without() }))
}

func (r *report) rwg(row analytics.Row) Cell {
	return r.agreement(row, func(a *analytics.Agreement) float64 { return a.Rwg })
}

func (r *report) polarisation(row analytics.Row) Cell {
	return r.agreement(row, func(a *analytics.Agreement) float64 { return a.Polarisation })
}

func (r *report) agreement(row analytics.Row, of func(*analytics.Agreement) float64) Cell {
	return r.shown(row.Now, func(analytics.Estimate) Cell {
		if row.Agreement == nil {
			return r.without()
		}
		return number(of(row.Agreement), hundredths)
	})
}
