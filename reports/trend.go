package reports

import (
	"tilstand/analytics"
)

// trend is the direction of every measure over all waves. The sheet is there from three waves on.
func (r *report) trend(rows [][]Cell) Sheet {
	d := newDraft(r.p.T("report.sheet.trend"), r.p.T("report.heading.trend"), r.p.T("report.about.trend"))
	d.add(text(Lead, r.p.T("report.hint.trend")))
	d.mainTable("Trend", []column{
		{r.p.T("report.column.component"), 27},
		{r.p.T("report.column.waves"), 11},
		{r.p.T("report.column.slope"), 12},
		{r.p.T("report.column.slope_low"), 13},
		{r.p.T("report.column.slope_high"), 13},
		{r.p.T("report.column.total"), 14},
		{r.p.T("report.column.claim_low"), 12},
		{r.p.T("report.column.claim_high"), 12},
		{r.p.T("report.column.p"), 13},
		{r.p.T("report.column.family"), 14},
		{r.p.T("report.column.verdict"), 17},
		{r.p.T("report.column.trend_says"), 44},
		{r.p.T("report.column.reach"), 44},
	}, rows)
	return d.Sheet
}

// trendRows are the measures that have a direction.
func (r *report) trendRows() [][]Cell {
	var rows [][]Cell
	for _, row := range r.measures() {
		if row.Trend != nil {
			rows = append(rows, r.trendRow(row, *row.Trend))
		}
	}
	return rows
}

func (r *report) trendRow(row analytics.Row, t analytics.Trend) []Cell {
	reach := text(Aside, r.p.T("report.no_reach"))
	if t.Reach != nil {
		reach = body(r.say(t.Reach.Sentence))
	}
	return []Cell{
		body(r.name(row)), count(len(t.Waves)),
		number(t.Slope, signedHundredths), number(t.Interval.Low, signedHundredths), number(t.Interval.High, signedHundredths),
		number(t.Change, signed), number(t.ChangeInterval.Low, signed), number(t.ChangeInterval.High, signed), number(t.Adjusted, thousandths),
		r.family(t.Family), r.verdict(t.Verdict),
		body(r.p.T("results.finding.two", "first", t.Sentences[0], "second", t.Sentences[1])), reach,
	}
}

// family is the correction that a comparison has been through, in a word and a number.
func (r *base) family(f analytics.Family) Cell {
	switch f.Method {
	case analytics.HolmFamily:
		return body(r.p.T("report.family.holm", "size", f.Size))
	case analytics.BrowsingFamily:
		return body(r.p.T("report.family.browsing", "size", f.Size))
	}
	return body(r.p.T("report.family.single"))
}

// families says beneath a table which comparisons in it were corrected together.
func (r *report) families(d *draft) {
	d.skip(1)
	for _, row := range r.v.Rows {
		if len(row.Changes) == 0 {
			continue
		}
		if said := row.Changes[0].Family.Words(); said.Key != "" {
			d.add(text(Lead, r.p.T("school.family", "family", said)))
		}
		d.add(text(Lead, r.p.T("school.relevant", "relevant", row.Relevant)))
		return
	}
}
