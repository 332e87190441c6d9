package web

import (
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/brand"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// The document is all pages of a school's results in one, for whoever sees them; what leaves the house as a file holds everything that it needs, and nothing that
// leads anywhere.
func TestTheResultsAsOneDocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø & <b>Ås</b> skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 5, 4, 3})
	h.measured(sc, "a", surveys.MappingSurvey, teachers, others)
	a := h.leader("/schools/" + firstOrgnr + "/print")
	page.Verify(t, a.body,
		page.In(".running", page.HasText("Bø & <b>Ås</b> skole, semester A, ")),
		page.In("#course", page.IsText("Veien gjennom kurset")), page.Count(".condition tbody", 9), page.In(".items svg.spread text", page.HasText("")),
		page.In("#mapping", page.HasText("Kartlegging")), page.In("#method", page.IsText("Slik er tallene regnet ut")),
		page.In(".print-bar a[href='/schools/974600951']", page.IsText("Tilbake til resultatene")),
		page.Not("[data-chart]"), page.Not(".exhibit-files"), page.Not("table a"), page.Not("details.numbers"))

	for _, lang := range []string{"nb", "nn", "en"} {
		var file strings.Builder
		if err := PrintSchool(&file, words(), h.viewed(analytics.Query{School: firstOrgnr}), brand.Brand{}, lang); err != nil {
			t.Fatal(err)
		}
		page.Verify(t, strings.ReplaceAll(file.String(), "<style>", "<style nonce>"), page.In("html", page.AttrIs("lang", lang)), page.Count(".condition tbody", 9), page.Not("main a"), page.Not("script"), page.Not("link[rel=stylesheet]"))
		for _, outside := range []string{`="/`, "url(\"/", "http://", "https://"} {
			if i := strings.Index(file.String(), outside); i >= 0 {
				t.Errorf("%s: the file needs something outside: %.80q", lang, file.String()[max(0, i-40):])
			}
		}
	}
}

// The document over an owner's schools has what its pages have, for whoever sees those; by itself it leads nowhere, and needs nothing.
func TestAnOwnersSchoolsAsOneDocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	schools := h.sharingSchools(3)
	h.wear(schools[0].Owner, emblem(t, 300, 100, dark))
	a := h.leader("/owners/964338531/print?sort=stage")
	page.Verify(t, a.body,
		page.In(".running", page.HasText("Fjordvik kommune, Skolene samlet")), page.Count(".heat.matrix tbody.schools tr", 3), page.Count(".measure", 9), page.In("#m-overall", page.IsText("Samlet")),
		page.Count(".measure .exhibit tbody tr", 27), page.Count("#course", 1), page.Count("#moved", 1), page.In("#method", page.IsText("Slik er tallene regnet ut")),
		page.In(".print-bar a[href='/owners/964338531?sort=stage']", page.IsText("Tilbake til resultatene")), page.Count("img.owner-logo", 1),
		page.Not("[data-chart]"), page.Not(".exhibit-files"), page.Not(".document table a"))
	page.Verify(t, h.leader("/owners/964338531?sort=stage").body, page.Count("a[href='/owners/964338531/print?sort=stage']", 1))

	view, err := h.analytics.OwnerView(analytics.Query{Owner: "964338531"})
	if err != nil {
		t.Fatal(err)
	}
	document, err := ReadOwnerDocument(h.analytics, view)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"nb", "nn", "en"} {
		var file strings.Builder
		if err := PrintOwner(&file, words(), document, h.brands.Of(schools[0].Owner), lang); err != nil {
			t.Fatal(err)
		}
		page.Verify(t, strings.ReplaceAll(file.String(), "<style>", "<style nonce>"), page.In("html", page.AttrIs("lang", lang)), page.Count(".measure", 9),
			page.Count("img.owner-logo", 1), page.Not("main a"), page.Not("script"), page.Not("link[rel=stylesheet]"))
		for _, outside := range []string{`="/`, "url(\"/", "http://", "https://"} {
			if i := strings.Index(file.String(), outside); i >= 0 {
				t.Errorf("%s: the file needs something outside: %.80q", lang, file.String()[max(0, i-40):])
			}
		}
	}
}

// An owner of which no school has anything to show gets a document that says so.
func TestAnOwnerWithoutResultsAsADocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	page.Verify(t, h.leader("/owners/964338531/print").body, page.In("main", page.HasText("0 av 1")), page.Not(".measure"), page.Not("#method"))
}
