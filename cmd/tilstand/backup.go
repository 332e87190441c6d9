package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/backup"
)

const backupHelp = `
Copies everything into one file, while the service is running or not: answers, results, accounts, settings. What goes into it has been read whole before the
first byte is written, and it is encrypted to recipients, of whom each can read it with a key of their own. Make a key once, on another machine, and keep it
there: age-keygen -o backup.key prints the recipient.

  tilstand backup -data /var/lib/tilstand -to age1ql3z7hj… -o /var/backups/tilstand.backup
  tilstand backup -data /var/lib/tilstand -to age1ql3z7hj… -o - | ssh elsewhere 'cat > tilstand.backup'

Without -to the recipients of [backup] in settings.toml are taken. A file that is there already is never written over. Back with it: tilstand restore.

Secrets that settings.toml names (of the mail server, of other houses) are not in it. A backup keeps what is erased after it: let it go in time.`

func runBackup(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("backup", backupHelp, errs)
	data := fs.String("data", "data", "the data folder")
	to := fs.String("to", "", "recipients (age1…), separated by commas")
	list := fs.String("recipients", "", "a file with a recipient on each line")
	plain := fs.Bool("plain", false, "do not encrypt: whoever gets the file reads all of it")
	file := fs.String("o", "", "file to write; - for standard output")
	if err := parse(fs, args, "o"); err != nil {
		return err
	}
	ask, err := askBackup(*to, *list, *plain)
	if err != nil {
		fmt.Fprintln(errs, "tilstand backup:", err)
		return errUsage
	}
	if *plain {
		fmt.Fprintln(errs, "Not encrypted: whoever gets this file can read every answer of open surveys and every name of an account.")
	}
	if serverRuns(*data) {
		fmt.Fprintln(errs, "The running service copies its files and reads the copy …")
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	said := &strings.Builder{}
	write := func(to io.Writer) error { return besideTo(ctx, *data, "backup/make", ask, to, said, log) }
	if *file == "-" {
		if err := write(out); err != nil {
			return err
		}
		_, err = fmt.Fprint(errs, said)
		return err
	}
	var n int64
	err = backup.WriteNew(*file, func(to io.Writer) error {
		show := newMeter(errs, to)
		defer show.done()
		defer func() { n = show.n }()
		return write(show)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s\n%s", *file, megabytes(n), said)
	return err
}

// askBackup is what the flags say.
func askBackup(to, list string, plain bool) (url.Values, error) {
	texts := strings.Split(to, ",")
	if list != "" {
		text, err := os.ReadFile(list)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	given := strings.TrimSpace(strings.Join(texts, "\n"))
	if given != "" && plain {
		return nil, errors.New("-plain goes without recipients")
	}
	if given != "" {
		if _, err := backup.ParseRecipients(given); err != nil {
			return nil, err
		}
	}
	return url.Values{"to": {given}, "plain": {strconv.FormatBool(plain)}}, nil
}

// makeBackup writes an archive, and notes in the log who has a copy of everything now.
func makeBackup(ctx context.Context, a *app, ask url.Values, out, said io.Writer) error {
	to := backup.Plain
	if ask.Get("plain") != "true" {
		texts := a.settings.Backup.Recipients
		if given := ask.Get("to"); given != "" {
			texts = []string{given}
		}
		if len(texts) == 0 {
			return fmt.Errorf("%w; name it with -to or in settings.toml, or say -plain", backup.ErrNoRecipients)
		}
		var err error
		if to, err = backup.ParseRecipients(texts...); err != nil {
			return err
		}
	}
	m, err := backup.Make(ctx, a.source(), to, out)
	if err != nil {
		return err
	}
	if err := a.noteBackup(ctx, audit.Console.At(now())); err != nil {
		return err
	}
	_, err = fmt.Fprintf(said, "as of %s: %v\nall of it was read: both files, the log, and what they say of each other\n", m.Made.Format("2006-01-02 15:04:05 UTC"), m.Holds)
	return err
}

// source is the folder as backups see it.
func (a *app) source() backup.Source {
	return backup.Source{Surveys: a.surveys, Data: a.folder.Dir, Program: version, Now: now}
}

func (a *app) noteBackup(ctx context.Context, by audit.By) error {
	return audit.Open(a.folder.Record).Write(ctx, by, audit.Entry{Action: audit.BackedUp})
}

const restoreHelp = `
Makes a data folder of a backup. The folder must be new or empty. Every part of the backup is held against its hash, the folder is opened and read whole, and only
then it is put in its place; whatever goes wrong before leaves nothing behind.

  tilstand restore -data /var/lib/tilstand -identity backup.key /var/backups/tilstand.backup

The identity is the file that age-keygen wrote. The file "-" is standard input. Run it as the user that the service runs as.`

func runRestore(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("restore", restoreHelp, errs)
	data := fs.String("data", "data", "the data folder to make")
	identity := fs.String("identity", "", "file with the key of one of the recipients")
	file, err := fileAndFlags(fs, args, "name one backup; see tilstand restore -h")
	if err != nil {
		return err
	}
	r := backup.Restorer{Data: *data, By: audit.Console.At(now()), Log: slog.New(slog.NewTextHandler(errs, nil))}
	m, err := restore(ctx, file, *identity, r, errs)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Restored to %s, and all of it was read.\n\n  made       %s by version %s\n  holds      %v\n  last log   %s\n  commits    %d of intake, %d of the record\n",
		*data, m.Made.Format("2006-01-02 15:04:05 UTC"), m.Program, m.Holds, m.Holds.Log, m.Commits.Intake, m.Commits.Record)
	_, err = fmt.Fprintf(out, `
What to do next:
  1. Put back the secrets that settings.toml names: tilstand doctor -data %[1]s tells which are missing.
  2. Start the service: tilstand serve -data %[1]s …
  3. Whatever was done after the backup was made is not here. Roles and tokens that were taken away since then are there again: look through
     tilstand user list -data %[1]s. One-time links have ended: tilstand user link makes new ones. Everybody signs in anew.
`, *data)
	return err
}

func restore(ctx context.Context, file, identity string, r backup.Restorer, errs io.Writer) (backup.Manifest, error) {
	identities, err := identitiesOf(identity)
	if err != nil {
		return backup.Manifest{}, err
	}
	if file == "-" {
		return backup.Restore(ctx, os.Stdin, identities, r)
	}
	in, err := os.Open(file)
	if err != nil {
		return backup.Manifest{}, err
	}
	defer in.Close()
	bar := newProgress(errs, "reading "+filepath.Base(file))
	defer bar.done()
	return backup.Restore(ctx, bar.over(in), identities, r)
}
