package surveys

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An Entry is where a code leads.
type Entry struct {
	Wave    Wave
	Code    LinkCode // in its tidy form
	OneTime bool     // and not the open link
	Group   uint8    // to which the one-time code was given

	hash codeHash // of the one-time code
}

// Placed is the submission in the group that the slip says; who answers by the open link chooses it.
func (e Entry) Placed(sub Submission) Submission {
	if e.OneTime {
		sub.Group = ""
		if len(e.Wave.Groups) > 0 {
			sub.Group = strconv.Itoa(int(e.Group))
		}
	}
	return sub
}

// EntryByCode finds the wave that an open link or a one-time code leads to. It does not tell whether a one-time code has been used: else
// whoever made the slips could list who has not answered. Only an answer is told. Errors: [ErrNotFound]; [ErrCrowded] while so
// many wrong codes are being tried that no new one is looked up.
func (s *Store) EntryByCode(now time.Time, code LinkCode) (Entry, error) {
	code = code.tidy()
	if w, err := s.WaveByCode(code); err == nil {
		return Entry{Wave: w, Code: code}, nil
	}
	if !code.WellFormed() || !s.hasCodes() {
		return Entry{}, fmt.Errorf("code: %w", ErrNotFound)
	}
	hash, err := s.guesses.hash(now, code, func(hash codeHash) bool { _, ok := s.placeOf(hash); return ok })
	if err != nil {
		return Entry{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	place, ok := s.places[hash]
	if !ok {
		return Entry{}, fmt.Errorf("code: %w", ErrNotFound)
	}
	return Entry{Wave: s.waves[place.wave], Code: code, OneTime: true, Group: place.group, hash: hash}, nil
}

func (s *Store) hasCodes() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.places) > 0
}

func (s *Store) placeOf(hash codeHash) (codePlace, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	place, ok := s.places[hash]
	return place, ok
}

// Grouped is the code as it is printed, in groups that can be read out: bcdf-ghjk-mnpq.
func (c LinkCode) Grouped() string {
	var parts []string
	for code := string(c); code != ""; code = code[min(4, len(code)):] {
		parts = append(parts, code[:min(4, len(code))])
	}
	return strings.Join(parts, "-")
}
