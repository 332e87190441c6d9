package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
	"tilstand/internal/mail"
	"tilstand/internal/settings"
)

const settingsCheckHelp = `
Reads settings.toml in the data folder and the environment, and tells everything that is wrong with them; where nothing is, what holds, and from where. A running
server keeps the settings that it was started with, and may have been given others by flags.

  tilstand settings check -data /var/lib/tilstand`

func runSettingsCheck(_ context.Context, args []string, out, errs io.Writer) error {
	fs := flags("settings check", settingsCheckHelp, errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	words, err := i18n.New()
	if err != nil {
		return err
	}
	s, err := loadSettings(words, *data, settings.Environment())
	if err != nil {
		return err
	}
	if s.Named() {
		fmt.Fprintf(out, "in order: %s is responsible, %s runs the service, answers are kept %d months\n\n", s.Controller.Name, s.Runs().Name, s.Months)
	} else {
		fmt.Fprintf(out, "nobody is named as responsible, and answers are kept %d months\n\n", s.Months)
	}
	return tellSettings(out, *data)
}

func runSettingsExample(_ context.Context, args []string, out, errs io.Writer) error {
	help := "Prints a settings file with a comment on every key.\n\n  tilstand settings example > /var/lib/tilstand/" + settings.File
	if err := parse(flags("settings example", help, errs), args); err != nil {
		return err
	}
	_, err := io.WriteString(out, settings.Example)
	return err
}

// loadSettings reads the settings of a data folder. All that is wrong with them is told in the language of whoever looks at this terminal.
func loadSettings(words *i18n.Bundle, dir string, given settings.Given) (settings.Settings, error) {
	s, err := settings.Load(dir, given)
	invalid, ok := errors.AsType[*settings.Invalid](err)
	if !ok {
		return s, err
	}
	said := words.Printer(terminalLanguage())
	lines := []string{filepath.Join(dir, settings.File) + ":"}
	for _, fault := range invalid.Faults {
		lines = append(lines, "  "+said.Say(fault))
	}
	return s, errors.New(strings.Join(lines, "\n"))
}

// terminalLanguage is the interface language nearest to the locale; English where there is none, as in the rest of what commands print.
func terminalLanguage() string {
	locale, _, _ := strings.Cut(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")), ".")
	if locale == "" || locale == "C" || locale == "POSIX" {
		return "en"
	}
	return i18n.Match(strings.ReplaceAll(locale, "_", "-"))
}

// mailSender is what the settings say about mail; nil where they say nothing.
func (a *app) mailSender(dir string) (*mail.Sender, error) {
	m := a.settings.Mail
	if m.Host == "" {
		return nil, nil
	}
	password, err := m.Password.Read(dir)
	if err != nil {
		return nil, fmt.Errorf("the password of the mail server: %w", err)
	}
	return mail.New(mail.Server{Host: m.Host, Port: m.Port, Security: mail.Security(m.Security), User: m.User, Password: password, From: m.From})
}

// noteSettings puts into the log that other settings hold from now on.
func (a *app) noteSettings(ctx context.Context, log *slog.Logger) error {
	if !a.settings.Named() {
		log.Warn("nobody is named as responsible on the privacy page: write a settings file", "begin with", "tilstand settings example")
	}
	before, err := audit.Open(a.folder.Record).Read(ctx, audit.Filter{Action: audit.SettingsTaken, Limit: 1})
	if err != nil {
		return err
	}
	taken := audit.Entry{Action: audit.SettingsTaken, Subject: a.settings.Fingerprint(), Detail: fmt.Sprintf("months=%d", a.settings.Months)}
	if len(before) > 0 && before[0].Subject == taken.Subject {
		return nil
	}
	return a.folder.Record.Write(ctx, func(tx *duckdb.Tx) error { return audit.Append(tx, audit.Console.At(now()), taken) })
}
