package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/duckdb/duckdb-go/v2"
	"pgregory.net/rapid"
)

// A member is a write with a known fate.
type member struct {
	name   string
	fn     func(id int64) func(*Tx) error
	stored bool
	err    string // part of the error's text; "" = none
}

var errRefused = errors.New("refused by the caller")

// members are all the ways in which a write can end.
var members = []member{
	{"append", put, true, ""},
	{"insert", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			n, err := tx.Exec("INSERT INTO entry VALUES (?, ?)", id, "x")
			if err == nil && n != 1 {
				err = fmt.Errorf("%d rows affected, want 1", n)
			}
			return err
		}
	}, true, ""},
	{"append, then look", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			if err := put(id)(tx); err != nil {
				return err
			}
			var n int
			if err := tx.QueryRow("SELECT count(*) FROM entry WHERE id = ?", id).Scan(&n); err != nil || n != 1 {
				return fmt.Errorf("the transaction sees its row %d times: %w", n, err)
			}
			return nil
		}
	}, true, ""},
	{"rows left open", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			if _, err := tx.Query("SELECT * FROM range(5000)"); err != nil {
				return err
			}
			tx.QueryRow("SELECT 1") // never scanned
			return put(id)(tx)
		}
	}, true, ""},
	{"append while reading", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			rows, err := tx.Query("SELECT i FROM range(5000) t(i)")
			if err != nil {
				return err
			}
			sum := 0
			for rows.Next() {
				var i int
				if err := rows.Scan(&i); err != nil {
					return err
				}
				sum += i
				if i%1000 == 0 {
					if _, err := tx.Exec("DELETE FROM entry WHERE id = ?", id); err != nil {
						return err
					}
					if err := put(id)(tx); err != nil {
						return err
					}
				}
			}
			if sum != 5000*4999/2 {
				return fmt.Errorf("sum %d", sum)
			}
			return rows.Err()
		}
	}, true, ""},
	{"refuse at once", func(int64) func(*Tx) error { return func(*Tx) error { return errRefused } }, false, "refused"},
	{"look and refuse", func(int64) func(*Tx) error {
		return func(tx *Tx) error {
			var n int
			return errors.Join(tx.QueryRow("SELECT count(*) FROM entry").Scan(&n), errRefused)
		}
	}, false, "refused"},
	{"append and refuse", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { return errors.Join(put(id)(tx), errRefused) }
	}, false, "refused"},
	{"insert and refuse", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO entry VALUES (?, 'x')", id)
			return errors.Join(err, errRefused)
		}
	}, false, "refused"},
	{"insert by a query and refuse", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			err := tx.QueryRow("INSERT INTO entry VALUES (?, 'x') RETURNING id", id).Scan(new(int64))
			return errors.Join(err, errRefused)
		}
	}, false, "refused"},
	{"statement error", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO entry VALUES (?, NULL)", id)
			return err
		}
	}, false, "NOT NULL"},
	{"statement error that is dropped", func(id int64) func(*Tx) error { // the one after which COMMIT would lie
		return func(tx *Tx) error {
			tx.Exec("INSERT INTO entry VALUES (?, NULL)", id)
			put(id)(tx)
			return nil
		}
	}, false, "NOT NULL"},
	{"query error that is dropped", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			put(id)(tx)
			tx.QueryRow("SELECT error('no')").Scan(new(int))
			return nil
		}
	}, false, "no"},
	{"query after a dropped error", func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			tx.Exec("INSERT INTO nowhere VALUES (1)")
			return tx.QueryRow("SELECT 1").Scan(new(int))
		}
	}, false, "nowhere"},
	{"misspelt table", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { return tx.Append("nowhere", id) }
	}, false, "nowhere"},
	{"wrong type", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { return tx.Append("entry", id, 3.14) }
	}, false, "append to entry"},
	{"wrong number of columns", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { return tx.Append("entry", id) }
	}, false, "append to entry"},
	{"constraint seen at the end", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { return tx.Append("entry", id, nil) }
	}, false, "NOT NULL"},
	{"panic", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { put(id)(tx); panic("at the disco") }
	}, false, "at the disco"},
	{"exit", func(id int64) func(*Tx) error {
		return func(tx *Tx) error { put(id)(tx); runtime.Goexit(); return nil }
	}, false, "ended its goroutine"},
}

// together writes members in one batch and returns their errors.
func together(t testing.TB, db *DB, batch []member) []error {
	t.Helper()
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		var once sync.Once
		err := db.Write(context.Background(), func(*Tx) error { once.Do(func() { close(begun); <-hold }); return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-begun // the writer is occupied; what comes now makes one batch
	errs := make([]error, len(batch))
	for i, m := range batch {
		j := newJob(context.Background(), m.fn(int64(i)))
		if err := db.submit(j); err != nil { // in order, which calls of Write on goroutines would not be
			t.Fatal(err)
		}
		wg.Go(func() { errs[i] = j.wait() })
	}
	close(hold)
	wg.Wait()
	return errs
}

func checkTogether(t testing.TB, db *DB, batch []member) {
	t.Helper()
	errs := together(t, db, batch)
	var want []int64
	for i, m := range batch {
		if m.stored {
			want = append(want, int64(i))
		}
		switch {
		case m.err == "" && errs[i] != nil:
			t.Errorf("%s at %d: %v", m.name, i, errs[i])
		case m.err != "" && (errs[i] == nil || !strings.Contains(errs[i].Error(), m.err)):
			t.Errorf("%s at %d: error %v, want one with %q", m.name, i, errs[i], m.err)
		}
	}
	wantStored(t, db, want...)
}

func emptied(t testing.TB, db *DB) *DB {
	t.Helper()
	if err := db.Write(context.Background(), func(tx *Tx) error { _, err := tx.Exec("DELETE FROM entry"); return err }); err != nil {
		t.Fatal(err)
	}
	return db
}

// Every kind of write, alone and at every position among writes that succeed: the neighbours are stored once, whatever happens.
func TestBadWriteSparesItsNeighbours(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	for _, m := range members {
		checkTogether(t, emptied(t, db), []member{m})
		for at := range 5 {
			batch := slices.Repeat([]member{members[0]}, 5)
			batch[at] = m
			checkTogether(t, emptied(t, db), batch)
			if t.Failed() {
				t.Fatalf("%s at position %d", m.name, at)
			}
		}
	}
	if err := db.Healthy(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAnyBatch(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	kind := rapid.SampledFrom(members)
	rapid.Check(t, func(r *rapid.T) {
		batch := rapid.SliceOfN(kind, 1, 12).Draw(r, "batch")
		checkTogether(t, emptied(t, db), batch)
		if t.Failed() {
			r.FailNow()
		}
	})
	mustClose(t, db)
}

// The engine's lie itself, so that we notice when a new version stops telling it.
func TestCommitLies(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	conn := db.engine.writer // the writer is idle
	for _, q := range []string{"BEGIN", "INSERT INTO entry VALUES (1, 'x')"} {
		if _, err := conn.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.ExecContext(t.Context(), "INSERT INTO entry VALUES (2, NULL)"); err == nil {
		t.Fatal("NULL was accepted")
	}
	if _, err := conn.ExecContext(t.Context(), "COMMIT"); err != nil {
		t.Fatalf("COMMIT after an error now says %v: the rule in Tx may be relaxed", err)
	}
	wantStored(t, db)
}

func TestOnlySelects(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"SELECT 1":                        true,
		"\n\tselect\n1":                   true,
		"-- Store.Find\n-- why\nSELECT 1": true,
		"SELECT 1; DELETE FROM entry":     false,
		"-- SELECT\nDELETE FROM entry":    false,
		"WITH x AS (SELECT 1) INSERT INTO entry SELECT * FROM x": false,
		"INSERT INTO entry VALUES (1, 'x') RETURNING id":         false,
		"selection": false, "": false, "--": false,
	} {
		if got := onlySelects(query); got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
}

func TestQueueFull(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Queue = 3
	db := mustOpen(t, o)
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		db.Write(context.Background(), func(*Tx) error { close(begun); <-hold; return nil })
	})
	<-begun
	jobs := make([]*job, o.Queue)
	for i := range jobs {
		jobs[i] = newJob(t.Context(), put(int64(i)))
		if err := db.submit(jobs[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Write(t.Context(), put(99)); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v, want ErrBusy", err)
	}
	close(hold)
	for _, j := range jobs {
		if err := j.wait(); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	wantStored(t, db, 0, 1, 2)
}

func TestWriteDroppedWhileWaiting(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := db.Write(context.Background(), func(tx *Tx) error { close(begun); <-hold; return put(1)(tx) }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	j := newJob(ctx, put(2))
	if err := db.submit(j); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := j.wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled while the writer is still busy", err)
	}
	close(hold)
	wg.Wait()
	mustPut(t, db, 3)
	wantStored(t, db, 1, 3)
	if err := db.Write(ctx, put(4)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

const endless = "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b"

func TestDeadlineInterruptsStatements(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := db.Write(ctx, func(tx *Tx) error {
		return errors.Join(put(1)(tx), tx.QueryRow(endless).Scan(new(int64)))
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("write: error %v, want context.DeadlineExceeded", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = db.Read(ctx, func(r *Reader) error { return r.QueryRow(endless).Scan(new(int64)) })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("read: error %v, want context.DeadlineExceeded", err)
	}
	mustPut(t, db, 2)
	wantStored(t, db, 2)
}

func TestCloseFinishesWhatWasAccepted(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := mustOpen(t, o)
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	var want []int64
	for id := int64(1); id <= 50; id++ {
		want = append(want, id)
	}
	wg.Go(func() { db.Write(context.Background(), func(*Tx) error { close(begun); <-hold; return nil }) })
	<-begun
	for _, id := range want {
		j := newJob(t.Context(), put(id))
		if err := db.submit(j); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := j.wait(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Go(func() {
		if err := db.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	<-db.closing
	if err := db.Write(t.Context(), put(99)); !errors.Is(err, ErrClosed) {
		t.Errorf("write: %v, want ErrClosed", err)
	}
	if err := db.Read(t.Context(), func(*Reader) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("read: %v, want ErrClosed", err)
	}
	if err := db.Checkpoint(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("checkpoint: %v, want ErrClosed", err)
	}
	close(hold)
	wg.Wait()
	wantStored(t, mustOpen(t, o), want...)
}

func TestCloseInAHurry(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	begun, hold := make(chan struct{}), make(chan struct{})
	reading := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Read(context.Background(), func(r *Reader) error { close(reading); return r.QueryRow(endless).Scan(new(int64)) })
		if err == nil {
			t.Error("an endless read ended")
		}
	})
	wg.Go(func() {
		if err := db.Write(context.Background(), func(tx *Tx) error { close(begun); <-hold; return put(2)(tx) }); err != nil {
			t.Error(err)
		}
	})
	<-reading
	<-begun
	waiting := newJob(t.Context(), put(3))
	if err := db.submit(waiting); err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	wg.Go(func() {
		if err := db.Close(over); err != nil {
			t.Error(err)
		}
	})
	<-db.hurry
	close(hold)
	if err := waiting.wait(); !errors.Is(err, ErrClosed) {
		t.Errorf("a write that had not begun: %v, want ErrClosed", err)
	}
	wg.Wait()
	if n, _ := size(o.Path + ".wal"); n == 0 {
		t.Error("the WAL was checkpointed in spite of the hurry")
	}
	wantStored(t, mustOpen(t, o), 1, 2)
}

func TestReaders(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Readers = 2
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	err := db.Read(t.Context(), func(r *Reader) error {
		var before, after int
		if err := r.QueryRow("SELECT count(*) FROM entry").Scan(&before); err != nil {
			return err
		}
		mustPut(t, db, 2) // allowed here only because nothing reopens the engine meanwhile
		if err := r.QueryRow("SELECT count(*) FROM entry").Scan(&after); err != nil {
			return err
		}
		if before != 1 || after != 1 {
			t.Errorf("one read sees %d rows, then %d; want one snapshot", before, after)
		}
		if rows, err := r.Query("INSERT INTO entry VALUES (3, 'x') RETURNING id"); err == nil {
			rows.Close()
			t.Error("a reader can write")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantStored(t, db, 1, 2)

	err = db.Read(t.Context(), func(*Reader) error { panic("at the disco") })
	if err == nil || !strings.Contains(err.Error(), "at the disco") {
		t.Errorf("error %v, want the panic", err)
	}

	in, out := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	for range o.Readers {
		wg.Go(func() { db.Read(context.Background(), func(*Reader) error { in <- struct{}{}; <-out; return nil }) })
	}
	<-in
	<-in
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := db.Read(ctx, func(*Reader) error { t.Error("one reader too many"); return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want context.DeadlineExceeded", err)
	}
	close(out)
	wg.Wait()
}

func TestLockedDown(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	for _, q := range []string{
		"SELECT * FROM read_csv('/etc/passwd')",
		"COPY entry TO '/tmp/stolen.csv'",
		"ATTACH '/tmp/other.duckdb'",
		"INSTALL httpfs",
		"LOAD httpfs",
		"SET enable_external_access = true",
		"SET threads = 3",
		"SELECT getenv('HOME')",
	} {
		if err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec(q); return err }); err == nil {
			t.Errorf("%s is allowed", q)
		}
	}
	err := db.Read(t.Context(), func(r *Reader) error {
		var zone string
		err := r.QueryRow("SELECT current_setting('TimeZone')").Scan(&zone)
		if zone != "UTC" {
			t.Errorf("time zone %q, want UTC", zone)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A sort that does not fit in memory goes through the temporary folder, which the locked-down engine must still be able to use.
func TestSpill(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.MemoryLimit = "64MB"
	db := mustOpen(t, o)
	err := db.Read(t.Context(), func(r *Reader) error {
		return r.QueryRow("SELECT count(*) FROM (SELECT md5(i::VARCHAR) AS h, row_number() OVER (ORDER BY md5(i::VARCHAR)) FROM range(1500000) AS t(i))").Scan(new(int64))
	})
	if err != nil {
		t.Error(err)
	}
}

type (
	testID   [16]byte
	testName string
	testCode int8
)

func TestValues(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Migrations = fstestSchema("CREATE TABLE v (id UUID, name VARCHAR, code TINYINT, codes TINYINT[], seen TIMESTAMPTZ, n UBIGINT, f DOUBLE, b BOOLEAN, raw BLOB)")
	db := mustOpen(t, o)
	id := testID{0xde, 0xad, 0xbe, 0xef, 15: 1}
	at := time.Date(2026, 11, 23, 12, 30, 0, 123456000, time.FixedZone("Oslo", 3600))
	name := testName("Bjørg")
	values := []any{id, &name, testCode(-1), []testCode{1, 0, -1}, at, uint64(1) << 62, 0.5, true, []byte{0, 255}}
	null := []any{nil, (*testName)(nil), nil, nil, nil, nil, nil, nil, nil}
	err := db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO v VALUES (?, ?, ?, ?::TINYINT[], ?, ?, ?, ?, ?)", id, &name, testCode(-1), []testCode{1, 0, -1}, at, uint64(1)<<62, 0.5, true, []byte{0, 255})
		return errors.Join(err, tx.Append("v", values...), tx.Append("main.v", null...))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(r *Reader) error {
		var n int
		if err := r.QueryRow("SELECT count(*) FROM v WHERE id IS NULL AND name IS NULL AND codes IS NULL AND seen IS NULL").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows of NULL, want 1 (%v)", n, err)
		}
		got, err := Collect(r, func(rows *sql.Rows) (string, error) {
			var s string
			return s, rows.Scan(&s)
		}, "SELECT CAST(v AS VARCHAR) FROM v WHERE id = ?", id)
		want := `{'id': deadbeef-0000-0000-0000-000000000001, 'name': Bjørg, 'code': -1, 'codes': [1, 0, -1], 'seen': '2026-11-23 11:30:00.123456+00', 'n': 4611686018427387904, 'f': 0.5, 'b': true, 'raw': \x00\xFF}`
		if err != nil || !slices.Equal(got, []string{want, want}) {
			t.Errorf("got %q (%v), want twice %q", got, err, want)
		}
		var scanned driver.UUID
		var when time.Time
		if err := r.QueryRow("SELECT id, seen FROM v WHERE id IS NOT NULL").Scan(&scanned, &when); err != nil || testID(scanned) != id || !when.Equal(at) {
			t.Errorf("scanned %v %v (%v)", scanned, when, err)
		}
		none, err := Collect(r, func(*sql.Rows) (int, error) { return 0, nil }, "SELECT 1 WHERE false")
		if err != nil || none == nil {
			t.Errorf("Collect of nothing is %v (%v), want an empty slice", none, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
