package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

const goodPassword = "fjellrev under trappa"

// house is a data folder with accounts: an operator, the leader of s1 and the owner o1.
type house struct {
	*Store
	t        *testing.T
	dir      string
	folder   *duckdb.Folder
	operator audit.AccountID
}

func openHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir()}
	h.open()
	link, err := h.EnsureOperator(t.Context(), noon)
	if err != nil || link == "" {
		t.Fatalf("the first link: %q, %v", link, err)
	}
	a, _, err := h.Opened(noon, link)
	if err != nil {
		t.Fatal(err)
	}
	h.operator = a.ID
	return h
}

func (h *house) open() {
	h.t.Helper()
	folder, err := duckdb.OpenFolder(h.t.Context(), h.dir, duckdb.FolderOptions{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		h.t.Fatal(err)
	}
	h.folder = folder
	h.t.Cleanup(func() { folder.Close(context.Background()) })
	if h.Store, err = Open(h.t.Context(), folder.Record); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) reopen() {
	h.t.Helper()
	if err := h.folder.Close(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.open()
}

func (h *house) by(id audit.AccountID) audit.By { return audit.By{At: noon, Account: id} }

// invited is an account with a role, and its link.
func (h *house) invited(by audit.AccountID, name string, g Grant, at Place) (Account, Link) {
	h.t.Helper()
	a, link, err := h.Invite(h.t.Context(), h.by(by), Account{Email: name + "@example.no", Name: name, Lang: "nn"}, g, at)
	if err != nil {
		h.t.Fatal(err)
	}
	return a, link
}

func (h *house) leader() (Account, Link) {
	return h.invited(h.operator, "leder", Grant{Leader, "s1"}, school1)
}

var (
	school1 = Place{AtSchool, "s1", "o1", SharesAll}
	school2 = Place{AtSchool, "s2", "o1", SharesAll}
	owner1  = Place{Kind: AtOwner, ID: "o1"}
)

// code is what the app of a key shows.
func code(t *testing.T, key string, at time.Time) string {
	t.Helper()
	u, err := url.Parse(key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := totp.GenerateCode(u.Query().Get("secret"), at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// From an invitation to a strong session, over a restart in between: the way of every leader.
func TestFromInvitationToStrongSession(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	h.reopen()
	if got, purpose, err := h.Opened(noon, link); err != nil || got != a || purpose != Invitation {
		t.Fatalf("the link leads to %v, %s, %v", got, purpose, err)
	}
	in, err := h.UseLink(t.Context(), noon, link, Chosen{Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	session := h.Sessions.Find(noon, in.Token)
	if session == nil || session.Account != a.ID || session.Strength(noon) != Fresh {
		t.Fatalf("session %+v", session)
	}
	if may := May(h.Held(noon, session), RunSurveys, school1); may {
		t.Error("a leader runs surveys after a password alone")
	}
	key, err := h.NewAppKey(a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.AddApp(t.Context(), h.by(a.ID), key, "telefon", "000000"); err == nil {
		t.Error("an app is added without its code")
	}
	if err := h.AddApp(t.Context(), h.by(a.ID), key, "telefon", code(t, key, noon)); err != nil {
		t.Fatal(err)
	}
	session.Strengthen()
	if !May(h.Held(noon, session), RunSurveys, school1) {
		t.Error("the leader cannot run surveys")
	}

	h.reopen()
	later := noon.Add(time.Minute)
	in, err = h.SignIn(t.Context(), later, "client", "LEDER@example.no ", goodPassword)
	if err != nil || in.Token != "" || in.Step == "" {
		t.Fatalf("after the password: %+v, %v", in, err)
	}
	if _, err := h.SecondStep(t.Context(), later, "client", in.Step, "123"); !errors.Is(err, ErrRefused) {
		t.Errorf("a wrong code: %v", err)
	}
	token, err := h.SecondStep(t.Context(), later, "client", in.Step, code(t, key, later))
	if err != nil || !May(h.Held(later, h.Sessions.Find(later, token)), RunSurveys, school1) {
		t.Errorf("after the code: %v", err)
	}
	if _, err := h.SecondStep(t.Context(), later, "client", in.Step, code(t, key, later)); !errors.Is(err, ErrRefused) {
		t.Errorf("the same step again: %v", err)
	}
	again, err := h.SignIn(t.Context(), later, "client", "leder@example.no", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.SecondStep(t.Context(), later, "client", again.Step, code(t, key, later)); !errors.Is(err, ErrRefused) {
		t.Errorf("a code that was used: %v", err)
	}
}

// Three wrong codes end the attempt, also for the right one.
func TestASecondStepIsTakenInThreeTries(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	key, _ := h.NewAppKey(a.ID)
	if err := h.AddApp(t.Context(), h.by(a.ID), key, "", code(t, key, noon)); err != nil {
		t.Fatal(err)
	}
	later := noon.Add(time.Minute)
	for name, tries := range map[string]int{"after two": 2, "after three": 3} {
		in, err := h.SignIn(t.Context(), later, Client(name), a.Email, goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		for range tries {
			if _, err := h.SecondStep(t.Context(), later, Client(name), in.Step, "000000"); !errors.Is(err, ErrRefused) {
				t.Fatal(err)
			}
		}
		_, err = h.SecondStep(t.Context(), later, Client(name), in.Step, code(t, key, later))
		if refused := errors.Is(err, ErrRefused); refused != (tries == stepTries) {
			t.Errorf("%s: %v", name, err)
		}
		later = later.Add(time.Minute)
	}
	in, err := h.SignIn(t.Context(), later, "slow", a.Email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	late := later.Add(stepLives + 1)
	if _, err := h.SecondStep(t.Context(), late, "slow", in.Step, code(t, key, late)); !errors.Is(err, ErrRefused) {
		t.Errorf("too late: %v", err)
	}
}

func TestLinksWorkOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	for name, tt := range map[string]struct {
		at   time.Time
		link Link
	}{
		"made up":  {noon, "x"},
		"empty":    {noon, ""},
		"too late": {noon.Add(linkLives[Invitation]), link},
	} {
		if _, err := h.UseLink(t.Context(), tt.at, tt.link, Chosen{Password: goodPassword}); !errors.Is(err, ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{Password: "kort"}); !isInvalid(err, "password", "too_short") {
		t.Errorf("a bad password: %v", err)
	}
	newer, err := h.MakeLink(t.Context(), h.by(h.operator), a.ID, Invitation)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{Password: goodPassword}); !errors.Is(err, ErrLink) {
		t.Errorf("the older of two: %v", err)
	}
	if _, err := h.UseLink(t.Context(), noon, newer, Chosen{Password: goodPassword}); err != nil {
		t.Errorf("the newer, after a bad password: %v", err)
	}
	h.reopen()
	if _, err := h.UseLink(t.Context(), noon, newer, Chosen{Password: goodPassword}); !errors.Is(err, ErrLink) {
		t.Errorf("used: %v", err)
	}
}

// A reset changes the password and nothing else; an invitation takes everything away. Both end what went on.
func TestWhatLinksReplace(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	old, err := h.UseLink(t.Context(), noon, link, Chosen{Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	key, _ := h.NewAppKey(a.ID)
	if err := h.AddApp(t.Context(), h.by(a.ID), key, "", code(t, key, noon)); err != nil {
		t.Fatal(err)
	}
	reset, err := h.MakeLink(t.Context(), h.by(audit.Stranger), a.ID, Reset)
	if err != nil {
		t.Fatal(err)
	}
	if in, err := h.UseLink(t.Context(), noon, reset, Chosen{Password: "tre grå katter på taket"}); err != nil || in.Token != "" || in.Step == "" {
		t.Errorf("whoever reads the mail is not asked for the app: %+v, %v", in, err)
	}
	if h.Sessions.Find(noon, old.Token) != nil {
		t.Error("a session from before the reset goes on")
	}
	if in, err := h.SignIn(t.Context(), noon, "c", a.Email, goodPassword); !errors.Is(err, ErrRefused) {
		t.Errorf("the old password: %+v, %v", in, err)
	}
	if in, err := h.SignIn(t.Context(), noon, "c", a.Email, "tre grå katter på taket"); err != nil || in.Step == "" {
		t.Errorf("the app is gone: %+v, %v", in, err)
	}
	again, err := h.MakeLink(t.Context(), h.by(h.operator), a.ID, Invitation)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLink(t.Context(), noon, again, Chosen{Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	h.reopen()
	if secrets := h.SecretsOf(a.ID); len(secrets) != 1 || secrets[0].Kind != ByPassword {
		t.Errorf("after an invitation: %v", secrets)
	}
}

// An invitation made anew opens the account whole, so only those who could have given all of it may make one.
func TestWhoInvitesAnew(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader, _ := h.leader()
	member, _ := h.invited(leader.ID, "medlem", Grant{Member, "s1"}, school1)
	wide, _ := h.invited(leader.ID, "vid", Grant{Member, "s1"}, school1)
	if err := h.Give(t.Context(), h.by(h.operator), wide.ID, Grant{Owner, "o1"}, owner1); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		by, to audit.AccountID
		at     Place
		want   error
	}{
		"a member, by the leader":             {leader.ID, member.ID, school1, nil},
		"a member who is owner elsewhere too": {leader.ID, wide.ID, school1, ErrForbidden},
		"the same, by the operator":           {h.operator, wide.ID, school1, nil},
		"at another school":                   {leader.ID, member.ID, school2, ErrNotFound},
		"a leader, by a member":               {member.ID, leader.ID, school1, ErrForbidden},
		"oneself":                             {leader.ID, leader.ID, school1, ErrForbidden},
	} {
		if link, err := h.Reinvite(t.Context(), h.by(tt.by), tt.to, tt.at); !errors.Is(err, tt.want) || (err == nil) == (link == "") {
			t.Errorf("%s: %q, %v", name, link, err)
		}
	}
}

// A door opens one account until the process ends.
func TestADoor(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, _ := h.leader()
	door := h.OpenDoor(a.ID)
	for range 2 {
		token, err := h.UseDoor(t.Context(), noon, door)
		if err != nil || !May(h.Held(noon, h.Sessions.Find(noon, token)), RunSurveys, school1) {
			t.Fatalf("the door is shut: %v", err)
		}
	}
	h.reopen()
	for _, shut := range []Door{door, "", "x"} {
		if _, err := h.UseDoor(t.Context(), noon, shut); !errors.Is(err, ErrRefused) {
			t.Errorf("%q: %v", shut, err)
		}
	}
}

// Nobody can tell whether an address has an account: the same error, the same work, the same throttling.
func TestAddressesCannotBeProbed(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	invited, _ := h.invited(h.operator, "uten.passord", Grant{Owner, "o1"}, owner1)
	closed, closedLink := h.invited(h.operator, "slutta", Grant{Leader, "s2"}, school2)
	if _, err := h.UseLink(t.Context(), noon, closedLink, Chosen{Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(t.Context(), h.by(h.operator), closed.ID); err != nil {
		t.Fatal(err)
	}
	work := map[string]string{}
	for name, try := range map[string]struct{ email, password string }{
		"wrong":            {a.Email, "noe helt annet enn det"},
		"unknown":          {"ingen@example.no", goodPassword},
		"without password": {invited.Email, goodPassword},
		"closed":           {closed.Email, goodPassword},
		"empty":            {"", ""},
		"not text":         {"a\x00b@\xff", "\xff\xfe"},
	} {
		before := h.hasher.done.Load()
		var said []string
		for range freeFailures + 2 {
			in, err := h.SignIn(t.Context(), noon, Client("client of "+name), try.email, try.password)
			said = append(said, fmt.Sprint(in, errors.Is(err, ErrRefused)))
		}
		work[fmt.Sprint(h.hasher.done.Load()-before, " hashes, ", said)] += name + " "
	}
	if len(work) != 1 {
		t.Errorf("can be told apart: %v", work)
	}
}

// A flood from one client that goes on: it is refused without work, others sign in to other accounts, and the owner of the account under attack
// gets in from elsewhere meanwhile.
func TestAFloodLocksNobodyOutForLong(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	other, otherLink := h.invited(h.operator, "eier", Grant{Owner, "o1"}, owner1)
	for _, l := range []Link{link, otherLink} {
		if _, err := h.UseLink(t.Context(), noon, l, Chosen{Password: goodPassword}); err != nil {
			t.Fatal(err)
		}
	}
	before := h.hasher.done.Load()
	now := noon
	for n := range 3000 { // a minute of 50 wrong passwords a second
		now = now.Add(20 * time.Millisecond)
		if _, err := h.SignIn(t.Context(), now, "flood", a.Email, "feil"); !errors.Is(err, ErrRefused) {
			t.Fatal(err)
		}
		if n == 500 {
			if in, err := h.SignIn(t.Context(), now, "another", other.Email, goodPassword); err != nil || in.Token == "" {
				t.Errorf("another account from another client: %+v, %v", in, err)
			}
		}
		if n >= 500 && n%500 == 0 {
			if in, err := h.SignIn(t.Context(), now, "another", a.Email, goodPassword); err != nil || in.Token == "" {
				t.Errorf("the account under attack, after %s: %+v, %v", now.Sub(noon), in, err)
			}
		}
	}
	if made := h.hasher.done.Load() - before; made > clientsFree+60/5+10 { // one more each five seconds, and those who get in
		t.Errorf("%d hashes for a flood", made)
	}
}

// Many that come at once are counted before they are looked into.
func TestAttemptsAtOnceAreCounted(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	before := h.hasher.done.Load()
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			if _, err := h.SignIn(t.Context(), noon, "flood", "kari@example.no", "feil"); !errors.Is(err, ErrRefused) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if made := h.hasher.done.Load() - before; made != freeFailures {
		t.Errorf("%d hashes, want %d", made, freeFailures)
	}
}

func TestWhoGivesRoles(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	owner, _ := h.invited(h.operator, "eier", Grant{Owner, "o1"}, owner1)
	leader, _ := h.invited(owner.ID, "leder", Grant{Leader, "s1"}, school1)
	member, _ := h.invited(leader.ID, "medlem", Grant{Member, "s1"}, school1)
	for _, tt := range []struct {
		what   string
		by, to audit.AccountID
		g      Grant
		at     Place
		want   error
	}{
		{"an owner appoints itself", owner.ID, owner.ID, Grant{Leader, "s2"}, school2, ErrForbidden},
		{"an owner appoints a second leader", owner.ID, member.ID, Grant{Leader, "s1"}, school1, ErrForbidden},
		{"an owner gives a school a member", owner.ID, member.ID, Grant{Member, "s2"}, school2, ErrForbidden},
		{"an operator appoints a second leader", h.operator, member.ID, Grant{Leader, "s1"}, school1, ErrForbidden},
		{"a leader appoints a second", leader.ID, member.ID, Grant{Leader, "s1"}, school1, nil},
		{"a leader at another school", leader.ID, member.ID, Grant{Member, "s2"}, school2, ErrForbidden},
		{"a member", member.ID, leader.ID, Grant{Member, "s1"}, school1, nil}, // has become a leader above
		{"the place of another", leader.ID, member.ID, Grant{Member, "s2"}, school1, ErrForbidden},
		{"nobody there", leader.ID, "x", Grant{Member, "s1"}, school1, ErrNotFound},
		{"an owner makes an operator", owner.ID, leader.ID, Grant{Operator, ""}, Place{Kind: AtInstallation}, ErrForbidden},
	} {
		if err := h.Give(t.Context(), h.by(tt.by), tt.to, tt.g, tt.at); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.want)
		}
	}
	if err := h.Take(t.Context(), h.by(h.operator), h.operator, Grant{Role: Operator}, Place{Kind: AtInstallation}); !errors.Is(err, ErrLastOne) {
		t.Errorf("the last operator: %v", err)
	}
	token := h.Sessions.Start(noon, member.ID, Strong)
	if err := h.Take(t.Context(), h.by(leader.ID), member.ID, Grant{Leader, "s1"}, school1); err != nil {
		t.Fatal(err)
	}
	if h.Sessions.Find(noon, token) != nil {
		t.Error("a session goes on after a role was taken away")
	}
	h.reopen()
	got := h.HoldersAt("s1")
	want := []Holder{{leader, Leader}, {leader, Member}, {member, Member}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Everything that changes who may what is in the log, and the log is whole and holds no name, address, password or link.
func TestWhatIsLogged(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	if err := h.Change(t.Context(), h.by(a.ID), Proof{Present: goodPassword}, Account{Email: "ny@example.no", Name: "Ny Leder", Lang: "nb"}); err != nil {
		t.Fatal(err)
	}
	in, err := h.SignIn(t.Context(), noon, "c", "ny@example.no", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SignOut(t.Context(), noon, in.Token); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SignIn(t.Context(), noon, "c", "ny@example.no", "feil"); !errors.Is(err, ErrRefused) {
		t.Fatal(err)
	}
	log := audit.Open(h.folder.Record)
	if _, err := log.Verify(t.Context(), audit.Head{}); err != nil {
		t.Error(err)
	}
	entries, err := log.Read(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		line := strings.NewReplacer(string(a.ID), "LEADER", string(h.operator), "OPERATOR").Replace(fmt.Sprint(e.Account, " ", e.Action, " ", e.Subject, " ", e.School, " ", e.Owner, " ", e.Detail))
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"service invited OPERATOR role=operator",
		"OPERATOR invited LEADER s1 o1 role=leader",
		"LEADER link_used LEADER purpose=invitation",
		"LEADER account_changed LEADER",
		"LEADER signed_in LEADER",
		"LEADER signed_out LEADER",
		"stranger sign_in_refused count=1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func isInvalid(err error, field, code string) bool {
	invalid, ok := errors.AsType[*Invalid](err)
	return ok && len(invalid.Problems) == 1 && invalid.Problems[0] == Problem{field, code}
}
