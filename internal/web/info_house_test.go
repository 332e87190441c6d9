package web

import (
	"testing"

	"tilstand/internal/settings"
	"tilstand/internal/testkit/page"
)

// The privacy page names other houses, and what goes between them and here, where there are any; so do the documents.
func TestHousesArePartOfPrivacy(t *testing.T) {
	t.Parallel()
	h, _ := twoHouses(t)
	h.settings = settings.Settings{OIDC: []settings.OIDC{{Name: "Huset", Groups: "x"}}}
	page.Verify(t, h.get("/privacy").body, page.In("main", page.HasText("Logger du inn hos Huset"), page.HasText("i høyst 10 minutter"), page.HasText("i inntil 30 dager")))
	page.Verify(t, h.leader("/operation/data-protection/record").body, page.In("main", page.HasText("Innlogging hos andre"), page.HasText("innlogging hos Huset"), page.HasText("etter 30 dager")))
	page.Verify(t, staffRoom(t).get("/privacy").body, page.In("main", page.HasText("Ingen andre er med")))
}
