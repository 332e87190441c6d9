package web

import (
	"net/url"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
)

const courseAt = "/schools/974600951/course"

// running is a school in semester A: the clock of the house is 24 November 2026.
func (h *house) running(version int) programme.School {
	h.t.Helper()
	sc := h.school("Bø skole")
	day := func(s string) time.Time {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			h.t.Fatal(err)
		}
		return t
	}
	_, err := h.programme.SetRun(h.t.Context(), audit.Console.At(*h.clock), programme.Run{School: sc.ID, Programme: "skolemiljo", Version: version, Dates: map[programme.PhaseKey]programme.Span{
		"prep": {From: day("2026-08-01"), To: day("2026-10-31")}, "a": {From: day("2026-11-01"), To: day("2027-03-31")},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return sc
}

func TestCourseOfASchool(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.running(2)
	name, value := h.signedIn() // notes belong to a session
	post := func(to string, form url.Values) answered { return h.post(courseAt+to, form, name, value) }
	page.Verify(t, h.get(courseAt, name, value).body,
		page.In("main", page.HasText("Det kan vare til 31. januar 2029")), // 30 months from 1 August 2026
		page.Count(".course-modules > li", 15),
		page.In("#dates a", page.AttrIs("href", "/schools/974600951/dates")),
		page.In("#a-target", page.HasText("Fast plass"), page.HasText("Ingen personalgrupper har vært med ennå")),
		page.Not("#a-target .course-moves"),
		page.Count("#a-follow .course-moves form", 1), // the first of the free ones moves down only
		page.In("#a-hidden", page.HasText("Kommer etter «Følge med»")))

	// A refused move says why, and what is possible.
	refused := post("/move", url.Values{"module": {"a-hidden"}, "place": {"2"}})
	if refused.status != 422 {
		t.Errorf("a move against the rules: %d", refused.status)
	}
	page.Verify(t, refused.body, page.In("#refused", page.HasText("«Det som er vanskelig å se» må komme etter «Følge med»."), page.HasText("kan i stedet stå på plass 3.")))
	for place, want := range map[string]string{"1": "Plass 1 er satt av til «Måltilstanden og oss»", "x": "Semesteret har ingen plass 0"} {
		page.Verify(t, post("/move", url.Values{"module": {"a-hear"}, "place": {place}}).body, page.In("#refused", page.HasText(want), page.HasText("på plass 2 og 4")))
	}
	page.Verify(t, post("/move", url.Values{"module": {"a-analyse"}, "place": {"2"}}).body, page.In("#refused", page.HasText("«Fra svar til forståelse» har fast plass")))
	if a := post("/move", url.Values{"module": {"a-hear"}, "place": {"2"}}); a.status != 303 || a.header.Get("Location") != courseAt+"#a-hear" {
		t.Errorf("moved: %d to %s", a.status, a.header.Get("Location"))
	}
	page.Verify(t, h.get(courseAt, name, value).body, page.In(".note", page.HasText("plass 2")), page.In("#a-hear .course-place", page.IsText("2")))

	if a := post("/done", url.Values{"item": {"owner-frame"}, "on": {"2026-09-01"}, "by": {"owner"}}); a.status != 303 {
		t.Errorf("ticked off: %d", a.status)
	}
	page.Verify(t, h.get(courseAt, name, value).body, page.In("#owner-frame", page.HasText("Gjort 1. september 2026, av skoleeieren")), page.In("main", page.HasText("1 av 13 gjort")))
	post("/done", url.Values{"item": {"group"}, "on": {"2026-12-01"}})
	page.Verify(t, h.get(courseAt, name, value).body, page.In(".note", page.HasText("Dagen ligger fram i tid")), page.Not("#group .course-state"))
	post("/done", url.Values{"item": {"owner-frame"}, "undo": {"yes"}})
	page.Verify(t, h.get(courseAt, name, value).body, page.Not("#owner-frame .course-state"))
	if a := post("/done", url.Values{"item": {"nothing"}}); a.status != 404 {
		t.Errorf("what is not in the course: %d", a.status)
	}
}

func TestAModuleOfTheCourse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.running(2)
	at := courseAt + "/modules/a-target"
	page.Verify(t, h.leader(at).body,
		page.Count(".course-elements > li", 5),
		page.In("#a-target-film", page.HasText("Film · sammen · 30 minutter"), page.HasText("legg inn lenken her")),
		page.In("#f-on", page.AttrIs("value", "2026-11-24")))
	bad := h.sends(at+"/links", url.Values{"element": {"a-target-film"}, "address.a-target-film": {"javascript:alert(1)"}, "title.a-target-film": {"Filmen"}})
	page.Verify(t, bad.body, page.In("[id='f-address.a-target-film-problem']", page.HasText("https://")), page.In("[id='f-title.a-target-film']", page.AttrIs("value", "Filmen")))
	if a := h.sends(at+"/links", url.Values{"element": {"a-target-film"}, "address.a-target-film": {"https://example.org/film"}, "title.a-target-film": {"Filmen"}}); a.status != 303 {
		t.Errorf("linked: %d", a.status)
	}
	page.Verify(t, h.sends(at+"/dates", url.Values{"from": {"2027-05-01"}, "to": {"2027-05-02"}}).body, page.In("#f-from-problem", page.HasText("innenfor semesteret")))
	if a := h.sends(at+"/dates", url.Values{"from": {"2026-11-09"}, "to": {"2026-11-20"}}); a.status != 303 {
		t.Errorf("dated: %d", a.status)
	}
	page.Verify(t, h.sends(at+"/groups", url.Values{"group.sfo": {"yes"}, "on": {""}}).body, page.In("#f-on-problem", page.HasText("Må fylles ut")))
	page.Verify(t, h.sends(at+"/groups", url.Values{"group.sfo": {"yes"}, "on": {"2026-12-24"}}).body, page.In("#f-on-problem"))
	h.sends(at+"/groups", url.Values{"group.sfo": {"yes"}, "on": {"2026-11-10"}})
	h.sends(at+"/groups", url.Values{"group.sfo": {"yes"}, "group.teachers": {"yes"}, "on": {"2026-11-17"}})
	page.Verify(t, h.leader(at).body,
		page.In("#a-target-film a[href='https://example.org/film']", page.IsText("Filmen")),
		page.In("label[for='group-sfo']", page.HasText("10. november 2026")), // the meeting that it was at
		page.In("label[for='group-teachers']", page.HasText("17. november 2026")),
		page.Not("#group-other[checked]"),
		page.In("#f-from", page.AttrIs("value", "2026-11-09")))
	page.Verify(t, h.leader(courseAt).body, page.In("#a-target", page.HasText("SFO: var med 10. november 2026"), page.HasText("9. november 2026 til 20. november 2026")))
	if a := h.leader(courseAt + "/modules/x"); a.status != 404 {
		t.Errorf("a module that is not there: %d", a.status)
	}
}

// Members read the course and change nothing; the owner's people do not read it.
func TestWhoReadsTheCourse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.running(2)
	name, value := h.signedInAs("per", accounts.Grant{Role: accounts.Member, At: string(sc.ID)})
	page.Verify(t, h.get(courseAt, name, value).body, page.Count(".course-modules > li", 15), page.Not("main form"), page.Not("#dates a"))
	page.Verify(t, h.get(courseAt+"/modules/a-target", name, value).body, page.Count(".course-elements > li", 5), page.Not("main form"), page.In(".course-groups", page.HasText("SFO: ikke ennå")))
	if a := h.post(courseAt+"/move", url.Values{"module": {"a-hear"}, "place": {"2"}}, name, value); a.status != 404 {
		t.Errorf("a member moves a module: %d", a.status)
	}
	name, value = h.signedInAs("eva", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	if a := h.get(courseAt, name, value); a.status != 404 {
		t.Errorf("the owner reads the course: %d", a.status)
	}
}

// A school keeps the version it began with until its leader moves it.
func TestMovingToANewerCourse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	page.Verify(t, h.leader(courseAt).body, page.In("main", page.HasText("Skolen har ikke begynt på kurset ennå"), page.HasText("Sett datoene")))
	h = newHouse(t)
	h.running(1)
	page.Verify(t, h.leader(courseAt).body, page.In(".ds-alert", page.HasText("bare har målingene"), page.HasText("Nye moduler: 15")), page.Not(".course-modules"))
	page.Verify(t, h.sends(courseAt+"/version", url.Values{"version": {"9"}}).body, page.In(".ds-error-summary", page.HasText("allerede denne utgaven")))
	name, value := h.signedIn()
	if a := h.post(courseAt+"/version", url.Values{"version": {"2"}}, name, value); a.status != 303 {
		t.Errorf("moved: %d", a.status)
	}
	page.Verify(t, h.get(courseAt, name, value).body, page.In(".note", page.HasText("den nye utgaven")), page.Count(".course-modules > li", 15), page.Not(".ds-alert[data-color='info']"))
}
