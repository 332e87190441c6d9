package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/federation"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/issuer"
	"tilstand/internal/testkit/page"
)

// twoHouses is a house beside another one, where Kari is known. Its clock is the real one, as that of the other is.
func twoHouses(t *testing.T, changes ...func(*federation.Config)) (*house, *issuer.Issuer) {
	t.Helper()
	other := issuer.Start(t)
	other.Register("https://tilstand.example.no/login/with/hus/back")
	other.Add(kariElsewhere)
	c := federation.Config{Key: "hus", Name: "Huset", Issuer: other.URL, ClientID: issuer.Client, Secret: issuer.Secret, Groups: other.GroupsURL()}
	for _, change := range changes {
		change(&c)
	}
	f := datafolder.Open(t)
	store, err := accounts.Open(t.Context(), f.Record)
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Now().UTC().Truncate(time.Microsecond)
	s := newSite(t, stores(t, f), func(w *Config) {
		w.Accounts, w.Now, w.Houses = store, func() time.Time { return clock }, []federation.Config{c}
	})
	return &house{site: s, folder: f, clock: &clock}, other
}

func alwaysStrong(c *federation.Config) { c.Strong.Always = true }

var kariElsewhere = issuer.Person{Subject: "s-1", Name: "Kari Bakken", Email: address, Verified: true}

// traveller is a browser: it keeps cookies.
type traveller struct {
	*house
	cookies map[string]string
}

func (h *house) traveller() *traveller { return &traveller{h, map[string]string{}} }

func (v *traveller) header() []string {
	var all []string
	for name, value := range v.cookies {
		all = append(all, name+"="+value)
	}
	return []string{"Cookie", strings.Join(all, "; ")}
}

func (v *traveller) keep(a answered) answered {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		v.cookies[c.Name] = c.Value
		if c.Value == "" {
			delete(v.cookies, c.Name)
		}
	}
	return a
}

func (v *traveller) opens(path string) answered {
	v.t.Helper()
	return v.keep(v.get(path, v.header()...))
}

func (v *traveller) sends(path string, form url.Values) answered {
	v.t.Helper()
	return v.keep(v.post(path, form, v.header()...))
}

// away begins at a page of ours, and returns the address of the other house.
func (v *traveller) away(path string, form url.Values) string {
	v.t.Helper()
	a := v.sends(path, form)
	address, ok := strings.CutPrefix(a.header.Get("Refresh"), "0; url=")
	if a.status != 200 || !ok || v.cookies["__Host-"+awayCookie] == "" {
		v.t.Fatalf("%s does not lead away: %d\n%s", path, a.status, v.log)
	}
	return address
}

// comes goes to the other house and comes back.
func (v *traveller) comes(other *issuer.Issuer, path string, form url.Values) answered {
	v.t.Helper()
	return v.opens(other.Enter(v.t, v.away(path, form), "s-1").RequestURI())
}

// in reports whether the traveller is signed in.
func (v *traveller) in() bool { v.t.Helper(); return v.opens(accountPath).status == 200 }

// invite makes an account for Kari, and the path of her invitation.
func (h *house) invite(role accounts.Role, sc programme.School) (accounts.Account, string) {
	h.t.Helper()
	a, link, err := h.accounts.Invite(h.t.Context(), audit.Console.At(*h.clock), accounts.Account{Email: address, Name: "Kari Bakken", Lang: "nb"}, accounts.Grant{Role: role, At: string(sc.ID)}, h.placeOfSchool(sc))
	if err != nil {
		h.t.Fatal(err)
	}
	return a, "/link/" + string(link)
}

// An invitation is used by another house, and from then on it is the way in. The session is a new one, and nothing about the way is in a log.
func TestAnInvitationAtAnotherHouse(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	sc := h.school("Bø skole")
	_, link := h.invite(accounts.Leader, sc)
	page.Verify(t, h.get(link).body, page.In(`form[action="`+link+`/with/hus"] button`, page.HasText("Logg inn med Huset")))
	v := h.traveller()
	first := v.comes(other, link+"/with/hus", nil)
	if first.status != 303 || first.header.Get("Location") != "/schools/"+sc.Orgnr || !v.in() {
		t.Fatalf("%d to %q", first.status, first.header.Get("Location"))
	}
	if v.cookies["__Host-"+awayCookie] != "" {
		t.Error("the cookie of the way stays")
	}
	before := v.cookies[h.sessionCookieName()]
	page.Verify(t, v.opens("/login?next=/privacy").body, page.Not("main"))
	again := v.comes(other, "/login/with/hus", url.Values{"next": {"/privacy"}})
	if after := v.cookies[h.sessionCookieName()]; again.header.Get("Location") != "/privacy" || after == before || after == "" {
		t.Errorf("again: to %q", again.header.Get("Location"))
	}
	if a := h.get(accountPath, "Cookie", h.sessionCookieName()+"="+before); a.status == 200 {
		t.Error("the session from before signing in goes on")
	}
	page.Verify(t, v.opens(accountPath).body, page.In(".people", page.HasText("Innlogging hos Huset")), page.Not(`button[name=house]`))
	if gone := h.get(link); gone.status != 404 {
		t.Errorf("the invitation works again: %d", gone.status)
	}
	for _, secret := range []string{"s-1", address, issuer.Secret, before, "state=", "code="} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// Where the other house does not vouch for more than a password, the account's own second factor is asked for.
func TestASignInThatIsNotStrong(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t)
	a, link := h.invite(accounts.Leader, h.school("Bø skole"))
	v := h.traveller()
	if first := v.comes(other, link+"/with/hus", nil); !strings.HasPrefix(first.header.Get("Location"), passkeyPath) {
		t.Errorf("at first: to %q", first.header.Get("Location"))
	}
	h.withApp(a.ID)
	v = h.traveller()
	step := v.comes(other, "/login/with/hus", nil)
	page.Verify(t, step.body, page.In("h1", page.HasText("Skriv koden fra appen")), page.In("#code"))
	if step.status != 200 || v.in() {
		t.Errorf("in without the code: %d", step.status)
	}
}

// withApp gives an account an app.
func (h *house) withApp(id audit.AccountID) {
	h.t.Helper()
	key, err := h.accounts.NewAppKey(id)
	if err != nil {
		h.t.Fatal(err)
	}
	address, err := url.Parse(key)
	if err != nil {
		h.t.Fatal(err)
	}
	code, err := totp.GenerateCode(address.Query().Get("secret"), *h.clock)
	if err == nil {
		err = h.accounts.AddApp(h.t.Context(), audit.By{At: *h.clock, Account: id}, key, "", code)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// After a password the second step can be the other house, where that has been a second factor.
func TestAnotherHouseAsTheSecondStep(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	_, own := h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	v := h.traveller()
	v.cookies[h.sessionCookieName()] = strings.TrimPrefix(own[1], h.sessionCookieName()+"=")
	page.Verify(t, v.opens(accountPath).body, page.In(`button[name=house]`, page.HasText("Koble til Huset")), page.In("#f-proof"))
	wrong := v.sends(accountPath, url.Values{"step": {"connect"}, "house": {"hus"}, "proof": {"feil"}})
	page.Verify(t, wrong.body, page.In("#f-proof-problem"))
	if wrong.status != 422 {
		t.Errorf("without the password: %d", wrong.status)
	}
	if a := v.sends(accountPath, url.Values{"step": {"connect"}, "house": {"ukjent"}, "proof": {password}}); a.status != 400 {
		t.Errorf("an unknown house: %d", a.status)
	}
	done := v.comes(other, accountPath, url.Values{"step": {"connect"}, "house": {"hus"}, "proof": {password}})
	if done.header.Get("Location") != accountPath {
		t.Fatalf("%d to %q", done.status, done.header.Get("Location"))
	}
	page.Verify(t, v.opens(accountPath).body, page.In(`.note`, page.HasText("Nå kan du logge inn med Huset")), page.Not(".ds-alert[data-color=warning]"))

	v = h.traveller()
	step := v.sends("/login", typed(password))
	page.Verify(t, step.body, page.In("h1", page.HasText("Ett steg til")), page.In(`form[action="/login/with/hus"]`), page.Not("#code"))
	if step.status != 200 || v.in() {
		t.Errorf("a password is enough: %d", step.status)
	}
	if v.comes(other, "/login/with/hus", nil); !v.in() {
		t.Error("the other house does not get her in")
	}
}

// An answer that another browser asked for gets nobody in: neither the thief of a state, nor whoever is lured into somebody else's account.
func TestAStolenState(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	_, link := h.invite(accounts.Leader, h.school("Bø skole"))
	h.traveller().comes(other, link+"/with/hus", nil)

	owner, thief := h.traveller(), h.traveller()
	back := other.Enter(t, owner.away("/login/with/hus", nil), "s-1").RequestURI()
	for name, prepare := range map[string]func(){
		"without a cookie":      func() {},
		"with a cookie of ours": func() { thief.away("/login/with/hus", nil) },
		"with another's cookie": func() { thief.cookies["__Host-"+awayCookie] = "x" },
	} {
		prepare()
		a := thief.opens(back)
		page.Verify(t, a.body, page.In("[role=alert]", page.HasText("Vi kunne ikke logge deg inn med Huset")), page.In("#password"))
		if a.status != 422 || thief.in() || strings.Contains(a.body, "code=") {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if owner.opens(back); !owner.in() {
		t.Error("the owner of the state does not get in")
	}
	replayed := h.traveller()
	replayed.cookies = map[string]string{"__Host-" + awayCookie: "x"}
	if replayed.opens(back); replayed.in() {
		t.Error("the answer works again")
	}
}

// Whoever forges is slowed down with those who guess passwords.
func TestForgedAnswersAreThrottled(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	_, link := h.invite(accounts.Leader, h.school("Bø skole"))
	h.traveller().comes(other, link+"/with/hus", nil)
	for range 20 {
		h.get("/login/with/hus/back?state=x&code=y")
	}
	v := h.traveller()
	if v.comes(other, "/login/with/hus", nil); v.in() {
		t.Error("nobody is slowed down")
	}
	*h.clock = h.clock.Add(time.Minute)
	if v.comes(other, "/login/with/hus", nil); !v.in() {
		t.Error("it does not end")
	}
}

// A way that took too long is begun anew.
func TestALongWay(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	_, link := h.invite(accounts.Leader, h.school("Bø skole"))
	v := h.traveller()
	back := other.Enter(t, v.away(link+"/with/hus", nil), "s-1").RequestURI()
	*h.clock = h.clock.Add(federation.Lives)
	if a := v.opens(back); a.status != 422 || v.in() {
		t.Errorf("after ten minutes: %d", a.status)
	}
}

// Where somebody goes afterwards is a page of ours, whatever stood in the form; and where the other house sends them is made of our own address.
func TestTheWayLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	sc := h.school("Bø skole")
	_, link := h.invite(accounts.Leader, sc)
	h.traveller().comes(other, link+"/with/hus", nil)
	for _, next := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"} {
		if a := h.traveller().comes(other, "/login/with/hus", url.Values{"next": {next}}); a.header.Get("Location") != "/schools/"+sc.Orgnr {
			t.Errorf("%q leads to %q", next, a.header.Get("Location"))
		}
	}
	a := h.post("/login/with/hus", nil, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "http", "Origin", "https://tilstand.example.no")
	if !strings.Contains(a.header.Get("Refresh"), url.QueryEscape("https://tilstand.example.no/login/with/hus/back")) {
		t.Errorf("the way back is %q", a.header.Get("Refresh"))
	}
	if a := h.post("/login/with/hus", nil, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); a.status != 403 {
		t.Errorf("begun from another site: %d", a.status)
	}
	if a := h.post("/login/with/ukjent", nil); a.status != 404 || h.get("/login/with/ukjent/back").status != 404 {
		t.Errorf("an unknown house: %d", a.status)
	}
}

// What somebody was away for is done in the session that began it, or not at all: nobody connects somebody else's sign-in to another account.
func TestConnectingInAnotherSession(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	a, own := h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	v := h.traveller()
	v.cookies[h.sessionCookieName()] = strings.TrimPrefix(own[1], h.sessionCookieName()+"=")
	back := other.Enter(t, v.away(accountPath, url.Values{"step": {"connect"}, "house": {"hus"}, "proof": {password}}), "s-1").RequestURI()
	delete(v.cookies, h.sessionCookieName())
	if out := v.opens(back); out.status != 422 {
		t.Errorf("signed out meanwhile: %d", out.status)
	}
	back = other.Enter(t, func() string {
		v.cookies[h.sessionCookieName()] = strings.TrimPrefix(own[1], h.sessionCookieName()+"=")
		return v.away(accountPath, url.Values{"step": {"connect"}, "house": {"hus"}, "proof": {password}})
	}(), "s-1").RequestURI()
	_, theirs := h.newcomer("ola@example.no", "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	v.cookies[h.sessionCookieName()] = strings.TrimPrefix(theirs[1], h.sessionCookieName()+"=")
	if out := v.opens(back); out.status != 422 {
		t.Errorf("as somebody else: %d", out.status)
	}
	if len(h.accounts.IssuersOf(a.ID, false)) != 0 {
		t.Error("it was connected")
	}
}

// Whoever has no account here reads the same, whether somebody has one with their address or not. No account comes of it.
func TestNobodyIsKnownByAnAddress(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	unknown := h.traveller().comes(other, "/login/with/hus", nil)
	h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	v := h.traveller()
	known := v.comes(other, "/login/with/hus", nil)
	if unknown.body != known.body || unknown.status != 403 || known.status != 403 || v.in() {
		t.Errorf("answers can be told apart: %d and %d", unknown.status, known.status)
	}
	page.Verify(t, known.body, page.In("h1", page.HasText("Du har ikke tilgang ennå")), page.In("main", page.HasText("Be lederen ved skolen din")))
	if n := len(h.accounts.Accounts()); n != 1 {
		t.Errorf("%d accounts", n)
	}
}

// With a house that hands out the addresses of a domain, an address it has checked leads to its account.
func TestATrustedDomain(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong, func(c *federation.Config) { c.Domains = []string{"example.no"} })
	h.invite(accounts.Leader, h.school("Bø skole"))
	p := kariElsewhere
	p.Verified = false
	other.Add(p)
	v := h.traveller()
	if v.comes(other, "/login/with/hus", nil); v.in() {
		t.Error("an address that nobody has checked gets in")
	}
	other.Add(kariElsewhere)
	if v.comes(other, "/login/with/hus", nil); !v.in() {
		t.Error("a checked one does not")
	}
}

// A house that is down, and one that somebody comes back from without having signed in, leave the other ways in.
func TestOtherWaysIn(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t)
	_, link := h.invite(accounts.Leader, h.school("Bø skole"))
	other.Down(true)
	a := h.post("/login/with/hus", url.Values{"next": {"/privacy"}})
	page.Verify(t, a.body, page.In("[role=alert]", page.HasText("Huset svarer ikke")), page.In("#password"), page.In(`form[action="/login"] [name=next]`, page.AttrIs("value", "/privacy")))
	if a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("down: %d", a.status)
	}
	page.Verify(t, h.post(link+"/with/hus", nil).body, page.In(`[role=alert] a`, page.AttrIs("href", link)))
	other.Down(false)
	*h.clock = h.clock.Add(time.Minute)
	v := h.traveller()
	declined := v.opens(other.Decline(t, v.away(link+"/with/hus", nil)).RequestURI())
	page.Verify(t, declined.body, page.In("[role=alert]", page.HasText("ble avbrutt")), page.In(`[role=alert] a`, page.AttrIs("href", link)))
	if declined.status != 422 {
		t.Errorf("declined: %d", declined.status)
	}
	if gone := h.post("/link/ukjent/with/hus", nil); gone.status != 404 {
		t.Errorf("by a link that is none: %d", gone.status)
	}
	_, own := h.newcomer("ola@example.no", "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	v.cookies[h.sessionCookieName()] = strings.TrimPrefix(own[1], h.sessionCookieName()+"=")
	back := v.opens(other.Decline(t, v.away(accountPath, url.Values{"step": {"connect"}, "house": {"hus"}, "proof": {password}})).RequestURI())
	if back.header.Get("Location") != accountPath {
		t.Errorf("declined from the account: %d", back.status)
	}
	page.Verify(t, v.opens(accountPath).body, page.In(".note", page.HasText("ble avbrutt")))
}

// Without other houses nothing is different.
func TestNoOtherHouses(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	_, link := h.invite(accounts.Leader, h.school("Bø skole"))
	page.Verify(t, h.get("/login").body, page.Not(".houses"))
	page.Verify(t, h.get(link).body, page.Not(".houses"))
	if a := h.post("/login/with/feide", nil); a.status != 404 {
		t.Errorf("%d", a.status)
	}
}
