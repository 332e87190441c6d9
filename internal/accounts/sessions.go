package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
)

// How long a session lives: until nobody has used it for a while, and never longer than a working day.
const (
	IdleLimit     = 30 * time.Minute
	AbsoluteLimit = 8 * time.Hour
	freshFor      = 15 * time.Minute
)

// Strength is what a session was started with.
type Strength int

// Strengths.
const (
	Weak   Strength = iota // roles that ask for more than a password are asleep
	Fresh                  // as weak, and for some minutes a passkey or an app can be added: begun just now by somebody who has none
	Strong                 // a second factor, a passkey, or another house's sign-in
)

// Token is what a signed-in browser holds: 256 random bits, in base64url. It is a secret; never log it.
type Token string

// Session is one signed-in browser.
type Session struct {
	Account audit.AccountID
	Started time.Time
	id      string // what its owner ends it by

	mu       sync.Mutex
	strength Strength
	used     time.Time
	notes    []i18n.Sentence
}

// Sessions holds the sessions in memory, by the SHA-256 of their token: a memory dump signs nobody in. A restart signs everybody
// out. Safe for concurrent use.
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
func (s *Sessions) Start(now time.Time, account audit.AccountID, strength Strength) Token {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails: it crashes the process rather than return weak bytes
	token := Token(base64.RawURLEncoding.EncodeToString(raw))

	s.mu.Lock()
	defer s.mu.Unlock()
	s.endWhere(func(session *Session) bool { return session.over(now) })
	s.open[sha256.Sum256([]byte(token))] = &Session{Account: account, Started: now, id: rand.Text(), strength: strength, used: now}
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

// EndOf forgets every session of an account.
func (s *Sessions) EndOf(account audit.AccountID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endWhere(func(session *Session) bool { return session.Account == account })
}

// EndOne forgets the session of an account with the id, as [Sessions.Of] lists it.
func (s *Sessions) EndOne(account audit.AccountID, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endWhere(func(session *Session) bool { return session.Account == account && session.id == id })
}

// EndOthers forgets every session of an account but the one with the id.
func (s *Sessions) EndOthers(account audit.AccountID, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endWhere(func(session *Session) bool { return session.Account == account && session.id != id })
}

func (s *Sessions) endWhere(over func(*Session) bool) {
	for key, session := range s.open {
		if over(session) {
			delete(s.open, key)
		}
	}
}

// Of returns the sessions of an account that go on, the newest first.
func (s *Sessions) Of(now time.Time, account audit.AccountID) []*Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sessions []*Session
	for _, session := range s.open {
		if session.Account == account && !session.over(now) {
			sessions = append(sessions, session)
		}
	}
	slices.SortFunc(sessions, func(a, b *Session) int { return b.Started.Compare(a.Started) })
	return sessions
}

// ID is what its owner ends the session by; it opens nothing.
func (s *Session) ID() string { return s.id }

// Strength is what the session was started with, or has become. A fresh one is fresh for a quarter of an hour.
func (s *Session) Strength(now time.Time) Strength {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.strength == Fresh && now.Sub(s.Started) > freshFor {
		return Weak
	}
	return s.strength
}

// Strengthen makes a session strong, once a second factor was added or proved in it.
func (s *Session) Strengthen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strength = Strong
}

// Used is when the session was used last.
func (s *Session) Used() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used
}

func (s *Session) over(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.used) > IdleLimit || now.Sub(s.Started) > AbsoluteLimit
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
