package accounts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
)

// theirs is who the leader is at another house.
var theirs = Identity{Issuer: "https://id.example.no", Subject: "s-1", House: "Huset", Email: "leder@example.no"}

func (id Identity) strongly() Identity { id.Strong = true; return id }
func (id Identity) ownedBy() Identity  { id.Owned = true; return id }
func (id Identity) as(subject string) Identity {
	id.Subject = subject
	return id
}

func (h *house) strength(in SignedIn, err error) Strength {
	h.t.Helper()
	if err != nil || in.Token == "" {
		h.t.Fatalf("signed in: %+v, %v", in, err)
	}
	return h.Sessions.Find(noon, in.Token).Strength(noon)
}

func (h *house) comes(id Identity) (SignedIn, error) {
	h.t.Helper()
	return h.SignInBy(h.t.Context(), noon, id)
}

// An invitation is used with another house's sign-in, and nothing else gets in with it.
func TestAnInvitationByAnotherHouse(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if _, err := h.comes(theirs.strongly()); !errors.Is(err, ErrNobody) {
		t.Errorf("before: %v", err)
	}
	if got := h.strength(h.UseLinkBy(t.Context(), noon, link, theirs.strongly())); got != Strong {
		t.Errorf("strength %d", got)
	}
	if _, err := h.UseLinkBy(t.Context(), noon, link, theirs.strongly()); !errors.Is(err, ErrLink) {
		t.Errorf("the link again: %v", err)
	}
	h.reopen()
	in, err := h.comes(theirs.strongly())
	if err != nil || h.Sessions.Find(noon, in.Token).Account != a.ID {
		t.Errorf("after a restart: %v", err)
	}
	other := theirs
	other.Issuer = "https://evil.example"
	for _, id := range []Identity{theirs.as("s-2"), theirs.as(""), other, {Email: a.Email}} {
		if _, err := h.comes(id.strongly()); !errors.Is(err, ErrNobody) {
			t.Errorf("%+v: %v", id, err)
		}
	}
	if err := h.Close(t.Context(), h.by(h.operator), a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.comes(theirs.strongly()); !errors.Is(err, ErrNobody) {
		t.Errorf("a closed account: %v", err)
	}
}

// An invitation takes away what there was, and a link for a password is none.
func TestLinksThatAnotherHouseDoesNotUse(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	in := h.signedInWith(link)
	if err := h.Connect(t.Context(), h.by(a.ID), theirs); err != nil || in == nil {
		t.Fatal(err)
	}
	_, reset, err := h.ResetLink(t.Context(), noon, a.Email)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLinkBy(t.Context(), noon, reset, theirs); !errors.Is(err, ErrLink) {
		t.Errorf("a reset: %v", err)
	}
	first, err := h.MakeLink(t.Context(), h.by(h.operator), h.operator, Invitation)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLinkBy(t.Context(), noon, first, theirs.as("s-9")); !errors.Is(err, ErrLink) {
		t.Errorf("the first operator, who has not said who they are: %v", err)
	}
	_, others := h.invited(h.operator, "annen", Grant{Leader, "s2"}, school2)
	if _, err := h.UseLinkBy(t.Context(), noon, others, theirs); !errors.Is(err, ErrLinked) {
		t.Errorf("an identity of another account: %v", err)
	}
	again, err := h.MakeLink(t.Context(), h.by(h.operator), a.ID, Invitation)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLinkBy(t.Context(), noon, again, theirs.as("s-2")); err != nil {
		t.Fatal(err)
	}
	if ways := h.SecretsOf(a.ID); len(ways) != 1 || ways[0].Kind != ByHouse {
		t.Errorf("left is %+v", ways)
	}
}

// An address is no name: it leads to an account only where the house hands it out, says that it is the person's, and no one else of that house has the account.
func TestAnAddressIsNotEnough(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	h.signedInWith(link)
	if _, err := h.comes(theirs.strongly()); !errors.Is(err, ErrNobody) {
		t.Errorf("by an address alone: %v", err)
	}
	in, err := h.comes(theirs.strongly().ownedBy())
	if err != nil || h.Sessions.Find(noon, in.Token).Account != a.ID {
		t.Fatalf("by an address of the house: %v", err)
	}
	if _, err := h.comes(theirs.strongly().ownedBy().as("s-2")); !errors.Is(err, ErrNobody) {
		t.Errorf("the address has gone to somebody else: %v", err)
	}
	first := theirs.strongly().ownedBy().as("s-3")
	first.Email = FirstEmail
	if _, err := h.comes(first); !errors.Is(err, ErrNobody) {
		t.Errorf("the first operator's: %v", err)
	}
}

// What another house does not vouch for strongly is as good as a password: whoever has a second factor is asked for it, also by the password.
func TestAWeakSignInElsewhere(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if got := h.strength(h.UseLinkBy(t.Context(), noon, link, theirs)); got != Fresh {
		t.Errorf("at first: %d", got)
	}
	if got := h.strength(h.comes(theirs)); got != Fresh {
		t.Errorf("with nothing more to ask for: %d", got)
	}
	key, err := h.NewAppKey(a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.AddApp(t.Context(), h.by(a.ID), key, "", code(t, key, noon)); err != nil {
		t.Fatal(err)
	}
	in, err := h.comes(theirs)
	if err != nil || in.Token != "" || !h.ByCode(noon, in.Step) {
		t.Fatalf("with an app: %+v, %v", in, err)
	}
	later := noon.Add(time.Minute)
	token, err := h.SecondStep(t.Context(), later, "client", in.Step, code(t, key, later))
	if err != nil || h.Sessions.Find(later, token).Strength(later) != Strong {
		t.Errorf("after the code: %v", err)
	}
	if got := h.strength(h.comes(theirs.strongly())); got != Strong {
		t.Errorf("strongly: %d", got)
	}
}

// A sign-in that has been strong once is a second factor: a password alone, or a weaker sign-in there, does not get past it.
func TestAStrongIdentityIsASecondFactor(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	session := h.signedInWith(link)
	if err := h.Connect(t.Context(), h.by(a.ID), theirs); err != nil {
		t.Fatal(err)
	}
	in, err := h.SignIn(t.Context(), noon, "client", a.Email, goodPassword)
	if got := h.strength(in, err); got != Fresh {
		t.Errorf("beside a weak one: %d", got)
	}
	if _, err := h.comes(theirs.strongly()); err != nil {
		t.Fatal(err)
	}
	h.reopen()
	if in, err = h.SignIn(t.Context(), noon, "client", a.Email, goodPassword); err != nil || in.Step == "" || in.Token != "" {
		t.Errorf("a password beside a strong one: %+v, %v", in, err)
	}
	if who, err := h.Waiting(noon, in.Step); err != nil || who != a.ID || len(h.IssuersOf(a.ID, true)) != 1 {
		t.Errorf("waiting is %q, %v", who, err)
	}
	if in, err = h.comes(theirs); err != nil || in.Token != "" || in.Step == "" {
		t.Errorf("weakly at the same house: %+v, %v", in, err)
	}
	for _, way := range h.SecretsOf(a.ID) { // password and identity
		err := h.RemoveSecret(t.Context(), h.by(a.ID), way.ID)
		if (way.Kind == ByHouse) != errors.Is(err, ErrLastOne) {
			t.Errorf("taking %s away: %v", way.Kind, err)
		}
	}
	if problem := h.Prove(t.Context(), h.by(a.ID), Proof{"client", session, ""}); !isInvalid(problem, "present", "wrong") && problem != nil {
		t.Errorf("%v", problem)
	}
}

// The last way in stays, whatever it is; a member needs one only.
func TestTheLastWayInStays(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader, leaderLink := h.leader()
	if _, err := h.UseLinkBy(t.Context(), noon, leaderLink, theirs.as("leader").strongly()); err != nil {
		t.Fatal(err)
	}
	a, link := h.invited(leader.ID, "medlem", Grant{Member, "s1"}, school1)
	if _, err := h.UseLinkBy(t.Context(), noon, link, theirs); err != nil {
		t.Fatal(err)
	}
	only := h.SecretsOf(a.ID)[0]
	if err := h.RemoveSecret(t.Context(), h.by(a.ID), only.ID); !errors.Is(err, ErrLastOne) {
		t.Errorf("the only one: %v", err)
	}
	if err := h.Connect(t.Context(), h.by(a.ID), theirs.as("s-7")); err != nil {
		t.Fatal(err)
	}
	if err := h.RemoveSecret(t.Context(), h.by(a.ID), only.ID); err != nil {
		t.Errorf("one of two: %v", err)
	}
	if _, err := h.comes(theirs); !errors.Is(err, ErrNobody) {
		t.Errorf("what was taken away: %v", err)
	}
	if err := h.Connect(t.Context(), h.by(a.ID), theirs.as("leader")); !errors.Is(err, ErrLinked) {
		t.Errorf("somebody else's: %v", err)
	}
}

// Whoever has no password proves who they are by having signed in just now.
func TestProofWithoutAPassword(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader, leaderLink := h.leader()
	if _, err := h.UseLinkBy(t.Context(), noon, leaderLink, theirs.as("leader").strongly()); err != nil {
		t.Fatal(err)
	}
	a, link := h.invited(leader.ID, "medlem", Grant{Member, "s1"}, school1)
	in, err := h.UseLinkBy(t.Context(), noon, link, theirs)
	if err != nil {
		t.Fatal(err)
	}
	proof := Proof{"client", h.Sessions.Find(noon, in.Token), ""}
	if err := h.Prove(t.Context(), h.by(a.ID), proof); err != nil {
		t.Errorf("just now: %v", err)
	}
	late := audit.By{At: noon.Add(freshFor + time.Second), Account: a.ID}
	if err := h.Prove(t.Context(), late, proof); !isInvalid(err, "present", "wrong") {
		t.Errorf("later: %v", err)
	}
}

// A command on the server unlinks, and nobody else does it to others.
func TestUnlink(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	in, err := h.UseLinkBy(t.Context(), noon, link, theirs.strongly())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Unlink(t.Context(), h.by(a.ID), a.ID); !errors.Is(err, ErrForbidden) {
		t.Errorf("by a leader: %v", err)
	}
	if n, err := h.Unlink(t.Context(), audit.Console.At(noon), a.ID); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := h.comes(theirs); !errors.Is(err, ErrNobody) || h.Sessions.Find(noon, in.Token) != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// Who asks is told from whoever forges: only the latter uses the client's attempts up, with those who guess passwords.
func TestForgingIsThrottled(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	arrive := func(err error) error {
		return h.Arrive(t.Context(), noon, "client", func() error { return err })
	}
	for range 3 * clientsFree {
		if err := arrive(ErrNobody); !errors.Is(err, ErrNobody) {
			t.Fatalf("somebody unknown: %v", err)
		}
	}
	for range clientsFree {
		if err := arrive(ErrRefused); !errors.Is(err, ErrRefused) {
			t.Fatal(err)
		}
	}
	if err := arrive(nil); !errors.Is(err, ErrRefused) {
		t.Errorf("after too many: %v", err)
	}
}

// What is kept of an identity is handed out, and is in no file once the account is erased.
func TestIdentitiesAreHandedOutAndErased(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if _, err := h.UseLinkBy(t.Context(), noon, link, theirs.as("subject-of-the-leader").strongly()); err != nil {
		t.Fatal(err)
	}
	kept, err := h.Kept(t.Context(), h.by(a.ID), a.ID)
	if err != nil || len(kept.Secrets) != 1 || kept.Secrets[0].Issuer != theirs.Issuer || kept.Secrets[0].Subject != "subject-of-the-leader" || kept.Secrets[0].Label != "Huset" {
		t.Errorf("%+v, %v", kept.Secrets, err)
	}
	for _, e := range kept.Log {
		if strings.Contains(e.Detail+e.Subject, "subject-of") {
			t.Errorf("the log names the person: %+v", e)
		}
	}
	if h.grep("subject-of-the-leader") == nil {
		t.Fatal("this test sees nothing")
	}
	if err := h.Erase(t.Context(), h.by(h.operator), a.ID); err != nil {
		t.Fatal(err)
	}
	if found := h.grep("subject-of-the-leader"); found != nil {
		t.Errorf("still in %v", found)
	}
}
