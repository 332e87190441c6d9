package analytics

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// autumn is a day in the first semester of the tests: 1 September 2026, ten o'clock in Norway.
var autumn = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// ground is a data folder with one owner and one school, and the real stores on it.
type ground struct {
	*Store
	dir    string
	folder *duckdb.Folder
	prog   *programme.Store
	surv   *surveys.Store
	owner  programme.Owner
	school programme.School
}

func newGround(t testing.TB) *ground {
	t.Helper()
	g := &ground{dir: t.TempDir()}
	g.open(t)
	t.Cleanup(func() { g.close(t) })
	var err error
	g.owner, err = g.prog.RegisterOwner(t.Context(), audit.Console.At(autumn), programme.Owner{Orgnr: validOrgnr(91000000), Name: "Fjordvik kommune", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	g.school = g.newSchool(t, "Bjørkelia skole")
	return g
}

func (g *ground) open(t testing.TB) {
	t.Helper()
	var err error
	if g.folder, err = duckdb.OpenFolder(t.Context(), g.dir, duckdb.FolderOptions{}); err != nil {
		t.Fatal(err)
	}
	if g.prog, err = programme.Open(t.Context(), g.folder.Record); err != nil {
		t.Fatal(err)
	}
	if g.surv, err = surveys.Open(t.Context(), g.folder, g.prog); err != nil {
		t.Fatal(err)
	}
	if g.Store, err = Open(t.Context(), g.folder, g.prog, g.surv); err != nil {
		t.Fatal(err)
	}
}

func (g *ground) close(t testing.TB) {
	t.Helper()
	if err := g.folder.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func (g *ground) reopen(t testing.TB) {
	t.Helper()
	g.close(t)
	g.open(t)
}

func (g *ground) newSchool(t testing.TB, name string) programme.School {
	t.Helper()
	school, err := g.prog.RegisterSchool(t.Context(), audit.Console.At(autumn), programme.School{
		Orgnr: validOrgnr(92000000 + 100*len(g.prog.Schools())), Owner: g.owner.ID, Municipality: "0301", WrittenForm: "nb", Name: name,
	})
	if err != nil {
		t.Fatal(err)
	}
	return school
}

// validOrgnr is the first organisation number whose first eight digits are n or more.
func validOrgnr(n int) string {
	for number := n * 10; ; number++ {
		if orgnr := strconv.Itoa(number); programme.CheckOrgnr(orgnr) == nil {
			return orgnr
		}
	}
}

// ask opens a wave for two weeks, some months after autumn.
func (g *ground) ask(t testing.TB, school programme.School, phase programme.PhaseKey, months int, instrument string, counts ...surveys.GroupCount) surveys.Wave {
	t.Helper()
	opens := autumn.AddDate(0, months, 0)
	w, err := g.surv.OpenWave(t.Context(), audit.Console.At(opens), surveys.WaveSpec{
		School: school.ID, Phase: phase, Instrument: instrument, Counts: counts, OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 14),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// answer submits for n people of a group: everybody the code for every item, apart from what vary says.
func (g *ground) answer(t testing.TB, w surveys.Wave, number uint8, n int, code func(person, item int) int) {
	t.Helper()
	for person := range n {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
		if len(w.Groups) > 0 {
			sub.Group = fmt.Sprint(number)
		}
		for i, item := range g.surv.InstrumentOf(w).Items() {
			c := code(person, i)
			if item.Reverse && c > 0 {
				c = 6 - c
			}
			if c >= 0 {
				sub.Answers[string(item.ID)] = strconv.Itoa(c)
			}
		}
		if _, err := g.surv.Submit(t.Context(), w.OpensAt.Add(time.Hour), sub); err != nil {
			t.Fatal(err)
		}
	}
}

// around answers level, with a third of the people one step below and a third one step above: mean = level, sd 0.8.
func around(level int) func(person, item int) int {
	return func(person, item int) int { return level - 1 + (person+item)%3 }
}

func (g *ground) closed(t testing.TB, w surveys.Wave) *Release {
	t.Helper()
	r, err := g.Close(t.Context(), audit.Console.At(w.ClosesAt), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rows counts what a query finds.
func (g *ground) rows(t testing.TB, db *duckdb.DB, table, where string, args ...any) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(r *duckdb.Reader) error {
		return r.QueryRow("select count(*) from "+table+" "+where, args...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// document is the stored text of a wave's release.
func (g *ground) document(t testing.TB, wave surveys.WaveID) string {
	t.Helper()
	var documents [][]byte
	err := g.folder.Record.Read(t.Context(), func(r *duckdb.Reader) (err error) {
		documents, err = duckdb.Collect(r, scanPacked, "select document from release where wave_id = ?", string(wave))
		return err
	})
	if err != nil || len(documents) != 1 {
		t.Fatalf("%d release documents, %v; want one", len(documents), err)
	}
	return string(documents[0])
}

// forget empties the cache.
func (c *cache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old = nil, nil
}
