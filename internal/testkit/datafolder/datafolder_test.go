package datafolder

import (
	"context"
	"testing"

	"tilstand/internal/duckdb"
)

// roles counts through the real migrations: the table is theirs.
func roles(t *testing.T, f *duckdb.Folder) int {
	t.Helper()
	var n int
	err := f.Record.Read(t.Context(), func(r *duckdb.Reader) error {
		return r.QueryRow(`select count(*) from account_role`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpenAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := OpenAt(t, dir)
	err := first.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec(`insert into account_role values ('x', 'operator', '', timestamp '2026-08-17 08:00:00', true)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := roles(t, OpenAt(t, dir)); got != 1 {
		t.Errorf("%d passwords after opening again, want 1", got)
	}
}

func TestOpenIsEmpty(t *testing.T) {
	t.Parallel()
	if got := roles(t, Open(t)); got != 0 {
		t.Errorf("%d passwords in a new folder, want none", got)
	}
}
