package duckdb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// names are the files beside one database. Only main, the WAL, the ack mark, the journal and its keys are there while nothing is going on.
type names struct {
	main     string
	wal      string // the engine's write-ahead log
	pre      string // copy of main from before the checkpoint that is under way
	inflight string // present while a CHECKPOINT statement may be running
	acked    string // the ack mark
	journal  string // see journal.go
	keys     string // the directory of the journal's keys
	rewrite  string // a new main that is being built
	temp     string // the engine's directory for what does not fit in memory
	doubted  string // main after an interrupted checkpoint, until .pre has proved to be everything
	bad      string // prefix of damaged mains that were replaced by pre
	cut      string // prefix of WALs whose end was cut off
	short    string // a WAL without its damaged end, before it takes the place of the whole one
	lock     string
}

func namesOf(path string) names {
	return names{
		main: path, wal: path + ".wal", pre: path + ".pre", inflight: path + ".inflight", acked: path + ".acked",
		journal: path + ".journal", keys: path + ".keys",
		rewrite: path + ".rewrite", temp: path + ".tmp", doubted: path + ".doubted", bad: path + ".bad-", cut: path + ".wal.cut-", short: path + ".wal.short", lock: path + ".lock",
	}
}

func (n names) dir() string { return filepath.Dir(n.main) }

// existing lists the files of this database that are there, for a message.
func (n names) existing() []string {
	var have []string
	for _, name := range []string{n.main, n.wal, n.wal + ".checkpoint", n.pre, n.inflight, n.acked, n.journal} {
		if exists(name) {
			have = append(have, name)
		}
	}
	return append(have, matches(n.bad+"*")...)
}

// matches is filepath.Glob for patterns that are known to be well formed.
func matches(pattern string) []string {
	found, err := filepath.Glob(pattern)
	if err != nil {
		panic(err)
	}
	return found
}

// next returns the first name of the form prefix1, prefix2, ... that is free.
func next(prefix string) string {
	for i := 1; ; i++ {
		if name := prefix + strconv.Itoa(i); !exists(name) {
			return name
		}
	}
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// size returns the length of a file in bytes, 0 when there is none.
func size(name string) (int64, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// syncDir makes creations, renames and removals in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// remove removes files that may or may not be there.
func remove(files ...string) error {
	for _, name := range files {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
	}
	return nil
}

// writeDurably puts content under a name so that after a crash there is the old file or the whole new one.
func writeDurably(name string, content func(*os.File) error) (err error) {
	tmp := name + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(tmp))
		}
	}()
	if err := errors.Join(content(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// copyFrom writes the first n bytes of src, a negative n meaning all of it. src stays open: see [engine.file].
func copyFrom(src *os.File, n int64) func(*os.File) error {
	return func(dst *os.File) error {
		if _, err := src.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if n < 0 {
			_, err := io.Copy(dst, src)
			return err
		}
		_, err := io.CopyN(dst, src, n)
		return err
	}
}

// lockFile takes an exclusive lock that ends with the process at the latest. The file stays; only the lock counts.
func lockFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: %s is locked; stop the other program or use another folder", ErrLocked, name)
	}
	return nil, fmt.Errorf("lock %s: %w", name, err)
}

// lockedByEngine reports whether another process has the database open with DuckDB, whose own lock is of another kind than
// ours. It must not be called while this process has the file open: closing any descriptor of it would drop our engine's lock.
func lockedByEngine(name string) (bool, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return false, err
	}
	defer f.Close()
	probe := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &probe); err != nil {
		return false, err
	}
	return probe.Type != syscall.F_UNLCK, nil
}
