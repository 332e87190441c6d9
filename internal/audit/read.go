package audit

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"tilstand/internal/duckdb"
)

// Filter says which entries to read; what is empty does not filter.
type Filter struct {
	School, Owner string
	Compared      string // with School: also what this owner sees and makes of all its schools together
	Account       AccountID
	Action        Action
	Area          string    // its key
	From, To      time.Time // not before, and before
	Before        int64     // only entries with lower numbers, for the next page
	Limit         int       // at most so many; 0 for all
}

// where is the filter as SQL, and its arguments.
func (f Filter) where() (string, []any) {
	conditions, args := []string{"true"}, []any{}
	arg := func(value any) string {
		args = append(args, value)
		return fmt.Sprintf("$%d", len(args))
	}
	if f.School != "" {
		of := "school_id = " + arg(f.School)
		if f.Compared != "" {
			of += " or school_id = '' and owner_id = " + arg(f.Compared) + " and list_contains(" + arg(comparing) + ", action)"
		}
		conditions = append(conditions, "("+of+")")
	}
	if f.Owner != "" {
		conditions = append(conditions, "owner_id = "+arg(f.Owner))
	}
	if f.Account != "" {
		conditions = append(conditions, "account = "+arg(string(f.Account)))
	}
	if f.Action != "" {
		conditions = append(conditions, "action = "+arg(string(f.Action)))
	}
	if f.Area != "" {
		conditions = append(conditions, "list_contains("+arg(actionsIn(f.Area))+", action)")
	}
	if !f.From.IsZero() {
		conditions = append(conditions, "made_at >= "+arg(f.From.UTC()))
	}
	if !f.To.IsZero() {
		conditions = append(conditions, "made_at < "+arg(f.To.UTC()))
	}
	if f.Before > 0 {
		conditions = append(conditions, "number < "+arg(f.Before))
	}
	return strings.Join(conditions, " and "), args
}

// comparing is what concerns every school that shares with the owner who does it.
var comparing = []string{string(ResultsViewed), string(ResultsExported), string(EditionIssued)}

// actionsIn are the actions of an area; of one that is not there, none.
func actionsIn(key string) []string {
	actions := []string{""}
	for _, area := range Areas {
		for _, action := range area.Actions {
			if area.Key == key {
				actions = append(actions, string(action))
			}
		}
	}
	return actions
}

// Read returns entries, the newest first.
func (l *Log) Read(ctx context.Context, f Filter) ([]Entry, error) {
	where, args := f.where()
	query := `
		-- audit.Log.Read
		select number, made_at, account, action, school_id, owner_id, subject, detail, hash from audit_log
		where ` + where + `
		order by number desc`
	if f.Limit > 0 {
		query += fmt.Sprintf(" limit %d", f.Limit)
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

// Summary returns who is in entries and what they did, each once, in no order: what there is to choose from.
func (l *Log) Summary(ctx context.Context, f Filter) (accounts []AccountID, actions []Action, err error) {
	where, args := f.where()
	err = l.record.Read(ctx, func(r *duckdb.Reader) error {
		accounts, err = duckdb.Collect(r, func(rows *sql.Rows) (id AccountID, err error) { return id, rows.Scan(&id) }, `
			-- audit.Log.Summary
			select distinct account from audit_log where `+where, args...)
		if err != nil {
			return err
		}
		actions, err = duckdb.Collect(r, func(rows *sql.Rows) (a Action, err error) { return a, rows.Scan(&a) }, `
			-- audit.Log.Summary
			select distinct action from audit_log where `+where, args...)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("sum the log up: %w", err)
	}
	return accounts, actions, nil
}

func scan(rows *sql.Rows) (e Entry, err error) {
	var sum []byte
	err = rows.Scan(&e.Number, &e.At, &e.Account, &e.Action, &e.School, &e.Owner, &e.Subject, &e.Detail, &sum)
	copy(e.Hash[:], sum) // one of another length does not fit its entry
	return e, err
}
