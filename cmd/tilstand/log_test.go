package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"

	"tilstand/internal/duckdb"
)

// An operator gives two people roles, looks at the log, notes its head, and later finds that somebody has changed it.
func TestTheLogIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ask := func(words ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append(words, "-data", dir), &out, io.Discard)
		return out.String(), err
	}
	for _, who := range []string{"kari", "ola"} {
		if _, err := ask("user", "add", "-email", who+"@example.no", "-name", who, "-role", "operator"); err != nil {
			t.Fatal(err)
		}
	}
	list, err := ask("log", "list", "-action", "invited", "-limit", "1")
	if lines := strings.Split(strings.TrimSpace(list), "\n"); err != nil || len(lines) != 2 || !strings.HasPrefix(lines[1], "2 ") || !strings.Contains(lines[1], "console") {
		t.Fatalf("%v:\n%s", err, list)
	}
	said, err := ask("log", "verify")
	_, head, found := strings.Cut(strings.TrimSpace(said), "head ")
	if err != nil || !found {
		t.Fatalf("%v: %s", err, said)
	}
	if _, err := ask("log", "verify", "-head", head); err != nil {
		t.Errorf("its own head: %v", err)
	}
	if _, err := ask("log", "verify", "-head", "x"); err == nil {
		t.Error("what is no head is taken for one")
	}

	folder, err := duckdb.OpenFolder(t.Context(), dir, duckdb.FolderOptions{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	err = folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec("update audit_log set account = 'someone' where number = 1; delete from audit_log where number = 2")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := folder.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := ask("log", "verify"); err == nil || !strings.Contains(err.Error(), "breaks at entry 1") {
		t.Errorf("a changed entry: %v", err)
	}
}
