package reports

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// The colours of marks differ in shape as well; those of steps were chosen for readers with any colour vision.
const (
	conditionColor = "0072B2"
	intervalColor  = "8FC3DE"
	targetColor    = "B34700"
)

var stepColors = map[int][]string{
	4: {"B35806", "F1A340", "998EC3", "542788"},
	5: {"B35806", "F1A340", "D9D9D9", "998EC3", "542788"},
	6: {"B35806", "F1A340", "FEE0B6", "D8DAEB", "998EC3", "542788"},
}

// chart adds a native chart. Its caches stay empty: what it follows is read when the file is opened.
func (w *writer) chart(s Sheet, c Chart) error {
	column, offset := s.columnAt(c.Left)
	at := cellName(column, c.Row)
	if c.Kind == Shares {
		return w.f.AddChart(s.Name, at, sharesChart(c, offset))
	}
	return w.f.AddChart(s.Name, at, w.intervalBars(c, offset), w.dots(c))
}

// columnPixels is how wide excelize takes a column of one character to be. It measures charts with it, and so do we.
const columnPixels = 8

// columnAt is the column that a place on the sheet is in, and how many pixels from its left edge: excelize moves a chart that begins further
// from its cell than the cell is wide.
func (s Sheet) columnAt(left float64) (column, offset int) {
	for column = range s.Widths {
		if left < s.Widths[column] {
			break
		}
		left -= s.Widths[column]
	}
	return column + 1, int(left * columnPixels)
}

// frame is what all charts have in common.
func frame(c Chart, offset int) *excelize.Chart {
	return &excelize.Chart{
		Format:       excelize.GraphicOptions{AltText: visible(c.Alt), OffsetX: offset},
		Dimension:    excelize.ChartDimension{Width: uint(c.Width * columnPixels), Height: uint(c.Height)},
		Title:        title(c.Title, 11, true),
		Legend:       excelize.ChartLegend{Position: "none"},
		Fill:         solid(white),
		Border:       excelize.LineOptions{Type: excelize.LineSolid, Fill: solid(line), Width: 0.75},
		XAxis:        excelize.ChartAxis{Font: chartFont(9, ink), Title: title(c.Across, 9, false)},
		YAxis:        excelize.ChartAxis{Font: chartFont(9, ink), Title: title(c.Up, 9, false), MajorGridLines: true, Minimum: &c.Min, Maximum: &c.Max},
		ShowBlanksAs: "gap",
	}
}

// intervalBars are floating bars, made of two that are stacked: the lower one is not drawn. Native error bars are not to be had.
func (w *writer) intervalBars(c Chart, offset int) *excelize.Chart {
	chart := frame(c, offset)
	gap, overlap := uint(220), 100
	chart.Type, chart.GapWidth, chart.Overlap = excelize.ColStacked, &gap, &overlap
	scaleAxis(chart)
	for _, s := range c.Series {
		switch s.Role {
		case Below:
			chart.Series = append(chart.Series, follow(c, s, nothing))
		case Interval:
			chart.Series = append(chart.Series, follow(c, s, solid(w.colors.Interval.Hex())))
		}
	}
	return chart
}

// scaleAxis marks the steps of the scale.
func scaleAxis(chart *excelize.Chart) {
	chart.YAxis.MajorUnit = 1
	chart.YAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: whole}
}

// dots are the figures and the targets. The colour of a line is that of its series' fill. Of charts that are drawn on each other, the axes
// of the last one count, so these are the same again.
func (w *writer) dots(c Chart) *excelize.Chart {
	chart := frame(c, 0)
	chart.Type = excelize.Line
	scaleAxis(chart)
	stroke := excelize.LineNone
	if c.Kind == Lines {
		stroke = excelize.LineSolid
	}
	for _, s := range c.Series {
		switch s.Role {
		case Condition:
			series := follow(c, s, solid(w.colors.Condition.Hex()))
			series.Line = excelize.LineOptions{Type: stroke, Width: 2}
			series.Marker = mark("circle", 9, w.colors.Condition.Hex())
			chart.Series = append(chart.Series, series)
		case Target:
			series := follow(c, s, solid(targetColor))
			series.Line = excelize.LineOptions{Type: stroke, Width: 1.5, Dash: excelize.LineDashDash}
			series.Marker = mark("diamond", 9, targetColor)
			chart.Series = append(chart.Series, series)
		}
	}
	return chart
}

// sharesChart writes the share into every part that has room for it.
func sharesChart(c Chart, offset int) *excelize.Chart {
	chart := frame(c, offset)
	gap := uint(45)
	chart.Type, chart.GapWidth = excelize.BarPercentStacked, &gap
	chart.Legend = excelize.ChartLegend{Position: "bottom", Font: new(chartFont(9, ink))}
	chart.XAxis.ReverseOrder = true // the first row on top
	chart.YAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: percent}
	chart.PlotArea = excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: `[>=0.05]0 %;""`}}
	colors := stepColors[len(c.Series)]
	for i, s := range c.Series {
		series := follow(c, s, solid(colors[i]))
		series.DataLabel.Font = chartFont(8, labelColor(i, len(colors)))
		chart.Series = append(chart.Series, series)
	}
	return chart
}

// labelColor is what can be read on the colour of a step: the outer ones are dark.
func labelColor(step, steps int) string {
	if step == 0 || step == steps-1 {
		return white
	}
	return ink
}

func follow(c Chart, s Series, fill excelize.Fill) excelize.ChartSeries {
	return excelize.ChartSeries{Name: s.Name.String(), Categories: c.Categories.String(), Values: s.Values.String(), Fill: fill}
}

// String is the range as a reference.
func (r Range) String() string {
	from, to := fmt.Sprintf("$%s$%d", columnName(r.Column), r.From), fmt.Sprintf("$%s$%d", columnName(r.Column), r.To)
	if from == to {
		return quotedSheet(r.Sheet) + "!" + from
	}
	return quotedSheet(r.Sheet) + "!" + from + ":" + to
}

func mark(symbol string, size int, color string) excelize.ChartMarker {
	return excelize.ChartMarker{
		Symbol: symbol, Size: size, Fill: solid(color),
		Border: excelize.LineOptions{Type: excelize.LineSolid, Fill: solid(white), Width: 0.75},
	}
}

// nothing is a fill that is not there.
var nothing = excelize.Fill{Type: "pattern"}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// chartFont has a colour always: what excelize takes without one is nearly white.
func chartFont(size float64, color string) excelize.Font {
	return excelize.Font{Family: fontFamily, Size: size, Color: color}
}

// title is a title of a chart or an axis, or none.
func title(s string, size float64, bold bool) excelize.ChartTitle {
	if s == "" {
		return excelize.ChartTitle{}
	}
	font := chartFont(size, ink)
	font.Bold = bold
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: visible(s), Font: &font}}}
}
