package duckdb

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/testkit"
)

// A program that brings a file of an older version up to date is killed at any moment. The next start finds the old rows and ends in the newest schema, never
// in one between.
func TestKillDuringMigrations(t *testing.T) {
	all, err := fs.Sub(migrations, "migrations/record")
	if err != nil {
		t.Fatal(err)
	}
	if r := killtest.Running(); r != nil {
		o := killOptions(r.Args[0])
		o.Migrations = all
		r.Ready()
		if _, err := Open(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		select {}
	}
	var table killtest.Table
	want := ""
	for round := range killtest.Rounds(testkit.Rounds(3, 15)) {
		dir := t.TempDir()
		o := options(t)
		o.Path = filepath.Join(dir, mainFile)
		first := 16 + round%5 // the table that is filled came with the second, and later ones fill others from it
		o.Migrations = before(t, all, fmt.Sprintf("%04d_", first))
		db := mustOpen(t, o)
		err := db.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(`insert into edition values ('e1', 'programme', 'skolemiljo', 1, '2027-01-10 12:00:00', '{"format":1}')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		mustClose(t, db)
		v := killtest.Start(t, o.Path)
		v.KillAfter(killtest.UpTo(120 * time.Millisecond))
		var r repairs
		o.Migrations = all
		began := time.Now()
		db = mustOpen(t, o)
		r.slow(time.Since(began))
		if schema := dump(t, db); want == "" {
			want = schema
		} else if schema != want {
			t.Errorf("from %d: another schema than from the one before", first)
		}
		if err := db.Read(t.Context(), func(r *Reader) error {
			var n int
			err := r.QueryRow("select count(*) from edition").Scan(&n)
			if n != 1 {
				t.Errorf("from %d: %d rows, want 1", first, n)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		mustClose(t, db)
		table.Kill("migrations")
		table.Found(1, 1, 0, 0)
		r.into(&table)
	}
	if !strings.Contains(want, "CREATE TABLE reference") {
		t.Error("the schema is not the newest one")
	}
	table.Report(t)
}
