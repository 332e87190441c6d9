package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/settings"
)

// A file with faults keeps every command that opens the folder from starting, and all of them are told.
func TestFaultySettings(t *testing.T) {
	t.Setenv("LC_ALL", "nn_NO.UTF-8")
	dir := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, settings.File), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("[controller]\nname = \"Asker\"\n[answers]\nmonths = 0\n")
	_, err := openApp(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "controller.contact manglar") || !strings.Contains(err.Error(), "eit heilt tal frå 1 til 60") {
		t.Fatalf("%v", err)
	}
	var out, errs bytes.Buffer
	if again := runSettingsCheck(t.Context(), []string{"-data", dir}, &out, &errs); again == nil || again.Error() != err.Error() {
		t.Errorf("settings check says %v", again)
	}
	if err := runSettingsExample(t.Context(), nil, &out, &errs); err != nil {
		t.Fatal(err)
	}
	write(out.String())
	out.Reset()
	if err := runSettingsCheck(t.Context(), []string{"-data", dir}, &out, &errs); err != nil || !strings.Contains(out.String(), "Eksempel IKT IKS runs the service, answers are kept 12 months") {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// Settings are in the log when they are others than before, as a fingerprint.
func TestSettingsAreLoggedOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for start, months := range []string{"12", "12", "24", "24"} {
		text := strings.Replace(settings.Example, "months = 12", "months = "+months, 1)
		if err := os.WriteFile(filepath.Join(dir, settings.File), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := openApp(t.Context(), dir, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := a.noteSettings(t.Context(), slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		entries, err := audit.Open(a.folder.Record).Read(t.Context(), audit.Filter{Action: audit.SettingsTaken})
		if err != nil || len(entries) != 1+start/2 || entries[0].Detail != "months="+months || strings.Contains(entries[0].Subject, "Eksempel") {
			t.Errorf("start %d: %+v, %v", start, entries, err)
		}
		if err := a.close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
