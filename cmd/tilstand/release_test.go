package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// released makes a data folder with one school, of which 21 teachers and 9 assistants have answered.
func released(t *testing.T) (dir string) {
	t.Helper()
	ctx := t.Context()
	dir = t.TempDir()
	a, err := openApp(ctx, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.close(context.WithoutCancel(ctx)); err != nil {
			t.Error(err)
		}
	}()
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	owner, err := a.programme.RegisterOwner(ctx, audit.Console.At(at), programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	school, err := a.programme.RegisterSchool(ctx, audit.Console.At(at), programme.School{Orgnr: "974600951", Owner: owner.ID, Municipality: "0301", WrittenForm: "nb", Name: "Bø skole"})
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.surveys.OpenWave(ctx, audit.Console.At(at), surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, OpensAt: at, ClosesAt: at.AddDate(0, 0, 14),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 24}, {Key: "assistants", HeadCount: 12}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for person := range 30 {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}, Group: "1"}
		if person >= 21 {
			sub.Group = "2"
		}
		for i, item := range a.surveys.InstrumentOf(w).Items() {
			sub.Answers[string(item.ID)] = string(rune('2' + (person+i)%3))
		}
		if _, err := a.surveys.Submit(ctx, at.Add(time.Hour), sub); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.analytics.Close(ctx, audit.Console.At(w.ClosesAt), w.ID); err != nil {
		t.Fatal(err)
	}
	return dir
}

func typed(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, &out, &errs)
	return out.String(), err
}

func TestReleaseAttack(t *testing.T) {
	t.Parallel()
	dir := released(t)
	for _, scope := range [][]string{nil, {"-school", "974600951"}, {"-owner", "964338531"}} {
		out, err := typed(t, append([]string{"release", "attack", "-data", dir}, scope...)...)
		if err != nil || !strings.Contains(out, "Bø skole: 1 release of 1 wave\n  nothing can be learnt") || !strings.Contains(out, "at best") {
			t.Errorf("attack %v: %v\n%s", scope, err, out)
		}
	}
	if _, err := typed(t, "release", "attack", "-data", dir, "-school", "974600952"); !errors.Is(err, programme.ErrNotFound) {
		t.Errorf("an unknown school: %v", err)
	}

	// One teacher is erased and the release made anew, past the audit: what he answered is the difference.
	exported, err := typed(t, "release", "export", "-data", dir, "-school", "974600951", "-o", "-")
	if err != nil || strings.Count(exported, "\n") != 1 {
		t.Fatalf("export: %v, %d lines", err, strings.Count(exported, "\n"))
	}
	again := strings.NewReplacer(`"revision":1`, `"revision":2`, `"n":21`, `"n":20`, `"n":30`, `"n":29`).Replace(exported)
	a, err := openApp(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	wave := a.surveys.Waves()[0].ID
	err = a.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		return tx.Append("release", "second", string(wave), int32(2), time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), []byte(again))
	})
	if err := errors.Join(err, a.close(context.WithoutCancel(t.Context()))); err != nil {
		t.Fatal(err)
	}
	out, err := typed(t, "release", "attack", "-data", dir)
	if !errors.Is(err, errFindings) || !strings.Contains(out, "VIOLATION G2") {
		t.Errorf("attack on a difference of one person: %v\n%s", err, out)
	}
}

func TestReleaseExport(t *testing.T) {
	t.Parallel()
	dir := released(t)
	to := filepath.Join(t.TempDir(), "releases")
	lines, err := typed(t, "release", "export", "-data", dir, "-school", "974600951", "-o", "-")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := typed(t, "release", "export", "-data", dir, "-school", "974600951", "-o", to); err != nil || !strings.Contains(out, "974600951-2026-09-15-") {
		t.Errorf("export: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(to, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v; want one file", files, err)
	}
	if document, err := os.ReadFile(files[0]); err != nil || string(document) != lines {
		t.Errorf("the file holds something else than the line: %v", err)
	}
}
