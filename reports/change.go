package reports

import (
	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// change is the two statements about every measure, side by side and never mixed: what staff answer now and answered then, and
// whether that is more than normal fluctuation.
func (r *report) change() Sheet {
	d := newDraft(r.p.T("report.sheet.change"), r.p.T("report.heading.change"), r.p.T("report.about.change"))
	if r.now() == 0 {
		d.Widths = []float64{120}
		d.add(text(Prose, r.p.T("report.first_wave")))
		return d.Sheet
	}
	d.add(text(Lead, r.p.T("report.hint.change")))
	var rows [][]Cell
	for _, row := range r.measures() {
		rows = append(rows, r.changeRows(row)...)
	}
	d.mainTable("Change", r.changeColumns(), rows)
	r.families(d)
	return d.Sheet
}

func (r *report) changeColumns() []column {
	return []column{
		{r.p.T("report.column.component"), 23},
		{r.p.T("report.column.since"), 22},
		{r.p.T("report.column.difference"), 10},
		{r.p.T("report.column.staff_low"), 11},
		{r.p.T("report.column.staff_high"), 11},
		{r.p.T("report.column.claim_low"), 12},
		{r.p.T("report.column.claim_high"), 12},
		{r.p.T("report.column.detectable"), 13},
		{r.p.T("report.column.p"), 10},
		{r.p.T("report.column.family"), 14},
		{r.p.T("report.column.verdict"), 17},
		{r.p.T("report.column.staff_says"), 34},
		{r.p.T("report.column.claim_says"), 34},
		{r.p.T("report.column.superiority"), 13},
	}
}

// changeRows are the comparisons of a measure. One without any says why.
func (r *report) changeRows(row analytics.Row) [][]Cell {
	if _, ok := row.Now.Shown(); !ok || len(row.Changes) == 0 {
		return [][]Cell{r.noChange(row)}
	}
	var rows [][]Cell
	for _, c := range row.Changes {
		cells := []Cell{body(r.name(row)), body(r.since(c)), r.difference(c)}
		cells = append(cells, r.staffInterval(c)...)
		cells = append(cells, r.changeInterval(c.Claim)...)
		cells = append(cells, r.detectable(c), number(c.Adjusted, thousandths), r.family(c.Family), r.verdict(c.Verdict))
		rows = append(rows, append(cells, body(r.say(c.Sentences[0])), body(r.say(c.Sentences[1])), r.superiority(c)))
	}
	return rows
}

// noChange is the row of a measure that nothing is compared with: a figure is not shown, or what was asked has changed.
func (r *report) noChange(row analytics.Row) []Cell {
	cells := []Cell{body(r.name(row)), text(Aside, r.p.T("report.nothing"))}
	for range 7 {
		if row.Now.State() == analytics.Value {
			cells = append(cells, r.without())
		} else {
			cells = append(cells, r.marker(row.Now.State()))
		}
	}
	return append(cells, aside(r.without()), text(Aside, r.p.T("report.not_compared")), body(r.say(row.Finding)), aside(r.without()), r.without())
}

func (r *report) since(c analytics.Change) string {
	if c.First {
		return r.p.T("report.since_first", "wave", r.waveName(c.From))
	}
	return r.waveName(c.From)
}

func (r *base) difference(c analytics.Change) Cell {
	switch {
	case c.Limit == analytics.Exact:
		return number(c.Difference, signed)
	case c.Bounds != nil:
		return text(Marker, r.between(c.Bounds))
	}
	return r.without()
}

// staffInterval is for what staff answer. Where everybody answered both times there is none worth printing.
func (r *base) staffInterval(c analytics.Change) []Cell {
	if c.Everyone && c.Staff != nil {
		return []Cell{r.everyone(), r.everyone()}
	}
	return r.changeInterval(c.Staff)
}

func (r *base) changeInterval(i *analytics.Interval) []Cell {
	if i == nil {
		return []Cell{r.without(), r.without()}
	}
	return []Cell{number(i.Low, signed), number(i.High, signed)}
}

func (r *base) detectable(c analytics.Change) Cell {
	if c.Detectable == 0 {
		return r.without()
	}
	return number(c.Detectable, oneDecimal)
}

func (r *base) verdict(v stat.Verdict) Cell { return body(r.p.Say(analytics.VerdictLabel(v))) }
