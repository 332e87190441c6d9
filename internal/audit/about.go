package audit

import (
	"context"
	"fmt"

	"tilstand/internal/duckdb"
)

// About returns what an account did and what was done to it, the oldest first: what the log keeps about a person.
func (l *Log) About(ctx context.Context, id AccountID) ([]Entry, error) {
	var entries []Entry
	err := l.record.Read(ctx, func(r *duckdb.Reader) (err error) {
		entries, err = duckdb.Collect(r, scan, `
			-- audit.Log.About
			select number, made_at, account, action, school_id, owner_id, subject, detail, hash from audit_log
			where account = $1 or subject = $1 order by number`, string(id))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the log about an account: %w", err)
	}
	return entries, nil
}
