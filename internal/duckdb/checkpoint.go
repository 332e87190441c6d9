package duckdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// The checkpoint protocol. DuckDB's CHECKPOINT overwrites a 256 KiB metadata block, and a header, while they are still needed: if the
// process or the machine stops inside that write the file does not open any more. So the writer, which alone changes
// the database, keeps a copy until the new state is durable:
//
//	1  copy main to .pre, durably
//	2  write the marker .inflight, durably
//	3  CHECKPOINT (the engine writes the blocks, then the header, then removes the WAL)
//	4  sync the folder, so that the WAL is gone for good before anything relies on it
//	5  remove .inflight, remove .pre, sync the folder
//	6  set the ack mark to (number, 0), or (number, in the journal)
//
// Nothing is committed between 1 and 6, so .pre and the WAL together are always everything. What a kill or a power failure leaves, and
// what the next start makes of it (recover.go):
//
//	in 1   .pre.tmp, or .pre         main and WAL are untouched; the copy is removed
//	in 2   .pre, perhaps .inflight   the same; with the marker and a WAL, .pre takes the place of main for nothing
//	in 3   .pre, .inflight, WAL      main may be torn, or whole in memory and not on the disk, where a sync has failed. So .pre takes its place
//	                                 unseen, and the WAL brings it forward
//	in 4   the WAL may come back     it ends in a checkpoint entry that names the state main is in: the engine drops it
//	in 5   .inflight or .pre         without a WAL neither means anything, and both are removed
//	in 6   the mark is that of the   its number is right and its length belongs to a WAL that is gone. No commit has happened since, and
//	       old WAL                   none happens before 6 is durable, so there is no other WAL that the length could be held against
//
// .pre is not kept any longer than that: it holds rows that a Rewrite is meant to forget.

// checkpointIfDue checkpoints when the WAL has grown enough. A checkpoint that cannot even begin, for want of disk space
// perhaps, is tried again when the WAL has grown by another quarter.
func (w *writer) checkpointIfDue() {
	if w.dead != nil || w.due() < max(w.db.o.CheckpointBytes, w.retry) || w.copied() {
		return
	}
	if err := w.checkpoint(); err != nil && w.dead == nil {
		w.retry = w.due() + w.db.o.CheckpointBytes/4
		w.db.log.Error("checkpoint put off", "error", err, "wal", w.wal)
	}
}

// due is the length of the WAL, or a quarter of that of the journal where that is more: a record takes a block at least, a small commit a few
// hundred bytes.
func (w *writer) due() int64 {
	if w.ledger == nil {
		return w.wal
	}
	return max(w.wal, w.ledger.file.Length()/4)
}

// copied reports whether main is being copied, see [DB.CopyTo].
func (w *writer) copied() bool {
	if !w.db.still.TryLock() {
		return true
	}
	w.db.still.Unlock()
	return false
}

// checkpoint runs the protocol, when no copy of main is being made. A failure before step 3 leaves everything as it was; after it the engine is reopened.
func (w *writer) checkpoint() error {
	if w.wal == 0 {
		return nil
	}
	w.db.still.Lock()
	defer w.db.still.Unlock()
	began, wal := time.Now(), w.wal
	if err := w.db.protect(w.engine); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	w.db.generation.Store(nil)
	if err := w.checkpointProtected(); err != nil {
		w.reopen(err)
		return w.dead // reopening has checkpointed
	}
	w.renew()
	w.db.stats.Checkpoints.Observe(time.Since(began))
	w.db.log.Debug("checkpoint", "wal", wal, "took", time.Since(began))
	return nil
}

// checkpointProtected is steps 3 to 6.
func (w *writer) checkpointProtected() error {
	left, err := w.db.checkpointProtected(w.engine)
	if err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("checkpoint: %d bytes of WAL are left", left)
	}
	w.wal, w.retry = 0, 0
	if err := w.acknowledge(w.folded()); err != nil {
		return err
	}
	if w.ledger != nil {
		w.ledger.file.Rewind()
	}
	return nil
}

// protect is steps 1 and 2.
func (db *DB) protect(e *engine) error {
	err := writeDurably(db.files.pre, copyFrom(e.file, -1))
	if err == nil {
		err = db.o.step("checkpoint: copied")
	}
	if err == nil {
		err = writeDurably(db.files.inflight, func(*os.File) error { return nil })
	}
	if err == nil {
		err = db.o.step("checkpoint: announced")
	}
	if err != nil {
		return errors.Join(err, db.unprotect())
	}
	return nil
}

// checkpointProtected is steps 3 to 5. It returns how much of the WAL is left, bytes.
func (db *DB) checkpointProtected(e *engine) (left int64, err error) {
	if _, err := e.writer.ExecContext(context.Background(), "CHECKPOINT"); err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	if err := db.o.step("checkpoint: done"); err != nil {
		return 0, err
	}
	if left, err = size(db.files.wal); err != nil {
		return 0, err
	}
	if err := syncDir(db.files.dir()); err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	if err := db.o.step("checkpoint: durable"); err != nil {
		return 0, err
	}
	return left, db.unprotect()
}

func (db *DB) unprotect() error {
	err := remove(db.files.inflight)
	if err == nil {
		err = db.o.step("checkpoint: unannounced")
	}
	if err == nil {
		err = remove(db.files.pre)
	}
	return errors.Join(err, syncDir(db.files.dir()))
}
