package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// sharingSchools are so many schools that were asked in semester A, one after the other, and share with their owner and the programme.
func (h *house) sharingSchools(n int) []programme.School {
	h.t.Helper()
	schools := []programme.School{h.school("Skole A")}
	for number := 310000300; len(schools) < n; number++ {
		if orgnr := fmt.Sprint(number); programme.CheckOrgnr(orgnr) == nil {
			schools = append(schools, h.another(schools[0], "Skole "+string(rune('A'+len(schools))), orgnr))
		}
	}
	for _, sc := range schools {
		h.measured(sc, "a", surveys.StateSurvey, teachers, others)
		for with, wish := range map[string]string{"/share": "all", "/share/programme": "yes"} {
			h.sends("/schools/"+sc.Orgnr+with, url.Values{"share": {wish}})
		}
	}
	return schools
}

func TestAnOwnersEdition(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	schools := h.sharingSchools(4)
	home := "/owners/" + ownerOrgnr
	page.Verify(t, h.leader(home).body,
		page.In("form[action='/owners/964338531/editions'] button", page.IsText("Lag utgave")),
		page.In("main", page.HasText("Ingen utgave er laget ennå.")),
		page.Not(".matrix .overall"))

	made := h.sends(home+"/editions", nil)
	if made.status != 303 || made.header.Get("Location") != home+"/editions/1" {
		t.Fatalf("made: %d to %q", made.status, made.header.Get("Location"))
	}
	// All four schools answered alike, 3.2 on promote; the target for A is 3.5.
	for lang, named := range map[string]string{"nb": "Utgave 1", "nn": "Utgåve 1", "en": "Edition 1"} {
		page.Verify(t, h.leader(home+"/editions/1?lang="+lang).body,
			page.In("h1", page.HasText(named), page.HasText("Fjordvik kommune")),
			page.In("[aria-labelledby=by-stage-1] thead", page.HasText("4 s")))
	}
	edition := h.leader(home + "/editions/1").body
	page.Verify(t, edition,
		page.In("[aria-labelledby=by-stage-1] .shows", page.HasText("Semester A: Skolene samlet ligger på 3,2")),
		page.In("[aria-labelledby=by-stage-1] tbody", page.HasText("3,2"), page.HasText("Mål 3,5. ")),
		page.In("[aria-labelledby=by-stage-1] .exhibit-files a[href='/owners/964338531/editions/1/figures/by-stage-1.csv']"),
		page.In(".result-facts", page.HasText("4 av 4 skoler som delte, har tall")))
	owner := h.leader(home).body
	page.Verify(t, owner,
		page.In(".matrix .overall", page.HasText("Skolene samlet"), page.HasText("Utgave 1")),
		page.In(".matrix .overall td.bare", page.HasText("3,2")),
		page.In("a[href='/owners/964338531/editions/1']", page.HasText("Utgave 1")))

	// A school that withdraws is gone at once; the edition stays.
	h.sends("/schools/"+schools[0].Orgnr+"/share", url.Values{"share": {"nothing"}})
	page.Verify(t, h.leader(home).body, page.Count(".matrix .schools tr", 3))
	if again := h.leader(home + "/editions/1").body; again != edition {
		t.Error("the edition has changed with the sharing")
	}
	if a := h.leader(home + "/editions/1/edition.json"); a.status != 200 || !strings.HasPrefix(a.body, `{"format":1,`) {
		t.Errorf("document: %d %.80s", a.status, a.body)
	}
	for _, sc := range schools[1:3] {
		h.sends("/schools/"+sc.Orgnr+"/share", url.Values{"share": {"nothing"}})
	}
	page.Verify(t, h.leader(home).body, page.Not("form[action='/owners/964338531/editions']"))
	if few := h.sends(home+"/editions", nil); few.status != 303 || few.header.Get("Location") != home {
		t.Errorf("with one school: %d to %q", few.status, few.header.Get("Location"))
	}
	for _, path := range []string{home + "/editions/2", home + "/editions/x", "/owners/310000302/editions/1", "/programme/editions/1"} {
		if a := h.leader(path); a.status != 404 {
			t.Errorf("%s: %d, want 404", path, a.status)
		}
	}
}

// The schools are asked in different semesters, so they are together by stage, and one by one by semester.
func TestSchoolsLinedUpAndInTheFunnel(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.sharingSchools(5)
	home := "/owners/" + ownerOrgnr
	for _, lang := range i18n.Languages {
		page.Verify(t, h.leader(home+"?align=stage.a&lang="+lang).body,
			page.Count(".heat .schools tr", 5),
			page.In(".picker a[aria-current]", page.HasText("A")))
		page.Verify(t, h.leader(home+"/funnel?align=stage.a&component=promote&lang="+lang).body,
			page.In("svg.funnel", page.AttrIs("aria-hidden", "true")),
			page.Count("[aria-labelledby=funnel] tbody tr", 5))
	}
	page.Verify(t, h.leader(home+"?align=stage.a").body, page.In(".how", page.HasText("samme trinn")))
	page.Verify(t, h.leader(home+"/funnel?align=stage.a").body,
		page.In("[aria-labelledby=funnel] [data-label=Lesning]", page.IsText("Ligger innenfor det som er ventet for en skole av denne størrelsen.")))
	page.Verify(t, h.leader(home+"/funnel?align=semester.2026-2").body,
		page.Not("svg.funnel"), page.In("main", page.HasText("Det trengs tre skoler med tall")))
	page.Verify(t, h.leader(home+"?align=semester.2026-2").body,
		page.Count(".heat .schools tr", 1),
		page.In(".remarks", page.HasText("4 skoler deler, men har ingen måling her.")),
		page.In(".school-list", page.HasText("Deler, men har ingen måling her.")))
	for path, want := range map[string]int{"?align=stage.b": 404, "?align=everything": 400, "?component=nothing": 404} {
		if a := h.leader(home + path); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
}

func TestTheProgrammesResults(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	schools := h.sharingSchools(5)
	cohort, err := h.programme.AddCohort(t.Context(), audit.Console.At(*h.clock), programme.Cohort{Programme: "skolemiljo", Name: "Pulje 1", Starts: *h.clock})
	if err != nil {
		t.Fatal(err)
	}
	for _, sc := range schools {
		if _, err := h.programme.SetRun(t.Context(), audit.Console.At(*h.clock), programme.Run{School: sc.ID, Cohort: cohort.ID, Programme: "skolemiljo", Version: 1}); err != nil {
			t.Fatal(err)
		}
	}
	page.Verify(t, h.leader("/programme/results").body, page.In(".ds-alert", page.HasText("Ingen utgave er laget ennå")), page.Not("table"))
	made := h.sends("/programme/editions", nil)
	if made.status != 303 || made.header.Get("Location") != "/programme/editions/1" {
		t.Fatalf("made: %d to %q", made.status, made.header.Get("Location"))
	}
	for _, lang := range i18n.Languages {
		for _, path := range []string{"/programme/results?show=by-cohort-2&", "/programme/editions/1?"} {
			page.Verify(t, h.leader(path+"lang="+lang).body,
				page.In("[aria-labelledby=by-cohort-2] h2", page.IsText("Pulje 1")),
				page.In("[aria-labelledby=by-cohort-2] thead", page.HasText("5 s")),
				page.In("[aria-labelledby=by-cohort-2] a[href='/programme/editions/1/figures/by-cohort-2.svg']"))
		}
	}
	page.Verify(t, h.leader("/programme/results").body,
		page.Count(".exhibit", 1), page.In(".exhibit h2", page.IsText("Etter trinn i kurset")),
		page.In(".picker a[aria-current]", page.IsText("Etter trinn i kurset")), page.In(".picker a[href='/programme/results?show=by-cohort-2']"))
	if a := h.leader("/programme/results?show=by-nothing-9"); a.status != 404 {
		t.Errorf("a way to line up that is none: %d", a.status)
	}
	file := h.leader("/programme/editions/1/figures/by-cohort-2.csv")
	if rows := readFile(t, file.body); len(rows) < 9 || !strings.Contains(file.header.Get("Content-Disposition"), "tilstand-programmet-utgave-1-by-cohort-2.csv") {
		t.Errorf("%v: %q", file.header, rows)
	}
	wellFormed(t, h.leader("/programme/editions/1/figures/by-cohort-2.svg").body)
	for _, sc := range schools {
		page.Verify(t, h.leader("/programme/results").body, page.LacksText(sc.Name))
	}
	if stopped := h.sends("/schools/"+schools[0].Orgnr+"/share/programme", url.Values{"share": {"no"}}); stopped.header.Get("Location") != "/schools/"+firstOrgnr+"#programme" {
		t.Errorf("stopped: %d to %q", stopped.status, stopped.header.Get("Location"))
	}
	page.Verify(t, h.leader("/schools/"+firstOrgnr).body,
		page.In(".counted-state", page.HasText("ikke med")), page.In(".share-state", page.HasText("ser resultatene nå")))
	if few := h.sends("/programme/editions", nil); few.header.Get("Location") != "/programme/results" {
		t.Errorf("with four schools: %d to %q", few.status, few.header.Get("Location"))
	}
}

// The quality of the instrument, of ten schools' answers that a test would be long in giving: two decimals, a dash where there is none.
func TestQualityInWords(t *testing.T) {
	t.Parallel()
	number := func(x float64) *float64 { return &x }
	text := i18n.Text{"nb": "Spør vi?", "nn": "Spør vi?", "en": "Do we ask?"}
	view := &analytics.EditionView{
		Scope:      analytics.EditionScope{Kind: analytics.ProgrammeScope},
		Components: []analytics.ComponentHead{{Key: "promote", Name: i18n.Text{"nb": "Fremme", "nn": "Fremje", "en": "Promote"}}},
		Quality: &analytics.EditionQuality{Atoms: make([]int, 12), Answers: 300, Reference: "skolemiljo-2027-01-10",
			Scales: []analytics.ScaleQuality{
				{Measure: analytics.OverallKey, N: 280, Alpha: number(0.91), Feldt: &analytics.Interval{Low: 0.89, High: 0.93}, Omega: number(0.92), ICC1: number(0.08), ICC2: number(0.7)},
				{Measure: "component:promote", N: 290, Alpha: number(0.7), SpearmanBrown: number(0.71), Items: []analytics.ItemInScale{{Item: "p", ItemRest: number(0.55)}}},
			},
			Items: []analytics.ItemQuality{{Item: "p", Text: text, Missing: 4, Lowest: 2, Highest: 31}},
		},
	}
	for _, lang := range i18n.Languages {
		var page editionPage
		scope := editionScope{kind: analytics.ProgrammeScope, id: "skolemiljo"}
		page.Lang, page.Quality = lang, newQualitySection(words().Printer(lang), scope, view)
		var body strings.Builder
		if err := watchedPages().execute(&body, lang, "edition", &page); err != nil {
			t.Fatal(err)
		}
		for _, want := range map[string][]string{
			"nb": {"12 skoler og 300 svar", "skolemiljo-2027-01-10", "0,91", "0,89 til 0,93", "0,71 (Spearman–Brown)", "Fremme", "Spør vi?", "0,55", "–", "4 %", "31 %"},
			"nn": {"12 skular og 300 svar", "0,92", "Fremje"},
			"en": {"12 schools and 300 answers", "0.91", "Promote", "Do we ask?"},
		}[lang] {
			if !strings.Contains(strings.ReplaceAll(body.String(), "\u00a0", " "), want) {
				t.Errorf("%s: no %q in\n%s", lang, want, body.String())
			}
		}
		if lang != "en" {
			continue
		}
		for id, want := range map[string]string{"quality-scales": "Promote,,0.70,,value,0.71 (Spearman–Brown),,,no_data,,no_data,290,value", "quality-items": "Do we ask?,,0.55,value,,no_data,4%,value,2%,value,31%,value"} {
			for _, e := range qualityExhibits(words().Printer(lang), scope, view) {
				if e.ID == id {
					table, err := exhibits{}.table(words().Printer(lang), e)
					if err != nil || !strings.Contains(string(table), want) || !strings.Contains(body.String(), `href="`+e.Files.CSV+`"`) {
						t.Errorf("%s: no %q in\n%s", e.Files.CSV, want, table)
					}
				}
			}
		}
	}
	if none := qualityExhibits(words().Printer("en"), editionScope{}, &analytics.EditionView{}); none != nil {
		t.Errorf("an edition without figures of quality has %v", none)
	}
}
