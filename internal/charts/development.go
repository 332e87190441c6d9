package charts

import (
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// Development is a measure along the course: what staff answered, wave by wave, and the path of targets it should follow.
type Development struct {
	Steps  int // of the scale, which runs from 1 to Steps
	Points []Point
}

// Point is a place along the course: a wave, or a phase that has no wave yet and only a target.
type Point struct {
	Label     string          // on the axis; short
	Title     string          // in full, for whoever points at it
	Cell      *analytics.Cell // nil where nothing was measured
	HeadCount int             // people who were asked; 0 where that is not known
	Target    *float64        // the level for the end of this phase; nil without one
	Break     bool            // what was asked changed after this point: nothing continues from here to the next
	Why       string          // the reason for the break, in words
}

// Chart draws the figures as a line with its interval as a band around it, and the targets as a dashed line.
//
// Only figures that are known exactly and are neighbours in one unbroken series are joined; a hidden or missing figure and a break
// leave a gap. A figure that lies between two bounds is drawn as a bar from one to the other.
func (d Development) Chart(words i18n.Printer) Chart {
	line := charts.NewLine()
	line.SetGlobalOptions(
		tooltip("line"),
		charts.WithGridOpts(opts.Grid{Left: "32", Right: "20", Top: "14", Bottom: "30"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", AxisLabel: axisLabel(""), AxisLine: &opts.AxisLine{LineStyle: style(edge, "")}, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", Min: 1, Max: d.Steps, MinInterval: 1, AxisLabel: axisLabel(fnNumber),
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: style(edge, "")},
		}),
	)
	line.SetXAxis(d.labels())
	for _, run := range d.runs() {
		d.addBand(line, run)
	}
	d.addTargets(line)
	d.addBounds(line)
	for _, run := range d.runs() {
		d.addLine(line, run)
	}
	line.Accept(house{finish: func(map[string]any) {}})
	line.Validate()
	return Chart{Option: line.JSON(), Tips: d.tips(words)}
}

func (d Development) labels() []string {
	labels := make([]string, len(d.Points))
	for i, p := range d.Points {
		labels[i] = p.Label
	}
	return labels
}

// run is an unbroken stretch of the series: the points from First to Last.
type run struct{ First, Last int }

// runs are the stretches that a line may join.
func (d Development) runs() []run {
	var runs []run
	open := false
	for i, p := range d.Points {
		if p.Cell == nil { // a phase that is still to come
			continue
		}
		if _, ok := exact(p.Cell); !ok {
			open = false
			continue
		}
		if open {
			runs[len(runs)-1].Last = i
		} else {
			runs = append(runs, run{i, i})
		}
		open = !p.Break
	}
	return runs
}

// exact is a figure that has a place of its own.
func exact(c *analytics.Cell) (analytics.Estimate, bool) {
	if c == nil {
		return analytics.Estimate{}, false
	}
	e, ok := c.Shown()
	return e, ok && e.Limit == analytics.Exact && e.Interval != nil
}

// along makes one value per point of a run, and nothing elsewhere.
func (d Development) along(r run, value func(analytics.Estimate) float64) []opts.LineData {
	data := make([]opts.LineData, len(d.Points))
	for i := range data {
		data[i].Value = missing
		if e, ok := exact(d.Points[i].Cell); ok && r.First <= i && i <= r.Last {
			data[i].Value = value(e)
		}
	}
	return data
}

// addBand stacks the width of the interval on its lower limit, and colours the width alone. A run of one point has no width along the
// axis, so its interval is drawn as a bar.
func (d Development) addBand(chart *charts.Line, r run) {
	if r.First == r.Last {
		e, _ := exact(d.Points[r.First].Cell)
		addBar(chart, r.First, *e.Interval, 0.55)
		return
	}
	stack := "band " + d.Points[r.First].Label
	unseen := []charts.SeriesOpts{charts.WithLineChartOpts(opts.LineChart{Symbol: "none", Stack: stack}), charts.WithLineStyleOpts(opts.LineStyle{Opacity: opts.Float(0)})}
	chart.AddSeries("", d.along(r, func(e analytics.Estimate) float64 { return e.Interval.Low }), unseen...)
	chart.AddSeries("", d.along(r, func(e analytics.Estimate) float64 { return tenths(e.Interval.High - e.Interval.Low) }),
		append(unseen, charts.WithAreaStyleOpts(opts.AreaStyle{Color: nowColor, Opacity: opts.Float(0.2)}))...)
}

// tenths removes the dust of subtracting decimals.
func tenths(x float64) float64 { return math.Round(x*10) / 10 }

func (d Development) addLine(chart *charts.Line, r run) {
	chart.AddSeries("", d.along(r, func(e analytics.Estimate) float64 { return e.Mean }),
		charts.WithLineChartOpts(opts.LineChart{Symbol: "circle", SymbolSize: 11, ShowSymbol: opts.Bool(true)}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: nowColor, Width: 2.5}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: nowColor}))
}

func (d Development) addTargets(chart *charts.Line) {
	data := make([]opts.LineData, len(d.Points))
	some := false
	for i, p := range d.Points {
		data[i].Value = missing
		if p.Target != nil {
			data[i].Value, some = *p.Target, true
		}
	}
	if !some {
		return
	}
	chart.AddSeries("", data,
		charts.WithLineChartOpts(opts.LineChart{Symbol: "rect", SymbolSize: []int{14, 3}, ShowSymbol: opts.Bool(true)}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: targetHue, Width: 2, Type: "dashed"}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: targetHue}))
}

// addBounds draws the figures that are only known to lie between two bounds.
func (d Development) addBounds(chart *charts.Line) {
	for i, p := range d.Points {
		if p.Cell == nil {
			continue
		}
		if e, ok := p.Cell.Shown(); ok && e.Bounds != nil {
			addBar(chart, i, *e.Bounds, 0.55)
		}
	}
}

// addBar draws a bar between two values at one point.
func addBar(chart *charts.Line, at int, i analytics.Interval, opacity float32) {
	custom := charts.NewCustom()
	custom.AddSeries("", []opts.CustomData{{Value: []any{at, i.Low, i.High}}},
		charts.WithCustomChartOpts(opts.CustomChart{RenderItem: fnInterval}),
		charts.WithEncodeOpts(opts.Encode{X: 0, Y: []int{1, 2}}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: nowColor, Opacity: opts.Float(opacity)}))
	chart.Overlap(custom)
}

// tips are the words for whoever points at a place.
func (d Development) tips(words i18n.Printer) []string {
	tips := make([]string, len(d.Points))
	for i, p := range d.Points {
		lines := []string{p.Title}
		if p.Cell != nil {
			lines = append(lines, cellWords(words, *p.Cell, p.HeadCount)...)
		}
		if p.Target != nil {
			lines = append(lines, words.T("school.tip_target", "target", *p.Target))
		}
		if p.Break {
			lines = append(lines, words.T("school.broken", "why", p.Why))
		}
		tips[i] = strings.Join(lines, "\n")
	}
	return tips
}

// cellWords are the lines about one figure, or the word for why there is none.
func cellWords(words i18n.Printer, c analytics.Cell, headCount int) []string {
	e, ok := c.Shown()
	if !ok {
		return []string{words.Say(c.State().Label())}
	}
	lines := []string{words.T("school.tip_result", "value", e.MeanWords())}
	switch {
	case e.Interval != nil && analytics.Everyone(c, headCount):
		lines = append(lines, words.T("results.mean.everyone"))
	case e.Interval != nil:
		lines = append(lines, words.T("school.tip_interval", "interval", words.Interval(e.Interval.Low, e.Interval.High, 1)))
	}
	return lines
}
