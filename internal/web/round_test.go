package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// sister registers another school under the owner of house.school.
func (h *house) sister(name, orgnr string) programme.School {
	h.t.Helper()
	owner, err := h.programme.OwnerByOrgnr("964338531")
	if err != nil {
		h.t.Fatal(err)
	}
	sc, err := h.programme.RegisterSchool(h.t.Context(), audit.Console.At(*h.clock), programme.School{Name: name, Orgnr: orgnr, Municipality: "0301", WrittenForm: "nn", Owner: owner.ID})
	if err != nil {
		h.t.Fatal(err)
	}
	return sc
}

const (
	roundsPath  = "/owners/964338531/rounds"
	sisterOrgnr = "310000205"
)

// The owner proposes; one school confirms with the head counts of its last wave, another postpones. The owner reads states and dates, and no
// figure of a school.
func TestAnOwnerProposesToAllItsSchools(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.sister("Nes skule", sisterOrgnr)
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	page.Verify(t, h.leader("/owners/964338531").body, page.Count("a[href='"+roundsPath+"']", 1))
	page.Verify(t, h.leader(roundsPath).body, page.In("main", page.HasText("Ingen felles målinger ennå")))

	form := page.Form(t, page.Parse(t, h.leader(roundsPath+"/new").body), "form.panel").Values
	if form.Get("what") != "own/tilstand" || form.Get("who") != "all" {
		t.Errorf("suggested: %v", form)
	}
	form.Set("who", "some")
	form.Set("date", "før jul")
	page.Verify(t, h.sends(roundsPath+"/new", form).body, page.In("#f-date-problem", page.HasText("2026-12-18")))
	form.Set("date", "2027-05-21")
	page.Verify(t, h.sends(roundsPath+"/new", form).body, page.In("#f-who-problem", page.HasText("Må fylles ut")))
	form.Set("who", "all")
	form.Set("opens", "2027-05-07")
	proposed := h.sends(roundsPath+"/new", form)
	at := proposed.header.Get("Location")
	if proposed.status != 303 || !strings.HasPrefix(at, roundsPath+"/") {
		t.Fatalf("proposed: %d to %q", proposed.status, at)
	}
	page.Verify(t, h.leader(at).body, page.In("main tbody", page.HasText("Bø skole"), page.HasText("Har ikke svart")), page.In(".picker", page.HasText("2 skoler")))

	asked := strings.Replace(at, "/owners/964338531", "/schools/974600951", 1)
	page.Verify(t, h.leader("/schools/974600951/waves").body, page.In(".proposal", page.HasText("7. mai 2027")), page.Count(".proposal a[href='"+asked+"']", 1))
	page.Verify(t, h.leader(asked).body, page.In("main", page.HasText("Fjordvik kommune foreslår"), page.HasText("Svarprosenten og resultatene ser eieren ikke")))
	id := at[strings.LastIndex(at, "/")+1:]
	confirm := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new?round="+id).body), "form.panel").Values
	for name, want := range map[string]string{"what": "a/tilstand", "opens": "2027-05-07", "date": "2027-05-21", "counts.teachers": fmt.Sprint(teachers.staff)} {
		if confirm.Get(name) != want {
			t.Errorf("proposed %s: %q, want %q", name, confirm.Get(name), want)
		}
	}
	confirm.Set("step", "plan")
	plan := h.sends("/schools/974600951/waves/new", confirm)
	page.Verify(t, plan.body, page.In(".facts", page.HasText("7. mai 2027")))
	hidden := page.Form(t, page.Parse(t, plan.body), "form.panel").Values
	hidden.Set("step", "open")
	if a := h.sends("/schools/974600951/waves/new", hidden); a.status != 303 {
		t.Fatalf("confirmed: %d", a.status)
	}
	again := h.sends("/schools/974600951/waves/new", hidden)
	page.Verify(t, again.body, page.In(".ds-error-summary", page.HasText("alt bekreftet")))

	later := strings.Replace(at, "/owners/964338531", "/schools/"+sisterOrgnr, 1)
	page.Verify(t, h.sends(later+"/postpone", url.Values{"until": {"2026-01-01"}}).body, page.In("#f-until-problem", page.HasText("passert")))
	if a := h.sends(later+"/postpone", url.Values{"until": {"2027-07-01"}}); a.status != 303 {
		t.Fatalf("postponed: %d", a.status)
	}
	owner := h.leader(at)
	page.Verify(t, owner.body, page.In("main tbody", page.HasText("Bekreftet, åpner 7. mai 2027"), page.HasText("Utsatt til 1. juli 2027")))
	page.Verify(t, h.leader(at+"?state=postponed").body, page.In("main tbody", page.HasText("Nes skule"), page.LacksText("Bø skole")))
	page.Verify(t, h.leader(at+"?name=BØ").body, page.In("main tbody", page.HasText("Bø skole"), page.LacksText("Nes skule")))
	page.Verify(t, h.leader(at+"?name=zzz").body, page.In("main", page.HasText("Ingen skoler passer")))
	page.Verify(t, h.leader(roundsPath).body, page.In("main tbody", page.HasText("1 av 2 skoler")))

	if a := h.sends(at+"/off", url.Values{}); a.status != 303 {
		t.Fatalf("called off: %d", a.status)
	}
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("trukket tilbake")))
	page.Verify(t, h.leader(later).body, page.In("main", page.HasText("trukket tilbake")), page.Count("form.stack", 0))
}

// What the owner reads of a school does not depend on how many have answered, and leads to results only where they are shared.
func TestAnOwnerReadsNoFigureOfARound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	w := h.open(sc, 20, 10)
	form := page.Form(t, page.Parse(t, h.leader(roundsPath+"/new").body), "form.panel").Values
	at := h.sends(roundsPath+"/new", form).header.Get("Location")
	asked := strings.Replace(at, "/owners/964338531", "/schools/974600951", 1)
	page.Verify(t, h.leader(asked).body, page.In("main", page.HasText("alt en slik måling åpen")))
	if a := h.sends(asked+"/join", url.Values{}); a.status != 303 {
		t.Fatalf("joined: %d", a.status)
	}
	if a := h.sends(asked+"/join", url.Values{}); a.status != 409 {
		t.Errorf("joined twice: %d", a.status)
	}
	main := func() string { return page.Text(page.Parse(t, h.leader(at).body)) }
	before := main()
	h.turnUp(w, 16)
	if after := main(); after != before || !strings.Contains(after, "I gang, åpen til") {
		t.Errorf("with sixteen answers the owner reads\n%s\ninstead of\n%s", after, before)
	}
	h.sends("/waves/"+string(w.ID)+"/close", url.Values{})
	page.Verify(t, h.leader(at).body, page.In("main tbody", page.HasText("Avsluttet")), page.Count("main tbody a", 0))
	h.sends("/schools/974600951/share", url.Values{"share": {"all"}})
	if h.analytics.SharedWithOwner(sc.ID) != surveys.SharesAll {
		t.Fatal("the school does not share")
	}
	page.Verify(t, h.leader(at).body, page.Count("main tbody a[href='/schools/974600951']", 1))
}

// A round is found only under its own owner and by its own schools.
func TestARoundOfOthersIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	form := page.Form(t, page.Parse(t, h.leader(roundsPath+"/new").body), "form.panel").Values
	at := h.sends(roundsPath+"/new", form).header.Get("Location")
	late := h.sister("Nes skule", sisterOrgnr) // registered after the proposal
	id := at[strings.LastIndex(at, "/")+1:]
	for _, path := range []string{roundsPath + "/x", "/owners/310000205/rounds", "/schools/" + late.Orgnr + "/rounds/" + id, "/schools/" + late.Orgnr + "/waves/new?round=" + id, "/schools/974600951/rounds/x"} {
		if a := h.leader(path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
