// Package issuer is another house for tests: a real OpenID provider on loopback (zitadel/oidc), with people in memory, a page on which a browser says
// who it is, and a list of somebody's groups such as Feide's.
//
// Start it with [Start], tell it with [Issuer.Register] where it may send browsers back to, and [Issuer.Add] people. [Issuer.Enter] does what a browser
// would do there. [Issuer.Forge] makes it lie about somebody in tokens that it signs itself, and [Issuer.Down] makes it fall silent.
//
// Deliberately absent: TLS, refresh tokens, signing out, consent.
package issuer

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Client is who may ask here.
const (
	Client = "tilstand"
	Secret = "a secret of two houses"
)

// Person is somebody who can sign in here.
type Person struct {
	Subject, Name, Email string
	Verified             bool   // the address
	ACR                  string // how the person signs in
	AMR                  []string
	Groups               string // JSON, as the list of groups has it; "" for an empty list
}

// Issuer is a running house.
type Issuer struct {
	URL string

	key      *rsa.PrivateKey
	provider *op.Provider

	mu        sync.Mutex
	people    map[string]Person
	redirects []string
	asked     map[string]*request // by id
	tokens    map[string]string   // subjects, by access token's id
	forge     func(claims map[string]any)
	down      bool
	says      func(map[string]any) // changes what the house says about itself
	calls     int
}

// Start runs one until the test ends.
func Start(t testing.TB) *Issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{key: key, people: map[string]Person{}, asked: map[string]*request{}, tokens: map[string]string{}}
	web := httptest.NewServer(i)
	t.Cleanup(web.Close)
	i.URL = strings.Replace(web.URL, "127.0.0.1", "localhost", 1) // another site than that of a service at 127.0.0.1
	config := &op.Config{CodeMethodS256: true, AuthMethodPost: true, SupportedScopes: []string{"openid", "profile", "email", "groups-org"}}
	rand.Read(config.CryptoKey[:])
	if i.provider, err = op.NewProvider(config, storage{i}, op.StaticIssuer(i.URL), op.WithAllowInsecure()); err != nil {
		t.Fatal(err)
	}
	return i
}

// Register says where browsers may be sent back to.
func (i *Issuer) Register(redirect string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.redirects = append(i.redirects, redirect)
}

// Add makes somebody known, or known anew.
func (i *Issuer) Add(p Person) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.people[p.Subject] = p
}

// Forge changes what ID tokens say before they are signed; nil for the truth.
func (i *Issuer) Forge(change func(claims map[string]any)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.forge = change
}

// Down makes the house answer nothing but that it is out of order.
func (i *Issuer) Down(down bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.down = down
}

// Describe changes what the house says about itself where it is asked for its description; nil for the truth.
func (i *Issuer) Describe(change func(map[string]any)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.says = change
}

// Calls is how often the house was asked anything.
func (i *Issuer) Calls() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.calls
}

// GroupsURL is where its list of groups is.
func (i *Issuer) GroupsURL() string { return i.URL + "/groups/me/groups" }

// Enter does at an address of this house what a browser does there, as somebody, and returns where it is sent back to.
func (i *Issuer) Enter(t testing.TB, address, subject string) *url.URL {
	t.Helper()
	return i.choose(t, address, url.Values{"subject": {subject}})
}

// Decline changes its mind there.
func (i *Issuer) Decline(t testing.TB, address string) *url.URL {
	t.Helper()
	return i.choose(t, address, url.Values{"decline": {"1"}})
}

func (i *Issuer) choose(t testing.TB, address string, choice url.Values) *url.URL {
	t.Helper()
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), i.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	if page.Request.URL.Path != pagePath {
		t.Fatalf("the house does not ask who is there: %s", page.Status)
	}
	answer, err := client.PostForm(page.Request.URL.String(), choice)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	back, err := answer.Location()
	if err != nil {
		t.Fatalf("the house sends nobody back: %s", answer.Status)
	}
	return back
}

const pagePath = "/who"

// ServeHTTP answers.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	i.calls++
	down, forge, says := i.down, i.forge, i.says
	i.mu.Unlock()
	switch {
	case down:
		http.Error(w, "out of order", http.StatusServiceUnavailable)
	case r.URL.Path == oidc.DiscoveryEndpoint && says != nil:
		i.described(w, r, says)
	case r.URL.Path == pagePath:
		i.who(w, r)
	case r.URL.Path == "/groups/me/groups":
		i.groups(w, r)
	case r.URL.Path == i.provider.TokenEndpoint().Relative() && forge != nil:
		i.forged(w, r, forge)
	default:
		i.provider.ServeHTTP(w, r)
	}
}

var page = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Another house</title><h1>Another house</h1>
<form method="post">{{range .}}<p><button name="subject" value="{{.Subject}}">{{.Name}}</button></p>{{end}}<p><button name="decline" value="1">Go back</button></p></form></html>`))

// who asks a browser who is there.
func (i *Issuer) who(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	asked := i.asked[r.URL.Query().Get("id")]
	if asked == nil {
		http.NotFound(w, r)
		return
	}
	person, known := i.people[r.FormValue("subject")]
	switch {
	case r.FormValue("decline") != "":
		op.AuthRequestError(w, r, asked, oidc.ErrAccessDenied(), i.provider)
	case known:
		asked.person = &person
		ctx := op.ContextWithIssuer(r.Context(), i.URL)
		http.Redirect(w, r, op.AuthCallbackURL(i.provider)(ctx, asked.GetID()), http.StatusFound)
	default:
		var people []Person
		for _, p := range i.people {
			people = append(people, p)
		}
		slices.SortFunc(people, func(a, b Person) int { return strings.Compare(a.Name, b.Name) })
		if err := page.Execute(w, people); err != nil {
			panic(err)
		}
	}
}

// groups lists somebody's.
func (i *Issuer) groups(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	id, err := i.provider.Crypto().Decrypt(token) // ID:SUBJECT
	i.mu.Lock()
	defer i.mu.Unlock()
	id, _, _ = strings.Cut(id, ":")
	subject, ok := i.tokens[id]
	if err != nil || !ok {
		http.Error(w, "whose?", http.StatusUnauthorized)
		return
	}
	list := i.people[subject].Groups
	if list == "" {
		list = "[]"
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(json.RawMessage(list)); err != nil {
		panic(err)
	}
}
