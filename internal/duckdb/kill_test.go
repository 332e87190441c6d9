package duckdb

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tilstand/internal/duckdb/killtest"
)

// Every write stores one entry and this many details, so that half a write can be told from a whole one.
const details = 7

var killSchema = fstestSchema("CREATE TABLE entry (id BIGINT NOT NULL, body VARCHAR NOT NULL); CREATE TABLE detail (id BIGINT NOT NULL, n TINYINT NOT NULL);")

// A database of this name has a journal, in the victim and in whoever opens it after the kill.
const journalledMain = "journalled.duckdb"

func killOptions(path string) Options {
	o := Options{
		Path: path, Migrations: killSchema, CheckpointBytes: 100_000,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if filepath.Base(path) == journalledMain {
		o = journalled(o)
	}
	return o
}

func putWhole(id int64) func(*Tx) error {
	return func(tx *Tx) error {
		if err := tx.Append("entry", id, strings.Repeat("x", 300)); err != nil {
			return err
		}
		for n := range details {
			if err := tx.Append("detail", id, n); err != nil {
				return err
			}
		}
		return nil
	}
}

// work writes from many goroutines until the process is killed, and reports each id when its write was acknowledged. Ids begin at first.
func work(r *killtest.Reporter, db *DB, clients int, first int64) error {
	var next atomic.Int64
	next.Store(first)
	failed := make(chan error)
	for range clients {
		go func() {
			for {
				id := next.Add(1)
				if err := db.Write(context.Background(), putWhole(id)); err != nil {
					failed <- err
					return
				}
				r.Line(strconv.FormatInt(id, 10))
			}
		}()
	}
	return <-failed
}

// A tally is what a round of kills has promised and found.
type tally struct {
	acked   map[int64]bool
	kills   int
	present int
	repairs repairs
}

// check opens the database, as a start after the kill would, and compares.
func (k *tally) check(t *testing.T, path string) {
	t.Helper()
	f, err := open(t.Context(), path, &k.repairs)
	if err == nil {
		err = f.partial
	}
	if err != nil {
		t.Fatalf("after %d kills: %v", k.kills, err)
	}
	for id := range k.acked {
		if !f.present[id] {
			t.Errorf("write %d was acknowledged and is gone", id)
		}
	}
	k.present = len(f.present)
	if t.Failed() {
		t.FailNow()
	}
}

func (k *tally) note(t *testing.T, lines []string) {
	t.Helper()
	for _, line := range lines {
		id, err := strconv.ParseInt(line, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		k.acked[id] = true
	}
	k.kills++
}

// kill kills a victim in a folder over and over, and checks after each time.
func kill(t *testing.T, moment string, rounds int) {
	const perFolder = 10
	var table killtest.Table
	for left := rounds; left > 0; left -= perFolder {
		path := filepath.Join(t.TempDir(), []string{"killed.duckdb", journalledMain}[left/perFolder%2])
		k := &tally{acked: map[int64]bool{}}
		for i := range min(left, perFolder) {
			v := killtest.Start(t, path, strconv.Itoa(i))
			if i%5 == 4 {
				table.Kill(moment + ", start")
				k.note(t, v.KillWithin(killtest.UpTo(150*time.Millisecond)))
			} else {
				table.Kill(moment)
				k.note(t, v.KillAfter(killtest.UpTo(250*time.Millisecond)))
			}
			k.check(t, path)
		}
		table.Found(len(k.acked), k.present, 0, 0) // of anything else the test has failed by now
		k.repairs.into(&table)
	}
	table.Report(t)
}

// victim opens the database named by the parent and returns the first id of this life.
func victim(t *testing.T, r *killtest.Reporter, checkpoint int64) (*DB, int64) {
	life, err := strconv.ParseInt(r.Args[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	o := killOptions(r.Args[0])
	o.CheckpointBytes = checkpoint
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r.Ready()
	return db, life * 1_000_000
}

// Writes from 32 clients, a checkpoint every 100 kB.
func TestKillDuringWrites(t *testing.T) {
	if r := killtest.Running(); r != nil {
		db, first := victim(t, r, 100_000)
		t.Fatal(work(r, db, 32, first))
	}
	kill(t, "writes", killtest.Rounds(20))
}

// The same in a storm: a checkpoint after every few batches.
func TestKillDuringCheckpoints(t *testing.T) {
	if r := killtest.Running(); r != nil {
		db, first := victim(t, r, 5_000)
		t.Fatal(work(r, db, 8, first))
	}
	kill(t, "checkpoints", killtest.Rounds(15))
}

// One rewrite after the other, with writes in between.
func TestKillDuringRewrites(t *testing.T) {
	if r := killtest.Running(); r != nil {
		db, first := victim(t, r, 100_000)
		go func() {
			for {
				err := db.Rewrite(context.Background(), func(from *Reader, to *Tx) error {
					return copyAll(from, to)
				})
				if err != nil {
					panic(fmt.Sprintf("rewrite: %v", err))
				}
			}
		}()
		t.Fatal(work(r, db, 4, first))
	}
	kill(t, "rewrites", killtest.Rounds(15))
}

func copyAll(from *Reader, to *Tx) error {
	for _, table := range []string{"entry", "detail"} {
		rows, err := from.Query("SELECT * FROM " + table)
		if err != nil {
			return err
		}
		for rows.Next() {
			var a, b any
			if err := rows.Scan(&a, &b); err != nil {
				return err
			}
			if err := to.Append(table, a, b); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}
