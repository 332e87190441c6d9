package web

import (
	"net/url"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/testkit/page"
)

// newcomer is somebody with a password and a role, and the header of their session.
func (h *house) newcomer(email, lang string, g accounts.Grant, at accounts.Place) (accounts.Account, [2]string) {
	h.t.Helper()
	account, link, err := h.accounts.Invite(h.t.Context(), audit.Console.At(*h.clock), accounts.Account{Email: email, Name: "Kari Bakken", Lang: lang}, g, at)
	if err != nil {
		h.t.Fatal(err)
	}
	cookie := sessionOf(h.post("/link/"+string(link), url.Values{"password": {password}}))
	if cookie == nil {
		h.t.Fatal("no session")
	}
	return account, [2]string{"Cookie", cookie.Name + "=" + cookie.Value}
}

// Somebody looks after their own account: who they are, their password, their sessions.
func TestOwnAccount(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.school("Bø skole")
	account, own := h.newcomer(address, "nn", accounts.Grant{Role: accounts.Member, At: string(sc.ID)}, h.placeOfSchool(sc))

	shown := h.get(accountPath, own[0], own[1]).body // in the account's language, without having chosen one
	page.Verify(t, shown,
		page.In("h1", page.HasText("Kontoen din")), page.In("#f-email", page.AttrIs("value", address)), page.In(`header a[href="/account"]`, page.HasText("Kari Bakken")),
		page.In(".account", page.HasText("Slik loggar du inn"), page.HasText("Bø skole")), page.Count("[value=end]", 0), page.Count("[value=remove]", 0))

	form := func(values ...string) url.Values {
		f := url.Values{}
		for i := 0; i < len(values); i += 2 {
			f.Set(values[i], values[i+1])
		}
		return f
	}
	send := func(values ...string) answered { return h.post(accountPath, form(values...), own[0], own[1]) }
	page.Verify(t, send("step", "self", "name", "", "email", "kari", "lang", "nb").body,
		page.In("#f-name-problem"), page.In("#f-email-problem"), page.In("#f-email", page.AttrIs("value", "kari")))
	page.Verify(t, send("step", "self", "name", "Kari", "email", "ny@example.no", "lang", "nb").body, page.In("#f-present-problem"), page.In("#f-email", page.AttrIs("value", "ny@example.no")))
	if a := send("step", "self", "name", "Kari Nes", "email", "ny@example.no", "lang", "en", "present", password); a.status != 303 || a.header.Get("Location") != "/account?lang=en" {
		t.Errorf("another address: %d to %q", a.status, a.header.Get("Location"))
	}
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.In("h1", page.HasText("Your account")), page.In("header .own", page.HasText("Kari Nes")), page.In(".note"))

	page.Verify(t, send("step", "password", "old", "feil", "password", "tre grå katter på taket").body, page.In("#f-old-problem"), page.Not("#f-present-problem"))
	page.Verify(t, send("step", "password", "old", password, "password", "kort").body, page.In("#f-password-problem"))
	if a := send("step", "password", "old", password, "password", "tre grå katter på taket"); a.status != 303 {
		t.Errorf("another password: %d", a.status)
	}

	h.accounts.Sessions.Start(*h.clock, account.ID, accounts.Weak)
	h.accounts.Sessions.Start(*h.clock, account.ID, accounts.Weak)
	listed := page.Parse(t, h.get(accountPath, own[0], own[1]).body)
	ends := page.Find(t, listed, "[name=session]")
	if len(ends) != 2 {
		t.Fatalf("%d other sessions are listed", len(ends))
	}
	send("step", "end", "session", page.Attr(ends[0], "value"))
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.Count("[name=session]", 1), page.In("[value=end_others]"))
	send("step", "end_others")
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.Count("[name=session]", 0), page.Not("[value=end_others]"))
	if a := send("step", "nothing"); a.status != 400 {
		t.Errorf("a step that is none: %d", a.status)
	}
}

// What an account cannot do without stays, and is told why; a second one of its kind can go.
func TestWaysOfSigningIn(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	account, own := h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.In(".ds-alert a[href='/account/passkey']"), page.Not("[value=remove]"))
	for range 2 {
		form := page.Form(t, page.Parse(t, h.get(appPath, own[0], own[1]).body), "main form").Values
		form.Set("code", h.code(form.Get("key")))
		if a := h.post(appPath, form, own[0], own[1]); a.status != 303 {
			t.Fatalf("adding an app: %d", a.status)
		}
	}
	body := h.get(accountPath, own[0], own[1]).body
	page.Verify(t, body, page.Count("[value=remove]", 2), page.Not(".ds-alert a[href='/account/passkey']"))
	ways := h.accounts.SecretsOf(account.ID)
	h.post(accountPath, url.Values{"step": {"remove"}, "way": {ways[1].ID}}, own[0], own[1])
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.In(".note", page.HasText("Det er fjernet")), page.Count("[value=remove]", 1))
	h.post(accountPath, url.Values{"step": {"remove"}, "way": {ways[2].ID}}, own[0], own[1])
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.In(".note", page.HasText("kan ikke fjernes ennå")), page.Count("[value=remove]", 1))
	if a := h.post(accountPath, url.Values{"step": {"remove"}, "way": {"nothing"}}, own[0], own[1]); a.status != 404 {
		t.Errorf("removing what is not there: %d", a.status)
	}
}

// The first operator is asked who they are on the page of the link.
func TestTheFirstOperatorsLink(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	link, err := h.accounts.EnsureOperator(t.Context(), *h.clock)
	if err != nil {
		t.Fatal(err)
	}
	path := "/link/" + string(link)
	page.Verify(t, h.get(path).body, page.In("#f-name", page.AttrIs("value", "")), page.In("#f-email", page.AttrIs("value", "")))
	page.Verify(t, h.post(path, url.Values{"password": {password}, "name": {"Dag Drift"}}).body, page.In("#f-email-problem"), page.In("#f-name", page.AttrIs("value", "Dag Drift")))
	if a := h.post(path, url.Values{"password": {password}, "name": {"Dag Drift"}, "email": {"dag@example.no"}}); a.status != 303 {
		t.Errorf("%d", a.status)
	}
	if a, err := h.accounts.ByEmail("dag@example.no"); err != nil || a.Name != "Dag Drift" {
		t.Errorf("%+v, %v", a, err)
	}
}
