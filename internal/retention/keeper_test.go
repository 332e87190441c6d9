package retention

import (
	"database/sql"
	"log/slog"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

var opened = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// ground is a data folder with one school, whose run ends on 20 June 2027.
type ground struct {
	Keeper
	folder *duckdb.Folder
	school programme.School
}

func newGround(t *testing.T) *ground {
	t.Helper()
	g := &ground{Keeper: Keeper{Rule: Rule{12}}}
	ctx := t.Context()
	var err error
	if g.folder, err = duckdb.OpenFolder(ctx, t.TempDir(), duckdb.FolderOptions{Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.folder.Close(t.Context()) })
	if g.Programme, err = programme.Open(ctx, g.folder.Record); err == nil {
		if g.Surveys, err = surveys.Open(ctx, g.folder, g.Programme); err == nil {
			g.Analytics, err = analytics.Open(ctx, g.folder, g.Programme, g.Surveys)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	g.school, err = g.Programme.RegisterWithOwner(ctx, audit.Console.At(opened), programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality},
		programme.School{Orgnr: "974600951", Municipality: "0301", WrittenForm: "nn", Name: "Bø skule"})
	if err != nil {
		t.Fatal(err)
	}
	g.end(t, "2027-06-20")
	return g
}

// end moves the end of the run.
func (g *ground) end(t *testing.T, last string) {
	t.Helper()
	run := ending(last)
	run.School = g.school.ID
	if _, err := g.Programme.SetRun(t.Context(), audit.Operator.At(opened), run); err != nil {
		t.Fatal(err)
	}
}

// wave is a released wave of twelve answers.
func (g *ground) wave(t *testing.T, phase programme.PhaseKey, instrument string) surveys.Wave {
	t.Helper()
	w, err := g.Surveys.OpenWave(t.Context(), audit.Operator.At(opened), surveys.WaveSpec{
		School: g.school.ID, Phase: phase, Instrument: instrument, ClosesAt: opened.AddDate(0, 0, 14), Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 14}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for person := range 12 {
		answers := map[string]string{}
		for i, item := range g.Surveys.InstrumentOf(w).Items() {
			if item.Type != surveys.MultipleChoice {
				answers[string(item.ID)] = strconv.Itoa(1 + (person+i)%3)
			}
		}
		if _, err := g.Surveys.Submit(t.Context(), opened, surveys.Submission{Code: w.Code, ID: surveys.SubmissionID("submission-" + strconv.Itoa(person) + "-0123456789"), Answers: answers}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.Analytics.Close(t.Context(), audit.Service.At(opened.AddDate(0, 0, 14)), w.ID); err != nil {
		t.Fatal(err)
	}
	if err := g.Analytics.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// run lets the clock strike on a day.
func (g *ground) run(t *testing.T, on string) Done {
	t.Helper()
	done, err := g.Run(t.Context(), audit.Service.At(day(on).Add(10*time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// respondents counts what is left of answers in the record.
func (g *ground) respondents(t *testing.T) (n int) {
	t.Helper()
	g.query(t, &n, "select count(*)::integer from respondent")
	return n
}

func (g *ground) documents(t *testing.T) (all string) {
	t.Helper()
	g.query(t, &all, "select coalesce(string_agg(hex(document), chr(10) order by id, revision), '') from release")
	return all
}

func (g *ground) query(t *testing.T, to any, query string) {
	t.Helper()
	err := g.folder.Record.Read(t.Context(), func(r *duckdb.Reader) error {
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) { return struct{}{}, row.Scan(to) }, query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A whole life: kept, told a month before, erased on the day, and the report of it, with a clock that strikes on the days that matter.
func TestRun(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	first, second := g.wave(t, "a", surveys.StateSurvey), g.wave(t, "a", surveys.MappingSurvey)
	released := g.documents(t)
	for _, quiet := range []string{"2026-11-01", "2028-05-20"} {
		if done := g.run(t, quiet); done.Announced != nil || done.Erased != nil {
			t.Errorf("on %s: %+v", quiet, done)
		}
	}
	if lines := g.PlanOf(g.school.ID, day("2028-05-20")); len(lines) != 2 || lines[0].Stage != Kept || !lines[0].Day.Equal(day("2028-06-20")) || !lines[0].Since.Equal(day("2027-06-20")) {
		t.Errorf("the plan is %+v", lines)
	}
	if done := g.run(t, "2028-05-21"); len(done.Announced) != 2 {
		t.Errorf("30 days before: %+v", done)
	}
	for _, quiet := range []string{"2028-05-21", "2028-06-19"} {
		if done := g.run(t, quiet); done.Announced != nil || done.Erased != nil {
			t.Errorf("on %s: %+v", quiet, done)
		}
	}
	if g.respondents(t) != 24 {
		t.Error("erased before the day")
	}
	if done := g.run(t, "2028-06-20"); len(done.Erased) != 2 || g.respondents(t) != 0 {
		t.Errorf("on the day: %+v, %d respondents are left", done, g.respondents(t))
	}
	if g.documents(t) != released || released == "" {
		t.Error("the releases changed")
	}
	if done := g.run(t, "2028-06-21"); done.Announced != nil || done.Erased != nil {
		t.Errorf("the day after: %+v", done)
	}
	report := g.Plan(day("2029-01-01"))
	for _, l := range report {
		if l.Stage != Erased || !l.Day.Equal(day("2028-06-20")) || !l.Since.Equal(day("2027-06-20")) || l.Months != 12 {
			t.Errorf("the report says %+v", l)
		}
	}
	entries, err := audit.Open(g.folder.Record).Read(t.Context(), audit.Filter{Action: audit.AnswersErased})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range entries {
		said = append(said, e.Subject+" "+e.Detail)
	}
	const rule = " due=2028-06-20 since=2027-06-20 months=12"
	want := []string{string(first.ID) + rule, string(second.ID) + rule}
	slices.Sort(said)
	slices.Sort(want)
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error("in the log:", diff)
	}
}

// The day moves with the dates and with the settings, and never comes nearer than a month.
func TestTheDayMoves(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.wave(t, "a", surveys.StateSurvey)
	line := func(on string) Line { return g.Plan(day(on).Add(10 * time.Hour))[0] }
	g.run(t, "2028-06-01")
	if l := line("2028-06-01"); l.Stage != Announced || !l.Day.Equal(day("2028-07-01")) {
		t.Errorf("the clock had stood still: %+v", l)
	}
	g.Rule.Months = 1
	if l := line("2028-06-02"); !l.Day.Equal(day("2028-07-01")) {
		t.Errorf("a shorter rule takes back what was told: %+v", l)
	}
	g.Rule.Months = 12
	g.end(t, "2028-01-20")
	if l := line("2028-06-02"); l.Stage != Kept || !l.Day.Equal(day("2029-01-20")) {
		t.Errorf("the run became longer: %+v", l)
	}
	if done := g.run(t, "2028-07-01"); done.Erased != nil || g.respondents(t) != 12 {
		t.Errorf("erased on a day that had been taken back: %+v", done)
	}
	g.run(t, "2029-01-01")
	if done := g.run(t, "2029-01-31"); len(done.Erased) != 1 || g.respondents(t) != 0 {
		t.Errorf("%+v", done)
	}
}
