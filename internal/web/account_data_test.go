package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/page"
)

// Whoever is signed in takes along what is kept, and can erase the account, with the present password.
func TestAccountData(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ownAccounts(t))
	sc := h.school("Bø skole")
	place := accounts.Place{Kind: accounts.AtSchool, ID: string(sc.ID), Owner: string(sc.Owner)}
	a, link, err := h.accounts.Invite(t.Context(), audit.Console.At(*h.clock), accounts.Account{Email: "kari@example.no", Name: "Kari Bakken", Lang: "nb"}, accounts.Grant{Role: accounts.Leader, At: string(sc.ID)}, place)
	if err != nil {
		t.Fatal(err)
	}
	const password = "fjellrev under trappa"
	if _, err := h.accounts.UseLink(t.Context(), *h.clock, link, accounts.Chosen{Password: password}); err != nil {
		t.Fatal(err)
	}
	cookie := h.sessionCookieName() + "=" + string(h.accounts.Sessions.Start(*h.clock, a.ID, accounts.Strong))
	page.Verify(t, h.get("/account", "Cookie", cookie).body, page.In("a[href='/account/data']"))
	page.Verify(t, h.get("/account/data", "Cookie", cookie).body, page.In("main", page.HasText("Kontoen er på Kari Bakken, kari@example.no.")), page.In("a[href='/account/data.json']"))
	file := h.get("/account/data.json", "Cookie", cookie)
	if file.status != 200 || !strings.Contains(file.body, `"email": "kari@example.no"`) || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: status %d\n%s", file.status, file.body)
	}
	wrong := h.post("/account/data", url.Values{"present": {"noe annet enn passordet"}}, "Cookie", cookie)
	if wrong.status != 422 {
		t.Errorf("another password: status %d", wrong.status)
	}
	page.Verify(t, wrong.body, page.In("#f-present-problem"), page.Not("#f-present[value]"))
	if gone := h.post("/account/data", url.Values{"present": {password}}, "Cookie", cookie); gone.status != 303 || gone.header.Get("Location") != "/login?out" {
		t.Errorf("erasing: status %d, %s", gone.status, gone.header.Get("Location"))
	}
	if _, err := h.accounts.Account(a.ID); err == nil {
		t.Error("the account is there")
	}
	if after := h.get("/account/data", "Cookie", cookie); after.status != 303 {
		t.Errorf("afterwards: status %d", after.status)
	}
}

// The last operator stays, and is told what to do first. An account without a password is erased in a strong session.
func TestTheLastOperatorIsNotErased(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ownAccounts(t))
	name, cookie := h.signedInAs("drift", accounts.Grant{Role: accounts.Operator})
	page.Verify(t, h.get("/account/data", name, cookie).body, page.Not("#f-present"))
	refused := h.post("/account/data", url.Values{}, name, cookie)
	if refused.status != 422 {
		t.Errorf("status %d", refused.status)
	}
	page.Verify(t, refused.body, page.In("#f-present", page.HasText("Gi en annen rollen først")))
}

// ownAccounts gives a test accounts of its own: those of other tests are not for erasing.
func ownAccounts(t *testing.T) func(*Config) {
	return func(c *Config) {
		var err error
		if c.Accounts, err = accounts.Open(t.Context(), datafolder.Open(t).Record); err != nil {
			t.Fatal(err)
		}
	}
}
