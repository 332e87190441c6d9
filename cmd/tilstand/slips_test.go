package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// codedWave makes a data folder with a wave of each kind, and returns their ids.
func codedWave(t *testing.T) (dir string, coded, linked surveys.WaveID) {
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
	at := time.Now()
	school, err := a.programme.RegisterWithOwner(ctx, audit.Console.At(at), programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality},
		programme.School{Orgnr: "974600951", Municipality: "0301", WrittenForm: "nn", Name: "Bø skule"})
	if err != nil {
		t.Fatal(err)
	}
	open := func(instrument string, byCode bool) surveys.WaveID {
		w, err := a.surveys.OpenWave(ctx, audit.Console.At(at), surveys.WaveSpec{
			School: school.ID, Phase: "a", Instrument: instrument, ClosesAt: at.AddDate(0, 0, 14), ByCode: byCode,
			Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 12}, {Key: "assistants", HeadCount: 5}, {Key: "sfo", HeadCount: 4}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return w.ID
	}
	return dir, open(surveys.StateSurvey, true), open(surveys.MappingSurvey, false)
}

func TestWaveSlips(t *testing.T) {
	t.Parallel()
	dir, coded, linked := codedWave(t)
	file := filepath.Join(t.TempDir(), "codes.csv")
	slips := func(wave surveys.WaveID, more ...string) (said string, err error) {
		var out, errs bytes.Buffer
		err = runWaveSlips(t.Context(), append([]string{"-data", dir, "-wave", string(wave), "-base-url", "https://tilstand.example.no/"}, more...), &out, &errs)
		return out.String(), err
	}
	said, err := slips(coded, "-o", file)
	if err != nil || !strings.HasSuffix(said, ": 21 slips\n") {
		t.Fatalf("%q, %v", said, err)
	}
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(first)), "\n")
	if len(lines) != 22 || lines[0] != "\ufeffcode;link;group" || !strings.Contains(lines[1], ";https://tilstand.example.no/s/") || !strings.HasSuffix(lines[1], ";Lærarar") {
		t.Errorf("%d lines, beginning with\n%s\n%s", len(lines), lines[0], lines[1])
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v, %v", info, err)
	}
	if spare, err := slips(coded, "-o", "-", "-count", "sfo=1, teachers=2"); err != nil || strings.Count(spare, "\n") != 4 {
		t.Errorf("%q, %v", spare, err)
	}
	if anew, err := slips(coded, "-o", "-", "-anew"); err != nil || strings.Count(anew, "\n") != 22 || strings.Contains(anew, lines[1]) {
		t.Errorf("%q, %v", anew, err)
	}
	for name, test := range map[string]struct {
		wave surveys.WaveID
		more []string
		says string
	}{
		"made already":   {coded, nil, "have been made"},
		"too many":       {coded, []string{"-count", "teachers=99"}, "codes.1: range"},
		"no such group":  {coded, []string{"-count", "cooks=1"}, "=2"},
		"no number":      {coded, []string{"-count", "teachers"}, "how many"},
		"an open link":   {linked, nil, "by its link"},
		"no such wave":   {"nowhere", nil, "not found"},
		"a wrong number": {coded, []string{"-count", "teachers=-1"}, "codes.1: range"},
	} {
		if _, err := slips(test.wave, append([]string{"-o", "-"}, test.more...)...); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := slips(coded, "-o", "-", "-base-url", "tilstand.example.no"); !errors.Is(err, errUsage) {
		t.Errorf("an address without a scheme: %v", err)
	}
}
