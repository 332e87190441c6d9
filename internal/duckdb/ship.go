package duckdb

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Shipping: another machine follows a database by its bytes.
//
// Between two checkpoints main stands still and the WAL only grows, so whoever has main and the WAL up to the end of a commit has the database as of that commit. A
// [Position] names both: the generation of main, which is new after whatever changes main, and the length of the WAL after the last acknowledged commit. Nobody
// waits for a follower. It reads without a lock, and what was read counts only if the generation is still the same afterwards; else the answer is [ErrMoved] and
// the follower asks for the position again. A lock, as in [DB.CopyTo], would let a slow network put checkpoints off, and stop the writer at a Rewrite.
//
// One thing changes main between checkpoints: a commit with some hundred thousand rows writes whole blocks into free places of main and puts only their numbers into the WAL. The
// file's time of modification tells: it is set into the past when a generation begins, so any write after that moves it, however soon it comes and however coarse the
// file system's clock is; and the next position has a new generation. What such a commit writes is in places that nothing refers to before it, so a reader of the old
// generation sees noise there at worst, and finds it by the hash.

// ShipBlock is the unit in which main is compared and shipped, bytes.
const ShipBlock = 64 << 10

// ErrMoved says that main has changed since its generation was told.
var ErrMoved = errors.New("duckdb: the file has changed since")

// Position is how far a database had come at a moment: Main bytes of the generation, and WAL bytes on top of it, are all up to the commit of that number.
type Position struct {
	Generation string `json:"generation"`
	Main       int64  `json:"main"`
	WAL        int64  `json:"wal"`
	Number     uint64 `json:"number"`
}

// generation is a time during which main stands still.
type generation struct {
	id    string
	stamp time.Time // when main was changed, as the file says
	size  int64
}

// stampBack is how far into the past the time of main is set: further than any file system's clock is coarse.
const stampBack = 10 * time.Second

// renew begins a generation. The caller is the writer, and nothing is being written.
func (w *writer) renew() {
	if w.dead != nil {
		return
	}
	db := w.db
	past := time.Now().Add(-stampBack)
	err := os.Chtimes(db.files.main, past, past) // by its name: see [engine.file]
	if err == nil {
		var info os.FileInfo
		if info, err = w.engine.file.Stat(); err == nil {
			db.generation.Store(&generation{id: rand.Text(), stamp: info.ModTime(), size: info.Size()})
			return
		}
	}
	db.generation.Store(nil)
	db.log.Warn("the database cannot be followed before its next checkpoint", "error", err)
}

// Position tells how far the database has come. It takes its turn among the writes. [ErrBusy] where it cannot be followed now.
func (db *DB) Position(ctx context.Context) (p Position, err error) {
	err = db.control(ctx, func(w *writer) error {
		info, err := w.engine.file.Stat()
		if err != nil {
			return err
		}
		if g := db.generation.Load(); g == nil || !info.ModTime().Equal(g.stamp) || info.Size() != g.size {
			w.renew()
		}
		g := db.generation.Load()
		if g == nil {
			return fmt.Errorf("%w: the file cannot be followed", ErrBusy)
		}
		p = Position{Generation: g.id, Main: g.size, WAL: w.wal, Number: w.number}
		return nil
	})
	return p, err
}

// MainSums returns the SHA-256 of each block of main; the last may be shorter than [ShipBlock]. [ErrMoved] when the generation is over.
func (db *DB) MainSums(ctx context.Context, generation string) (sums [][sha256.Size]byte, err error) {
	block := make([]byte, ShipBlock)
	for at := int64(0); ; at += ShipBlock {
		n, err := db.ReadMain(ctx, generation, at, block)
		if n > 0 {
			sums = append(sums, sha256.Sum256(block[:n]))
		}
		if errors.Is(err, io.EOF) {
			return sums, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// ReadMain reads from main at an offset, like [io.ReaderAt]. [ErrMoved] when the generation is over.
func (db *DB) ReadMain(ctx context.Context, generation string, at int64, b []byte) (n int, err error) {
	err = db.inGeneration(ctx, generation, func(e *engine) error {
		n, err = e.file.ReadAt(b, at)
		return err
	})
	return n, err
}

// ReadWAL reads the WAL at an offset. What is read counts as far as a [Position] of this generation reaches. [ErrMoved] when the generation is over.
func (db *DB) ReadWAL(ctx context.Context, generation string, at int64, b []byte) (n int, err error) {
	err = db.inGeneration(ctx, generation, func(*engine) error {
		wal, err := os.Open(db.files.wal)
		if err != nil {
			return err
		}
		n, err = wal.ReadAt(b, at)
		return errors.Join(err, wal.Close())
	})
	return n, err
}

// inGeneration lets read look at the files. Recovery waits for it as for any reader; a checkpoint does not, and ends the generation first.
func (db *DB) inGeneration(ctx context.Context, id string, read func(e *engine) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e, err := db.enter(ctx)
	if err != nil {
		return err
	}
	defer e.readers.Done()
	is := func() bool {
		g := db.generation.Load()
		return g != nil && g.id == id && e.ctx.Err() == nil
	}
	if !is() {
		return ErrMoved
	}
	err = read(e)
	if !is() {
		return ErrMoved
	}
	return err
}

// Adopt makes a database of what was shipped: main under path, and the WAL under its name beside it, of which the part up to the position counts. The ack mark that it
// writes obliges [Open] to find every commit up to the position, and to refuse the files otherwise.
func Adopt(path string, p Position) error {
	f := namesOf(path)
	if p.WAL > 0 {
		have, err := size(f.wal)
		if err == nil && have < p.WAL {
			err = io.ErrUnexpectedEOF
		}
		if err == nil && have > p.WAL {
			err = os.Truncate(f.wal, p.WAL)
		}
		if err != nil {
			return fmt.Errorf("adopt %s: %w", f.wal, err)
		}
	}
	m, err := createMark(f.acked, mark{number: p.Number, wal: p.WAL})
	if err != nil {
		return err
	}
	return m.close()
}

// LockFolder takes the lock of a data folder without opening it, and [ErrLocked] when another process has it. Closing gives it back.
func LockFolder(dir string) (io.Closer, error) { return lockFile(filepath.Join(dir, lockName)) }
