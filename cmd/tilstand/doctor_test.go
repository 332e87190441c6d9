package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tilstand/internal/settings"
	"tilstand/internal/testkit/issuer"
	"tilstand/internal/testkit/smtp"
)

// A folder in order, and then everything that usually goes wrong, one after another: each is named, with what to do, and nothing else is blamed.
func TestDoctor(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	post, house := smtp.Start(t, 0), issuer.Start(t)
	shelf := filepath.Join(t.TempDir(), "backups")
	text := fmt.Sprintf(`
[controller]
name = "Asker kommune"
contact = "post@asker.no"
[hosting]
place = "Asker"
[mail]
host = "127.0.0.1"
port = %d
security = "none"
from = "tilstand@asker.no"
[[oidc]]
key = "huset"
name = "Huset"
issuer = "%s"
client_id = "tilstand"
client_secret_file = "house-secret"
[backup]
folder = "%s"
recipients = ["%s"]
`, post.Port, house.URL, shelf, testRecipient)
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(data, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	doctor := func() (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), []string{"doctor", "-data", data}, &out, io.Discard)
		return out.String(), err
	}
	expect := func(when, grade, about, found string, fails bool) {
		t.Helper()
		said, err := doctor()
		if (err != nil) != fails {
			t.Errorf("%s: the error is %v, and it says\n%s", when, err, said)
		}
		for line := range strings.Lines(said) {
			if strings.HasPrefix(line, fmt.Sprintf("%s  %-10s", grade, about)) && strings.Contains(line, found) {
				return
			}
		}
		t.Errorf("%s: no line %s %s %q in\n%s", when, grade, about, found, said)
	}
	expect("no folder", fails, "folder", "no such file", true)
	a, err := openApp(t.Context(), data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	expect("no settings", warns, "settings", "nobody is named", false)
	write(settings.File, text)
	write("house-secret", issuer.Secret)
	expect("no backup yet", fails, "backup", "there is none", true)
	if a.settings, err = settings.Load(data, nil); err != nil {
		t.Fatal(err)
	}
	made, err := a.shelf()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := made.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop, err := listenBeside(t.Context(), a, data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for about, found := range map[string]string{"settings": "Asker kommune", "rights": "its user alone", "disk": "free", "clock": "20", "service": "writes and reads", "secrets": "huset is there", "mail": "takes letters", "sign-in": "Huset answers", "backup": "the newest is of"} {
		expect("in order", fine, about, found, false)
	}
	stop()
	if err := a.close(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	expect("stopped", warns, "service", "does not run", false)

	write("house-secret", "")
	expect("an empty secret", fails, "secrets", "it is empty", true)
	write("house-secret", issuer.Secret)
	house.Down(true)
	expect("a house that is down", fails, "sign-in", "huset", true)
	house.Down(false)
	if err := os.Chmod(data, 0o750); err != nil {
		t.Fatal(err)
	}
	expect("a folder for everybody", fails, "rights", "others may look into", true)
	if err := os.Chmod(data, 0o700); err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(data, "intake.duckdb.acked")
	if err := os.Chtimes(mark, time.Time{}, time.Now().AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	expect("a clock that has lost a day", fails, "clock", "which is to come", true)
	if err := os.Chtimes(mark, time.Time{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	write(settings.File, strings.Replace(text, fmt.Sprint("port = ", post.Port), "port = 1", 1))
	expect("no mail server", fails, "mail", "refused", true)
	write(settings.File, text+`copy = ["/no/such/program"]`)
	expect("no program that copies", fails, "backup", "/no/such/program", true)
	write(settings.File, "months = 0")
	expect("faulty settings", fails, "settings", "settings.toml", true)
	if err := os.Mkdir(filepath.Join(data, "restoring"), 0o700); err != nil {
		t.Fatal(err)
	}
	expect("half a restore", fails, "folder", "interrupted", true)
}
