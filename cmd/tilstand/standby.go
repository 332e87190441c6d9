package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/settings"
	"tilstand/internal/standby"
)

const standbyHelp = `
Follows a running service from a second machine, a second behind, so that this one can take over. Runs until it is stopped, or promoted; stopped at any moment it goes on
where it was. On the primary, [standby] in settings.toml says where it is followed; the secret is the same file on both.

  tilstand standby -data /var/lib/tilstand -from https://primary.example.no:8444 -secret /etc/tilstand/standby-secret
  tilstand standby status -data /var/lib/tilstand
  tilstand standby promote -data /var/lib/tilstand

What is sealed or erased on the primary is gone from here a second later, and everything else can be read here as there: the disk has to be as well guarded.`

func runStandby(ctx context.Context, args []string, _, errs io.Writer) error {
	fs := flags("standby", standbyHelp, errs)
	data := fs.String("data", "data", "the folder to keep the standby in; new or empty at first")
	from := fs.String("from", "", "where the primary is followed, such as https://primary.example.no:8444")
	secret := fs.String("secret", "", "file with the secret of both")
	ca := fs.String("ca", "", "file with a certificate to trust besides those of the system")
	plain := fs.Bool("plain", false, "go without TLS: something else encrypts the way, such as a VPN")
	anew := fs.Bool("anew", false, "take a primary that has less than the standby, as after restoring a backup there; what the standby has more goes")
	if err := parse(fs, args, "from", "secret"); err != nil {
		return err
	}
	remote := standby.Remote{URL: *from, Plain: *plain}
	for flag, path := range map[*string]string{&remote.Secret: *secret, &remote.CA: *ca} {
		if path == "" {
			continue
		}
		full, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		*flag = full
	}
	if err := remote.Check(); err != nil {
		fmt.Fprintln(errs, "tilstand standby: -from:", err)
		return errUsage
	}
	if err := standby.Refusal(*data); errors.Is(err, standby.ErrReplaced) {
		return err
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	log.Info("following", "primary", remote.URL)
	return (&standby.Follower{Data: *data, Remote: remote, Anew: *anew, Now: time.Now, Log: log}).Run(ctx)
}

const standbyStatusHelp = `
Tells how far behind a standby is. It ends with exit code 1 where somebody should look: nothing whole is there yet, or nothing has come for a minute.

  tilstand standby status -data /var/lib/tilstand`

func runStandbyStatus(_ context.Context, args []string, out, errs io.Writer) error {
	fs := flags("standby status", standbyStatusHelp, errs)
	data := fs.String("data", "data", "the folder of the standby")
	if err := parse(fs, args); err != nil {
		return err
	}
	s, err := statusOf(*data)
	if err != nil {
		return err
	}
	for _, f := range standingOf(s, time.Now()) {
		fmt.Fprintf(out, "%s  %s\n", f.grade, f.found)
		if f.do != "" {
			fmt.Fprintf(out, "      → %s\n", f.do)
		}
		if f.grade == fails {
			err = errors.New("it could not take over as it should")
		}
	}
	return err
}

func statusOf(data string) (standby.Status, error) {
	s, err := standby.ReadStatus(data)
	if errors.Is(err, os.ErrNotExist) {
		return s, fmt.Errorf("%s: %w", data, standby.ErrNoStandby)
	}
	return s, err
}

// standingOf says how a standby stands.
func standingOf(s standby.Status, at time.Time) (all []finding) {
	behind := s.Behind(at).Round(100 * time.Millisecond)
	const about = "standby"
	switch {
	case s.Asked.IsZero():
		all = append(all, finding{fails, about, "there is no whole copy yet", "let tilstand standby run until there is"})
	case behind > standby.Away:
		all = append(all, finding{fails, about, fmt.Sprintf("it has everything until %s, %s ago", s.Asked.UTC().Format("2006-01-02 15:04:05 UTC"), behind.Round(time.Second)), "see what is wrong with the way to the primary; if that is gone, promote"})
	default:
		all = append(all, good(about, "it has everything until %s, %s ago", s.Asked.UTC().Format("2006-01-02 15:04:05 UTC"), behind))
	}
	if !s.Asked.IsZero() {
		all = append(all, good(about, "commit %d of the intake and %d of the record, %s, from %s", s.Intake, s.Record, megabytes(s.Bytes), s.Remote.URL))
	}
	if s.Fault != "" {
		all = append(all, finding{fails, about, "the last try failed: " + s.Fault, "look at the log of tilstand standby, and at the primary"})
	}
	if !s.Running {
		all = append(all, finding{fails, about, "nothing follows", "start it: tilstand standby -h"})
	}
	return all
}

const standbyPromoteHelp = `
Makes the standby in a folder the service's data folder. It ends the follower, puts the files together, recovers them as any start does, reads every value and the log, and tells
up to when it has everything. Then start the service: tilstand serve.

  tilstand standby promote -data /var/lib/tilstand

First see to it that the old primary is off, or cannot be reached by anybody: what it takes after this is in no folder but its own, and nothing merges two. It is told that it was
replaced, now and by the new service every two seconds until it has heard; then it stops, and its folder is refused. Where that cannot reach it: tilstand standby replaced, there.

Called again after it was stopped it goes on where it was.`

func runStandbyPromote(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("standby promote", standbyPromoteHelp, errs)
	data := fs.String("data", "data", "the folder of the standby")
	if err := parse(fs, args); err != nil {
		return err
	}
	began := time.Now()
	done, err := standby.Promote(ctx, standby.Promoter{Data: *data, By: audit.Console.At(now()), Now: time.Now, Log: slog.New(slog.NewTextHandler(errs, nil))})
	if err != nil {
		return err
	}
	told := "It has NOT heard: see to it that it stays off. The new service goes on telling it; on its machine, tilstand standby replaced does the same."
	if done.Told {
		told = "It has heard, and stops."
	}
	_, err = fmt.Fprintf(out, `%[1]s has taken over, and all of it was read (%[2]s).

  until      %[3]s: everything that was acknowledged before is here
  holds      %[4]v
  log        %[5]s
  old one    %[6]s. %[7]s

What to do next:
  1. tilstand doctor -data %[1]s tells which secrets are missing (of the mail server, of other houses): they are not shipped.
  2. Start the service: tilstand serve -data %[1]s … and lead the address that people use to this machine.
  3. Everybody signs in anew. What was done in the last seconds before the time above is not here: roles and tokens taken away just then are there again.
  4. Set up a new standby, and a backup.
`, *data, time.Since(began).Round(100*time.Millisecond), done.Until.UTC().Format("2006-01-02 15:04:05 UTC"), done.Holds, done.Holds.Log, done.Old.URL, told)
	return err
}

const standbyReplacedHelp = `
Notes on the old primary that a standby has taken over, so that no service opens its folder again. It is told by itself where the new service can reach it; this is for where it cannot.
Stop the service first.

  tilstand standby replaced -data /var/lib/tilstand`

func runStandbyReplaced(_ context.Context, args []string, out, errs io.Writer) error {
	fs := flags("standby replaced", standbyReplacedHelp, errs)
	data := fs.String("data", "data", "the data folder that was replaced")
	if err := parse(fs, args); err != nil {
		return err
	}
	if serverRuns(*data) {
		return errors.New("the service runs: stop it first")
	}
	if _, err := os.Stat(filepath.Join(*data, "record.duckdb")); err != nil {
		return fmt.Errorf("there is no data folder %s: %w", *data, err)
	}
	if err := standby.Replace(*data, now()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "No service opens %s from now on.\n", *data)
	return err
}

// ofStandby looks at a standby: whether it follows, and whether there is what a service here would need.
func (d *doctor) ofStandby(say func(...finding)) {
	say(d.owners(), d.room(), d.clock())
	s, err := statusOf(d.data)
	if err != nil {
		say(finding{fails, "standby", err.Error(), ""})
		return
	}
	say(standingOf(s, time.Now())...)
	words, err := i18n.New()
	if err == nil {
		if _, none := os.Stat(filepath.Join(d.data, settings.File)); none == nil {
			d.settings, err = loadSettings(words, d.data, settings.Environment())
		} else {
			d.settings, err = standby.ReadSettings(d.data)
		}
	}
	if err != nil {
		say(finding{fails, "settings", err.Error(), "mend them on the primary, or here if this machine has some of its own"})
		return
	}
	say(d.secrets()...)
}
