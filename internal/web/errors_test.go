package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

var errNotNow = errors.New("the queue is full")

// failing is a route whose handler returns an error.
func failing(a access, err error) route {
	return route{GET, "/fails/:code", a, func(context.Context, *request) (reply, error) { return nil, err }}
}

func TestErrorsBecomePages(t *testing.T) {
	t.Parallel()
	secret := errors.New("row 17 of table answer is broken")
	for name, test := range map[string]struct {
		err    error
		status int
		title  string // key
	}{
		"unreadable":            {errBadRequest, 400, "error.bad_request.title"},
		"from another site":     {errForbidden, 403, "error.forbidden.title"},
		"not found":             {errNotFound, 404, "error.not_found.title"},
		"a file":                {fmt.Errorf("open: %w", fs.ErrNotExist), 404, "error.not_found.title"},
		"a school":              {fmt.Errorf("school: %w", programme.ErrNotFound), 404, "error.not_found.title"},
		"a survey":              {fmt.Errorf("wave: %w", surveys.ErrNotFound), 404, "error.not_found.title"},
		"out of time":           {fmt.Errorf("read: %w", context.DeadlineExceeded), 503, "error.busy.title"},
		"not now":               {fmt.Errorf("write: %w", errNotNow), 503, "error.busy.title"},
		"anything else is ours": {secret, 500, "error.internal.title"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(c *Config) { c.Unavailable = []error{errNotNow} })
			s.installWith(failing(public, test.err))
			for lang := range languageNames {
				a := s.get("/fails/1?lang=" + lang)
				words := s.words.Printer(lang)
				if a.status != test.status {
					t.Errorf("%s: status %d, want %d", lang, a.status, test.status)
				}
				page.Verify(t, a.body, page.In("h1", page.IsText(words.T(test.title))), page.In("main a", page.HasText("")))
				if strings.Contains(a.body, test.err.Error()) {
					t.Errorf("%s: the page shows the error's own text", lang)
				}
			}
			retry := s.get("/fails/1").header.Get("Retry-After")
			if (test.status == 503) != (retry != "") {
				t.Errorf("Retry-After: %q", retry)
			}
		})
	}
}

// A fault of ours can be found in the log by the code that the page shows.
func TestAFaultCanBeFound(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, failing(public, errors.New("the disk is full")))
	body := s.get("/fails/1").body
	entry := s.log.line(t, "GET /fails/:code")
	id, _ := entry["request_id"].(string)
	if id == "" || !strings.Contains(body, id) {
		t.Errorf("the page does not show the request id %q", id)
	}
	if entry["error"] != "the disk is full" || entry["level"] != "ERROR" {
		t.Errorf("log: %v", entry)
	}
}

func TestAPanicIsAFault(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, route{GET, "/panics", public, func(context.Context, *request) (reply, error) { panic("no such key") }})
	if a := s.get("/panics"); a.status != 500 || strings.Contains(a.body, "no such key") {
		t.Errorf("%d: %s", a.status, a.body)
	}
	if text, _ := s.log.line(t, "GET /panics")["error"].(string); !strings.Contains(text, "no such key") || !strings.Contains(text, "errors_test.go") {
		t.Errorf("the log has no trace of the panic: %s", text)
	}
}

// brokenPage has a template that needs a field it lacks.
type brokenPage struct{ Page }

// A page that cannot be rendered is an error page, never half a page.
func TestRenderingFailsAsAWhole(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t,
		route{GET, "/broken", public, func(_ context.Context, r *request) (reply, error) {
			return render("login", &brokenPage{r.page("login.title")}), nil
		}},
		route{GET, "/missing", public, func(_ context.Context, r *request) (reply, error) {
			return render("nowhere", &brokenPage{r.page("login.title")}), nil
		}},
	)
	for _, path := range []string{"/broken", "/missing"} {
		a := s.get(path)
		if a.status != 500 || strings.Count(a.body, "<html") != 1 {
			t.Errorf("%s: status %d: %s", path, a.status, a.body)
		}
		page.Verify(t, a.body, page.In("h1", page.IsText(s.words.Printer("nb").T("error.internal.title"))))
	}
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if a := s.get("/nowhere"); a.status != 404 {
		t.Errorf("GET /nowhere: status %d, want 404", a.status)
	}
	if a := s.ask(s.request("DELETE", "/login", nil)); a.status != 405 || !strings.Contains(a.header.Get("Allow"), "POST") {
		t.Errorf("DELETE /login: status %d, Allow %q; want 405 and the methods", a.status, a.header.Get("Allow"))
	}
	if a := s.ask(s.request("HEAD", "/login", nil)); a.status != 200 || a.body != "" {
		t.Errorf("HEAD /login: status %d, %d bytes", a.status, len(a.body))
	}
	for _, path := range []string{"/?a=%zz", "/static/%zz"} {
		r := s.request(GET, "/", nil)
		r.RequestURI = path // as written, not as a careful client would
		if a := s.ask(r); a.status != 400 && a.status != 404 {
			t.Errorf("%s: status %d, want a refusal", path, a.status)
		}
	}
}

// The error page of people who answer has their quiet frame: no menu, no way to sign in, the light style sheet.
func TestRespondentsGetTheirOwnErrorPage(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, failing(respondent, errors.New("x")))
	cookieName, cookie := s.signedIn()
	page.Verify(t, s.get("/fails/secret?lang=nn", cookieName, cookie).body,
		page.In("h1", page.IsText("Noko gjekk gale hos oss")),
		page.In("body.respondent"),
		page.Not("nav.menu"), page.Not("form"), page.Not(`header a[href="/login"]`), page.Not("a.wordmark"),
		page.In(`main a[href="/fails/secret"]`),
	)
}
