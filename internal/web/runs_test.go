package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// dated gives a school dates: a phase for each span of two days, in course order.
func (h *house) dated(sc programme.School, cohort programme.CohortID, days ...string) {
	h.t.Helper()
	run := programme.Run{School: sc.ID, Cohort: cohort, Programme: programme.Builtin().Key, Version: programme.Builtin().Version, Dates: map[programme.PhaseKey]programme.Span{}}
	read := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			h.t.Fatal(err)
		}
		return at
	}
	for i := 0; i < len(days); i += 2 {
		run.Dates[programme.Builtin().Phases[i/2].Key] = programme.Span{From: read(days[i]), To: read(days[i+1])}
	}
	if _, err := h.programme.SetRun(h.t.Context(), audit.Console.At(*h.clock), run); err != nil {
		h.t.Fatal(err)
	}
}

// cohort adds a cohort that begins on a day.
func (h *house) cohort(name string, starts time.Time) programme.CohortID {
	h.t.Helper()
	c, err := h.programme.AddCohort(h.t.Context(), audit.Console.At(*h.clock), programme.Cohort{Programme: programme.Builtin().Key, Name: name, Starts: starts})
	if err != nil {
		h.t.Fatal(err)
	}
	return c.ID
}

// Four schools: one measured and shared with few answers, one measured and not shared, one with an open survey, one late.
func TestWhereTheSchoolsAre(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // 24 November 2026; each survey that is measured takes five months
	shares := h.school("Ås skole")
	keeps, opens, late := h.another(shares, "Bø skole", "310000108"), h.another(shares, "Vik skole", "310000205"), h.another(shares, "Zion skole", "310000302")
	cohort := h.cohort("Pulje 7", h.clock.AddDate(0, -3, 0))
	for _, sc := range []programme.School{shares, keeps} {
		h.measured(sc, "prep", surveys.StateSurvey, crew{"teachers", 30, 13, 3})
		h.dated(sc, cohort, "2026-08-15", "2026-11-30", "2026-12-01", "2027-10-31")
	}
	h.dated(late, "", "2026-08-15", "2026-11-30", "2026-12-01", "2027-10-31")
	w := h.open(opens, 20, 5)
	h.turnUp(w, 3)
	h.sends("/schools/"+shares.Orgnr+"/share", url.Values{"share": {"all"}})

	home := "/owners/" + ownerOrgnr + "/runs" // 24 September 2027
	for _, lang := range i18n.Languages {
		page.Verify(t, h.leader(home+"?lang="+lang).body,
			page.In(".tabs a[aria-current=page]", page.HasText(map[string]string{"nb": "Kursløp", "nn": "Kursløp", "en": "Course runs"}[lang])),
			page.Count(".runs tbody tr", 4), page.Count(".needs > li", 3))
	}
	all := h.leader(home).body
	page.Verify(t, all,
		page.In(".runs", page.HasText("13 av 30 svarte (43 %)"), page.HasText("Forberedelse: avsluttet"), page.HasText("Forberedelse: åpen til"), page.HasText("9 måneder etter planen"), page.HasText("I rute, planlagt til 31. oktober 2027")),
		page.In(".needs", page.HasText("Under halvparten svarte"), page.HasText("Mer enn fire uker etter planen"), page.HasText("Zion skole")),
		page.In(".runs thead th[aria-sort=ascending]", page.HasText("Skole")),
		page.In(".picker a[href='"+home+"?cohort="+string(cohort)+"']", page.HasText("Pulje 7")))
	if strings.Count(all, "svarte (") != 1 {
		t.Error("there is a response rate of a school that does not share, or of a survey that is open")
	}
	for query, want := range map[string]int{
		"?cohort=" + string(cohort): 2, "?cohort=none": 2, "?phase=a": 2, "?phase=prep": 2, "?needs=any": 2, "?needs=late": 1, "?needs=turnout&cohort=" + string(cohort): 1,
		"?sort=plan": 4, "?sort=phase": 4, "?sort=done": 4, "?phase=finished": 0,
	} {
		page.Verify(t, h.leader(home+query).body, page.Count(".runs tbody tr", want))
	}
	for _, query := range []string{"?cohort=other", "?phase=d", "?needs=help", "?sort=rank"} {
		if a := h.leader(home + query); a.status != 404 {
			t.Errorf("%s: %d", query, a.status)
		}
	}
	if body := h.leader(home + "?sort=plan").body; strings.Index(body, ">Zion skole</a>") > strings.LastIndex(body, ">Bø skole</a>") {
		t.Error("the school furthest behind its plan does not stand first")
	}

	file := h.leader(home + "/figures/runs.csv").body
	for _, want := range []string{
		"Ås skole;;974600951;Pulje 7;Semester A;2026-12-01;2027-10-31;0;", ";30;value;13;value;", ";;not_shared;;not_shared;;Deler ikke;",
		"Zion skole;;310000302;;Forberedelse;2026-08-15;2026-11-30;298;Ingen ennå;;;not_shared;;not_shared;", ";Skrive konklusjonen (forberedelse);;Mangler konklusjon. Under halvparten svarte;",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("the file lacks %q:\n%s", want, file)
		}
	}
	if lines := strings.Count(h.leader(home+"/figures/runs.csv?needs=late").body, "\n"); lines != 2 {
		t.Errorf("the file of a filter has %d lines", lines)
	}

	own := h.signedInPage(late, "/schools/"+late.Orgnr+"/course/owner")
	page.Verify(t, own, page.In(".facts", page.HasText("9 måneder etter planen")), page.In(".needs", page.HasText("Mer enn fire uker etter planen")))
	page.Verify(t, h.signedInPage(keeps, "/schools/"+keeps.Orgnr+"/course/owner"), page.Not(".needs"), page.In("main", page.HasText("ikke blant dem")))
}

// signedInPage is a page as a leader of the school, and of no other, gets it.
func (h *house) signedInPage(sc programme.School, path string) string {
	h.t.Helper()
	name, value := h.signedInAs("leader-"+sc.Orgnr, accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
	a := h.get(path, name, value)
	if a.status != 200 {
		h.t.Fatalf("%s: %d", path, a.status)
	}
	return a.body
}

// An owner of nobody's, and a school that has closed.
func TestRunsOfNoSchools(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	if _, err := h.programme.CloseSchool(t.Context(), audit.Console.At(*h.clock), sc.ID, *h.clock); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader("/owners/"+ownerOrgnr+"/runs").body, page.In(".empty", page.HasText("Ingen skoler her")), page.Not("table"))
	if a := h.leader("/schools/" + sc.Orgnr + "/course/owner"); a.status != 404 {
		t.Errorf("a closed school: %d", a.status)
	}
}
