package accounts

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

var program1 = Place{Kind: AtProgramme, ID: "p1"}

// ownerOf is somebody with the owner's role at o1.
func (h *house) ownerOf() audit.AccountID {
	a, _ := h.invited(h.operator, "eier", Grant{Owner, "o1"}, owner1)
	return a.ID
}

// issued is a token of o1 and what a program shows.
func (h *house) issued(by audit.AccountID, name string, items bool, days int) (APIToken, Bearer) {
	h.t.Helper()
	t, secret, err := h.MakeToken(h.t.Context(), h.by(by), owner1, name, items, days)
	if err != nil {
		h.t.Fatal(err)
	}
	return t, secret
}

// told are the actions of the log about tokens, oldest first.
func (h *house) told() (lines []string) {
	h.t.Helper()
	entries, err := audit.Open(h.folder.Record).Read(h.t.Context(), audit.Filter{Owner: "o1"})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range slices.Backward(entries) {
		if strings.HasPrefix(string(e.Action), "token_") {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Action, e.School, e.Detail)))
		}
	}
	return lines
}

func TestATokenIsShownOnceAndKeptAsAHash(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	owner := h.ownerOf()
	made, secret := h.issued(owner, "  Styringstavla  i kommunen ", true, 30)
	if !regexp.MustCompile(`^tok_[A-Za-z0-9_-]{48}$`).MatchString(string(secret)) {
		t.Errorf("the secret is %q", secret)
	}
	want := APIToken{
		ID: made.ID, Name: "Styringstavla i kommunen", Place: owner1, Items: true, Made: noon, MadeBy: owner, Ends: noon.AddDate(0, 0, 30), State: TokenLive,
	}
	h.reopen()
	got, err := h.TokenOf(noon, secret)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	err = h.folder.Record.Read(t.Context(), func(r *duckdb.Reader) error {
		var rows int
		return errors.Join(r.QueryRow(`select count(*) from api_token where contains(hash || id || name, $1)`, string(secret)[4:20]).Scan(&rows),
			map[bool]error{true: errors.New("the secret is in the file")}[rows > 0])
	})
	if err != nil {
		t.Error(err)
	}
	if lines := h.told(); !slices.Equal(lines, []string{"token_made  items=true ends=2026-12-23"}) {
		t.Errorf("the log says %q", lines)
	}
}

func TestATokenStops(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	owner := h.ownerOf()
	revoked, first := h.issued(owner, "one", false, 365)
	_, second := h.issued(owner, "two", false, 1)
	if err := h.RevokeToken(t.Context(), h.by(owner), owner1, revoked.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.RevokeToken(t.Context(), h.by(owner), owner1, revoked.ID); err != nil {
		t.Errorf("once more: %v", err)
	}
	over := noon.AddDate(0, 0, 1)
	if _, err := h.TokenOf(over.Add(-time.Second), second); err != nil {
		t.Errorf("in its last second: %v", err)
	}
	for name, try := range map[string]struct {
		at     time.Time
		secret Bearer
	}{"revoked": {noon, first}, "expired": {over, second}, "unknown": {noon, newBearer()}, "nothing": {noon, ""}, "copied badly": {noon, second[:51] + "."}} {
		if _, err := h.TokenOf(try.at, try.secret); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 2 {
		if err := h.ExpireTokens(t.Context(), over); err != nil {
			t.Fatal(err)
		}
	}
	h.reopen()
	var states []APITokenState
	for _, tok := range h.TokensAt(owner1) {
		states = append(states, tok.State)
	}
	if !slices.Equal(states, []APITokenState{TokenExpired, TokenRevoked}) {
		t.Errorf("after a restart they are %v", states)
	}
	want := []string{"token_made  items=false ends=2027-11-23", "token_made  items=false ends=2026-11-24", "token_revoked", "token_expired"}
	if lines := h.told(); !slices.Equal(lines, want) {
		t.Errorf("the log says %q", lines)
	}
}

// Whoever has the role at the place sees and ends what somebody else made there; a token does not leave with its maker.
func TestATokenBelongsToItsPlace(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	maker := h.ownerOf()
	made, secret := h.issued(maker, "one", false, 30)
	if err := h.Take(t.Context(), h.by(h.operator), maker, Grant{Owner, "o1"}, owner1); err != nil {
		t.Fatal(err)
	}
	if _, err := h.TokenOf(noon, secret); err != nil {
		t.Errorf("after its maker left: %v", err)
	}
	if err := h.RevokeToken(t.Context(), h.by(maker), owner1, made.ID); !errors.Is(err, ErrForbidden) {
		t.Errorf("its maker, who left: %v", err)
	}
	next, _ := h.invited(h.operator, "ny", Grant{Owner, "o1"}, owner1)
	if err := h.RevokeToken(t.Context(), h.by(next.ID), owner1, made.ID); err != nil {
		t.Errorf("whoever came after: %v", err)
	}
}

func TestWhoMakesTokens(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	owner := h.ownerOf()
	leader, _ := h.leader()
	made, _ := h.issued(owner, "taken", false, 30)
	for name, try := range map[string]struct {
		by     audit.AccountID
		at     Place
		name   string
		days   int
		want   error
		fields []string
	}{
		"the owner":                    {by: owner, at: owner1, name: "a", days: 365},
		"a command":                    {by: audit.Console, at: program1, name: "a", days: 1},
		"another owner":                {by: owner, at: Place{Kind: AtOwner, ID: "o2"}, name: "a", days: 1, want: ErrForbidden},
		"the owner, for the programme": {by: owner, at: program1, name: "a", days: 1, want: ErrForbidden},
		"the operator":                 {by: h.operator, at: owner1, name: "a", days: 1, want: ErrForbidden},
		"a leader":                     {by: leader.ID, at: owner1, name: "a", days: 1, want: ErrForbidden},
		"a leader, for the school":     {by: leader.ID, at: school1, name: "a", days: 1, want: ErrForbidden},
		"a command, for a school":      {by: audit.Console, at: school1, name: "a", days: 1, want: ErrForbidden},
		"without a name":               {by: owner, at: owner1, name: " ", days: 1, fields: []string{"name"}},
		"with a name that is there":    {by: owner, at: owner1, name: " taken", days: 1, fields: []string{"name"}},
		"with a long name":             {by: owner, at: owner1, name: strings.Repeat("x", 201), days: 1, fields: []string{"name"}},
		"for ever":                     {by: owner, at: owner1, name: "b", days: 366, fields: []string{"days"}},
		"for no day":                   {by: owner, at: owner1, name: "b", days: 0, fields: []string{"days"}},
		"for a past day and no name":   {by: owner, at: owner1, days: -1, fields: []string{"name", "days"}},
	} {
		_, _, err := h.MakeToken(t.Context(), h.by(try.by), try.at, try.name, false, try.days)
		var fields []string
		if invalid, ok := errors.AsType[*Invalid](err); ok {
			for _, p := range invalid.Problems {
				fields = append(fields, p.Field)
			}
			err = nil
		}
		if !errors.Is(err, try.want) || !slices.Equal(fields, try.fields) {
			t.Errorf("%s: %v and %v, want %v and %v", name, err, fields, try.want, try.fields)
		}
	}
	if err := h.RevokeToken(t.Context(), h.by(audit.Console), program1, made.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("revoked from another place: %v", err)
	}
}

// A program is never let do more than the role of its place, and never anything but see.
func TestATokenNeverDoesMoreThanTheRole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tok := APIToken{
			Place: Place{Kind: rapid.SampledFrom([]Kind{AtInstallation, AtProgramme, AtOwner, AtSchool}).Draw(t, "kind"), ID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "id")},
			Items: rapid.Bool().Draw(t, "items"),
		}
		where := Place{
			Kind: rapid.SampledFrom([]Kind{AtInstallation, AtProgramme, AtOwner, AtSchool}).Draw(t, "where"), ID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "at"),
			Owner: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "owner"), Shares: rapid.SampledFrom([]Sharing{SharesNothing, SharesComponents, SharesAll}).Draw(t, "shares"),
		}
		for _, what := range Whats {
			if !tok.May(what, where) {
				continue
			}
			role := map[Kind]Role{AtOwner: Owner, AtProgramme: Programme}[tok.Place.Kind]
			if !May([]Grant{{role, tok.Place.ID}}, what, where) || !strings.HasPrefix(string(what), "see_") || what == SeeLog {
				t.Errorf("%+v may %s at %+v", tok, what, where)
			}
			if what == SeeItems && !tok.Items {
				t.Errorf("%+v sees items", tok)
			}
		}
	})
	tok := APIToken{Place: owner1, Items: true}
	if !tok.May(SeeOwner, owner1) || !tok.May(SeeItems, school1) || tok.May(ManagePeople, owner1) {
		t.Error("a token of an owner does not do what it is for")
	}
}

// One letter changed anywhere, and it is no token: CRC-32 finds every change of up to 32 bits in a row.
func TestABearerThatWasCopiedBadlyIsNone(t *testing.T) {
	t.Parallel()
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	rapid.Check(t, func(t *rapid.T) {
		secret := []byte(newBearer())
		if !Bearer(secret).sound() {
			t.Fatalf("%s is none", secret)
		}
		at, further := rapid.IntRange(4, len(secret)-1).Draw(t, "at"), rapid.IntRange(1, 63).Draw(t, "further")
		secret[at] = letters[(strings.IndexByte(letters, secret[at])+further)%64]
		if Bearer(secret).sound() {
			t.Errorf("with %c at %d it is one", secret[at], at)
		}
	})
	if n := base64.RawURLEncoding.EncodedLen(bearerBytes + sumBytes); n != 48 {
		t.Errorf("%d letters", n)
	}
}

// What a program is given is in the log once a day for each page and school, and the day is on the token.
func TestUsesAreNotedOnceADay(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	tok, secret := h.issued(h.ownerOf(), "one", false, 30)
	late := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // half past midnight on the 24th in Norway
	for _, use := range []struct {
		at time.Time
		Use
	}{
		{noon, Use{"/api/v1/owner", ""}}, {noon.Add(time.Hour), Use{"/api/v1/owner", ""}},
		{noon, Use{"/api/v1/releases/:id", "s1"}}, {noon, Use{"/api/v1/releases/:id", "s2"}}, {noon, Use{"/api/v1/releases/:id", "s1"}},
		{late, Use{"/api/v1/owner", ""}}, {late, Use{"/api/v1/owner", ""}},
	} {
		if err := h.NoteUse(t.Context(), use.at, tok, use.Use); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"token_made  items=false ends=2026-12-23", "token_used  page=/api/v1/owner", "token_used s1 page=/api/v1/releases/:id",
		"token_used s2 page=/api/v1/releases/:id", "token_used  page=/api/v1/owner",
	}
	if diff := cmp.Diff(want, h.told()); diff != "" {
		t.Error(diff)
	}
	h.reopen()
	if got, err := h.TokenOf(noon, secret); err != nil || got.UsedOn != "2026-11-24" {
		t.Errorf("last used on %q, %v", got.UsedOn, err)
	}
}

func TestProgramsArePaced(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for i := range requestsAtOnce {
		if wait := h.Pace(noon, "a"); wait != 0 {
			t.Fatalf("request %d waits %v", i+1, wait)
		}
	}
	if wait := h.Pace(noon, "a"); wait <= 0 {
		t.Error("the next one does not wait")
	}
	if wait := h.Pace(noon, "b"); wait != 0 {
		t.Error("another token waits with it")
	}
	if wait := h.Pace(noon.Add(requestEvery), "a"); wait != 0 {
		t.Error("after the wait it waits again")
	}
}
