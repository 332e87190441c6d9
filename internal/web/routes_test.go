package web

import (
	"strings"
	"testing"

	"tilstand/internal/accounts"
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
		"nowhere":        {[]route{{GET, "/x", may(accounts.SeeLog, nil), ok}}, "needs something nowhere"},
		"twice":          {[]route{{GET, "/x", public, ok}, {GET, "/x", anyAccount, ok}}, "twice"},
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

// Nothing that people answer with lies outside /s/, and no read link outside /v/, and nothing inside them is for anybody else: a proxy in front of us
// can leave both out of its log.
func TestRespondentRoutesLieTogether(t *testing.T) {
	t.Parallel()
	for _, rt := range newSite(t).table {
		if below := strings.HasPrefix(rt.pattern, "/s/"); below != (rt.access.who == respondent.who) {
			t.Errorf("%s is for %s", rt, rt.access.who)
		}
		if below := strings.HasPrefix(rt.pattern, viewerPath); below != (rt.access.who == reader.who) {
			t.Errorf("%s is for %s", rt, rt.access.who)
		}
	}
}

func TestTheMenuLeadsSomewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	known := map[string]bool{}
	for _, rt := range h.table {
		known[rt.String()] = true
	}
	h.school("Bjørkelia skole")
	r := &request{grants: everyRole(h.Server)}
	menu := h.menuOf(r)
	for _, item := range menu {
		if !known[GET+" "+item.Path] {
			t.Errorf("the menu leads to %s, which is no page", item.Path)
		}
	}
	if len(menu) != 9 {
		t.Errorf("somebody with every role has a menu of %d, want 9", len(menu))
	}
}
