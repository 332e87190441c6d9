package federation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config is what is known of a house beforehand.
type Config struct {
	Key      string // names it in addresses
	Name     string // for people
	Issuer   string
	ClientID string
	Secret   string
	Domains  []string // of e-mail addresses that it hands out itself
	Strong   Strong
	Scopes   []string // beside openid; profile, email, and groups-org where there are Groups, when there are none
	Groups   string   // address of the list of somebody's groups, as Feide gives it; "" for none
}

// Strong says when a sign-in counts as more than a password. The zero value is never.
type Strong struct {
	Always   bool
	ACR, AMR []string // one of the values is enough
}

func (s Strong) is(acr string, amr []string) bool {
	return s.Always || acr != "" && slices.Contains(s.ACR, acr) || slices.ContainsFunc(amr, func(way string) bool { return slices.Contains(s.AMR, way) })
}

// How a house is talked to.
const (
	talkTime   = 8 * time.Second // with one house about one attempt, everything together
	mostAnswer = 1 << 20         // bytes
	sulk       = 5 * time.Second // a failure is the answer for so long
)

// provider is a house.
type provider struct {
	Config
	redirect string // where it sends browsers back to
	client   *http.Client

	mu     sync.Mutex
	found  *discovered
	failed error
	until  time.Time // the failure stands
}

// discovered is what a house says about itself.
type discovered struct {
	*oidc.Provider
	namesItself bool // in every answer: RFC 9207
}

func newProvider(c Config, redirect string) *provider {
	return &provider{Config: c, redirect: redirect, client: &http.Client{
		Transport:     sized{&http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute, MaxIdleConns: 4}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       talkTime,
	}}
}

// sized cuts long answers off.
type sized struct{ http.RoundTripper }

// RoundTrip is that of [http.RoundTripper].
func (s sized) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := s.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, mostAnswer), answer.Body}
	}
	return answer, err
}

// discover asks the house about itself, once it has answered never again.
func (p *provider) discover(ctx context.Context, now time.Time) (*discovered, error) {
	p.mu.Lock() // whoever comes meanwhile waits for the same answer
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if p.failed != nil && now.Before(p.until) {
		return nil, p.failed
	}
	found, err := oidc.NewProvider(ctx, p.Issuer)
	var says struct {
		Names bool     `json:"authorization_response_iss_parameter_supported"`
		PKCE  []string `json:"code_challenge_methods_supported"`
	}
	if err == nil {
		err = found.Claims(&says)
	}
	if err == nil && says.PKCE != nil && !slices.Contains(says.PKCE, "S256") {
		err = errors.New("it says that it knows no PKCE with S256")
	}
	if err == nil && !p.reachable(found) {
		err = errors.New("it names addresses without https")
	}
	if err != nil {
		p.failed, p.until = fmt.Errorf("%w: discover %s: %w", ErrUnavailable, p.Key, err), now.Add(sulk)
		return nil, p.failed
	}
	p.found = &discovered{found, says.Names}
	return p.found, nil
}

// reachable says whether browsers and codes can be sent to where the house says: by https, unless the house itself is at an http address, on this machine.
func (p *provider) reachable(found *oidc.Provider) bool {
	scheme, _, _ := strings.Cut(p.Issuer, ":")
	return !slices.ContainsFunc([]string{found.Endpoint().AuthURL, found.Endpoint().TokenURL}, func(address string) bool {
		return !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, scheme+"://")
	})
}

// oauth is how codes are asked for and redeemed.
func (p *provider) oauth(d *discovered) *oauth2.Config {
	scopes := p.Scopes
	if scopes == nil {
		scopes = []string{"profile", "email"}
	}
	if p.Scopes == nil && p.Groups != "" {
		scopes = append(scopes, groupsScope)
	}
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: d.Endpoint(), RedirectURL: p.redirect, Scopes: append([]string{oidc.ScopeOpenID}, scopes...),
	}
}

// talk gives a conversation with the house its client and deadline.
func (p *provider) talk(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(oidc.ClientContext(ctx, p.client), talkTime)
}

// Reach asks a house about itself, as signing in there does, and says what is wrong.
func Reach(ctx context.Context, c Config) error {
	p := newProvider(c, "")
	ctx, done := p.talk(ctx)
	defer done()
	_, err := p.discover(ctx, time.Time{})
	return err
}
