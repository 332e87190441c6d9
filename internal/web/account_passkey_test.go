package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/testkit/page"
)

// What browsers do with the pages is walked in a browser (internal/e2e); here is what the pages hold, and what is sent to them by nobody's browser.
func TestPasskeyPages(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	account, own := h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	page.Verify(t, h.get("/login").body, page.In("#passkey", page.HasAttr("hidden"), page.HasAttr("data-options")), page.In("head script"))
	body := h.get(passkeyPath+"?next=/people", own[0], own[1]).body
	page.Verify(t, body, page.In("#passkey", page.HasAttr("data-make")), page.In("#passkey [name=next]", page.AttrIs("value", "/people")), page.In("a[href='/account/app?next=%2fpeople']"), page.In("noscript"))
	form := page.Form(t, page.Parse(t, body), "#passkey").Values
	form.Set("label", strings.Repeat("x", 101))
	page.Verify(t, h.post(passkeyPath, form, own[0], own[1]).body, page.In("#f-label-problem"))
	form.Set("label", "telefon")
	form.Set("answer", "{}")
	page.Verify(t, h.post(passkeyPath, form, own[0], own[1]).body, page.In("#f-label-problem"), page.In("#f-label", page.AttrIs("value", "telefon")))

	bad := h.post("/login/passkey", url.Values{"answer": {"{}"}, "sealed": {"x"}})
	wrong := h.post("/login", url.Values{"email": {""}, "password": {"x"}})
	if bad.status != 422 || wrong.status != 422 || sessionOf(bad) != nil {
		t.Errorf("a wrong passkey: %d", bad.status)
	}
	page.Verify(t, bad.body, page.In(".ds-error-summary"))

	*h.clock = h.clock.Add(20 * time.Minute)
	page.Verify(t, h.get(passkeyPath, own[0], own[1]).body, page.In("main form[action='/logout']"), page.Not("#passkey"))
	page.Verify(t, h.post(passkeyPath, form, own[0], own[1]).body, page.Not("#passkey"))
	if n := len(h.accounts.SecretsOf(account.ID)); n != 1 {
		t.Errorf("%d ways of signing in", n)
	}
}

// Where browsers have no passkeys, none are offered.
func TestWithoutPasskeys(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	_, own := h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	h.passkeys = nil
	page.Verify(t, h.get("/login").body, page.Not("#passkey"))
	page.Verify(t, h.get(accountPath, own[0], own[1]).body, page.Not("a[href='/account/passkey']"), page.In("a[href='/account/app']"))
	for _, path := range []string{passkeyPath, "/login/passkey"} {
		if a := h.post(path, url.Values{}, own[0], own[1]); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
