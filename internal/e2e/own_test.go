package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
	"tilstand/internal/testkit/smtp"
)

// TestPasskeyJourney follows somebody who is invited by e-mail, chooses a password, makes a passkey, signs out, and from then on signs in with the passkey
// alone; who then looks after the account: another passkey, another language, another password.
func TestPasskeyJourney(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	office := smtp.Start(t, 0)
	s := namedServer(t, office.Port)
	tab := b.Tab(t, s.URL, phone)
	tab.Expect("Clear-Site-Data") // which browsers tell of where they obey it
	tab.Passkeys()
	tab.Open(appoint(t, s, "kari@example.no", "operator"))
	tab.Fill("#f-password", chosen)
	tab.Follow("main form button")
	tab.Wait("#passkey:not([hidden])")
	tab.Judge("01 making a passkey")
	tab.Screenshot("01 making a passkey")
	tab.Fill("#f-label", "telefonen min")
	tab.Follow("#passkey button")
	tab.WaitText("Passnøkkelen er lagt til")
	tab.Follow("form[action='/logout'] button")

	tab.Open("/login")
	tab.Wait("#passkey:not([hidden])")
	tab.Judge("02 signing in")
	tab.Screenshot("02 signing in")
	tab.Follow("#passkey button")
	tab.Follow("header a.own")
	tab.WaitText("telefonen min")
	tab.Judge("03 own account")
	tab.Screenshot("03 own account")
	tab.Look(laptop)
	tab.Screenshot("04 own account on a laptop")
	tab.Follow("[value=remove] ~ button")
	tab.WaitText("Den kan ikke fjernes ennå")

	tab.Follow("form[action='/logout'] button")
	tab.Open("/login")
	tab.Fill("#email", "kari@example.no")
	tab.Fill("#password", chosen)
	tab.Follow("main form.panel button")
	tab.WaitText("Kontoen din er sikret med en passnøkkel")
	tab.Screenshot("05 after the password")
	tab.Wait("#passkey:not([hidden])")
	tab.Follow("#passkey button")
	tab.Wait("header a.own")
}

// TestResetJourney follows somebody who invites by e-mail, and then has forgotten the password of an account that has an app: the letter's link, another password, and then still the
// code of the app.
func TestResetJourney(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	office := smtp.Start(t, 0)
	s := namedServer(t, office.Port)
	l := signInAs(t, s, "operator")
	l.post("/people", map[string][]string{"name": {"Ola Nes"}, "email": {"ola@example.no"}, "role": {"operator"}, "lang": {"nn"}})
	if letter := office.Next(t); letter.To != "ola@example.no" || !strings.Contains(letter.Text, s.URL+"/link/") {
		t.Errorf("the invitation: %+v", letter)
	}

	tab := b.Tab(t, s.URL, phone)
	tab.Open("/login")
	tab.Follow("a[href='/login/forgotten']")
	tab.Judge("01 forgotten")
	tab.Screenshot("01 forgotten")
	tab.Fill("#email", l.email)
	tab.Follow("main form button")
	tab.WaitText("er lenken på vei")
	tab.Judge("02 sent")
	tab.Screenshot("02 sent")
	_, link, found := strings.Cut(office.Next(t).Text, s.URL)
	if !found {
		t.Fatal("no link in the letter")
	}
	link, _, _ = strings.Cut(link, "\n")
	tab.Open(link)
	tab.Screenshot("03 another password")
	tab.Fill("#f-password", "tre grå katter på taket")
	tab.Follow("main form button")
	tab.WaitText("Skriv koden fra appen")
}

// namedServer is a server that browsers reach by a name, with a mail server.
func namedServer(t *testing.T, port int) *server.Server {
	t.Helper()
	data := t.TempDir()
	settings := fmt.Sprintf("[controller]\nname = \"Bø kommune\"\ncontact = \"post@bo.no\"\n[hosting]\nplace = \"Bø\"\n[mail]\nhost = \"127.0.0.1\"\nport = %d\nsecurity = \"none\"\nfrom = \"tilstand@bo.no\"\n", port)
	if err := os.WriteFile(filepath.Join(data, "settings.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return server.Start(t, server.Options{Data: data, Listen: "localhost:0"})
}
