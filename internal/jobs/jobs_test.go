package jobs

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

func TestReportsOfAllSchools(t *testing.T) {
	t.Parallel()
	g := newGround(t, 3)
	g.share(2, surveys.SharesNothing)
	j := g.ask()
	if j.State != Waiting || j.AskedBy != "asker" {
		t.Errorf("asked for: %+v", j)
	}
	if again, err := g.Ask(t.Context(), asker(), SchoolReports, string(g.owner.ID), "nn"); !errors.Is(err, ErrWaiting) || again.ID != j.ID {
		t.Errorf("asked again: %v, %v; want the same job", again.ID, err)
	}
	done := g.finish()
	if done.State != Done || done.Done != 3 || done.All != 3 {
		t.Errorf("done: %+v; want three parts, two schools and their owner", done)
	}
	files := g.unpacked(done)
	want := []string{"Fjordvik kommune 974600951.xlsx", "Skole 1 A S 974602431.xlsx", "Skole 2 A S 974552345.xlsx"}
	if diff := cmp.Diff(want, names(files)); diff != "" {
		t.Fatal(diff)
	}
	if dump := workbook.Dump(t, files[want[1]]); !strings.Contains(dump, `"Skole 1: A/S"`) || strings.Contains(dump, "Skole 2") {
		t.Error("the workbook of the first school is not about it alone")
	}
	if dump := workbook.Dump(t, files[want[0]]); !strings.Contains(dump, `"deler ikke"`) {
		t.Error("the owner's workbook does not say of the third school that it does not share")
	}
}

// What the folder holds is for nobody but the service, and nothing is left of the parts.
func TestFilesAreForNobodyElse(t *testing.T) {
	t.Parallel()
	g := newGround(t, 1)
	g.ask()
	g.finish()
	var found []string
	err := filepath.WalkDir(filepath.Join(g.dir, "jobs"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", d.Name(), info.Mode())
		}
		if !d.IsDir() {
			found = append(found, d.Name())
		}
		return err
	})
	if err != nil || !slices.Equal(found, []string{manifestFile, resultFile}) {
		t.Errorf("the folder has %v, %v", found, err)
	}
}

// Whatever a school takes back while a file waits, the file is gone: when somebody takes it, and at the latest at the next look.
func TestAWithdrawalRemovesTheFile(t *testing.T) {
	t.Parallel()
	g := newGround(t, 2)
	for name, c := range map[string]struct {
		takes  func()
		stands bool
	}{
		"withdraws":    {func() { g.share(0, surveys.SharesNothing) }, false},
		"shares less":  {func() { g.share(0, surveys.SharesComponents) }, false},
		"shares again": {func() { g.share(0, surveys.SharesNothing); g.share(0, surveys.SharesAll) }, true},
	} {
		g.share(0, surveys.SharesAll)
		g.ask()
		j := g.finish()
		c.takes()
		_, err := g.Result(t.Context(), later, j.ID)
		if stands := err == nil; stands != c.stands || !stands && !errors.Is(err, ErrGone) {
			t.Errorf("a school %s: %v; the file stands: want %v", name, err, c.stands)
		}
		if state := g.latest().State; (state == Done) != c.stands {
			t.Errorf("a school %s: the job is %s", name, state)
		}
		if _, err := os.Stat(g.Store.folder(j.ID)); errors.Is(err, fs.ErrNotExist) == c.stands {
			t.Errorf("a school %s: its folder: %v", name, err)
		}
	}
	g.share(0, surveys.SharesComponents)
	g.ask()
	j := g.finish()
	g.share(0, surveys.SharesAll)
	if g.sweep(t.Context(), later); g.latest().State != Done {
		t.Error("the file is gone although a school shares more than before")
	}
	g.share(1, surveys.SharesNothing)
	if g.sweep(t.Context(), later); g.latest().State != Removed {
		t.Errorf("at the next look after a withdrawal the job is %s", g.latest().State)
	}
	if _, err := g.Result(t.Context(), later, j.ID); !errors.Is(err, ErrGone) {
		t.Errorf("a removed file: %v; want ErrGone", err)
	}
}

// A school that goes to another owner takes its results with it.
func TestASchoolThatMoves(t *testing.T) {
	t.Parallel()
	g := newGround(t, 2)
	other := check(g.prog.RegisterOwner(t.Context(), audit.Console.At(start), programme.Owner{Orgnr: "974600994", Name: "Ny kommune", Kind: programme.Municipality}))(t)
	g.ask()
	j := g.finish()
	moved := g.schools[0]
	moved.Owner = other.ID
	if _, err := g.prog.UpdateSchool(t.Context(), audit.Console.At(later), later, moved); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Result(t.Context(), later, j.ID); !errors.Is(err, ErrGone) {
		t.Errorf("the file with a school that has moved: %v; want ErrGone", err)
	}
}

func TestAFileThatIsOldIsRemoved(t *testing.T) {
	t.Parallel()
	g := newGround(t, 1)
	g.ask()
	j := g.finish()
	if _, err := g.Result(t.Context(), later.Add(Kept-time.Second), j.ID); err != nil {
		t.Errorf("before its time: %v", err)
	}
	g.sweep(t.Context(), later.Add(Kept))
	if _, err := g.Result(t.Context(), later, j.ID); !errors.Is(err, ErrGone) || g.latest().State != Removed {
		t.Errorf("after its time: %v, %s", err, g.latest().State)
	}
}

func TestWhatIsNotAskedFor(t *testing.T) {
	t.Parallel()
	g := newGround(t, 1)
	g.share(0, surveys.SharesNothing)
	if _, err := g.Ask(t.Context(), asker(), SchoolReports, string(g.owner.ID), "nb"); !errors.Is(err, ErrNothing) {
		t.Errorf("no school shares: %v; want ErrNothing", err)
	}
	if _, err := g.Ask(t.Context(), asker(), "another", string(g.owner.ID), "nb"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown work: %v; want ErrNotFound", err)
	}
	if err := g.Cancel(t.Context(), asker(), "unknown"); !errors.Is(err, ErrNotFound) {
		t.Errorf("calling off an unknown job: %v; want ErrNotFound", err)
	}
	if _, err := g.Latest(SchoolReports, string(g.owner.ID)); !errors.Is(err, ErrNotFound) {
		t.Errorf("the latest of none: %v; want ErrNotFound", err)
	}
}

// A job that is called off leaves nothing, and another can be asked for; each step is in the log with who did it.
func TestCancel(t *testing.T) {
	t.Parallel()
	g := newGround(t, 2)
	j := g.ask()
	if err := g.Cancel(t.Context(), asker(), j.ID); err != nil {
		t.Fatal(err)
	}
	if g.finish().State != Cancelled {
		t.Errorf("the job is %s", g.latest().State)
	}
	if err := g.Cancel(t.Context(), asker(), j.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("calling off twice: %v; want ErrNotFound", err)
	}
	g.ask()
	if g.finish().State != Done {
		t.Errorf("the next job is %s", g.latest().State)
	}
	entries := check(audit.Open(g.folder.Record).Read(t.Context(), audit.Filter{Owner: string(g.owner.ID)}))(t)
	var got []string
	for _, e := range entries {
		if strings.HasPrefix(string(e.Action), "job_") {
			got = append(got, string(e.Action)+" "+string(e.Account))
		}
	}
	slices.Reverse(got)
	if diff := cmp.Diff([]string{"job_asked asker", "job_cancelled asker", "job_asked asker", "job_done service"}, got); diff != "" {
		t.Error(diff)
	}
}

// slow is a work that goes on until it is stopped.
type slow struct{ began chan struct{} }

func (slow) Ready(string) error { return nil }
func (slow) Holds(string) bool  { return true }
func (s slow) Do(ctx context.Context, t *Task) error {
	if err := t.Put("something", []byte("half")); err != nil {
		return err
	}
	s.began <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

// Calling off stops work that is under way; the end of the program does not end it.
func TestWorkUnderWay(t *testing.T) {
	t.Parallel()
	g := newGround(t, 0)
	work := slow{make(chan struct{})}
	s := check(Open(t.Context(), g.folder.Record, g.dir, Works{"slow": work}))(t)
	run := func(s *Store) (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.Run(ctx, func() time.Time { return later }, slog.New(slog.DiscardHandler))
		}()
		return func() { cancel(); <-ended }
	}
	stop := run(s)
	first := check(s.Ask(t.Context(), asker(), "slow", "owner", "nb"))(t)
	<-work.began
	stop()
	if j, _ := s.job(first.ID); j.State != Waiting {
		t.Errorf("when the program ends the job is %s", j.State)
	}
	again := check(Open(t.Context(), g.folder.Record, g.dir, Works{"slow": work}))(t)
	if _, err := os.Stat(filepath.Join(again.folder(first.ID), "something")); err != nil {
		t.Errorf("what it had made is gone: %v", err)
	}
	stop = run(again)
	<-work.began
	if err := again.Cancel(t.Context(), asker(), first.ID); err != nil {
		t.Fatal(err)
	}
	check(again.Ask(t.Context(), asker(), "slow", "another", "nb"))(t)
	<-work.began // the one before has ended, or this would not be under way
	if _, err := os.Stat(again.folder(first.ID)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder of the job that was called off: %v", err)
	}
	stop()
}

// A service that was stopped after the result was written, and before that was noted, makes nothing again, unless what is in it may not be handed out any more.
func TestAResultThatWasNotNoted(t *testing.T) {
	t.Parallel()
	g := newGround(t, 2)
	made := 0
	work := &Reports{Programme: g.prog, Analytics: g.figures, Closings: g.closings, Brands: check(brand.Open(t.Context(), g.folder.Record))(t), Words: bundle(), made: func(part) { made++ }}
	task := &Task{Job: Job{ID: "job", Place: string(g.owner.ID), Lang: "nb"}, Folder: t.TempDir(), store: g.Store}
	for _, step := range []struct {
		name string
		do   func()
		want int
	}{
		{"first", func() {}, 2},
		{"again", func() {}, 2},
		{"withdrawn since", func() { g.share(1, surveys.SharesNothing) }, 3},
	} {
		step.do()
		if err := work.Do(t.Context(), task); err != nil || made != step.want {
			t.Errorf("%s: %d workbooks have been made, want %d; %v", step.name, made, step.want, err)
		}
	}
}
