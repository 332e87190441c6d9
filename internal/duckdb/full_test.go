package duckdb

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// A disk that is full, as a limit on the size of files, which the system enforces on all of a process: so it is one of its own.
func TestDiskFull(t *testing.T) {
	const inside = "DUCKDB_TEST_DISK_FULL"
	if os.Getenv(inside) == "" {
		t.Parallel()
		for _, with := range []string{"mark", "journal"} {
			if out, err := rerun(t, inside+"="+with).CombinedOutput(); err != nil {
				t.Errorf("with a %s: %v\n%s", with, err, out)
			}
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	o := options(t)
	if os.Getenv(inside) == "journal" {
		o = journalled(o)
	}
	o.CheckpointBytes = math.MaxInt64
	db := mustOpen(t, o)
	var want []int64
	id := int64(0)
	write := func() error {
		id++
		err := db.Write(t.Context(), func(tx *Tx) error { return tx.Append("entry", id, noise(20_000)) })
		if err == nil {
			want = append(want, id)
		}
		return err
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(write())
	must(write())
	must(db.Checkpoint(t.Context()))
	must(write())

	t.Log("no room in the WAL: the write fails, nothing else does, and it heals by itself")
	limit(t, 100_000)
	for range 3 {
		for write() == nil {
		}
		if err := write(); err == nil || errors.Is(err, ErrUncertain) {
			t.Fatalf("error %v, want a plain one", err)
		}
		wantStored(t, db, want...)
		if db.Healthy(t.Context()) == nil {
			t.Log("a small write still fits")
		}
	}
	limit(t, unlimited)
	must(write())
	must(db.Healthy(t.Context()))

	t.Log("no room for the copy: the checkpoint is put off")
	limit(t, 500_000)
	if err := db.Checkpoint(t.Context()); err == nil {
		t.Fatal("checkpoint without a copy")
	}
	must(write())
	limit(t, unlimited)
	must(db.Checkpoint(t.Context()))

	t.Log("no room in the file itself: the engine dies in the checkpoint and is reopened as soon as there is room")
	for range 100 {
		must(write())
	}
	have, err := size(o.Path)
	must(err)
	limit(t, have+300_000)
	reopened := make(chan struct{})
	db.OnReopen(func() { close(reopened) })
	done := make(chan error, 1)
	go func() { done <- db.Checkpoint(context.Background()) }()
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		err := db.Healthy(ctx)
		cancel()
		if errors.Is(err, ErrBusy) {
			break
		}
	}
	limit(t, unlimited)
	<-reopened
	must(<-done)
	must(write())
	wantStored(t, db, want...)
	mustClose(t, db)
	wantStored(t, mustOpen(t, o), want...)
}

const unlimited = math.MaxInt64

func limit(t *testing.T, bytes int64) {
	t.Helper()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(bytes), Max: math.MaxUint64}); err != nil {
		t.Fatal(err)
	}
}

// noise is a text that does not compress.
func noise(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(' ' + rand.IntN(95))
	}
	return string(b)
}
