package e2e

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/issuer"
	"tilstand/internal/testkit/server"
)

// The groups of a teacher at the school of this journey, as Feide writes them (docs.feide.no, "School group" and "School owner group").
const groupsAtSchool = `[{"id":"fc:org:bo.kommune.no","type":"fc:org","membership":{"basic":"member","affiliation":["member","employee","faculty"]},"norEduOrgNIN":"NO964338531"},
	{"id":"fc:org:bo.kommune.no:unit:NO974600951","type":"fc:org","parent":"fc:org:bo.kommune.no","membership":{"basic":"member","primarySchool":true}}]`

const feideStrong = "urn:mace:feide.no:auth:level:fad08:3"

// besideFeide is a server whose people come in by a house like Feide, which is on another site.
func besideFeide(t *testing.T) (*server.Server, *issuer.Issuer) {
	t.Helper()
	feide, data := issuer.Start(t), t.TempDir()
	settings := fmt.Sprintf("[controller]\nname = \"Bø kommune\"\ncontact = \"post@bo.no\"\n[hosting]\nplace = \"Bø\"\n"+
		"[[oidc]]\nkey = \"feide\"\npreset = \"feide\"\nissuer = %q\ngroups = %q\nclient_id = %q\nclient_secret_file = \"feide-secret\"\nstrong = \"acr\"\n", feide.URL, feide.GroupsURL(), issuer.Client)
	for name, text := range map[string]string{"settings.toml": settings, "feide-secret": issuer.Secret + "\n"} {
		if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := server.Start(t, server.Options{Data: data})
	feide.Register(s.URL + "/login/with/feide/back")
	command(t, 0, "owner", "add", "-data", data, "-orgnr", "964338531", "-name", "Bø kommune", "-kind", "municipality")
	command(t, 0, "school", "add", "-data", data, "-orgnr", "974600951", "-name", "Bø skole", "-municipality", "0301", "-form", "nb", "-owner", "964338531")
	return s, feide
}

// visitor is a tab that may go to the other house.
func visitor(t *testing.T, b *browser.Browser, s *server.Server, feide *issuer.Issuer, look browser.Setting) *browser.Tab {
	t.Helper()
	tab := b.Tab(t, s.URL, look)
	tab.Visit(strings.TrimPrefix(feide.URL, "http://"))
	tab.Expect("Clear-Site-Data")
	return tab
}

// through goes to the other house and comes back as somebody.
func through(tab *browser.Tab, button, subject string) {
	tab.Click(button)
	tab.Wait("button[value='" + subject + "']")
	tab.Click("button[value='" + subject + "']")
	tab.Wait("header.site-header")
}

// TestFeideJourney follows a leader who uses an invitation by Feide, signs out and in again, changes her mind there, and lets in a colleague who has come by Feide
// without having been invited.
func TestFeideJourney(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s, feide := besideFeide(t)
	feide.Add(issuer.Person{Subject: "kari", Name: "Kari Bakken", Email: "kari@bo.no", ACR: feideStrong, Groups: groupsAtSchool})
	feide.Add(issuer.Person{Subject: "ola", Name: "Ola Nes", Email: "ola@bo.no", ACR: feideStrong, Groups: groupsAtSchool})

	tab := visitor(t, b, s, feide, phone)
	tab.Open(appoint(t, s, "kari@bo.no", "leader@974600951"))
	tab.Judge("01 invited")
	tab.Screenshot("01 invited")
	through(tab, "form[action$='/with/feide'] button", "kari")
	tab.WaitText("Bø skole")
	tab.Follow("form[action='/logout'] button")

	tab.Open("/login")
	tab.Judge("02 signing in")
	tab.Screenshot("02 signing in")
	tab.Expect("422")
	tab.Click("form[action='/login/with/feide'] button")
	tab.Wait("button[name=decline]")
	tab.Click("button[name=decline]")
	tab.WaitText("ble avbrutt")
	tab.Judge("03 declined")
	tab.Screenshot("03 declined")
	through(tab, "form[action='/login/with/feide'] button", "kari")
	tab.WaitText("Bø skole")

	colleague := visitor(t, b, s, feide, phone)
	colleague.Open("/login")
	colleague.Expect("403")
	through(colleague, "form[action='/login/with/feide'] button", "ola")
	colleague.WaitText("Du har ikke tilgang ennå")
	colleague.Judge("04 asking for access")
	colleague.Screenshot("04 asking for access")

	tab.Open("/schools/974600951/people")
	tab.WaitText("Ola Nes")
	tab.Judge("05 somebody asks")
	tab.Screenshot("05 somebody asks")
	tab.Look(laptop)
	tab.Screenshot("06 somebody asks on a laptop")
	tab.Follow(".asking button[value=grant]")
	tab.WaitText("Ola Nes har fått rollen")

	colleague.Open("/login")
	through(colleague, "form[action='/login/with/feide'] button", "ola")
	colleague.WaitText("Bø skole")
}

// TestConnectingJourney follows somebody with a password who connects Feide on the page of the account; where Feide vouches for no more than a password, the
// app's code is asked for.
func TestConnectingJourney(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s, feide := besideFeide(t)
	feide.Add(issuer.Person{Subject: "per", Name: "Per Vik", Email: "per@example.no"})
	l := signInAs(t, s, "operator")
	tab := visitor(t, b, s, feide, laptop)
	l.handTo(tab)
	tab.Open("/account")
	tab.Fill("#f-proof", chosen)
	tab.Judge("01 connecting")
	tab.Screenshot("01 connecting")
	through(tab, "button[name=house]", "per")
	tab.WaitText("Nå kan du logge inn med Feide")
	tab.Judge("02 connected")
	tab.Screenshot("02 connected")
	tab.Follow("form[action='/logout'] button")

	tab.Open("/login?next=/people")
	through(tab, "form[action='/login/with/feide'] button", "per")
	tab.WaitText("Skriv koden fra appen")
	tab.Judge("03 the code after Feide")
	if tab.Count("form[action='/logout']") != 0 {
		t.Error("signed in without the code")
	}
	if at, err := url.Parse(tab.Address()); err != nil || at.Path != "/login/with/feide/back" {
		t.Errorf("at %s", tab.Address())
	}
	if tab.Count("a[href*='code=']") != 0 {
		t.Error("a link holds the code")
	}
}
