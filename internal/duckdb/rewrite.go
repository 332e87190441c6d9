package duckdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// The rewrite protocol. Deleting rows leaves their bytes in the file, so forgetting means building a new one:
//
//	1  checkpoint by protocol: main is everything, there is no WAL, and its removal is durable
//	2  build .rewrite: tables, migrations, what the caller copies, the next commit number; CHECKPOINT; close; reopen and read
//	   every value; sync
//	3  say in the ack mark that nothing in the journal is needed; close the engine on main
//	4  remove a WAL of which the engine could use nothing, should there be one; rename .rewrite over main, sync the folder
//	5  remove everything else that may hold old rows, the journal among it, sync the folder
//	6  start as always, which sets the ack mark
//
// A kill before 4 leaves main whole and a .rewrite that the next start removes. After 4 main is the new file, and its commit number is
// above the mark's, which is still the old one. There is no third state: a rename is atomic, and neither file needs
// a WAL. An old WAL cannot come back and be run over the new file, because its removal was durable in 1; were it otherwise, the engine
// would refuse it by the file's identifier and this package by the gap in the numbers.

const readersPatience = 10 * time.Second // for reads that are still running when the new file is ready

func (w *writer) rewrite(ctx context.Context, fn func(from *Reader, to *Tx) error) error {
	db := w.db
	if err := w.checkpoint(); err != nil {
		return err
	}
	err := db.build(ctx, w.number+1, func(to *Tx) error {
		return w.engine.asReader(ctx, func(from *Reader) error { return fn(from, to) })
	})
	if err == nil {
		err = db.o.step("rewrite: built")
	}
	if err == nil {
		err = w.endJournal()
	}
	if err != nil {
		return errors.Join(err, remove(matches(db.files.rewrite+"*")...), w.engine.alive())
	}
	db.retract(false)
	patience, enough := context.WithTimeout(context.Background(), readersPatience)
	w.engine.drain(patience.Done())
	enough()
	w.close()
	err = db.swap()
	w.restart()
	return errors.Join(err, w.dead)
}

// asReader runs fn in a read-only transaction on the writer's own connection.
func (e *engine) asReader(ctx context.Context, fn func(from *Reader) error) error {
	if _, err := e.writer.ExecContext(ctx, "BEGIN TRANSACTION READ ONLY"); err != nil {
		return err
	}
	from := &Reader{ctx: ctx, conn: e.writer}
	err := guard(func() error { return fn(from) })
	from.release()
	_, rollback := e.writer.ExecContext(context.Background(), "ROLLBACK")
	return errors.Join(err, rollback)
}

// replaceMain is step 4. An error may come when the new file is in place already.
func (db *DB) replaceMain() error {
	err := errors.Join(remove(db.files.wal), syncDir(db.files.dir()))
	if err == nil {
		err = os.Rename(db.files.rewrite, db.files.main)
	}
	if err == nil {
		err = db.o.step("rewrite: renamed")
	}
	if err == nil {
		err = syncDir(db.files.dir())
	}
	if err == nil {
		err = db.o.step("rewrite: durable")
	}
	return err
}

// swap is steps 4 and 5.
func (db *DB) swap() error {
	err := db.replaceMain()
	if err != nil && exists(db.files.rewrite) {
		return err
	}
	if bad := matches(db.files.bad + "*"); len(bad) > 0 {
		db.log.Warn("damaged files of an earlier recovery are removed with the rows they hold", "files", bad)
		err = errors.Join(err, remove(bad...))
	}
	if err = errors.Join(err, remove(db.files.journal, db.files.temp), db.tidy()); err != nil {
		return fmt.Errorf("%w: the new file is in place: %w", ErrUncertain, err)
	}
	return nil
}

// build makes a complete database file under the name .rewrite: no WAL, all migrations, one commit number. fill may be nil.
func (db *DB) build(ctx context.Context, number uint64, fill func(to *Tx) error) error {
	path := db.files.rewrite
	if err := remove(matches(path + "*")...); err != nil {
		return err
	}
	e, err := openEngine(ctx, db.settings(path))
	if err != nil {
		return err
	}
	return db.complete(ctx, e, number, db.furnish(ctx, e, number, fill), fill != nil)
}

// complete closes the engine on .rewrite, which has no WAL after it and is on the disk. A new file that had anything copied into it is read whole.
func (db *DB) complete(ctx context.Context, e *engine, number uint64, err error, copied bool) error {
	path := db.files.rewrite
	if err == nil {
		_, err = e.writer.ExecContext(ctx, "CHECKPOINT")
	}
	if err = errors.Join(err, e.close()); err != nil {
		return err
	}
	if exists(path + ".wal") {
		return errors.New("duckdb: a new file has not taken up its WAL")
	}
	if copied {
		if err := db.proofread(ctx, path, number); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close())
}

func (db *DB) furnish(ctx context.Context, e *engine, number uint64, fill func(to *Tx) error) error {
	steps := []func(*Tx) error{func(tx *Tx) error { _, err := tx.Exec(systemTables); return err }}
	for _, m := range db.migrations {
		steps = append(steps, func(tx *Tx) error { return apply(tx.shared, m) })
	}
	if fill != nil {
		steps = append(steps, fill)
	}
	steps = append(steps, func(tx *Tx) error { return tx.Append("commit_number", number) })
	for _, step := range steps {
		if err := e.transact(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// transact runs fn in a transaction of its own.
func (e *engine) transact(ctx context.Context, fn func(tx *Tx) error) error {
	t, err := begin(e)
	if err != nil {
		return err
	}
	tx := &Tx{ctx: ctx, shared: t}
	err = guard(func() error { return fn(tx) })
	tx.release()
	if err == nil {
		err = t.err
	}
	if err == nil {
		err = t.commit()
	}
	if err != nil {
		t.rollback()
	}
	return err
}

// proofread opens a finished file once more and reads all of it.
func (db *DB) proofread(ctx context.Context, path string, number uint64) error {
	e, err := openEngine(ctx, db.settings(path))
	if err != nil {
		return err
	}
	all := &Reader{ctx: ctx, conn: e.writer}
	err = scan(all)
	if err == nil {
		var found uint64
		if found, err = numbers(all); err == nil && found != number {
			err = fmt.Errorf("duckdb: a new file has commit number %d, not %d", found, number)
		}
	}
	return errors.Join(err, e.close())
}

func (db *DB) settings(path string) settings {
	return settings{path: path, temp: path + ".tmp", memory: db.o.MemoryLimit, readers: db.o.Readers, tune: db.o.tune()}
}
