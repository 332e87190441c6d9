package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/page"
)

const (
	address  = "kari@example.no"
	password = "fjellrev under trappa"
)

// withPassword gives a site a data folder and an account that has a password. Its clock stands still: a slow machine must not outlast the
// throttle.
func withPassword(t *testing.T) *site {
	t.Helper()
	f := datafolder.Open(t)
	store, err := accounts.Open(t.Context(), f.Record)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	s := newSite(t, stores(t, f), func(c *Config) { c.Accounts, c.Now = store, func() time.Time { return now } })
	grant, at := accounts.Grant{Role: accounts.Member, At: "s1"}, accounts.Place{Kind: accounts.AtSchool, ID: "s1"}
	_, link, err := store.Invite(t.Context(), audit.By{At: now, Account: audit.Console}, accounts.Account{Email: address, Name: "Kari", Lang: "nb"}, grant, at)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.UseLink(t.Context(), now, link, accounts.Chosen{Password: password}); err != nil {
		t.Fatal(err)
	}
	return s
}

// typed is the sign-in form as it is filled in.
func typed(password string) url.Values { return url.Values{"email": {address}, "password": {password}} }

func sessionOf(a answered) *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if strings.HasSuffix(c.Name, sessionCookie) {
			return c
		}
	}
	return nil
}

func TestSigningInAndOut(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	in := s.post("/login", url.Values{"email": {address}, "password": {password}, "next": {"/privacy?lang=nn"}})
	cookie := sessionOf(in)
	if in.status != 303 || in.header.Get("Location") != "/privacy?lang=nn" || cookie == nil {
		t.Fatalf("sign in: %d to %q, cookie %v", in.status, in.header.Get("Location"), cookie)
	}
	signedIn := cookie.Name + "=" + cookie.Value
	page.Verify(t, s.get("/", "Cookie", signedIn).body, page.In(`form[action="/logout"] button`), page.In("nav.menu a"), page.Not(`header a[href="/login"]`))
	if a := s.get("/login?next=/privacy", "Cookie", signedIn); a.status != 303 || a.header.Get("Location") != "/privacy" {
		t.Errorf("the sign-in page of somebody who is signed in: %d to %q", a.status, a.header.Get("Location"))
	}

	out := s.post("/logout", nil, "Cookie", signedIn)
	if gone := sessionOf(out); out.status != 303 || gone == nil || gone.Value != "" || !gone.Expires.Before(s.now()) || gone.Expires.IsZero() || out.header.Get("Clear-Site-Data") == "" {
		t.Errorf("sign out: %d, cookie %v", out.status, sessionOf(out))
	}
	page.Verify(t, s.get(out.header.Get("Location")).body, page.In(`main [role="status"]`))
	page.Verify(t, s.get("/", "Cookie", signedIn).body, page.Not(`form[action="/logout"]`))
	for _, secret := range []string{password, cookie.Value} {
		if strings.Contains(s.log.String(), secret) {
			t.Error("the log holds a secret")
		}
	}
}

// A session from before signing in is worth nothing after it, so nobody can plant one.
func TestSigningInChangesTheSession(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	name, before := s.signedIn()
	in := s.post("/login", typed(password), name, before)
	if after := sessionOf(in); after == nil || strings.HasSuffix(before, after.Value) {
		t.Error("the session stayed the same")
	}
	page.Verify(t, s.get("/", name, before).body, page.Not(`form[action="/logout"]`))
}

// asked is what the question for a passkey is, which is another one each time.
var asked = regexp.MustCompile(`(data-options|name="sealed" value)="[^"]*"`)

func TestAllFailuresReadTheSame(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	var pages []string
	for range 12 { // more than the throttle lets through
		a := s.post("/login", typed("wrong"))
		if a.status != 422 || sessionOf(a) != nil {
			t.Fatalf("status %d", a.status)
		}
		pages = append(pages, asked.ReplaceAllString(a.body, ""))
	}
	throttled := s.post("/login", typed(password))
	if throttled.status != 422 {
		t.Errorf("the right password while throttled: status %d, want 422", throttled.status)
	}
	for _, body := range append(pages, asked.ReplaceAllString(throttled.body, "")) {
		if body != pages[0] {
			t.Fatal("failures can be told apart")
		}
	}
	page.Verify(t, pages[0],
		page.In("title", page.HasText("Feil: Logg inn")),
		page.In(".ds-error-summary a[href]", page.AttrIs("href", "#email")),
		page.In("#password", page.AttrIs("aria-invalid", "true"), page.HasAttr("aria-describedby")),
		page.In("#email", page.AttrIs("value", address)),
	)
}

func TestNextLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	const landing = "/programme/results" // the first page of the menu: there are no schools
	cookieName, cookie := s.signedIn()
	for next, want := range map[string]string{
		"/privacy":              "/privacy",
		"/privacy?a=1&b=2":      "/privacy?a=1&b=2",
		"":                      landing,
		"https://evil.example":  landing,
		"//evil.example":        landing,
		"/\\evil.example":       landing,
		"/\t/evil.example":      landing,
		"javascript:alert(1)":   landing,
		"privacy":               landing,
		"/a\r\nSet-Cookie: x=y": landing,
	} {
		a := s.get("/login?"+url.Values{"next": {next}}.Encode(), cookieName, cookie)
		if got := a.header.Get("Location"); got != want {
			t.Errorf("next=%q leads to %q, want %q", next, got, want)
		}
	}
}

// A change that was made on one page is told on the next one, once.
func TestNotesTravelToTheNextPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	name, cookie := s.signedIn()
	r := &request{session: s.sessions.Find(s.now(), accounts.Token(strings.TrimPrefix(cookie, s.sessionCookieName()+"=")))}
	r.note("base.error_prefix", "title", "<b>Bø</b>")
	page.Verify(t, s.get("/?lang=nb", name, cookie).body, page.In(`.note[role="status"]`, page.HasText("Feil: <b>Bø</b>")))
	page.Verify(t, s.get("/", name, cookie).body, page.Not(".note"))
}

// Sign-ins from all sides at once: every right one gets in, and none gets another's session.
func TestManySignInsAtOnce(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	var mu sync.Mutex
	seen := map[string]bool{}
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			a := s.post("/login", typed(password))
			mu.Lock()
			defer mu.Unlock()
			if c := sessionOf(a); c == nil || seen[c.Value] {
				t.Errorf("status %d, session %v", a.status, c)
			} else {
				seen[c.Value] = true
			}
		})
	}
	group.Wait()
}
