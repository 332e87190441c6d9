package duckdb

import (
	"context"
	"database/sql"
	stdriver "database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"
)

// Querier is what a [Tx] and a [Reader] have in common.
type Querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// Collect runs a query and scans every row of it. It returns an empty, non-nil slice when there are none.
func Collect[T any](q Querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// A Reader sees one snapshot of the database. It is valid inside the function it was given to.
type Reader struct {
	ctx  context.Context
	conn *sql.Conn
	open []*sql.Rows
}

// Context is the context of the read. Its end interrupts a running query.
func (r *Reader) Context() context.Context { return r.ctx }

// Query runs a query. Rows that are left open are closed when the function returns. For arguments see [Tx.Append].
func (r *Reader) Query(query string, args ...any) (*sql.Rows, error) {
	rows, err := r.conn.QueryContext(r.ctx, query, statementArgs(args)...)
	if err == nil {
		r.open = append(r.open, rows)
	}
	return rows, err
}

// QueryRow runs a query of one row.
func (r *Reader) QueryRow(query string, args ...any) *sql.Row {
	return r.conn.QueryRowContext(r.ctx, query, statementArgs(args)...)
}

func (r *Reader) release() { closeAll(r.open) }

// A Tx is one caller's part of a transaction, which it may share with others. It is valid inside the function it was given to.
//
// The first error of any statement ends the transaction for good: COMMIT would report success and store nothing, so
// the error is kept even if the function drops it, and every later call returns it.
type Tx struct {
	ctx     context.Context
	shared  *transaction
	open    []*sql.Rows
	touched bool // something was written, or may have been
}

// Context is the context that was given to [DB.Write].
func (tx *Tx) Context() context.Context { return tx.ctx }

// Exec runs one or more statements and returns how many rows the last one changed. For arguments see [Tx.Append].
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	tx.touched, tx.shared.unrepeatable = true, true
	if err := tx.shared.flush(); err != nil {
		return 0, err
	}
	result, err := tx.shared.conn.ExecContext(tx.ctx, query, statementArgs(args)...)
	if err != nil {
		return 0, tx.shared.fail(err)
	}
	n, err := result.RowsAffected()
	return n, tx.shared.fail(err)
}

// Query runs a query that sees what the transaction has written so far. Rows that are left open are closed when the
// function returns.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := tx.beforeQuery(query); err != nil {
		return nil, err
	}
	rows, err := tx.shared.conn.QueryContext(tx.ctx, query, statementArgs(args)...)
	if err != nil {
		return nil, tx.shared.fail(err)
	}
	tx.open = append(tx.open, rows)
	return rows, nil
}

// QueryRow runs a query of one row, like [Tx.Query].
func (tx *Tx) QueryRow(query string, args ...any) *sql.Row {
	ctx := tx.ctx
	if err := tx.beforeQuery(query); err != nil {
		// Only database/sql can make a *sql.Row. One that carries the error comes from a context that has ended with it.
		ctx = ended{Context: ctx, err: err}
	}
	row := tx.shared.conn.QueryRowContext(ctx, query, statementArgs(args)...)
	tx.shared.fail(row.Err())
	return row
}

// ended is a context that is over, for a reason of our choice.
type ended struct {
	context.Context
	err error
}

var over = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

func (e ended) Done() <-chan struct{} { return over }
func (e ended) Err() error            { return e.err }

// Append adds one row to a table; there must be a value for every column, in the table's order. It is many times faster than
// INSERT, and what it does is seen by later statements of the same transaction. A violated constraint may
// show only in one of those, or at the end.
//
// Values may be of named types. A [16]byte goes to a uuid column; a time.Time is stored in UTC with microseconds; any slice goes to a
// list; a value for a json column is marshalled, so JSON text belongs in a varchar. Integers are not checked against the
// column's range. The same conversions apply to the arguments of statements.
func (tx *Tx) Append(table string, values ...any) error {
	tx.touched = true
	return tx.shared.append(table, values)
}

func (tx *Tx) beforeQuery(query string) error {
	if !onlySelects(query) {
		tx.touched, tx.shared.unrepeatable = true, true
	}
	return tx.shared.flush()
}

func (tx *Tx) release() { closeAll(tx.open) }

func closeAll(open []*sql.Rows) {
	for _, rows := range open {
		rows.Close() // its error is that of a query whose outcome nobody waits for any more
	}
}

// onlySelects reports whether a query surely changes nothing; it may say no too often.
func onlySelects(query string) bool {
	query = strings.TrimSpace(query)
	for strings.HasPrefix(query, "--") {
		_, query, _ = strings.Cut(query, "\n")
		query = strings.TrimSpace(query)
	}
	words := strings.Fields(query)
	return len(words) > 0 && strings.EqualFold(words[0], "select") && !strings.Contains(query, ";")
}

// A transaction is what the members of a batch share: the connection, the appenders, and the first error.
type transaction struct {
	conn      *sql.Conn
	end       *sql.Stmt // COMMIT
	appenders map[string]*driver.Appender
	unflushed bool
	err       error

	ledger       *ledger // nil where rows are not journalled
	unrepeatable bool    // something was written that the journal cannot bring back
}

func begin(e *engine) (*transaction, error) {
	if _, err := e.begin.ExecContext(context.Background()); err != nil {
		return nil, err
	}
	return &transaction{conn: e.writer, end: e.commit, appenders: make(map[string]*driver.Appender)}, nil
}

func (t *transaction) fail(err error) error {
	if err != nil && t.err == nil {
		t.err = err
	}
	return err
}

func (t *transaction) append(table string, values []any) error {
	if t.err != nil {
		return t.err
	}
	row := make([]stdriver.Value, len(values))
	for i, v := range values {
		row[i] = plain(v)
	}
	return t.fail(t.conn.Raw(func(c any) error {
		a, err := t.appender(c.(stdriver.Conn), table)
		if err != nil {
			return fmt.Errorf("append to %s: %w", table, err)
		}
		if err := a.AppendRow(row...); err != nil {
			return fmt.Errorf("append to %s: %w", table, err)
		}
		t.unflushed = true
		t.note(table, row)
		return nil
	}))
}

// note journals a row.
func (t *transaction) note(table string, row []stdriver.Value) {
	if t.ledger != nil && !t.unrepeatable {
		t.unrepeatable = t.ledger.add(table, row) != nil
	}
}

// appender returns the table's appender. An appender joins the transaction that is open on its connection.
func (t *transaction) appender(c stdriver.Conn, table string) (*driver.Appender, error) {
	if a, ok := t.appenders[table]; ok {
		return a, nil
	}
	schema, name, ok := strings.Cut(table, ".")
	if !ok {
		schema, name = "", table
	}
	a, err := driver.NewAppenderFromConn(c, schema, name)
	if err == nil {
		t.appenders[table] = a
	}
	return a, err
}

// flush hands appended rows to the tables.
func (t *transaction) flush() error {
	if t.err != nil || !t.unflushed {
		return t.err
	}
	t.unflushed = false
	return t.fail(t.conn.Raw(func(any) error {
		for table, a := range t.appenders {
			if err := a.Flush(); err != nil {
				return fmt.Errorf("append to %s: %w", table, err)
			}
		}
		return nil
	}))
}

// commit stores the transaction. If it returns an error, either nothing is stored or, when the engine broke down, nobody knows.
func (t *transaction) commit() error {
	if err := t.flush(); err != nil {
		return err
	}
	if err := t.closeAppenders(); err != nil {
		return t.fail(err)
	}
	_, err := t.end.ExecContext(context.Background())
	return t.fail(err)
}

// rollback drops the transaction. That it fails says nothing: a failed COMMIT has rolled back already. Whether the engine still
// works is asked with [engine.alive].
func (t *transaction) rollback() {
	for _, a := range t.appenders {
		t.fail(a.Clear())
	}
	t.fail(t.closeAppenders())
	_, err := t.conn.ExecContext(context.Background(), "ROLLBACK")
	t.fail(err)
}

func (t *transaction) closeAppenders() error {
	err := t.conn.Raw(func(any) error {
		var errs []error
		for _, a := range t.appenders {
			errs = append(errs, a.Close())
		}
		return errors.Join(errs...)
	})
	clear(t.appenders)
	return err
}

func statementArgs(args []any) []any {
	converted := make([]any, len(args))
	for i, v := range args {
		converted[i] = plain(v)
		if id, ok := converted[i].(driver.UUID); ok {
			converted[i] = id.String() // the driver binds a uuid only as text
		}
	}
	return converted
}

// plain turns values of named types into those the driver knows. The width of a number is kept: in a list the driver takes no other.
func plain(v any) any {
	switch v := v.(type) {
	case nil, string, bool, int, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, []byte, driver.UUID:
		return v
	case [16]byte:
		return driver.UUID(v)
	case stdriver.Valuer:
		if value, err := v.Value(); err == nil {
			return value
		}
		return v
	}
	return plainReflected(reflect.ValueOf(v))
}

func plainReflected(r reflect.Value) any {
	switch r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return r.Bool()
	case reflect.Int:
		return int(r.Int())
	case reflect.Int8:
		return int8(r.Int())
	case reflect.Int16:
		return int16(r.Int())
	case reflect.Int32:
		return int32(r.Int())
	case reflect.Int64:
		return r.Int()
	case reflect.Uint:
		return uint(r.Uint())
	case reflect.Uint8:
		return uint8(r.Uint())
	case reflect.Uint16:
		return uint16(r.Uint())
	case reflect.Uint32:
		return uint32(r.Uint())
	case reflect.Uint64:
		return r.Uint()
	case reflect.Float32:
		return float32(r.Float())
	case reflect.Float64:
		return r.Float()
	case reflect.Pointer:
		if r.IsNil() {
			return nil
		}
		return plain(r.Elem().Interface())
	case reflect.Array:
		if r.Len() == len(driver.UUID{}) && r.Type().Elem().Kind() == reflect.Uint8 {
			var id driver.UUID
			reflect.Copy(reflect.ValueOf(id[:]), r)
			return id
		}
	case reflect.Slice:
		if r.Type().Elem().PkgPath() != "" && !r.IsNil() { // a list of a named type
			return plainList(r)
		}
	}
	return r.Interface()
}

func plainList(r reflect.Value) []any {
	list := make([]any, r.Len())
	for i := range list {
		list[i] = plain(r.Index(i).Interface())
	}
	return list
}
