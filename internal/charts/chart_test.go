package charts

import (
	"bytes"
	"encoding/json"
	"html/template"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawn is a chart as a browser gets it: through html/template, inside a script element, and parsed again.
func drawn(t *testing.T, c Chart) (markup string, option map[string]any) {
	t.Helper()
	var page bytes.Buffer
	script := template.Must(template.New("").Parse(`<script type="application/json">{{.}}</script>`))
	if err := script.Execute(&page, c); err != nil {
		t.Fatal(err)
	}
	body := strings.TrimSuffix(strings.TrimPrefix(page.String(), `<script type="application/json">`), `</script>`)
	var read struct {
		Option map[string]any
		Tips   []string
	}
	if err := json.Unmarshal([]byte(body), &read); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if diff := cmp.Diff(c.Tips, read.Tips); diff != "" {
		t.Errorf("tips changed on the way:\n%s", diff)
	}
	return page.String(), read.Option
}

// series lists each series of an option as its type and its data.
func series(option map[string]any) []string {
	var out []string
	for _, s := range option["series"].([]any) {
		one := s.(map[string]any)
		var values []any
		for _, d := range one["data"].([]any) {
			values = append(values, d.(map[string]any)["value"])
		}
		data, _ := json.Marshal(values)
		out = append(out, one["type"].(string)+" "+string(data))
	}
	return out
}

func course(t *testing.T) Development {
	now, before, first := cell(t, exactly4), cell(t, exactly3), cell(t, exactly3)
	return Development{Steps: 5, Points: []Point{
		{Label: "Forb.", Title: "Forberedelse, 12. juni 2026", Cell: &first},
		{Label: "A", Title: "Semester A, 18. desember 2026", Cell: &before, Target: level(3.5)},
		{Label: "B", Title: "Semester B, 11. juni 2027", Cell: &now, Target: level(4)},
		{Label: "C", Title: "Semester C", Target: level(4.5)},
	}}
}

func TestDevelopment(t *testing.T) {
	t.Parallel()
	chart := course(t).Chart(words())
	_, option := drawn(t, chart)
	want := []string{
		`line [2.6,2.6,3.9,"-"]`, `line [0.8,0.8,0.2,"-"]`, // the band: its lower limit, and its width
		`line ["-",3.5,4,4.5]`, // targets
		`line [3,3,4,"-"]`,     // figures
	}
	if diff := cmp.Diff(want, series(option)); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	wantTips := []string{
		"Forberedelse, 12. juni 2026\nResultat: 3,0\nUsikkerhet: 2,6 til 3,4",
		"Semester A, 18. desember 2026\nResultat: 3,0\nUsikkerhet: 2,6 til 3,4\nMål: 3,5",
		"Semester B, 11. juni 2027\nResultat: 4,0\nUsikkerhet: 3,9 til 4,1\nMål: 4,0",
		"Semester C\nMål: 4,5",
	}
	if diff := cmp.Diff(wantTips, chart.Tips); diff != "" {
		t.Errorf("tips (-want +got):\n%s", diff)
	}
	tooltip := option["tooltip"].(map[string]any)
	if tooltip["renderMode"] != "richText" || tooltip["formatter"] != fnTip || option["animation"] != false {
		t.Errorf("tooltip %v, animation %v", tooltip, option["animation"])
	}
	for _, unwanted := range []string{"aria", "title", "legend", "toolbox"} {
		if option[unwanted] != nil {
			t.Errorf("the option has %s: %v", unwanted, option[unwanted])
		}
	}
}

func TestDevelopmentJoinsOnlyWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(d *Development)
		want   []string
	}{
		{"hidden in the middle", func(d *Development) { c := cell(t, hidden); d.Points[1].Cell = &c }, []string{
			"custom [[0,2.6,3.4]]", "custom [[2,3.9,4.1]]", `line ["-",3.5,4,4.5]`, `line [3,"-","-","-"]`, `line ["-","-",4,"-"]`}},
		{"break after the first", func(d *Development) { d.Points[0].Break, d.Points[0].Why = true, "Spørsmål er flyttet." }, []string{
			"custom [[0,2.6,3.4]]", `line ["-",2.6,3.9,"-"]`, `line ["-",0.8,0.2,"-"]`, `line ["-",3.5,4,4.5]`, `line [3,"-","-","-"]`, `line ["-",3,4,"-"]`}},
		{"only bounded now", func(d *Development) { c := cell(t, atLeast); d.Points[2].Cell = &c }, []string{
			`line [2.6,2.6,"-","-"]`, `line [0.8,0.8,"-","-"]`, `line ["-",3.5,4,4.5]`, "custom [[2,4.2,5]]", `line [3,3,"-","-"]`}},
		{"no targets", func(d *Development) {
			for i := range d.Points {
				d.Points[i].Target = nil
			}
		}, []string{`line [2.6,2.6,3.9,"-"]`, `line [0.8,0.8,0.2,"-"]`, `line [3,3,4,"-"]`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := course(t)
			tt.change(&d)
			_, option := drawn(t, d.Chart(words()))
			if diff := cmp.Diff(tt.want, series(option)); diff != "" {
				t.Errorf("series (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDevelopmentSaysWhyThereIsNoFigure(t *testing.T) {
	t.Parallel()
	d := course(t)
	for state, word := range map[string]string{hidden: "Skjult", noData: "Ingen svar", notAsked: "Ikke spurt", atLeast: "Resultat: minst 4,2"} {
		c := cell(t, state)
		d.Points[1].Cell = &c
		if tip := d.Chart(words()).Tips[1]; tip != "Semester A, 18. desember 2026\n"+word+"\nMål: 3,5" {
			t.Errorf("%s: %q", state, tip)
		}
	}
}

func answers(t *testing.T) Distribution {
	return Distribution{Labels: []string{"lite", "litt", "noe", "mye", "svært mye"}, Bars: []Spread{
		{"Hele skolen", cell(t, `{"state":"value","n":28,"limit":"exact","mean":3.8,"categories":[0,10,20,40,30]}`)},
		{"Lærere", cell(t, `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bands":[{"from":1,"to":2,"percent":25,"limit":"at_most"},{"from":3,"to":3,"percent":30,"limit":"exact"},{"from":4,"to":5,"percent":50,"limit":"exact"}]}`)},
		{"SFO", cell(t, hidden)},
	}}
}

func TestDistribution(t *testing.T) {
	t.Parallel()
	chart := answers(t).Chart(words())
	_, option := drawn(t, chart)
	want := []string{
		`bar [0,"-"]`, `bar ["-",20]`, // first pieces: the lowest step, and a capped band that is drawn open
		`bar [10,"-"]`, `bar ["-",30]`,
		`bar [20,"-"]`, `bar ["-",50]`,
		`bar [40,"-"]`, `bar [30,"-"]`,
	}
	if diff := cmp.Diff(want, series(option)); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	wantTips := []string{
		"Hele skolen\nlite: 0\u00a0%\nlitt: 10\u00a0%\nnoe: 20\u00a0%\nmye: 40\u00a0%\nsvært mye: 30\u00a0%",
		"Lærere\nlite – litt: høyst 25\u00a0%\nnoe: 30\u00a0%\nmye – svært mye: 50\u00a0%",
	}
	if diff := cmp.Diff(wantTips, chart.Tips); diff != "" {
		t.Errorf("tips (-want +got):\n%s", diff)
	}
	// The group whose answers are hidden is in the table only, and takes no room in the picture.
	if got := answers(t).Height(); got != 2*leastRow+axisHeight {
		t.Errorf("height %d for two bars", got)
	}
	names := first(option, "yAxis")["data"]
	if diff := cmp.Diff([]any{"Hele skolen", "Lærere"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// On a scale with two sides the low side counts down from zero, nearest first, and the neutral answers are halved, with one number between the halves.
func TestDivergingDistribution(t *testing.T) {
	t.Parallel()
	d := answers(t)
	d.Diverging = true
	chart := d.Chart(words())
	_, option := drawn(t, chart)
	// The school: half of 20 neutral, 10, 0 to the left; half of 20, 40, 30 to the right. The teachers: half of 30, an open 20 (100 − 30 − 50); 15, 50.
	want := []string{
		`bar [-10,-15]`, `bar [-10,"-"]`, `bar ["-",-20]`, `bar [0,"-"]`, `bar ["-",15]`, `bar [10,"-"]`, `bar ["-",50]`, `bar [40,"-"]`, `bar [30,"-"]`,
	}
	if diff := cmp.Diff(want, series(option)); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(answers(t).Chart(words()).Tips, chart.Tips); diff != "" {
		t.Errorf("tips (-want +got):\n%s", diff)
	}
	if x := first(option, "xAxis"); x["min"] != -100.0 || x["max"] != 100.0 {
		t.Errorf("axis from %v to %v", x["min"], x["max"])
	}
}

func TestHeightMakesRoomForNames(t *testing.T) {
	t.Parallel()
	short, long := answers(t), answers(t)
	long.Bars[0].Name = "Assistenter, miljøarbeidere, SFO og andre ansatte"
	if short.Height() != 2*leastRow+axisHeight || long.Height() <= short.Height() {
		t.Errorf("short %d, long %d", short.Height(), long.Height())
	}
}

// A name that somebody typed is data wherever it goes: it neither ends the script element nor becomes a function, a colour or a format.
func TestHostileNamesStayNames(t *testing.T) {
	t.Parallel()
	for _, hostile := range []string{`</script><img src=x onerror=alert(1)>`, "fn:evil", "fn:constructor", "var:--app-evil", "=1+1", "__f__alert(1)__f__", "{b|x}", "\u2028"} {
		d := answers(t)
		d.Bars[0].Name, d.Labels[1] = hostile, hostile
		c := course(t)
		c.Points[0].Label, c.Points[0].Title = hostile, hostile
		for name, chart := range map[string]Chart{"distribution": d.Chart(words()), "development": c.Chart(words())} {
			markup, option := drawn(t, chart)
			if strings.Count(markup, "</script>") != 1 || strings.Contains(markup, "<img") {
				t.Errorf("%s: %q left the script element: %s", name, hostile, markup)
			}
			if found := looked(option, ""); found[hostile] {
				t.Errorf("%s: %q would be looked up", name, hostile)
			}
		}
	}
}

// looked are the strings that static/charts.js looks up: under the properties that it names.
func looked(node any, property string) map[string]bool {
	found := map[string]bool{}
	switch node := node.(type) {
	case map[string]any:
		for name, child := range node {
			for text := range looked(child, name) {
				found[text] = true
			}
		}
	case []any:
		for _, child := range node {
			for text := range looked(child, "") {
				found[text] = true
			}
		}
	case string:
		if regexp.MustCompile(`^(formatter|renderItem|color|backgroundColor|borderColor|fontFamily)$`).MatchString(property) {
			found[node] = true
		}
	}
	return found
}

// What the options ask for exists: every function in the script, every colour in the style sheets.
func TestScriptAndSheetsHaveWhatOptionsAskFor(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("../web/static/charts.js")
	if err != nil {
		t.Fatal(err)
	}
	sheets := styleSheets(t)
	d := course(t)
	bounded := cell(t, atLeast)
	d.Points[2].Cell = &bounded
	sides := answers(t)
	sides.Diverging = true
	for _, chart := range []Chart{d.Chart(words()), answers(t).Chart(words()), sides.Chart(words())} {
		_, option := drawn(t, chart)
		for text := range looked(option, "") {
			if name, ok := strings.CutPrefix(text, "fn:"); ok && !strings.Contains(string(script), "\n    "+name+": ") {
				t.Errorf("charts.js has no function %s", name)
			}
			if name, ok := strings.CutPrefix(text, "var:--app-"); ok && !strings.Contains(sheets, " --app-"+name+": ") {
				t.Errorf("no style sheet has the colour %s", name)
			}
		}
	}
}

// What is not shown is a word in a tip and nothing else: whichever state a figure has, options are the same, and so are tips but for the word.
func TestChartsHaveNoTraceOfHidden(t *testing.T) {
	t.Parallel()
	of := func(document, word string) string {
		c := cell(t, document)
		d := course(t)
		d.Points[1].Cell, d.Points[2].Cell = &c, &c
		a := answers(t)
		a.Bars[0].Cell = c
		all, err := json.Marshal([]Chart{d.Chart(words()), a.Chart(words())})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(all), word) {
			t.Errorf("no tip says %q: %s", word, all)
		}
		return strings.ReplaceAll(string(all), word, "…")
	}
	want := of(hidden, "Skjult")
	for document, word := range map[string]string{noData: "Ingen svar", notAsked: "Ikke spurt"} {
		if diff := cmp.Diff(want, of(document, word)); diff != "" {
			t.Errorf("hidden and %s differ:\n%s", document, diff)
		}
	}
}
