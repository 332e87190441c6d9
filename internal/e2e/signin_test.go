package e2e

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// chosen is the password of everybody in the tests.
const chosen = "fjellrev under trappa"

var accountsMade atomic.Int32

// signIn makes an account with every role at every place that there is, by command, and signs in with it: by the one-time link, a password and an
// app. What a role alone may do is tested where a single role is the point.
func signIn(t testing.TB, s *server.Server) *leader {
	t.Helper()
	l := signInAs(t, s, "operator", "programme")
	if everywhere := places(t, s); len(everywhere) > 0 {
		appoint(t, s, l.email, everywhere...)
	}
	return l
}

// signInAs makes an account with some roles, each of which asks for more than a password, and signs in with it.
func signInAs(t testing.TB, s *server.Server, roles ...string) *leader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &leader{t, s, s.URL, fmt.Sprintf("person%d@example.no", accountsMade.Add(1)), &http.Client{Jar: jar}}
	l.enroll(appoint(t, s, l.email, roles...))
	return l
}

// appoint gives somebody roles, and returns the path of the one-time link when they had no account.
func appoint(t testing.TB, s *server.Server, email string, roles ...string) (link string) {
	t.Helper()
	result := server.Run(t, "user", "add", "-data", s.Data, "-base-url", s.URL, "-email", email, "-name", "Kari Bakken", "-role", strings.Join(roles, ","))
	if result.Code != 0 {
		t.Fatalf("user add ended with %d\n%s%s", result.Code, result.Stdout, result.Stderr)
	}
	link, _ = strings.CutPrefix(strings.TrimSpace(result.Stdout), s.URL)
	return link
}

// enroll follows a one-time link: a password, an app, and its first code.
func (l *leader) enroll(link string) {
	l.t.Helper()
	at, body := l.fill(link, "main form", url.Values{"password": {chosen}})
	if at == "/account/passkey" { // which asks for a browser
		at, body = "/account/app", l.get("/account/app")
	}
	if at != "/account/app" {
		l.t.Fatalf("the password led to %s", at)
	}
	f := page.Form(l.t, page.Parse(l.t, body), "main form")
	f.Values.Set("code", codeOf(l.t, f.Values.Get("key")))
	if at, body := l.post(f.Action, f.Values); at == "/account/app" {
		l.t.Fatalf("the app was not added:\n%s", body)
	}
}

// codeOf is what an app shows for a key.
func codeOf(t testing.TB, key string) string {
	t.Helper()
	address, err := url.Parse(key)
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(address.Query().Get("secret"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// places are all schools and owners, as roles there.
func places(t testing.TB, s *server.Server) []string {
	t.Helper()
	var roles []string
	for _, of := range []struct{ list, role string }{{"school", "leader@"}, {"owner", "owner@"}} {
		result := server.Run(t, of.list, "list", "-data", s.Data)
		if result.Code != 0 {
			t.Fatalf("%s list ended with %d\n%s", of.list, result.Code, result.Stderr)
		}
		for line := range strings.Lines(result.Stdout) {
			if number := strings.Fields(line)[0]; number != "number" {
				roles = append(roles, of.role+number)
			}
		}
	}
	return roles
}

// enrollTab follows a one-time link in a browser: a password, and an app where the role asks for one.
func enrollTab(t testing.TB, tab *browser.Tab, link string) {
	t.Helper()
	tab.Open(link)
	enrollHere(t, tab)
}

// enrollHere goes on from the page that a one-time link leads to.
func enrollHere(t testing.TB, tab *browser.Tab) {
	t.Helper()
	tab.Screenshot("choosing a password")
	tab.Fill("#f-password", chosen)
	tab.Follow("main form button")
	if tab.Count("#key") == 0 {
		return
	}
	tab.Screenshot("adding an app")
	tab.Fill("#f-code", codeOf(t, browser.Eval[string](tab, `document.querySelector('[name=key]').value`)))
	tab.Follow("main form button")
}

// signInTab gives a tab that stands at the sign-in page the session of somebody new with every role, and goes where signing in would have led.
func signInTab(t testing.TB, tab *browser.Tab, s *server.Server) *leader {
	t.Helper()
	l := signIn(t, s)
	l.handTo(tab)
	at, err := url.Parse(tab.Address())
	if err != nil {
		t.Fatal(err)
	}
	next := at.Query().Get("next")
	if next == "" {
		next = "/schools"
	}
	tab.Open(next)
	return l
}

// handTo gives a tab the session.
func (l *leader) handTo(tab *browser.Tab) {
	l.t.Helper()
	home, err := url.Parse(l.base)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, cookie := range l.client.Jar.Cookies(home) {
		tab.Cookie(cookie.Name, cookie.Value)
	}
}
