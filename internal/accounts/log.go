package accounts

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// refusalsTogether is how long refused sign-ins are counted before they become one entry: whoever floods the door must not fill the log.
const refusalsTogether = time.Minute

// refusals counts what has not been logged yet.
type refusals struct {
	mu     sync.Mutex
	n      int
	logged time.Time // the last entry
}

// due counts one refusal, and returns how many to log now; 0 for not yet.
func (r *refusals) due(now time.Time) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	if now.Sub(r.logged) < refusalsTogether {
		return 0
	}
	n := r.n
	r.n, r.logged = 0, now
	return n
}

func (s *Store) logRefusal(ctx context.Context, now time.Time) error {
	n := s.refusals.due(now)
	if n == 0 {
		return nil
	}
	by := audit.By{At: now, Account: audit.Stranger}
	return s.log(context.WithoutCancel(ctx), by, audit.Entry{Action: audit.SignInRefused, Detail: fmt.Sprintf("count=%d", n)})
}

// log writes an entry that tells of no change in the files.
func (s *Store) log(ctx context.Context, by audit.By, e audit.Entry) error {
	return s.record.Write(ctx, func(tx *duckdb.Tx) error { return audit.Append(tx, by, e) })
}
