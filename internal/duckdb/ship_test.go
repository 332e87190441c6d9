package duckdb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// ship reads a database as a follower does, until it has a position whole, and puts it under a new name.
func ship(t *testing.T, db *DB, path string) Position {
	t.Helper()
	for {
		p, err := db.Position(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		main, wal, err := shipped(t.Context(), db, p)
		if errors.Is(err, ErrMoved) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(path, main, 0o600), os.WriteFile(path+".wal", wal, 0o600), Adopt(path, p)); err != nil {
			t.Fatal(err)
		}
		return p
	}
}

func shipped(ctx context.Context, db *DB, p Position) (main, wal []byte, err error) {
	sums, err := db.MainSums(ctx, p.Generation)
	if err != nil {
		return nil, nil, err
	}
	block := make([]byte, ShipBlock)
	for i, sum := range sums {
		n, err := db.ReadMain(ctx, p.Generation, int64(i)*ShipBlock, block)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		if sha256.Sum256(block[:n]) != sum {
			return nil, nil, ErrMoved
		}
		main = append(main, block[:n]...)
	}
	wal = make([]byte, p.WAL)
	if p.WAL > 0 {
		if _, err := db.ReadWAL(ctx, p.Generation, 0, wal); err != nil {
			return nil, nil, err
		}
	}
	return main, wal, nil
}

// While many write, the WAL overflows again and again, and the file is written anew, it is shipped: what arrives has every write that was acknowledged before it was asked for, and opens.
func TestShipWhileWriting(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.CheckpointBytes = 50_000
	db := mustOpen(t, o)
	var acked atomic.Int64 // one writer, so all up to it are stored
	stop, stores := make(chan struct{}), make(chan struct{}, 1)
	var writer sync.WaitGroup
	writer.Go(func() {
		for id := int64(1); ; id++ {
			select {
			case <-stop:
				return
			default:
			}
			mustPut(t, db, id)
			acked.Store(id)
			select {
			case stores <- struct{}{}:
			default:
			}
		}
	})
	for i := range 6 {
		for last := acked.Load(); acked.Load() < last+50; {
			<-stores
		}
		if i == 3 {
			err := db.Rewrite(t.Context(), func(from *Reader, to *Tx) error {
				return CopyTable(from, to, "entry", "", func([]any) bool { return true })
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		o := options(t)
		before := acked.Load()
		ship(t, db, o.Path)
		after := acked.Load()
		copied := mustOpen(t, o)
		got := stored(t, copied)
		if n := int64(len(got)); n < before || n > after+1 {
			t.Errorf("%d arrived; %d were acknowledged before, %d after", n, before, after)
		}
		for id := range int64(len(got)) {
			if got[id+1] != 1 {
				t.Fatalf("%d arrived %d times", id+1, got[id+1])
			}
		}
		mustClose(t, copied)
	}
	close(stop)
	writer.Wait()
}

// A commit that puts whole blocks into main, and only their numbers into the WAL, begins a generation: the WAL alone would lead a follower to blocks that it has not.
func TestShipBulk(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	before, err := db.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec("insert into entry select i, cast(hash(i) as varchar) from range(1, 300001) r(i)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	after := ship(t, db, o.Path)
	if after.Generation == before.Generation || after.WAL == 0 {
		t.Fatalf("the generation is %+v before a bulk write and %+v after; this test needs one that goes past the WAL", before, after)
	}
	if n := len(stored(t, mustOpen(t, o))); n != 300_000 {
		t.Errorf("%d rows arrived", n)
	}
}

// A generation lasts while there are only small commits, and is over with a checkpoint and a rewrite. Of one that is over nothing is read.
func TestShipGenerations(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	position := func() Position {
		p, err := db.Position(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := position()
	mustPut(t, db, 1)
	second := position()
	if second.Generation != first.Generation || second.WAL <= first.WAL || second.Number != first.Number+1 {
		t.Errorf("after a commit: %+v, before it: %+v", second, first)
	}
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	third := position()
	if third.Generation == first.Generation || third.WAL != 0 || third.Number != second.Number {
		t.Errorf("after a checkpoint: %+v, before it: %+v", third, second)
	}
	if err := db.Rewrite(t.Context(), func(*Reader, *Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if p := position(); p.Generation == third.Generation {
		t.Errorf("after a rewrite: %+v, before it: %+v", p, third)
	}
	for _, over := range []string{first.Generation, third.Generation, ""} {
		if _, err := db.MainSums(t.Context(), over); !errors.Is(err, ErrMoved) {
			t.Errorf("sums of a generation that is over: %v", err)
		}
		if _, err := db.ReadWAL(t.Context(), over, 0, make([]byte, 1)); !errors.Is(err, ErrMoved) {
			t.Errorf("WAL of a generation that is over: %v", err)
		}
	}
}

// What was shipped and does not reach its position is refused: a WAL that is too short at once, one that was damaged when it is opened.
func TestAdoptRefuses(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	mustPut(t, db, 1, 2, 3)
	p, err := db.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	main, wal, err := shipped(t.Context(), db, p)
	if err != nil {
		t.Fatal(err)
	}
	put := func(wal []byte) Options {
		o := options(t)
		if err := errors.Join(os.MkdirAll(filepath.Dir(o.Path), 0o700), os.WriteFile(o.Path, main, 0o600), os.WriteFile(o.Path+".wal", wal, 0o600)); err != nil {
			t.Fatal(err)
		}
		return o
	}
	if err := Adopt(put(wal[:len(wal)-1]).Path, p); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a WAL without its last byte: %v", err)
	}
	damaged := bytes.Clone(wal)
	damaged[len(damaged)/2] ^= 1
	o := put(damaged)
	if err := Adopt(o.Path, p); err != nil {
		t.Fatal(err)
	}
	var refusal *RecoveryError
	if _, err := Open(t.Context(), o); !errors.As(err, &refusal) {
		t.Errorf("a WAL with a flipped bit: %v", err)
	}
	longer := put(append(bytes.Clone(wal), "beyond the position"...))
	if err := Adopt(longer.Path, p); err != nil {
		t.Fatal(err)
	}
	wantStored(t, mustOpen(t, longer), 1, 2, 3)
}
