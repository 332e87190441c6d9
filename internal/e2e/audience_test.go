package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// TestParents is a principal who asks the parents: what is counted is said before anybody counts, a parent answers on a phone and is spoken to as one,
// and what they answered is shown by itself.
func TestParents(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	l := signIn(t, s)
	school := l.register("Lia skole")
	tab := b.Tab(t, s.URL, laptop)
	tab.Open("/login?next=/schools/" + school + "/waves/new")
	signInTab(t, tab, s)
	tab.Click("[value='prep/foresatte']")
	tab.WaitText("Tell personer, ikke barn eller husstander.")
	tab.Fill("[name='counts.parents_1_4']", "40")
	tab.Fill("[name='counts.parents_5_7']", "30")
	seen(tab, "parents, what to ask")
	tab.Follow("button[value=plan]")
	tab.WaitText("Svarer 50 prosent, blir det om lag 35 svar. Svarene vises for seg.")
	seen(tab, "parents, plan")
	tab.Follow("button[value=open]")
	tab.WaitText("Få de foresatte til å svare")
	seen(tab, "parents, opened")
	w := wave{ID: strings.TrimPrefix(pathOf(tab), "/waves/"), Code: browser.Eval[string](tab, `document.querySelector('#link').value.split('/s/')[1]`)}

	parent := b.Tab(t, s.URL, phone)
	parent.Open(w.form())
	parent.WaitText("Hver foresatt svarer for seg, og bare én gang")
	seen(parent, "parents, form")
	parent.Click("#start [data-step=next]")
	parent.Click("#part-1 [data-step=next]")
	parent.WaitText("Velg trinnet barnet går på")
	seen(parent, "parents, stage missing")
	parent.Click("#q-group-2")
	for part := 1; parent.Visible(fmt.Sprintf("#part-%d", part)); part++ {
		parent.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
	}
	parent.Click("#review [data-skipped] button[type=submit]")
	parent.WaitText("Skal en annen foresatt svare på den samme enheten?")
	seen(parent, "parents, thanks")

	items := formItems(t, s, w)
	for person := range 24 {
		form := url.Values{"sid": {newID()}, "group": {fmt.Sprint(1 + person%2)}, "form-ready": {"yes"}}
		for i, item := range items {
			form.Set(item, fmt.Sprint(2+(person+i)%3))
		}
		ask(t, http.StatusOK, s.URL+w.form(), form)
	}
	tab.Open("/waves/" + w.ID + "/poster")
	tab.WaitText("Hvordan ser du som foresatt på skolemiljøet?")
	seen(tab, "parents, poster")
	l.close(w)
	tab.Open("/schools/" + school)
	tab.Follow(".pages a[href$='/mapping?audience=parents']")
	tab.WaitText("25 av 70 svarte")
	tab.Click("[aria-labelledby=groups] details summary")
	tab.WaitText("Alle foresatte")
	seen(tab, "parents, results")
}

// TestJointStatement is two representatives who make their statement: on a phone and on a laptop, in each language, light and dark. Nobody else can
// write it without being found out, and the school's page shows it as it is.
func TestJointStatement(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	l := signIn(t, s)
	for _, look := range looks() {
		if look.dark != (look.width.Width == browser.Laptop.Width) {
			continue // narrow and light or wide and dark, in each language
		}
		t.Run(look.String(), func(t *testing.T) {
			t.Parallel()
			school := l.register("Lia skole")
			statement := "/schools/" + school + "/statement"
			_, body := l.post(statement, nil)
			link := pathIn(t, body, "#link")

			tab := b.Tab(t, s.URL, look.setting())
			tab.Open(link)
			seen(tab, "statement, invitation")
			tab.Follow("[name=joint-step][value=take]")
			seen(tab, "statement, links")
			union, safety := pathIn(t, tab.HTML(), "#link-union"), pathIn(t, tab.HTML(), "#link-safety")
			tab.Expect("status of 410")
			tab.Open(link)
			seen(tab, "statement, spent")

			tab.Open(union)
			tab.Expect("status of 422")
			tab.Click("#q-med_early-2")
			tab.Follow("form.answers button[value=write]:not([hidden])")
			tab.Wait("#q-med_heard[aria-invalid]")
			seen(tab, "statement, refused")
			for _, item := range []string{"early", "heard", "informed", "protected", "time", "parallel", "load", "reasons", "view", "unity"} {
				tab.Click("#q-med_" + item + "-2")
			}
			tab.Click("#q-med_needs-1")
			tab.Click("#q-med_needs-5")
			seen(tab, "statement, form")
			tab.Follow("form.answers button[value=write]:not([hidden])")
			seen(tab, "statement, draft")
			tab.Follow("button[value=sign]")
			tab.Open(safety)
			tab.Follow("button[value=sign]")
			seen(tab, "statement, locked")
			tab.Open("/login?next=" + statement)
			signInTab(t, tab, s)
			seen(tab, "statement, for the leader")
			tab.Open("/schools/" + school)
			tab.Wait("#joint")
			seen(tab, "statement, on the school's page")
		})
	}
}

// statementStates asks for every page of the joint statement, in all languages.
func statementStates(t *testing.T, s *server.Server, l *leader, school string) map[string]string {
	t.Helper()
	statement := "/schools/" + school + "/statement"
	pages := map[string]string{}
	for _, lang := range []string{"nn", "en", "nb"} { // the last one stays
		in := "?lang=" + lang
		_, body := l.post(statement, url.Values{"renew": {"yes"}})
		link := s.URL + pathIn(t, body, "#link") + in
		pages["statement invitation "+lang] = ask(t, http.StatusOK, link, nil)
		pages["statement waits "+lang] = l.get(statement + in)
		links := ask(t, http.StatusOK, link, url.Values{"joint-step": {"take"}})
		pages["statement links "+lang], pages["statement spent "+lang] = links, ask(t, http.StatusGone, link, nil)
		union, safety := s.URL+pathIn(t, links, "#link-union")+in, s.URL+pathIn(t, links, "#link-safety")+in
		form := url.Values{"joint-step": {"write"}, "joint-edit": {"0"}}
		pages["statement form "+lang] = ask(t, http.StatusOK, union+"&joint-edit=yes", nil)
		pages["statement refused "+lang] = ask(t, http.StatusUnprocessableEntity, union, form)
		for _, q := range page.Find(t, page.Parse(t, pages["statement form "+lang]), "fieldset.question") {
			form.Set(strings.TrimPrefix(page.Attr(q, "id"), "q-"), "2")
		}
		pages["statement draft "+lang] = ask(t, http.StatusOK, union, form)
		sign := page.Form(t, page.Parse(t, pages["statement draft "+lang]), "form.joint-sign").Values
		sign.Set("joint-step", "sign")
		pages["statement signed "+lang] = ask(t, http.StatusOK, union, sign)
		pages["statement locked "+lang] = ask(t, http.StatusOK, safety, sign)
		pages["statement "+lang] = l.get(statement + in)
	}
	return pages
}

// seen keeps a picture of a page and judges it.
func seen(tab *browser.Tab, name string) {
	tab.Screenshot(name)
	tab.Judge(name)
}

// pathOf is the path of the page where the tab stands.
func pathOf(tab *browser.Tab) string { return browser.Eval[string](tab, `location.pathname`) }

// pathIn is the path of the address in a field.
func pathIn(t *testing.T, body, field string) string {
	t.Helper()
	found := page.Find(t, page.Parse(t, body), field)
	if len(found) != 1 {
		t.Fatalf("there is no %s:\n%s", field, body)
	}
	at, err := url.Parse(page.Attr(found[0], "value"))
	if err != nil {
		t.Fatal(err)
	}
	return at.Path
}

// formItems are the names of the questions of a wave's form.
func formItems(t *testing.T, s *server.Server, w wave) []string {
	t.Helper()
	var items []string
	for _, q := range page.Find(t, page.Parse(t, ask(t, http.StatusOK, s.URL+w.form(), nil)), "fieldset.question") {
		if id := strings.TrimPrefix(page.Attr(q, "id"), "q-"); id != "group" {
			items = append(items, id)
		}
	}
	return items
}
