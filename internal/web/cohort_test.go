package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
)

// Programme staff make a cohort, put schools into it, give them dates and take one out; they see names and dates.
func TestCohortsAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	nes := h.sister("Nes skule", sisterOrgnr)
	name, value := h.signedInAs("staff", accounts.Grant{Role: accounts.Programme, At: programme.Builtin().Key})
	get := func(path string) string { return h.get(path, name, value).body }
	send := func(path string, form url.Values) answered { return h.post(path, form, name, value) }

	page.Verify(t, get("/programme/cohorts"), page.In("main", page.HasText("Ingen puljer ennå")))
	page.Verify(t, get("/programme/results"), page.Count("a[href='/programme/cohorts']", 1))
	page.Verify(t, send("/programme/cohorts/new", url.Values{"name": {"Pulje 1"}, "starts": {"i høst"}}).body,
		page.In("#f-starts-problem", page.HasText("Skriv datoen")), page.Count("input[name=name][value='Pulje 1']", 1))
	made := send("/programme/cohorts/new", url.Values{"name": {"Pulje 1"}, "starts": {"2026-08-15"}})
	at := made.header.Get("Location")
	if made.status != 303 || !strings.HasPrefix(at, "/programme/cohorts/") {
		t.Fatalf("made: %d to %s", made.status, at)
	}
	page.Verify(t, get(at), page.In("main", page.HasText("Ingen skoler ennå")), page.Not("form[action='"+at+"/dates']"))
	page.Verify(t, send(at, url.Values{"name": {""}}).body, page.In("#f-name-problem", page.IsText("Må fylles ut")), page.In("#f-starts-problem", page.IsText("Må fylles ut")))
	if a := send(at, url.Values{"name": {"Pulje høst"}, "starts": {"2026-08-16"}}); a.status != 303 {
		t.Fatalf("named: %d", a.status)
	}

	page.Verify(t, send(at+"/schools", url.Values{"numbers": {"974600951\n123456789"}}).body,
		page.In("#f-numbers-problem", page.IsText("Ingen skole her har dette nummeret")), page.In("textarea", page.HasText("123456789")), page.In("main", page.HasText("Ingen skoler ennå")))
	if a := send(at+"/schools", url.Values{"numbers": {"974 600 951, " + sisterOrgnr}}); a.status != 303 {
		t.Fatalf("filled: %d", a.status)
	}
	page.Verify(t, get(at), page.In("h1", page.IsText("Pulje høst")), page.In(".cohort-schools", page.HasText("Bø skole"), page.HasText("Ingen datoer ennå")), page.In("main", page.HasText("2 skoler")))

	page.Verify(t, send(at+"/dates", nil).body, page.In(".ds-error-summary", page.HasText("Må fylles ut")))
	page.Verify(t, send(at+"/dates", url.Values{"a.from": {"2027-01-10"}, "a.to": {"2026-12-01"}}).body, page.In(".ds-error-summary", page.HasText("Slutten må komme etter starten")))
	if a := send(at+"/dates", url.Values{"a.from": {"2026-08-16"}, "a.to": {"2026-12-18"}}); a.status != 303 {
		t.Fatalf("dated: %d", a.status)
	}
	if a := send(at+"/dates", url.Values{"a.from": {"2026-09-01"}, "a.to": {"2026-12-18"}}); a.status != 303 {
		t.Fatalf("dated again: %d", a.status)
	}
	page.Verify(t, get(at), page.In("main", page.HasText("0 skoler har fått datoene")), page.In(".cohort-schools", page.HasText("16. august 2026 til 18. desember 2026")))
	if a := send(at+"/dates", url.Values{"a.from": {"2026-09-01"}, "a.to": {"2026-12-18"}, "also": {"yes"}}); a.status != 303 {
		t.Fatalf("dated all: %d", a.status)
	}
	if run, err := h.programme.RunOf(sc.ID); err != nil || run.Dates["a"].From.Month() != 9 {
		t.Errorf("%+v, %v", run, err)
	}

	if a := send(at+"/schools", url.Values{"out": {sisterOrgnr}}); a.status != 303 {
		t.Fatalf("taken out: %d", a.status)
	}
	if run, err := h.programme.RunOf(nes.ID); err != nil || run.Cohort != "" || len(run.Dates) != 1 {
		t.Errorf("%+v, %v", run, err)
	}
	page.Verify(t, get("/programme/cohorts?lang=nn"), page.In("table", page.HasText("Pulje høst"), page.HasText("16. august 2026")))
	if a := h.get("/programme/cohorts/x", name, value); a.status != 404 {
		t.Errorf("no cohort: %d", a.status)
	}
}
