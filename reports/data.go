package reports

import (
	"cmp"
	"slices"

	"tilstand/analytics"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

// dataSheet is what the data sheet is called in every language, as its columns are: scripts read it.
const dataSheet = "Data"

// dataColumn is a column of the data sheet.
type dataColumn struct {
	name  string
	kind  string // text, number or date
	about string // last part of the key of its explanation
	width float64
}

// dataColumns are the columns. The first thirteen stay as they are; new ones come after them.
var dataColumns = []dataColumn{
	{"school", "text", "school", 30},
	{"orgnr", "text", "orgnr", 12},
	{"phase", "text", "phase", 8},
	{"closing_date", "date", "closing_date", 13},
	{"component", "text", "component", 12},
	{"group", "text", "group", 22},
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
	{"series_break", "number", "series_break", 13},
	{"synthetic", "number", "synthetic", 11},
	{"sd", "number", "sd", 8},
	{"sd_source", "text", "sd_source", 26},
	{"imported", "number", "imported", 11},
	{"audience", "text", "audience", 12},
}

// data is the long sheet: a row for each wave, measure and group.
//
// It is not a named table, though that is what pivoting would like best: the names of a table's columns have to differ in more than
// case, and n is one thing and N another. A range with headings in its first row and nothing around it does as well.
func (r *report) data() Sheet {
	d := &draft{Sheet{Name: dataSheet, About: r.p.T("report.about.data"), Frozen: 1, Repeat: 1}}
	var head []Cell
	for _, c := range dataColumns {
		head = append(head, text(ColumnHead, c.name))
		d.Widths = append(d.Widths, c.width)
	}
	d.add(head...)
	for _, s := range r.surveys() {
		for i, row := range s.rows {
			for _, p := range append(slices.Clip(row.Earlier), analytics.Point{Wave: s.now, HeadCount: row.HeadCount, Cell: row.Now, Target: row.Target}) {
				d.add(r.dataRow(s.of, row, s.waves[p.Wave], p, s.group)...)
				for _, g := range s.groupsAt(p.Wave) {
					if g.Key != s.group {
						p.Cell, p.HeadCount = s.cellOf(g, i), g.HeadCount
						d.add(r.dataRow(s.of, row, s.waves[p.Wave], p, g.Key)...)
					}
				}
			}
		}
	}
	return d.Sheet
}

// survey is a kind of survey over its waves, for the data sheet.
type survey struct {
	of     surveys.Audience
	waves  []analytics.WaveHead
	now    int
	rows   []analytics.Row
	group  string // that the rows are of
	groups []analytics.GroupRow
	before []analytics.WaveGroups
	cellOf func(g analytics.GroupRow, row int) analytics.Cell
}

// surveys are the state survey, the mapping survey and those of parents and pupils, where there are figures of them.
func (r *report) surveys() []survey {
	var all []survey
	if r.v.Now != nil {
		all = append(all, survey{surveys.Staff, r.v.Waves, r.now(), r.measures(), r.groupKey(r.v.Groups), r.v.Groups, r.v.Before, r.cellOf})
	}
	add := func(of surveys.Audience, m *analytics.MappingView) {
		cellOf := func(g analytics.GroupRow, row int) analytics.Cell { return g.Cells[row] }
		all = append(all, survey{of, m.Waves, len(m.Waves) - 1, m.Rows, r.groupKey(m.Groups), m.Groups, m.Before, cellOf})
	}
	if r.v.Mapping != nil {
		add(surveys.Staff, r.v.Mapping)
	}
	for _, o := range r.v.Others {
		add(o.Audience, o.MappingView)
	}
	return all
}

// groupsAt are the groups of a wave.
func (s survey) groupsAt(wave int) []analytics.GroupRow {
	if wave == s.now {
		return s.groups
	}
	for _, before := range s.before {
		if before.Wave == wave {
			return before.Groups
		}
	}
	return nil
}

// groupKey is the group that a survey's rows are of: the one that the query asks for, where the survey has it.
func (r *report) groupKey(groups []analytics.GroupRow) string {
	if slices.ContainsFunc(groups, func(g analytics.GroupRow) bool { return g.Key == r.v.Query.Group }) {
		return r.v.Query.Group
	}
	return analytics.TotalGroup
}

func (r *report) dataRow(of surveys.Audience, row analytics.Row, wave analytics.WaveHead, p analytics.Point, group string) []Cell {
	target := 0.0
	if p.Target != nil {
		target = *p.Target
	}
	cells := []Cell{
		body(r.v.School.Name), body(r.v.School.Orgnr), body(string(wave.Phase.Key)), day(wave.Closed.Time(), isoDay),
		body(componentKey(row)), body(group), body(p.Cell.State().String()),
	}
	cells = append(cells, dataFigures(p.Cell)...)
	cells = append(cells, known(p.HeadCount > 0, float64(p.HeadCount), whole), known(p.Target != nil, target, oneDecimal))
	return append(cells,
		body(dataLimit(p.Cell)), body(string(row.Measure)), text(ID, string(wave.ID)), body(dataset.InstrumentName(wave.Instrument)),
		flag(p.Break), flag(r.v.School.Synthetic), dataSD(p.Cell), body(dataSource(p.Cell)), flag(wave.Imported != ""), body(of.Key()),
	)
}

// dataFigures are value, low, high and n, as every data file has them (dataset.MeanOf).
func dataFigures(c analytics.Cell) []Cell {
	f := dataset.MeanOf(c)
	cells := []Cell{{Look: Figure}, {Look: Figure}, {Look: Figure}, {Look: Figure}}
	for i, x := range []*float64{f.Value, f.Low, f.High} {
		if x != nil {
			cells[i] = number(*x, oneDecimal)
		}
	}
	if f.N != nil {
		cells[3] = count(*f.N)
	}
	return cells
}

// known is a number, or an empty cell. A state or limit beside it says why, or the codebook.
func known(ok bool, x float64, format string) Cell {
	if !ok {
		return Cell{Look: Figure}
	}
	return number(x, format)
}

func dataLimit(c analytics.Cell) string { return dataset.MeanOf(c).Limit }

// dataSD is the standard deviation that an interval stands on: with it, value and n a reader can make every interval anew.
func dataSD(c analytics.Cell) Cell {
	sd := dataset.MeanOf(c).SD
	return known(sd > 0, sd, hundredths)
}

func dataSource(c analytics.Cell) string { return dataset.MeanOf(c).SDSource }

func flag(on bool) Cell {
	if on {
		return count(1)
	}
	return count(0)
}

// componentKey is what stands in the column component (dataset.ComponentOf); what belongs to no component is overall.
func componentKey(row analytics.Row) string {
	return cmp.Or(dataset.ComponentOf(row.Kind, row.Measure, row.Component), string(analytics.OverallKey))
}
