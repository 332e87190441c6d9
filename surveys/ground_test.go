package surveys

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

var now = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// ground is a data folder with one school, and the stores on it.
type ground struct {
	*Store
	dir    string
	folder *duckdb.Folder
	prog   *programme.Store
	school programme.School
}

func newGround(t testing.TB) *ground {
	t.Helper()
	g := &ground{dir: t.TempDir()}
	g.open(t)
	t.Cleanup(func() { g.close(t) })
	g.school = g.newSchool(t, "Ask skole")
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
	if g.Store, err = Open(t.Context(), g.folder, g.prog); err != nil {
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

// newSchool registers a school of a new owner.
func (g *ground) newSchool(t testing.TB, name string) programme.School {
	t.Helper()
	n := 91000000 + 2*len(g.prog.Schools())*50
	owner, err := g.prog.RegisterOwner(t.Context(), audit.Console.At(now), programme.Owner{Orgnr: validOrgnr(n), Name: "Asker kommune", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	school, err := g.prog.RegisterSchool(t.Context(), audit.Console.At(now), programme.School{
		Orgnr: validOrgnr(n + 50), Owner: owner.ID, Municipality: "0301", WrittenForm: "nb", Name: name,
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

// spec is a state survey in semester A with three groups, open for two weeks.
func (g *ground) spec() WaveSpec {
	return WaveSpec{
		School: g.school.ID, Phase: "a", Instrument: StateSurvey, OpensAt: now, ClosesAt: now.AddDate(0, 0, 14),
		Counts: []GroupCount{{"teachers", 20}, {"assistants", 8}, {"sfo", 4}, {"other", 5}},
	}
}

func (g *ground) wave(t testing.TB) Wave {
	t.Helper()
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), g.spec())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// answer is a submission to the wave whose content is made from a number: the same number, the same answers.
func (g *ground) answer(w Wave, n int) Submission {
	sub := Submission{Code: w.Code, ID: SubmissionID(rand.Text()), Answers: map[string]string{}}
	if len(w.Groups) > 0 {
		sub.Group = strconv.Itoa(1 + n%len(w.Groups))
	}
	for i, item := range g.InstrumentOf(w).Items() {
		if codes := g.InstrumentOf(w).Answers(Variable{Item: item}).Codes(); (n+i)%7 != 0 && item.Type != MultipleChoice {
			sub.Answers[string(item.ID)] = strconv.Itoa(int(codes[(n*31+n/7+i*i)%len(codes)]))
		}
	}
	return sub
}

func (g *ground) submit(t testing.TB, sub Submission) Receipt {
	t.Helper()
	receipt, err := g.Submit(t.Context(), now, sub)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// finish closes, seals and sweeps the wave.
func (g *ground) finish(t testing.TB, w Wave) SealInfo {
	t.Helper()
	if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	info, err := g.Seal(t.Context(), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	return info
}

// rows runs a query on a database and returns one value per row.
func rows[T any](t testing.TB, db *duckdb.DB, query string, args ...any) []T {
	t.Helper()
	var found []T
	err := db.Read(t.Context(), func(r *duckdb.Reader) (err error) {
		found, err = duckdb.Collect(r, func(row *sql.Rows) (v T, err error) { return v, row.Scan(&v) }, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (g *ground) intakeRows(t testing.TB) int {
	t.Helper()
	return rows[int](t, g.folder.Intake, "select count(*) from submission")[0]
}

// content is a response as text, to be compared.
func content(r Response) string { return fmt.Sprint(r.Group, r.Codes) }

// sealed reads the answers of a sealed wave back, by respondent.
func (g *ground) sealed(t testing.TB, w Wave) []Response {
	t.Helper()
	ordinal := g.sealOf(w.ID).ordinal
	variables := len(g.InstrumentOf(w).Variables())
	var responses []Response
	for _, group := range rows[uint8](t, g.folder.Record, "select grp from respondent where seal = ? order by respondent", ordinal) {
		r := Response{Group: group, Codes: make([]int8, variables)}
		for i := range r.Codes {
			r.Codes[i] = Blank
		}
		responses = append(responses, r)
	}
	err := g.folder.Record.Read(t.Context(), func(r *duckdb.Reader) error {
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) {
			var respondent, item int
			var code int8
			err := row.Scan(&respondent, &item, &code)
			if err == nil {
				responses[respondent-1].Codes[item] = code
			}
			return struct{}{}, err
		}, "select respondent, item, code from answer where seal = ?", ordinal)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return responses
}

func problemsOf(t testing.TB, err error) []Problem {
	t.Helper()
	if err == nil {
		return nil
	}
	faults, ok := errors.AsType[*Invalid](err)
	if !ok {
		t.Fatalf("got %v, want *Invalid", err)
	}
	return faults.Problems
}

// unpacked is the SQL for the codes of a submission as a list. A blank comes as 255.
const unpacked = `list_transform(range(1, 2 * octet_length(codes), 2), lambda i: ('0x' || substr(hex(codes), i, 2))::integer)`
