package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
)

// Append adds entries in the transaction of the change that they tell of. Number and hash are given here, time and account are those of by.
func Append(tx *duckdb.Tx, by By, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	head, err := headOf(tx)
	if err != nil {
		return fmt.Errorf("log %s: %w", entries[0].Action, err)
	}
	for _, e := range entries {
		e.Number, e.At, e.Account = head.Number+1, by.At.UTC().Truncate(time.Microsecond), by.Account
		e.Hash = e.chained(head.Hash)
		err := tx.Append("audit_log", e.Number, e.At, string(e.Account), string(e.Action), e.School, e.Owner, e.Subject, e.Detail, e.Hash[:])
		if err != nil {
			return fmt.Errorf("log %s: %w", e.Action, err)
		}
		head = Head{e.Number, e.Hash}
	}
	return nil
}

func headOf(q duckdb.Querier) (Head, error) {
	var number int64
	var sum []byte
	err := q.QueryRow(`
		-- audit.headOf
		select number, hash from audit_log order by number desc limit 1`).Scan(&number, &sum)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Head{}, nil
	case err != nil:
		return Head{}, err
	case len(sum) != len(Hash{}):
		return Head{}, &Broken{number, "its hash is no SHA-256"}
	}
	return Head{number, Hash(sum)}, nil
}

// Log reads the log. Safe for concurrent use.
type Log struct {
	record *duckdb.DB
}

// Open returns the log of a system of record.
func Open(record *duckdb.DB) *Log { return &Log{record} }

// Head tells how far the log has come.
func (l *Log) Head(ctx context.Context) (Head, error) {
	var head Head
	err := l.record.Read(ctx, func(r *duckdb.Reader) (err error) {
		head, err = headOf(r)
		return err
	})
	if err != nil {
		return Head{}, fmt.Errorf("read the head of the log: %w", err)
	}
	return head, nil
}

// Write adds entries that tell of no change in the files: that somebody has seen something, or gone.
func (l *Log) Write(ctx context.Context, by By, entries ...Entry) error {
	if err := l.record.Write(ctx, func(tx *duckdb.Tx) error { return Append(tx, by, entries...) }); err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}
