package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// oldWave is a wave of a data folder whose run ended two years ago.
func oldWave(t *testing.T, a *app) surveys.Wave {
	t.Helper()
	then := time.Now().AddDate(-3, 0, 0)
	by := audit.Console.At(then)
	school, err := a.programme.RegisterWithOwner(t.Context(), by, programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality},
		programme.School{Orgnr: "974600951", Municipality: "0301", WrittenForm: "nn", Name: "Bø skule"})
	if err != nil {
		t.Fatal(err)
	}
	template := programme.Builtin()
	_, err = a.programme.SetRun(t.Context(), by, programme.Run{School: school.ID, Programme: template.Key, Version: template.Version,
		Dates: map[programme.PhaseKey]programme.Span{"c": {From: then.AddDate(0, 6, 0), To: then.AddDate(1, 0, 0)}}})
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.surveys.OpenWave(t.Context(), by, surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, ClosesAt: then.AddDate(0, 0, 14), Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 12}},
	})
	if err == nil {
		_, err = a.analytics.Close(t.Context(), audit.Console.At(then.AddDate(0, 0, 14)), w.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The commands tell and do what the clock does: first told, and erased only when that was a month ago. A dry run changes nothing.
func TestRetentionCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var w surveys.Wave
	within := func(do func(a *app)) {
		t.Helper()
		a, err := openApp(t.Context(), dir, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		do(a)
		if err := a.close(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when, want string, run func(context.Context, []string) error, out *bytes.Buffer, args ...string) {
		t.Helper()
		out.Reset()
		if err := run(t.Context(), append([]string{"-data", dir}, args...)); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v; want %q in\n%s", when, err, want, out)
		}
	}
	var out, errs bytes.Buffer
	plan := func(ctx context.Context, args []string) error { return runRetentionPlan(ctx, args, &out, &errs) }
	run := func(ctx context.Context, args []string) error { return runRetentionRun(ctx, args, &out, &errs) }

	within(func(a *app) { w = oldWave(t, a) })
	expect("plan", string(w.ID)+"  kept", plan, &out)
	for range 2 {
		expect("dry run", "would be announced:\n", run, &out, "-dry-run")
	}
	expect("run", "announced:\n", run, &out)
	expect("run again", "nothing is due\n", run, &out)
	expect("plan", string(w.ID)+"  announced", plan, &out)
	within(func(a *app) { // as if it had been told long ago
		told := time.Now().AddDate(0, 0, -40)
		err := a.surveys.AnnounceErasure(t.Context(), audit.Service.At(told), []surveys.AnnouncedErasure{{Wave: w.ID, Due: told.AddDate(0, 0, 35), Since: w.ClosesAt, Months: 12}})
		if err != nil {
			t.Fatal(err)
		}
	})
	expect("dry run", "would be erased:\n", run, &out, "-dry-run")
	expect("run", "erased:\n", run, &out)
	expect("plan", string(w.ID)+"  erased", plan, &out)
	expect("run again", "nothing is due\n", run, &out)
}
