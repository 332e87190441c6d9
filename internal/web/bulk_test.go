package web

import (
	"archive/zip"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/jobs"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// An owner asks for the workbooks of all schools, follows them, takes the file, and does not get it any more when a school has withdrawn.
func TestWorkbooksOfAllSchools(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	owner, err := h.programme.Owner(sc.Owner)
	if err != nil {
		t.Fatal(err)
	}
	at := "/owners/" + owner.Orgnr + "/reports"
	file := at + "/all.zip"
	asks := func(step string) {
		t.Helper()
		if a := h.sends(at, url.Values{"step": {step}}); a.status != 303 || a.header.Get("Location") != at {
			t.Fatalf("%q: %d, to %s", step, a.status, a.header.Get("Location"))
		}
	}
	page.Verify(t, h.owner(sc, at).body, page.In("main", page.HasText("Ingen skoler deler noe ennå")), page.Not("form[action='"+at+"']"), page.Not("progress"))
	asks("") // from a page that was left open
	if _, err := h.jobs.Latest(jobs.SchoolReports, string(owner.ID)); err == nil {
		t.Error("there is a job although no school shares")
	}
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"all"}})
	page.Verify(t, h.owner(sc, at).body, page.In("main", page.HasText("1 skole deler nå")), page.In("form[action='"+at+"'] button", page.IsText("Lag rapportene")))

	asks("")
	page.Verify(t, h.owner(sc, at).body, page.In("progress", page.HasAttr("max")), page.In("[role=status]", page.HasText("står for tur")),
		page.In("form[action='"+at+"'] button", page.IsText("Avbryt")), page.In("a[data-without-script]", page.AttrIs("href", at)))
	if a := h.owner(sc, file); a.status != 303 {
		t.Errorf("before it is made the file is %d", a.status)
	}
	asks("cancel")
	page.Verify(t, h.owner(sc, at).body, page.In("main", page.HasText("Rapportene ble avbrutt")), page.Not("progress"))
	asks("cancel") // twice

	asks("")
	h.jobs.Finish(t.Context(), h.now, slog.New(slog.DiscardHandler))
	if a := h.owner(sc, at+"/progress.json"); a.body != `{"all":2,"done":2,"says":"Rapportene er klare. Filen ligger her til 1. mai 2027.","state":"done"}` {
		t.Errorf("the script is told %s", a.body)
	}
	page.Verify(t, h.owner(sc, at).body, page.In("a.ds-button[href='"+file+"']", page.IsText("Last ned ZIP-filen")))
	a := h.owner(sc, file)
	z, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body)))
	if err != nil || len(z.File) != 2 || z.File[1].Name != "Bø skole 974600951.xlsx" {
		t.Errorf("the file: %v, %d", err, a.status)
	}
	entries, err := h.audit.Read(t.Context(), audit.Filter{Owner: string(owner.ID), Action: audit.ResultsExported})
	if err != nil || len(entries) != 1 || entries[0].Detail != "page=/owners/:orgnr/reports/all.zip" {
		t.Errorf("the log says %v, %v", entries, err)
	}

	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"components"}})
	if a := h.owner(sc, file); a.status != 303 || a.header.Get("Location") != at {
		t.Errorf("when the school shares less the file is %d", a.status)
	}
	page.Verify(t, h.owner(sc, at).body, page.In("main", page.HasText("Filen er slettet")), page.Not("a[href='"+file+"']"))
}
