package standby

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

var (
	autumn = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	silent = slog.New(slog.DiscardHandler)
)

func clock() time.Time { return autumn }

const testSecret = "0123456789abcdef0123456789abcdef"

// ground is a data folder with a school, open as in the service, and what answers its standby.
type ground struct {
	dir       string
	folder    *duckdb.Folder
	programme *programme.Store
	surveys   *surveys.Store
	primary   *Primary
	server    *httptest.Server
	remote    Remote
}

func newGround(t testing.TB) *ground {
	t.Helper()
	g := &ground{dir: filepath.Join(t.TempDir(), "primary")}
	g.open(t)
	owner, err := g.programme.RegisterOwner(t.Context(), audit.Console.At(autumn), programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	for orgnr := 974600951; len(g.programme.Schools()) < 3; orgnr++ {
		if programme.CheckOrgnr(strconv.Itoa(orgnr)) != nil {
			continue
		}
		_, err := g.programme.RegisterSchool(t.Context(), audit.Console.At(autumn), programme.School{
			Orgnr: strconv.Itoa(orgnr), Owner: owner.ID, Municipality: "0301", WrittenForm: "nn", Name: "Bø skule " + strconv.Itoa(orgnr),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	secret := filepath.Join(t.TempDir(), "standby-secret")
	if err := os.WriteFile(secret, []byte(testSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.server = httptest.NewServer(g.primary)
	t.Cleanup(g.server.Close)
	g.remote = Remote{URL: g.server.URL, Secret: secret}
	return g
}

// open opens the folder, and closes it when the test ends.
func (g *ground) open(t testing.TB) {
	t.Helper()
	var err error
	if g.folder, err = duckdb.OpenFolder(t.Context(), g.dir, duckdb.FolderOptions{Log: silent}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.close(t))
	if g.programme, err = programme.Open(t.Context(), g.folder.Record); err != nil {
		t.Fatal(err)
	}
	if g.surveys, err = surveys.Open(t.Context(), g.folder, g.programme); err != nil {
		t.Fatal(err)
	}
	if g.primary, err = NewPrimary(Source{Folder: g.folder, Surveys: g.surveys, Now: clock, Log: silent}, testSecret); err != nil {
		t.Fatal(err)
	}
}

func (g *ground) close(t testing.TB) func() {
	folder := g.folder
	return func() {
		if err := folder.Close(context.Background()); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	}
}

// wave opens a state survey of a school.
func (g *ground) wave(t testing.TB, school int, byCode bool) surveys.Wave {
	t.Helper()
	w, err := g.surveys.OpenWave(t.Context(), audit.Console.At(autumn), surveys.WaveSpec{
		School: g.programme.Schools()[school].ID, Phase: "a", Instrument: surveys.StateSurvey, OpensAt: autumn, ClosesAt: autumn.AddDate(0, 0, 14), ByCode: byCode,
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// slips are the codes of a wave.
func (g *ground) slips(t testing.TB, w surveys.Wave, n int) []surveys.Slip {
	t.Helper()
	key, counts := surveys.NewCodeKey(), []surveys.CodeCount{{Group: w.FirstCodes()[0].Group, Codes: n}}
	if err := g.surveys.MakeSlips(t.Context(), audit.Console.At(autumn), w.ID, key, counts); err != nil {
		t.Fatal(err)
	}
	slips, err := g.surveys.Slips(w.ID, key)
	if err != nil {
		t.Fatal(err)
	}
	return slips
}

// answer is one for the open link, or for a slip.
func (g *ground) answer(t testing.TB, w surveys.Wave, code surveys.LinkCode) surveys.Submission {
	t.Helper()
	sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	if code != "" {
		sub.Code = code
	} else if len(w.Groups) > 0 {
		sub.Group = "1"
	}
	for i, item := range g.surveys.InstrumentOf(w).Items() {
		if item.Type != surveys.MultipleChoice {
			sub.Answers[string(item.ID)] = strconv.Itoa(1 + i%4)
		}
	}
	g.send(t, sub)
	return sub
}

func (g *ground) send(t testing.TB, sub surveys.Submission) {
	t.Helper()
	if _, err := g.surveys.Submit(t.Context(), autumn, sub); err != nil {
		t.Fatal(err)
	}
}

// standby begins a follower in a folder and gives it its turn by hand.
func (g *ground) standby(t testing.TB, dir string) *Follower {
	t.Helper()
	f := &Follower{Data: dir, Remote: g.remote, Now: clock, Log: silent}
	if err := f.open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.lock.Close() }) // a test that has given it back already may
	return f
}

func rounds(t testing.TB, f *Follower, n int) {
	t.Helper()
	for range n {
		if err := f.round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// promoted is the folder of a standby after its promotion, open as in the service.
func promoted(t testing.TB, dir string) *ground {
	t.Helper()
	if _, err := Promote(t.Context(), promoter(dir)); err != nil {
		t.Fatal(err)
	}
	if err := Refusal(dir); err != nil {
		t.Fatalf("a promoted folder is refused: %v", err)
	}
	g := &ground{dir: dir}
	g.open(t)
	return g
}

func promoter(dir string) Promoter {
	return Promoter{Data: dir, By: audit.Console.At(autumn), Now: clock, Log: silent}
}

// submissions counts what is in the intake file, by wave.
func (g *ground) submissions(t testing.TB) map[surveys.WaveID]int {
	t.Helper()
	counts := map[surveys.WaveID]int{}
	err := g.folder.Intake.Read(t.Context(), func(r *duckdb.Reader) error {
		clear(counts)
		_, err := duckdb.Collect(r, func(row *sql.Rows) (wave surveys.WaveID, err error) {
			var n int
			err = row.Scan(&wave, &n)
			counts[wave] = n
			return wave, err
		}, "select wave_id, count(*) from submission group by wave_id")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}
