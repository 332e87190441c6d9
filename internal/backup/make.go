package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tilstand/internal/settings"
	"tilstand/surveys"
)

// Source is a data folder whose service is running, in this process.
type Source struct {
	Surveys *surveys.Store
	Data    string           // the folder
	Program string           // version, for the manifest
	Now     func() time.Time // the clock
	Log     *slog.Logger     // nil = slog.Default()
}

// copyPrefix is how folders begin in which copies are made. They are in the data folder: there is room as for the data, and nobody else may look.
const copyPrefix = "backing-up-"

// Make writes an archive of the folder as it is when it is called, while answers come in and waves are closed. Everything is copied, opened as after a restore
// and read before the first byte is written, so an error from one of these leaves out as it is. Without recipients it returns [ErrNoRecipients], unless they are
// [Plain]. It takes room for another copy of the folder, until it returns.
func Make(ctx context.Context, from Source, to Recipients, out io.Writer) (Manifest, error) {
	if to == nil {
		return Manifest{}, ErrNoRecipients
	}
	dir, m, err := from.copy(ctx, Quick)
	if err != nil {
		return Manifest{}, fmt.Errorf("back up %s: %w", from.Data, err)
	}
	defer os.RemoveAll(dir)
	if err := write(ctx, dir, m, to, out); err != nil {
		return Manifest{}, fmt.Errorf("write the backup: %w", err)
	}
	return m, nil
}

// Verify copies the folder, as [Make] does, and reads all of the copy: what is read was on the disk, and not in the memory of the running service. The error has every fault.
func Verify(ctx context.Context, from Source) (Manifest, error) {
	dir, m, err := from.copy(ctx, Thorough)
	return m, errors.Join(err, os.RemoveAll(dir))
}

// VerifyFree is [Verify] for a folder that no service has open. It opens it as the service does.
func VerifyFree(ctx context.Context, data string, log *slog.Logger, progress func(step string, done, all int)) (m Manifest, err error) {
	h, err := openHouse(ctx, data, log)
	if err != nil {
		return Manifest{}, err
	}
	if err = h.check(ctx, Thorough, progress); err == nil {
		m.Schema, m.Holds, err = h.describe(ctx)
	}
	return m, errors.Join(err, h.Folder.Close(context.WithoutCancel(ctx)))
}

// copy makes a folder that is whole, settled and read. Its caller removes it.
func (from Source) copy(ctx context.Context, depth Depth) (dir string, m Manifest, err error) {
	if dir, err = os.MkdirTemp(from.Data, copyPrefix); err != nil {
		return "", Manifest{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(renamed{err, dir, from.Data}, os.RemoveAll(dir))
			dir = ""
		}
	}()
	m = Manifest{Format: Format, Program: from.Program, Made: from.Now().UTC().Truncate(time.Second)}
	copied, err := from.Surveys.CopyTo(ctx, dir)
	if err != nil {
		return dir, m, err
	}
	m.Commits = Commits(copied)
	if err := copySettings(from.Data, dir); err != nil {
		return dir, m, err
	}
	h, err := openHouse(ctx, dir, from.Log)
	if err != nil {
		return dir, m, err
	}
	err = h.check(ctx, depth, nil)
	if err == nil {
		err = h.Surveys.ForgetOrder(ctx)
	}
	if err == nil {
		m.Schema, m.Holds, err = h.describe(ctx)
	}
	if err := errors.Join(err, h.Folder.Close(context.WithoutCancel(ctx))); err != nil {
		return dir, m, err
	}
	m.Parts, err = partsOf(ctx, dir)
	return dir, m, err
}

// renamed is an error of a copy, in words about what was copied.
type renamed struct {
	error
	from, to string
}

func (r renamed) Error() string { return strings.ReplaceAll(r.error.Error(), r.from, r.to) }
func (r renamed) Unwrap() error { return r.error }

func copySettings(from, to string) error {
	text, err := os.ReadFile(filepath.Join(from, settings.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, settings.File), text, 0o600)
}

// Tidy removes copies that a kill has left in a data folder. The caller has the folder to itself.
func Tidy(data string) error {
	left, err := filepath.Glob(filepath.Join(data, copyPrefix+"*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}
