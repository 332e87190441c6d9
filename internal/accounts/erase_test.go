package accounts

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/audit"
)

// grep returns the files of the folder that hold the text.
func (h *house) grep(text string) (found []string) {
	h.t.Helper()
	err := filepath.WalkDir(h.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return found
}

// settled is an account with everything that one can have: an invitation that was used, a password, an app, a reset that was not used, and an
// earlier name. Its marks are in the files.
func (h *house) settled() (a Account, marks []string) {
	h.t.Helper()
	a, link := h.invited(h.operator, "Zk7MARKqx", Grant{Leader, "s1"}, school1)
	if _, err := h.UseLink(h.t.Context(), noon, link, Chosen{Password: goodPassword}); err != nil {
		h.t.Fatal(err)
	}
	key, err := h.NewAppKey(a.ID)
	if err == nil {
		err = h.AddApp(h.t.Context(), h.by(a.ID), key, "Telefon-W4vMARK", code(h.t, key, noon))
	}
	if err != nil {
		h.t.Fatal(err)
	}
	changed := a
	changed.Name = "Nytt-Hd8MARKuV"
	if err := h.Change(h.t.Context(), h.by(a.ID), Proof{}, changed); err != nil {
		h.t.Fatal(err)
	}
	reset, err := h.MakeLink(h.t.Context(), audit.Stranger.At(noon), a.ID, Reset)
	if err != nil {
		h.t.Fatal(err)
	}
	marks = []string{"Zk7MARKqx@example.no", "Telefon-W4vMARK", "Nytt-Hd8MARKuV", link.hash(), reset.hash()}
	for _, x := range h.secretsOf(a.ID) {
		marks = append(marks, x.value)
	}
	for _, mark := range marks {
		if h.grep(mark) == nil {
			h.t.Fatalf("%s is in no file before; this test sees nothing", mark)
		}
	}
	return changed, marks
}

func (h *house) expectGone(marks []string) {
	h.t.Helper()
	for _, mark := range marks {
		if found := h.grep(mark); found != nil {
			h.t.Errorf("%s is in %v", mark, found)
		}
	}
}

// An account that is erased is in no file any more but by its id; the log is whole, the others are as they were, and the address is free.
func TestErase(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	other, _ := h.invited(h.operator, "annen", Grant{Leader, "s2"}, school2)
	a, marks := h.settled()
	token := h.Sessions.Start(noon, a.ID, Strong)
	proof := Proof{"c", h.Sessions.Find(noon, token), "noe annet enn passordet"}
	if err := h.EraseOwn(t.Context(), h.by(a.ID), proof); !isInvalid(err, "present", "wrong") {
		t.Errorf("a browser that was left open: %v", err)
	}
	proof.Present = goodPassword
	if err := h.EraseOwn(t.Context(), h.by(a.ID), proof); err != nil {
		t.Fatal(err)
	}
	if h.Sessions.Find(noon, token) != nil {
		t.Error("somebody is signed in as nobody")
	}
	for range 2 {
		h.expectGone(marks)
		if _, err := h.Account(a.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("the account is there: %v", err)
		}
		if _, err := h.SignIn(t.Context(), noon, "client", a.Email, goodPassword); !errors.Is(err, ErrRefused) {
			t.Errorf("signing in: %v", err)
		}
		if len(h.GrantsOf(a.ID))+len(h.HoldersAt("s1")) != 0 {
			t.Error("roles are left")
		}
		if got, err := h.Account(other.ID); err != nil || got != other || len(h.GrantsOf(other.ID)) != 1 {
			t.Errorf("another account became %+v, %v", got, err)
		}
		log := audit.Open(h.folder.Record)
		if _, err := log.Verify(t.Context(), audit.Head{}); err != nil {
			t.Error(err)
		}
		entries, err := log.About(t.Context(), a.ID)
		if err != nil || len(entries) < 6 || entries[len(entries)-1].Action != audit.AccountErased {
			t.Errorf("the log has %d entries about it, %v", len(entries), err)
		}
		h.reopen()
	}
	again, link := h.invited(h.operator, "Zk7MARKqx", Grant{Leader, "s1"}, school1)
	if again.ID == a.ID || link == "" {
		t.Error("who comes again is taken for who was erased")
	}
}

// A kill between the two steps: the next start goes on.
func TestKillBetweenMarkAndErasure(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, marks := h.settled()
	if err := h.markErased(t.Context(), h.by(h.operator), a.ID); err != nil {
		t.Fatal(err)
	}
	if h.grep(marks[0]) == nil {
		t.Fatal("it is gone already")
	}
	h.reopen()
	h.expectGone(marks)
	if _, err := h.Account(a.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("the account is there: %v", err)
	}
}

func TestEraseAndKeptRefuse(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, _ := h.leader()
	b, _ := h.invited(h.operator, "eier", Grant{Owner, "o1"}, owner1)
	refuse := func(what string, got, want error) {
		t.Helper()
		if !errors.Is(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	refuse("erasing another's", h.Erase(t.Context(), h.by(b.ID), a.ID), ErrForbidden)
	refuse("erasing nobody's", h.Erase(t.Context(), h.by(h.operator), "none"), ErrNotFound)
	refuse("erasing the last operator's", h.Erase(t.Context(), h.by(h.operator), h.operator), ErrLastOne)
	refuse("reading another's", second(h.Kept(t.Context(), h.by(b.ID), a.ID)), ErrForbidden)
	refuse("reading nobody's", second(h.Kept(t.Context(), h.by(h.operator), "none")), ErrNotFound)
	refuse("an operator reads", second(h.Kept(t.Context(), h.by(h.operator), a.ID)), nil)
	refuse("a command erases", h.Erase(t.Context(), audit.Console.At(noon), a.ID), nil)
}

func second[T any](_ T, err error) error { return err }

// A person gets everything that is kept, and no secret.
func TestKept(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a, marks := h.settled()
	h.Sessions.Start(noon, a.ID, Strong)
	k, err := h.Kept(t.Context(), h.by(a.ID), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Zk7MARKqx@example.no", "Nytt-Hd8MARKuV", `"role":"leader","place":"s1"`, `"kind":"totp","label":"Telefon-W4vMARK"`, `"purpose":"reset"`, `"action":"secret_added"`, `"action":"account_taken"`} {
		if !strings.Contains(string(document), want) {
			t.Errorf("%s is not in it", want)
		}
	}
	for _, secret := range marks[3:] {
		if bytes.Contains(document, []byte(secret)) {
			t.Errorf("a secret is in it: %s", secret)
		}
	}
	if len(k.Sessions) != 2 { // the one of the link, and this one
		t.Errorf("%d sessions", len(k.Sessions))
	}
}
