package web

import (
	"testing"

	"tilstand/internal/testkit/page"
)

func TestInformationPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page.Verify(t, s.get("/privacy").body, page.In("article", page.HasText("minst 7 svar"), page.HasText("slettes 12 måneder etter"), page.HasText("har et personvernombud du kan spørre")), page.Not("#who"))
	page.Verify(t, s.get("/accessibility").body, page.In("article", page.HasText("har ikke oppgitt noen")))
	page.Verify(t, s.get("/method").body, page.In(".contents a[href='#moved']", page.IsText("Er målet nådd, og har vi flyttet oss?")), page.In("h3#interval", page.IsText("Usikkerhet nå")), page.Not(".figure"))
	for _, path := range []string{"/", "/privacy", "/accessibility", "/method", "/login"} {
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

// What the settings say is on the pages, in every language: they cannot promise anything else than what is done.
func TestInformationPagesFollowTheSettings(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *Config) {
		c.Settings = exampleSettings(t)
		c.Retention.Rule.Months = 24
	})
	for lang, want := range map[string][2]string{"nb": {"24 måneder", "Eksempel, Norge"}, "nn": {"24 månader", "Eksempel, Noreg"}, "en": {"24 months", "Eksempel, Norway"}} {
		page.Verify(t, h.get("/privacy?lang="+lang).body, page.In("article", page.HasText(want[0]), page.HasText(want[1]), page.HasText("Eksempel kommune, postmottak@eksempel.kommune.no"), page.HasText("personvernombud@eksempel.kommune.no"), page.HasText("Eksempel IKT IKS: ")), page.In("#who"))
		page.Verify(t, h.get("/accessibility?lang="+lang).body, page.In("a[href='https://www.example.no/tilgjengelighet']"), page.In("article", page.HasText("drift@eksempel-ikt.no")))
	}
	page.Verify(t, h.leader("/privacy").body, page.In("a[href='/account/data']"), page.In("header a[href='/account']", page.IsText("Kontoen din: everybody")))
}
