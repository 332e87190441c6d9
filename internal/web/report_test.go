package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

// What an owner's workbook says of a school is what its page says, and from the request after a withdrawal on it says nothing.
func TestTheWorkbookOfAnOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	owner, err := h.programme.Owner(sc.Owner)
	if err != nil {
		t.Fatal(err)
	}
	at := "/owners/" + owner.Orgnr
	dump := func() string {
		t.Helper()
		a := h.owner(sc, at+"/report.xlsx")
		if a.status != 200 || !strings.Contains(a.header.Get("Content-Disposition"), "tilstand-"+owner.Orgnr+".xlsx") {
			t.Fatalf("%d, %q", a.status, a.header.Get("Content-Disposition"))
		}
		return workbook.Dump(t, []byte(a.body))
	}
	if before := dump(); strings.Contains(before, "3.2") || !strings.Contains(before, `"deler ikke"`) {
		t.Errorf("before the school shares the workbook says\n%s", before)
	}
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"all"}})
	page.Verify(t, h.owner(sc, at).body, page.In("main", page.HasText("3,2")))
	if shared := dump(); !strings.Contains(shared, "3.2  [0.0]") || strings.Contains(shared, `"deler ikke"`) {
		t.Errorf("when the school shares the workbook says\n%s", shared)
	}
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"nothing"}})
	if after := dump(); strings.Contains(after, "3.2  [") {
		t.Errorf("when it has withdrawn the workbook says\n%s", after)
	}
}
