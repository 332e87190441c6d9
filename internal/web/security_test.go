package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tilstand/internal/accounts"
)

// ok is a handler that says so.
func ok(context.Context, *request) (reply, error) { return jsonBody("ok"), nil }

// thing is a set of routes, one for each access.
func things() []route {
	return []route{
		{GET, "/s/:code", respondent, ok}, {POST, "/s/:code", respondent, ok},
		{GET, "/leader/:id", anyAccount, ok}, {POST, "/leader/:id", anyAccount, ok},
		{GET, "/open", public, ok}, {POST, "/open", public, ok},
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	cookieName, cookie := s.signedIn()
	for _, test := range []struct {
		path, referrer string
		status         int
	}{
		{"/", "same-origin", 200},
		{"/privacy", "same-origin", 200},
		{"/leader/1", "same-origin", 200},
		{"/s/secret", "no-referrer", 200},
		{"/s/secret/nowhere", "no-referrer", 404}, // an address that almost is a survey's is a secret, too
		{"/nowhere", "no-referrer", 404},
		{"/healthz", "same-origin", 200},
	} {
		a := s.get(test.path, cookieName, cookie)
		if a.status != test.status {
			t.Errorf("%s: status %d, want %d", test.path, a.status, test.status)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy":      contentPolicy,
			"X-Content-Type-Options":       "nosniff",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control":                "no-store",
			"Referrer-Policy":              test.referrer,
			"Strict-Transport-Security":    "max-age=31536000",
			"Server":                       "",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s: got %q, want %q", test.path, name, got, want)
			}
		}
	}
	for _, directive := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(contentPolicy, directive) {
			t.Errorf("the content policy lacks %s", directive)
		}
	}
	if strings.Contains(contentPolicy, "unsafe") || strings.Contains(contentPolicy, "http") {
		t.Error("the content policy allows inline code or another host")
	}
}

func TestPlainHTTPHasNoTransportSecurity(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.BaseURL = "http://127.0.0.1:8080" })
	if got := s.get("/").header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("Strict-Transport-Security: got %q on plain http", got)
	}
}

// Who may change what: browsers of today say where a request comes from (Sec-Fetch-Site), older ones at least from which
// page (Origin).
func TestChangesFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	cookieName, cookie := s.signedIn()
	const mine, foreign = "https://tilstand.example.no", "https://evil.example"
	for _, test := range []struct {
		name                         string
		method                       string
		site, origin                 string
		public, signedIn, respondent int
	}{
		{"our own page", POST, "same-origin", mine, 200, 200, 200},
		{"our own page that tells nobody its address", POST, "same-origin", "null", 200, 200, 200},
		{"typed or from a bookmark", POST, "none", "", 200, 200, 200},
		{"another site", POST, "cross-site", foreign, 403, 403, 403},
		{"another site that hides its name", POST, "cross-site", "null", 403, 403, 403},
		{"another host of the same site", POST, "same-site", "https://other.example.no", 403, 403, 403},
		{"an old browser, our page", POST, "", mine, 200, 200, 200},
		{"an old browser, another site", POST, "", foreign, 403, 403, 403},
		// A page with the policy no-referrer sends Origin: null with its own forms, as the Fetch standard says. The
		// answer form is such a page.
		{"an old browser, a page that tells nobody its address", POST, "", "null", 403, 403, 200},
		{"a program", POST, "", "", 200, 200, 200},
		{"reading from another site", GET, "cross-site", foreign, 200, 200, 200},
	} {
		for _, target := range []struct {
			path string
			want int
		}{{"/open", test.public}, {"/leader/1", test.signedIn}, {"/s/secret", test.respondent}} {
			r := s.request(test.method, target.path, nil, cookieName, cookie)
			if test.site != "" {
				r.Header.Set("Sec-Fetch-Site", test.site)
			}
			if test.origin != "" {
				r.Header.Set("Origin", test.origin)
			}
			if a := s.ask(r); a.status != target.want {
				t.Errorf("%s, %s: status %d, want %d", test.name, target.path, a.status, target.want)
			}
		}
	}
}

// Behind a proxy that renames the host, the page's own origin is the base URL.
func TestABaseURLIsOurOwnOrigin(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	r := s.request(POST, "/open", nil, "Origin", "https://tilstand.example.no")
	r.Host = "backend:8080"
	if a := s.ask(r); a.status != 200 {
		t.Errorf("status %d, want 200", a.status)
	}
	r = s.request(POST, "/open", nil, "Origin", "https://evil.example")
	r.Host = "backend:8080"
	if a := s.ask(r); a.status != 403 {
		t.Errorf("from elsewhere: status %d, want 403", a.status)
	}
}

// What a client says about itself through proxy headers is not believed.
func TestForwardedHeadersChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	a := s.get("/?lang=nn", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "http", "X-Forwarded-For", "203.0.113.7", "Forwarded", "for=203.0.113.7;host=evil.example")
	if strings.Contains(a.body, "evil.example") || a.header.Get("Strict-Transport-Security") == "" {
		t.Error("a forwarded host or scheme was believed")
	}
	if strings.Contains(s.log.String(), "203.0.113.7") {
		t.Error("a forwarded address was logged")
	}
	for _, set := range a.header.Values("Set-Cookie") {
		if !strings.Contains(strings.ToLower(set), "secure") {
			t.Errorf("cookie without Secure: %s", set)
		}
	}
}

func TestStrangersAreSentToSignIn(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	a := s.get("/leader/1?tab=two&x=%C3%A6")
	if want := "/login?next=%2Fleader%2F1%3Ftab%3Dtwo%26x%3D%25C3%25A6"; a.status != 303 || a.header.Get("Location") != want {
		t.Errorf("GET: %d to %q, want 303 to %q", a.status, a.header.Get("Location"), want)
	}
	a = s.post("/leader/1", nil)
	if a.status != 303 || a.header.Get("Location") != "/login" {
		t.Errorf("POST: %d to %q, want 303 to /login: what was sent is not kept", a.status, a.header.Get("Location"))
	}
	for name, cookie := range map[string]string{"made up": "tilstand=x", "of another scheme": "tilstand=" + string(s.sessions.Start(s.now(), "a", accounts.Strong))} {
		if a := s.get("/leader/1", "Cookie", cookie); a.status != 303 {
			t.Errorf("a cookie %s: status %d, want 303", name, a.status)
		}
	}
}

func TestASessionIdlesOut(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	clock := &now
	s := newSite(t, func(c *Config) { c.Now = func() time.Time { return *clock } })
	s.installWith(things()...)
	cookieName, cookie := s.signedIn()
	if a := s.get("/leader/1", cookieName, cookie); a.status != 200 {
		t.Fatalf("status %d", a.status)
	}
	now = now.Add(31 * time.Minute)
	if a := s.get("/leader/1", cookieName, cookie); a.status != 303 {
		t.Errorf("after half an hour: status %d, want 303", a.status)
	}
}

// A respondent's page is the same for a leader who is signed in: nothing is looked up, nothing is set.
func TestRespondentPagesHaveNoCookies(t *testing.T) {
	t.Parallel()
	var seen *request
	s := newSiteWith(t, route{GET, "/s/:code", respondent, func(_ context.Context, r *request) (reply, error) {
		seen = r
		r.note("login.out") // dropped
		return jsonBody("ok"), nil
	}})
	cookieName, cookie := s.signedIn()
	a := s.get("/s/secret?lang=nn", cookieName, cookie)
	if seen.signedIn() || seen.token != "" {
		t.Error("the session was looked up")
	}
	if set := a.header.Values("Set-Cookie"); set != nil {
		t.Errorf("cookies were set: %v", set)
	}
	if seen.words.Lang() != "nn" {
		t.Errorf("language %s, want nn from the address", seen.words.Lang())
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct{ name, path, cookie, accept, want, set string }{
		{"nothing", "/", "", "", "nb", ""},
		{"the browser's", "/", "", "nn-NO,nn;q=0.9,en;q=0.5", "nn", ""},
		{"the cookie before the browser", "/", "lang=en", "nn", "en", ""},
		{"the link before the cookie", "/?lang=nn", "lang=en", "nb", "nn", "lang=nn"},
		{"a language we do not have", "/?lang=de", "lang=nn", "", "nn", ""},
		{"the tag no", "/?lang=no", "", "", "nb", ""},
		{"mischief", "/?lang=%3Cscript%3E", "lang=%00", "<>", "nb", ""},
	} {
		header := []string{"Accept-Language", test.accept}
		if test.cookie != "" {
			header = append(header, "Cookie", test.cookie)
		}
		a := s.get(test.path, header...)
		if got := a.header.Get("Content-Language"); got != test.want {
			t.Errorf("%s: language %s, want %s", test.name, got, test.want)
		}
		set := a.header.Get("Set-Cookie")
		if test.set == "" && set != "" || !strings.HasPrefix(set, test.set) {
			t.Errorf("%s: cookie %q, want %q", test.name, set, test.set)
		}
	}
}

// Nobody is guarded by a prefix: other spellings of a guarded address do not exist.
func TestOtherSpellingsDoNotExist(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	cookieName, cookie := s.signedIn()
	for _, path := range []string{"/LEADER/1", "/leader/1/", "/%6ceader/1", "//leader/1", "/leader%2F1", "/leader"} {
		if a := s.get(path, cookieName, cookie); a.status != 404 {
			t.Errorf("%s: status %d, want 404", path, a.status)
		}
	}
}

func TestTheSessionCookie(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{"https://tilstand.example.no": "__Host-tilstand", "http://127.0.0.1:8080": "tilstand"} {
		s := newSite(t, func(c *Config) { c.BaseURL = base })
		s.installWith(route{GET, "/in", public, func(context.Context, *request) (reply, error) {
			return signInReply{token: s.sessions.Start(s.now(), "a", accounts.Strong), path: "/"}, nil
		}})
		cookies := (&http.Response{Header: s.get("/in").header}).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %d cookies, want one", base, len(cookies))
		}
		c := cookies[0]
		if c.Name != want || c.Path != "/" || c.Domain != "" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != strings.HasPrefix(base, "https") {
			t.Errorf("%s: cookie %+v", base, c)
		}
	}
}
