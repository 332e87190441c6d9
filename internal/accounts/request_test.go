package accounts

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tilstand/internal/audit"
)

// stranger is somebody whom another house knows to work at a school.
var stranger = Asker{Identity: Identity{Issuer: "https://id.example.no", Subject: "s-77-MARKsub", House: "Huset", Email: "Berit-MARK@example.no", Strong: true}, Name: " Berit  Nes-MARK ", Lang: "nn"}

func (h *house) asks(who Asker, places ...Place) []Place {
	h.t.Helper()
	waiting, err := h.Ask(h.t.Context(), noon, who, places...)
	if err != nil {
		h.t.Fatal(err)
	}
	return waiting
}

// only is the one request that waits at a place.
func (h *house) only(at Place) Request {
	h.t.Helper()
	found := h.RequestsAt(noon, at)
	if len(found) != 1 {
		h.t.Fatalf("%d requests wait", len(found))
	}
	return found[0]
}

// leads is the account of school 1's leader.
func (h *house) leads() audit.AccountID {
	h.t.Helper()
	a, link := h.leader()
	h.signedInWith(link)
	return a.ID
}

// Whoever asks gets nothing until a leader says yes; then an account, a role and the way in.
func TestAskingAndBeingLetIn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader := h.leads()
	if got := h.asks(stranger, school1); len(got) != 1 || len(h.asks(stranger, school1)) != 1 {
		t.Errorf("waiting at %v", got)
	}
	before := len(h.Accounts())
	if _, err := h.comes(stranger.Identity); !errors.Is(err, ErrNobody) || before != 2 {
		t.Errorf("somebody who has asked: %v, and there are %d accounts", err, before)
	}
	h.reopen()
	r := h.only(school1)
	if r.Name != "Berit Nes-MARK" || r.Email != "Berit-MARK@example.no" || r.House != "Huset" || r.RoleAsked() != Member || len(h.RequestsAt(noon, school2)) != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := h.Grant(t.Context(), h.by(leader), r.ID, Member, school2); !errors.Is(err, ErrNotFound) {
		t.Errorf("at another school: %v", err)
	}
	for name, by := range map[string]audit.AccountID{"the operator": h.operator, "whoever asks": audit.Stranger} {
		if _, err := h.Grant(t.Context(), h.by(by), r.ID, Member, school1); !errors.Is(err, ErrForbidden) {
			t.Errorf("by %s: %v", name, err)
		}
	}
	a, err := h.Grant(t.Context(), h.by(leader), r.ID, Member, school1)
	if err != nil || a.Name != "Berit Nes-MARK" || a.Lang != "nn" {
		t.Fatalf("%+v, %v", a, err)
	}
	h.reopen()
	in, err := h.comes(stranger.Identity)
	if err != nil || h.Sessions.Find(noon, in.Token).Account != a.ID || len(h.GrantsOf(a.ID)) != 1 || len(h.RequestsAt(noon, school1)) != 0 {
		t.Errorf("afterwards: %v, %v", err, h.GrantsOf(a.ID))
	}
	if _, err := h.Grant(t.Context(), h.by(leader), r.ID, Member, school1); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
}

// What is given is what whoever decides may give: an owner appoints the first leader of a school and nobody else.
func TestOnlyWhatOneMayGive(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	owner, link := h.invited(h.operator, "eier", Grant{Owner, "o1"}, owner1)
	h.signedInWith(link)
	h.asks(stranger, school1)
	r := h.only(school1)
	if _, err := h.Grant(t.Context(), h.by(owner.ID), r.ID, Member, school1); !errors.Is(err, ErrForbidden) {
		t.Errorf("a member by the owner: %v", err)
	}
	if _, err := h.Grant(t.Context(), h.by(owner.ID), r.ID, Owner, school1); !errors.Is(err, ErrForbidden) {
		t.Errorf("an owner at a school: %v", err)
	}
	if _, err := h.Grant(t.Context(), h.by(owner.ID), r.ID, Leader, school1); err != nil {
		t.Errorf("the first leader by the owner: %v", err)
	}
}

// What was declined is not asked for again until the request would have ended.
func TestDeclining(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader := h.leads()
	h.asks(stranger, school1)
	r := h.only(school1)
	member, _ := h.invited(leader, "medlem", Grant{Member, "s1"}, school1)
	if err := h.Decline(t.Context(), h.by(member.ID), r.ID, school1); !errors.Is(err, ErrForbidden) {
		t.Errorf("by a member: %v", err)
	}
	if err := h.Decline(t.Context(), h.by(leader), r.ID, school1); err != nil {
		t.Fatal(err)
	}
	h.reopen()
	if got := h.asks(stranger, school1); len(got) != 0 || len(h.RequestsAt(noon, school1)) != 0 {
		t.Errorf("again at once: %v", got)
	}
	if got, err := h.Ask(t.Context(), noon.Add(RequestLives), stranger, school1); err != nil || len(got) != 1 {
		t.Errorf("a month later: %v, %v", got, err)
	}
}

// Somebody with an account asks where they have no role, and keeps what they have.
func TestAskingWithAnAccount(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader := h.leads()
	a, link := h.invited(h.operator, "annen", Grant{Leader, "s2"}, school2)
	h.signedInWith(link)
	who := Asker{Account: a.ID, Identity: theirs}
	if got := h.asks(who, school1, school2); len(got) != 1 || got[0] != school1 {
		t.Errorf("waiting at %v", got)
	}
	r := h.only(school1)
	if r.Name != "annen" || r.Email != a.Email {
		t.Errorf("%+v", r)
	}
	if kept, err := h.Kept(t.Context(), h.by(a.ID), a.ID); err != nil || len(kept.Requests) != 1 || kept.Requests[0].Place != "s1" {
		t.Errorf("%+v, %v", kept.Requests, err)
	}
	if _, err := h.Grant(t.Context(), h.by(leader), r.ID, Member, school1); err != nil || len(h.GrantsOf(a.ID)) != 2 {
		t.Errorf("%v, %v", err, h.GrantsOf(a.ID))
	}
}

// An address that has an account is not given to whoever another house says has it.
func TestAskingWithSomebodysAddress(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader := h.leads()
	thief := stranger
	thief.Identity.Email = "leder@example.no"
	h.asks(thief, school1)
	if _, err := h.Grant(t.Context(), h.by(leader), h.only(school1).ID, Member, school1); !errors.Is(err, ErrTaken) {
		t.Errorf("%v", err)
	}
	if _, err := h.comes(thief.Identity.strongly()); !errors.Is(err, ErrNobody) {
		t.Errorf("the thief gets in: %v", err)
	}
}

// Without name and address, and where too many wait already, nobody asks.
func TestWhoCannotAsk(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	nameless, unaddressed := stranger, stranger
	nameless.Name, unaddressed.Identity.Email = " ", "ikke en adresse"
	for _, who := range []Asker{nameless, unaddressed} {
		if _, err := h.Ask(t.Context(), noon, who, school1); !errors.Is(err, ErrUnnamed) {
			t.Errorf("%+v: %v", who, err)
		}
	}
	for i := range mostRequestsAt {
		other := stranger
		other.Identity.Subject = fmt.Sprint(i)
		h.asks(other, school1)
	}
	if _, err := h.Ask(t.Context(), noon, stranger, school1); !errors.Is(err, ErrNoRoom) {
		t.Errorf("one more: %v", err)
	}
	if _, err := h.Ask(t.Context(), noon, stranger, school2); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
}

// What was decided, and what waited too long, is in no file afterwards; the decision holds as long as it would have.
func TestRequestsAreForgotten(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	leader := h.leads()
	forget := func(now time.Time, marks int) {
		t.Helper()
		if err := h.ForgetRequests(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		if found := h.grep("MARKsub"); (found != nil) != (marks > 0) {
			t.Errorf("in %v", found)
		}
	}
	h.asks(stranger, school1, school2)
	forget(noon, 2)
	for _, at := range []Place{school1, school2} {
		by := leader
		if at == school2 {
			owner, link := h.invited(h.operator, "eier", Grant{Owner, "o1"}, owner1)
			h.signedInWith(link)
			by = owner.ID
		}
		if err := h.Decline(t.Context(), h.by(by), h.only(at).ID, at); err != nil {
			t.Fatal(err)
		}
	}
	forget(noon, 0)
	h.reopen()
	if got := h.asks(stranger, school1, school2); len(got) != 0 {
		t.Errorf("declined, and asked again: %v", got)
	}
	later := noon.Add(RequestLives)
	if _, err := h.Ask(t.Context(), later, stranger, school1); err != nil {
		t.Fatal(err)
	}
	forget(later, 1)
	forget(later.Add(RequestLives), 0)
	if len(h.requests) != 0 {
		t.Errorf("%d are remembered", len(h.requests))
	}
}

// Erasing an account erases what it has asked for.
func TestErasingForgetsRequests(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.invited(h.operator, "annen", Grant{Leader, "s2"}, school2)
	h.signedInWith(link)
	h.asks(Asker{Account: a.ID, Identity: theirs}, school1)
	mark := h.only(school1).mark
	if h.grep(mark) == nil {
		t.Fatal("this test sees nothing")
	}
	if err := h.Erase(t.Context(), h.by(h.operator), a.ID); err != nil {
		t.Fatal(err)
	}
	if found := h.grep(mark); found != nil || len(h.RequestsAt(noon, school1)) != 0 {
		t.Errorf("still in %v", found)
	}
}
