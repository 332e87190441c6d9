package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

// concludes has a school sign a closing with one priority, and lets its owner see it.
func (h *house) concludes(sc programme.School, phase programme.PhaseKey, priority programme.ComponentKey) {
	h.t.Helper()
	key, by := closing.Key{School: sc.ID, Phase: phase}, audit.Console.At(*h.clock)
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	for _, c := range h.closings.TemplateOf(sc.ID).Components {
		must(h.closings.SetConclusion(h.t.Context(), by, key, closing.Conclusion{Component: c.Key, Level: closing.OnTheWay, Evidence: "Sett i observasjon.", Confidence: closing.Medium}))
	}
	must(h.closings.SetPriorities(h.t.Context(), by, key, []closing.Priority{{Component: priority}}, 0))
	_, err := h.closings.PutMeasure(h.t.Context(), by, key, closing.Measure{
		Component: priority, What: "Samtaler med alle elever.", How: "Elevene sier det.", Role: closing.Teachers, Start: *h.clock, Check: h.clock.AddDate(0, 3, 0),
	})
	must(err)
	must(h.closings.Sign(h.t.Context(), by, key, h.closings.ClosingOf(key).Revision))
	must(h.closings.ShareWithOwner(h.t.Context(), by, key, true))
}

// Five schools, all of them at 3.2 on promote with a target of 3.5; then what their edition says is what the paper and its workbook say.
func TestYearlySummary(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	schools := h.sharingSchools(5)
	h.measured(schools[0], "b", surveys.StateSurvey, crew{"teachers", 24, 21, 5}) // a stage of one school, which no paper may show
	home := "/owners/" + ownerOrgnr
	page.Verify(t, h.leader(home+"/yearly").body, page.Not("table"), page.In("[aria-labelledby=condition]", page.HasText("det er ikke laget noen utgave")))
	h.sends(home+"/editions", nil)
	for i, sc := range schools[:3] {
		h.concludes(sc, "a", []programme.ComponentKey{"notify", "notify", "uncover"}[i])
	}
	h.concludes(schools[3], "a", "promote")
	if err := h.closings.ShareWithOwner(t.Context(), audit.Console.At(*h.clock), closing.Key{School: schools[3].ID, Phase: "a"}, false); err != nil {
		t.Fatal(err)
	}
	h.another(schools[0], "Zion skole", "310000108")

	for lang, named := range map[string]string{"nb": "Årlig oppsummering til kommunestyret", "nn": "Årleg oppsummering til kommunestyret", "en": "Yearly summary for the municipal council"} {
		page.Verify(t, h.leader(home+"/yearly?lang="+lang).body, page.In(".yearly-for", page.HasText(named)), page.Count(".yearly-table tbody tr", 8))
	}
	paper := h.leader(home + "/yearly").body
	page.Verify(t, paper,
		page.In("[aria-labelledby=who]", page.HasText("Fjordvik kommune har 6 skoler i tjenesten."), page.HasText("5 skoler delte resultatene sine")),
		page.In("[aria-labelledby=condition]", page.HasText("Ved slutten av semester A, 5 skoler samlet")),
		page.In(".yearly-table", page.HasText("3,2"), page.HasText("3,5")),
		page.In("[aria-labelledby=hidden]", page.HasText("Én skole deler ikke")),
		page.In("[aria-labelledby=work]", page.HasText("3 skoler delt en signert konklusjon"), page.HasText("Varsle (2 skoler) og Avdekke (én skole)")),
		page.In("[aria-labelledby=movement]", page.HasText("ikke to halvår")))
	if strings.Contains(paper, "4,7") || strings.Contains(paper, "Fremme (") || strings.Contains(paper, "Skole A") {
		t.Error("the paper has a figure of one school, a priority that is not shared, or the name of a school")
	}

	edition, err := h.analytics.LatestEdition(analytics.OwnerScope, string(schools[0].Owner))
	if err != nil {
		t.Fatal(err)
	}
	_, book, _ := strings.Cut(workbook.Dump(t, []byte(h.leader(home+"/yearly.xlsx").body)), `"Tilstanden mot målet"`+"\n")
	words := h.words.Printer("nb")
	for _, c := range analytics.Components() {
		e, ok := edition.Figure(analytics.ComponentMeasureKey(c.Key), analytics.StageGroup("a")).Cell.Shown()
		name := c.Name.In("nb")
		_, row, found := strings.Cut(book, fmt.Sprintf("%q", name))
		if row, _, _ = strings.Cut(row, "\n  A"); !ok || !found || !strings.Contains(row, fmt.Sprintf(" %v ", e.Mean)) {
			t.Errorf("%s: the edition says %v, the workbook %s", name, e.Mean, row)
		}
		_, line, _ := strings.Cut(paper, `scope="row">`+name+"</th>")
		if line, _, _ = strings.Cut(line, "</tr>"); !strings.Contains(line, ">"+words.Number(e.Mean, 1)+"</span>") {
			t.Errorf("%s: the edition says %v, the paper %s", name, e.Mean, line)
		}
	}
}

// Owners of whom nothing can be shown to everybody get a paper all the same, which says why and what they can do instead.
func TestYearlySummaryOfFewSchools(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.school("Bø skole")
	at := "/owners/" + ownerOrgnr + "/yearly"
	says := func(who, condition string) {
		t.Helper()
		page.Verify(t, h.leader(at).body,
			page.In("[aria-labelledby=who]", page.HasText(who)), page.In("[aria-labelledby=condition]", page.HasText(condition)), page.Not("table"), page.Count(".yearly-lines p", plansLines))
		if a := h.leader(at + ".xlsx"); a.status != 200 || a.header.Get("Content-Type") != workbookType {
			t.Errorf("the workbook: %d, %s", a.status, a.header.Get("Content-Type"))
		}
	}
	says("Ingen skole deler", "Med færre enn 4 skoler")
	share := func(sc programme.School) {
		h.measured(sc, "a", surveys.StateSurvey, teachers, others)
		h.sends("/schools/"+sc.Orgnr+"/share", url.Values{"share": {"all"}})
	}
	share(first)
	share(h.another(first, "Ås skole", "310000108"))
	says("2 skoler deler", "Med færre enn 4 skoler")
	h.concludes(first, "a", "notify")
	page.Verify(t, h.leader(at).body, page.In("[aria-labelledby=work]", page.HasText("én skole delt"), page.HasText("færre enn 3")))
	share(h.another(first, "Vik skole", "310000205"))
	h.sends("/owners/"+ownerOrgnr+"/editions", nil)
	says("3 skoler delte", "Den siste utgaven har for få skoler")
}
