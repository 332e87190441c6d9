package web

import (
	"net/url"
	"testing"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// A school that has been mapped and has no state survey yet: the overview leads to what there is, the mapping has its page, and the pages that are of
// the condition say that there is none instead of being empty.
func TestASchoolWithItsMappingOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.MappingSurvey, teachers, others)
	at := "/schools/" + firstOrgnr
	for _, lang := range i18n.Languages {
		page.Verify(t, h.leader(at+"?lang="+lang).body,
			page.In("section.empty a[href='"+at+"/mapping']"), page.Count(".target-state", 1),
			page.In(".pages a[href='"+at+"/mapping']"), page.In(".pages a[href='"+at+"/items']"),
			page.Not(".pages a[href='"+at+"/development']"), page.Not(".condition"), page.Not(".first"), page.Not("a[href='"+at+"/report.xlsx']"))
		mapping := h.leader(at + "/mapping?lang=" + lang).body
		page.Verify(t, mapping, page.In(".pages a[aria-current]", page.AttrIs("href", at+"/mapping")), page.Count("h2#now", 1))
		if len(page.Find(t, page.Parse(t, mapping), ".exhibit table")) == 0 {
			t.Error("the page of the mapping has no figures")
		}
		for _, rest := range []string{"/development", "/groups"} {
			page.Verify(t, h.leader(at+rest+"?lang="+lang).body, page.In("section.empty p"), page.Not("table"), page.Not("[data-chart]"))
		}
	}
	page.Verify(t, h.leader(at).body, page.In("section.empty", page.HasText("Kartleggingen er gjort: Semester A")))
	page.Verify(t, h.leader(at+"/items").body, page.In("main", page.HasText("spørsmål")))
	for path, want := range map[string]int{"/print": 200, "/results.json": 200, "/components/promote": 404, "/figures/condition.csv": 404} {
		if a := h.leader(at + path); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
}

// A school that was merged into another keeps its pages: what was measured stands there as before, and each of them says what became of the school. The
// one that it was merged into says on each of its own from when on its figures are of both, and does not compare across that day.
func TestPagesOfMergedSchools(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc, sister := h.school("Bø skole"), h.sister("Nes skule", sisterOrgnr)
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sister, "prep", surveys.StateSurvey, teachers, others)
	on := h.clock.Format(time.DateOnly)
	*h.clock = h.clock.AddDate(0, 0, 1)
	if a := h.sends(keptPath+"/close", url.Values{"on": {on}, "into": {sisterOrgnr}}); a.status != 303 {
		t.Fatalf("merged: %d", a.status)
	}
	h.measured(sister, "a", surveys.StateSurvey, teachers, others)
	pages := []string{"", "/components/promote", "/development", "/groups", "/items", "/print"}
	for _, lang := range i18n.Languages {
		for _, rest := range pages {
			page.Verify(t, h.leader("/schools/"+firstOrgnr+rest+"?lang="+lang).body, page.In(".ds-alert", page.HasText("Nes skule")), page.HasText(words().Printer(lang).Number(3.2, 1)))
			page.Verify(t, h.leader("/schools/"+sisterOrgnr+rest+"?lang="+lang).body, page.In(".ds-alert", page.HasText("Bø skole")))
		}
	}
	page.Verify(t, h.leader("/schools/"+sisterOrgnr).body, page.Not("svg.dots .before"))
	page.Verify(t, h.leader("/schools/"+sisterOrgnr+"/compare").body, page.In("main", page.HasText("sammenlign")))
	page.Verify(t, h.leader("/owners/"+ownerOrgnr).body, page.Not(".school-list a[href='/schools/"+firstOrgnr+"']"))
}
