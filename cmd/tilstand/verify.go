package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"tilstand/internal/backup"
	"tilstand/internal/standby"
)

const verifyHelp = `
Proves that what is in a data folder can be read and fits together, and names every fault:
  every value of every table of both files, which finds flipped bits and lost ends on the disk
  the log of who did what, from its first entry to its last
  the sealed answers of every wave, against what was noted when they came in
  every release, against the log and, while its answers exist, by making its figures again
Beside a running service it does so with a copy, so that nothing is taken from memory; that takes as much room again as the folder. It ends with exit code 1
where anything is wrong.

  tilstand verify -data /var/lib/tilstand`

func runVerify(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("verify", verifyHelp, errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	if serverRuns(*data) {
		return askServer(ctx, *data, "verify", url.Values{}, out)
	}
	if _, err := os.Stat(*data); err != nil {
		return fmt.Errorf("there is no data folder %s: %w", *data, err)
	}
	if err := errors.Join(backup.Unfinished(*data), standby.Refusal(*data)); err != nil && !errors.Is(err, standby.ErrReplaced) {
		return err
	}
	bar := &stepBar{errs: errs}
	m, err := backup.VerifyFree(ctx, *data, slog.New(slog.NewTextHandler(errs, nil)), bar.show)
	bar.done()
	return printVerified(out, m.Holds, err)
}

func verifyFolder(ctx context.Context, a *app, _ url.Values, out io.Writer) error {
	m, err := backup.Verify(ctx, a.source())
	return printVerified(out, m.Holds, err)
}

// printVerified tells what is in order, or every fault.
func printVerified(out io.Writer, holds backup.Holds, err error) error {
	if err != nil {
		return fmt.Errorf("not in order:\n  %s\nkeep the folder as it is, copy it away, and restore the newest backup into a new folder", strings.ReplaceAll(err.Error(), "\n", "\n  "))
	}
	_, err = fmt.Fprintf(out, "in order: %v\nlog %s\n", holds, holds.Log)
	return err
}

// stepBar shows steps one after another.
type stepBar struct {
	errs io.Writer
	name string
	bar  *progress
}

func (s *stepBar) show(step string, done, all int) {
	if step != s.name {
		s.done()
		s.name, s.bar = step, newProgress(s.errs, step)
	}
	s.bar.show(int64(done), int64(all))
}

func (s *stepBar) done() {
	if s.bar != nil {
		s.bar.done()
	}
}

// identitiesOf reads a file of keys; none where there is no file.
func identitiesOf(file string) ([]backup.Identity, error) {
	if file == "" {
		return nil, nil
	}
	return backup.ReadIdentities(file)
}
