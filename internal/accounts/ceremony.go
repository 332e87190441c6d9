package accounts

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
)

// ceremonyLives is how long a browser may take to answer.
const ceremonyLives = 10 * time.Minute

// seal keeps what travels through a browser from being changed there: HMAC-SHA-256 with a key that lives as long as the process.
type seal [32]byte

func newSeal() (s seal) {
	rand.Read(s[:]) // never fails: it crashes the process rather than return weak bytes
	return s
}

func (s seal) of(text string) string {
	mac := hmac.New(sha256.New, s[:])
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// close seals a text, and open returns it when the seal is whole.
func (s seal) close(text []byte) string {
	packed := base64.RawURLEncoding.EncodeToString(text)
	return packed + "." + s.of(packed)
}

func (s seal) open(sealed string) (text []byte, whole bool) {
	packed, mac, _ := strings.Cut(sealed, ".")
	if !hmac.Equal([]byte(mac), []byte(s.of(packed))) {
		return nil, false
	}
	text, err := base64.RawURLEncoding.DecodeString(packed)
	return text, err == nil
}

// ceremony seals what a question was asked with.
func (p *Passkeys) ceremony(now time.Time, options any, session *webauthn.SessionData) (Ceremony, error) {
	session.Expires = now.Add(ceremonyLives)
	asked, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	kept, err := json.Marshal(session)
	if err != nil {
		return Ceremony{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return Ceremony{Options: string(asked), Sealed: p.seal.close(kept)}, nil
}

// answered returns what a question was asked with, once.
func (p *Passkeys) answered(now time.Time, sealed string) (webauthn.SessionData, bool) {
	var session webauthn.SessionData
	text, whole := p.seal.open(sealed)
	if !whole || json.Unmarshal(text, &session) != nil || !now.Before(session.Expires) {
		return session, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.taken, func(_ string, ends time.Time) bool { return !now.Before(ends) })
	if _, again := p.taken[session.Challenge]; again {
		return session, false
	}
	p.taken[session.Challenge] = session.Expires
	session.Expires = time.Time{} // which has been seen to, by our clock
	return session, true
}
