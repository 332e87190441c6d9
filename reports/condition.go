package reports

import (
	"slices"
	"strings"

	"tilstand/analytics"
)

// condition is the sheet that the report is for: every component against its target.
func (r *report) condition() Sheet {
	d := newDraft(r.p.T("report.sheet.condition"), r.p.T("report.heading.condition"), r.p.T("report.about.condition"))
	drawn := slices.ContainsFunc(r.measures(), r.drawable)
	if drawn {
		d.add(text(Lead, r.p.T("report.hint.condition")))
	}
	var rows [][]Cell
	for _, row := range r.measures() {
		rows = append(rows, r.conditionRow(row))
	}
	d.Fit = true
	d.mainTable("Condition", r.conditionColumns(), rows)
	if drawn {
		d.skip(1)
		d.chart(r.conditionChart())
	}
	return d.Sheet
}

// drawable reports whether a chart of the row would have a figure in it at some wave. A chart of targets alone is left out.
func (r *report) drawable(row analytics.Row) bool {
	return slices.ContainsFunc(r.course(row), func(p analytics.Point) bool {
		e, ok := p.Cell.Shown()
		return ok && e.Limit != analytics.CountOnly
	})
}

func (r *report) conditionColumns() []column {
	return []column{
		{r.p.T("report.column.component"), 23},
		{r.p.T("report.column.n"), 8},
		{r.p.T("report.column.mean"), 14},
		{r.p.T("report.column.hundred"), 9},
		{r.p.T("report.column.low"), 13},
		{r.p.T("report.column.high"), 13},
		{r.p.T("report.column.target"), 9},
		{r.p.T("report.column.gap"), 11},
		{r.p.T("report.column.target_verdict"), 15},
		{r.p.T("report.column.agreement"), 17},
		{r.p.T("report.column.rwg"), 9},
		{r.p.T("report.column.finding"), 56},
		{r.p.T("report.column.state"), 9},
	}
}

func (r *report) conditionRow(row analytics.Row) []Cell {
	cells := []Cell{body(r.name(row)), r.n(row.Now), r.mean(row.Now), r.hundred(row)}
	cells = append(cells, r.interval(row.Now, row.HeadCount)...)
	a := against{row.Now, row.Target, row.Gap}
	return append(cells, r.level(row.Target), r.gap(a), r.targetVerdict(a),
		r.agreementWords(row), r.rwg(row), body(r.say(row.Finding)), r.state(row.Now))
}

// gap is what is missing to the target. Without a figure there is none, whatever the view says.
func (r *base) gap(a against) Cell {
	return r.againstTarget(a, func(g *analytics.Gap) Cell {
		if format, ok := r.limited(g.Limit, signed); ok {
			return number(g.Value, format)
		}
		if g.Bounds == nil {
			return r.without()
		}
		return text(Marker, r.between(g.Bounds))
	})
}

func (r *base) targetVerdict(a against) Cell {
	return aside(r.againstTarget(a, func(g *analytics.Gap) Cell { return body(r.p.Say(analytics.TargetLabel(g.Verdict))) }))
}

// against is a figure against its target.
type against struct {
	now    analytics.Cell
	target *float64
	gap    *analytics.Gap
}

func (r *base) againstTarget(a against, of func(*analytics.Gap) Cell) Cell {
	return r.shown(a.now, func(analytics.Estimate) Cell {
		switch {
		case a.target == nil:
			return text(Marker, r.p.T("report.no_target"))
		case a.gap == nil:
			return r.without()
		}
		return of(a.gap)
	})
}

// between words two bounds that may have signs.
func (r *base) between(i *analytics.Interval) string {
	return r.p.T("results.mean.between", "low", r.p.Signed(i.Low, 1), "high", r.p.Signed(i.High, 1))
}

func (r *report) conditionChart() Chart {
	var points []point
	for _, row := range r.measures() {
		points = append(points, point{category: r.name(row), wave: r.waveName(*r.v.Now), cell: row.Now, target: row.Target})
	}
	t := r.points("ChartCondition", r.p.T("report.chart.condition"), points)
	c := r.marks(t, t.First+1, t.Last, pointCategory, r.scale())
	c.Kind, c.Height = Marks, 320
	c.Title = r.p.T("report.chart.condition_title", "wave", r.waveName(*r.v.Now))
	c.Alt = r.p.T("report.chart.condition_alt", "findings", r.findings())
	c.Up = r.p.T("report.chart.scale", "least", int(c.Min), "most", int(c.Max))
	return c
}

// findings are the components' findings as one text, which is what a chart of them shows.
func (r *report) findings() string {
	var all []string
	for _, row := range r.measures() {
		all = append(all, r.say(row.Finding))
	}
	return strings.Join(all, " ")
}
