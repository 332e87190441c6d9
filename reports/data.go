package reports

import "tilstand/analytics"

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
	if r.v.Now == nil {
		return d.Sheet
	}
	for i, row := range r.measures() {
		for _, p := range r.course(row) {
			d.add(r.dataRow(row, p, r.groupKey())...)
			for _, g := range r.groupsAt(p.Wave) {
				if g.Key != r.v.Query.Group {
					p.Cell, p.HeadCount = r.cellOf(g, i), g.HeadCount
					d.add(r.dataRow(row, p, g.Key)...)
				}
			}
		}
	}
	return d.Sheet
}

// groupsAt are the staff groups of a wave.
func (r *report) groupsAt(wave int) []analytics.GroupRow {
	if wave == r.now() {
		return r.v.Groups
	}
	for _, before := range r.v.Before {
		if before.Wave == wave {
			return before.Groups
		}
	}
	return nil
}

func (r *report) groupKey() string {
	if r.v.Query.Group == "" {
		return analytics.TotalGroup
	}
	return r.v.Query.Group
}

func (r *report) dataRow(row analytics.Row, p analytics.Point, group string) []Cell {
	wave := r.v.Waves[p.Wave]
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
		body(dataLimit(p.Cell)), body(string(row.Measure)), body(string(wave.ID)), body(instrumentName(wave.Instrument)),
		flag(p.Break), flag(r.v.School.Synthetic),
	)
}

// dataFigures are value, low, high and n. Of a mean that is only bounded, value is the limit or lies between the bounds, and low and high are
// the bounds; the column limit says so.
func dataFigures(c analytics.Cell) []Cell {
	e, ok := c.Shown()
	mean := ok && e.Limit != analytics.CountOnly
	span := spanOf(e)
	if span == nil {
		span = &analytics.Interval{}
	}
	bounded := mean && *span != analytics.Interval{}
	return []Cell{
		known(mean, e.Mean, oneDecimal), known(bounded, span.Low, oneDecimal), known(bounded, span.High, oneDecimal), known(ok, float64(e.N), whole),
	}
}

// known is a number, or an empty cell. A state or limit beside it says why, or the codebook.
func known(ok bool, x float64, format string) Cell {
	if !ok {
		return Cell{Look: Figure}
	}
	return number(x, format)
}

func dataLimit(c analytics.Cell) string {
	if e, ok := c.Shown(); ok {
		return e.Limit.String()
	}
	return ""
}

func flag(on bool) Cell {
	if on {
		return count(1)
	}
	return count(0)
}

// componentKey is the key of a component, or of the index over all of them.
func componentKey(row analytics.Row) string {
	if row.Component == "" {
		return string(analytics.OverallKey)
	}
	return string(row.Component)
}
