package issuer

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// forged answers for a code with a token whose claims were changed, signed with the house's own key.
func (i *Issuer) forged(w http.ResponseWriter, r *http.Request, change func(map[string]any)) {
	truth := httptest.NewRecorder()
	i.provider.ServeHTTP(truth, r)
	var answer map[string]any
	if truth.Code != http.StatusOK || json.Unmarshal(truth.Body.Bytes(), &answer) != nil {
		w.WriteHeader(truth.Code)
		w.Write(truth.Body.Bytes())
		return
	}
	token, err := jose.ParseSigned(answer["id_token"].(string), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		panic(err)
	}
	claims := map[string]any{}
	if err := json.Unmarshal(token.UnsafePayloadWithoutVerification(), &claims); err != nil {
		panic(err)
	}
	change(claims)
	signer, err := op.SignerFromKey(signingKey{i})
	if err != nil {
		panic(err)
	}
	text, _ := json.Marshal(claims)
	signed, err := signer.Sign(text)
	if err != nil {
		panic(err)
	}
	answer["id_token"], _ = signed.CompactSerialize()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer)
}

// described answers what the house says about itself, changed.
func (i *Issuer) described(w http.ResponseWriter, r *http.Request, change func(map[string]any)) {
	truth := httptest.NewRecorder()
	i.provider.ServeHTTP(truth, r)
	var says map[string]any
	if err := json.Unmarshal(truth.Body.Bytes(), &says); err != nil {
		panic(err)
	}
	change(says)
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(says)
}

// request is one of somebody who has come here.
type request struct {
	*oidc.AuthRequest
	id     string
	code   string
	person *Person // once they have said who they are
	at     time.Time
}

func (r *request) GetID() string            { return r.id }
func (r *request) GetAudience() []string    { return []string{r.ClientID} }
func (r *request) GetAuthTime() time.Time   { return r.at }
func (r *request) GetClientID() string      { return r.ClientID }
func (r *request) GetNonce() string         { return r.Nonce }
func (r *request) GetScopes() []string      { return r.Scopes }
func (r *request) GetState() string         { return r.State }
func (r *request) GetRedirectURI() string   { return r.RedirectURI }
func (r *request) Done() bool               { return r.person != nil }
func (r *request) GetACR() string           { return r.person.ACR }
func (r *request) GetAMR() []string         { return r.person.AMR }
func (r *request) GetSubject() string       { return r.person.Subject }
func (r *request) IsRedirectDisabled() bool { return false }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}
func (r *request) GetResponseType() oidc.ResponseType { return r.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.ResponseMode }

// client is this service, as the house knows it.
type client struct{ redirects []string }

func (c client) GetID() string                       { return Client }
func (c client) RedirectURIs() []string              { return c.redirects }
func (c client) PostLogoutRedirectURIs() []string    { return nil }
func (c client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c client) GrantTypes() []oidc.GrantType         { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c client) LoginURL(id string) string            { return pagePath + "?id=" + id }
func (c client) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (c client) IDTokenLifetime() time.Duration       { return time.Hour }
func (c client) DevMode() bool                        { return true }
func (c client) IsScopeAllowed(scope string) bool     { return scope == "groups-org" }
func (c client) IDTokenUserinfoClaimsAssertion() bool { return false } // as with Feide, name and address are to be asked for
func (c client) ClockSkew() time.Duration             { return time.Minute }
func (c client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (c client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

// signingKey is the private half, and publicKey the other.
type signingKey struct{ *Issuer }

func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.key }
func (k signingKey) ID() string                                  { return "key" }

type publicKey struct{ *Issuer }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Key() any                           { return &k.key.PublicKey }
func (k publicKey) ID() string                         { return "key" }
func (k publicKey) Use() string                        { return "sig" }

// storage is what the library asks for; what this house does not do it does not know.
type storage struct{ *Issuer }

var errNot = errors.New("this house does no such thing")

func (s storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &request{AuthRequest: asked, id: rand.Text(), at: time.Now()}
	s.asked[r.id] = r
	return r, nil
}

func (s storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return s.request(func(r *request) bool { return r.id == id })
}

func (s storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	return s.request(func(r *request) bool { return r.code == code && code != "" })
}

func (s storage) request(is func(*request) bool) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.asked {
		if is(r) {
			return r, nil
		}
	}
	return nil, errors.New("no such request")
}

func (s storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[id].code = code
	return nil
}

func (s storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.asked, id)
	return nil
}

func (s storage) CreateAccessToken(_ context.Context, r op.TokenRequest) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := rand.Text()
	s.tokens[id] = r.GetSubject()
	return id, time.Now().Add(time.Hour), nil
}

func (s storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[subject]
	info.Subject, info.Name, info.Email, info.EmailVerified = p.Subject, p.Name, p.Email, oidc.Bool(p.Verified)
	return nil
}

func (s storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id != Client {
		return nil, errors.New("no such client")
	}
	return client{s.redirects}, nil
}

func (s storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != Client || secret != Secret {
		return errors.New("another secret")
	}
	return nil
}

func (s storage) SigningKey(context.Context) (op.SigningKey, error) { return signingKey(s), nil }
func (s storage) KeySet(context.Context) ([]op.Key, error)          { return []op.Key{publicKey(s)}, nil }
func (s storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}
func (s storage) Health(context.Context) error { return nil }
func (s storage) SetUserinfoFromScopes(_ context.Context, info *oidc.UserInfo, subject, _ string, _ []string) error {
	info.Subject = subject
	return nil
}
func (s storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}
func (s storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNot
}
func (s storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errNot
}
func (s storage) TerminateSession(context.Context, string, string) error { return errNot }
func (s storage) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return oidc.ErrServerError()
}
func (s storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", errNot
}
func (s storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errNot
}
func (s storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNot
}
func (s storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNot
}
