package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// readLink makes a link by the form and returns its path.
func (h *house) readLink(form url.Values) string {
	h.t.Helper()
	made := h.sends("/schools/"+firstOrgnr+"/links", form)
	if made.status != 200 {
		h.t.Fatalf("the link: %d", made.status)
	}
	address := page.Attr(page.Find(h.t, page.Parse(h.t, made.body), "#link")[0], "value")
	path := address[strings.Index(address, viewerPath):]
	if again := h.leader("/schools/" + firstOrgnr + "/links"); strings.Contains(again.body, path[len(viewerPath):]) {
		h.t.Error("the secret is shown again")
	}
	return path
}

// A leader makes a link for a meeting, and whoever has it reads the parts that were chosen, until it ends or is revoked.
func TestAReadLink(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/links").body, page.In(".ds-alert", page.HasText("ingen resultater å vise")), page.Not("form.panel"))
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.MappingSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 10, 9, 4})
	offered := h.leader("/schools/" + firstOrgnr + "/links")
	page.Verify(t, offered.body, page.Count("input[name=state]", 3), page.Count("input[name=mapping]", 2), page.Count("input[name=state][checked]", 1))
	form := page.Form(t, page.Parse(t, offered.body), "form.panel").Values
	plain := h.readLink(form)
	seen := h.get(plain)
	page.Verify(t, seen.body,
		page.In("h1", page.IsText("Bø skole")), page.In("#now", page.HasText("Semester A")), page.In("#c-promote", page.HasText("Nådd")),
		page.Not(".menu"), page.Not("main a[href='/schools/974600951']"), page.Not("[aria-labelledby=items] a"), page.Not("a[href='/login']"), page.Not("form"), page.Not("#items"), page.Not("#mapping"), page.Not("#groups"), page.Not("#sharing"),
		page.LacksText("Forberedelse"), page.LacksText("planmessig med å fremme"))
	if seen.header.Get("X-Robots-Tag") != "noindex" || seen.header.Get("Referrer-Policy") != "no-referrer" || seen.header.Get("Set-Cookie") != "" || seen.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", seen.header)
	}
	if chosen := h.get(plain + "?lang=nn"); chosen.header.Get("Set-Cookie") != "" || !strings.Contains(chosen.body, "Du les dette") {
		t.Error("another language sets a cookie, or is not shown")
	}

	form.Set(fieldItems, "yes")
	form.Set(fieldMapping, page.Attr(page.Find(t, page.Parse(t, offered.body), "input[name=mapping]")[0], "value"))
	whole := h.readLink(form)
	page.Verify(t, h.get(whole).body, page.In("#items", page.IsText("Spørsmål for spørsmål")), page.In("[aria-labelledby=items]", page.HasText("planmessig med å fremme"), page.Not("a")), page.In("#mapping", page.HasText("")))

	list := h.leader("/schools/" + firstOrgnr + "/links")
	page.Verify(t, list.body, page.Count("form.revoke", 2))
	revoke := page.Attr(page.Find(t, page.Parse(t, list.body), "form.revoke")[0], "action")
	if a := h.sends(revoke, url.Values{}); a.status != 303 {
		t.Fatalf("revoked: %d", a.status)
	}
	if a := h.sends(revoke, url.Values{}); a.status != 404 {
		t.Errorf("revoked twice: %d", a.status)
	}
	*h.clock = h.clock.AddDate(0, 0, 3)
	gone := map[string]answered{"revoked": h.get(whole), "ended": h.get(plain), "unknown": h.get("/v/abcdefghijklmnopqrstuvwxyz")}
	for name, a := range gone {
		if a.status != 404 || withoutLinks(a.body) != withoutLinks(gone["unknown"].body) {
			t.Errorf("a link that is %s: %d, and not as one that never was", name, a.status)
		}
	}
	if strings.Contains(h.log.String(), plain[len(viewerPath):]) || strings.Contains(h.log.String(), whole[len(viewerPath):]) {
		t.Error("the log holds a secret")
	}
}

// withoutLinks takes out the addresses of the page itself, which name what was asked for.
func withoutLinks(body string) string {
	var kept []string
	for _, line := range strings.Split(body, "\n") {
		if !strings.Contains(line, "hreflang") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func TestReadLinksThatAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	waves := h.surveys.WavesOf(sc.ID)
	for name, c := range map[string]struct {
		change url.Values
		field  string
	}{
		"of nothing":            {url.Values{fieldState: {""}}, "#f-state-problem"},
		"of another wave":       {url.Values{fieldState: {"x"}}, "#f-state-problem"},
		"ended":                 {url.Values{fieldDate: {"2020-01-01"}}, "#f-date-problem"},
		"too long":              {url.Values{fieldDate: {"2099-01-01"}}, "#f-date-problem"},
		"without a date":        {url.Values{fieldDate: {"soon"}}, "#f-date-problem"},
		"of a state as mapping": {url.Values{fieldMapping: {string(waves[0].ID)}}, "#f-mapping-problem"},
	} {
		form := url.Values{fieldState: {string(waves[0].ID)}, fieldMapping: {""}, fieldItems: {"no"}, fieldDate: {h.clock.AddDate(0, 0, 1).Format("2006-01-02")}}
		for field, value := range c.change {
			form[field] = value
		}
		a := h.sends("/schools/"+firstOrgnr+"/links", form)
		if a.status != 422 {
			t.Errorf("%s: %d", name, a.status)
		}
		page.Verify(t, a.body, page.In(c.field, page.HasText("")))
	}
	if n := len(h.links.Of(*h.clock, sc.ID)); n != 0 {
		t.Errorf("%d links were made", n)
	}
}
