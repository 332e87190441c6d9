package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// CopyTo writes the database as it is when the copying begins to a new file, with what of the WAL belongs to it beside it under the WAL's name, and returns
// the number of the last commit. [Open] makes one of the two. The writer is not kept waiting: main stands still between checkpoints, and of the WAL, to which it
// goes on appending, the first part is copied, which ends with that commit. What a commit wrote into main's free blocks was there before its entry in the
// WAL, so main is copied after it. A checkpoint that comes due waits for the copy, and so does a [DB.Rewrite], for a while.
//
// The copy is a file that was never open: what can be read of it has been on the disk. Reading it whole ([DB.Scan], after [Open]) therefore
// tells what reading the database itself would not, since an engine does not read again what it has in memory.
//
// Errors: [ErrClosed], also when the database is closed meanwhile; [ErrBusy] when its engine is renewed meanwhile; fs.ErrExist where there is a file already; that of the context. None leaves a new file.
func (db *DB) CopyTo(ctx context.Context, path string) (number uint64, err error) {
	var e *engine
	var wal int64
	err = db.control(ctx, func(w *writer) error {
		db.still.RLock()
		e, number, wal = w.engine, w.number, w.wal
		e.readers.Add(1)
		return nil
	})
	if err != nil {
		return 0, err
	}
	defer db.still.RUnlock()
	defer e.readers.Done()
	if err := db.o.step("copy: begun"); err != nil {
		return 0, err
	}
	if err := db.copyTo(ctx, e, path, wal); err != nil {
		return 0, fmt.Errorf("copy %s: %w", db.files.main, err)
	}
	return number, nil
}

func (db *DB) copyTo(ctx context.Context, e *engine, path string, wal int64) error {
	stopped := func() error {
		select {
		case <-db.closing:
			return ErrClosed
		case <-e.ctx.Done():
			return fmt.Errorf("%w: the copy was interrupted by a restart of the engine", ErrBusy)
		default:
			return ctx.Err()
		}
	}
	info, err := e.file.Stat()
	if err != nil {
		return err
	}
	// Through the engine's own descriptor: see [engine.file].
	if err := copyPart(e.file, info.Size(), path, stopped); err != nil || wal == 0 {
		return err
	}
	from, err := os.Open(db.files.wal)
	if err == nil {
		err = errors.Join(copyPart(from, wal, path+".wal", stopped), from.Close())
	}
	if err != nil {
		return errors.Join(err, remove(path))
	}
	return nil
}

// copyPart copies the first n bytes of a file to a new one.
func copyPart(file *os.File, n int64, path string, stopped func() error) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	copied, err := io.Copy(out, &stoppable{Reader: io.NewSectionReader(file, 0, n), stopped: stopped})
	if err == nil && copied < n {
		err = io.ErrUnexpectedEOF
	}
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(err, remove(path))
	}
	return nil
}

// stoppable is a reader that can be told to stop.
type stoppable struct {
	io.Reader
	stopped func() error
}

func (s *stoppable) Read(b []byte) (int, error) {
	if err := s.stopped(); err != nil {
		return 0, err
	}
	return s.Reader.Read(b)
}

// A Damage says that part of a database cannot be read.
type Damage struct {
	Path  string // of the file
	Table string // empty where it is the list of tables, or the commit numbers
	Err   error  // the engine's own words
}

func (d *Damage) Error() string {
	what := "it"
	if d.Table != "" {
		what = "its table " + d.Table
	}
	return fmt.Sprintf("%s is damaged: not all of %s can be read; restore the newest backup (engine: %v)", d.Path, what, d.Err)
}

func (d *Damage) Unwrap() error { return d.Err }

// Scan reads every value of every table and looks at the commit numbers. Opening a file and counting its rows read hardly any block of it, so this is the only
// way to learn that its checksums are right; and only of a file that nobody has read before is it proof of what lies on the disk (see
// [DB.CopyTo]). The error is a *[Damage], or that of the context.
func (db *DB) Scan(ctx context.Context) error {
	return db.Read(ctx, func(r *Reader) error {
		err := scan(r)
		if err == nil {
			_, err = numbers(r)
		}
		var damaged *Damage
		switch {
		case err == nil || ctx.Err() != nil || r.ctx.Err() != nil:
			return err
		case errors.As(err, &damaged):
			damaged.Path = db.files.main
			return err
		}
		return &Damage{Path: db.files.main, Err: err}
	})
}

// Schema is the name of the last migration that has been applied; "" where there are none.
func (db *DB) Schema(ctx context.Context) (name string, err error) {
	err = db.Read(ctx, func(r *Reader) error {
		return r.QueryRow("SELECT coalesce(max(name), '') FROM schema_migration").Scan(&name)
	})
	return name, err
}
