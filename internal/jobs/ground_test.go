package jobs

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/closing"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

var start = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// ground is a data folder with an owner and its schools, each with one released survey that it shares.
type ground struct {
	*Store
	t        testing.TB
	dir      string
	folder   *duckdb.Folder
	prog     *programme.Store
	surv     *surveys.Store
	figures  *analytics.Store
	closings *closing.Store
	owner    programme.Owner
	schools  []programme.School
}

var bundle = sync.OnceValue(func() *i18n.Bundle {
	b, err := i18n.New()
	if err != nil {
		panic(err)
	}
	return b
})

func newGround(t testing.TB, schools int) *ground {
	t.Helper()
	g := &ground{t: t, dir: t.TempDir()}
	g.open()
	ctx, by := t.Context(), audit.Console.At(start)
	g.owner = check(g.prog.RegisterOwner(ctx, by, programme.Owner{Orgnr: "974600951", Name: "Fjordvik kommune", Kind: programme.Municipality}))(t)
	for i := range schools {
		school := check(g.prog.RegisterSchool(ctx, by, programme.School{
			Orgnr: orgnrs[i], Owner: g.owner.ID, Municipality: "0301", WrittenForm: "nb", Name: fmt.Sprintf("Skole %d: A/S", i+1),
		}))(t)
		g.schools = append(g.schools, school)
		g.measured(i, "prep", start)
		g.share(i, surveys.SharesAll)
	}
	return g
}

// measured opens, answers and closes a survey of a school.
func (g *ground) measured(school int, phase programme.PhaseKey, at time.Time) {
	g.t.Helper()
	ctx := g.t.Context()
	w := check(g.surv.OpenWave(ctx, audit.Console.At(at), surveys.WaveSpec{
		School: g.schools[school].ID, Phase: phase, Instrument: surveys.StateSurvey, Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 10}}, ClosesAt: at.AddDate(0, 0, 14),
	}))(g.t)
	for person := range 8 {
		check(g.surv.Submit(ctx, at.Add(time.Hour), answersOf(w, g.surv.InstrumentOf(w), person+school)))(g.t)
	}
	check(g.figures.Close(ctx, audit.Console.At(w.ClosesAt), w.ID))(g.t)
}

// concludes has a school sign the closing of its first survey, with one measure.
func (g *ground) concludes(school int, measure string) closing.Key {
	g.t.Helper()
	ctx, key, by := g.t.Context(), closing.Key{School: g.schools[school].ID, Phase: "prep"}, audit.Console.At(start.AddDate(0, 0, 15))
	errs := []error{g.closings.SetPriorities(ctx, by, key, []closing.Priority{{Component: "uncover"}}, 0)}
	for _, c := range g.closings.TemplateOf(key.School).Components {
		errs = append(errs, g.closings.SetConclusion(ctx, by, key, closing.Conclusion{Component: c.Key, Level: closing.OnTheWay, Evidence: "Sett.", Confidence: closing.Medium}))
	}
	_, err := g.closings.PutMeasure(ctx, by, key, closing.Measure{
		Component: "uncover", What: measure, How: "Elevene sier det.", Role: closing.Teachers, Start: start.AddDate(0, 0, 20), Check: start.AddDate(0, 3, 0),
	})
	errs = append(errs, err, g.closings.Sign(ctx, by, key, g.closings.ClosingOf(key).Revision))
	if err := errors.Join(errs...); err != nil {
		g.t.Fatal(err)
	}
	return key
}

// orgnrs are numbers with a sound check digit (Brønnøysundregistrene).
var orgnrs = []string{"974602431", "974552345", "974590611", "974589710", "974590808", "974600811"}

func answersOf(w surveys.Wave, in *surveys.Instrument, person int) surveys.Submission {
	sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	for _, item := range in.Items() {
		sub.Answers[string(item.ID)] = fmt.Sprint(2 + person%3)
	}
	return sub
}

// open opens the folder, or opens it again after close.
func (g *ground) open() {
	ctx := g.t.Context()
	g.folder = datafolder.OpenAt(g.t, g.dir)
	g.prog = check(programme.Open(ctx, g.folder.Record))(g.t)
	g.surv = check(surveys.Open(ctx, g.folder, g.prog))(g.t)
	g.figures = check(analytics.Open(ctx, g.folder, g.prog, g.surv))(g.t)
	g.closings = check(closing.Open(ctx, g.folder.Record, g.prog, closing.In(g.surv, g.figures)))(g.t)
	g.Store = check(Open(ctx, g.folder.Record, g.dir, Works{SchoolReports: &Reports{
		Programme: g.prog, Analytics: g.figures, Closings: g.closings, Brands: check(brand.Open(ctx, g.folder.Record))(g.t), Words: bundle(),
	}}))(g.t)
	if owners := g.prog.Owners(); len(owners) > 0 {
		g.owner, g.schools = owners[0], g.prog.SchoolsOf(owners[0].ID)
	}
}

func (g *ground) close() {
	if err := g.figures.Settle(g.t.Context()); err != nil {
		g.t.Fatal(err)
	}
	if err := g.folder.Close(context.Background()); err != nil {
		g.t.Fatal(err)
	}
}

func (g *ground) share(school int, degree surveys.Degree) {
	g.t.Helper()
	if err := g.figures.Share(g.t.Context(), audit.Console.At(start.AddDate(0, 0, 15)), g.schools[school].ID, degree); err != nil {
		g.t.Fatal(err)
	}
}

var later = start.AddDate(0, 0, 16)

func asker() audit.By { return audit.AccountID("asker").At(later) }

func (g *ground) ask() Job {
	g.t.Helper()
	return check(g.Ask(g.t.Context(), asker(), SchoolReports, string(g.owner.ID), "nb"))(g.t)
}

func (g *ground) latest() Job {
	g.t.Helper()
	return check(g.Latest(SchoolReports, string(g.owner.ID)))(g.t)
}

// finish does everything that waits.
func (g *ground) finish() Job {
	g.t.Helper()
	g.Finish(g.t.Context(), func() time.Time { return later }, slog.New(slog.NewTextHandler(g.t.Output(), nil)))
	return g.latest()
}

// unpacked are the files of a result by name.
func (g *ground) unpacked(j Job) map[string][]byte {
	g.t.Helper()
	content := check(g.Result(g.t.Context(), later, j.ID))(g.t)
	z := check(zip.NewReader(bytes.NewReader(content), int64(len(content))))(g.t)
	files := map[string][]byte{}
	for _, f := range z.File {
		r := check(f.Open())(g.t)
		files[f.Name] = check(io.ReadAll(r))(g.t)
	}
	return files
}

func names(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }

func check[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
