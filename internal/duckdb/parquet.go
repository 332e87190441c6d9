package duckdb

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"
)

// ParquetColumn is a column of a table that leaves as a Parquet file. Type is DuckDB's name for it: VARCHAR, DOUBLE, INTEGER or DATE.
type ParquetColumn struct{ Name, Type string }

// parquetMemory is what an engine that writes a file may take. A table of a few hundred thousand rows needs less.
const parquetMemory = "512MB"

// WriteParquet writes rows as a Parquet file: strings, float64, int32 and times, each as its column wants it, and nil for nothing.
//
// An engine of its own makes it, in memory and on a folder of its own that is gone afterwards: the engines on our files have no access to others.
func WriteParquet(ctx context.Context, w io.Writer, columns []ParquetColumn, rows iter.Seq[[]any]) (err error) {
	dir, err := os.MkdirTemp("", "tilstand-parquet-")
	if err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "table.parquet")
	if err := copyToParquet(ctx, dir, file, columns, rows); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	made, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	defer made.Close()
	if _, err := io.Copy(w, made); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	return nil
}

func copyToParquet(ctx context.Context, dir, file string, columns []ParquetColumn, rows iter.Seq[[]any]) (err error) {
	connector, err := driver.NewConnector("?threads=1&memory_limit="+parquetMemory, nil)
	if err != nil {
		return err
	}
	pool := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for _, stmt := range []string{
		"SET temp_directory = " + quoted(dir), "SET allowed_directories = [" + quoted(dir) + "]", "SET enable_external_access = false",
		"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET lock_configuration = true",
		createTable(columns),
	} {
		if _, err := conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	if err := conn.Raw(func(raw any) error { return appendRows(raw.(sqldriver.Conn), rows) }); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COPY leaving TO "+quoted(file)+" (FORMAT parquet)")
	return err
}

func createTable(columns []ParquetColumn) string {
	var defined []string
	for _, c := range columns {
		defined = append(defined, `"`+strings.ReplaceAll(c.Name, `"`, `""`)+`" `+c.Type)
	}
	return "CREATE TABLE leaving (" + strings.Join(defined, ", ") + ")"
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func appendRows(conn sqldriver.Conn, rows iter.Seq[[]any]) (err error) {
	appender, err := driver.NewAppenderFromConn(conn, "", "leaving")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, appender.Close()) }()
	for row := range rows {
		values := make([]sqldriver.Value, len(row))
		for i, v := range row {
			values[i] = v
		}
		if err := appender.AppendRow(values...); err != nil {
			return err
		}
	}
	return nil
}
