package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// A school reads when its answers go, is told beforehand on the pages it comes to anyway, and reads afterwards that they went. Its results stay.
func TestASchoolIsToldWhenAnswersGo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	const answers = "/schools/974600951/waves/answers"
	page.Verify(t, h.leader(answers).body, page.In("main", page.HasText("ingen svar å slette"), page.HasText("slettes 12 måneder etter")), page.In(".tabs [aria-current]", page.IsText("Målinger")))
	w := h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	template := programme.Builtin()
	_, err := h.programme.SetRun(t.Context(), audit.Operator.At(*h.clock), programme.Run{School: sc.ID, Programme: template.Key, Version: template.Version,
		Dates: map[programme.PhaseKey]programme.Span{"c": {From: h.clock.AddDate(0, 1, 0), To: time.Date(2027, 6, 20, 0, 0, 0, 0, time.UTC)}}})
	if err != nil {
		t.Fatal(err)
	}
	results := h.leader("/schools/974600951").body
	page.Verify(t, h.leader(answers).body,
		page.In("tbody tr", page.HasText("Slettes etter planen 20. juni 2028"), page.HasText("12 måneder etter 20. juni 2027"), page.HasText("svarte")),
		page.Not("a[href='/schools/974600951/dates'].ds-link"))
	page.Verify(t, h.leader("/operation/answers").body, page.In("tbody tr", page.HasText("Bø skole"), page.HasText("1 måling 0 målinger 0 målinger")))

	*h.clock = time.Date(2028, 6, 1, 9, 0, 0, 0, time.UTC)
	strike := func() {
		t.Helper()
		if _, err := h.retention.Run(t.Context(), audit.Service.At(*h.clock)); err != nil {
			t.Fatal(err)
		}
	}
	strike()
	for _, path := range []string{"/schools/974600951", "/schools/974600951/waves"} {
		page.Verify(t, h.leader(path).body, page.In(".ds-alert", page.HasText("Svarene fra 1 måling slettes 1. juli 2028. Resultatene blir stående.")), page.In(".ds-alert a[href='"+answers+"']"))
	}
	page.Verify(t, h.leader("/operation/answers?lang=en").body, page.In("tbody tr", page.HasText("1 survey, 1 July 2028")))

	*h.clock = time.Date(2028, 7, 1, 9, 0, 0, 0, time.UTC)
	strike()
	if after := h.leader("/schools/974600951").body; mainOf(after) != mainOf(results) {
		t.Error("the results changed")
	}
	page.Verify(t, h.leader(answers+"?lang=nn").body, page.In("tbody tr", page.HasText("Sletta 1. juli 2028")))
	page.Verify(t, h.leader("/operation/answers").body, page.In("tbody tr", page.HasText("1 måling, 1. juli 2028")))
	of := "/waves/" + string(w.ID)
	page.Verify(t, h.leader(of).body, page.In(".ds-alert", page.HasText("Svarene ble slettet 1. juli 2028"), page.HasText("Resultatene står som de var.")), page.Not("form[action='"+of+"/counts']"))
	refused := h.sends(of+"/counts", url.Values{"counts.teachers": {"30"}, "counts.other": {"20"}})
	if refused.status != 409 {
		t.Errorf("correcting head counts: status %d", refused.status)
	}
	page.Verify(t, refused.body, page.In("h1", page.IsText("Svarene er slettet")))
	if report := h.leader("/schools/974600951/report.xlsx"); report.status != 200 {
		t.Errorf("the report: status %d", report.status)
	}
}

// A school that has not said when the course ends is told what is assumed.
func TestASchoolWithoutALastDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.measured(h.school("Bø skole"), "a", surveys.StateSurvey, teachers, others)
	page.Verify(t, h.leader("/schools/974600951/waves/answers").body, page.In(".ds-alert", page.HasText("to og et halvt år")), page.In("tbody tr", page.HasText("2030")))
}

// mainOf is what a page says, without its frame.
func mainOf(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return main
}
