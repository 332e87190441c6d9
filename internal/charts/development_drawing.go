package charts

import (
	"strconv"

	"tilstand/analytics"
)

// The inside of the drawing in per cent of it; around it is room for the numbers and the names of the phases.
const (
	courseLeft, courseWidth = 6.0, 92.0
	courseTop, courseHeight = 5.0, 80.0
	courseRadius            = 6
)

// Drawing is the same picture as the chart, without a script: the line with its band, the targets, and bars for what lies between two bounds. It is of
// nothing where there is neither figure nor target.
func (d Development) Drawing() Drawing {
	if d.Steps < 2 || !d.hasMark() {
		return Drawing{}
	}
	out := Drawing{class: "course"}
	for step := 1; step <= d.Steps; step++ {
		out.line("grid", courseLeft, courseLeft+courseWidth, d.y(float64(step)), d.y(float64(step)))
		out.text("axis", "end", courseLeft-1.5, d.y(float64(step)), strconv.Itoa(step))
	}
	for i, p := range d.Points {
		out.text("axis", "middle", d.x(i), courseTop+courseHeight+8, p.Label)
		if p.Break && i < len(d.Points)-1 {
			between := (d.x(i) + d.x(i+1)) / 2
			out.line("break", between, between, courseTop, courseTop+courseHeight)
		}
	}
	for _, run := range d.runs() {
		d.drawBand(&out, run)
	}
	d.drawTargets(&out)
	d.drawBounds(&out)
	for _, run := range d.runs() {
		d.drawRun(&out, run)
	}
	return out
}

func (d Development) hasMark() bool {
	for _, p := range d.Points {
		if p.Target != nil {
			return true
		}
		if p.Cell == nil {
			continue
		}
		if e, ok := p.Cell.Shown(); ok && e.Limit != analytics.CountOnly {
			return true
		}
	}
	return false
}

// x is in the middle of the point's part of the axis.
func (d Development) x(i int) float64 {
	return courseLeft + courseWidth*(float64(i)+0.5)/float64(len(d.Points))
}

func (d Development) y(value float64) float64 {
	return courseTop + courseHeight*(float64(d.Steps)-value)/float64(d.Steps-1)
}

// drawBand draws the intervals of a run: an area, and a bar for one that stands alone.
func (d Development) drawBand(out *Drawing, r run) {
	var above, below []point
	d.each(r, func(i int, e analytics.Estimate) {
		above = append(above, point{d.x(i), d.y(e.Interval.High)})
		below = append([]point{{d.x(i), d.y(e.Interval.Low)}}, below...)
	})
	if len(above) == 1 {
		d.drawBar(out, above[0].x, above[0].y, below[0].y)
		return
	}
	out.area("band", append(above, below...))
}

// each calls for the exact figures of a run.
func (d Development) each(r run, call func(int, analytics.Estimate)) {
	for i := r.First; i <= r.Last; i++ {
		if e, ok := exact(d.Points[i].Cell); ok {
			call(i, e)
		}
	}
}

func (d Development) drawRun(out *Drawing, r run) {
	var points []point
	d.each(r, func(i int, e analytics.Estimate) { points = append(points, point{d.x(i), d.y(e.Mean)}) })
	if len(points) > 1 {
		out.path("line", points)
	}
	for _, p := range points {
		out.dotAt("now", p.x, p.y, courseRadius)
	}
}

// drawTargets joins the targets that follow each other, and marks each.
func (d Development) drawTargets(out *Drawing) {
	var points []point
	flush := func() {
		if len(points) > 1 {
			out.path("path", points)
		}
		points = nil
	}
	for i, p := range d.Points {
		if p.Target == nil {
			flush()
			continue
		}
		points = append(points, point{d.x(i), d.y(*p.Target)})
		out.line("target", d.x(i)-1.5, d.x(i)+1.5, d.y(*p.Target), d.y(*p.Target))
	}
	flush()
}

// drawBounds draws the figures that are only known to lie between two bounds.
func (d Development) drawBounds(out *Drawing) {
	for i, p := range d.Points {
		if p.Cell == nil {
			continue
		}
		if e, ok := p.Cell.Shown(); ok && e.Bounds != nil {
			d.drawBar(out, d.x(i), d.y(e.Bounds.High), d.y(e.Bounds.Low))
		}
	}
}

func (d Development) drawBar(out *Drawing, x, high, low float64) {
	out.line("range", x, x, high, low)
	out.line("range-end", x-1, x+1, high, high)
	out.line("range-end", x-1, x+1, low, low)
}
