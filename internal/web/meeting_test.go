package web

import (
	"fmt"
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// A meeting is a slide per address, with links between them and nothing of the others; a phase that was closed earlier is shown as of then.
func TestMeeting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø & <b>Ås</b> skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 10, 9, 4})
	at := "/schools/" + firstOrgnr + "/closing/a/meeting"
	page.Verify(t, h.leader(at).body,
		page.In("h1", page.IsText("Hvor står vi?")), page.In(".slide-whole", page.HasText("Bø & <b>Ås</b> skole, semester A, ")), page.In(".slide-aim blockquote", page.HasText("trygt og godt")),
		page.Not("[rel=prev]"), page.In("[rel=next]", page.AttrIs("href", at+"?slide=2")), page.Not("header"), page.Not("[hidden]"), page.Not("td"))
	page.Verify(t, h.leader(at+"?slide=2").body,
		page.In(".slide-answered", page.IsText("21 av 24 svarte (88 %)")), page.In(".slide-halves", page.HasText("under 7 svar vises aldri for seg")), page.In("rect.high-1", page.AttrIs("width", "88%")))
	last := 0
	for n := 3; last == 0; n++ {
		a := h.leader(at + "?slide=" + fmt.Sprint(n))
		if !strings.Contains(a.body, `rel="next"`) {
			last = n
		}
		if strings.Contains(a.body, "<h1>Avdekke</h1>") {
			page.Verify(t, a.body,
				page.Count("tbody tr", 2), page.In("tr.now th", page.IsText("A")), page.In("tr.now .figure", page.IsText("3,7")), page.Count("tr.now line.target", 1), page.Count("tr.now circle.now", 1),
				page.Count(".slide-talk li", 3), page.HasText("Hva ville vi ikke ha oppdaget"), page.LacksText("Griper alle voksne inn"), page.In("[rel=prev]", page.AttrIs("href", at+"?slide="+fmt.Sprint(n-1))))
		}
	}
	page.Verify(t, h.leader(at+"?slide="+fmt.Sprint(last)).body, page.In("h1", page.IsText("Hva skjer nå?")), page.Count(".slide-points li", 5))
	for _, nowhere := range []string{at + "?slide=0", at + "?slide=99", at + "?slide=x", "/schools/" + firstOrgnr + "/closing/z/meeting", "/schools/" + firstOrgnr + "/closing/c/meeting/print"} {
		if a := h.leader(nowhere); a.status != 404 {
			t.Errorf("%s answered %d", nowhere, a.status)
		}
	}
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/closing/prep/meeting?slide=2").body, page.LacksText("flyttet seg")) // there was nothing before
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/closing/c/meeting").body, page.In("h1", page.IsText("Det er ingen resultater å vise ennå")), page.HasText("Målingen for semester C"), page.Not("[rel=next]"))
	page.Verify(t, h.leader(at+"/print").body, page.Count(".sheet", last), page.Count(".slide-notes", 8), page.Count("h1", 1), page.In(".print-bar a", page.AttrIs("href", at)))
}

// Where so few answered that nothing can be shown, the meeting says so, and goes on to the conversation.
func TestMeetingWithoutFigures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.measured(h.school("Bø skole"), "a", surveys.StateSurvey, crew{"teachers", 8, 4, 3})
	slides := newSlides(words().Printer("nb"), h.viewed(analytics.Query{School: firstOrgnr}))
	var kinds []string
	for _, s := range slides {
		kinds = append(kinds, string(s.Kind))
	}
	if got := strings.Join(kinds, " "); got != "opening figures notes end" {
		t.Errorf("the slides are %s", got)
	}
	if f := slides[1]; !f.Rate.Empty() || f.Answered != "Antall svar er skjult (8 ble spurt)" {
		t.Errorf("the slide of the figures says %q", f.Answered)
	}
}

// Every component of every version of the course has its questions.
func TestEveryComponentHasQuestions(t *testing.T) {
	t.Parallel()
	for version := 1; ; version++ {
		template, err := programme.Lookup(programme.Builtin().Key, version)
		if err != nil {
			break
		}
		for _, c := range template.Components {
			for _, lang := range i18n.Languages {
				for n := 1; n <= 3; n++ {
					if key := fmt.Sprintf("meeting.ask.%s_%d", c.Key, n); !words().Printer(lang).Has(key) {
						t.Errorf("there is no %s in %s", key, lang)
					}
				}
			}
		}
	}
}
