package duckdb

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

//go:embed migrations
var migrations embed.FS

// The names of the two files in the data folder.
const (
	IntakeFile = "intake.duckdb"
	RecordFile = "record.duckdb"
)

const lockName = "tilstand.lock"

// A Folder is the service's data folder: two databases and a lock. Answers of open waves are in Intake, everything else in Record; why
// two, see the migrations. Intake has a journal.
type Folder struct {
	Dir    string
	Intake *DB
	Record *DB
	Floor  int64 // see [Folder.Room]; set before the folder is used

	lock *os.File
	room room
}

// FolderOptions are the options that both databases share; see [Options]. All may be left out.
type FolderOptions struct {
	CheckpointBytes int64
	Readers         int
	MemoryLimit     string
	Queue           int
	Log             *slog.Logger
}

// OpenFolder opens the data folder, which it creates for its owner alone if it is not there. It returns [ErrLocked] when another
// process has it open, and a [*RecoveryError] when one of the databases cannot be opened without losing something.
func OpenFolder(ctx context.Context, dir string, o FolderOptions) (*Folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := &Folder{Dir: dir, Floor: DefaultFloor}
	if f.lock, err = lockFile(filepath.Join(dir, lockName)); err != nil {
		return nil, err
	}
	if f.Intake, err = f.open(ctx, "intake", o, byFirstColumn); err == nil {
		f.Record, err = f.open(ctx, "record", o, nil)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close(ctx))
	}
	return f, nil
}

// byFirstColumn is the rule of the intake file: the first column of a table names what its rows belong to and end with.
func byFirstColumn(_ string, values []any) string {
	name, _ := values[0].(string)
	return name
}

func (f *Folder) open(ctx context.Context, name string, o FolderOptions, ring func(string, []any) string) (*DB, error) {
	steps, err := fs.Sub(migrations, "migrations/"+name)
	if err != nil {
		return nil, err
	}
	db, err := Open(ctx, Options{
		Path: filepath.Join(f.Dir, name+".duckdb"), Migrations: steps, CheckpointBytes: o.CheckpointBytes, Readers: o.Readers,
		MemoryLimit: o.MemoryLimit, Queue: o.Queue, Log: o.Log, Ring: ring, underLock: true,
	})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return db, nil
}

// Close closes both databases, see [DB.Close], and then lets go of the folder.
func (f *Folder) Close(ctx context.Context) error {
	var errs []error
	for _, db := range []*DB{f.Intake, f.Record} {
		if db != nil {
			errs = append(errs, db.Close(ctx))
		}
	}
	return errors.Join(append(errs, f.lock.Close())...)
}
