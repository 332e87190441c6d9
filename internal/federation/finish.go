package federation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Person is who a house says is there.
type Person struct {
	House   House
	Issuer  string
	Subject string // of the person at the issuer; together they name them, and nothing else does
	Name    string // "" where the house does not say
	Email   string // likewise
	Owned   bool   // the address is theirs: the house has checked it, and hands out addresses of its domain
	Strong  bool   // more than a password was used
	Orgs    Orgs   // where they work; none where the house does not say

	// Missing is what could not be asked for besides, for the log: the person is certain without it.
	Missing error
}

// Finish makes a person of a house's answer and the cookie of the attempt, and gives its memo back; the memo is there too when somebody [ErrDeclined]. Other errors:
// [ErrForged], [ErrUnavailable], [ErrUnknown].
func (p *Providers) Finish(ctx context.Context, now time.Time, key, cookie string, answer url.Values) (Person, string, error) {
	one := p.find(key)
	if one == nil {
		return Person{}, "", ErrUnknown
	}
	a, err := p.answered(now, key, cookie, answer)
	if err != nil {
		return Person{}, "", err
	}
	ctx, end := one.talk(ctx)
	defer end()
	who, err := one.finish(ctx, now, a, answer)
	return who, a.Memo, err
}

func (p *provider) finish(ctx context.Context, now time.Time, a attempt, answer url.Values) (Person, error) {
	d, err := p.discover(ctx, now)
	if err != nil {
		return Person{}, err
	}
	if names := answer.Has("iss"); (names || d.namesItself) && answer.Get("iss") != p.Issuer {
		return Person{}, fmt.Errorf("%w: another issuer answered", ErrForged)
	}
	if code := answer.Get("error"); code != "" {
		return Person{}, refusal(code)
	}
	token, err := p.oauth(d).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Person{}, exchangeError(err)
	}
	claims, err := p.verified(ctx, now, d, token, a.Nonce)
	if err != nil {
		return Person{}, err
	}
	missing := claims.complete(ctx, d, token)
	if errors.Is(missing, ErrForged) {
		return Person{}, missing
	}
	who := Person{
		House: House{p.Key, p.Name}, Issuer: p.Issuer, Subject: claims.Subject, Name: claims.name(), Email: strings.TrimSpace(claims.Email),
		Strong: p.Strong.is(claims.ACR, claims.AMR),
	}
	_, domain, _ := strings.Cut(who.Email, "@")
	who.Owned = bool(claims.Verified) && slices.Contains(p.Domains, strings.ToLower(domain))
	if p.Groups != "" {
		var failed error
		who.Orgs, failed = p.orgs(ctx, token.AccessToken)
		missing = errors.Join(missing, failed)
	}
	who.Missing = missing
	return who, nil
}

// declined are the errors that mean that somebody did not go through with it (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). Only these names, and
// those of known faults, get into the log: what else stands in an address was perhaps typed there.
var declined = []string{"access_denied", "interaction_required", "login_required", "account_selection_required", "consent_required"}

var faults = []string{"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope", "server_error", "temporarily_unavailable"}

func refusal(code string) error {
	switch {
	case slices.Contains(declined, code):
		return ErrDeclined
	case slices.Contains(faults, code):
		return fmt.Errorf("%w: it says %s", ErrUnavailable, code)
	}
	return fmt.Errorf("%w: it says something unknown", ErrUnavailable)
}

// exchangeError tells a code that is worth nothing from a house that does not work. A code that was used or invented is what the house refuses as invalid.
func exchangeError(err error) error {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if ok && refused.ErrorCode == "invalid_grant" {
		return fmt.Errorf("%w: the code is worth nothing", ErrForged)
	}
	if ok && refused.Response != nil { // never what it says at length: it may repeat what it was sent
		return fmt.Errorf("%w: redeeming the code: status %d, %q", ErrUnavailable, refused.Response.StatusCode, known(refused.ErrorCode))
	}
	return fmt.Errorf("%w: redeeming the code: %w", ErrUnavailable, err)
}

func known(code string) string {
	if slices.Contains(append(faults, "invalid_client", "unsupported_grant_type"), code) {
		return code
	}
	return "unknown"
}

// claims are what a house says of somebody.
type claims struct {
	Subject  string   `json:"sub"`
	Party    string   `json:"azp"`
	ACR      string   `json:"acr"`
	AMR      []string `json:"amr"`
	Name     string   `json:"name"`
	Given    string   `json:"given_name"`
	Family   string   `json:"family_name"`
	Email    string   `json:"email"`
	Verified truth    `json:"email_verified"`
}

// truth is true, or "true", as some houses write it.
type truth bool

// UnmarshalJSON reads one; what is neither is false.
func (v *truth) UnmarshalJSON(text []byte) error {
	*v = string(text) == "true" || string(text) == `"true"`
	return nil
}

func (c *claims) name() string {
	return cmp.Or(strings.Join(strings.Fields(c.Name), " "), strings.Join(strings.Fields(c.Given+" "+c.Family), " "))
}

// verified reads the ID token. The library checks signature, issuer, audience and expiry.
func (p *provider) verified(ctx context.Context, now time.Time, d *discovered, token *oauth2.Token, nonce string) (*claims, error) {
	raw, _ := token.Extra("id_token").(string)
	verifier := d.Verifier(&oidc.Config{ClientID: p.ClientID, Now: func() time.Time { return now }})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		if unreachable, ok := errors.AsType[*url.Error](err); ok { // its keys could not be fetched
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, unreachable)
		}
		return nil, fmt.Errorf("%w: %w", ErrForged, err)
	}
	var c claims
	switch err := id.Claims(&c); {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrForged, err)
	case id.Nonce != nonce:
		return nil, fmt.Errorf("%w: another nonce", ErrForged)
	case c.Party != "" && c.Party != p.ClientID, len(id.Audience) > 1 && c.Party == "":
		return nil, fmt.Errorf("%w: for another party", ErrForged)
	case c.Subject == "":
		return nil, fmt.Errorf("%w: of nobody", ErrForged)
	}
	return &c, nil
}

// complete asks for name and address where the token has none. What is said of another subject is forged; a house that does not answer leaves
// them out.
func (c *claims) complete(ctx context.Context, d *discovered, token *oauth2.Token) error {
	if c.name() != "" && c.Email != "" || d.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("ask for name and address: %w", err)
	}
	var said claims
	if err := info.Claims(&said); err != nil {
		return fmt.Errorf("read name and address: %w", err)
	}
	if said.Subject != c.Subject {
		return fmt.Errorf("%w: described is somebody else", ErrForged)
	}
	c.Name = cmp.Or(c.name(), said.name())
	if c.Email == "" {
		c.Email, c.Verified = said.Email, said.Verified
	}
	return nil
}

// get asks the house for something with somebody's access token.
func (p *provider) get(ctx context.Context, address, token string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	return p.client.Do(r)
}
