package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime/debug"
)

// read runs fn in a read-only transaction on a connection of the pool.
func (e *engine) read(ctx context.Context, fn func(r *Reader) error) (err error) {
	caller := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(e.ctx, cancel)()

	conn, err := e.pool.Conn(ctx)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN TRANSACTION READ ONLY"); err != nil {
		return errors.Join(err, conn.Close())
	}
	r := &Reader{ctx: ctx, conn: conn}
	defer func() {
		r.release()
		if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			conn.Raw(func(any) error { return driver.ErrBadConn }) // a connection in doubt does not go back to the pool
		}
		err = overdue(caller, errors.Join(err, conn.Close()))
	}()
	return guard(func() error { return fn(r) })
}

// overdue says that ctx has ended, of an error that came after it: the driver sometimes reports only that the engine was interrupted.
func overdue(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || errors.Is(err, ctx.Err()) {
		return err
	}
	return fmt.Errorf("%w: %w", ctx.Err(), err)
}

// guard turns a panic into an error.
func guard(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("duckdb: panic in a transaction: %v\n%s", r, debug.Stack())
		}
	}()
	return fn()
}
