package charts

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tilstand/analytics"
)

// drawings are one of every kind, and between them every mark that there is.
func drawings(t testing.TB) map[string]Drawing {
	bounded, below, around := cell(t, atLeast), cell(t, atMost), cell(t, middle)
	exact := cell(t, exactly3)
	course := Development{Steps: 5, Points: []Point{
		{Label: "Forb.", Cell: &exact, Break: true}, {Label: "A", Cell: &exact, Target: level(3.5)}, {Label: "B", Cell: &exact, Target: level(4)}, {Label: "C", Cell: &bounded},
	}}
	return map[string]Drawing{
		"row":       DotRow{Steps: 5, Now: exact, Earlier: []analytics.Cell{below, exact, exact}, Target: level(4)}.Drawing(),
		"bounds":    DotRow{Steps: 5, Now: around, Earlier: []analytics.Cell{bounded}}.Drawing(),
		"five":      Bar{Steps: 5, Cell: cell(t, `{"state":"value","n":28,"limit":"exact","mean":3.8,"categories":[10,10,20,40,20]}`)}.Drawing(),
		"six":       Bar{Steps: 6, Cell: cell(t, `{"state":"value","n":28,"limit":"exact","mean":3.8,"categories":[10,10,20,20,20,20]}`)}.Drawing(),
		"bands":     Bar{Steps: 5, Cell: cell(t, `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bands":[{"from":1,"to":3,"percent":25,"limit":"at_most"},{"from":4,"to":5,"percent":75,"limit":"at_least"}]}`)}.Drawing(),
		"portion":   Portion{Percent: 30, Limit: analytics.AtLeast}.Drawing(),
		"agreement": Accord{analytics.ModerateAgreement}.Drawing(),
		"course":    course.Drawing(),
		"funnel": Funnel{&analytics.FunnelView{Steps: 5, Centre: 3.5, SD: 0.8, Points: []analytics.FunnelPoint{
			{N: 20, Mean: 3.5, Outer: analytics.Interval{Low: 2.6, High: 4.6}, Verdict: analytics.FunnelInside}, {N: 40, Mean: 4.4, Outer: analytics.Interval{Low: 3, High: 4.2}, Verdict: analytics.FunnelAbove},
			{N: 30, Mean: 3.2, Outer: analytics.Interval{Low: 2.9, High: 4.3}, Verdict: analytics.FunnelLow},
		}}}.Drawing(words()),
	}
}

// Outside of pages no style sheet helps: every mark brings its colours with it, and nothing is measured in per cent but the paper itself.
func TestPlatesStandByThemselves(t *testing.T) {
	t.Parallel()
	for name, d := range drawings(t) {
		for kind, plate := range map[string]Plate{
			"whole": {Lang: "nn", Title: "Slik & slik", Whole: d, Key: CourseKey("Svar", "Mål")},
			"rows":  {Lang: "nn", Title: "Slik & slik", Rows: []PlateRow{{Name: "Alle", Drawing: d}}, Key: append(ToneKey([]string{"1", "2", "3", "4"}), NowKey("Nå"), BeforeKey("Før"), TargetKey("Mål"))},
		} {
			picture := string(plate.SVG())
			elements := parts(t, picture)
			if elements[0] != "svg" || !slices.Equal(elements[1:3], []string{"title", "desc"}) {
				t.Errorf("%s as %s begins with %v", name, kind, elements[:3])
			}
			_, marks, _ := strings.Cut(picture, "</desc>")
			_, marks, _ = strings.Cut(marks, "/>") // the paper
			if found := regexp.MustCompile(`class=|style=|var\(|%"|NaN|Inf|href`).FindString(marks); found != "" {
				t.Errorf("%s as %s has %s:\n%s", name, kind, found, picture)
			}
			for _, shape := range regexp.MustCompile(`<(line|circle|rect|path|text) [^>]*>`).FindAllString(marks, -1) {
				if !strings.Contains(shape, "fill=") && !strings.Contains(shape, "stroke=") {
					t.Errorf("%s as %s has a mark without colour: %s", name, kind, shape)
				}
			}
		}
	}
}

// What is drawn outside of pages has the colours of pages on light screens.
func TestPlatesHaveTheColoursOfPages(t *testing.T) {
	t.Parallel()
	light, _ := palettes(t)
	for name, colour := range inks {
		if on, ok := light[name]; ok && on != colour {
			t.Errorf("%s is %s on pages and %s outside", name, on, colour)
		}
	}
	sheet, err := os.ReadFile("../web/static/css/results.css")
	if err != nil {
		t.Fatal(err)
	}
	for name := range looks {
		kind, class, _ := strings.Cut(name, " ")
		if rule := regexp.MustCompile(`(\.` + kind + ` |^|\s)\.` + regexp.QuoteMeta(class) + `\b|\.funnel (circle|path)\b`); !rule.Match(sheet) {
			t.Errorf("pages have no rule for .%s .%s", kind, class)
		}
	}
}

// A hidden figure leaves nothing in a picture: with one it is the same as without its row's marks.
func TestPlatesHaveNoTraceOfHidden(t *testing.T) {
	t.Parallel()
	plate := func(c analytics.Cell) string {
		return string(Plate{Title: "x", Rows: []PlateRow{{Name: "Alle", Drawing: DotRow{Steps: 5, Now: c}.Drawing(), Said: "Skjult"}}}.SVG())
	}
	if a, b := plate(cell(t, hidden)), plate(analytics.Cell{}); a != b {
		t.Errorf("hidden:\n%s\nempty:\n%s", a, b)
	}
}

// On a plot from 5 % to 85 % for the steps 5 to 1, 3 lies at 45 %; four phases share 92 % of the width from 6 % on, so the third is at 6 + 92·2.5/4 = 63.5 %.
func TestDevelopmentDrawing(t *testing.T) {
	t.Parallel()
	d := course(t)
	d.Points[2].Cell = d.Points[0].Cell
	markup := string(d.Drawing().Markup())
	for _, want := range []string{`<circle class="now" cx="63.5%" cy="45%" r="6"/>`, `<path class="band"`, `<path class="line" d="M17.5 45L40.5 45L63.5 45"`, `>Forb.</text>`, `>C</text>`} {
		if !strings.Contains(markup, want) {
			t.Errorf("no %s in\n%s", want, markup)
		}
	}
	gone := cell(t, hidden)
	d.Points[1].Cell = &gone
	markup = string(d.Drawing().Markup())
	if strings.Count(markup, `class="now"`) != 2 || strings.Contains(markup, `class="line"`) || strings.Contains(markup, "NaN") {
		t.Errorf("a hidden figure between two leaves a trace, or a line over it:\n%s", markup)
	}
	for i := range d.Points {
		d.Points[i].Cell, d.Points[i].Target = &gone, nil
	}
	if !d.Drawing().Empty() {
		t.Error("there is something to draw of nothing")
	}
}

// Every part of a text is set, in its order, and no line is wider than its column unless it is one word.
func TestWrapped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.StringMatching(`[a-zA-ZæøåÆØÅ0-9,.%() –]{0,200}`).Draw(t, "said")
		width := rapid.Float64Range(40, 600).Draw(t, "width")
		lines := wrapped(said, 14, width)
		if got, want := strings.Join(lines, " "), strings.Join(strings.Fields(said), " "); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, line := range lines {
			if textWidth(line, 14) > width && strings.Contains(line, " ") {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}

// A plate is as high as what stands on it.
func TestPlatesHaveRoom(t *testing.T) {
	t.Parallel()
	rows := func(n int) Plate {
		p := Plate{Title: "x"}
		for range n {
			p.Rows = append(p.Rows, PlateRow{Name: strings.Repeat("Assistenter og andre ", 8), Said: "3,8 (3,6 til 4,0)"})
		}
		return p
	}
	height := func(p Plate) float64 {
		found := regexp.MustCompile(`height="([\d.]+)" viewBox`).FindSubmatch(p.SVG())
		h, err := strconv.ParseFloat(string(found[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range regexp.MustCompile(`<text x="[\d.]+" y="([\d.]+)"`).FindAllStringSubmatch(string(p.SVG()), -1) {
			if at, _ := strconv.ParseFloat(y[1], 64); at > h {
				t.Errorf("text at %v of %v", at, h)
			}
		}
		return h
	}
	if one, three := height(rows(1)), height(rows(3)); three < one+2*3*plateLine {
		t.Errorf("one row %v, three rows %v", one, three)
	}
}

// parts are the elements of a document in their order.
func parts(t *testing.T, document string) []string {
	t.Helper()
	var names []string
	for in := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		if element, ok := token.(xml.StartElement); ok {
			names = append(names, element.Name.Local)
		}
	}
}
