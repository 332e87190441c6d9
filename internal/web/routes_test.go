package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/testkit"
	"tilstand/internal/testkit/datafolder"
)

func TestTheTableIsSound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		table []route
		want  string // part of the panic
	}{
		"no access":      {[]route{{GET, "/x", access{}, ok}}, "does not say who may ask"},
		"no handler":     {[]route{{GET, "/x", public, nil}}, "has no handler"},
		"another method": {[]route{{"PUT", "/x", public, ok}}, "changed with POST"},
		"no slash":       {[]route{{GET, "x", public, ok}}, "begins with a slash"},
		"a large answer": {[]route{{POST, "/s/x", respondent.upTo(1 << 20), ok}}, "only what signed-in people send is large"},
		"twice":          {[]route{{GET, "/x", public, ok}, {GET, "/x", signedIn, ok}}, "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, test.want) {
					t.Errorf("panic %q, want %q in it", got, test.want)
				}
			}()
			mustBeSound(test.table)
			t.Error("no panic")
		})
	}
}

// The whole table, asked for by a stranger: what is for signed-in people sends them to the sign-in page and nothing else
// does. It covers every line that anybody adds.
func TestEveryRouteKeepsItsAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, rt := range s.table {
		if rt.access.who != signedIn.who {
			continue
		}
		path := strings.NewReplacer(":", "", "*", "x").Replace(rt.pattern)
		r := s.request(rt.method, path, nil, "Sec-Fetch-Site", "same-origin")
		a := s.ask(r)
		if a.status != 303 || !strings.HasPrefix(a.header.Get("Location"), "/login") || a.body != "" {
			t.Errorf("%s: a stranger gets %d to %q", rt, a.status, a.header.Get("Location"))
		}
	}
}

// open are the addresses that strangers get an answer from. It is written by hand, beside the table: a line there that says "public" by mistake
// is found here.
var open = []string{
	"GET /", "GET /privacy", "GET /accessibility", "GET /login", "POST /login", "GET /healthz", "GET /static/*",
	"GET /s/sw.js", "GET /s/", "POST /s/", "GET /s/:code", "POST /s/:code", "GET /s/:code/thanks", "GET /s/joint/:code", "POST /s/joint/:code",
}

// TestAccessOfEveryRoute asks for every address as a stranger, as somebody who has signed in, and as another site would have a browser of theirs
// do it; none of the schools and waves that are asked for are there. testdata/access.txt has a row for each: a new route needs one.
func TestAccessOfEveryRoute(t *testing.T) {
	t.Parallel()
	f := datafolder.Open(t)
	store, err := accounts.Open(t.Context(), f.Record)
	if err != nil {
		t.Fatal(err)
	}
	h := newSite(t, stores(t, f), func(c *Config) { c.Accounts = store })
	var matrix strings.Builder
	fmt.Fprintf(&matrix, "%-5s%-60s %-9s %-10s %s\n", "", "", "stranger", "signed in", "from another site")
	for _, rt := range h.table {
		path := strings.NewReplacer(":", "no-", "*", "nothing").Replace(rt.pattern)
		asked := func(header ...string) string {
			a := h.ask(h.request(rt.method, path, strings.NewReader(""), append(header, "Content-Type", "application/x-www-form-urlencoded")...))
			if a.status == 303 && strings.HasPrefix(a.header.Get("Location"), "/login") {
				return "sign in"
			}
			return strconv.Itoa(a.status)
		}
		name, value := h.signedIn()
		stranger, leader := asked("Sec-Fetch-Site", "same-origin"), asked("Sec-Fetch-Site", "same-origin", name, value)
		name, value = h.signedIn() // the last answer may have ended the session
		foreign := asked("Sec-Fetch-Site", "cross-site", name, value)
		fmt.Fprintf(&matrix, "%-5s%-60s %-9s %-10s %s\n", rt.method, rt.pattern, stranger, leader, foreign)
		if isOpen := slices.Contains(open, rt.String()); isOpen == (stranger == "sign in") {
			t.Errorf("%s: a stranger gets %s", rt, stranger)
		}
		if rt.method == POST && foreign != "403" {
			t.Errorf("%s: a form on another site gets %s", rt, foreign)
		}
		if leader == "sign in" && rt.pattern != "/logout" || leader[0] == '5' {
			t.Errorf("%s: somebody who has signed in gets %s", rt, leader)
		}
	}
	testkit.Golden(t, "access.txt", matrix.String())
}

// Nothing that people answer with lies outside /s/, and nothing inside it is for anybody else: a proxy in front of us
// can leave /s/ out of its log.
func TestRespondentRoutesLieTogether(t *testing.T) {
	t.Parallel()
	for _, rt := range newSite(t).table {
		if below := strings.HasPrefix(rt.pattern, "/s/"); below != (rt.access.who == respondent.who) {
			t.Errorf("%s is for %s", rt, rt.access.who)
		}
	}
}

func TestTheMenuLeadsSomewhere(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, rt := range newSite(t).table {
		known[rt.String()] = true
	}
	for _, item := range menu {
		if !known[GET+" "+item.Path] {
			t.Errorf("the menu leads to %s, which is no page", item.Path)
		}
	}
}
