package duckdb

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tilstand/internal/testkit"
)

// keep copies the rows that satisfy a condition.
func keep(condition string) func(*Reader, *Tx) error {
	return func(from *Reader, to *Tx) error {
		type entry struct {
			id   int64
			body string
		}
		all, err := Collect(from, func(rows *sql.Rows) (e entry, err error) { return e, rows.Scan(&e.id, &e.body) },
			"SELECT id, body FROM entry WHERE "+condition)
		for _, e := range all {
			err = errors.Join(err, to.Append("entry", e.id, e.body))
		}
		return err
	}
}

const planted = "hemmelig-svar-4711"

// holding returns the files under dir in which a text can be found.
func holding(t testing.TB, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			files = append(files, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestRewriteForgets(t *testing.T) {
	t.Parallel()
	s, w := sample(t) // with a damaged main beside it, which holds the secret too
	_ = s
	torn := w.states["checkpoint: announced"].flipped(mainFile, metadataBlock+20).with(inFlight, nil)
	torn[mainFile] = append(torn[mainFile], planted...)
	o := torn.put(t)
	dir := filepath.Dir(o.Path)
	db := mustOpen(t, o)
	if len(matches(o.Path+".bad-*")) != 1 {
		t.Fatal("no damaged file was kept")
	}
	secret := func(tx *Tx) error { return tx.Append("entry", int64(99), planted) }
	if err := db.Write(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), secret); err != nil { // one in main, one in the WAL
		t.Fatal(err)
	}
	if got := holding(t, dir, planted); len(got) != 3 {
		t.Fatalf("the text is in %v, want three files: this test does not bite", got)
	}
	if err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec("DELETE FROM entry WHERE id = 99"); return err }); err != nil {
		t.Fatal(err)
	}
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := holding(t, dir, planted); len(got) == 0 {
		t.Error("DELETE and CHECKPOINT erase after all: Rewrite may be simpler")
	}
	if err := db.Rewrite(t.Context(), keep("id % 2 = 0")); err != nil {
		t.Fatal(err)
	}
	if got := holding(t, dir, planted); len(got) > 0 {
		t.Errorf("still in %v", got)
	}
	wantStored(t, db, 2, 4, 6)
	mustPut(t, db, 7)
	mustClose(t, db)
	if got := holding(t, dir, planted); len(got) > 0 {
		t.Errorf("still in %v", got)
	}
	if got := stateOf(t, dir); len(got) != 2 {
		t.Errorf("files %v, want the database and its mark", describe(got))
	}
	wantStored(t, mustOpen(t, o), 2, 4, 6, 7)
}

func TestRewriteFails(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	mustPut(t, db, 1, 2)
	for name, fn := range map[string]func(*Reader, *Tx) error{
		"refused": func(_ *Reader, to *Tx) error { return errors.Join(put(9)(to), errRefused) },
		"nowhere": func(_ *Reader, to *Tx) error { to.Exec("INSERT INTO nowhere VALUES (1)"); return nil },
		"disco":   func(*Reader, *Tx) error { panic("at the disco") },
		"Cannot":  func(from *Reader, _ *Tx) error { _, err := from.Query("DELETE FROM entry"); return err },
	} {
		if err := db.Rewrite(t.Context(), fn); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v, want one with %q", err, name)
		}
		mustPut(t, db, 3)
		wantStored(t, db, 1, 2, 3)
		if err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec("DELETE FROM entry WHERE id = 3"); return err }); err != nil {
			t.Fatal(err)
		}
		if left := matches(db.files.rewrite + "*"); len(left) > 0 {
			t.Errorf("%v left behind", left)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Rewrite(ctx, keep("true")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	wantStored(t, db, 1, 2)
}

func TestKilledBetweenAnyStepsOfARewrite(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	killBetweenStepsOfARewrite(t, o, w)
}

func killBetweenStepsOfARewrite(t *testing.T, o Options, w *witness) {
	db := mustOpen(t, o)
	mustPut(t, db, 1, 2, 3, 4)
	clear(w.states)
	err := db.Rewrite(t.Context(), func(from *Reader, to *Tx) error {
		w.states["building"] = stateOf(t, w.dir)
		return keep("id > 2")(from, to)
	})
	if err != nil {
		t.Fatal(err)
	}
	for step, s := range w.states {
		if strings.HasPrefix(step, "rewrite: renamed") || strings.HasPrefix(step, "rewrite: durable") || step == "start" {
			s.recovered(t, 3, 4)
		} else {
			s.recovered(t, 1, 2, 3, 4)
		}
	}
	for _, step := range []string{"checkpoint: copied", "building", "rewrite: built", "rewrite: renamed", "rewrite: durable", "start"} {
		if _, ok := w.states[step]; !ok {
			t.Errorf("no such step: %s", step)
		}
	}
	if s := w.states["rewrite: built"]; s != nil { // the build itself, cut short anywhere
		s.with(mainFile+".rewrite", s[mainFile+".rewrite"][:5000]).recovered(t, 1, 2, 3, 4)
	}
}

func TestRewriteAmongReadersAndWriters(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.CheckpointBytes = 20_000
	db := mustOpen(t, o)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for c := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := db.Write(context.Background(), put(int64(c*100_000+i))); err != nil {
					t.Error(err)
					return
				}
			}
		})
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := db.Read(context.Background(), func(r *Reader) error {
					var all, distinct int
					err := r.QueryRow("SELECT count(*), count(DISTINCT id) FROM entry").Scan(&all, &distinct)
					if all != distinct {
						t.Errorf("%d rows, %d different", all, distinct)
					}
					return err
				})
				if err != nil && !errors.Is(err, ErrBusy) {
					t.Error(err)
					return
				}
			}
		})
	}
	for range testkit.Rounds(4, 20) {
		if err := db.Rewrite(t.Context(), keep("true")); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
	for id, n := range stored(t, db) {
		if n != 1 {
			t.Fatalf("row %d is there %d times", id, n)
		}
	}
}

func TestRewriteIsLarge(t *testing.T) {
	t.Parallel()
	db := mustOpen(t, options(t))
	const n = 300_000 // more than two row groups of 122,880 rows, which the engine writes to the file before COMMIT
	err := db.Write(t.Context(), func(tx *Tx) error {
		for i := range n {
			if err := tx.Append("entry", i, fmt.Sprint(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Rewrite(t.Context(), keep("id % 3 > 0")); err != nil {
		t.Fatal(err)
	}
	if got := len(stored(t, db)); got != n*2/3 {
		t.Errorf("%d rows, want %d", got, n*2/3)
	}
}

// Blocks that the engine wrote into main before COMMIT, and to which the WAL only refers, are in the copy that a checkpoint makes.
func TestTornMainWithLargeCommit(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	db := mustOpen(t, o)
	const n = 300_000
	err := db.Write(t.Context(), func(tx *Tx) error {
		for i := range n {
			if err := tx.Append("entry", i, "x"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := stateOf(t, w.dir)
	if len(s[walFile]) > n {
		t.Fatalf("the WAL has %d bytes: the rows are in it, and this test proves nothing", len(s[walFile]))
	}
	if err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	torn := w.states["checkpoint: announced"].flipped(mainFile, metadataBlock+20)
	for _, s := range []state{s, torn} {
		if got := len(stored(t, mustOpen(t, s.put(t)))); got != n {
			t.Errorf("%d rows, want %d", got, n)
		}
	}
}
