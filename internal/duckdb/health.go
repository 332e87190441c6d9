package duckdb

import (
	"context"
	"fmt"
)

// Ready says at once, and without touching the file, why nothing can be written now: the engine broke down and is being reopened
// ([ErrBusy]), or is out of use for good. It is nil while the engine works, and says nothing about the disk: see [DB.Healthy].
func (db *DB) Ready() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.dead != nil {
		return db.dead
	}
	if db.failing {
		return fmt.Errorf("%w: the engine broke down and is being reopened", ErrBusy)
	}
	return nil
}

// Healthy writes and reads. It returns an error at once while the engine is being reopened after a breakdown. Give it a deadline: it
// takes its turn among the writes.
//
// What it writes is the next commit number and nothing else, since that is the row which every batch has to make durable anyway. The numbers are a
// sequence without gaps, which the engine stores as a beginning and a step: five years of a try every five seconds are half a megabyte.
func (db *DB) Healthy(ctx context.Context) error {
	if err := db.Ready(); err != nil {
		return err
	}
	var before, after uint64
	err := db.Write(ctx, func(tx *Tx) error {
		tx.touched = true // so that the batch is committed, with a commit number of its own
		return tx.QueryRow("SELECT max(n) FROM commit_number").Scan(&before)
	})
	if err != nil {
		return err
	}
	err = db.Read(ctx, func(r *Reader) error {
		return r.QueryRow("SELECT max(n) FROM commit_number").Scan(&after)
	})
	if err == nil && after <= before {
		err = fmt.Errorf("duckdb: a committed write cannot be read: commit number %d after %d", after, before)
	}
	return err
}
