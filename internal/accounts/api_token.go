package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tilstand/internal/audit"
)

// Bearer is what a program shows to read: "tok_" and 48 letters of base64url, which are 256 random bits and their CRC-32. It is shown once, when it
// is made, and kept as a hash only. The beginning is for scanners that look for secrets where they do not belong; the sum tells such a finding
// from a chance, and refuses what was copied badly before anything is looked up.
type Bearer string

const bearerPrefix = "tok_"

// Length of the random part of a bearer, and of its sum, in bytes.
const (
	bearerBytes = 32
	sumBytes    = 4
)

func newBearer() Bearer {
	raw := make([]byte, bearerBytes, bearerBytes+sumBytes)
	rand.Read(raw) // never fails: it crashes the process rather than return weak bytes
	raw = binary.BigEndian.AppendUint32(raw, crc32.ChecksumIEEE(raw))
	return Bearer(bearerPrefix + base64.RawURLEncoding.EncodeToString(raw))
}

// sound reports whether it can be a bearer at all.
func (b Bearer) sound() bool {
	text, ok := strings.CutPrefix(string(b), bearerPrefix)
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return ok && err == nil && len(raw) == bearerBytes+sumBytes && binary.BigEndian.Uint32(raw[bearerBytes:]) == crc32.ChecksumIEEE(raw[:bearerBytes])
}

func (b Bearer) hash() string {
	sum := sha256.Sum256([]byte(b))
	return hex.EncodeToString(sum[:])
}

// APITokenID names a token. It is random, and stands in the log.
type APITokenID string

// APITokenState is what has become of a token.
type APITokenState string

// States. What has ended never begins again.
const (
	TokenLive    APITokenState = "live"
	TokenRevoked APITokenState = "revoked"
	TokenExpired APITokenState = "expired"
)

// APIToken is what is known of a token that programs read with.
//
// A token belongs to its place, not to whoever made it. It stays when that person leaves: what it feeds is the municipality's, and would fall silent
// on the day somebody changes jobs, unnoticed until the next report. So everybody who may make tokens at the place sees all of them, with who made
// each and when it was last used, and can revoke them; and none lives longer than a year without somebody making it anew.
type APIToken struct {
	ID     APITokenID
	Name   string // what it is for
	Place  Place  // an owner or a programme; its kind and id
	Items  bool   // reads single items, too, where a school shares them
	Made   time.Time
	MadeBy audit.AccountID
	Ends   time.Time
	UsedOn string // the last day on which it was used, in Norway, such as 2026-11-23; empty for never
	State  APITokenState
}

// MostTokenDays is how long a token may live.
const MostTokenDays = 365

// placeRoles are the roles whose rights a token of a place has.
var placeRoles = map[Kind]Role{AtOwner: Owner, AtProgramme: Programme}

// reading is what a program may do at all: see.
var reading = []What{SeeStanding, SeeResults, SeeItems, SeeOwner, SeeProgramme}

// May decides for a program, as [May] does for people: what the role of the token's place may see there, and items only where the token was made
// for them. So it is never more than what somebody with that role sees.
func (t APIToken) May(what What, where Place) bool {
	if !slices.Contains(reading, what) || (what == SeeItems && !t.Items) {
		return false
	}
	return May([]Grant{{Role: placeRoles[t.Place.Kind], At: t.Place.ID}}, what, where)
}

// Works reports whether a program can read with the token at a time.
func (t APIToken) Works(now time.Time) bool { return t.State == TokenLive && now.Before(t.Ends) }

func (t APIToken) problems(now time.Time) []Problem {
	var problems []Problem
	switch {
	case t.Name == "":
		problems = append(problems, Problem{"name", "missing"})
	case len(t.Name) > longestName || !utf8.ValidString(t.Name):
		problems = append(problems, Problem{"name", "name_long"})
	}
	if !t.Ends.After(now) || t.Ends.After(now.AddDate(0, 0, MostTokenDays)) {
		problems = append(problems, Problem{"days", "choice"})
	}
	return problems
}

func (t APIToken) row(hash string) []any {
	return []any{
		string(t.ID), hash, string(t.Place.Kind), t.Place.ID, t.Items, t.Name, stamp(t.Made), string(t.MadeBy), stamp(t.Ends), t.UsedOn, string(t.State),
	}
}

// entry is what the log says of a token, to its owner.
func (t APIToken) entry(action audit.Action, detail string) audit.Entry {
	e := audit.Entry{Action: action, Subject: string(t.ID), Detail: detail}
	if t.Place.Kind == AtOwner {
		e.Owner = t.Place.ID
	}
	return e
}
