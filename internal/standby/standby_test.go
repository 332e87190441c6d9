package standby

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/backup"
	"tilstand/internal/duckdb"
	"tilstand/internal/settings"
	"tilstand/surveys"
)

// While answers come by link and by code, files are checkpointed and a wave is sealed, a standby follows. Promoted at any round, it has every answer that was acknowledged
// before the round, and each once: sent again it is the same submission, and a code that was used is used.
func TestFollowAndPromote(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	open, coded, sealed := g.wave(t, 0, false), g.wave(t, 1, true), g.wave(t, 2, false)
	slips := g.slips(t, coded, 40)
	if err := os.WriteFile(filepath.Join(g.dir, settings.File), []byte("# settings of the primary\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "standby")
	f := g.standby(t, dir)
	var before []surveys.Submission
	checkpoint := func(db *duckdb.DB) {
		if err := db.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 10 {
		before = append(before, g.answer(t, open, ""), g.answer(t, coded, slips[i].Code))
		g.answer(t, sealed, "")
		switch i {
		case 3:
			checkpoint(g.folder.Intake)
		case 5:
			checkpoint(g.folder.Record)
		case 8:
			g.seal(t, sealed)
		}
		rounds(t, f, 1)
		if i == 8 {
			break
		}
	}
	unused := slips[20]
	g.answer(t, open, "") // after the last round

	end(t, f)
	p := promoted(t, dir)
	if got := p.submissions(t); got[open.ID] != 9 || got[coded.ID] != 9 || len(got) != 2 {
		t.Errorf("the intake has %v, want 9 each of %s and %s", got, open.ID, coded.ID)
	}
	for _, sub := range before {
		p.send(t, sub)
	}
	if got := p.submissions(t); got[open.ID] != 9 || got[coded.ID] != 9 {
		t.Errorf("sent again, what was there has become %v", got)
	}
	again := before[1]
	again.ID = "ANOTHERSUBMISSIONWITHTHIS1"
	if _, err := p.surveys.Submit(t.Context(), autumn, again); !errors.Is(err, surveys.ErrSpent) {
		t.Errorf("a code that was used: %v", err)
	}
	p.answer(t, coded, unused.Code)
	if faults := p.surveys.CheckSeals(t.Context(), nil); len(faults) > 0 {
		t.Error(faults)
	}
	if text, err := os.ReadFile(filepath.Join(dir, settings.File)); err != nil || string(text) != "# settings of the primary\n" {
		t.Errorf("settings %q, %v", text, err)
	}
	entries, err := audit.Open(p.folder.Record).Read(t.Context(), audit.Filter{Action: audit.Promoted})
	if err != nil || len(entries) != 1 || !strings.HasPrefix(entries[0].Detail, "term=1 until=2026-09-01T08:00:00Z") {
		t.Errorf("the log has %+v, %v", entries, err)
	}
}

// seal closes a wave, seals it and sweeps it out of the intake file.
func (g *ground) seal(t testing.TB, w surveys.Wave) {
	t.Helper()
	for _, step := range []func() error{
		func() error {
			return g.surveys.BeginClosing(t.Context(), audit.Console.At(autumn.AddDate(0, 0, 15)), w.ID)
		},
		func() error { _, err := g.surveys.Seal(t.Context(), w.ID); return err },
		func() error { return g.surveys.Sweep(t.Context()) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

// end is what is left of a follower whose process has gone.
func end(t testing.TB, f *Follower) {
	t.Helper()
	if err := f.lock.Close(); err != nil {
		t.Fatal(err)
	}
}

// Between what a round fetches, answers come by code and waves are sealed and swept. What is then in both files, or has marks and no answer, opens; and no answer is in neither.
func TestCutIsConsistent(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"intake", "codes"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			coded, sealed, both := g.wave(t, 0, true), g.wave(t, 1, false), g.wave(t, 2, true)
			slips, others := g.slips(t, coded, 10), g.slips(t, both, 10)
			for i := range 3 {
				g.answer(t, coded, slips[i].Code)
				g.answer(t, both, others[i].Code)
				g.answer(t, sealed, "")
			}
			dir := filepath.Join(t.TempDir(), "standby")
			f := g.standby(t, dir)
			f.step = func(name string) error {
				if name == at {
					g.answer(t, coded, slips[5].Code)
					g.seal(t, sealed)
					g.seal(t, both)
				}
				return nil
			}
			rounds(t, f, 1)
			end(t, f)
			p := promoted(t, dir)
			if got := p.submissions(t); got[coded.ID] != 3 || len(got) != 1 {
				t.Errorf("the intake has %v", got)
			}
			for _, w := range []surveys.Wave{sealed, both} {
				if now, err := p.surveys.Wave(w.ID); err != nil || now.State != surveys.WaveClosed {
					t.Errorf("wave %s is %s, %v", w.ID, now.State, err)
				}
			}
			if faults := p.surveys.CheckSeals(t.Context(), nil); len(faults) > 0 {
				t.Error(faults)
			}
		})
	}
}

var errKill = errors.New("killed")

// A follower is stopped between any two steps: what is on the disk is a whole cut, which can be promoted, and which the next one goes on with.
func TestFollowerIsKilled(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"fetched", "named", "applied"} {
		for _, then := range []string{"follow", "promote"} {
			t.Run(at+" "+then, func(t *testing.T) {
				t.Parallel()
				g := newGround(t)
				w := g.wave(t, 0, false)
				coded := g.wave(t, 1, true)
				slips := g.slips(t, coded, 20)
				dir := filepath.Join(t.TempDir(), "standby")
				f := g.standby(t, dir)
				for i := range 3 {
					g.answer(t, w, "")
					g.answer(t, coded, slips[i].Code)
					rounds(t, f, 1)
				}
				g.answer(t, w, "")
				g.answer(t, coded, slips[5].Code)
				if err := errors.Join(g.folder.Intake.Checkpoint(t.Context()), g.folder.Record.Checkpoint(t.Context())); err != nil {
					t.Fatal(err)
				}
				f.step = func(name string) error {
					if name == at {
						return errKill
					}
					return nil
				}
				if err := f.round(t.Context()); !errors.Is(err, errKill) {
					t.Fatal(err)
				}
				end(t, f)
				want := 3 // the last cut
				if at != "fetched" {
					want = 4
				}
				if then == "follow" {
					g.answer(t, w, "")
					g.answer(t, coded, slips[6].Code)
					f = g.standby(t, dir)
					rounds(t, f, 2)
					end(t, f)
					want = 5
				}
				p := promoted(t, dir)
				if got := p.submissions(t); got[w.ID] != want || got[coded.ID] != want {
					t.Errorf("%v, want %d", got, want)
				}
			})
		}
	}
}

// A promotion is killed between any two steps. Until it is finished no service opens the folder, and no follower; called again it comes to its end.
func TestPromotionIsKilled(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, 0, true)
	slip := g.slips(t, w, 5)[0]
	sub := g.answer(t, w, slip.Code)
	f := g.standby(t, filepath.Join(t.TempDir(), "standby"))
	rounds(t, f, 1)
	g.answer(t, g.wave(t, 1, false), "")
	rounds(t, f, 1) // with a WAL
	end(t, f)
	for _, at := range []string{"moved the WAL of record", assembled, placing, "placing intake.duckdb", "placed"} {
		dir := filepath.Join(t.TempDir(), "standby")
		if err := os.CopyFS(dir, os.DirFS(f.Data)); err != nil {
			t.Fatal(err)
		}
		p := promoter(dir)
		p.step = func(name string) error {
			if name == at {
				return errKill
			}
			return nil
		}
		if _, err := Promote(t.Context(), p); !errors.Is(err, errKill) {
			t.Fatalf("at %s: %v", at, err)
		}
		if err := Refusal(dir); !errors.Is(err, ErrStandby) {
			t.Errorf("at %s: %v", at, err)
		}
		if err := (&Follower{Data: dir, Remote: g.remote, Now: clock, Log: silent}).open(); !errors.Is(err, ErrPromoting) {
			t.Errorf("at %s a follower says %v", at, err)
		}
		n := promoted(t, dir)
		n.send(t, sub)
		if got := n.submissions(t)[w.ID]; got != 1 {
			t.Errorf("at %s: %d answers", at, got)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "standby*")); len(left) > 0 {
			t.Errorf("at %s there is left %v", at, left)
		}
	}
}

// What is sealed is gone from the standby with the next cut: neither the rows nor the marks of codes, nor their files, are on its disk.
func TestSealingReachesTheStandby(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, 0, false)
	coded := g.wave(t, 1, true)
	slips := g.slips(t, coded, 20)
	f := g.standby(t, filepath.Join(t.TempDir(), "standby"))
	sub := g.answer(t, w, "")
	g.answer(t, coded, slips[0].Code)
	rounds(t, f, 1)
	held := func() (ids, codes int) {
		entries, err := os.ReadDir(f.dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			text, err := os.ReadFile(filepath.Join(f.dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			ids += strings.Count(string(text), string(sub.ID))
			if strings.HasPrefix(e.Name(), codesPrefix) {
				codes++
			}
		}
		return ids, codes
	}
	if ids, codes := held(); ids == 0 || codes != 1 {
		t.Fatalf("before: %d times the answer, %d files of codes; this test looks for the wrong bytes", ids, codes)
	}
	g.seal(t, w)
	g.seal(t, coded)
	rounds(t, f, 1)
	if ids, codes := held(); ids+codes > 0 {
		t.Errorf("after the seal: %d times the answer, %d files of codes", ids, codes)
	}
}

// A primary that has less than its standby is not followed, until somebody says so.
func TestOlderPrimary(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, 0, false)
	older := filepath.Join(t.TempDir(), "older")
	if err := os.Mkdir(older, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := g.surveys.CopyTo(t.Context(), older); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "standby")
	f := g.standby(t, dir)
	g.answer(t, w, "")
	rounds(t, f, 1)
	g.close(t)()
	g.dir = older
	g.open(t)
	g.server.Config.Handler = g.primary
	if err := f.round(t.Context()); !errors.Is(err, ErrOlder) {
		t.Fatalf("a primary that was put back: %v", err)
	}
	if f.held.Files[intake].Number == 0 {
		t.Error("the cut is gone")
	}
	f.Anew = true
	rounds(t, f, 1)
	end(t, f)
	if got := promoted(t, dir).submissions(t); len(got) != 0 {
		t.Errorf("told to take it, the standby has %v", got)
	}
}

// The follower runs by itself until it is promoted; the promotion ends it, and tells the old primary, which is refused from then on and hears it only once.
func TestFencing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, 0, false)
	g.answer(t, w, "")
	dir := filepath.Join(t.TempDir(), "standby")
	held := make(chan struct{})
	var once sync.Once
	f := &Follower{Data: dir, Remote: g.remote, Now: clock, Log: silent, Every: 1, step: func(name string) error {
		if name == "applied" {
			once.Do(func() { close(held) })
		}
		return nil
	}}
	var running sync.WaitGroup
	running.Go(func() {
		if err := f.Run(t.Context()); err != nil {
			t.Error(err)
		}
	})
	<-held
	if err := (&Follower{Data: dir, Remote: g.remote, Now: clock, Log: silent}).open(); !errors.Is(err, duckdb.ErrLocked) {
		t.Errorf("a second follower: %v", err)
	}
	done, err := Promote(t.Context(), promoter(dir))
	if err != nil {
		t.Fatal(err)
	}
	running.Wait()
	if !done.Told || done.Term != 1 || done.Holds.Schools != 3 || done.Holds.Open != 1 {
		t.Errorf("promoted: %+v", done)
	}
	if n := <-g.primary.Replaced(); n.Term != 1 {
		t.Errorf("the old primary is told %+v", n)
	}
	if err := Refusal(g.dir); !errors.Is(err, ErrReplaced) {
		t.Errorf("the folder of the old primary: %v", err)
	}
	if _, err := Promote(t.Context(), promoter(dir)); !errors.Is(err, ErrNoStandby) {
		t.Errorf("promoted again: %v", err)
	}
	// The new primary at the address of the old one: what it tells comes back to itself, and takes nobody out of use.
	n := &ground{dir: dir}
	n.open(t)
	g.server.Config.Handler = n.primary
	if err := done.Promotion.tell(t.Context()); err == nil {
		t.Error("a primary took its own notice")
	}
	if err := Refusal(dir); err != nil {
		t.Error(err)
	}
	// And a standby of the new one does not follow the old one.
	third := n.standbyOf(t, g)
	rounds(t, third, 1)
	g.server.Config.Handler = g.primary
	if err := third.round(t.Context()); !errors.Is(err, ErrOlder) {
		t.Errorf("a standby of term 1 asks a primary of term 0: %v", err)
	}
}

func (g *ground) standbyOf(t testing.TB, at *ground) *Follower {
	g.remote = at.remote
	return g.standby(t, filepath.Join(t.TempDir(), "standby"))
}

// A standby follows while many write and both files are checkpointed and rewritten again and again; it arrives, and what it has is whole.
func TestFollowUnderLoad(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, 0, false)
	var acked atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() {
			for ctx.Err() == nil {
				g.answer(t, w, "")
				acked.Add(1)
			}
		})
	}
	load.Go(func() {
		for ctx.Err() == nil {
			if err := errors.Join(g.folder.Intake.Checkpoint(t.Context()), g.folder.Record.Checkpoint(t.Context())); err != nil {
				t.Error(err)
			}
		}
	})
	dir := filepath.Join(t.TempDir(), "standby")
	f := g.standby(t, dir)
	rounds(t, f, 3)
	before := acked.Load()
	rounds(t, f, 1)
	stop()
	load.Wait()
	end(t, f)
	if got := int64(promoted(t, dir).submissions(t)[w.ID]); got < before || got > acked.Load() {
		t.Errorf("%d answers; %d were acknowledged before the last round, %d in all", got, before, acked.Load())
	}
}

// A standby that has nothing whole, and folders that are something else.
func TestNothingToPromote(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	if _, err := Promote(t.Context(), promoter(g.dir)); !errors.Is(err, ErrNoStandby) {
		t.Errorf("a service's folder: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "standby")
	f := g.standby(t, dir)
	end(t, f)
	if _, err := Promote(t.Context(), promoter(dir)); !errors.Is(err, ErrNoCut) {
		t.Errorf("a standby that has never been asked: %v", err)
	}
	rounds(t, g.standby(t, dir), 1) // and follows again
	if err := (&Follower{Data: g.dir, Remote: g.remote, Now: clock, Log: silent}).open(); !errors.Is(err, ErrOwn) {
		t.Errorf("a follower in a service's folder: %v", err)
	}
	if err := backup.Unfinished(dir); err != nil {
		t.Error(err)
	}
}
