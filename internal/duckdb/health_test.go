package duckdb

import (
	"fmt"
	"testing"
)

// A year of tries, one every five seconds, is less than a megabyte: the numbers are stored as a beginning and a step.
func TestHealthLeavesNoGrowth(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := mustOpen(t, o)
	mustPut(t, db, 1)
	length := func() int64 {
		t.Helper()
		if err := db.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		n, err := size(o.Path)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := length()
	const tries = 365 * 24 * 3600 / 5
	var last uint64
	err := db.Write(t.Context(), func(tx *Tx) error {
		if err := tx.QueryRow("SELECT max(n) FROM commit_number").Scan(&last); err != nil {
			return err
		}
		_, err := tx.Exec(fmt.Sprintf("INSERT INTO commit_number SELECT range FROM range(%d, %d)", last+2, last+tries))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if after := length(); after-before > 1<<20 {
		t.Errorf("%d bytes before %d tries, %d after", before, tries, after)
	}
}
