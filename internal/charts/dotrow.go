package charts

import (
	"html/template"
	"slices"

	"tilstand/analytics"
)

// DotRow is a measure on its scale: where it stands now, where it stood, and where it should be.
type DotRow struct {
	Steps   int // of the scale, which runs from 1 to Steps
	Now     analytics.Cell
	Earlier []analytics.Cell // what can be compared with now, the latest last
	Target  *float64         // nil without one
}

// Radii in pixels. Earlier waves are open, and smaller the longer ago.
const (
	nowRadius    = 7
	beforeRadius = 6
	olderRadius  = 4
)

// Picture is the drawing on a page.
func (d DotRow) Picture() template.HTML { return d.Drawing().Markup() }

// Drawing is the row; of nothing without a scale, and where nothing would stand on it.
//
// Now is a filled dot on a bar for its interval, earlier waves are open dots, the target is a dashed tick. A mean that is only known to
// lie between two bounds has a bar from one to the other and no dot: a dot would claim a place.
func (d DotRow) Drawing() Drawing {
	if d.Steps < 2 || !d.hasMark() {
		return Drawing{}
	}
	row := Drawing{class: "dots"}
	row.line("scale", 0, 100, 50, 50)
	for step := 1; step <= d.Steps; step++ {
		row.line("tick", d.at(float64(step)), d.at(float64(step)), 36, 64)
	}
	d.drawSpread(&row)
	if d.Target != nil {
		row.line("target", d.at(*d.Target), d.at(*d.Target), 4, 96)
	}
	for i, earlier := range d.Earlier {
		d.drawEarlier(&row, earlier, i == len(d.Earlier)-1)
	}
	if now, ok := d.Now.Shown(); ok && now.Limit == analytics.Exact {
		row.dot("now", d.at(now.Mean), nowRadius)
	}
	return row
}

func (d DotRow) hasMark() bool {
	marked := func(c analytics.Cell) bool { e, ok := c.Shown(); return ok && e.Limit != analytics.CountOnly }
	return d.Target != nil || marked(d.Now) || slices.ContainsFunc(d.Earlier, marked)
}

// at is the place of a value along the scale, 0 to 100.
func (d DotRow) at(x float64) float64 { return 100 * (x - 1) / float64(d.Steps-1) }

// drawSpread draws what now may be: its interval, or its bounds.
func (d DotRow) drawSpread(row *Drawing) {
	now, ok := d.Now.Shown()
	switch {
	case !ok:
	case now.Interval != nil:
		row.line("interval", d.at(now.Interval.Low), d.at(now.Interval.High), 50, 50)
	case now.Bounds != nil:
		d.drawBounds(row, "now-range", now)
	}
}

// drawBounds draws a bar that is closed at a known limit and open towards the end of the scale.
func (d DotRow) drawBounds(row *Drawing, class string, e analytics.Estimate) {
	low, high := d.at(e.Bounds.Low), d.at(e.Bounds.High)
	row.line(class, low, high, 50, 50)
	if e.Limit != analytics.AtMost {
		row.line(class+"-end", low, low, 22, 78)
	}
	if e.Limit != analytics.AtLeast {
		row.line(class+"-end", high, high, 22, 78)
	}
}

func (d DotRow) drawEarlier(row *Drawing, cell analytics.Cell, latest bool) {
	e, ok := cell.Shown()
	switch {
	case !ok:
	case e.Limit == analytics.Exact && latest:
		row.dot("before", d.at(e.Mean), beforeRadius)
	case e.Limit == analytics.Exact:
		row.dot("before", d.at(e.Mean), olderRadius)
	case e.Bounds != nil && latest:
		d.drawBounds(row, "before-range", e)
	}
}
