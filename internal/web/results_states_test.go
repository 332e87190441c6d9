package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
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

// Where the questionnaire declares a scale to have two sides, its answers lie around a neutral middle in every picture, and the page says how that is read;
// the scales beside it run from 0 to 100 as before.
func TestAnswersOnAScaleWithTwoSides(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	in := h.next(surveys.MappingSurvey, func(in *surveys.Instrument) {
		scale := in.Scales["extent"]
		scale.Neutral = 3
		in.Scales["extent"] = scale
	})
	h.draft(in)
	if _, err := h.surveys.Publish(t.Context(), audit.Operator.At(*h.clock), in.Key, in.Version, nil); err != nil {
		t.Fatal(err)
	}
	h.measured(sc, "a", in.Key, teachers, others)
	var sides, plain surveys.ItemID
	for _, item := range in.Items() {
		switch item.Scale {
		case "extent":
			sides = item.ID
		case "frequency":
			plain = item.ID
		}
	}
	at := "/schools/" + firstOrgnr + "/items/"
	for lang, how := range map[string]string{"nb": "halvparten på hver side", "nn": "halvparten på kvar side", "en": "half on each side"} {
		body := h.leader(at + string(sides) + "?kind=mapping&lang=" + lang).body
		page.Verify(t, body,
			page.Count("[aria-labelledby=groups] svg.spread .zero", 3), page.In("[aria-labelledby=groups] .reads", page.HasText(how)))
		if !strings.Contains(body, `"fn:eitherSide"`) {
			t.Errorf("%s: the chart does not run to both sides", lang)
		}
		page.Verify(t, h.leader(at+string(plain)+"?kind=mapping&lang="+lang).body, page.Not("svg.spread .zero"), page.In("[aria-labelledby=groups] .reads", page.LacksText(how)))
	}
	picture := h.leader(at + string(sides) + "/figures/groups.svg?kind=mapping").body
	wellFormed(t, picture)
	if !strings.Contains(picture, ">100\u00a0%<") || strings.Contains(picture, ">50\u00a0%<") {
		t.Errorf("the file's axis does not run to both sides:\n%s", picture)
	}
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/items").body, page.In("svg.spread .zero"))
	page.Verify(t, h.leader("/method").body, page.In("#bars"), page.HasText("nøytralt midtsvar"))
}
