package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/duckdb/powertest"
)

// The states that [TestPowerLoss] survives are no harmless ones: without the copy before a checkpoint, without the ack mark, and without syncs, the same kind of states is
// not opened or has lost what was acknowledged.
func TestPowerLossBites(t *testing.T) {
	if r := killtest.Running(); r != nil {
		workPlainly(t, r)
	}
	t.Parallel()
	bites := func(name string, modes []powertest.Mode, n int, rec *powertest.Recording, open opener) {
		t.Run(name, func(t *testing.T) {
			o := outcomes{}
			for _, mode := range modes {
				rec.States(mode, max(n, powertest.Number(n)), func(s powertest.State) {
					if len(s.Reports) > 0 && (o.bad() == 0 || powertest.Number(0) > 0) { // how often they bite is for the long run
						o.look(t, s, open)
					}
				})
			}
			if t.Log(&o, o.first); o.bad() == 0 {
				t.Error("nothing was amiss, so these states prove nothing")
			}
		})
	}
	dir := t.TempDir()
	plain := powertest.Record(t, dir, nil, filepath.Join(dir, mainFile), "plain")
	plain.Verify(t)
	bites("the engine's own checkpoints", []powertest.Mode{powertest.TornEach}, 150, plain, openPlainly)

	dir = t.TempDir()
	ours := powertest.Record(t, dir, nil, filepath.Join(dir, mainFile), "ours")
	bites("no ack mark", []powertest.Mode{powertest.Pages, powertest.TornEach}, 150, ours, func(ctx context.Context, path string, r *repairs) (finding, error) {
		if err := remove(path + ".acked"); err != nil {
			return finding{}, err
		}
		return open(ctx, path, r)
	})
	bites("no syncs", []powertest.Mode{powertest.Synced, powertest.Pages}, 5, ours.Unsynced(), open)
}

// workPlainly writes and reports with the engine as it comes: it checkpoints by itself, and nothing is kept for the case that it fails.
func workPlainly(t *testing.T, r *killtest.Reporter) {
	if r.Args[1] == "ours" {
		workUntilOff(t, r, killOptions(r.Args[0]))
	}
	powertest.Begin(t)
	db, err := sql.Open("duckdb", r.Args[0]+"?checkpoint_threshold=10KB")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for name := range killSchema {
		if _, err := db.Exec(string(killSchema[name].Data)); err != nil {
			t.Fatal(err)
		}
	}
	for id := range 200 {
		_, err := db.Exec(fmt.Sprintf("BEGIN; INSERT INTO entry VALUES (%d, '%s'); INSERT INTO detail SELECT %[1]d, n FROM range(%[3]d) s(n); COMMIT", id, strings.Repeat("x", 300), details))
		if err != nil {
			t.Fatal(err)
		}
		r.Line(strconv.Itoa(id))
	}
	powertest.Off(r)
}

// openPlainly opens a database without this package.
func openPlainly(ctx context.Context, path string, _ *repairs) (f finding, err error) {
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.PingContext(ctx); err != nil {
		return f, err
	}
	if f, err = found(plainly{ctx, db}); err != nil && strings.Contains(err.Error(), "Catalog Error") {
		return finding{}, nil // killed before there was a table
	}
	return f, err
}

// plainly is a Querier of the engine alone.
type plainly struct {
	ctx context.Context
	db  *sql.DB
}

func (p plainly) Query(query string, args ...any) (*sql.Rows, error) {
	return p.db.QueryContext(p.ctx, query, args...)
}
func (p plainly) QueryRow(query string, args ...any) *sql.Row {
	return p.db.QueryRowContext(p.ctx, query, args...)
}
