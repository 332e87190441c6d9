package accounts

import (
	"errors"
	"testing"
	"time"
)

// signedInWith is a session of the leader, whose link has been used.
func (h *house) signedInWith(link Link) *Session {
	h.t.Helper()
	in, err := h.UseLink(h.t.Context(), noon, link, Chosen{Password: goodPassword})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Sessions.Find(noon, in.Token)
}

// The first operator says who they are when the link is used, and nothing is done before all of it is right.
func TestTheFirstOperatorSaysWho(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	link, err := h.MakeLink(t.Context(), h.by(h.operator), h.operator, Invitation)
	if err != nil {
		t.Fatal(err)
	}
	leader, _ := h.leader()
	for _, tt := range []struct {
		chosen Chosen
		want   Problem
	}{
		{Chosen{goodPassword, "", "drift@example.no"}, Problem{"name", "missing"}},
		{Chosen{goodPassword, "Dag Drift", ""}, Problem{"email", "missing"}},
		{Chosen{goodPassword, "Dag Drift", " " + FirstEmail}, Problem{"email", "email"}},
		{Chosen{goodPassword, "Dag Drift", leader.Email}, Problem{"email", "address_taken"}},
		{Chosen{"kort", "Dag Drift", "drift@example.no"}, Problem{"password", "too_short"}},
	} {
		if _, err := h.UseLink(t.Context(), noon, link, tt.chosen); !isInvalid(err, tt.want.Field, tt.want.Code) {
			t.Errorf("%+v: %v", tt.chosen, err)
		}
	}
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{goodPassword, " Dag  Drift ", "drift@example.no"}); err != nil {
		t.Fatal(err)
	}
	h.reopen()
	if a, err := h.Account(h.operator); err != nil || a.Name != "Dag Drift" || a.Email != "drift@example.no" || a.IsFirst() {
		t.Errorf("%+v, %v", a, err)
	}
}

// Everybody else is who they were invited as, whatever the form says.
func TestALinkRenamesNobody(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	if _, err := h.UseLink(t.Context(), noon, link, Chosen{goodPassword, "Noen Annen", "annen@example.no"}); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Account(a.ID); err != nil || got != a {
		t.Errorf("%+v, %v", got, err)
	}
}

// A browser that was left open is not enough to take an account over.
func TestTheAddressAsksForThePassword(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	session := h.signedInWith(link)
	elsewhere := a
	elsewhere.Email = "annen@example.no"
	for _, present := range []string{"", "feil passord altså"} {
		if err := h.Change(t.Context(), h.by(a.ID), Proof{"c", session, present}, elsewhere); !isInvalid(err, "present", "wrong") {
			t.Errorf("with %q: %v", present, err)
		}
	}
	renamed := a
	renamed.Name, renamed.Lang = "Ny Leder", "en"
	if err := h.Change(t.Context(), h.by(a.ID), Proof{"c", session, ""}, renamed); err != nil {
		t.Errorf("another name: %v", err)
	}
	if err := h.Change(t.Context(), h.by(a.ID), Proof{"c", session, goodPassword}, elsewhere); err != nil {
		t.Errorf("with the password: %v", err)
	}
	if err := h.Change(t.Context(), h.by(a.ID), Proof{"c", session, goodPassword}, Account{Email: FirstEmail, Name: "X", Lang: "nb"}); !isInvalid(err, "email", "email") {
		t.Errorf("the address of the first account: %v", err)
	}
}

// Another password asks for the present one, counts wrong ones like sign-ins, and ends the other sessions.
func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	session := h.signedInWith(link)
	other, err := h.SignIn(t.Context(), noon, "c", a.Email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	const next = "tre grå katter på taket"
	if err := h.ChangePassword(t.Context(), h.by(a.ID), Proof{"c", session, goodPassword}, "kort"); !isInvalid(err, "password", "too_short") {
		t.Errorf("a short one: %v", err)
	}
	for range freeFailures {
		if err := h.ChangePassword(t.Context(), h.by(a.ID), Proof{"c", session, "feil"}, next); !isInvalid(err, "present", "wrong") {
			t.Fatalf("a wrong present one: %v", err)
		}
	}
	if err := h.ChangePassword(t.Context(), h.by(a.ID), Proof{"c", session, goodPassword}, next); !isInvalid(err, "present", "wrong") {
		t.Errorf("after ten wrong ones: %v", err)
	}
	later := a.ID.At(noon.Add(time.Minute))
	if err := h.ChangePassword(t.Context(), later, Proof{"c", session, goodPassword}, next); err != nil {
		t.Fatal(err)
	}
	if open := h.Sessions.Of(later.At, a.ID); len(open) != 1 || open[0] != session {
		t.Errorf("%d sessions are left", len(open))
	}
	if h.Sessions.Find(later.At, other.Token) != nil {
		t.Error("the other session goes on")
	}
	if _, err := h.SignIn(t.Context(), later.At, "d", a.Email, goodPassword); !errors.Is(err, ErrRefused) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := h.SignIn(t.Context(), later.At, "d", a.Email, next); err != nil {
		t.Errorf("the new one: %v", err)
	}
}

// Sessions are ended one by one and all but one, and nobody ends somebody else's.
func TestEndingOwnSessions(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, link := h.leader()
	own := h.signedInWith(link)
	one, two := h.Sessions.Start(noon, a.ID, Weak), h.Sessions.Start(noon, a.ID, Weak)
	theirs := h.Sessions.Start(noon, h.operator, Weak)
	if err := h.EndSession(t.Context(), h.by(a.ID), h.Sessions.Find(noon, theirs).ID()); err != nil || h.Sessions.Find(noon, theirs) == nil {
		t.Errorf("somebody else's session has ended, %v", err)
	}
	if err := h.EndSession(t.Context(), h.by(a.ID), h.Sessions.Find(noon, one).ID()); err != nil || h.Sessions.Find(noon, one) != nil || h.Sessions.Find(noon, two) == nil {
		t.Errorf("one was to end, %v", err)
	}
	if err := h.EndOtherSessions(t.Context(), h.by(a.ID), own); err != nil || h.Sessions.Find(noon, two) != nil || len(h.Sessions.Of(noon, a.ID)) != 1 || h.Sessions.Find(noon, theirs) == nil {
		t.Errorf("all others were to end, %v", err)
	}
}
