package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
)

// An owner makes a token, which is shown once; a program reads with it; somebody else of the owner revokes it.
func TestTokensOnThePage(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.school("Bø skole")
	tokens := "/owners/" + ownerOrgnr + "/tokens"
	name, value := h.signedInAs("kari", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	page.Verify(t, h.get("/owners/"+ownerOrgnr, name, value).body, page.In("a[href='"+tokens+"']", page.HasText("Tilgang for programmer")))
	page.Verify(t, h.get(tokens, name, value).body, page.In("main", page.HasText("Ingen programmer har tilgang nå.")), page.Not("input#token"))

	bad := h.post(tokens, url.Values{"name": {" "}, "days": {"1000"}, "items": {"yes"}}, name, value)
	if bad.status != 422 {
		t.Errorf("without a name and for ever: %d", bad.status)
	}
	page.Verify(t, bad.body, page.In("#f-name-problem"), page.In("#f-days-problem"), page.In("#f-items-yes", page.HasAttr("checked")))
	made := h.post(tokens, url.Values{"name": {"Styringstavla"}, "days": {"90"}, "items": {"no"}}, name, value)
	secret := accounts.Bearer(page.Attr(page.Find(t, page.Parse(t, made.body), "input#token")[0], "value"))
	page.Verify(t, made.body, page.In(".people", page.HasText("Styringstavla"), page.HasText("uten enkeltspørsmål · virker til 22. februar 2027 · ikke brukt ennå"), page.HasText("Laget av kari 24. november 2026.")))
	if strings.Contains(h.get(tokens, name, value).body, string(secret)) {
		t.Error("the token is shown again")
	}
	page.Verify(t, h.post(tokens, url.Values{"name": {"Styringstavla"}, "days": {"90"}}, name, value).body, page.In("#f-name-problem", page.HasText("allerede")))
	if a := h.reads(secret, "/api/v1/owner"); a.status != 200 {
		t.Fatalf("it reads %d", a.status)
	}

	other, second := h.signedInAs("ola", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	id := h.accounts.TokensAt(accounts.Place{Kind: accounts.AtOwner, ID: string(sc.Owner)})[0].ID
	page.Verify(t, h.get(tokens+"?lang=nn", other, second).body, page.In(".people", page.HasText("sist brukt 24. november 2026")))
	page.Verify(t, h.get(tokens+"?lang=en", other, second).body, page.In("h1", page.IsText("Access for programs")))
	if a := h.post("/programme/tokens", url.Values{"step": {"revoke"}, "token": {string(id)}}, other, second); a.status != 404 {
		t.Errorf("revoked from where it is not: %d", a.status)
	}
	if a := h.post(tokens, url.Values{"step": {"revoke"}, "token": {string(id)}}, other, second); a.status != 303 {
		t.Errorf("revoked: %d", a.status)
	}
	if a := h.reads(secret, "/api/v1/owner"); a.status != 401 {
		t.Errorf("after it was revoked it reads %d", a.status)
	}
	page.Verify(t, h.get(tokens+"?lang=nb", other, second).body, page.In("#ended"), page.In("main", page.HasText("trukket tilbake · sist brukt")))
}

func TestAProgrammesTokensAreWithoutItems(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	name, value := h.signedInAs("per", accounts.Grant{Role: accounts.Programme, At: programme.Builtin().Key})
	page.Verify(t, h.get("/programme/results", name, value).body, page.In("a[href='/programme/tokens']"))
	page.Verify(t, h.get("/programme/tokens", name, value).body, page.Count("[name=days]", 4), page.Not("[name=items]"))
	h.post("/programme/tokens", url.Values{"name": {"Forskning"}, "days": {"365"}, "items": {"yes"}}, name, value)
	if made := h.accounts.TokensAt(programmeItself); len(made) != 1 || made[0].Items {
		t.Errorf("made were %+v", made)
	}
	for _, lang := range []string{"nb", "nn", "en"} {
		page.Verify(t, h.get("/api?lang="+lang).body, page.In("pre", page.HasText("https://tilstand.example.no/api/v1/schools")), page.In("a[href='/api/v1/openapi.json']"), page.In("pre[aria-label='R']", page.HasText("request(\"https://tilstand.example.no\")")))
	}
}
