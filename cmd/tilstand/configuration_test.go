package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/settings"
)

// Help names every setting three times; the folder is taken from the environment by every command; and what holds is told with where it comes from.
func TestSettingsAreExplained(t *testing.T) {
	var out, errs bytes.Buffer
	if err := run(t.Context(), []string{"help"}, &out, &errs); err != nil {
		t.Fatal(err)
	}
	for _, k := range settings.Keys() {
		for _, name := range []string{"-" + k.Flag(), k.Env(), k.Path()} {
			if !slices.Contains(strings.Fields(out.String()), name) {
				t.Errorf("help does not name %s", name)
			}
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, settings.File), []byte(settings.Example), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TILSTAND_DATA", dir)
	t.Setenv("TILSTAND_MAIL_HOST", "post.example.no")
	t.Setenv("TILSTAND_MAIL_HOTS", "x")
	t.Setenv("TILSTAND_MAIL_PASSWORD_ENV", "TILSTAND_SMTP")
	t.Setenv("TILSTAND_MAIL_PASSWORD_FILE", "")
	t.Setenv("TILSTAND_SMTP", "hemmelig-ord")
	out.Reset()
	err := run(t.Context(), []string{"settings", "check"}, &out, &errs)
	if err == nil || !strings.Contains(err.Error(), "mail.password_env") {
		t.Errorf("two places for a password: %v", err)
	}
	t.Setenv("TILSTAND_MAIL_PASSWORD_ENV", "")
	if err := run(t.Context(), []string{"settings", "check"}, &out, &errs); err != nil {
		t.Fatal(err)
	}
	said := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{"mail.host post.example.no environment", "mail.user tilstand file", "backup.at 02:30 usual", "tls.cert - ", "TILSTAND_MAIL_HOTS is in the environment, and is no setting"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not told:\n%s", want, out.String())
		}
	}
	if strings.Contains(said, "hemmelig-ord") {
		t.Error("a secret is told")
	}
}

// Flags of serve go before the environment.
func TestFlagsGoFirst(t *testing.T) {
	t.Setenv("TILSTAND_LISTEN", "127.0.0.1:1")
	t.Setenv("TILSTAND_BASE_URL", "https://environment.no")
	fs := flags("serve", "", &bytes.Buffer{})
	flagged := settingFlags(fs)
	if err := parse(fs, []string{"-listen", "127.0.0.1:2"}); err != nil {
		t.Fatal(err)
	}
	s, err := settings.Load(t.TempDir(), flagged.Or(settings.Environment()))
	if err != nil || s.Listen != "127.0.0.1:2" || s.BaseURL != "https://environment.no" {
		t.Errorf("%+v, %v", s, err)
	}
}
