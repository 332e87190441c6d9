package e2e

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestValid gives the validators every state of the answer form as the server sends it, and the pages around it, in all languages.
func TestValid(t *testing.T) {
	t.Parallel()
	testkit.Long(t, "make e2e RUN=TestValid")
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school := leader.register("Lia skole")
	w := leader.open(school, "a/tilstand", counts{"teachers": 12, "assistants": 9})
	pages := map[string]string{}
	for _, lang := range []string{"nn", "en", "nb"} {
		maps.Copy(pages, formStates(t, s.URL, w, lang))
		for name, path := range map[string]string{"start": "/", "privacy": "/privacy", "accessibility": "/accessibility", "method": "/method", "sign in": "/login",
			"preview": "/waves/" + w.ID + "/form", "paper": "/waves/" + w.ID + "/paper", "poster": "/waves/" + w.ID + "/poster"} {
			pages[name+" "+lang] = leader.get(path + "?lang=" + lang)
		}
	}
	maps.Copy(pages, kindStates(t))
	maps.Copy(pages, roundStates(t, leader, school))
	maps.Copy(pages, statementStates(t, s, leader, school))
	leader.close(w)
	for _, lang := range []string{"nb", "nn", "en"} {
		pages["shut "+lang] = ask(t, http.StatusGone, s.URL+w.form()+"?lang="+lang, nil)
	}
	browser.Valid(t, pages)
}

// formStates asks for every page that the answer form can become.
func formStates(t *testing.T, base string, w wave, lang string) map[string]string {
	t.Helper()
	at, pages := base+w.form()+"?lang="+lang, map[string]string{}
	send := func(name string, status int, sh sheet, change func(url.Values)) {
		form := sh.values()
		change(form)
		pages[name+" "+lang] = ask(t, status, at, form)
	}
	same := func(url.Values) {}
	full, partial := allAt(3), allAt(3)
	full.group, partial.group = "1", "1"
	delete(partial.answers, "promote_plan")
	pages["blank "+lang] = ask(t, http.StatusOK, at, nil)
	pages["thanks "+lang] = ask(t, http.StatusOK, base+w.form()+"/thanks?lang="+lang, nil)
	send("problems", http.StatusUnprocessableEntity, allAt(9), same)
	send("other form", http.StatusUnprocessableEntity, full, func(f url.Values) { f.Set("nosuchitem", "1") })
	send("skipped", http.StatusOK, partial, same)
	send("looked over", http.StatusOK, full, func(f url.Values) { f.Set("form-review", "yes") })
	send("back in the form", http.StatusOK, full, func(f url.Values) { f.Set("form-edit", "yes") })
	send("thanked", http.StatusOK, full, same) // after a redirect
	send("conflict", http.StatusConflict, full, func(f url.Values) { f.Set("promote_plan", "5") })
	return pages
}

// kindStates asks for the pages of a form with every kind of question.
func kindStates(t *testing.T) map[string]string {
	t.Helper()
	s := everyKind(t)
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/kartlegging", counts{"teachers": 12, "assistants": 9})
	pages := map[string]string{}
	for _, lang := range []string{"nb", "nn", "en"} {
		at := s.URL + w.form() + "?lang=" + lang
		form := func(channels ...string) url.Values {
			return url.Values{"sid": {newID()}, "group": {"1"}, "known": {"4"}, "work": {"1"}, "channels": channels}
		}
		pages["kinds blank "+lang] = ask(t, http.StatusOK, at, nil)
		pages["kinds skipped "+lang] = ask(t, http.StatusOK, at, form("1", "3"))
		pages["kinds refused "+lang] = ask(t, http.StatusUnprocessableEntity, at, form("1", "4"))
		pages["kinds paper "+lang] = leader.get("/waves/" + w.ID + "/paper?lang=" + lang)
		pages["kinds preview "+lang] = leader.get("/waves/" + w.ID + "/form?lang=" + lang)
	}
	return pages
}

// roundStates asks for the pages of a wave that an owner proposes.
func roundStates(t *testing.T, l *leader, school string) map[string]string {
	t.Helper()
	_, owner, _ := strings.Cut(l.get("/schools/"+school), `href="/owners/`)
	owner, _, _ = strings.Cut(owner, `"`)
	rounds := "/owners/" + owner + "/rounds"
	at, _ := l.fill(rounds+"/new", "form.panel", url.Values{"what": {"b/tilstand"}})
	id, ok := strings.CutPrefix(at, rounds+"/")
	if !ok {
		t.Fatalf("proposing led to %s", at)
	}
	pages := map[string]string{}
	for _, lang := range []string{"nb", "nn", "en"} {
		for name, path := range map[string]string{"rounds": rounds, "round proposed": rounds + "/new", "round followed": at, "round of a school": "/schools/" + school + "/rounds/" + id} {
			pages[name+" "+lang] = l.get(path + "?lang=" + lang)
		}
	}
	return pages
}

// ask gets a page, or posts a form to it, and wants the status.
func ask(t *testing.T, status int, address string, form url.Values) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if form != nil {
		request, err = http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	}
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != status {
		t.Errorf("%s answered %d, want %d", address, response.StatusCode, status)
	}
	return string(body)
}
