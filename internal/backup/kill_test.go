package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/settings"
	"tilstand/internal/testkit"
)

// A process that makes one backup after another while it takes answers in is killed at any moment. What lies on its shelf under a backup's name is a whole one, with every
// answer that was acknowledged before it began; the next start leaves no copy of answers about, and the folder has lost nothing.
func TestKillBackup(t *testing.T) {
	if r := killtest.Running(); r != nil {
		keepBackingUp(t, r)
	}
	g := newGround(t)
	w := g.wave(t, false)
	ann, shelf := key(t), filepath.Join(t.TempDir(), "backups")
	first, seen, interrupted := 0, 0, 0
	var table killtest.Table
	for range killtest.Rounds(testkit.Rounds(3, 10)) {
		g.close(t)
		acked := map[int]bool{}
		v := killtest.Start(t, g.dir, shelf, ann.Recipient().String(), string(w.ID), strconv.Itoa(first))
		before := map[string]int{} // backup → answers acknowledged when it began
		for _, line := range v.KillAfter(killtest.UpTo(900 * time.Millisecond)) {
			kind, value, _ := strings.Cut(line, " ")
			switch kind {
			case "thanked":
				acked[atoi(value)] = true
				first = atoi(value) + 1
			case "begun":
				before[value] = len(acked)
			}
		}
		first++ // that one was on its way, and may be there
		table.Kill("backups")
		table.Found(len(acked), len(acked), 0, 0) // of anything else the test has failed by now
		left, _ := filepath.Glob(filepath.Join(g.dir, copyPrefix+"*"))
		interrupted += len(left)
		if err := Tidy(g.dir); err != nil {
			t.Fatal(err)
		}
		g.open(t)
		found := g.found(t)[w.ID]
		for n := range acked {
			if found[n] != 1 {
				t.Errorf("answer %d was acknowledged and is there %d times", n, found[n])
			}
		}
		s, err := NewShelf(settings.Backup{Folder: shelf, At: "02:30", Recipients: []string{ann.Recipient().String()}, Days: 30}, g.source(), nil)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := s.Kept()
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, k := range kept {
			seen++
			archive, err := os.ReadFile(k.Path)
			if err != nil {
				t.Fatal(err)
			}
			if n, got := before[filepath.Base(k.Path)], len(restored(t, archive, ann).found(t)[w.ID]); got < n {
				t.Errorf("%s has %d answers, and %d had been acknowledged when it began", k.Path, got, n)
			}
			if err := os.Remove(k.Path); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d copies were interrupted, %d backups are whole", interrupted, seen)
	table.Report(t)
}

// keepBackingUp is the victim.
func keepBackingUp(t *testing.T, r *killtest.Reporter) {
	g := &ground{dir: r.Args[0]}
	g.open(t)
	w, err := g.Surveys.Wave(g.Surveys.Waves()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	clock := autumn
	source := g.source()
	source.Now = func() time.Time { return clock }
	s, err := NewShelf(settings.Backup{Folder: r.Args[1], At: "02:30", Recipients: r.Args[2:3], Days: 30}, source, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Ready()
	go func() {
		for n := atoi(r.Args[4]); ; n++ {
			if _, err := g.Surveys.Submit(context.Background(), autumn, g.numbered(w, n)); err != nil {
				panic(err)
			}
			r.Line("thanked " + strconv.Itoa(n))
		}
	}()
	for {
		clock = clock.AddDate(0, 0, 1)
		r.Line("begun tilstand-" + clock.Format(stamp) + ".backup")
		if _, err := s.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// A disk that is full, for the copy or for the archive, is an error and leaves nothing; when there is room again, the next one is made. The limit is on the length of files, and on a
// whole process: so it is one of its own.
func TestBackupOnAFullDisk(t *testing.T) {
	const inside = "BACKUP_TEST_DISK_FULL"
	if os.Getenv(inside) == "" {
		t.Parallel()
		self := exec.Command(os.Args[0], "-test.run=^TestBackupOnAFullDisk$", "-test.timeout=2m")
		self.Env = append(os.Environ(), inside+"=1")
		if out, err := self.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	g := newGround(t)
	w := g.wave(t, false)
	for n := range 50 {
		g.submit(t, g.numbered(w, n))
	}
	if err := g.Folder.Intake.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.Folder.Record.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.backup")
	write := func() error {
		return WriteNew(path, func(to io.Writer) error { _, err := Make(t.Context(), g.source(), Plain, to); return err })
	}
	for _, room := range []int64{4000, 20_000, 200_000, 600_000} {
		limit(t, room)
		err := write()
		limit(t, unlimited)
		if err == nil {
			if room < 600_000 {
				t.Errorf("a backup was made where there is room for files of %d bytes", room)
			}
			break
		}
		if left := names(t, dir, g.dir); len(left) > 0 {
			t.Errorf("with room for %d bytes there is left %v", room, left)
		}
	}
	os.Remove(path)
	if err := write(); err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	into := filepath.Join(dir, "restored")
	limit(t, 100_000)
	_, err = Restore(t.Context(), bytes.NewReader(archive), nil, Restorer{Data: into, By: audit.Console.At(autumn), Log: silent})
	limit(t, unlimited)
	if entries, _ := os.ReadDir(into); err == nil || errors.Is(err, ErrDamaged) || len(entries) > 0 {
		t.Errorf("restored onto a full disk: %v, %v", err, entries)
	}
	if got := len(restored(t, archive).found(t)[w.ID]); got != 50 {
		t.Errorf("%d answers came back", got)
	}
}

const unlimited = 1 << 40

func limit(t *testing.T, bytes int64) {
	t.Helper()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(bytes), Max: 1<<64 - 1}); err != nil {
		t.Fatal(err)
	}
}

// names are the parts and copies that lie about.
func names(t *testing.T, archives, data string) (left []string) {
	t.Helper()
	for _, pattern := range []string{filepath.Join(archives, partPrefix+"*"), filepath.Join(data, copyPrefix+"*")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, found...)
	}
	return left
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}
