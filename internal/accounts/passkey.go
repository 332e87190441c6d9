package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Passkeys add and check passkeys (WebAuthn) at one address of the service. A passkey asks its owner for a finger, a face or a code, so it alone
// makes a session strong. Safe for concurrent use.
//
// What a ceremony was begun with travels with it, sealed: a server that remembered every sign-in page that was looked at could be filled by looking.
type Passkeys struct {
	store *Store
	party *webauthn.WebAuthn
	seal  seal

	mu    sync.Mutex
	taken map[string]time.Time // challenges that were answered, until they are too old anyway
}

// PasskeysAt returns the passkeys of a service that people reach at base. It returns nil where browsers have none: they ask for https, or
// localhost, and for a name rather than a number.
func (s *Store) PasskeysAt(base *url.URL) (*Passkeys, error) {
	host := base.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || base.Scheme != "https" && host != "localhost" {
		return nil, nil
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: appIssuer, RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference: protocol.PreferNoAttestation, // which maker's it is is nobody's business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys at %s: %w", base.Host, err)
	}
	return &Passkeys{store: s, party: party, seal: newSeal(), taken: map[string]time.Time{}}, nil
}

// Ceremony is a question to a browser: its options as JSON, and what the server wants back with the answer.
type Ceremony struct {
	Options string
	Sealed  string
}

// holder is an account as the library sees it.
type holder struct {
	Account
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.ID) }
func (h holder) WebAuthnName() string                       { return h.Email }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func (s *Store) holder(id audit.AccountID) (holder, error) {
	p := s.person(id)
	if p == nil || p.Closed {
		return holder{}, ErrNotFound
	}
	h := holder{Account: p.Account}
	for _, x := range s.secretsOf(id, ByPasskey) {
		var key webauthn.Credential
		if err := json.Unmarshal([]byte(x.value), &key); err != nil {
			return holder{}, fmt.Errorf("read a passkey: %w", err)
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// BeginAdding asks a browser to make a passkey for an account. One that it has made for it before is not made anew. Errors: [ErrNotFound].
func (p *Passkeys) BeginAdding(now time.Time, account audit.AccountID) (Ceremony, error) {
	h, err := p.store.holder(account)
	if err != nil {
		return Ceremony{}, err
	}
	options, session, err := p.party.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return p.ceremony(now, options.Response, session)
}

// Add adds the passkey that a browser has made. Errors: *[Invalid] with "passkey" for an answer that does not fit.
func (p *Passkeys) Add(ctx context.Context, by audit.By, sealed, label, answer string) error {
	end, err := p.store.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	unfit := &Invalid{[]Problem{{"label", "passkey"}}}
	h, err := p.store.holder(by.Account)
	if err != nil {
		return err
	}
	session, ok := p.answered(by.At, sealed)
	if !ok {
		return unfit
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return unfit
	}
	key, err := p.party.CreateCredential(h, session, parsed) // which checks that it was asked for by this account
	if err != nil || p.store.ownerOfKey(key.ID) != "" {
		return unfit
	}
	x, err := keySecret(newSecret(by.Account, ByPasskey, by.At, label, ""), key)
	if err != nil {
		return err
	}
	return p.store.addSecret(ctx, by, x)
}

// BeginSignIn asks a browser for a passkey of whoever sits there.
func (p *Passkeys) BeginSignIn(now time.Time) (Ceremony, error) {
	options, session, err := p.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return p.ceremony(now, options.Response, session)
}

// SignIn starts a strong session for whoever has a passkey. Errors: [ErrRefused].
func (p *Passkeys) SignIn(ctx context.Context, now time.Time, from Client, sealed, answer string) (Token, error) {
	s := p.store
	if !s.clients.allows(now, string(from)) {
		return "", s.refusedOr(ctx, now, ErrRefused)
	}
	token, err := p.signIn(ctx, now, sealed, answer)
	if errors.Is(err, ErrRefused) {
		s.clients.failed(now, string(from))
	}
	return token, s.refusedOr(ctx, now, err)
}

func (p *Passkeys) signIn(ctx context.Context, now time.Time, sealed, answer string) (Token, error) {
	end, err := p.store.begin(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	session, ok := p.answered(now, sealed)
	if !ok {
		return "", ErrRefused
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return "", ErrRefused
	}
	user, key, err := p.party.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		return p.store.holder(audit.AccountID(handle))
	}, session, parsed)
	if err != nil || key.Authenticator.CloneWarning { // somebody else may have a copy
		return "", ErrRefused
	}
	account := user.(holder).ID
	if err := p.store.keepCounters(ctx, account, key); err != nil {
		return "", err
	}
	return p.store.start(ctx, now, account, Strong)
}

// keepCounters stores how often a passkey was used, and whether it is copied to its owner's other devices, where that has changed.
func (s *Store) keepCounters(ctx context.Context, account audit.AccountID, key *webauthn.Credential) error {
	for _, old := range s.secretsOf(account, ByPasskey) {
		var known webauthn.Credential
		if err := json.Unmarshal([]byte(old.value), &known); err != nil || !slices.Equal(known.ID, key.ID) {
			continue
		}
		now, err := keySecret(old, key)
		if err != nil || now.value == old.value {
			return err
		}
		if err := s.write(ctx, func(tx *duckdb.Tx) error { return tx.Append("account_secret", now.row(now.made, true)...) }); err != nil {
			return fmt.Errorf("store the counter of a passkey: %w", err)
		}
		s.takeSecrets(account, []secret{old}, now)
	}
	return nil
}

// keySecret is what is kept of a passkey: its public half, and nothing of the device that made it.
func keySecret(x secret, key *webauthn.Credential) (secret, error) {
	kept := *key
	kept.Attestation = webauthn.CredentialAttestation{}
	text, err := json.Marshal(kept)
	x.value = string(text)
	return x, err
}

// ownerOfKey is whose passkey has the id; "" for nobody's.
func (s *Store) ownerOfKey(id []byte) audit.AccountID {
	for _, a := range s.Accounts() {
		if h, err := s.holder(a.ID); err == nil && slices.ContainsFunc(h.keys, func(key webauthn.Credential) bool { return slices.Equal(key.ID, id) }) {
			return a.ID
		}
	}
	return ""
}
