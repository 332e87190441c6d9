package analytics

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

var staff = []surveys.GroupCount{{Key: "teachers", HeadCount: 24}, {Key: "assistants", HeadCount: 12}}

// From answers that were submitted to the release that is read back: the same as computing from the responses.
func TestCloseReleasesWhatWasAnswered(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, w, 1, 21, around(4))
	g.answer(t, w, 2, 9, around(3))
	got := g.closed(t, w)

	if total, ok := got.Groups[0].Answered.Shown(); !ok || total.N != 30 {
		t.Errorf("answers: %d, %t; want 30", total.N, ok)
	}
	// 21 answer 3, 4 and 5 equally often and 9 answer 2, 3 and 4: (21·4 + 9·3)/30 = 3.7.
	if e := seen(t, got, "overall", TotalGroup); e.Mean != 3.7 {
		t.Errorf("overall mean %v, want 3.7", e.Mean)
	}
	if e := seen(t, got, "component:promote", "teachers"); e.Mean != 4 || e.N != 21 {
		t.Errorf("teachers: mean %v of %d, want 4 of 21", e.Mean, e.N)
	}
	if got.Wave.Closed != "2026-09-15" || got.School.Name != "Bjørkelia skole" || got.Instrument.Kind != surveys.StateInstrument {
		t.Errorf("the release says closed %s, school %q, kind %s", got.Wave.Closed, got.School.Name, got.Instrument.Kind)
	}

	g.reopen(t)
	again, err := g.Releases(g.school.ID)
	if err != nil || len(again) != 1 {
		t.Fatalf("%d releases after reopening, %v", len(again), err)
	}
	if diff := cmp.Diff(got, again[0]); diff != "" {
		t.Errorf("stored and read back (- made, + read):\n%s", diff)
	}
	if n := g.rows(t, g.folder.Intake, "submission", ""); n != 0 {
		t.Errorf("%d submissions are left in the intake file", n)
	}
}

// A release is made once. Closing again, and head counts corrected afterwards, change nothing.
func TestReleaseIsImmutable(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, w, 1, 21, around(4))
	first := g.closed(t, w)
	document := g.document(t, w.ID)

	if _, err := g.surv.CorrectHeadCount(t.Context(), audit.Console.At(w.ClosesAt), w.ID, []surveys.GroupCount{{Key: "teachers", HeadCount: 40}, {Key: "assistants", HeadCount: 12}}); err != nil {
		t.Fatal(err)
	}
	if again := g.closed(t, w); again.ID != first.ID {
		t.Error("closing again made another release")
	}
	if err := g.CloseDue(t.Context(), w.ClosesAt.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if again := g.closed(t, w); again.ID != first.ID {
		t.Error("closing again after a restart made another release")
	}
	if g.document(t, w.ID) != document { // document also checks that there is one
		t.Error("the stored release has changed")
	}
}

// Close is killed after each of its steps, and the next start finishes it.
func TestCloseContinuesAfterKill(t *testing.T) {
	t.Parallel()
	steps := map[string]func(*testing.T, *ground, surveys.Wave){
		"before":                  func(*testing.T, *ground, surveys.Wave) {},
		"after beginning":         beginClosing,
		"after sealing":           func(t *testing.T, g *ground, w surveys.Wave) { beginClosing(t, g, w); sealWave(t, g, w) },
		"after sealing and sweep": func(t *testing.T, g *ground, w surveys.Wave) { beginClosing(t, g, w); sealWave(t, g, w); sweep(t, g) },
		"before the sweep": func(t *testing.T, g *ground, w surveys.Wave) {
			if _, err := g.closeOne(t.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, until := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
			g.answer(t, w, 1, 21, around(4))
			until(t, g, w)
			g.reopen(t)

			if err := g.CloseDue(t.Context(), w.ClosesAt); err != nil {
				t.Fatal(err)
			}
			releases, err := g.Releases(g.school.ID)
			if err != nil || len(releases) != 1 {
				t.Fatalf("%d releases, %v; want one", len(releases), err)
			}
			if e := seen(t, releases[0], "overall", TotalGroup); e.N != 21 {
				t.Errorf("n %d, want 21", e.N)
			}
			g.document(t, w.ID)
			if n := g.rows(t, g.folder.Intake, "submission", ""); n != 0 {
				t.Errorf("%d submissions are left in the intake file", n)
			}
		})
	}
}

func beginClosing(t *testing.T, g *ground, w surveys.Wave) {
	t.Helper()
	if err := g.surv.BeginClosing(t.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
		t.Fatal(err)
	}
}

func sealWave(t *testing.T, g *ground, w surveys.Wave) {
	t.Helper()
	if _, err := g.surv.Seal(t.Context(), w.ID); err != nil {
		t.Fatal(err)
	}
}

func sweep(t *testing.T, g *ground) {
	t.Helper()
	if err := g.surv.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestCloseErasesBeside: whoever closes has his release before the intake file is rewritten, and Settle waits for that.
func TestCloseErasesBeside(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := typical(t, g)
	if _, err := g.Close(t.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
		t.Fatal(err)
	}
	if err := g.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := g.rows(t, g.folder.Intake, "submission", ""); n != 0 {
		t.Errorf("%d submissions are left in the intake file", n)
	}

	w = typical(t, g)
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := g.Close(ctx, audit.Console.At(w.ClosesAt), w.ID); err != nil {
		t.Fatal(err)
	}
	cancel() // the caller leaves; the erasing goes on
	if err := g.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := g.rows(t, g.folder.Intake, "submission", ""); n != 0 {
		t.Errorf("%d submissions are left after the caller left", n)
	}
}

// More answers than staff: closed, sealed, no release, until the head count is right.
func TestReleaseWaitsForHeadCount(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 10})
	g.answer(t, w, 0, 12, around(4))
	if _, err := g.Close(t.Context(), audit.Console.At(w.ClosesAt), w.ID); !errors.Is(err, ErrHeadCount) {
		t.Fatalf("close: %v, want ErrHeadCount", err)
	}
	if g.Released(w.ID) {
		t.Fatal("released with more answers than staff")
	}
	v, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Notes) != 1 || v.Notes[0].Key != "results.note.withheld" {
		t.Errorf("notes %v; want that the result is withheld", v.Notes)
	}
	for _, at := range []time.Time{w.ClosesAt, w.ClosesAt.Add(time.Minute)} {
		if err := g.CloseDue(t.Context(), at); err != nil {
			t.Errorf("a withheld release is no fault of closing: %v", err)
		}
	}
	if _, err := g.surv.CorrectHeadCount(t.Context(), audit.Console.At(w.ClosesAt), w.ID, []surveys.GroupCount{{Key: "teachers", HeadCount: 16}}); err != nil {
		t.Fatal(err)
	}
	if err := g.CloseDue(t.Context(), w.ClosesAt.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	r := g.closed(t, w)
	if rate, ok := r.Groups[0].Rate(); !ok || rate != 0.75 {
		t.Errorf("rate %v, %t; want 12 of 16", rate, ok)
	}
}

func TestVoidWaveIsNotSeen(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, w, 1, 21, around(4))
	g.closed(t, w)
	if err := g.surv.Void(t.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
		t.Fatal(err)
	}
	if releases, err := g.Releases(g.school.ID); err != nil || len(releases) != 0 {
		t.Errorf("%d releases of a void wave, %v", len(releases), err)
	}
	if _, err := g.Close(t.Context(), audit.Console.At(w.ClosesAt), w.ID); !errors.Is(err, surveys.ErrVoid) {
		t.Errorf("close a void wave: %v, want ErrVoid", err)
	}
}

func TestCloseDueClosesEveryDueWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	other := g.newSchool(t, "Elvebakken skole")
	due := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	alsoDue := g.ask(t, other, "a", 0, surveys.StateSurvey, staff...)
	open := g.ask(t, g.newSchool(t, "Granåsen skole"), "a", 1, surveys.StateSurvey, staff...)
	if err := g.CloseDue(t.Context(), due.ClosesAt); err != nil {
		t.Fatal(err)
	}
	if !g.Released(due.ID) || !g.Released(alsoDue.ID) || g.Released(open.ID) {
		t.Errorf("released: %t, %t and the one that is open %t; want true, true, false", g.Released(due.ID), g.Released(alsoDue.ID), g.Released(open.ID))
	}
}

func TestCloseStopsWaitingForItsTurn(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	end, err := g.begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.Close(ctx, audit.Console.At(autumn), "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("close: %v, want the context's end", err)
	}
}

// While a wave is open there is one number, of the whole school, and it stands for a quarter of an hour.
func TestCountStandsForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	count := func(at time.Time) Count {
		t.Helper()
		c, err := g.Count(t.Context(), at, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	tick := func(at time.Time) {
		t.Helper()
		if err := g.CloseDue(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	start := w.OpensAt // on the hour
	tick(start.Add(20 * time.Second))
	g.answer(t, w, 1, 3, around(4))
	for _, minutes := range []int{1, 14} {
		at := start.Add(time.Duration(minutes) * time.Minute)
		tick(at)
		if got := count(at); got.Answers != 0 || !got.AsOf.Equal(start.Add(20*time.Second)) {
			t.Errorf("after %d minutes: %d as of %s; want 0 as of the hour", minutes, got.Answers, got.AsOf)
		}
	}
	at := start.Add(15*time.Minute + 5*time.Second)
	tick(at)
	if got := count(at); got.Answers != 3 || got.HeadCount != 36 || !got.AsOf.Equal(at) {
		t.Errorf("at the quarter: %+v; want 3 of 36", got)
	}
	// Without ticks, the first reader after a quarter of an hour.
	g.answer(t, w, 1, 1, around(4))
	if got := count(at.Add(14 * time.Minute)); got.Answers != 3 {
		t.Errorf("a reader after 14 minutes got %d", got.Answers)
	}
	if got := count(at.Add(15 * time.Minute)); got.Answers != 4 {
		t.Errorf("a reader after 15 minutes got %d, want 4", got.Answers)
	}
	g.closed(t, w)
	if _, err := g.Count(t.Context(), at, w.ID); !errors.Is(err, surveys.ErrClosed) {
		t.Errorf("count of a closed wave: %v, want ErrClosed", err)
	}
}

// The stored document says nothing that could lead back to a respondent: no number of a submission, no time of day.
func TestDocumentHoldsDatesOnly(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, w, 1, 21, around(4))
	g.closed(t, w)
	if document := g.document(t, w.ID); strings.Contains(document, "T08:") || strings.Contains(document, string(w.Code)) {
		t.Error("the document holds a time of day or the code of the link")
	}
}
