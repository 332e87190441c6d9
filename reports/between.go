package reports

import (
	"unicode"
	"unicode/utf8"

	"tilstand/analytics"
	"tilstand/internal/closing"
)

// measuresBetween is what was done between the surveys: measures with what the school hoped for and what was measured, and the modules of the course. It claims no cause.
func (r *report) measuresBetween() Sheet {
	d := newDraft(r.p.T("report.sheet.between"), r.p.T("closing.since.title"), r.p.T("report.about.between"))
	d.add(text(Lead, r.p.Say(closing.Caution())))
	var measures, modules [][]Cell
	for _, b := range r.between {
		time := body(r.p.T("closing.since.between", "then", r.phaseInside(b.From.Phase), "after", r.phaseInside(b.To.Phase)))
		for _, ran := range b.Measures {
			measures = append(measures, r.ranRow(time, ran))
		}
		for _, m := range b.Modules {
			modules = append(modules, []Cell{body(m.Name.In(r.p.Lang())), time, onLeft(day(m.From, r.longDay()), Body), onLeft(day(m.To, r.longDay()), Body)})
		}
	}
	d.mainTable("Between", []column{
		{r.p.T("closing.since.what"), 44}, {r.p.T("report.column.between"), 30}, {r.p.T("report.column.component"), 24}, {r.p.T("report.column.status"), 16},
		{r.p.T("report.column.start"), 17}, {r.p.T("report.column.check"), 17}, {r.p.T("closing.since.hoped"), 13}, {r.p.T("report.column.hoped_words"), 30},
		{r.p.T("closing.since.measured"), 14}, {r.p.T("report.column.claim_low"), 12}, {r.p.T("report.column.claim_high"), 12}, {r.p.T("report.column.verdict"), 34},
	}, measures)
	if len(measures) == 0 {
		d.Widths = []float64{44, 30, 24, 24}
	}
	d.skip(1)
	d.table("BetweenModules", []column{
		{r.p.T("closing.since.modules"), 44}, {r.p.T("report.column.between"), 30}, {r.p.T("report.column.start"), 24}, {r.p.T("report.column.end"), 16},
	}, modules)
	return d.Sheet
}

// phaseInside is the name of a phase as it stands inside a sentence: "semester B".
func (r *base) phaseInside(phase analytics.PhaseHead) string {
	first, size := utf8.DecodeRuneInString(r.phaseName(phase))
	return string(unicode.ToLower(first)) + r.phaseName(phase)[size:]
}

func (r *report) ranRow(time Cell, ran closing.Ran) []Cell {
	hoped := text(Aside, r.p.T("closing.since.no_hope"))
	if ran.Hope != nil {
		hoped = number(*ran.Hope, signed)
	}
	size, claim := ran.Measured(r.p)
	cells := []Cell{
		body(ran.What), time, body(ran.Name.In(r.p.Lang())), body(r.p.T("closing.status." + string(ran.Status()))),
		onLeft(day(ran.Start, r.longDay()), Body), onLeft(day(ran.Check, r.longDay()), Body), hoped, body(ran.HopeText),
	}
	if c := ran.Change; c != nil && c.Limit == analytics.Exact && c.Claim != nil {
		cells = append(cells, number(c.Difference, signed), number(c.Claim.Low, signed), number(c.Claim.High, signed))
	} else {
		cells = append(cells, text(Marker, size), body(""), body(""))
	}
	return append(cells, body(claim))
}
