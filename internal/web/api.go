package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"tilstand/analytics"
	"tilstand/internal/accounts"
)

// The pages below /api/v1/ are for programs. They show a token in the header Authorization and nowhere else: no cookie is read or set, no other
// site's page may read an answer, and an address never holds a secret. What they answer is documented in api_document.go, and a test holds every
// answer to it. Names of fields are never changed within a version; new ones may come.

// apiPath begins all addresses for programs.
const apiPath = "/api/v1/"

// anyProgram pages are for every program with a token that works.
var anyProgram = access{who: "program"}

// byToken lets programs in whose token may see something at a place. For others it is not there.
func byToken(what accounts.What, where place) access {
	return access{who: anyProgram.who, what: what, where: where}
}

// forPrograms says that a page is read by programs, and not by browsers.
func (a access) forPrograms() bool { return a.who == anyProgram.who }

// readBearer finds the token that a request shows.
func readBearer(c *fiber.Ctx) accounts.Bearer {
	scheme, token, _ := strings.Cut(c.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return accounts.Bearer(strings.Clone(token))
}

// admitProgram decides whether a program gets in.
func (s *Server) admitProgram(r *request) (reply, error) {
	now := s.now()
	token, err := s.accounts.TokenOf(now, r.bearer)
	if err != nil {
		p := problemOf(http.StatusUnauthorized, "Show a token that works in the header: Authorization: Bearer tok_…")
		p.header = []string{"WWW-Authenticate", `Bearer realm="Tilstand"`}
		if r.bearer != "" {
			p.Detail = "The token is unknown, revoked or expired."
			p.header[1] += `, error="invalid_token"`
		}
		return p, nil
	}
	if wait := s.accounts.Pace(now, token.ID); wait > 0 {
		p := problemOf(http.StatusTooManyRequests, "There were too many requests with this token. Wait as long as Retry-After says.")
		p.header = []string{"Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds())))}
		return p, nil
	}
	r.program, r.place = token, token.Place
	if r.access.where == nil {
		return nil, nil
	}
	if r.place, err = r.access.where(r); err != nil {
		return nil, err
	}
	if !token.May(r.access.what, r.place) {
		return nil, errNotFound
	}
	return nil, nil
}

// noteProgram writes down that a program is given what a handler answers with. Where it cannot be written, nothing is given.
func (s *Server) noteProgram(ctx context.Context, r *request) error {
	use := accounts.Use{Route: r.pattern}
	if r.place.Kind == accounts.AtSchool {
		use.School = r.place.ID
	}
	if err := s.accounts.NoteUse(ctx, s.now(), r.program, use); err != nil {
		return fmt.Errorf("nothing is given: %w", err)
	}
	return nil
}

// tokenPlace is where the token of a program is at home.
func (s *Server) tokenPlace(r *request) (accounts.Place, error) { return r.program.Place, nil }

// schoolOfRelease is the school whose release is asked for.
func (s *Server) schoolOfRelease(r *request) (accounts.Place, error) {
	wave, err := s.analytics.WaveOf(analytics.ReleaseID(r.param("id")))
	if err != nil {
		return accounts.Place{}, err
	}
	school, err := s.programme.School(wave.School)
	return s.placeOfSchool(school), err
}

// apiReply is an answer to a program, with a tag by which it is recognised.
type apiReply struct{ value any }

// answerProgram answers a program with a value as JSON.
func answerProgram(value any) reply { return apiReply{value} }

func (a apiReply) send(_ *Server, c *fiber.Ctx, r *request) error {
	body, err := json.Marshal(a.value)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return sendTagged(c, r, "application/json; charset=utf-8", body)
}

// sendTagged sends what a program has not got yet.
func sendTagged(c *fiber.Ctx, r *request, contentType string, body []byte) error {
	sum := sha256.Sum256(body)
	if hasIt(c, r, sum[:]) {
		return nil
	}
	c.Set("Content-Type", contentType)
	return sendBody(c, r, body)
}

// hasIt tags what is sent with its sum, and answers a program that has it already.
func hasIt(c *fiber.Ctx, r *request, sum []byte) bool {
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	c.Set("ETag", "W/"+tag) // weak, because it may be sent packed
	c.Set("Cache-Control", "private, no-cache")
	c.Append("Vary", "Authorization")
	if !hasTag(r.ifNoneMatch, tag) {
		return false
	}
	c.Status(http.StatusNotModified)
	return true
}

// hasTag reports whether a header If-None-Match names a tag (RFC 9110, 13.1.2: weak ones are as good).
func hasTag(header, tag string) bool {
	for given := range strings.SplitSeq(header, ",") {
		given = strings.TrimSpace(given)
		if given == "*" || strings.TrimPrefix(given, "W/") == tag {
			return true
		}
	}
	return false
}

// apiList is a part of a list. Next is the address of the part after it, null for the last.
type apiList[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

// Lengths of a part of a list.
const (
	usualPart   = 100
	longestPart = 500
)

// partOf cuts the part out of a list that a program asks for with limit and after. The list is in the order of its keys, which increase and
// belong to one element each for good, so that nothing is told twice or passed over when the list changes meanwhile.
func partOf[T any](r *request, all []T, key func(T) string) (reply, error) {
	limit := usualPart
	if asked := r.query.Get("limit"); asked != "" {
		var err error
		if limit, err = strconv.Atoi(asked); err != nil || limit < 1 || limit > longestPart {
			return problemOf(http.StatusBadRequest, fmt.Sprintf("limit is a number from 1 to %d.", longestPart)), nil
		}
	}
	after := r.query.Get("after")
	rest := slices.DeleteFunc(slices.Clone(all), func(one T) bool { return key(one) <= after })
	part := apiList[T]{Items: rest}
	if len(rest) > limit {
		part.Items = rest[:limit:limit]
		next := r.path + "?after=" + key(part.Items[limit-1]) + "&limit=" + strconv.Itoa(limit)
		part.Next = &next
	}
	if part.Items == nil {
		part.Items = []T{}
	}
	return answerProgram(part), nil
}
