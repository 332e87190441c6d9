package reports

import (
	"math"

	"tilstand/analytics"
)

// The sheet of chart numbers. A chart cannot follow the tables that people read: it draws the word for a hidden figure as
// a zero. Here such a figure is an empty cell beside its state, which a chart leaves out.

// The columns of the tables that marks are drawn from.
const (
	pointCategory = iota + 1
	pointWave
	pointReading
	pointValue
	pointLow
	pointWidth
	pointTarget
)

// numbersWidths fit the tables of marks, and of shares under the same columns.
var numbersWidths = []float64{52, 34, 22, 12, 12, 12, 12, 12, 12}

// point is what a chart has at one place of its axis.
type point struct {
	category string
	wave     string         // or what stands in its place
	cell     analytics.Cell // of no consequence where missing is set
	missing  string         // why there is no wave here
	target   *float64
}

// points writes the table that a chart of marks follows.
func (r *base) points(table, heading string, points []point) Table {
	var rows [][]Cell
	for _, p := range points {
		rows = append(rows, r.pointRow(p))
	}
	r.numbers.skip(1)
	r.numbers.add(text(Heading, heading))
	t, _ := r.numbers.table(table, []column{
		{head: r.p.T("report.column.category")},
		{head: r.p.T("report.column.wave")},
		{head: r.p.T("report.column.reading")},
		{head: r.p.T("report.column.mean")},
		{head: r.p.T("report.column.from")},
		{head: r.p.T("report.column.width")},
		{head: r.p.T("report.column.target")},
	}, rows)
	return t
}

// marks is a chart of some rows of a table of points; one of its columns has the words along the axis.
func (r *base) marks(t Table, from, to, categories int, s scale) Chart {
	column := func(c int) Range { return Range{Sheet: r.numbers.Name, Column: c, From: from, To: to} }
	series := func(role Role, c int) Series { return Series{Role: role, Name: r.headOf(t, c), Values: column(c)} }
	return Chart{
		Min: s.least, Max: s.most, Categories: column(categories),
		Series: []Series{series(Below, pointLow), series(Interval, pointWidth), series(Condition, pointValue), series(Target, pointTarget)},
	}
}

// scale is the range of a scale that conditions are measured on.
type scale struct{ least, most float64 }

// scaleOf is a scale of so many steps; of five where none is known.
func scaleOf(steps int) scale {
	if steps == 0 {
		return scale{1, 5}
	}
	return scale{1, float64(steps)}
}

// scale is the one of the school's measures.
func (r *report) scale() scale {
	steps := 0
	for _, row := range r.measures() {
		steps = max(steps, row.Steps)
	}
	return scaleOf(steps)
}

// headOf is the heading of a column.
func (r *base) headOf(t Table, column int) Range {
	return Range{Sheet: r.numbers.Name, Column: column, From: t.First, To: t.First}
}

func (r *base) pointRow(p point) []Cell {
	row := []Cell{body(p.category), body(p.wave), r.reading(p), {Look: Figure}, {Look: Figure}, {Look: Figure}, {Look: Figure}}
	if e, ok := p.cell.Shown(); ok && e.Limit != analytics.CountOnly {
		row[pointValue-1] = number(e.Mean, oneDecimal)
		if span := spanOf(e); span != nil {
			row[pointLow-1] = number(span.Low, oneDecimal)
			row[pointWidth-1] = number(tenths(span.High-span.Low), oneDecimal)
		}
	}
	if p.target != nil {
		row[pointTarget-1] = number(*p.target, oneDecimal)
	}
	return row
}

// reading says how the value is to be read, or why there is none.
func (r *base) reading(p point) Cell {
	if p.missing != "" {
		return text(Aside, p.missing)
	}
	return aside(r.shown(p.cell, func(e analytics.Estimate) Cell {
		if e.Limit == analytics.Exact {
			return r.state(p.cell)
		}
		return body(r.p.Say(e.MeanWords()))
	}))
}

// spanOf is what the bar behind a dot covers: the interval, or the bounds of a mean that is only bounded.
func spanOf(e analytics.Estimate) *analytics.Interval {
	if e.Bounds != nil {
		return e.Bounds
	}
	return e.Interval
}

// tenths removes the dust of subtracting decimals.
func tenths(x float64) float64 { return math.Round(x*10) / 10 }
