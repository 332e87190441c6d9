package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
)

// site is the whole front door in one process: what tests of pages begin with.
type site struct {
	*Server
	t   *testing.T
	log *logBook
}

// words are parsed once for all tests.
var words = sync.OnceValue(func() *i18n.Bundle {
	bundle, err := i18n.New()
	if err != nil {
		panic(err)
	}
	return bundle
})

// watchedPages are parsed once for all tests, too; parsing takes longer than most of them.
var watchedPages = sync.OnceValue(func() *pages { return parsePages(words(), embeddedAssets(), executed.note) })

// newSite makes a server for a test; each change edits its configuration.
func newSite(t *testing.T, changes ...func(*Config)) *site {
	t.Helper()
	book := &logBook{}
	config := Config{
		BaseURL: "https://tilstand.example.no",
		Words:   words(),
		Log:     slog.New(slog.NewJSONHandler(book, nil)),
		pages:   watchedPages(),

		Accounts: sharedAccounts(),
		Scratch:  t.TempDir(),
	}
	for _, change := range changes {
		change(&config)
	}
	s, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	if config.Accounts == sharedAccounts() {
		s.sessions = accounts.NewSessions() // the clocks of tests differ, and sessions that are over are forgotten
	}
	return &site{Server: s, t: t, log: book}
}

// discard drops the log; what matters in it is asserted where it matters.
var discard = slog.New(slog.DiscardHandler)

// answered is a response, read to its end.
type answered struct {
	status int
	header http.Header
	body   string
}

// ask sends a request through the whole chain. It is the one place that calls app.Test: without -1 that gives up after a
// second.
func (s *site) ask(r *http.Request) answered {
	s.t.Helper()
	response, err := s.app.Test(r, -1)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	out := answered{response.StatusCode, response.Header, string(body)}
	s.inspect(r, out)
	return out
}

// inspect holds every page that any test asks for to what all pages must hold.
func (s *site) inspect(r *http.Request, a answered) {
	s.t.Helper()
	if r.Method == http.MethodHead || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || a.header.Get("Content-Encoding") != "" {
		return
	}
	for _, fault := range page.Faults(s.t, a.body) {
		s.t.Errorf("%s %s: %s", r.Method, r.URL.Path, fault)
	}
}

// request makes a request to the site; header comes in pairs.
func (s *site) request(method, path string, body io.Reader, header ...string) *http.Request {
	r := httptest.NewRequest(method, path, body)
	r.Host = s.base.Host
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// get asks for a page; header comes in pairs.
func (s *site) get(path string, header ...string) answered {
	s.t.Helper()
	return s.ask(s.request(http.MethodGet, path, nil, header...))
}

// post sends a form from a page of ours; header comes in pairs.
func (s *site) post(path string, form url.Values, header ...string) answered {
	s.t.Helper()
	r := s.request(http.MethodPost, path, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return s.ask(r)
}

// sharedAccounts are the accounts of all tests that bring none of their own: opening some takes longer than most tests.
var sharedAccounts = sync.OnceValue(func() *accounts.Store {
	dir, err := os.MkdirTemp("", "accounts-")
	if err != nil {
		panic(err)
	}
	removeAfterwards = dir
	folder, err := duckdb.OpenFolder(context.Background(), dir, duckdb.FolderOptions{Log: discard})
	if err != nil {
		panic(err)
	}
	store, err := accounts.Open(context.Background(), folder.Record)
	if err != nil {
		panic(err)
	}
	return store
})

// removeAfterwards is the folder of the shared accounts.
var removeAfterwards string

// signedIn returns the Cookie header of a visitor who has signed in and has every role at every place there is now, as a pair for get and
// post.
func (s *site) signedIn() (name, value string) {
	s.t.Helper()
	return cookieOf(s.t, s.Server, "everybody", everyRole(s.Server)...)
}

// signedInAs is signedIn for an account with some roles.
func (s *site) signedInAs(who string, grants ...accounts.Grant) (name, value string) {
	s.t.Helper()
	return cookieOf(s.t, s.Server, who, grants...)
}

// everyRole is every role at every place there is now.
func everyRole(s *Server) []accounts.Grant {
	grants := []accounts.Grant{{Role: accounts.Operator}, {Role: accounts.Programme, At: programme.Builtin().Key}}
	if s.programme != nil {
		for _, o := range s.programme.Owners() {
			grants = append(grants, accounts.Grant{Role: accounts.Owner, At: string(o.ID)})
		}
		for _, sc := range s.programme.Schools() {
			grants = append(grants, accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
		}
	}
	return grants
}

// kinds are the kinds of places that roles are given at.
var kinds = map[accounts.Role]accounts.Kind{
	accounts.Operator: accounts.AtInstallation, accounts.Programme: accounts.AtProgramme, accounts.Owner: accounts.AtOwner,
	accounts.Leader: accounts.AtSchool, accounts.Member: accounts.AtSchool,
}

// cookieOf signs an account with some roles in; it is made if need be.
func cookieOf(tb testing.TB, s *Server, who string, grants ...accounts.Grant) (name, value string) {
	tb.Helper()
	account := accounts.Account{Email: who + "@example.no", Name: who, Lang: "nb"}
	for _, g := range grants {
		var err error
		console := audit.By{At: s.now(), Account: audit.Console}
		if account, _, err = s.accounts.Invite(tb.Context(), console, account, g, accounts.Place{Kind: kinds[g.Role], ID: g.At}); err != nil {
			tb.Fatal(err)
		}
	}
	return "Cookie", s.sessionCookieName() + "=" + string(s.sessions.Start(s.now(), account.ID, accounts.Strong))
}

// logBook collects the log.
type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// executed notes which templates have run; see coverage_test.go.
var executed = &tally{seen: map[string]bool{}}

type tally struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (x *tally) note(name string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seen[name] = true
}

func (x *tally) names() map[string]bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return maps.Clone(x.seen)
}
