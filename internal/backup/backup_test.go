package backup

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/settings"
	"tilstand/surveys"
)

// What is in a folder comes back: answers of open waves, sealed ones, releases, settings, and codes that have been used stay used.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	if err := os.WriteFile(filepath.Join(g.dir, settings.File), []byte(settings.Example), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(g.dir, "smtp-password"), []byte("hemmelig"), 0o600); err != nil {
		t.Fatal(err)
	}
	sealed, open, coded := g.wave(t, false), g.wave(t, false), g.wave(t, true)
	for n := range 12 {
		g.submit(t, g.numbered(sealed, n))
		g.submit(t, g.numbered(open, n))
	}
	if _, err := g.Analytics.Close(t.Context(), audit.Console.At(autumn), sealed.ID); err != nil {
		t.Fatal(err)
	}
	if err := g.Analytics.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	slips := g.slips(t, coded, 3)
	byCode := g.numbered(coded, 7)
	byCode.Code = slips[0].Code
	g.submit(t, byCode)
	ann := key(t)
	archive, m := g.make(t, Recipients{ann.Recipient(), key(t).Recipient()})
	for _, clear := range []string{"DUCK", "Fjordvik", "submission"} {
		if bytes.Contains(archive, []byte(clear)) {
			t.Errorf("%q stands in an encrypted archive", clear)
		}
	}
	if m.Holds.Schools != 3 || m.Holds.Waves != 3 || m.Holds.Open != 2 || m.Holds.Releases != 1 || m.Commits.Intake == 0 || m.Schema.Record == "" {
		t.Errorf("the manifest says %+v", m)
	}
	names := []string{}
	for _, p := range m.Parts {
		names = append(names, p.Name)
	}
	if diff := cmp.Diff([]string{"intake.duckdb", "record.duckdb", "settings.toml", "codes/" + string(coded.ID)}, names); diff != "" {
		t.Error("parts:", diff)
	}
	left, _ := filepath.Glob(filepath.Join(g.dir, copyPrefix+"*"))
	if len(left) > 0 {
		t.Errorf("copies were left: %v", left)
	}

	back := restored(t, archive, ann)
	if diff := cmp.Diff(g.found(t), back.found(t)); diff != "" {
		t.Error("answers:", diff)
	}
	if text, _ := os.ReadFile(filepath.Join(back.Folder.Dir, settings.File)); string(text) != settings.Example {
		t.Error("the settings did not come back")
	}
	want, err := g.Analytics.Documents(t.Context(), sealed.School)
	if err != nil {
		t.Fatal(err)
	}
	got, err := back.Analytics.Documents(t.Context(), sealed.School)
	if diff := cmp.Diff(want, got); err != nil || diff != "" || len(got) != 1 {
		t.Errorf("releases: %v %s", err, diff)
	}
	if err := back.check(t.Context(), Thorough, nil); err != nil {
		t.Error(err)
	}
	again, other := byCode, byCode
	other.ID = "another-submission-id-0000"
	if r, err := back.Surveys.Submit(t.Context(), autumn, again); err != nil || !r.Repeated {
		t.Errorf("what was sent before the backup is sent again: %+v, %v", r, err)
	}
	if _, err := back.Surveys.Submit(t.Context(), autumn, other); !errors.Is(err, surveys.ErrSpent) {
		t.Errorf("a code that was used before the backup is used again: %v", err)
	}
	other.Code = slips[1].Code
	if _, err := back.Surveys.Submit(t.Context(), autumn, other); err != nil {
		t.Errorf("a code that was not: %v", err)
	}
	entries, err := audit.Open(back.Folder.Record).Read(t.Context(), audit.Filter{Action: audit.Restored})
	if err != nil || len(entries) != 1 || entries[0].Detail != "made=2026-09-01T08:00:00Z" {
		t.Errorf("in the log: %+v, %v", entries, err)
	}
}

// Links that were sent before a backup, and may have been used after it, do not work after a restore.
func TestLinksEnd(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	link, err := g.Accounts.EnsureOperator(t.Context(), autumn)
	if err != nil || link == "" {
		t.Fatal(err)
	}
	archive, _ := g.make(t, Plain)
	if _, _, err := g.Accounts.Opened(autumn, link); err != nil {
		t.Error(err)
	}
	if _, _, err := restored(t, archive).Accounts.Opened(autumn, link); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("the link after a restore: %v", err)
	}
}

// Answers stand in an archive in another order than they came in.
func TestOrderIsForgotten(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, false)
	for n := range 60 {
		g.submit(t, g.numbered(w, n))
	}
	archive, _ := g.make(t, Plain)
	order := func(h *house) (answers []string) {
		read(t, h.Folder.Intake, func(row *sql.Rows) error {
			var codes string
			err := row.Scan(&codes)
			answers = append(answers, codes)
			return err
		}, "select hex(codes) from submission order by rowid")
		return answers
	}
	came, kept := order(g.house), order(restored(t, archive))
	if slices.Equal(came, kept) { // by chance once in 60! times
		t.Error("the archive has the order in which answers came")
	}
	slices.Sort(came)
	slices.Sort(kept)
	if diff := cmp.Diff(came, kept); diff != "" {
		t.Error(diff)
	}
}

// While people answer, by link and by code, and waves are sealed one after another, backups are made. Each has everything that was acknowledged before it
// began, wherever it was, and nothing twice.
func TestBackupOfARunningService(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	waves := []surveys.Wave{g.wave(t, false), g.wave(t, false), g.wave(t, false), g.wave(t, true)}
	slips := g.slips(t, waves[3], 1000)
	var mu sync.Mutex
	acked := map[surveys.WaveID]map[int]bool{}
	known := func() map[surveys.WaveID]map[int]bool {
		mu.Lock()
		defer mu.Unlock()
		copied := map[surveys.WaveID]map[int]bool{}
		for id, answers := range acked {
			copied[id] = map[int]bool{}
			for n := range answers {
				copied[id][n] = true
			}
		}
		return copied
	}
	stop := make(chan struct{})
	var people sync.WaitGroup
	for i, w := range waves {
		acked[w.ID] = map[int]bool{}
		people.Go(func() {
			for n := 0; n < len(slips); n++ {
				select {
				case <-stop:
					return
				default:
				}
				sub := g.numbered(w, n)
				if i == 3 {
					sub.Code = slips[n].Code
				}
				switch _, err := g.Surveys.Submit(t.Context(), autumn, sub); {
				case errors.Is(err, surveys.ErrClosed):
					return
				case err != nil:
					t.Error(err)
					return
				}
				mu.Lock()
				acked[w.ID][n] = true
				mu.Unlock()
			}
		})
	}
	var sealing sync.WaitGroup
	for _, w := range waves[:3] {
		sealing.Go(func() { // one after another: they wait for their turn
			if err := g.Surveys.BeginClosing(t.Context(), audit.Console.At(autumn), w.ID); err != nil {
				t.Error(err)
			}
			if _, err := g.Surveys.Seal(t.Context(), w.ID); err != nil {
				t.Error(err)
			}
			if err := g.Surveys.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
		before := known()
		archive, _ := g.make(t, Plain)
		wantAll(t, before, restored(t, archive).found(t))
		sealing.Wait()
	}
	close(stop)
	people.Wait()
	before := known()
	archive, _ := g.make(t, Plain)
	back := restored(t, archive)
	wantAll(t, before, back.found(t))
	if err := back.check(t.Context(), Thorough, nil); err != nil {
		t.Error(err)
	}
}

func wantAll(t *testing.T, acked map[surveys.WaveID]map[int]bool, found map[surveys.WaveID]map[int]int) {
	t.Helper()
	n := 0
	for wave, answers := range acked {
		for answer := range answers {
			n++
			if found[wave][answer] == 0 {
				t.Errorf("answer %d to wave %s was acknowledged before the backup and is not in it", answer, wave)
			}
		}
	}
	for wave, answers := range found {
		for answer, times := range answers {
			if times > 1 {
				t.Errorf("answer %d to wave %s is in the backup %d times", answer, wave, times)
			}
		}
	}
	t.Logf("%d answers were acknowledged before the backup", n)
}

// Whoever has not the key, half an archive or a changed one gets a sentence, and a folder that is as it was.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, true)
	g.slips(t, w, 20)
	ann := key(t)
	sealed, _ := g.make(t, Recipients{ann.Recipient()})
	plain, _ := g.make(t, Plain)
	dir := filepath.Join(t.TempDir(), "data")
	try := func(archive []byte, ids ...age.Identity) error {
		_, err := Restore(t.Context(), bytes.NewReader(archive), ids, Restorer{Data: dir, By: audit.Console.At(autumn), Log: silent})
		if entries, _ := os.ReadDir(dir); len(entries) > 0 {
			t.Fatalf("a restore that was refused (%v) left %v", err, entries)
		}
		return err
	}
	if err := try(sealed); !errors.Is(err, ErrNeedsIdentity) {
		t.Errorf("without a key: %v", err)
	}
	if err := try(sealed, key(t)); !errors.Is(err, ErrWrongIdentity) {
		t.Errorf("with another key: %v", err)
	}
	for _, archive := range [][]byte{{}, []byte("PK\x03\x04 not one of ours"), []byte("age-encryption.org/v1\n")} {
		if err := try(archive, ann); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v", archive, err)
		}
	}
	for name, archive := range map[string][]byte{"encrypted": sealed, "plain": plain} {
		for range 25 {
			at := rand.IntN(len(archive))
			if err := try(archive[:at], ann); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s, cut off at byte %d of %d: %v", name, at, len(archive), err)
			}
			flipped := slices.Clone(archive)
			flipped[at] ^= 1 << rand.IntN(8)
			if err := try(flipped, ann); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrWrongIdentity) {
				t.Errorf("%s, a bit flipped in byte %d of %d: %v", name, at, len(archive), err)
			}
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "mine.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Restore(t.Context(), bytes.NewReader(plain), nil, Restorer{Data: dir, By: audit.Console.At(autumn), Log: silent})
	if text, _ := os.ReadFile(mine); !errors.Is(err, ErrNotEmpty) || string(text) != "mine" {
		t.Errorf("into a folder with a file: %v", err)
	}
}

// A restore that ends between two files leaves a folder that is not taken for a whole one.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	archive, _ := g.make(t, Plain)
	stop := errors.New("killed")
	for _, file := range []string{"intake.duckdb", "record.duckdb"} {
		dir := t.TempDir()
		r := Restorer{Data: dir, By: audit.Console.At(autumn), Log: silent, step: func(name string) error {
			if name == "placing "+file {
				return stop
			}
			return nil
		}}
		if _, err := Restore(t.Context(), bytes.NewReader(archive), nil, r); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if err := Unfinished(dir); !errors.Is(err, ErrUnfinished) {
			t.Errorf("stopped at %s: %v", file, err)
		}
		r.step = nil
		if _, err := Restore(t.Context(), bytes.NewReader(archive), nil, r); !errors.Is(err, ErrUnfinished) {
			t.Errorf("restored again over it: %v", err)
		}
	}
}

func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	var out bytes.Buffer
	if _, err := Make(t.Context(), g.source(), nil, &out); !errors.Is(err, ErrNoRecipients) || out.Len() > 0 {
		t.Errorf("without recipients: %v, and %d bytes were written", err, out.Len())
	}
	if _, err := ParseRecipients("age1nobody"); err == nil || !strings.Contains(err.Error(), "recipients") {
		t.Errorf("a recipient that is none: %v", err)
	}
	broken := errors.New("no room")
	if _, err := Make(t.Context(), g.source(), Plain, failing{broken}); !errors.Is(err, broken) {
		t.Errorf("no room for the archive: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(g.dir, copyPrefix+"*")); len(left) > 0 {
		t.Errorf("copies were left: %v", left)
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

var _ io.Writer = failing{}

// A file whose bytes have changed on the disk is not backed up as if nothing were wrong, also when the service has what is right in memory.
func TestDamageIsNotBackedUp(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t, false)
	for n := range 40 {
		g.submit(t, g.numbered(w, n))
	}
	if err := g.Folder.Intake.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.found(t) // now it is in memory
	path := filepath.Join(g.dir, duckdb.IntakeFile)
	damage(t, path)
	var out bytes.Buffer
	if _, err := Make(t.Context(), g.source(), Plain, &out); err == nil || out.Len() > 0 || !strings.Contains(err.Error(), path) {
		t.Errorf("backed up: %v, %d bytes", err, out.Len())
	}
	if _, err := Verify(t.Context(), g.source()); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("verified: %v", err)
	}
}

// damage flips a bit in every block of a database but its headers.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	for at := int64(12<<10 + 5000); err == nil && at < info.Size(); at += 256 << 10 {
		b := make([]byte, 1)
		if _, err = f.ReadAt(b, at); err == nil {
			b[0] ^= 1
			_, err = f.WriteAt(b, at)
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
