package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/page"
)

// staffRoom is a house with accounts of its own.
func staffRoom(t *testing.T) *house {
	t.Helper()
	f := datafolder.Open(t)
	store, err := accounts.Open(t.Context(), f.Record)
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	s := newSite(t, stores(t, f), func(c *Config) { c.Accounts, c.Now = store, func() time.Time { return clock } })
	return &house{site: s, folder: f, clock: &clock}
}

// linkOn is the one-time link that a page shows, as a path.
func linkOn(t *testing.T, body string) string {
	t.Helper()
	found := page.Find(t, page.Parse(t, body), "input#link")
	if len(found) != 1 {
		t.Fatalf("no link on the page:\n%s", body)
	}
	address, err := url.Parse(page.Attr(found[0], "value"))
	if err != nil {
		t.Fatal(err)
	}
	return address.Path
}

// A leader is invited, chooses a password, adds an app, and from then on signs in with both.
func TestFromInvitationToSigningIn(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.school("Bø skole")
	people := "/schools/" + sc.Orgnr + "/people"
	name, value := h.signedInAs("drift", accounts.Grant{Role: accounts.Operator})

	bad := h.post(people, url.Values{"name": {""}, "email": {"kari"}, "role": {"leader"}, "lang": {"nn"}}, name, value)
	page.Verify(t, bad.body, page.In("#f-name-problem"), page.In("#f-email-problem"), page.In("#f-email", page.AttrIs("value", "kari")))
	made := h.post(people, url.Values{"name": {"Kari Bakken"}, "email": {address}, "role": {"leader"}, "lang": {"nn"}}, name, value)
	link := linkOn(t, made.body)
	page.Verify(t, made.body, page.In(".people", page.HasText("Kari Bakken"), page.HasText("har ikke logget inn ennå")))
	page.Verify(t, h.get(people, name, value).body, page.Not("input#link"), page.Not("input[type=radio]")) // the operator appoints the first one only

	page.Verify(t, h.get(link).body, page.In("#email", page.AttrIs("value", address)), page.In("#f-password", page.AttrIs("autocomplete", "new-password")))
	short := h.post(link, url.Values{"password": {"kort"}})
	page.Verify(t, short.body, page.In("#f-password-problem", page.HasText("minst 15 tegn")))
	in := h.post(link, url.Values{"password": {password}})
	if in.status != 303 || !strings.HasPrefix(in.header.Get("Location"), passkeyPath) {
		t.Fatalf("after the password: %d to %q", in.status, in.header.Get("Location"))
	}
	cookie := sessionOf(in)
	session := cookie.Name + "=" + cookie.Value
	if a := h.get("/schools/"+sc.Orgnr+"/waves", "Cookie", session); a.status != 303 || a.header.Get("Location") != passkeyPath {
		t.Errorf("a leader without a second factor gets %d to %q", a.status, a.header.Get("Location"))
	}
	if a := h.get(link); a.status != 404 {
		t.Errorf("the link works again: %d", a.status)
	}

	form := page.Form(t, page.Parse(t, h.get(appPath, "Cookie", session).body), "main form").Values
	form.Set("code", "000 000")
	page.Verify(t, h.post(appPath, form, "Cookie", session).body, page.In("#f-code-problem"), page.In("[name=key]", page.AttrIs("value", form.Get("key"))))
	form.Set("code", h.code(form.Get("key")))
	if a := h.post(appPath, form, "Cookie", session); a.status != 303 || a.header.Get("Location") != "/schools/"+sc.Orgnr {
		t.Fatalf("after the app: %d to %q", a.status, a.header.Get("Location"))
	}
	if a := h.get("/schools/"+sc.Orgnr+"/waves", "Cookie", session); a.status != 200 {
		t.Errorf("a leader gets %d", a.status)
	}

	*h.clock = h.clock.Add(time.Minute)
	asked := h.post("/login", typed(password))
	if sessionOf(asked) != nil {
		t.Fatal("a password alone starts a session")
	}
	step := page.Form(t, page.Parse(t, asked.body), "main form").Values
	step.Set("code", "000000")
	page.Verify(t, h.post("/login/code", step).body, page.In("#code", page.AttrIs("aria-invalid", "true")))
	step.Set("code", h.code(form.Get("key")))
	if a := h.post("/login/code", step); a.status != 303 || sessionOf(a) == nil {
		t.Errorf("the right code: %d", a.status)
	}
	if a := h.post("/login/code", step); a.status != 422 || sessionOf(a) != nil {
		t.Errorf("the same code once more: %d", a.status)
	}
}

// code is what an app shows now.
func (h *house) code(key string) string {
	h.t.Helper()
	secret := regexp.MustCompile(`secret=([A-Z2-7]+)`).FindStringSubmatch(key)
	if secret == nil {
		h.t.Fatalf("no secret in %q", key)
	}
	code, err := totp.GenerateCode(secret[1], *h.clock)
	if err != nil {
		h.t.Fatal(err)
	}
	return code
}

// Roles are given and taken on the page, and what the page does not offer is refused when it is sent all the same.
func TestPeopleOfASchool(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.school("Bø skole")
	people := "/schools/" + sc.Orgnr + "/people"
	name, value := h.signedInAs("leder", accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})

	page.Verify(t, h.get(people, name, value).body, page.Count("input[type=radio][name=role]", 2), page.In(".people", page.HasText("deg")), page.Not(".people [value=take]"))
	link := linkOn(t, h.post(people, url.Values{"name": {"Ola"}, "email": {"ola@example.no"}, "role": {"member"}, "lang": {"nb"}}, name, value).body)
	for _, role := range []string{"operator", "owner", "programme", "viewer", ""} {
		a := h.post(people, url.Values{"name": {"X"}, "email": {"x@example.no"}, "role": {role}, "lang": {"nb"}}, name, value)
		page.Verify(t, a.body, page.In("#f-role-problem"))
	}
	if _, err := h.accounts.ByEmail("x@example.no"); err == nil {
		t.Error("somebody was given a role that the page does not offer")
	}
	ola, err := h.accounts.ByEmail("ola@example.no")
	if err != nil {
		t.Fatal(err)
	}
	again := linkOn(t, h.post(people, url.Values{"step": {"link"}, "account": {string(ola.ID)}}, name, value).body)
	if a := h.get(link); a.status != 404 || again == link {
		t.Errorf("the older link: %d", a.status)
	}
	if a := h.post(people, url.Values{"step": {"take"}, "account": {string(ola.ID)}, "role": {"member"}}, name, value); a.status != 303 || len(h.accounts.GrantsOf(ola.ID)) != 0 {
		t.Errorf("taken: %d, %v", a.status, h.accounts.GrantsOf(ola.ID))
	}
	if a := h.post(people, url.Values{"step": {"link"}, "account": {string(ola.ID)}}, name, value); a.status != 404 {
		t.Errorf("a link for somebody without a role here: %d", a.status)
	}
	for _, step := range []string{"take", "link"} {
		if a := h.post(people, url.Values{"step": {step}, "account": {"nobody"}, "role": {"member"}}, name, value); a.status != 404 {
			t.Errorf("%s of nobody: %d", step, a.status)
		}
	}
}

// The last operator stays, and is told why.
func TestTheLastOperatorStays(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	if _, err := h.accounts.EnsureOperator(t.Context(), *h.clock); err != nil {
		t.Fatal(err)
	}
	name, value := h.signedInAs("drift", accounts.Grant{Role: accounts.Operator})
	first, err := h.accounts.ByEmail(accounts.FirstEmail)
	if err != nil {
		t.Fatal(err)
	}
	self, err := h.accounts.ByEmail("drift@example.no")
	if err != nil {
		t.Fatal(err)
	}
	said := map[audit.AccountID]string{first.ID: "har ikke lenger rollen", self.ID: "Da ville ingen kunne gi den til andre"}
	for _, who := range []audit.AccountID{first.ID, self.ID} {
		h.post("/people", url.Values{"step": {"take"}, "account": {string(who)}, "role": {"operator"}}, name, value)
		page.Verify(t, h.get("/people", name, value).body, page.Count(".people li", 1), page.In(".note", page.HasText(said[who])))
	}
	for _, path := range []string{"/programme/people", "/owners/" + h.ownerNumber() + "/people"} {
		page.Verify(t, h.get(path, name, value).body, page.Count("input[type=radio][name=role]", 1))
	}
}

// ownerNumber is the number of an owner that is registered for it.
func (h *house) ownerNumber() string {
	h.t.Helper()
	owner, err := h.programme.Owner(h.school("Lia skole").Owner)
	if err != nil {
		h.t.Fatal(err)
	}
	return owner.Orgnr
}

// What was added to a session too long ago, or to an invented key, is not added.
func TestAnAppIsAddedToAFreshSession(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	account, link, err := h.accounts.Invite(t.Context(), audit.Console.At(*h.clock), accounts.Account{Email: address, Name: "Kari", Lang: "nb"},
		accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	if err != nil {
		t.Fatal(err)
	}
	cookie := sessionOf(h.post("/link/"+string(link), url.Values{"password": {password}}))
	session := cookie.Name + "=" + cookie.Value
	for _, key := range []string{"", "x", "otpauth://totp/x?secret=AAAA", "otpauth://totp/" + strings.Repeat("x", 4000) + "?secret=AAAA", "://"} {
		if a := h.post(appPath, url.Values{"key": {key}, "code": {"123456"}}, "Cookie", session); a.status == 303 || a.status >= 500 {
			t.Errorf("the key %.20q: %d", key, a.status)
		}
	}
	*h.clock = h.clock.Add(20 * time.Minute)
	form := url.Values{"key": {"otpauth://totp/x?secret=" + strings.Repeat("A", 32)}}
	form.Set("code", h.code(form.Get("key")))
	page.Verify(t, h.post(appPath, form, "Cookie", session).body, page.In("form[action='/logout'] button"), page.Not("#f-code"))
	if secrets := h.accounts.SecretsOf(account.ID); len(secrets) != 1 {
		t.Errorf("it has %v", secrets)
	}
}

// A door is there in a demonstration only.
func TestTheDemosDoor(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	_, _ = h.signedInAs("kurs", accounts.Grant{Role: accounts.Operator})
	account, err := h.accounts.ByEmail("kurs@example.no")
	if err != nil {
		t.Fatal(err)
	}
	if a := h.get("/demo/" + strings.Repeat("A", 26)); a.status != 404 || sessionOf(a) != nil {
		t.Errorf("an invented door: %d", a.status)
	}
	if a := h.get("/demo/" + string(h.accounts.OpenDoor(account.ID))); a.status != 303 || sessionOf(a) == nil {
		t.Errorf("an open door: %d", a.status)
	}
}
