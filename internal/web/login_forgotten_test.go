package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/mail"
	"tilstand/internal/settings"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/smtp"
)

// postOffice gives a site a mail server.
func postOffice(t *testing.T, s *site) *smtp.Server {
	t.Helper()
	server := smtp.Start(t, 0)
	sender, err := mail.New(mail.Server{Host: "127.0.0.1", Port: server.Port, Security: mail.Open, From: "tilstand@example.no"})
	if err != nil {
		t.Fatal(err)
	}
	s.mail = sender
	return server
}

// linkIn is the one-time link of a letter, as a path.
func linkIn(t *testing.T, m smtp.Mail) string {
	t.Helper()
	_, path, found := strings.Cut(m.Text, "https://tilstand.example.no")
	if !found {
		t.Fatalf("no link in %q", m.Text)
	}
	path, _, _ = strings.Cut(path, "\n")
	return path
}

// forgets asks for a new password.
func (s *site) forgets(email string) answered {
	s.t.Helper()
	return s.post("/login/forgotten", url.Values{"email": {email}})
}

// A forgotten password is replaced by way of the mailbox; the link works once, and only for ten minutes.
func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	office := postOffice(t, s)
	page.Verify(t, s.get("/login").body, page.In(`a[href="/login/forgotten"]`))
	page.Verify(t, s.get("/login/forgotten").body, page.In(`form[action="/login/forgotten"] #email`))
	before := sessionOf(s.post("/login", typed(password)))

	s.forgets(" KARI@example.no")
	letter := office.Next(t)
	if letter.To != address {
		t.Errorf("it went to %s", letter.To)
	}
	link, next := linkIn(t, letter), "tre grå katter på taket"
	page.Verify(t, s.get(link).body, page.In("h1", page.HasText("Velg et nytt passord")))
	if a := s.post(link, url.Values{"password": {next}}); a.status != 303 || sessionOf(a) == nil {
		t.Fatalf("another password: %d", a.status)
	}
	if a := s.post(link, url.Values{"password": {next}}); a.status != 404 {
		t.Errorf("the link works again: %d", a.status)
	}
	page.Verify(t, s.get("/", "Cookie", before.Name+"="+before.Value).body, page.Not(`form[action="/logout"]`))
	if sessionOf(s.post("/login", typed(password))) != nil || sessionOf(s.post("/login", typed(next))) == nil {
		t.Error("the old password works, or the new one does not")
	}

	s.forgets(address)
	late := linkIn(t, office.Next(t))
	asked := s.now()
	s.now = func() time.Time { return asked.Add(10 * time.Minute) }
	if a := s.get(late); a.status != 404 {
		t.Errorf("after ten minutes: %d", a.status)
	}
}

// Whether an address has an account is in no answer: its words are the same, and nothing is looked up before it is given. Here nothing can be
// looked up at all.
func TestForgottenTellsNothing(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	_, _ = h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	office := postOffice(t, h.site)
	known, unknown := h.forgets(address), h.forgets("ingen@example.no")
	h.errandsDone.Wait()
	if office.Next(t).To != address || office.Waiting() != 0 {
		t.Error("a letter went to an address without an account")
	}
	if err := h.folder.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	shut := h.forgets(address)
	h.errandsDone.Wait()
	for range cap(h.errands) {
		h.errands <- struct{}{}
	}
	full := h.forgets(address)
	for _, a := range []answered{unknown, shut, full, h.forgets("")} {
		if a.status != 200 || a.body != known.body {
			t.Errorf("answers can be told apart: %d", a.status)
		}
	}
	for _, secret := range []string{address, "ingen@"} {
		if strings.Contains(h.log.String(), secret) {
			t.Error("the log holds an address")
		}
	}
}

// Nobody's mailbox is filled: three letters to an address, and then one in five minutes.
func TestForgottenFillsNoMailbox(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	office := postOffice(t, s)
	for range 8 {
		s.forgets(address)
		s.errandsDone.Wait()
	}
	if n := office.Waiting(); n != 3 {
		t.Errorf("%d letters", n)
	}
}

// Without a mail server the page says whom to ask.
func TestForgottenWithoutMail(t *testing.T) {
	t.Parallel()
	s := withPassword(t)
	page.Verify(t, s.get("/login/forgotten").body, page.Not("main form"), page.In("main", page.HasText("Be den som inviterte deg")))
	s.settings = settings.Settings{Controller: settings.Party{Name: "Bø kommune", Contact: "post@bo.no"}}
	page.Verify(t, s.get("/login/forgotten").body, page.In("main", page.HasText("Bø kommune, post@bo.no")))
	page.Verify(t, s.forgets(address).body, page.Not("main form"), page.Not("[role=status]"))
}

// With a mail server an invitation is sent, and the page says so; without an answer from it, the page says that, and the link is there.
func TestInvitationsAreSent(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.school("Bø skole")
	office := postOffice(t, h.site)
	name, value := h.signedInAs("leder", accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
	invite := func(email string) string {
		return h.post("/schools/"+sc.Orgnr+"/people", url.Values{"name": {"Ola"}, "email": {email}, "role": {"member"}, "lang": {"nn"}}, name, value).body
	}
	body := invite("ola@example.no")
	page.Verify(t, body, page.In("[role=status]", page.HasText("Invitasjonen er sendt til ola@example.no")), page.In("details #link"))
	letter := office.Next(t)
	if linkIn(t, letter) != linkOn(t, body) || letter.Header.Get("Content-Language") != "nn" || !strings.Contains(letter.Text, "leder") {
		t.Errorf("the letter: %+v", letter)
	}
	nowhere, err := mail.New(mail.Server{Host: "127.0.0.1", Port: 1, Security: mail.Open, From: "tilstand@example.no"})
	if err != nil {
		t.Fatal(err)
	}
	h.mail = nowhere
	page.Verify(t, invite("per@example.no"), page.In("[role=status]", page.HasText("Vi fikk ikke sendt e-post")), page.In("#link"), page.Not("details #link"))
}

// What a client says about itself moves no attempt to somebody else; what a proxy of ours says does.
func TestForwardedForIsBelievedOfOurProxiesOnly(t *testing.T) {
	t.Parallel()
	const tester = "0.0.0.0/32" // where requests of tests come from
	for name, tt := range map[string]struct {
		proxies []string
		forged  func(i int) string // of the attempts
		theirs  string             // of somebody else
		getsIn  bool
	}{
		"without a proxy": {nil, func(i int) string { return "10.0.0." + string(rune('1'+i%8)) }, "10.9.9.9", false},
		"by a proxy":      {[]string{tester}, func(int) string { return "10.0.0.1" }, "10.9.9.9", true},
		"invented before": {[]string{tester}, func(i int) string { return "10.0.0." + string(rune('1'+i%8)) + ", 10.7.7.7" }, "10.9.9.9, 10.7.7.7", false},
		"by two proxies":  {[]string{tester, "10.5.0.0/16"}, func(int) string { return "10.0.0.1, 10.5.0.1" }, "10.0.0.2, 10.5.0.1", true},
		"one household":   {[]string{tester}, func(i int) string { return "2001:db8::" + string(rune('1'+i%8)) }, "2001:db8::ffff", false},
		"no address":      {[]string{tester}, func(int) string { return "unknown" }, "10.9.9.9", true},
	} {
		s := withPassword(t)
		s.settings.Proxies = tt.proxies
		for i := range 20 { // what a client has before it must wait
			if a := s.post("/login", url.Values{"email": {"annen" + string(rune('a'+i)) + "@example.no"}, "password": {"x"}}, "X-Forwarded-For", tt.forged(i)); a.status != 422 {
				t.Fatal(a.status)
			}
		}
		if in := sessionOf(s.post("/login", typed(password), "X-Forwarded-For", tt.theirs)) != nil; in != tt.getsIn {
			t.Errorf("%s: somebody else gets in: %t", name, in)
		}
	}
}
