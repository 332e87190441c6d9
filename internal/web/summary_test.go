package web

import (
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// agreed fills a closing: a conclusion on every component, three priorities, and so many measures.
func (h *house) agreed(key closing.Key, measures int) {
	h.t.Helper()
	ctx, by := h.t.Context(), audit.Console.At(*h.clock)
	must := func(err error) {
		if err != nil {
			h.t.Fatal(err)
		}
	}
	for _, c := range h.closings.TemplateOf(key.School).Components {
		must(h.closings.SetConclusion(ctx, by, key, closing.Conclusion{Component: c.Key, Level: closing.OnTheWay, Evidence: "Sett i observasjon.", Confidence: closing.Medium}))
	}
	chosen := []programme.ComponentKey{"uncover", "intervene", "capacity"}
	must(h.closings.SetPriorities(ctx, by, key, []closing.Priority{{Component: chosen[0]}, {Component: chosen[1]}, {Component: chosen[2]}}, 0))
	for n := range measures {
		_, err := h.closings.PutMeasure(ctx, by, key, closing.Measure{
			Component: chosen[n%3], What: "Samtaler med alle elever om hvordan de har det, i grupper på fem.\r\nTo ganger hvert halvår. " + strings.Repeat("Kontaktlærerne forbereder dem sammen. ", n), How: "Elevene sier at de blir spurt.",
			Role: closing.Teachers, Start: h.clock.AddDate(0, 1, 0), Check: h.clock.AddDate(0, 4, 0),
		})
		must(err)
	}
}

// The page says what was found and agreed: to staff with the figures of the whole school, to parents and pupils without; and to the owner nothing before it is
// signed and shared.
func TestSummary(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø & <b>Ås</b> skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 10, 9, 4})
	key := closing.Key{School: sc.ID, Phase: "a"}
	at := "/schools/" + firstOrgnr + "/closing/a/summary"
	page.Verify(t, h.leader(at).body,
		page.In(".result-facts", page.HasText("Bø & <b>Ås</b> skole"), page.HasText("Utkast")), page.HasText("21 av 24 svarte (88 %). Svarene går fra 1 til 5"), page.Count(".summary-stands > div", 8),
		page.HasText("Vi har ikke valgt ennå."), page.HasText("Vi har ikke avtalt tiltak ennå."), page.HasText("Vi spør de ansatte igjen i semester B"))
	h.agreed(key, 7)
	page.Verify(t, h.leader(at).body,
		page.In(".summary-stands", page.HasText("Vi svarer 3,7. "), page.HasText("Ledelsen mener at vi er på vei.")), page.Count(".summary-stands svg.dots", 8),
		page.Count(".summary-chosen li", 3), page.Count(".summary-agreed li", 6), page.HasText("Det er avtalt ett tiltak til."), page.HasText("i grupper på fem. To ganger hvert halvår."), page.HasText(" … Vi ser etter "))
	page.Verify(t, h.leader(at+"?for=parents").body,
		page.LacksText("3,7"), page.Not(".dots"), page.Not(".figure"), page.HasText("De som arbeider på skolen, svarte"), page.Count(".summary-agreed li", 6), page.In("[aria-current=true][href='"+at+"?for=parents']"))
	if a := h.leader(at + "?for=press"); a.status != 404 {
		t.Errorf("a page for somebody else answered %d", a.status)
	}
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/closing/b/summary").body, page.HasText("Målingen for semester B er ikke avsluttet"), page.Not(".summary-stands"))

	h.share(sc, surveys.SharesComponents)
	name, owner := h.signedInAs("eier", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	for step, want := range []int{404, 404, 200} {
		if a := h.get(at, name, owner); a.status != want {
			t.Errorf("step %d: the owner's request was answered %d, want %d", step, a.status, want)
		}
		var err error
		switch by := audit.Console.At(*h.clock); step {
		case 0:
			err = h.closings.Sign(t.Context(), by, key, h.closings.ClosingOf(key).Revision)
		case 1:
			err = h.closings.ShareWithOwner(t.Context(), by, key, true)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	page.Verify(t, h.leader(at).body, page.In(".result-facts", page.HasText("Signert ")))

	for _, lang := range []string{"nb", "nn", "en"} {
		var file strings.Builder
		if err := PrintSummary(&file, words(), h.viewed(analytics.Query{School: firstOrgnr}), h.closings.ClosingOf(key), SummaryForParents, brand.Brand{}, lang); err != nil {
			t.Fatal(err)
		}
		page.Verify(t, strings.ReplaceAll(file.String(), "<style>", "<style nonce>"), page.In("html", page.AttrIs("lang", lang)), page.Count(".summary-stands > div", 8), page.Not("main a"), page.Not("script"))
	}
}
