package surveys

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// coded opens a wave with one-time codes and returns them in one list.
func (g *ground) coded(t testing.TB, spec WaveSpec) (Wave, []LinkCode) {
	t.Helper()
	spec.ByCode = true
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	var codes []LinkCode
	made := map[uint8]int{}
	for _, slip := range g.slips(t, w, w.FirstCodes()...) {
		codes = append(codes, slip.Code)
		made[slip.Group]++
	}
	for _, c := range w.FirstCodes() {
		if made[c.Group] != c.Codes {
			t.Fatalf("group %d has %d codes, want %d", c.Group, made[c.Group], c.Codes)
		}
	}
	return w, codes
}

// slips makes some.
func (g *ground) slips(t testing.TB, w Wave, counts ...CodeCount) []Slip {
	t.Helper()
	key := NewCodeKey()
	if err := g.MakeSlips(t.Context(), audit.Console.At(now), w.ID, key, counts); err != nil {
		t.Fatal(err)
	}
	slips, err := g.Slips(w.ID, key)
	if err != nil {
		t.Fatal(err)
	}
	return slips
}

// by is a submission with a one-time code.
func (g *ground) by(w Wave, code LinkCode, n int) Submission {
	sub := g.answer(w, n)
	sub.Code, sub.Group = code, ""
	return sub
}

// Every wrong character and every swap of neighbours is found: weights 1 and 2, and their difference, are units modulo 27.
func TestCodeCheckFindsMisreading(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		code := CodeKey("key").code("wave", 1, n)
		if !code.WellFormed() || len(code) != linkLength {
			t.Fatalf("%q is no code", code)
		}
		for at := range len(code) {
			for _, c := range []byte(linkAlphabet) {
				wrong := []byte(code)
				wrong[at] = c
				if LinkCode(wrong) != code && LinkCode(wrong).WellFormed() {
					t.Errorf("%s passes for %s", wrong, code)
				}
			}
			if at > 0 && code[at] != code[at-1] {
				swapped := []byte(code)
				swapped[at], swapped[at-1] = swapped[at-1], swapped[at]
				if LinkCode(swapped).WellFormed() {
					t.Errorf("%s passes for %s", swapped, code)
				}
			}
		}
	}
}

func FuzzWellFormed(f *testing.F) {
	for _, seed := range []string{"", "bcdf-ghjk-mnpq", "BCDFGHJKMNPQ", "bcdfghjkmnp\x00", "åååååååååååå", string(CodeKey("k").code("w", 0, 0))} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code := LinkCode(text)
		if code.WellFormed() && !code.tidy().WellFormed() {
			t.Error("tidying changes what a code is")
		}
	})
}

// Of fifty who send an answer with one code at the same time, one is taken in.
func TestOneCodeIsOneAnswer(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, codes := g.coded(t, g.spec())
	var taken, spent atomic.Int32
	var first atomic.Pointer[Submission]
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			sub := g.by(w, codes[0], n)
			switch _, err := g.Submit(t.Context(), now, sub); {
			case err == nil:
				taken.Add(1)
				first.Store(&sub)
			case errors.Is(err, ErrSpent):
				spent.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if taken.Load() != 1 || spent.Load() != 49 || g.intakeRows(t) != 1 {
		t.Fatalf("%d taken, %d refused, %d rows", taken.Load(), spent.Load(), g.intakeRows(t))
	}
	for range 2 { // the same submission again, also after a restart; another still not; a confirmed replacement from the same form
		if receipt := g.submit(t, *first.Load()); !receipt.Repeated {
			t.Error("a resend was stored again")
		}
		if _, err := g.Submit(t.Context(), now, g.by(w, codes[0], 3)); !errors.Is(err, ErrSpent) {
			t.Errorf("another submission: %v", err)
		}
		g.reopen(t)
	}
	again := *first.Load()
	again.Answers, again.Confirm = g.answer(w, 77).Answers, true
	g.submit(t, again)
	if _, err := g.Submit(t.Context(), now, g.answer(w, 1)); !errors.Is(err, ErrNeedsCode) {
		t.Errorf("the open link: %v", err)
	}
	g.finish(t, w)
	if got := len(g.sealed(t, w)); got != 1 {
		t.Errorf("%d answers are sealed", got)
	}
}

// What a kill between mark and answer leaves: the same submission is taken in once, another with the code is not.
func TestMarkWithoutAnswer(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, codes := g.coded(t, g.spec())
	sub := g.by(w, codes[5], 1)
	killed := errors.New("killed")
	box := g.boxOf(w.ID)
	at, _ := box.find(hashCode(codes[5]))
	box.write(at, markOf(codes[5], sub.ID)) // and nothing more
	if err := box.Sync(); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if _, err := g.Submit(t.Context(), now, g.by(w, codes[5], 2)); !errors.Is(err, ErrSpent) {
		t.Errorf("another submission: %v", err)
	}
	g.submit(t, sub)
	if !g.submit(t, sub).Repeated || g.intakeRows(t) != 1 {
		t.Errorf("%d rows", g.intakeRows(t))
	}
	// An answer that is certainly not stored gives the code back.
	box = g.boxOf(w.ID)
	at, _ = box.find(hashCode(codes[6]))
	if err := box.spend(t.Context(), at, spentMark{1}, func(duckdb.Syncer) error { return killed }); !errors.Is(err, killed) {
		t.Fatal(err)
	}
	g.reopen(t)
	g.submit(t, g.by(w, codes[6], 2))
}

// A disk that takes no mark lets no answer in, also not when it is sent again; when it is well again, the same submission passes.
func TestMarkThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, codes := g.coded(t, g.spec())
	box := g.boxOf(w.ID)
	well := box.file
	if box.file, _ = os.Open(well.Name()); box.file == nil { // for reading alone
		t.Fatal("no file")
	}
	sub := g.by(w, codes[0], 1)
	for range 2 {
		if _, err := g.Submit(t.Context(), now, sub); err == nil || errors.Is(err, ErrSpent) {
			t.Errorf("taken in without a mark, or refused for good: %v", err)
		}
	}
	if n := g.intakeRows(t); n != 0 {
		t.Errorf("%d answers without a mark", n)
	}
	box.file = well
	g.submit(t, sub)
	g.reopen(t) // refuses more answers than marks
	if !g.submit(t, sub).Repeated || g.intakeRows(t) != 1 {
		t.Errorf("%d rows", g.intakeRows(t))
	}
}

func TestSpareCodes(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, codes := g.coded(t, g.spec())
	g.submit(t, g.by(w, codes[0], 1))
	spare := g.slips(t, w, CodeCount{1, 2})
	if len(spare) != 2 || spare[0].Group != 1 {
		t.Fatal(spare)
	}
	g.submit(t, g.by(w, spare[0].Code, 2))
	if _, err := g.Submit(t.Context(), now, g.by(w, codes[0], 9)); !errors.Is(err, ErrSpent) {
		t.Errorf("a code that was used before the spare ones were made: %v", err)
	}
	for _, counts := range [][]CodeCount{{{1, 1}}, {{1, 1 << 40}}, {{9, 1}}, {{2, -1}}, {{2, 1}, {2, 1}}, {}, {{2, 0}}} {
		if err := g.MakeSlips(t.Context(), audit.Console.At(now), w.ID, NewCodeKey(), counts); len(problemsOf(t, err)) != 1 {
			t.Errorf("%v: %v", counts, err)
		}
	}
	if _, err := g.Slips(w.ID, "not a key"); !errors.Is(err, ErrNotFound) {
		t.Errorf("codes of another key: %v", err)
	}
}
