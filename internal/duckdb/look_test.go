package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"tilstand/internal/duckdb/killtest"
)

// A finding is what a start has found of writes by putWhole.
type finding struct {
	present map[int64]bool
	partial error // a write that is there in part, or twice
}

const countWhole = `SELECT id, sum(e)::INTEGER, sum(d)::INTEGER
	FROM (SELECT id, 1 AS e, 0 AS d FROM entry UNION ALL SELECT id, 0, 1 FROM detail)
	GROUP BY id`

// found reads what there is.
func found(q Querier) (f finding, err error) {
	f.present = map[int64]bool{}
	_, err = Collect(q, func(rows *sql.Rows) (none struct{}, err error) {
		var id int64
		var entries, parts int
		if err := rows.Scan(&id, &entries, &parts); err != nil {
			return none, err
		}
		if entries != 1 || parts != details {
			f.partial = fmt.Errorf("write %d: %d entries and %d details, want 1 and %d", id, entries, parts, details)
		}
		f.present[id] = true
		return none, nil
	}, countWhole)
	return f, err
}

// open opens a database as a start does.
func open(ctx context.Context, path string, r *repairs) (f finding, err error) {
	began := time.Now()
	o := killOptions(path)
	o.Log = slog.New(r)
	db, err := Open(ctx, o)
	if err != nil {
		return f, err
	}
	r.slow(time.Since(began))
	err = db.Read(ctx, func(r *Reader) error {
		f, err = found(r)
		return err
	})
	return f, errors.Join(err, db.Close(ctx))
}

// repairs is a log that counts what recoveries say.
type repairs struct {
	restored, cut atomic.Int64
	repeated      atomic.Int64 // times that commits were repeated from the journal
	slowest       atomic.Int64 // nanoseconds
}

func (r *repairs) slow(d time.Duration) {
	for have := r.slowest.Load(); int64(d) > have && !r.slowest.CompareAndSwap(have, int64(d)); have = r.slowest.Load() {
	}
}

// into adds what was repaired to a table of kills.
func (r *repairs) into(t *killtest.Table) {
	t.Repairs(int(r.restored.Load()), int(r.cut.Load()))
	t.Start(time.Duration(r.slowest.Load()))
}

func (r *repairs) String() string {
	return fmt.Sprintf("%d files restored, %d ends of WALs cut, %d journals needed; slowest start %v", r.restored.Load(), r.cut.Load(), r.repeated.Load(), time.Duration(r.slowest.Load()).Round(time.Millisecond))
}

func (r *repairs) Enabled(context.Context, slog.Level) bool { return true }
func (r *repairs) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *repairs) WithGroup(string) slog.Handler            { return r }

func (r *repairs) Handle(_ context.Context, record slog.Record) error {
	switch {
	case strings.Contains(record.Message, "the copy from before it was put back"):
		r.restored.Add(1)
	case strings.Contains(record.Message, "were repeated"):
		r.repeated.Add(1)
	case strings.Contains(record.Message, "has been cut"):
		r.cut.Add(1)
	}
	return nil
}
