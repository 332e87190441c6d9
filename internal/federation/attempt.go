package federation

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Lives is how long somebody may take at another house.
const Lives = 10 * time.Minute

// Errors of an attempt.
var (
	// ErrForged says that an answer does not belong to a question that this browser was sent away with, or has been used, or is too late; or that
	// the house's word does not hold. It says no more, because whoever forges needs to know.
	ErrForged = errors.New("the answer of another house does not hold")
	// ErrDeclined says that somebody changed their mind there, or was not let through.
	ErrDeclined = errors.New("declined at the other house")
	// ErrUnavailable says that a house did not answer, or not as it should.
	ErrUnavailable = errors.New("another house cannot be asked now")
	// ErrUnknown says that there is no such house.
	ErrUnknown = errors.New("no such house")
)

// Providers are the houses by which people come in. Safe for concurrent use.
type Providers struct {
	all  []*provider
	seal cipher.AEAD

	mu    sync.Mutex
	taken map[string]time.Time // states that were answered, until they are too old anyway
}

// New makes the providers. The function gives the address that a house sends browsers back to, by its key.
func New(redirect func(key string) string, configs ...Config) *Providers {
	p := &Providers{seal: newSeal(), taken: map[string]time.Time{}}
	for _, c := range configs {
		p.all = append(p.all, newProvider(c, redirect(c.Key)))
	}
	return p
}

func newSeal() cipher.AEAD {
	key := make([]byte, 32)
	rand.Read(key) // never fails: it crashes the process rather than return weak bytes
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the key has a length that AES knows
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // a block of AES has the length that GCM asks for
	}
	return seal
}

// House is what people are told of a provider.
type House struct{ Key, Name string }

// Houses are those there are, in the order of the settings.
func (p *Providers) Houses() []House {
	var houses []House
	for _, one := range p.all {
		houses = append(houses, House{one.Key, one.Name})
	}
	return houses
}

// Tell says whether one of them tells where people work.
func (p *Providers) Tell() bool {
	return slices.ContainsFunc(p.all, func(one *provider) bool { return one.Groups != "" })
}

// House finds one by its key; ok is false where there is none.
func (p *Providers) House(key string) (h House, ok bool) {
	if one := p.find(key); one != nil {
		return House{one.Key, one.Name}, true
	}
	return House{}, false
}

// HouseOf finds one by what it calls itself.
func (p *Providers) HouseOf(issuer string) (h House, ok bool) {
	for _, one := range p.all {
		if one.Issuer == issuer {
			return House{one.Key, one.Name}, true
		}
	}
	return House{}, false
}

func (p *Providers) find(key string) *provider {
	for _, one := range p.all {
		if one.Key == key {
			return one
		}
	}
	return nil
}

// Away is where a browser goes, and what it has to bring back.
type Away struct {
	URL    string
	Cookie string // sealed; it says nothing to whoever holds it
}

// attempt is what was asked with.
type attempt struct {
	Key, State, Nonce, Verifier string
	Memo                        string
	Ends                        time.Time
}

// Begin asks a house who somebody is. The memo, what the caller wants to know when the answer comes, is given back with it. Errors: [ErrUnknown],
// [ErrUnavailable].
func (p *Providers) Begin(ctx context.Context, now time.Time, key, memo string) (Away, error) {
	one := p.find(key)
	if one == nil {
		return Away{}, ErrUnknown
	}
	ctx, end := one.talk(ctx)
	defer end()
	d, err := one.discover(ctx, now)
	if err != nil {
		return Away{}, err
	}
	a := attempt{Key: key, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Memo: memo, Ends: now.Add(Lives)}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if len(one.Strong.ACR) > 0 { // otherwise it would not ask for more than it asks everybody for
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(one.Strong.ACR, " ")))
	}
	text, err := json.Marshal(a)
	if err != nil {
		return Away{}, fmt.Errorf("go to another house: %w", err)
	}
	return Away{one.oauth(d).AuthCodeURL(a.State, options...), base64.RawURLEncoding.EncodeToString(p.seal.Seal(nil, nil, text, nil))}, nil
}

// answered returns what a house was asked with, once, if its answer belongs to it.
func (p *Providers) answered(now time.Time, key, cookie string, answer url.Values) (attempt, error) {
	var a attempt
	sealed, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return a, fmt.Errorf("%w: the cookie is none", ErrForged)
	}
	text, err := p.seal.Open(nil, nil, sealed, nil)
	switch {
	case err != nil || json.Unmarshal(text, &a) != nil:
		return attempt{}, fmt.Errorf("%w: the cookie is not ours", ErrForged)
	case a.Key != key:
		return attempt{}, fmt.Errorf("%w: another house was asked", ErrForged)
	case subtle.ConstantTimeCompare([]byte(a.State), []byte(answer.Get("state"))) != 1:
		return attempt{}, fmt.Errorf("%w: another state", ErrForged)
	case !now.Before(a.Ends):
		return attempt{}, fmt.Errorf("%w: too late", ErrForged)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.taken, func(_ string, ends time.Time) bool { return !now.Before(ends) })
	if _, again := p.taken[a.State]; again {
		return attempt{}, fmt.Errorf("%w: answered before", ErrForged)
	}
	p.taken[a.State] = a.Ends
	return a, nil
}
