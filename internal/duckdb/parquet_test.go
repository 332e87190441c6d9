package duckdb

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What is written is read back by DuckDB, with its types.
func TestParquet(t *testing.T) {
	t.Parallel()
	columns := []ParquetColumn{{"school", "VARCHAR"}, {"group", "VARCHAR"}, {"value", "DOUBLE"}, {"n", "INTEGER"}, {"closing_date", "DATE"}}
	rows := [][]any{
		{"=Bø", "total", 3.4, int32(24), time.Date(2026, 12, 18, 0, 0, 0, 0, time.UTC)},
		{"Å \"skole\"", "O'Neill", nil, nil, nil},
	}
	var out bytes.Buffer
	if err := WriteParquet(t.Context(), &out, columns, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var said string
	err = db.QueryRow(`select string_agg(school || '|' || "group" || '|' || coalesce(value::varchar, '-') || '|' || coalesce(n::varchar, '-') || '|' ||
		coalesce(closing_date::varchar, '-'), ';' order by school) from read_parquet(` + quoted(file) + ")").Scan(&said)
	if err != nil || said != `=Bø|total|3.4|24|2026-12-18;Å "skole"|O'Neill|-|-|-` {
		t.Error(said, err)
	}
	err = db.QueryRow(`select string_agg(column_type, ' ') from (describe select * from read_parquet(` + quoted(file) + "))").Scan(&said)
	if err != nil || said != "VARCHAR VARCHAR DOUBLE INTEGER DATE" {
		t.Error(said, err)
	}
}

// The folder is gone afterwards, also when something is wrong.
func TestParquetLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	one := []ParquetColumn{{"a", "INTEGER"}}
	if err := WriteParquet(t.Context(), &bytes.Buffer{}, one, slices.Values([][]any{{"a text"}})); err == nil || !strings.Contains(err.Error(), "Parquet") {
		t.Errorf("a text for a number: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := WriteParquet(ended, &bytes.Buffer{}, one, slices.Values([][]any{{int32(1)}})); err == nil {
		t.Error("nobody waits for it, and it is written")
	}
	if err := WriteParquet(t.Context(), &bytes.Buffer{}, one, slices.Values([][]any{{int32(1)}})); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}
