package web

import (
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
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

// Every action and every area has words in every language, and so has every page whose looks are logged.
func TestTheLogHasWordsForEverything(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, lang := range i18n.Languages {
		printer := words().Printer(lang)
		for _, area := range audit.Areas {
			if !printer.Has("log.area." + area.Key) {
				t.Errorf("%s: no words for the area %s", lang, area.Key)
			}
		}
		for _, action := range audit.Actions {
			if !printer.Has("log.action." + string(action)) {
				t.Errorf("%s: no words for the action %s", lang, action)
			}
		}
		for _, actor := range []audit.AccountID{audit.Service, audit.Console, audit.Operator, audit.Stranger} {
			if !printer.Has("log.actor." + string(actor)) {
				t.Errorf("%s: no words for %s", lang, actor)
			}
		}
		for _, role := range slices.Concat(accounts.Roles, []accounts.Role{accounts.Viewer}) {
			if !printer.Has("log.role." + string(role)) {
				t.Errorf("%s: no words for the role %s", lang, role)
			}
		}
	}
	for _, rt := range h.table {
		if rt.access.shows != "" && lookedAt[strings.TrimSuffix(rt.pattern, belowFigures)] == "" {
			t.Errorf("%s: no words for looking at it", rt)
		}
	}
}

// logged is a house with a school that has been asked, and a leader, an owner and an operator who are signed in.
func logged(t *testing.T) (h *house, sc programme.School, as map[string]string) {
	t.Helper()
	h = newHouse(t)
	sc = h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 22, 20, 3})
	as = map[string]string{}
	for who, g := range map[string]accounts.Grant{
		"Liv Leder": {Role: accounts.Leader, At: string(sc.ID)}, "Eli Eier": {Role: accounts.Owner, At: string(sc.Owner)}, "Odd Drift": {Role: accounts.Operator},
	} {
		as[who] = h.person(who, g)
	}
	return h, sc, as
}

// person signs somebody new in, and returns the cookie.
func (h *house) person(name string, g accounts.Grant) string {
	h.t.Helper()
	account, _, err := h.accounts.Invite(h.t.Context(), audit.Console.At(*h.clock), accounts.Account{Email: rand.Text() + "@example.no", Name: name, Lang: "nb"}, g,
		accounts.Place{Kind: kinds[g.Role], ID: g.At})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.sessionCookieName() + "=" + string(h.sessions.Start(*h.clock, account.ID, accounts.Strong))
}

// The leader, the owner and the operator each read what is theirs to read.
func TestWhoReadsWhichEntries(t *testing.T) {
	t.Parallel()
	h, sc, as := logged(t)
	owner, err := h.programme.Owner(sc.Owner)
	if err != nil {
		t.Fatal(err)
	}
	at := "/schools/" + sc.Orgnr
	if a := h.post(at+"/share", url.Values{"share": {"all"}}, "Cookie", as["Liv Leder"]); a.status != 303 {
		t.Fatalf("sharing: %d", a.status)
	}
	h.get(at, "Cookie", as["Liv Leder"])
	h.get(at, "Cookie", as["Eli Eier"])
	h.get("/owners/"+owner.Orgnr, "Cookie", as["Eli Eier"])
	if _, err := h.surveys.ProposeRound(t.Context(), audit.Console.At(*h.clock), surveys.RoundSpec{
		Owner: sc.Owner, Instrument: surveys.StateSurvey, Phase: "b", OpensAt: *h.clock, ClosesAt: h.clock.AddDate(0, 0, 14), Schools: []programme.SchoolID{sc.ID},
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, who string
		has, not  []string
	}{
		{at + "/log", "Liv Leder", []string{
			"Måling åpnet Tilstandsmåling, Semester A: kartlegge og analysere Kommando på tjeneren", "Måling avsluttet", "Resultater klare", "Resultater delt med skoleeieren alle resultatene Liv Leder", "Resultater vist skolens resultatside Liv Leder",
			"Resultater vist skolens resultatside Eli Eier", "Resultater vist sammenlikning av skolene Eli Eier · Fjordvik kommune",
		}, []string{"Felles måling foreslått", "Skoleeier registrert"}},
		{"/owners/" + owner.Orgnr + "/log", "Eli Eier", []string{
			"Resultater delt med skoleeieren", "Liv Leder · Bø skole", "Resultater vist skolens resultatside Eli Eier", "Felles måling foreslått", "Skoleeier registrert",
		}, []string{"Måling åpnet", "Resultater klare", "Resultater vist skolens resultatside Liv Leder"}},
		{"/log", "Odd Drift", []string{"Måling åpnet", "Resultater vist skolens resultatside Liv Leder · Bø skole", "Felles måling foreslått"}, nil},
	} {
		a := h.get(c.path, "Cookie", as[c.who])
		if a.status != 200 {
			t.Errorf("%s: %d", c.path, a.status)
			continue
		}
		main := mainText(t, a.body)
		for _, want := range c.has {
			if !strings.Contains(main, want) {
				t.Errorf("%s lacks %q:\n%s", c.path, want, main)
			}
		}
		for _, unwanted := range c.not {
			if strings.Contains(main, unwanted) {
				t.Errorf("%s has %q", c.path, unwanted)
			}
		}
		file := h.get(c.path+".csv", "Cookie", as[c.who])
		for _, want := range c.not {
			if file.status != 200 || strings.Contains(file.body, want) {
				t.Errorf("%s.csv (%d) has %q", c.path, file.status, want)
			}
		}
	}
	head, err := h.audit.Head(t.Context())
	page.Verify(t, h.get("/log", "Cookie", as["Odd Drift"]).body, page.In("header a.own", page.HasText("Odd Drift")))
	if err != nil || !strings.Contains(h.get("/log", "Cookie", as["Odd Drift"]).body, head.String()) {
		t.Errorf("the operator cannot note the head %s down (%v)", head, err)
	}
	if strings.Contains(h.get(at+"/log", "Cookie", as["Liv Leder"]).body, head.Hash.String()) {
		t.Error("a leader reads the head")
	}
}

func mainText(t *testing.T, body string) string {
	t.Helper()
	return strings.Join(strings.Fields(page.Text(page.Find(t, page.Parse(t, body), "main")[0])), " ")
}

// By area, by person and by day, in Norwegian time; a page at a time.
func TestTheLogIsFilteredAndPaged(t *testing.T) {
	t.Parallel()
	h, sc, as := logged(t)
	start := time.Date(2026, 11, 1, 22, 30, 0, 0, time.UTC) // half past eleven in the evening in Norway
	for i := range 2*entriesOnPage + 7 {
		e := audit.Entry{Action: audit.WaveOpened, School: string(sc.ID), Detail: fmt.Sprint("mark=", i)}
		if i%2 == 1 {
			e.Action = audit.SharingGiven
		}
		if err := h.audit.Write(t.Context(), audit.AccountID("nobody-left").At(start.Add(time.Duration(i)*time.Hour)), e); err != nil {
			t.Fatal(err)
		}
	}
	at := "/schools/" + sc.Orgnr + "/log"
	read := func(query string) (lines int, text, body string) {
		t.Helper()
		a := h.get(at+query, "Cookie", as["Liv Leder"])
		if a.status != 200 {
			t.Fatalf("%s: %d", query, a.status)
		}
		return strings.Count(a.body, `class="log-clock"`), mainText(t, a.body), a.body
	}
	all, seen := 0, 0
	for query := "?area="; query != ""; {
		lines, _, body := read(query)
		all, seen, query = all+lines, seen+1, ""
		for _, next := range page.Find(t, page.Parse(t, body), "a[rel=next]") {
			query = strings.TrimPrefix(page.Attr(next, "href"), at)
		}
	}
	entries, err := h.audit.Read(t.Context(), audit.Filter{School: string(sc.ID)})
	if err != nil || all != len(entries) || seen != 3 {
		t.Errorf("%d entries on %d pages, want all %d on 3 (%v)", all, seen, len(entries), err)
	}
	if lines, text, _ := read("?area=results&from=2026-11-01&to=2026-11-02"); lines != 12 || strings.Contains(text, "Måling åpnet") || !strings.Contains(text, "en person som har sluttet") {
		t.Errorf("results of two days: %d entries\n%s", lines, text)
	}
	if lines, text, _ := read("?from=2026-11-01&to=2026-11-01"); lines != 1 || !strings.Contains(text, "23.30") || !strings.Contains(text, "mark: 0") {
		t.Errorf("the evening of the first: %d entries\n%s", lines, text)
	}
	if lines, _, _ := read("?who=nobody-left&from=2027-01-01"); lines != 0 {
		t.Errorf("%d entries after the last", lines)
	}
	if lines, _, body := read("?area=none&from=i+fjor&before=x"); lines != entriesOnPage || !strings.Contains(body, "f-from-problem") {
		t.Errorf("a filter that says nothing: %d entries", lines)
	}
	a := h.get(at+".csv?area=results&who=nobody-left", "Cookie", as["Liv Leder"])
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff")))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil || len(rows) != 1+entriesOnPage+3 || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d rows (%v), %s", len(rows), err, a.header.Get("Content-Disposition"))
	}
}

// A name is what somebody typed: it is no formula in a spreadsheet.
func TestNamesInTheFileAreNoFormulas(t *testing.T) {
	t.Parallel()
	h, sc, _ := logged(t)
	cookie := h.person("=1+1", accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
	h.get("/schools/"+sc.Orgnr, "Cookie", cookie)
	a := h.get("/schools/"+sc.Orgnr+"/log.csv?area=results", "Cookie", cookie)
	if a.status != 200 || !strings.Contains(a.body, ";'=1+1;") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
}
