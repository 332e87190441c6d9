package charts

import (
	"encoding/json"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// Chart is what static/charts.js draws: an ECharts option, and what to say about each place on its category axis when somebody points there.
// It marshals to JSON and has no other form.
type Chart struct {
	Option map[string]any `json:"option"`
	Tips   []string       `json:"tips"`
}

// missing is ECharts' mark for a place without a value.
const missing = "-"

// Functions of static/charts.js.
const (
	fnTip     = "fn:tip"     // the words of Tips for the place pointed at
	fnNumber  = "fn:number"  // a number in the page's language
	fnPercent = "fn:percent" // a whole number and the sign for per cent
	// fnEitherSide is the same without its sign, for axes that count to both sides.
	fnEitherSide = "fn:eitherSide"
	fnInterval   = "fn:interval" // a bar between two values, with ends
)

// Colours and the typeface, as custom properties of the style sheets.
const (
	font      = "var:--app-font"
	ink       = "var:--app-ink"
	edge      = "var:--app-edge"
	surface   = "var:--app-surface"
	nowColor  = "var:--app-now"
	targetHue = "var:--app-target"
	nothing   = "transparent"
)

func toneColor(t Tone) string { return "var:--app-" + string(t) }
func toneText(t Tone) string  { return "var:--app-on-" + string(t) }

// house finishes the options of every chart: plain maps instead of typed structs, and what the types have no field for.
type house struct {
	charts.BaseConfigurationVisitor
	finish func(option map[string]any)
}

// Visit turns the options into plain maps by way of JSON, and finishes them.
//
// Tooltips are drawn as rich text: as HTML they would need inline styles, which the content policy refuses. ECharts' own description for screen readers
// stays off: it is English, and wrong for stacked bars. Nothing moves.
func (h house) Visit(option map[string]any) {
	plain := map[string]any{}
	raw, err := json.Marshal(option)
	if err == nil {
		err = json.Unmarshal(raw, &plain)
	}
	if err != nil {
		panic(err) // options are numbers and strings
	}
	clear(option)
	for name, value := range plain {
		option[name] = value
	}
	for _, unwanted := range []string{"title", "toolbox", "legend", "color"} {
		delete(option, unwanted)
	}
	option["animation"] = false
	tooltip := option["tooltip"].(map[string]any)
	tooltip["renderMode"], tooltip["confine"] = "richText", true
	tooltip["padding"] = []int{8, 12}
	tooltip["textStyle"] = map[string]any{"color": ink} // ECharts takes no other part of it in rich text
	option["textStyle"] = map[string]any{"fontFamily": font}
	for _, s := range option["series"].([]any) {
		s.(map[string]any)["emphasis"] = map[string]any{"disabled": true}
	}
	h.finish(option)
}

// first is the only axis of a kind.
func first(option map[string]any, axis string) map[string]any {
	return option[axis].([]any)[0].(map[string]any)
}

// tooltip shows the tip of a place on the category axis; pointer marks the place.
func tooltip(pointer string) charts.GlobalOpts {
	return charts.WithTooltipOpts(opts.Tooltip{
		Show: opts.Bool(true), Trigger: "axis", Formatter: fnTip, BackgroundColor: surface, BorderColor: edge,
		AxisPointer: &opts.AxisPointer{Type: pointer},
	})
}

func axisLabel(formatter types.FuncStr) *opts.AxisLabel {
	return &opts.AxisLabel{Color: ink, FontSize: 13, Formatter: formatter}
}

func style(color, kind string) *opts.LineStyle {
	return &opts.LineStyle{Color: color, Type: kind}
}
