package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/settings"
)

// A house's secret is in a file; without it the server does not start, and says which.
func TestHouses(t *testing.T) {
	t.Parallel()
	dir, a := t.TempDir(), &app{settings: settings.Settings{OIDC: []settings.OIDC{{Key: "feide", Name: "Feide", Secret: settings.Secret{File: "feide-secret"}, Strong: settings.OIDCStrength{ACR: []string{"x"}}}}}}
	if _, err := a.houses(dir); err == nil || !strings.Contains(err.Error(), `"feide"`) || !strings.Contains(err.Error(), settings.File) {
		t.Errorf("without the file: %v", err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "feide-secret"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("\n")
	if _, err := a.houses(dir); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty file: %v", err)
	}
	write("hemmelig\n")
	got, err := a.houses(dir)
	if err != nil || len(got) != 1 || got[0].Secret != "hemmelig" || got[0].Name != "Feide" || got[0].Strong.ACR[0] != "x" {
		t.Errorf("%+v, %v", got, err)
	}
}

// The list of users says who comes in by which house, and a command takes that away.
func TestUserUnlink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var out, errs bytes.Buffer
	if err := runUserAdd(t.Context(), []string{"-data", dir, "-email", "kari@example.no", "-name", "Kari", "-role", "operator"}, &out, &errs); err != nil {
		t.Fatal(err)
	}
	_, link, _ := strings.Cut(strings.TrimSpace(out.String()), "/link/")
	a, err := openApp(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.accounts.UseLinkBy(t.Context(), now(), accounts.Link(link), accounts.Identity{Issuer: "https://id.example.no", Subject: "s-1", House: "Feide", Strong: true}); err != nil {
		t.Fatal(err)
	}
	if err := a.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	listed := func() string {
		out.Reset()
		if err := runUserList(t.Context(), []string{"-data", dir}, &out, &errs); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := listed(); !strings.Contains(got, "oidc:Feide") {
		t.Errorf("%s", got)
	}
	out.Reset()
	if err := runUserUnlink(t.Context(), []string{"-data", dir, "-email", "kari@example.no"}, &out, &errs); err != nil || out.String() != "1 taken away\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if got := listed(); strings.Contains(got, "Feide") {
		t.Errorf("afterwards:\n%s", got)
	}
}
