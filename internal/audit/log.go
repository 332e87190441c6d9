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
		select number, hash from audit_log where number = (select max(number) from audit_log)`).Scan(&number, &sum)
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

// Filter says which entries to read; what is empty does not filter.
type Filter struct {
	School, Owner string
	Account       AccountID
	Action        Action
	Before        int64 // only entries with lower numbers, for the next page
	Limit         int   // at most so many; 0 for all
}

// Read returns entries, the newest first.
func (l *Log) Read(ctx context.Context, f Filter) ([]Entry, error) {
	query := `
		-- audit.Log.Read
		select number, made_at, account, action, school_id, owner_id, subject, detail, hash from audit_log
		where ($1 = '' or school_id = $1) and ($2 = '' or owner_id = $2) and ($3 = '' or account = $3) and ($4 = '' or action = $4)
			and ($5 = 0 or number < $5)
		order by number desc`
	args := []any{f.School, f.Owner, string(f.Account), string(f.Action), f.Before}
	if f.Limit > 0 {
		query, args = query+" limit $6", append(args, f.Limit)
	}
	var entries []Entry
	err := l.record.Read(ctx, func(r *duckdb.Reader) (err error) {
		entries, err = duckdb.Collect(r, scan, query, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return entries, nil
}

func scan(rows *sql.Rows) (e Entry, err error) {
	var sum []byte
	err = rows.Scan(&e.Number, &e.At, &e.Account, &e.Action, &e.School, &e.Owner, &e.Subject, &e.Detail, &sum)
	copy(e.Hash[:], sum) // one of another length does not fit its entry
	return e, err
}
