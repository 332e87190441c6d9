package reports

import (
	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/reports/dataset"
)

// ownerColumns are the columns of an owner's data sheet. Where one is called as in a school's it means the same.
var ownerColumns = []dataColumn{
	{"school", "text", "school", 30},
	{"orgnr", "text", "orgnr", 12},
	{"phase", "text", "phase", 8},
	{"closing_date", "date", "closing_date", 13},
	{"component", "text", "component", 12},
	{"group", "text", "group", 12},
	{"state", "text", "state", 10},
	{"value", "number", "value", 8},
	{"low", "number", "low", 8},
	{"high", "number", "high", 8},
	{"n", "number", "n", 8},
	{"N", "number", "head_count", 8},
	{"target", "number", "target", 8},
	{"limit", "text", "limit", 10},
	{"measure", "text", "measure", 22},
	{"wave", "text", "wave", 30},
	{"instrument", "text", "instrument", 16},
	{"synthetic", "number", "synthetic", 11},
	{"imported", "number", "imported", 11},
	{"cohort", "text", "cohort", 22},
	{"edition", "number", "edition", 9},
	{"schools", "number", "schools", 9},
}

// data is the long sheet: a row for each school, stage and measure; then those of the last edition, which name no school. As in a school's workbook it is
// no named table, because n and N differ in case alone.
func (r *ownerReport) data() Sheet {
	d := &draft{Sheet{Name: dataSheet, About: r.p.T("report.owner.about.data"), Frozen: 1, Repeat: 1}}
	var head []Cell
	for _, c := range ownerColumns {
		head = append(head, text(ColumnHead, c.name))
		d.Widths = append(d.Widths, c.width)
	}
	d.add(head...)
	cohorts := map[programme.SchoolID]string{}
	for _, c := range r.Development.Cohorts {
		for _, school := range c.Schools {
			cohorts[school.School.ID] = c.Name
		}
	}
	for _, stage := range r.Stages {
		for _, school := range stage.Schools {
			if school.Now != nil {
				r.schoolData(d, school, cohorts[school.School.ID])
			}
		}
	}
	for _, row := range r.editionStages() {
		r.editionData(d, row)
	}
	return d.Sheet
}

func (r *ownerReport) schoolData(d *draft, school analytics.OwnerSchool, cohort string) {
	for _, m := range r.allMeasures() {
		row, now := m.of(school), *school.Now
		cells := []Cell{body(school.School.Name), body(school.School.Orgnr), body(string(now.Phase.Key)), day(now.Closed.Time(), isoDay)}
		cells = append(cells, ownerFigures(row)...)
		d.add(append(cells, text(ID, string(now.ID)), body(dataset.InstrumentName(now.Instrument)),
			flag(school.School.Synthetic), flag(now.Imported != ""), body(cohort), Cell{Look: Figure}, Cell{Look: Figure})...)
	}
}

func (r *ownerReport) editionData(d *draft, row analytics.EditionRow) {
	for _, of := range append([]analytics.OwnerRow{row.Overall}, row.Cells...) {
		cells := []Cell{body(""), body(""), body(string(row.Phase.Key)), day(row.Edition.Issued.Time(), isoDay)}
		cells = append(cells, ownerFigures(of)...)
		d.add(append(cells, body(""), body(""), flag(r.Last.Synthetic), flag(false), body(""), count(row.Edition.Number), count(row.Schools))...)
	}
}

// ownerFigures are the columns from component to measure.
func ownerFigures(row analytics.OwnerRow) []Cell {
	component, measure, target := string(analytics.OverallKey), string(analytics.OverallKey), 0.0
	if row.Component != "" {
		component, measure = string(row.Component), string(analytics.ComponentMeasureKey(row.Component))
	}
	if row.Target != nil {
		target = *row.Target
	}
	cells := []Cell{body(component), body(analytics.TotalGroup), body(row.Now.State().String())}
	cells = append(cells, dataFigures(row.Now)...)
	return append(cells, known(row.HeadCount > 0, float64(row.HeadCount), whole), known(row.Target != nil, target, oneDecimal), body(dataLimit(row.Now)), body(measure))
}

// codebook explains the columns of the data sheet and the keys in it.
func (r *ownerReport) codebook() Sheet {
	d := newDraft(r.p.T("report.sheet.codebook"), r.p.T("report.heading.codebook"), r.p.T("report.owner.about.codebook"))
	d.Widths = []float64{28, 28, 86}
	listing(d, "DataColumns", r.p.T("report.codebook.data"), r.columnHeads("column", "type", "meaning"), r.columnRows(ownerColumns))
	var rows [][]Cell
	for _, p := range programme.Builtin().Phases {
		rows = append(rows, keyRow("phase", string(p.Key), p.Name.In(r.p.Lang())))
	}
	rows = append(rows, keyRow("component", string(analytics.OverallKey), r.p.T("results.finding.overall")))
	for _, c := range r.View.Components {
		rows = append(rows, keyRow("component", string(c.Key), c.Name.In(r.p.Lang())+". "+c.Explanation.In(r.p.Lang())))
	}
	rows = append(rows, keyRow("group", analytics.TotalGroup, r.p.T("report.whole_school")))
	listing(d, "Keys", r.p.T("report.codebook.keys"), r.columnHeads("column", "key", "meaning"), append(rows, r.stateKeys()...))
	return d.Sheet
}
