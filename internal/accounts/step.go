package accounts

import (
	"crypto/rand"
	"maps"
	"sync"
	"time"

	"tilstand/internal/audit"
)

// Step stands between a right password and the code of an app: 130 random bits, for some minutes.
type Step string

// A second step is taken within stepLives, in stepTries attempts.
const (
	stepLives = 5 * time.Minute
	stepTries = 3
)

type pending struct {
	account audit.AccountID
	began   time.Time
	tries   int
}

type steps struct {
	mu   sync.Mutex
	open map[Step]pending
}

func (s *steps) begin(now time.Time, account audit.AccountID) Step {
	step := Step(rand.Text())
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.open, func(_ Step, p pending) bool { return p.over(now) })
	s.open[step] = pending{account: account, began: now}
	return step
}

func (s *steps) find(now time.Time, step Step) (audit.AccountID, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.open[step]
	if !ok || p.over(now) {
		return "", false
	}
	return p.account, true
}

func (s *steps) failed(step Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.open[step]
	if p.tries++; p.tries >= stepTries {
		delete(s.open, step)
		return
	}
	s.open[step] = p
}

func (s *steps) end(step Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, step)
}

func (p pending) over(now time.Time) bool { return now.Sub(p.began) > stepLives }
