package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// crew is a staff group in a wave: how many there are, how many answer, and around which code.
type crew struct {
	key              string
	staff, answering int
	code             int
}

// measured asks a school in a phase, has its crews answer, and closes the wave. Two of three in a crew give its code, every third
// one less.
func (h *house) measured(sc programme.School, phase programme.PhaseKey, instrument string, crews ...crew) surveys.Wave {
	h.t.Helper()
	ctx := h.t.Context()
	spec := surveys.WaveSpec{School: sc.ID, Phase: phase, Instrument: instrument, ClosesAt: h.clock.AddDate(0, 0, 7)}
	for _, c := range crews {
		spec.Counts = append(spec.Counts, surveys.GroupCount{Key: c.key, HeadCount: c.staff})
	}
	wave, err := h.surveys.OpenWave(ctx, audit.Console.At(*h.clock), spec)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range crews {
		for person := range c.answering {
			h.answers(wave, c, person)
		}
	}
	*h.clock = h.clock.AddDate(0, 5, 0)
	if _, err := h.analytics.Close(ctx, audit.Console.At(*h.clock), wave.ID); err != nil {
		h.t.Fatal(err)
	}
	return wave
}

func (h *house) answers(wave surveys.Wave, c crew, person int) {
	h.t.Helper()
	sub := surveys.Submission{Code: wave.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	for _, g := range wave.Groups {
		if slices.Contains(g.Merged, c.key) {
			sub.Group = strconv.Itoa(int(g.Number))
		}
	}
	code := c.code
	if person%3 == 2 {
		code--
	}
	instrument := h.surveys.InstrumentOf(wave)
	for _, item := range instrument.Items() {
		given := code
		if item.Reverse {
			given = len(instrument.Scale(item).Steps) + 1 - code
		}
		sub.Answers[string(item.ID)] = strconv.Itoa(given)
	}
	if _, err := h.surveys.Submit(h.t.Context(), *h.clock, sub); err != nil {
		h.t.Fatal(err)
	}
}

// another registers a second school of the same owner.
func (h *house) another(sc programme.School, name, orgnr string) programme.School {
	h.t.Helper()
	other, err := h.programme.RegisterSchool(h.t.Context(), audit.Console.At(*h.clock), programme.School{Name: name, Orgnr: orgnr, Owner: sc.Owner, Municipality: "0301", WrittenForm: "nn"})
	if err != nil {
		h.t.Fatal(err)
	}
	return other
}

// Organisation numbers with the right check digit.
const (
	firstOrgnr  = "974600951"
	secondOrgnr = "310000205"
	ownerOrgnr  = "964338531"
)

// viewed asks the store for the view behind a page.
func (h *house) viewed(q analytics.Query) *analytics.SchoolView {
	h.t.Helper()
	view, err := h.analytics.School(q)
	if err != nil {
		h.t.Fatal(err)
	}
	return view
}

func TestASchoolWithoutResults(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	a := h.leader("/schools/" + firstOrgnr)
	page.Verify(t, a.body,
		page.In("h1", page.IsText("Bø skole")),
		page.In("h2", page.IsText("Ingen resultater ennå")),
		page.In(".tabs a[aria-current]", page.IsText("Resultater")),
		page.In(".target-state", page.HasText("planmessig")),
		page.In("form[action='/schools/974600951/share'] button", page.HasText("Del alt med Fjordvik kommune")),
		page.Not(".finding"), page.Not("table"), page.Not("[data-chart]"), page.Count(".pages li", 1), page.Not("a[href='/schools/974600951/report.xlsx']"))
	if a.status != 200 {
		t.Errorf("status %d", a.status)
	}
}

// Of twelve teachers 8 give 4 and 4 give 3; of nine others 6 give 3 and 3 give 2. Their means are 44/12 = 3.67 and 24/9 = 2.67, and that of the
// school is 68/21 = 3.24, for every item and so for every index.
var (
	teachers = crew{"teachers", 14, 12, 4}
	others   = crew{"other", 10, 9, 3}
)

func TestTheFirstWave(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	a := h.leader("/schools/" + firstOrgnr)
	page.Verify(t, a.body,
		page.In(".result-head h2", page.IsText("Forberedelse")),
		page.In(".result-facts", page.HasText("Avsluttet 1. desember 2026"), page.HasText("21 av 24 svarte (88 %)")),
		page.In("a.ds-button", page.IsText("Last ned rapport (Excel)"), page.AttrIs("href", "/schools/974600951/report.xlsx")),
		page.In(".finding", page.HasText("Samlet: Ansatte svarer nå 3,2"), page.HasText("ingenting å sammenligne med")),
		page.In("#c-promote th", page.HasText("Fremme"), page.HasText("21 av 24 svarte (88 %)")),
		page.In("#c-promote [data-label='Nå']", page.HasText("3,2")),
		page.In("#c-promote [data-label='Mål']", page.HasText("3,5 ved slutten av semester A")),
		page.In("#c-promote [data-label='Mot målet']", page.HasText("Vurderes i semester A")),
		page.In("#c-promote svg.dots circle.now", page.HasAttr("cx")),
		page.In("#c-promote th a[href='/schools/974600951/components/promote']", page.IsText("Fremme")),
		page.In("#c-overall", page.HasText("Hvert delmål har sitt mål")),
		page.Count(".condition tbody", 9), // the overall index and eight components
		page.Count(".condition tbody svg.dots", 9),
		page.Not("circle.before"),
		page.In("#first-why", page.HasText("Det er ikke satt mål for denne fasen")),
		page.Count(".pages li", 5), // without those of a second wave, a mapping survey or parents
		page.In(".pages a[aria-current=page]", page.IsText("Oversikt")),
	)
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/development").body,
		page.In("[aria-labelledby=components] table", page.HasText("Ikke målt Mål 3,5"), page.HasText("Mål 4,5")),
		page.In("[aria-labelledby=turnout] table", page.HasText("24 21 88 %")),
		page.Not("svg.course"), page.Not("#trend"), page.Not("[data-chart]")) // one figure per measure is read from the table
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/groups").body,
		page.In("[aria-labelledby=overall] table", page.HasText("Lærere"), page.HasText("12 av 14 svarte (86 %)")),
		page.In("[aria-labelledby=components] table", page.HasText("Andre ansatte 9 av 10 svarte (90 %)")))
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/items").body,
		page.Count(".items .item-text", 21),
		page.In(".items svg.spread text", page.HasText("")))
	for _, row := range page.Find(t, page.Parse(t, a.body), ".condition thead th") {
		if page.Text(row) == "Semester A" {
			t.Error("there is a column for an earlier wave")
		}
	}
}

// That there is nothing to compare with is said once, and not of every component.
func TestTheFirstWaveSaysSoOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.measured(h.school("Bø skole"), "a", surveys.StateSurvey, teachers, others)
	if n := strings.Count(h.leader("/schools/"+firstOrgnr).body, "ingenting å sammenligne med"); n != 1 {
		t.Errorf("it is said %d times", n)
	}
}

// A wave stands beside the target that was set when it was opened, and a phase to come beside the one that is set now.
func TestEarlierWavesKeepTheirTargets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	for phase, level := range map[programme.PhaseKey]float64{"a": 4.1, "b": 4.2, "c": 4.7} {
		err := h.programme.SetLevel(t.Context(), audit.Console.At(*h.clock), programme.Level{Scope: programme.ScopeSchool, ScopeID: string(sc.ID), Component: "promote", Phase: phase, Value: &level})
		if err != nil {
			t.Fatal(err)
		}
	}
	h.measured(sc, "b", surveys.StateSurvey, teachers, others)
	view := h.viewed(analytics.Query{School: firstOrgnr})
	e := courseExhibit(words().Printer("nb"), view, view.Rows[0])
	var got []string
	for _, row := range e.Table.Rows {
		got = append(got, row.Name+" "+row.Cells[1].Text)
	}
	if want := []string{"Semester A 3,5", "Semester B 4,2", "Semester C 4,7"}; view.Rows[0].Component != "promote" || !slices.Equal(got, want) { // 3.5 is the programme's own
		t.Errorf("targets %v; want %v", got, want)
	}
}

// Where all who were asked answered, no interval is printed: nobody is left.
func TestEveryoneAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.measured(h.school("Bø skole"), "a", surveys.StateSurvey, crew{"teachers", 14, 14, 4}, crew{"other", 10, 10, 3})
	page.Verify(t, h.leader("/schools/"+firstOrgnr).body,
		page.In("#c-promote [data-label='Nå'] .spanned", page.IsText("alle har svart")),
		page.Not("#c-promote [data-label='Mot målet'] .spanned"))
}

// A page below a tab marks it, too.
func TestTabsOfPagesBelow(t *testing.T) {
	t.Parallel()
	home := "/schools/" + firstOrgnr
	for path, want := range map[string]menuItem{
		home:                         {Key: "wave.results", Current: "page"},
		home + "/items/promote_plan": {Key: "wave.results", Current: "true"},
		home + "/components/promote": {Key: "wave.results", Current: "true"},
		home + "/compare":            {Key: "wave.results", Current: "true"},
		home + "/waves":              {Key: "wave.waves", Current: "page"},
		home + "/waves/new":          {Key: "wave.waves", Current: "true"},
		home + "/rounds/x":           {Key: "wave.waves", Current: "true"},
		home + "/course":             {Key: "course.title", Current: "page"},
		home + "/course/modules/x":   {Key: "course.title", Current: "true"},
		home + "/targets":            {Key: "wave.targets", Current: "page"},
		home + "/dates":              {Key: "wave.dates", Current: "page"},
		home + "/people":             {Key: "people.title", Current: "page"},
	} {
		p := Page{Path: path, reach: func(string, string) bool { return true }}
		for _, tab := range p.SchoolTabs(firstOrgnr) {
			if current := tab.Key == want.Key; current != (tab.Current != "") || current && tab.Current != want.Current {
				t.Errorf("%s: %s is %q", path, tab.Key, tab.Current)
			}
		}
	}
}

func TestTheSecondWaveIsComparedWithTheFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	first := h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 14, 13, 5}, crew{"other", 10, 10, 4})
	h.measured(sc, "a", surveys.MappingSurvey, teachers, others)
	a := h.leader("/schools/" + firstOrgnr)
	page.Verify(t, a.body,
		page.In(".result-head h2", page.IsText("Semester A: kartlegge og analysere")),
		page.Count(".picker a[href='/schools/974600951?wave="+string(first.ID)+"']", 1),
		page.In(".picker a[aria-current]", page.HasText("Semester A")),
		page.In("#c-promote [data-label='Forberedelse']", page.HasText("3,2")),
		page.In("#c-promote svg.dots circle.before", page.HasAttr("cx")),
		page.In("#c-promote .verdict", page.IsText("Nådd")),
		page.In("#c-promote .distance", page.HasText("over")),
		page.In(".before-turnout", page.HasText("forberedelse: 21 av 24 svarte (88 %)")),
		page.In(".pages a[href='/schools/974600951/mapping']", page.IsText("Kartlegging")),
	)
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/components/promote").body,
		page.In("h2", page.HasText("Fremme")), page.In(".meant", page.HasText("relasjoner")),
		page.In("[aria-labelledby=condition] table", page.HasText("på 0–100")),
		page.In(".moved", page.HasText("Siden forberedelse, 1. desember 2026"), page.HasText("Det er en framgang ut over vanlig svingning."),
			page.HasText("Forskjellen er +"), page.HasText("Med vanlig svingning regnet inn")),
		page.Count("[data-chart]", 1),
		page.Count(".items .item-text", 3),
		page.In("[aria-labelledby=groups] table", page.HasText("Lærere")),
		page.In(".explaining", page.HasText("Fremme")),
		page.Not("[rel=prev]"), page.In("[rel=next][href='/schools/974600951/components/prevent']", page.HasText("Forebygge")))
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/development").body,
		page.Count(".chart-grid svg.course", 8), page.Count("[data-chart]", 1), page.Not("#trend"))
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/mapping").body,
		page.In("h2", page.HasText("Kartlegging")),
		page.In(".remarks", page.HasText("ikke en del av tilstanden")),
		page.Count("[aria-labelledby=constructs] tbody tr svg.dots", 16),
		page.In("[aria-labelledby=constructs] .group-row", page.HasText("Kan forklare: Fremme")),
		page.Not("line.target"))
	old := h.leader("/schools/" + firstOrgnr + "?wave=" + string(first.ID))
	page.Verify(t, old.body,
		page.In(".result-head h2", page.IsText("Forberedelse")),
		page.In(".ds-alert", page.HasText("tidligere måling")),
		page.Not("circle.before"))
	ofTeachers := h.leader("/schools/" + firstOrgnr + "?group=teachers")
	page.Verify(t, ofTeachers.body,
		page.In(".of-group", page.IsText("Lærere")),
		page.In(".result-facts", page.HasText("13 av 14 svarte (93 %)")),
		page.In(".picker a[href='/schools/974600951']", page.HasText("")),
		page.In(".pages a[href='/schools/974600951/components/promote?group=teachers']", page.IsText("Delmål")))
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/components/promote?group=teachers").body,
		page.In(".of-group", page.IsText("Lærere")), page.Not("#groups"))
}

// Every number of a chart stands in the table beneath it.
func TestChartsHaveTheirTables(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 10, 9, 4})
	for _, at := range []string{"/development", "/components/promote"} {
		root := page.Parse(t, h.leader("/schools/"+firstOrgnr+at).body)
		table, script := "", page.Find(t, root, "main script[type='application/json']")[0]
		for _, found := range page.Find(t, root, "main table") {
			table += page.Text(found)
		}
		var chart struct{ Tips []string }
		if err := json.Unmarshal([]byte(script.FirstChild.Data), &chart); err != nil {
			t.Fatal(err)
		}
		for _, tip := range chart.Tips {
			for line := range strings.SplitSeq(tip, "\n") {
				what, number, _ := strings.Cut(line, ": ")
				if slices.Contains([]string{"Resultat", "Usikkerhet", "Mål"}, what) && !strings.Contains(table, number) {
					t.Errorf("%q is in a chart and not in its table", line)
				}
			}
		}
	}
}

// Six people: nothing may be shown, in whatever form.
func TestATinySchoolShowsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 6, 6, 4})
	a := h.leader("/schools/" + firstOrgnr)
	page.Verify(t, a.body,
		page.In(".result-facts", page.HasText("Antall svar er skjult (6 ble spurt)")),
		page.In(".finding", page.HasText("ingen tall kan vises")),
		page.In("#c-promote [data-label='Nå']", page.IsText("Skjult")),
		page.In("#c-promote [data-label='Mål']", page.IsText("3,5")),
		page.In(".meaning", page.HasText("Skjult:"), page.HasText("verne dem som har svart")),
		page.Not("svg.dots"), page.Not("svg.spread"), page.Not("#course"), page.Not("[data-chart]"),
		page.In("#first-why", page.HasText("Ingen tall kan vises")),
		page.LacksText("3,7"), page.LacksText("100 %"))
	for at, said := range map[string]string{"/components/promote": "Skjult", "/development": "Skjult", "/groups": "ikke delt i personalgrupper", "/items": "Svarene på hvert enkelt spørsmål er skjult"} {
		page.Verify(t, h.leader("/schools/"+firstOrgnr+at).body,
			page.HasText(said), page.Not("td circle"), page.Not("td svg.spread rect"), page.Not("[data-chart]"), page.LacksText("3,7"), page.LacksText("100 %"))
	}
	data := h.leader("/schools/" + firstOrgnr + "/results.json").body
	for _, trace := range []string{`"mean"`, `"n":`, `"interval":{`, `"bands"`, `"categories"`, `"state":"value"`} {
		if strings.Contains(data, trace) {
			t.Errorf("the data of a tiny school have %s", trace)
		}
	}
}

// What is hidden leaves no number anywhere: not in the table, the picture, the chart or its data. The figure that is taken away occurs nowhere
// else on the page.
func TestAHiddenFigureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 10, 9, 4})
	view := h.viewed(analytics.Query{School: firstOrgnr})
	secret := `{"state":"value","n":19,"limit":"exact","mean":1.3,"interval":{"low":1,"high":1.7},"claim":{"low":1,"high":1.9},"sd":0.5,"sd_source":"own"}`
	set := func(document string) {
		view.Rows[2].Now = read(t, document)
		view.Rows[2].Earlier[0].Cell = read(t, document)
		view.Groups[0].Cells[2] = read(t, document)
		view.Rows[2].Gap, view.Rows[2].Changes = nil, nil
	}
	s := newSiteWith(t,
		fixture("/overview", func(r *request) reply { return render("results_school", newOverviewPage(r.words, view)) }),
		fixture("/component", func(r *request) reply {
			p, _ := newComponentPage(r.words, view, 2)
			return render("results_component", p)
		}),
		fixture("/development", func(r *request) reply {
			p, _ := newDevelopmentPage(r.words, view)
			return render("results_development", p)
		}),
		fixture("/groups", func(r *request) reply { p, _ := newGroupsPage(r.words, view); return render("results_groups", p) }),
		fixture("/slide", func(r *request) reply {
			return render("meeting", &meetingPage{Page: Page{Title: "Avdekke", Stage: true}, School: view.School, Slide: componentSlide(r.words, view, view.Rows[2]), At: 1, All: 1})
		}),
		fixture("/slides", func(r *request) reply {
			return render("meeting_print", &meetingPrintPage{Page: Page{Title: "Møtet"}, School: view.School, Slides: newSlides(r.words, view)})
		}),
		fixture("/summary", func(r *request) reply {
			return render("summary", newSummaryPage(r.words, view, view.Now.Phase, closing.Closing{}, SummaryForStaff))
		}))
	pages := []string{"/overview", "/component", "/development", "/groups", "/slide", "/slides"}
	traces := []string{"1,3", "1.3", "1,7", "1.7", `="7.5%"`} // 7.5 % is where 1.3 lies on the scale
	set(secret)
	for _, at := range pages {
		if body := s.get(at).body; !strings.Contains(body, "1,3") || !strings.Contains(body, "1,7") {
			t.Fatalf("the test proves nothing: the figure is not on %s when it is shown", at)
		}
	}
	if body := s.get("/summary").body; !strings.Contains(body, "Vi svarer 1,3") || !strings.Contains(body, `="7.5%"`) {
		t.Fatal("the test proves nothing: the figure is not on the summary when it is shown")
	}
	for at, trace := range map[string]string{"/overview": `="7.5%"`, "/component": "1.3"} {
		if !strings.Contains(s.get(at).body, trace) {
			t.Fatalf("the test proves nothing: %s is not on %s", trace, at)
		}
	}
	set(`{"state":"hidden"}`)
	var checks []page.Check
	for _, trace := range traces {
		checks = append(checks, page.LacksText(trace))
	}
	for _, at := range pages {
		page.Verify(t, s.get(at).body, append(checks, page.HasText("Skjult"), page.HasText("Avdekke"))...)
	}
	page.Verify(t, s.get("/overview").body, page.In("#c-uncover [data-label='Nå']", page.IsText("Skjult")), page.Not("#c-uncover circle"))
	page.Verify(t, s.get("/component").body, page.Not("[aria-labelledby=condition] td circle.now"), page.Not("[data-chart]"))
	page.Verify(t, s.get("/slide").body, page.In("tr.now .figure", page.IsText("Skjult")), page.Not("td circle"))
	page.Verify(t, s.get("/summary").body, append(checks[:2], page.HasText("Svarene vises ikke, så ingen skal kjennes igjen."), page.Count("circle.now", 7))...)
}

// read reads a cell the way it is written in a release.
func read(t *testing.T, document string) analytics.Cell {
	t.Helper()
	var c analytics.Cell
	if err := json.Unmarshal([]byte(document), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// fixture is a route that answers with a page made from a view of the test's own.
func fixture(path string, answer func(r *request) reply) route {
	return route{GET, path, public, func(_ context.Context, r *request) (reply, error) { return answer(r), nil }}
}

// A question was changed between the waves: nothing is compared, and the page says so.
func TestABreakInTheSeries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	view := h.viewed(analytics.Query{School: firstOrgnr})
	view.Rows[0].Earlier[0].Break, view.Rows[0].Earlier[0].Why, view.Rows[0].Changes = true, surveys.BreakPosition, nil
	s := newSiteWith(t, fixture("/fixture", func(r *request) reply { return render("results_school", newOverviewPage(r.words, view)) }))
	page.Verify(t, s.get("/fixture").body,
		page.In("#c-promote [data-label='Forberedelse']", page.IsText("Kan ikke sammenlignes")),
		page.Not("#c-promote circle.before"),
		page.In("#c-prevent circle.before", page.HasAttr("r")))
	e := courseExhibit(words().Printer("nb"), view, view.Rows[0])
	if said := e.Table.Rows[0].Detail; !strings.Contains(said, "Brudd i serien etter denne: Spørsmål har fått en annen plass i skjemaet.") || e.Caveat == "" {
		t.Errorf("the development says %q", said)
	}
}

// Capped means are read as limits, on every page that prints them.
func TestCappedFigures(t *testing.T) {
	t.Parallel()
	p := words().Printer("nb")
	target := 4.0
	for _, tt := range []struct {
		cell, gap, text, distance string
	}{
		{`{"state":"value","n":9,"limit":"at_least","mean":4.6,"bounds":{"low":4.6,"high":5}}`, `{"value":-0.6,"limit":"at_most","bounds":{"low":-1,"high":-0.6},"verdict":"reached"}`, "minst 4,6", "minst 0,6 over"},
		{`{"state":"value","n":9,"limit":"at_most","mean":1.8,"bounds":{"low":1,"high":1.8}}`, `{"value":2.2,"limit":"at_least","bounds":{"low":2.2,"high":3},"verdict":"not_reached"}`, "høyst 1,8", "minst 2,2 under"},
		{`{"state":"value","n":9,"limit":"at_least","mean":3.8,"bounds":{"low":3.8,"high":5}}`, `{"value":0.2,"limit":"at_most","bounds":{"low":-1,"high":0.2},"verdict":"cannot_tell"}`, "minst 3,8", "høyst 0,2 under"},
		{`{"state":"value","n":9,"limit":"at_most","mean":4.3,"bounds":{"low":1,"high":4.3}}`, `{"value":-0.3,"limit":"at_least","bounds":{"low":-0.3,"high":3},"verdict":"cannot_tell"}`, "høyst 4,3", "høyst 0,3 over"},
		{`{"state":"value","n":9,"limit":"middle","mean":3,"bounds":{"low":2.6,"high":3.4}}`, `{"value":1,"limit":"middle","bounds":{"low":0.6,"high":1.4},"verdict":"not_reached"}`, "nær midten av skalaen", "1,4 til 0,6 under"},
		{`{"state":"value","n":24,"limit":"exact","mean":4.1,"interval":{"low":3.8,"high":4.4}}`, `{"value":-0.1,"limit":"exact","interval":{"low":-0.4,"high":0.2},"verdict":"cannot_tell"}`, "4,1", "0,1 over"},
		{`{"state":"value","n":24,"limit":"exact","mean":4,"interval":{"low":4,"high":4}}`, `{"value":0,"limit":"exact","interval":{"low":0,"high":0},"verdict":"reached"}`, "4,0", "likt målet"},
	} {
		var gap analytics.Gap
		if err := json.Unmarshal([]byte(tt.gap), &gap); err != nil {
			t.Fatal(err)
		}
		var table conditionTable
		table.add(p, &analytics.SchoolView{}, analytics.Row{Kind: analytics.ComponentMeasure, Steps: 5, Now: read(t, tt.cell), Target: &target, Gap: &gap, Finding: analytics.Value.Reason()})
		row := table.Rows[0]
		if row.Now.Text != tt.text || row.Distance.Text != tt.distance {
			t.Errorf("%s: %q, %q; want %q, %q", tt.cell, row.Now.Text, row.Distance.Text, tt.text, tt.distance)
		}
	}
}

func TestDistanceInterval(t *testing.T) {
	t.Parallel()
	p := words().Printer("nb")
	for want, gap := range map[string]analytics.Interval{
		"0,6 til 0,1 under":      {Low: 0.1, High: 0.6},
		"0,6 til 0,0 under":      {Low: 0, High: 0.6},
		"0,1 til 0,4 over":       {Low: -0.4, High: -0.1},
		"0,3 under til 0,2 over": {Low: -0.2, High: 0.3},
	} {
		if got := p.Say(between(&gap)); got != want {
			t.Errorf("%v: %q, want %q", gap, got, want)
		}
	}
}

func TestAnItem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 14, 12, 5}, others)
	h.measured(sc, "a", surveys.MappingSurvey, teachers, others)
	instrument, _ := surveys.Builtin(surveys.StateSurvey)
	id := string(instrument.Items()[0].ID)
	a := h.leader("/schools/" + firstOrgnr + "/items/" + id)
	page.Verify(t, a.body,
		page.In("h2", page.IsText(instrument.Items()[0].Text["nb"])),
		page.In(".result-facts", page.HasText("Fremme"), page.HasText("Semester A, ")),
		page.Count(".legend li", 10),             // five steps, above each of two pictures
		page.Count(".plate .rows svg.spread", 3), // those that may be drawn: without a script
		page.Count(".plate [data-chart]", 2),     // and with one
		page.Count(".spread-table", 2),
		page.In("#waves", page.IsText("Over målingene")),
		page.In(".crumb a[href='/schools/974600951/items']", page.IsText("Alle spørsmålene")), page.In(".result-facts a[href='/schools/974600951/components/promote']", page.IsText("Fremme")))

	inMapping, _ := surveys.Builtin(surveys.MappingSurvey)
	reversed := slices.IndexFunc(inMapping.Items(), func(i surveys.Item) bool { return i.Reverse })
	if reversed < 0 {
		t.Fatal("the mapping survey has no item in reverse")
	}
	mapping := h.leader("/schools/" + firstOrgnr + "/items/" + string(inMapping.Items()[reversed].ID) + "?kind=mapping")
	page.Verify(t, mapping.body,
		page.In("main", page.HasText("ikke en del av tilstanden")),
		page.In(".ds-alert", page.HasText("svarene snudd")),
		page.Not("#waves"))
}

// Where the display rules allow no single steps, a row has a cell for each band, as wide as the steps in it.
func TestBandsCoverTheirSteps(t *testing.T) {
	t.Parallel()
	p := words().Printer("nb")
	row := newSpreadRow(p, "Lærere", "", read(t, `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bounds":{"low":4.2,"high":5},"bands":[{"from":1,"to":2,"percent":25,"limit":"at_most"},{"from":3,"to":3,"percent":25,"limit":"at_most"},{"from":4,"to":5,"percent":75,"limit":"at_least"}]}`), 12, analytics.Row{Steps: 5})
	want := []exhibitCell{
		{Text: "høyst 25\u00a0%", State: "value", Span: 2}, {Text: "høyst 25\u00a0%", State: "value", Span: 1}, {Text: "minst 75\u00a0%", State: "value", Span: 2},
		{Text: "minst 4,2", State: "value"}, {Text: "9", State: "value"},
	}
	if diff := cmp.Diff(want, row.Cells); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	if got := spreadWords(p, read(t, `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bands":[{"from":1,"to":2,"percent":25,"limit":"at_most"},{"from":3,"to":3,"percent":30,"limit":"exact"}]}`), 5); got != "1–2: høyst 25\u00a0% og 3: 30\u00a0%" {
		t.Errorf("in words: %q", got)
	}
}

// Sharing is the school's decision: off until it says so, and again when it takes it back.
func TestSharing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.another(sc, "Ås skule", secondOrgnr)
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	owner := func() string { return h.leader("/owners/" + ownerOrgnr).body }
	page.Verify(t, owner(),
		page.In("h1", page.IsText("Fjordvik kommune")),
		page.In(".empty", page.HasText("Ingen skoler har delt"), page.HasText("2 skoler deler ikke: 1 har avsluttet en måling og 1 har ikke begynt.")),
		page.In(".school-list", page.HasText("Bø skole Deler ikke. Måling avsluttet."), page.HasText("Ås skule Deler ikke. Ikke begynt.")),
		page.Not("table"), page.LacksText("3,2"))
	if data := h.leader("/owners/" + ownerOrgnr + "/results.json").body; strings.Contains(data, `"mean"`) {
		t.Errorf("the owner's data before anybody shares: %s", data)
	}

	shared := h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"all"}})
	if shared.status != 303 || shared.header.Get("Location") != "/schools/974600951#sharing" {
		t.Fatalf("shared: %d to %q", shared.status, shared.header.Get("Location"))
	}
	page.Verify(t, h.leader("/schools/"+firstOrgnr).body,
		page.In(".share-state", page.HasText("Fjordvik kommune ser resultatene nå")),
		page.In("form[action='/schools/974600951/share'] button[value=nothing]", page.IsText("Slutt å dele med Fjordvik kommune")))
	page.Verify(t, owner(),
		page.In(".matrix th a[href='/schools/974600951']", page.IsText("Bø skole")),
		page.In(".heat .schools .gap-below", page.HasText("−0,3"), page.HasText("3,2")),
		page.In(".beside [data-label='Bø skole']", page.HasText("3,2")), page.In(".beside .goal", page.IsText("Mål 3,5")), page.In(".beside .distance", page.HasText("under")),
		page.Count(".matrix tbody tr", 1),
		page.In(".school-list", page.HasText("Ås skule")))

	h.sends("/schools/"+secondOrgnr+"/share", url.Values{"share": {"all"}})
	page.Verify(t, owner(), page.In(".school-list", page.HasText("Ås skule Deler, men har ingen resultater. Ikke begynt.")))
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"nothing"}})
	page.Verify(t, owner(), page.Not("table"), page.LacksText("3,2"))
	if bad := h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"maybe"}}); bad.status != 400 {
		t.Errorf("an unclear wish: %d", bad.status)
	}
}

// A hidden school among those that share: one marker in every cell, and its targets.
func TestAnOwnerWithATinySchool(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 6, 6, 4})
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"all"}})
	page.Verify(t, h.leader("/owners/"+ownerOrgnr).body,
		page.In(".heat .schools td.hidden", page.IsText("Skjult")),
		page.In(".beside [data-label='Bø skole']", page.IsText("Skjult")), page.In(".beside .goal", page.IsText("Mål 3,5")),
		page.In(".meaning", page.HasText("Skjult:")),
		page.LacksText("3,7"))
}

// The data behind a page are the page's own view.
func TestResultsAsJSON(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"all"}})
	owner, err := h.analytics.OwnerView(analytics.Query{Owner: ownerOrgnr})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]any{
		"/schools/" + firstOrgnr + "/results.json": h.viewed(analytics.Query{School: firstOrgnr}),
		"/owners/" + ownerOrgnr + "/results.json":  owner,
	} {
		a := h.leader(path)
		document, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != 200 || a.body != string(document) || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %d %s\n%s", path, a.status, a.header.Get("Content-Type"), a.body)
		}
	}
}

func TestResultsThatAreNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	for path, want := range map[string]int{
		"/schools/310000302":                                                       404,
		"/schools/nobody":                                                          404,
		"/schools/" + firstOrgnr + "?wave=nothing":                                 404,
		"/schools/" + firstOrgnr + "?group=nobody":                                 404,
		"/schools/" + firstOrgnr + "?group=a%27b":                                  400,
		"/schools/" + firstOrgnr + "?wave=a&wave=b":                                400,
		"/schools/" + firstOrgnr + "?school=310000302&lang=nn":                     200, // the path decides
		"/schools/" + firstOrgnr + "/items/nothing":                                404,
		"/schools/" + firstOrgnr + "/items/%3Cscript%3E":                           400,
		"/schools/310000302/items/promote_plan":                                    404,
		"/owners/310000302":                                                        404,
		"/owners/310000302/results.json":                                           404,
		"/schools/310000302/results.json":                                          404,
		"/schools/" + firstOrgnr + "/items/promote_plan?kind=mapping":              404,
		"/schools/" + firstOrgnr + "/items/promote_plan?group=teachers&kind=state": 200,
	} {
		if a := h.leader(path); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
	for _, path := range []string{"/schools/" + firstOrgnr, "/schools/" + firstOrgnr + "/results.json", "/schools/" + firstOrgnr + "/items/promote_plan", "/owners/" + ownerOrgnr} {
		if a := h.get(path); a.status == 200 {
			t.Errorf("%s is open to strangers", path)
		}
	}
}

// The names of schools and owners are typed by people; in every language and on every page they stay names.
func TestHostileNamesOnResultsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const hostile = `</script><img src=x onerror=alert(1)>`
	sc := h.school(hostile)
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"all"}})
	for _, lang := range i18n.Languages {
		school := "/schools/" + firstOrgnr
		for _, path := range []string{school, "/owners/" + ownerOrgnr, school + "/items/promote_plan", school + "/components/notify", school + "/development", school + "/compare", school + "/groups", school + "/items"} {
			a := h.leader(path + "?lang=" + lang)
			if a.status != 200 {
				t.Fatalf("%s in %s: %d", path, lang, a.status)
			}
			page.Verify(t, a.body, page.Not("img"), page.In("html", page.AttrIs("lang", lang)), page.In("main", page.HasText(hostile)))
		}
	}
	if data := h.leader("/schools/" + firstOrgnr + "/results.json").body; strings.Contains(data, "<img") {
		t.Error("markup in the data")
	}
}

// A school of the demo is marked wherever its figures show.
func TestSyntheticSchoolsAreMarked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	sc.Synthetic = true
	if _, err := h.programme.UpdateSchool(h.t.Context(), audit.Console.At(*h.clock), *h.clock, sc); err != nil {
		t.Fatal(err)
	}
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	for _, path := range []string{"/schools/" + firstOrgnr, "/schools/" + firstOrgnr + "/items/promote_plan", "/owners/" + ownerOrgnr} {
		page.Verify(t, h.leader(path).body, page.In(".synthetic", page.HasText("oppdiktet")))
	}
}
