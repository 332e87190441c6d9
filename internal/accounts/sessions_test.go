package accounts

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/i18n"
)

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		visits []time.Duration // after signing in, each at most IdleLimit after the one before
		ask    time.Duration   // after signing in
		want   bool
	}{
		"right away":           {nil, 0, true},
		"at the idle limit":    {nil, IdleLimit, true},
		"after the idle limit": {nil, IdleLimit + 1, false},
		"a visit keeps it":     {[]time.Duration{IdleLimit}, 2 * IdleLimit, true},
		"but not past its day": {everyIdleLimit(AbsoluteLimit), AbsoluteLimit + 1, false},
		"up to its day":        {everyIdleLimit(AbsoluteLimit), AbsoluteLimit, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSessions()
			token := s.Start(noon)
			for _, visit := range test.visits {
				if s.Find(noon.Add(visit), token) == nil {
					t.Fatalf("the session was over after %v", visit)
				}
			}
			if got := s.Find(noon.Add(test.ask), token) != nil; got != test.want {
				t.Errorf("after %v: found %v, want %v", test.ask, got, test.want)
			}
		})
	}
}

func everyIdleLimit(until time.Duration) []time.Duration {
	var visits []time.Duration
	for at := IdleLimit; at < until; at += IdleLimit {
		visits = append(visits, at)
	}
	return visits
}

func TestEndedSessionsAreForgotten(t *testing.T) {
	t.Parallel()
	s := NewSessions()
	gone, kept := s.Start(noon), s.Start(noon.Add(time.Minute))
	s.End(kept)
	if s.Find(noon, kept) != nil {
		t.Error("a session that was ended is still there")
	}
	s.Start(noon.Add(AbsoluteLimit))
	if len(s.open) != 1 {
		t.Errorf("%d sessions are kept, want only the new one", len(s.open))
	}
	if s.Find(noon, gone) != nil {
		t.Error("a session that is over came back")
	}
}

// OWASP ASVS 5.0 (11.5.1) asks for 128 random bits; UUIDs do not qualify.
func TestTokensAreRandomAndNotKept(t *testing.T) {
	t.Parallel()
	s := NewSessions()
	seen := map[Token]bool{}
	for range 1000 {
		token := s.Start(noon)
		raw, err := base64.RawURLEncoding.DecodeString(string(token))
		if err != nil || len(raw) != 32 || seen[token] {
			t.Fatalf("token %s: %d bytes, %v, seen before: %v", token, len(raw), err, seen[token])
		}
		seen[token] = true
		if _, kept := s.open[[32]byte(raw)]; kept {
			t.Fatal("the token itself is kept, not its hash")
		}
	}
	for _, guess := range []Token{"", "x"} {
		if s.Find(noon, guess) != nil {
			t.Errorf("token %q opens a session", guess)
		}
	}
}

func TestNotesAreReadOnce(t *testing.T) {
	t.Parallel()
	s := NewSessions()
	token := s.Start(noon)
	want := []i18n.Sentence{{Key: "a"}, {Key: "b", Args: map[string]any{"n": 1}}}
	for _, note := range want {
		s.Find(noon, token).Note(note)
	}
	if diff := cmp.Diff(want, s.Find(noon, token).TakeNotes()); diff != "" {
		t.Error(diff)
	}
	if again := s.Find(noon, token).TakeNotes(); again != nil {
		t.Errorf("notes came twice: %v", again)
	}
}
