package web

import (
	"strings"
	"testing"
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
