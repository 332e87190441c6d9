package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// schema is what the tests of this package store: a key that tells who wrote the row, and a payload.
var schema = fstest.MapFS{"0001_entry.sql": {Data: []byte("CREATE TABLE entry (id BIGINT NOT NULL, body VARCHAR NOT NULL);")}}

// quiet drops the log; what matters in it is asserted where it matters.
var quiet = slog.New(slog.DiscardHandler)

func options(t testing.TB) Options {
	return Options{Path: filepath.Join(t.TempDir(), "test.duckdb"), Migrations: schema, Log: quiet}
}

func mustOpen(t testing.TB, o Options) *DB {
	t.Helper()
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func mustClose(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func put(id int64) func(*Tx) error {
	return func(tx *Tx) error { return tx.Append("entry", id, "body of "+fmt.Sprint(id)) }
}

func mustPut(t testing.TB, db *DB, ids ...int64) {
	t.Helper()
	for _, id := range ids {
		if err := db.Write(t.Context(), put(id)); err != nil {
			t.Fatalf("write %d: %v", id, err)
		}
	}
}

// stored returns how often each id is there.
func stored(t testing.TB, db *DB) map[int64]int {
	t.Helper()
	count := map[int64]int{}
	err := db.Read(t.Context(), func(r *Reader) error {
		clear(count)
		ids, err := Collect(r, func(rows *sql.Rows) (id int64, err error) { return id, rows.Scan(&id) }, "SELECT id FROM entry")
		for _, id := range ids {
			count[id]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}

func wantStored(t testing.TB, db *DB, ids ...int64) {
	t.Helper()
	got := stored(t, db)
	for _, id := range ids {
		if got[id] != 1 {
			t.Errorf("row %d is there %d times, want once", id, got[id])
		}
		delete(got, id)
	}
	if len(got) > 0 {
		t.Errorf("unexpected rows: %v", got)
	}
}

func TestWriteIsReadAndSurvivesReopening(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := mustOpen(t, o)
	mustPut(t, db, 1, 2, 3)
	wantStored(t, db, 1, 2, 3)
	mustClose(t, db)
	if n, _ := size(o.Path + ".wal"); n != 0 {
		t.Errorf("%d bytes of WAL after Close, want a checkpoint", n)
	}
	wantStored(t, mustOpen(t, o), 1, 2, 3)
}

func TestWritesShareTransactions(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	var before, after uint64
	number := func(n *uint64) {
		t.Helper()
		err := db.Read(t.Context(), func(r *Reader) error { return r.QueryRow("SELECT max(n) FROM commit_number").Scan(n) })
		if err != nil {
			t.Fatal(err)
		}
	}
	number(&before)
	const n = 200
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := db.Write(t.Context(), func(tx *Tx) error { close(begun); <-hold; return put(0)(tx) }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	for id := int64(1); id <= n; id++ {
		wg.Go(func() {
			if err := db.Write(t.Context(), put(id)); err != nil {
				t.Error(err)
			}
		})
	}
	for len(db.queue) < n {
		runtime.Gosched()
	}
	close(hold)
	wg.Wait()
	if got := len(stored(t, db)); got != n+1 {
		t.Errorf("%d rows, want %d", got, n+1)
	}
	if number(&after); after != before+2 {
		t.Errorf("%d commits for one write and %d that waited for it, want 2", after-before, n)
	}
}

func TestOpenFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	f, err := OpenFolder(t.Context(), dir, FolderOptions{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, error %v; want 0700", info.Mode(), err)
	}
	if _, err := OpenFolder(t.Context(), dir, FolderOptions{Log: quiet}); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("second open: %v, want ErrLocked naming the folder", err)
	}
	for _, db := range []*DB{f.Intake, f.Record} {
		if err := db.Healthy(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f, err = OpenFolder(t.Context(), dir, FolderOptions{Log: quiet}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func fstestSchema(sql string) fstest.MapFS {
	return fstest.MapFS{"0001_test.sql": {Data: []byte(sql)}}
}

// rerun is this test again, in a process of its own.
func rerun(t testing.TB, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), env...)
	return cmd
}
