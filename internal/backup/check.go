package backup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Depth is how much is looked at.
type Depth int

// The depths. Both read every value of every table and walk the log.
const (
	Quick    Depth = iota
	Thorough       // besides, sealed answers are compared with what came in, and figures are made again and compared
)

// house is a data folder that is open, with the stores that know what must hold in it.
type house struct {
	Folder    *duckdb.Folder
	Programme *programme.Store
	Surveys   *surveys.Store
	Analytics *analytics.Store
	Accounts  *accounts.Store
}

// openHouse opens a folder as the service does: what a kill or a copy left half is finished, and what is erased is erased. Every table is read before that.
func openHouse(ctx context.Context, dir string, log *slog.Logger) (h *house, err error) {
	h = &house{}
	if h.Folder, err = duckdb.OpenFolder(ctx, dir, duckdb.FolderOptions{Log: quiet(log)}); err != nil {
		return nil, err
	}
	if err := h.open(ctx); err != nil {
		return nil, errors.Join(err, h.Folder.Close(context.WithoutCancel(ctx)))
	}
	return h, nil
}

func (h *house) open(ctx context.Context) (err error) {
	if err := scan(ctx, h.Folder); err != nil {
		return err
	}
	if h.Programme, err = programme.Open(ctx, h.Folder.Record); err != nil {
		return err
	}
	if h.Surveys, err = surveys.Open(ctx, h.Folder, h.Programme); err != nil {
		return err
	}
	if h.Accounts, err = accounts.Open(ctx, h.Folder.Record); err != nil {
		return err
	}
	h.Analytics, err = analytics.Open(ctx, h.Folder, h.Programme, h.Surveys)
	return err
}

// scan reads both files, and has a fault of each.
func scan(ctx context.Context, f *duckdb.Folder) error {
	return errors.Join(f.Intake.Scan(ctx), f.Record.Scan(ctx))
}

// quiet lets faults through, and not what is usual where a copy is opened.
func quiet(log *slog.Logger) *slog.Logger {
	if log == nil {
		log = slog.Default()
	}
	return slog.New(onlyErrors{log.Handler()})
}

type onlyErrors struct{ slog.Handler }

func (h onlyErrors) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}

func (h onlyErrors) WithAttrs(attrs []slog.Attr) slog.Handler {
	return onlyErrors{h.Handler.WithAttrs(attrs)}
}
func (h onlyErrors) WithGroup(name string) slog.Handler { return onlyErrors{h.Handler.WithGroup(name)} }

// check looks at what must hold in a folder whose tables have been read. The error has every fault, one on each line.
func (h *house) check(ctx context.Context, depth Depth, progress func(step string, done, all int)) error {
	var faults []error
	if _, err := audit.Open(h.Folder.Record).Verify(ctx, audit.Head{}); err != nil {
		faults = append(faults, err)
	}
	if depth == Thorough {
		step := func(name string) func(done, all int) {
			return func(done, all int) {
				if progress != nil {
					progress(name, done, all)
				}
			}
		}
		faults = append(faults, h.Surveys.CheckSeals(ctx, step("sealed answers"))...)
		faults = append(faults, h.Analytics.CheckReleases(ctx, step("releases"))...)
	}
	return errors.Join(faults...)
}

// describe says what a folder holds.
func (h *house) describe(ctx context.Context) (schema Schema, holds Holds, err error) {
	if schema.Intake, err = h.Folder.Intake.Schema(ctx); err != nil {
		return schema, holds, err
	}
	if schema.Record, err = h.Folder.Record.Schema(ctx); err != nil {
		return schema, holds, err
	}
	head, err := audit.Open(h.Folder.Record).Head(ctx)
	if err != nil {
		return schema, holds, err
	}
	holds = Holds{Owners: len(h.Programme.Owners()), Schools: len(h.Programme.Schools()), Log: head.String()}
	for _, w := range h.Surveys.Waves() {
		holds.Waves++
		if w.State == surveys.WaveOpen || w.State == surveys.WaveClosing {
			holds.Open++
		}
		if h.Analytics.Released(w.ID) {
			holds.Releases++
		}
	}
	return schema, holds, nil
}

// String is what they are in words.
func (h Holds) String() string {
	return fmt.Sprintf("%d schools of %d owners, %d waves (%d of them open), %d released", h.Schools, h.Owners, h.Waves, h.Open, h.Releases)
}
