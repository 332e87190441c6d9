package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"tilstand/internal/journal"
)

// Starting. The order is: look, open, verify, repair if need be and open again, and only when the database has proved to be
// whole change anything for good.
//
// A database is whole when the engine opens it, its commit numbers have no gap and reach the ack mark, alone or with what is whole in the journal, and, if a checkpoint may have been
// under way, every value in it can be read. There are five repairs, and each is undone if the database is not
// whole in the end:
//
//   - A checkpoint was interrupted: .pre takes the place of main, which need not be looked at. The numbers show whether the WAL carries .pre to the end.
//   - Main is damaged in another way while there is a .pre: the same, and main becomes .bad-N.
//   - The engine finds a damaged entry in the WAL, at or beyond the mark: the WAL is cut there. What lies beyond the mark was never
//     acknowledged. It is what a power failure leaves of a write that nobody waited for to the end.
//   - The WAL cannot be read at all and the mark says that nothing acknowledged is in it: it is put aside.
//   - Where the mark says that the journal knows what was acknowledged, a WAL that is damaged anywhere is cut there or put aside, if the journal has all
//     that the database then lacks. It is repeated when everything else has proved right: see journal.go.
//
// Everything else is refused with a RecoveryError: a damaged entry before the mark; a damaged entry and no mark; numbers
// that end below the mark (a WAL that is missing, or cut, or read as ending early); a gap (a WAL that belongs to another main).
//
// Each repair is one atomic rename after a hard link, so a kill between any two steps leaves a state that this code has a case for: the
// link without the rename is a second name for the same file, and the next attempt takes the next free number.

// start opens the database for the writer: recovery, checkpoint, migrations, mark.
func (w *writer) start(ctx context.Context) error {
	db := w.db
	if err := db.o.step("start"); err != nil {
		return err
	}
	if err := db.createIfNew(ctx); err != nil {
		return err
	}
	e, number, lacks, err := db.recover(ctx)
	if err != nil {
		return err
	}
	defer lacks.close()
	w.engine, w.number, w.wal, w.named, w.retry, w.acked, w.ledger = e, number, 0, false, 0, nil, nil
	if err := w.settleIn(ctx, lacks); err != nil {
		if w.acked != nil {
			err = errors.Join(err, w.acked.close())
		}
		if w.engine != nil {
			err = errors.Join(err, w.engine.close())
		}
		return errors.Join(err, w.ledger.close())
	}
	w.renew()
	return nil
}

// settleIn brings the files of a whole database into their normal form, and what the journal has beyond them into the file.
func (w *writer) settleIn(ctx context.Context, lacks replay) error {
	db := w.db
	if err := db.tidy(); err != nil {
		return err
	}
	// Before anything else: the engine's indexes are bound by it, and the WAL is of no more use than as a risk.
	err := db.fold(w.engine)
	if err == nil && len(lacks.records) > 0 {
		if err = w.repeat(lacks); err == nil {
			err = db.fold(w.engine)
		}
	}
	if err != nil {
		return err
	}
	if w.acked, err = createMark(db.files.acked, mark{number: w.number}); err != nil {
		return err
	}
	if err := remove(matches(db.files.cut + "*")...); err != nil { // in order of arrival, and only ever unacknowledged
		return err
	}
	if err := w.migrate(ctx); err != nil {
		return err
	}
	return w.beginJournal()
}

// fold moves what is in the WAL into main. Should some WAL be left, the engine could use nothing of it: the numbers are right without it, and the next
// commit truncates it.
func (db *DB) fold(e *engine) error {
	wal, err := size(db.files.wal)
	if err != nil || wal == 0 {
		return err
	}
	if err := db.protect(e); err != nil {
		return err
	}
	_, err = db.checkpointProtected(e)
	return err
}

// tidy removes what an interrupted checkpoint, rewrite or start has left, once it has turned out not to be needed.
func (db *DB) tidy() error {
	f := db.files
	stale := append([]string{f.inflight, f.pre, f.short, f.inflight + ".tmp", f.pre + ".tmp", f.doubted, f.short + ".tmp", f.acked + ".tmp"},
		matches(f.rewrite+"*")...)
	return errors.Join(remove(stale...), syncDir(db.files.dir()))
}

// createIfNew makes the file of a database that has never been. It is built under another name, so there is never half a file.
func (db *DB) createIfNew(ctx context.Context) error {
	m, _, err := readMark(db.files.acked)
	if err != nil {
		return err
	}
	wal, err := size(db.files.wal)
	if err != nil {
		return err
	}
	if exists(db.files.main) || exists(db.files.pre) {
		return nil
	}
	if m.number > 0 || wal > 0 || exists(db.files.journal) || len(matches(db.files.bad+"*")) > 0 {
		return db.refuse("The file itself is missing, but what belongs to it is there.",
			"Put it back. If it is lost: "+adviceRestore, nil)
	}
	if err := db.build(ctx, 1, nil); err != nil {
		return err
	}
	if err := os.Rename(db.files.rewrite, db.files.main); err != nil {
		return err
	}
	return syncDir(db.files.dir())
}

func (db *DB) refuse(what, advice string, err error) error {
	return &RecoveryError{Path: db.files.main, What: what, Advice: advice, Kept: db.files.existing(), Err: err}
}

// A recovery is one attempt to open the database, with the repairs it has made so far.
type recovery struct {
	db        *DB
	mark      mark
	marked    bool // there is a mark
	suspect   bool // a checkpoint may have been under way: main must be scanned
	undo      []func() error
	pre       bool // .pre has been put in place
	preferred bool // before main was looked at
	aside     bool // the WAL has been put aside

	journal  *journal.Contents // nil when there is none
	lacks    []journal.Record  // what it has and the database has not
	doubtful bool              // the WAL was cut without knowing that nothing acknowledged lay there
}

// recover returns a running engine on a database that is whole, its commit number, and what has to be repeated from the journal.
func (db *DB) recover(ctx context.Context) (*engine, uint64, replay, error) {
	r := &recovery{db: db}
	e, number, err := r.run(ctx)
	lacks := replay{r.journal, r.lacks}
	if err != nil {
		lacks.close()
		return nil, 0, replay{}, err
	}
	return e, number, lacks, nil
}

func (r *recovery) run(ctx context.Context) (*engine, uint64, error) {
	if err := r.look(); err != nil {
		return nil, 0, err
	}
	if r.suspect && exists(r.db.files.pre) {
		if err := r.preferPre(); err != nil {
			return nil, 0, r.giveUp(err)
		}
	}
	for {
		e, number, err := r.try(ctx)
		if err == nil {
			r.report(number)
			return e, number, nil
		}
		if ctx.Err() == nil {
			var again bool
			if again, err = r.repair(err); again || r.preferMain() {
				continue
			}
		}
		return nil, 0, r.giveUp(err)
	}
}

// giveUp takes the repairs back, so that a refusal finds every file under its own name.
func (r *recovery) giveUp(err error) error {
	err = errors.Join(err, r.revert())
	var refusal *RecoveryError
	if errors.As(err, &refusal) {
		refusal.Kept = r.db.files.existing()
	}
	return err
}

func (r *recovery) look() (err error) {
	files := r.db.files
	if r.mark, r.marked, err = readMark(files.acked); err != nil {
		return err
	}
	wal, err := size(files.wal)
	if err != nil {
		return err
	}
	r.suspect = wal > 0 && exists(files.inflight)
	if err := remove(files.temp); err != nil { // of no use to anybody, and the engine is not yet there to need it
		return err
	}
	if err := r.db.ensureUnlocked(); err != nil {
		return err
	}
	return r.readJournal()
}

// journalled reports whether what was acknowledged is in the journal and not in the mark.
func (r *recovery) journalled() bool { return r.marked && r.mark.wal == inJournal }

func (r *recovery) readJournal() (err error) {
	files := r.db.files
	r.journal, err = journal.Scan(files.journal)
	switch {
	case err == nil:
		return r.journal.Unlock(journal.KeysIn(files.keys))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case r.journalled():
		return r.db.refuse("Its journal is missing, which alone tells what was acknowledged since the last checkpoint.", adviceJournal, nil)
	}
	return nil
}

// ensureUnlocked asks for the engine's own lock, which protects the file from programs that are not this one. The engine must not
// be running here. What it says itself about a locked file cannot be told by its type from what it says about a damaged one.
func (db *DB) ensureUnlocked() error {
	if !exists(db.files.main) {
		return nil
	}
	locked, err := lockedByEngine(db.files.main)
	if err != nil {
		return fmt.Errorf("open %s: %w", db.files.main, err)
	}
	if locked {
		return fmt.Errorf("%w: another program has %s open with DuckDB; close it", ErrLocked, db.files.main)
	}
	return nil
}

// damage is why a database is not whole.
type damage struct {
	what string
	err  error
}

func (d *damage) Error() string { return d.what + " " + d.err.Error() }
func (d *damage) Unwrap() error { return d.err }

const (
	notOpened = "The engine cannot open it."
	unread    = "A checkpoint was interrupted and not all of the file can be read."
	gap       = "The file and its WAL do not belong together."
	missing   = "Acknowledged writes are missing from it."
	foreign   = "The journal beside it belongs to another file."
)

func (r *recovery) try(ctx context.Context) (*engine, uint64, error) {
	if !exists(r.db.files.main) {
		return nil, 0, &damage{notOpened, os.ErrNotExist}
	}
	e, err := openEngine(ctx, r.db.settings(r.db.files.main))
	if err != nil {
		return nil, 0, err
	}
	number, err := r.verify(ctx, e)
	if err != nil {
		return nil, 0, errors.Join(err, e.close())
	}
	return e, number, nil
}

func (r *recovery) verify(ctx context.Context, e *engine) (uint64, error) {
	all := &Reader{ctx: ctx, conn: e.writer}
	if r.suspect {
		if err := scan(all); err != nil {
			return 0, &damage{unread, err}
		}
	}
	number, err := numbers(all)
	if err != nil {
		return 0, &damage{gap, err}
	}
	if r.lacks, err = r.lacking(all, number); err != nil {
		return 0, err
	}
	if number+uint64(len(r.lacks)) < r.mark.number {
		return 0, &damage{missing, fmt.Errorf("commit %d was acknowledged, the last one found is %d", r.mark.number, number)}
	}
	return number, nil
}

// repair removes one cause of an error, or returns the reason why it cannot.
func (r *recovery) repair(err error) (again bool, _ error) {
	var d *damage
	if !errors.As(err, &d) {
		return false, err
	}
	if locked := r.db.ensureUnlocked(); locked != nil {
		return false, locked
	}
	if d.what == notOpened {
		if at, ok := damagedWALEntry(err); ok {
			return r.cutWAL(at, err)
		}
	}
	if (d.what == notOpened || d.what == unread) && !r.pre && exists(r.db.files.pre) {
		return r.restorePre(err)
	}
	if d.what == notOpened && r.marked && (r.mark.wal == 0 || r.journalled()) && !r.aside && exists(r.db.files.wal) && exists(r.db.files.main) {
		r.aside, r.doubtful = true, r.journalled()
		return r.replaceWAL(0, err)
	}
	return false, r.db.refuse(d.what, adviceRestore, d.err)
}

const (
	adviceRestore = "Stop the service and copy the whole folder to a safe place; answers may be recovered from the copy. " +
		"Then remove all files whose names begin like this one's, the ack mark among them, and put the newest backup there."
	adviceJournal = "Put the journal back. If it is lost and nothing else happened to the machine: remove the ack mark, and the file is taken as it is. Otherwise: " + adviceRestore
	adviceCut     = adviceRestore + " Only if there is no backup: remove the WAL and the ack mark, and know that the answers in the WAL are lost."
)

// cutWAL drops the WAL from offset at on, if nothing acknowledged lies there.
func (r *recovery) cutWAL(at int64, err error) (again bool, _ error) {
	switch {
	case !r.marked:
		return false, r.db.refuse(fmt.Sprintf("Its WAL is damaged at byte %d, and without a readable ack mark it cannot be shown that nothing acknowledged lies there.", at), adviceCut, err)
	case r.journalled():
		r.doubtful = true
	case at < r.mark.wal:
		return false, r.db.refuse(fmt.Sprintf("Its WAL is damaged at byte %d, and what lies before byte %d was acknowledged.", at, r.mark.wal), adviceCut, err)
	}
	return r.replaceWAL(at, err)
}

// replaceWAL puts the first n bytes of the WAL in its place.
func (r *recovery) replaceWAL(n int64, cause error) (again bool, _ error) {
	files := r.db.files
	kept := next(files.cut)
	wal, err := os.Open(files.wal)
	if err != nil {
		return false, errors.Join(cause, err)
	}
	defer wal.Close()
	if have, err := size(files.wal); err != nil || n >= have {
		return false, errors.Join(cause, err) // the engine complains of what is not there: no cut will help
	}
	if err := os.Link(files.wal, kept); err != nil {
		return false, errors.Join(cause, err)
	}
	err = writeDurably(files.short, copyFrom(wal, n))
	if err == nil {
		err = os.Rename(files.short, files.wal)
	}
	if err == nil {
		err = syncDir(files.dir())
	}
	if err != nil {
		return false, errors.Join(cause, err, os.Rename(kept, files.wal))
	}
	r.undo = append(r.undo, func() error { return os.Rename(kept, files.wal) })
	if r.doubtful {
		r.db.log.Warn("the WAL was damaged and has been cut; the journal tells what in it had been acknowledged", "from", n, "error", cause)
	} else {
		r.db.log.Warn("the end of the WAL was damaged and has been cut; nothing in it had been acknowledged", "from", n, "error", cause)
	}
	return true, nil
}

// preferPre puts the copy from before an interrupted checkpoint in the place of main, whatever main looks like: with the WAL it is everything, and it is on the disk. What can be
// read of main may be in the system's memory alone. After a sync that failed, the system has forgotten that it was to be written, and a checkpoint that builds on it
// would lose it with the next power failure (TestFailedSync).
func (r *recovery) preferPre() error {
	files := r.db.files
	if err := remove(files.doubted); err != nil {
		return err
	}
	if exists(files.main) {
		if err := os.Link(files.main, files.doubted); err != nil {
			return err
		}
	}
	if err := os.Rename(files.pre, files.main); err != nil {
		return err
	}
	r.pre, r.preferred = true, true
	r.undo = append(r.undo, func() error {
		err := os.Rename(files.main, files.pre)
		if exists(files.doubted) {
			err = errors.Join(err, os.Rename(files.doubted, files.main))
		}
		return err
	})
	r.db.log.Warn("a checkpoint was interrupted; the copy from before it was put back")
	return syncDir(files.dir())
}

// preferMain goes back to main where what was preferred has not proved to be everything, and reports whether it has.
func (r *recovery) preferMain() bool {
	if !r.preferred || r.revert() != nil {
		return false
	}
	r.pre, r.preferred, r.aside, r.doubtful, r.undo = false, false, false, false, nil
	return true
}

// restorePre puts the copy from before the checkpoint in the place of a damaged main.
func (r *recovery) restorePre(cause error) (again bool, _ error) {
	files := r.db.files
	bad := next(files.bad)
	if exists(files.main) {
		if err := os.Link(files.main, bad); err != nil {
			return false, errors.Join(cause, err)
		}
	}
	if err := os.Rename(files.pre, files.main); err != nil {
		return false, errors.Join(cause, err, remove(bad))
	}
	r.pre = true
	r.undo = append(r.undo, func() error {
		err := os.Rename(files.main, files.pre)
		if exists(bad) {
			err = errors.Join(err, os.Rename(bad, files.main))
		}
		return err
	})
	if err := syncDir(files.dir()); err != nil {
		return false, errors.Join(cause, err)
	}
	r.db.log.Warn("an interrupted checkpoint had damaged the file; the copy from before it was put back", "damaged", bad, "error", cause)
	return true, nil
}

// revert takes the repairs back, newest first.
func (r *recovery) revert() error {
	var errs []error
	for i := len(r.undo) - 1; i >= 0; i-- {
		errs = append(errs, r.undo[i]())
	}
	return errors.Join(errs...)
}

func (r *recovery) report(number uint64) {
	if !r.marked && number > 1 {
		r.db.log.Warn("there is no ack mark: the database is taken as it is, as after restoring a backup", "commit", number)
	}
}
