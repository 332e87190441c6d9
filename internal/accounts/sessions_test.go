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
			token := s.Start(noon, "a", Weak)
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
	gone, kept := s.Start(noon, "a", Weak), s.Start(noon.Add(time.Minute), "a", Weak)
	s.End(kept)
	if s.Find(noon, kept) != nil {
		t.Error("a session that was ended is still there")
	}
	s.Start(noon.Add(AbsoluteLimit), "a", Weak)
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
		token := s.Start(noon, "a", Weak)
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
	token := s.Start(noon, "a", Weak)
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

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	s := NewSessions()
	first, second := s.Start(noon, "a", Weak), s.Start(noon.Add(time.Minute), "a", Fresh)
	other := s.Start(noon, "b", Strong)
	list := s.Of(noon.Add(time.Minute), "a")
	if len(list) != 2 || !list[0].Started.After(list[1].Started) {
		t.Fatalf("%d sessions", len(list))
	}
	s.EndOne("b", list[0].ID()) // somebody else's
	if s.Find(noon.Add(time.Minute), second) == nil {
		t.Error("somebody ends another's session")
	}
	s.EndOne("a", list[0].ID())
	if s.Find(noon.Add(time.Minute), second) != nil || s.Find(noon.Add(time.Minute), first) == nil {
		t.Error("the wrong session ended")
	}
	s.EndOf("a")
	if s.Find(noon.Add(time.Minute), first) != nil || s.Find(noon.Add(time.Minute), other) == nil {
		t.Error("the sessions of one account are not those that ended")
	}
}

func TestFreshnessFades(t *testing.T) {
	t.Parallel()
	s := NewSessions()
	session := s.Find(noon, s.Start(noon, "a", Fresh))
	if got := session.Strength(noon.Add(freshFor)); got != Fresh {
		t.Errorf("within the quarter: %d", got)
	}
	if got := session.Strength(noon.Add(freshFor + 1)); got != Weak {
		t.Errorf("after it: %d", got)
	}
	session.Strengthen()
	if got := session.Strength(noon.Add(freshFor + 1)); got != Strong {
		t.Errorf("with a second factor: %d", got)
	}
}
