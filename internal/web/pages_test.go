package web

import (
	"testing"

	"tilstand/internal/testkit/page"
)

func TestInformationPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/", "/privacy", "/accessibility", "/login"} {
		for lang, name := range languageNames {
			t.Run(path+" "+lang, func(t *testing.T) {
				s := &site{s.Server, t, s.log}
				a := s.get(path + "?lang=" + lang)
				if a.status != 200 {
					t.Fatalf("status %d: %s", a.status, a.body)
				}
				page.Verify(t, a.body,
					page.In("html", page.AttrIs("lang", lang)),
					page.In(".languages a[aria-current]", page.IsText(name)),
					page.In("main", page.HasText("")),
				)
			})
		}
	}
}
