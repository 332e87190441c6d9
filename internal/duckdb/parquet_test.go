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
	if err := WriteParquet(t.Context(), &out, t.TempDir(), columns, slices.Values(rows)); err != nil {
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

// Rows beyond a group come whole and in their order.
func TestParquetOfManyRows(t *testing.T) {
	t.Parallel()
	const rows = 2*parquetRows + givenTogether + 3
	one := []any{"", int32(0)} // one and the same slice for all
	var out bytes.Buffer
	err := WriteParquet(t.Context(), &out, t.TempDir(), []ParquetColumn{{"text", "VARCHAR"}, {"i", "INTEGER"}}, func(yield func([]any) bool) {
		for i := range rows {
			one[0], one[1] = strings.Repeat("x", i%40), int32(i)
			if !yield(one) {
				return
			}
		}
	})
	if err != nil {
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
	var found, right, groups int
	err = db.QueryRow(`select count(*), count(*) filter (i = file_row_number and len(text) = i % 40), (select count(distinct row_group_id) from parquet_metadata($1))
		from read_parquet($1, file_row_number = true)`, file).Scan(&found, &right, &groups)
	if err != nil || found != rows || right != rows || groups != 3 {
		t.Errorf("%d rows, %d of them right, in %d groups: %v", found, right, groups, err)
	}
}

// The folder is gone afterwards, also when something is wrong.
func TestParquetLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := []ParquetColumn{{"a", "INTEGER"}}
	if err := WriteParquet(t.Context(), &bytes.Buffer{}, dir, one, slices.Values([][]any{{"a text"}})); err == nil || !strings.Contains(err.Error(), "Parquet") {
		t.Errorf("a text for a number: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := WriteParquet(ended, &bytes.Buffer{}, dir, one, slices.Values([][]any{{int32(1)}})); err == nil {
		t.Error("nobody waits for it, and it is written")
	}
	if err := WriteParquet(t.Context(), &bytes.Buffer{}, dir, one, slices.Values([][]any{{int32(1)}})); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}
