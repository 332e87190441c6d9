package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"
)

// ParquetColumn is a column of a table that leaves as a Parquet file. Type is DuckDB's name for it: VARCHAR, DOUBLE, INTEGER or DATE.
type ParquetColumn struct{ Name, Type string }

const (
	parquetMemory = "128MB" // what an engine that writes a file may take
	parquetRows   = 16_384  // rows of a group, of which the engine holds one; readers skip by them, and ask for no more than some thousand in each
)

// WriteParquet writes rows as a Parquet file: strings, float64, int32 and times, each as its column wants it, and nil for nothing. Rows are taken as they
// are written, however many they are; the slice of one is not kept.
//
// An engine of its own makes it, in memory and on a folder of its own in dir that is gone afterwards: the engines on our files have no access to others.
func WriteParquet(ctx context.Context, w io.Writer, dir string, columns []ParquetColumn, rows iter.Seq[[]any]) (err error) {
	dir, err = os.MkdirTemp(dir, ".parquet-")
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
	} {
		if _, err := conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	given, stop := give(ctx, rows)
	defer stop()
	source := &rowSource{given: given}
	for _, c := range columns {
		kind, err := driver.NewTypeInfo(parquetTypes[c.Type])
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		source.columns = append(source.columns, driver.ColumnInfo{Name: c.Name, T: kind})
	}
	leaving := driver.RowTableFunction{BindArguments: func(map[string]any, ...any) (driver.RowTableSource, error) { return source, nil }}
	if err := driver.RegisterTableUDF(conn, "leaving", leaving); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("COPY (FROM leaving()) TO %s (FORMAT parquet, ROW_GROUP_SIZE %d)", quoted(file), parquetRows))
	return errors.Join(err, ctx.Err()) // rows that ended with the context are not all
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

var parquetTypes = map[string]driver.Type{
	"VARCHAR": driver.TYPE_VARCHAR, "DOUBLE": driver.TYPE_DOUBLE, "INTEGER": driver.TYPE_INTEGER, "DATE": driver.TYPE_DATE,
}

// rowSource is a table function of the engine's: it asks for row after row.
type rowSource struct {
	columns []driver.ColumnInfo
	given   <-chan [][]any
	rows    [][]any
}

func (s *rowSource) ColumnInfos() []driver.ColumnInfo     { return s.columns }
func (s *rowSource) Cardinality() *driver.CardinalityInfo { return nil }
func (s *rowSource) Init()                                {}

// FillRow gives the next row; false after the last.
func (s *rowSource) FillRow(to driver.Row) (bool, error) {
	if len(s.rows) == 0 {
		rows, more := <-s.given
		if !more {
			return false, nil
		}
		s.rows = rows
	}
	for i, v := range s.rows[0] {
		if err := to.SetRowValue(i, v); err != nil {
			return false, fmt.Errorf("column %s: %w", s.columns[i].Name, err)
		}
	}
	s.rows = s.rows[1:]
	return true, nil
}

// givenTogether is how many rows go to the engine in one handful.
const givenTogether = 256

// give goes through the rows on a goroutine of its own. The engine asks for them from inside its own code, where an iterator cannot be pulled. The caller
// stops it, which waits until it has ended.
func give(ctx context.Context, rows iter.Seq[[]any]) (given <-chan [][]any, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan [][]any)
	go func() {
		defer close(out)
		var some [][]any
		pass := func() bool {
			select {
			case out <- some:
				some = nil
				return true
			case <-ctx.Done():
				return false
			}
		}
		for row := range rows {
			if some = append(some, slices.Clone(row)); len(some) == givenTogether && !pass() {
				return
			}
		}
		if len(some) > 0 {
			pass()
		}
	}()
	return out, func() {
		cancel()
		for range out { // until it has ended
		}
	}
}
