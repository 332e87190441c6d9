package duckdb

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"
)

var (
	// ErrBusy says that the work was not started, or was interrupted without effect, because the database has too much to do or
	// is being reopened. Try again later.
	ErrBusy = errors.New("duckdb: busy, try again")

	// ErrClosed says that the database was closed; nothing was done.
	ErrClosed = errors.New("duckdb: closed")

	// ErrLocked says that another process, or another DB in this one, has the file or the folder open.
	ErrLocked = errors.New("duckdb: in use by another process")

	// ErrUncertain says that the engine broke down at COMMIT and that the caller's context ended, or the database could not be
	// reopened, before it was known whether the transaction is stored. Ask again with the same submission id.
	ErrUncertain = errors.New("duckdb: it is not known whether the write is stored")
)

// RecoveryError says that the file cannot be opened without losing something that may have been acknowledged.
// Every file is as it was before the attempt.
type RecoveryError struct {
	Path   string   // the database file
	What   string   // what was found, one sentence
	Advice string   // what the operator should do next
	Kept   []string // the files that make up the evidence, all untouched
	Err    error    // the engine's own words, or nil
}

func (e *RecoveryError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s was not opened: %s Nothing was changed", e.Path, e.What)
	if len(e.Kept) > 0 {
		fmt.Fprintf(&b, "; these files were kept: %s", strings.Join(e.Kept, ", "))
	}
	fmt.Fprintf(&b, ". %s", e.Advice)
	if e.Err != nil {
		fmt.Fprintf(&b, " (engine: %v)", e.Err)
	}
	return b.String()
}

func (e *RecoveryError) Unwrap() error { return e.Err }

// isFatal reports whether the engine declared itself dead. It decides by the driver's error type alone; an error that it
// misses is caught by the probe that follows every failed transaction.
func isFatal(err error) bool {
	var e *driver.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Type == driver.ErrorTypeFatal || e.Type == driver.ErrorTypeInternal
}

// isEnvironment reports whether err is about the machine (disk, memory) and not about the statement: running the members of
// a batch one by one would only fail as many times.
func isEnvironment(err error) bool {
	if errors.Is(err, errJournal) {
		return true
	}
	var e *driver.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Type == driver.ErrorTypeIO || e.Type == driver.ErrorTypeOutOfMemory
}

// The one place that reads a message: the engine tells the position of a damaged WAL entry only there. The position is
// that of the entry's payload, which follows eight bytes of length and eight of checksum. TestCorruptWALPosition
// holds the pattern and the arithmetic against the real engine.
var walEntry = regexp.MustCompile(`Corrupt WAL file: entry at byte position (\d+) `)

const walEntryHeader = 16

// damagedWALEntry returns the offset of the first byte of the damaged WAL entry that err complains of.
func damagedWALEntry(err error) (offset int64, ok bool) {
	var e *driver.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	m := walEntry.FindStringSubmatch(e.Msg)
	if m == nil {
		return 0, false
	}
	n, perr := strconv.ParseInt(m[1], 10, 64)
	if perr != nil || n < walEntryHeader {
		return 0, false
	}
	return n - walEntryHeader, true
}
