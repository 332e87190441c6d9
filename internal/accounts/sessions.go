package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"

	"tilstand/internal/i18n"
)

// How long a session lives: until nobody has used it for a while, and never longer than a working day.
const (
	IdleLimit     = 30 * time.Minute
	AbsoluteLimit = 8 * time.Hour
)

// Token is what a signed-in browser holds: 256 random bits, in base64url. It is a secret; never log it.
type Token string

// Session is one signed-in browser.
type Session struct {
	started time.Time

	mu    sync.Mutex
	used  time.Time
	notes []i18n.Sentence
}

// Sessions holds the sessions in memory, by the SHA-256 of their token: a memory dump signs nobody in. Safe for concurrent
// use.
type Sessions struct {
	mu   sync.Mutex
	open map[[sha256.Size]byte]*Session
}

// NewSessions returns an empty set of sessions.
func NewSessions() *Sessions {
	return &Sessions{open: map[[sha256.Size]byte]*Session{}}
}

// Start opens a session with a new token, so that a token from before signing in is worth nothing after it. Sessions
// that have ended by themselves are forgotten on the way.
func (s *Sessions) Start(now time.Time) Token {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails: it crashes the process rather than return weak bytes
	token := Token(base64.RawURLEncoding.EncodeToString(secret))

	s.mu.Lock()
	defer s.mu.Unlock()
	for key, session := range s.open {
		if session.over(now) {
			delete(s.open, key)
		}
	}
	s.open[sha256.Sum256([]byte(token))] = &Session{started: now, used: now}
	return token
}

// Find returns the session of a token and notes that it was used; nil when there is none or it has ended.
func (s *Sessions) Find(now time.Time, token Token) *Session {
	key := sha256.Sum256([]byte(token))
	s.mu.Lock()
	defer s.mu.Unlock()
	session := s.open[key]
	if session == nil {
		return nil
	}
	if session.over(now) {
		delete(s.open, key)
		return nil
	}
	session.touch(now)
	return session
}

// End forgets the session of a token.
func (s *Sessions) End(token Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, sha256.Sum256([]byte(token)))
}

// EndAll forgets every session.
func (s *Sessions) EndAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.open)
}

func (s *Session) over(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.used) > IdleLimit || now.Sub(s.started) > AbsoluteLimit
}

func (s *Session) touch(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used = now
}

// Note leaves a sentence for the next page that this browser sees, such as "The survey is open".
func (s *Session) Note(sentence i18n.Sentence) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = append(s.notes, sentence)
}

// TakeNotes returns the sentences that were left, and forgets them.
func (s *Session) TakeNotes() []i18n.Sentence {
	s.mu.Lock()
	defer s.mu.Unlock()
	notes := s.notes
	s.notes = nil
	return notes
}
