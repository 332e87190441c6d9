package analytics

import (
	"testing"

	"tilstand/analytics/internal/tally"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// typical is a wave of 30 answers in four staff groups.
func typical(b testing.TB, g *ground) surveys.Wave {
	b.Helper()
	w := g.ask(b, g.newSchool(b, "Granåsen skole"), "a", 0, surveys.StateSurvey,
		surveys.GroupCount{Key: "teachers", HeadCount: 20}, surveys.GroupCount{Key: "assistants", HeadCount: 8},
		surveys.GroupCount{Key: "sfo", HeadCount: 8}, surveys.GroupCount{Key: "other", HeadCount: 7})
	for number, n := range []int{14, 6, 5, 5} {
		g.answer(b, w, uint8(number+1), n, around(4))
	}
	return w
}

// BenchmarkClose is the closing of a typical wave from the button to the release on disk and the intake file rewritten.
func BenchmarkClose(b *testing.B) {
	g := newGround(b)
	for b.Loop() {
		b.StopTimer()
		w := typical(b, g)
		b.StartTimer()
		if _, err := g.Close(b.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkErase is the same with the rewriting of the intake file after it, which waves that are due together share.
func BenchmarkErase(b *testing.B) {
	g := newGround(b)
	for b.Loop() {
		b.StopTimer()
		w := typical(b, g)
		b.StartTimer()
		if _, err := g.Close(b.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
			b.Fatal(err)
		}
		if err := g.Settle(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompute is the part of it between the seal and the record: count, gate, estimates.
func BenchmarkCompute(b *testing.B) {
	g := newGround(b)
	w := typical(b, g)
	if err := g.surv.BeginClosing(b.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
		b.Fatal(err)
	}
	sealed, err := g.surv.Seal(b.Context(), w.ID)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := g.compute(b.Context(), w, sealed, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTally is the counting alone.
func BenchmarkTally(b *testing.B) {
	g := newGround(b)
	w := typical(b, g)
	g.closed(b, w)
	in := g.surv.InstrumentOf(w)
	plan := tallyPlan(breakdownOf(w), in, measuresOf(w, in))
	for b.Loop() {
		err := g.folder.Record.Read(b.Context(), func(r *duckdb.Reader) error {
			_, err := tally.Read(r, 1, plan)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSchool is the view of a school with three released waves in memory, Fresh the same when they have to be read.
func BenchmarkSchool(b *testing.B) {
	g := newGround(b)
	g.threeWaves(b)
	for b.Loop() {
		g.view(b, Query{})
	}
}

func BenchmarkSchoolFresh(b *testing.B) {
	g := newGround(b)
	g.threeWaves(b)
	for b.Loop() {
		g.documents.forget()
		g.view(b, Query{})
	}
}

// BenchmarkAudit is the attack on a typical release, from its document on: reading it as a reader would, with every respondent lending his
// answers.
func BenchmarkAudit(b *testing.B) {
	g := newGround(b)
	w := typical(b, g)
	if err := g.surv.BeginClosing(b.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
		b.Fatal(err)
	}
	sealed, err := g.surv.Seal(b.Context(), w.ID)
	if err != nil {
		b.Fatal(err)
	}
	r, help, err := g.compute(b.Context(), w, sealed, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := g.audited(b.Context(), r, help, nil); err != nil {
			b.Fatal(err)
		}
	}
}
