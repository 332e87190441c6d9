package surveys

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// A page that makes slips can be loaded again; and slips that nobody has used can be made anew.
func TestSlipsAreMadeOncePerKey(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.ByCode = true
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	if _, made, err := g.LeftToMake(w.ID); made || err != nil {
		t.Errorf("made before any were: %v, %v", made, err)
	}
	key := NewCodeKey()
	for range 2 {
		if err := g.MakeSlips(t.Context(), audit.Console.At(now), w.ID, key, w.FirstCodes()); err != nil {
			t.Fatal(err)
		}
	}
	lost, err := g.Slips(w.ID, key)
	if err != nil || len(lost) != w.HeadCount {
		t.Fatalf("%d slips for %d people (%v)", len(lost), w.HeadCount, err)
	}
	left, made, err := g.LeftToMake(w.ID)
	if err != nil || !made || left[0].Codes != SpareCodes(w.Groups[0].HeadCount) {
		t.Errorf("left %v, made %v (%v)", left, made, err)
	}

	anew := NewCodeKey()
	for range 2 {
		if err := g.RemakeSlips(t.Context(), audit.Console.At(now), w.ID, anew, w.FirstCodes()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.EntryByCode(now, lost[0].Code); !errors.Is(err, ErrNotFound) {
		t.Errorf("a lost slip still leads somewhere: %v", err)
	}
	slips, err := g.Slips(w.ID, anew)
	if err != nil || len(slips) != w.HeadCount {
		t.Fatalf("%d slips for %d people (%v)", len(slips), w.HeadCount, err)
	}
	g.submit(t, g.by(w, slips[0].Code, 1))
	if err := g.RemakeSlips(t.Context(), audit.Console.At(now), w.ID, NewCodeKey(), w.FirstCodes()); !errors.Is(err, ErrInUse) {
		t.Errorf("made anew after an answer: %v", err)
	}
	for _, key := range []CodeKey{"", "short", CodeKey(strings.Repeat("a", 26)), CodeKey(strings.Repeat("A", 27))} {
		if err := g.MakeSlips(t.Context(), audit.Console.At(now), w.ID, key, []CodeCount{{1, 1}}); len(problemsOf(t, err)) != 1 {
			t.Errorf("key %q: %v", key, err)
		}
	}
	if err := g.MakeSlips(t.Context(), audit.Console.At(now), "nowhere", anew, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("no wave: %v", err)
	}
	g.finish(t, w)
	if err := g.MakeSlips(t.Context(), audit.Console.At(now), w.ID, NewCodeKey(), []CodeCount{{1, 1}}); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed wave: %v", err)
	}
	if _, err := g.Slips(w.ID, anew); !errors.Is(err, ErrClosed) {
		t.Errorf("slips of a closed wave: %v", err)
	}
}

func TestSlipsOfAnOpenLink(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	if err := g.MakeSlips(t.Context(), audit.Console.At(now), w.ID, NewCodeKey(), w.FirstCodes()); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// A file of codes from a backup beside newer answers would let used codes be used again. The start refuses it, and the missing file, too.
func TestOlderCodesAreRefused(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, codes := g.coded(t, g.spec())
	g.submit(t, g.by(w, codes[0], 1))
	file := g.slotsPath(w.ID)
	older, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	last := g.by(w, codes[len(codes)-1], 2)
	g.submit(t, last)
	last.Answers, last.Confirm = g.answer(w, 77).Answers, true
	g.submit(t, last) // a replaced answer is one answer
	g.reopen(t)
	newer, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g.close(t)
	for name, restore := range map[string]func() error{
		"older": func() error { return os.WriteFile(file, older, 0o600) },
		"none":  func() error { return os.Remove(file) },
	} {
		if err := restore(); err != nil {
			t.Fatal(err)
		}
		if err := openAgain(t, g.dir); err == nil || !strings.Contains(err.Error(), "older than the answers") {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.WriteFile(file, newer, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	g.open(t)
}

// openAgain opens a folder as a start does, and closes it.
func openAgain(t *testing.T, dir string) error {
	t.Helper()
	folder, err := duckdb.OpenFolder(t.Context(), dir, duckdb.FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close(t.Context())
	prog, err := programme.Open(t.Context(), folder.Record)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), folder, prog)
	return err
}

// Who guesses is held back; who has opened the form before is not, and neither is a school of a thousand who come at once.
func TestGuessingIsHeldBack(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Counts = []GroupCount{{"teachers", 900}, {"assistants", 300}}
	w, codes := g.coded(t, spec)
	last := codes[len(codes)-1]
	for _, code := range codes[:len(codes)-1] { // more than the bucket holds, in no time
		if e, err := g.EntryByCode(now, code); err != nil || e.Wave.ID != w.ID || !e.OneTime {
			t.Fatalf("a right code: %v", err)
		}
	}
	if n := guessesUntilRefused(t, g, now); n != guessBurst {
		t.Errorf("%d guesses went through at once, want %d", n, guessBurst)
	}
	if _, err := g.EntryByCode(now, last); !errors.Is(err, ErrCrowded) {
		t.Errorf("a right code that nobody has opened tells that it is one: %v", err)
	}
	g.submit(t, g.by(w, codes[0], 1))
	if _, err := g.EntryByCode(now, w.Code); err != nil {
		t.Errorf("the open link: %v", err)
	}
	if _, err := g.EntryByCode(now, "bcdf-ghjk-mnpp"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a slip of the finger: %v", err)
	}
	soon := now.Add(time.Second)
	if _, err := g.EntryByCode(soon, last); err != nil {
		t.Errorf("a second later: %v", err)
	}
	if n := guessesUntilRefused(t, g, soon); n != guessesPerSecond {
		t.Errorf("%d guesses went through in a second, want %d", n, guessesPerSecond)
	}
}

// guessesUntilRefused tries codes that are well formed and lead nowhere.
func guessesUntilRefused(t *testing.T, g *ground, at time.Time) int {
	t.Helper()
	key := NewCodeKey()
	for n := range 10 * guessBurst {
		switch _, err := g.EntryByCode(at, key.code("elsewhere", 0, n)); {
		case errors.Is(err, ErrCrowded):
			return n
		case !errors.Is(err, ErrNotFound):
			t.Fatal(err)
		}
	}
	t.Fatal("nothing was refused")
	return 0
}

// What is remembered of codes is bounded.
func TestKnownCodesAreBounded(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	for n := range knownCodes + 10 {
		g.remember(digest{byte(n), byte(n >> 8), byte(n >> 16)}, codeHash{})
	}
	if len(g.known) != knownCodes || g.left != guessBurst {
		t.Errorf("%d are known, %.0f left", len(g.known), g.left)
	}
}
