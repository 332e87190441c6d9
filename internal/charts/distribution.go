package charts

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// Distribution is how the answers to an item spread: one bar of 100 per cent for each group, or for each wave.
type Distribution struct {
	Labels []string // of the steps of the scale, low to high
	Bars   []Spread
	// Diverging lays the bars around the middle of the scale, as [Bar] does.
	Diverging bool
}

// Spread is one bar.
type Spread struct {
	Name string
	Cell analytics.Cell
}

// Sizes in pixels. Names stand in a column beside the bars and are broken to its width.
const (
	nameWidth  = 104
	nameLine   = 16 // height
	nameRunes  = 13 // that fit on a line
	barHeight  = 26
	leastRow   = 44
	axisHeight = 34
)

// Height is how high the chart should be, in pixels, so that the longest name has room.
func (d Distribution) Height() int {
	row := leastRow
	drawn := d.drawn()
	for _, b := range drawn {
		row = max(row, nameLine*(2+utf8.RuneCountInString(b.Name)/nameRunes))
	}
	return row*len(drawn) + axisHeight
}

// drawn are the bars that there is something to draw of. The others stand in the table under the chart, with the word for why.
func (d Distribution) drawn() []Spread {
	return slices.DeleteFunc(slices.Clone(d.Bars), func(b Spread) bool { return d.pieces(b) == nil })
}

// pieces are those of a bar, in the order in which they stack; nil where it is not drawn. On a diverging scale the low side counts down from zero, and the
// neutral answers are halved: ECharts stacks what is below zero apart from what is above, each from zero outwards.
func (d Distribution) pieces(b Spread) []span {
	cut := spans(Shares(b.Cell, len(d.Labels)))
	if !d.Diverging {
		return cut
	}
	if _, ok := leaning(cut, len(d.Labels)); !ok {
		return nil
	}
	var below, above []span
	for _, s := range cut {
		switch middle := 2*s.From - (len(d.Labels) + 1); {
		case middle == 0:
			s.width /= 2
			low, high := s, s
			low.width, low.silent, high.halved = -s.width, true, true
			below, above = append(below, low), append(above, high)
		case middle < 0:
			s.width = -s.width
			below = append(below, s)
		default:
			above = append(above, s)
		}
	}
	slices.Reverse(below)
	return append(below, above...)
}

// Empty reports whether there is nothing to draw.
func (d Distribution) Empty() bool { return len(d.drawn()) == 0 }

// Chart draws the bars from the low end of the scale to the high. Groups and waves without a distribution to show are left out.
func (d Distribution) Chart(words i18n.Printer) Chart {
	d.Bars = d.drawn()
	bar := charts.NewBar()
	bar.XYReversal().SetGlobalOptions(
		tooltip("none"),
		charts.WithGridOpts(opts.Grid{Left: "118", Right: "20", Top: "4", Bottom: "26"}),
		charts.WithXAxisOpts(d.axis()),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), AxisLabel: axisLabel(""), AxisLine: &opts.AxisLine{Show: opts.Bool(false)}}),
	)
	bar.SetXAxis(d.names())
	for _, layer := range d.layers() {
		bar.AddSeries("", layer.data, layer.options()...)
	}
	bar.Accept(house{finish: d.finish})
	bar.Validate()
	return Chart{Option: bar.JSON(), Tips: d.tips(words)}
}

// axis runs over 100 per cent, or over as many to each side.
func (d Distribution) axis() opts.XAxis {
	axis := opts.XAxis{Type: "value", Min: 0, Max: 100, AxisLabel: axisLabel(fnPercent), SplitLine: &opts.SplitLine{Show: opts.Bool(false)}}
	if d.Diverging {
		axis.Min, axis.AxisLabel = -100, axisLabel(fnEitherSide)
	}
	return axis
}

// finish sets what the types have no field for: room for long names, and no ticks.
func (d Distribution) finish(option map[string]any) {
	names := first(option, "yAxis")
	names["axisTick"] = map[string]any{"show": false}
	label := names["axisLabel"].(map[string]any)
	label["width"], label["overflow"], label["lineHeight"], label["interval"] = nameWidth, "break", nameLine, 0
	first(option, "xAxis")["interval"] = 25
	if d.Diverging {
		first(option, "xAxis")["interval"] = 100
		option["series"].([]any)[0].(map[string]any)["markLine"] = map[string]any{
			"z": 0, "silent": true, "symbol": "none", "animation": false, "label": map[string]any{"show": false}, "data": []any{map[string]any{"xAxis": 0}},
			"lineStyle": map[string]any{"color": ink, "type": "solid", "width": 1.5},
		}
	}
}

func (d Distribution) names() []string {
	names := make([]string, len(d.Bars))
	for i, b := range d.Bars {
		names[i] = b.Name
	}
	return names
}

// layer is a series of a stacked chart: at most one piece of every bar, all of one tone.
type layer struct {
	tone Tone // empty for pieces that are drawn open
	data []opts.BarData
}

// layers turns bars, each cut in its own way, into series. They stack in the order of the pieces: first all that come first in their bar, a
// layer for each tone among them, then all that come second, and so on.
func (d Distribution) layers() []layer {
	pieces := make([][]span, len(d.Bars))
	longest := 0
	for i, b := range d.Bars {
		pieces[i] = d.pieces(b)
		longest = max(longest, len(pieces[i]))
	}
	var layers []layer
	for place := range longest {
		layers = append(layers, layersAt(pieces, place)...)
	}
	return layers
}

// layersAt are the layers of the pieces at one place of their bars.
func layersAt(pieces [][]span, place int) []layer {
	var layers []layer
	of := map[Tone]int{}
	for bar, cut := range pieces {
		if place >= len(cut) {
			continue
		}
		tone := cut[place].Tone
		if cut[place].open {
			tone = ""
		}
		at, known := of[tone]
		if !known {
			at = len(layers)
			of[tone], layers = at, append(layers, layer{tone, emptyBars(len(pieces))})
		}
		layers[at].data[bar] = piece(cut[place])
	}
	return layers
}

func emptyBars(n int) []opts.BarData {
	data := make([]opts.BarData, n)
	for i := range data {
		data[i].Value = missing
	}
	return data
}

// labelled is the share from which a number has room in a chart, whose names take their part of a narrow page.
const labelled = 11

// piece is drawn in proportion, so that rounded shares fill the bar, and labelled with the share as released.
func piece(s span) opts.BarData {
	data := opts.BarData{Value: math.Round(100*s.width)/100 + 0 /* and no −0 */, Label: &opts.Label{Show: opts.Bool(false)}}
	wide := math.Abs(s.width)
	if s.halved {
		wide *= 2
	}
	if !s.open && !s.silent && wide >= labelled {
		data.Label = &opts.Label{Show: opts.Bool(true), Formatter: strconv.Itoa(s.Percent)}
		if s.halved {
			data.Label.Position, data.Label.Align = "insideLeft", "center"
		}
	}
	return data
}

func (l layer) options() []charts.SeriesOpts {
	fill := opts.ItemStyle{Color: nothing, BorderColor: edge, BorderWidth: 1}
	label := opts.Label{Show: opts.Bool(false)}
	if l.tone != "" {
		fill = opts.ItemStyle{Color: toneColor(l.tone), BorderColor: surface, BorderWidth: 1}
		label = opts.Label{Position: "inside", Color: toneText(l.tone), FontSize: 13}
	}
	return []charts.SeriesOpts{charts.WithBarChartOpts(opts.BarChart{Stack: "all", BarWidth: strconv.Itoa(barHeight)}), charts.WithItemStyleOpts(fill), charts.WithLabelOpts(label)}
}

func (d Distribution) tips(words i18n.Printer) []string {
	tips := make([]string, len(d.Bars))
	for i, b := range d.Bars {
		lines := []string{b.Name}
		for _, s := range Shares(b.Cell, len(d.Labels)) {
			lines = append(lines, ShareName(s, d.Labels)+": "+ShareWords(words, s))
		}
		tips[i] = strings.Join(lines, "\n")
	}
	return tips
}

// ShareName names the steps of a share by their labels.
func ShareName(s Share, labels []string) string {
	if s.From == s.To {
		return labels[s.From-1]
	}
	return labels[s.From-1] + " – " + labels[s.To-1]
}

// ShareWords is a share as it is read: "24 %", "at least 80 %".
func ShareWords(words i18n.Printer, s Share) string {
	printed := words.Percent(float64(s.Percent) / 100)
	switch s.Limit {
	case analytics.AtLeast:
		return words.T("school.share_at_least", "share", printed)
	case analytics.AtMost:
		return words.T("school.share_at_most", "share", printed)
	}
	return printed
}
