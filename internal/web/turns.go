package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"tilstand/internal/metrics"
)

// What takes a processor for long, workbooks, data files, editions and what is worked out over all schools, is done a few at a time, so that those who answer always find
// one that is free: readers never hold up a commit, but they compete for the processor. Who comes when all are taken waits a little, in a queue that has an end, and
// is told to come back after that, with 503, Retry-After and a page that says so. Nothing else is limited: what is quick is cheaper to answer than to refuse.

// costly are the patterns of routes that take long.
var costly = []string{
	"/schools/:orgnr/report.xlsx", "/schools/:orgnr/data/:form", "/owners/:orgnr/report.xlsx", "/owners/:orgnr/print", "/owners/:orgnr/yearly.xlsx", "/owners/:orgnr/data/:form",
	"/owners/:orgnr/editions", "/owners/:orgnr/editions/:number/data/:form", "/owners/:orgnr/similar", "/programme/quality", "/programme/editions",
	"/programme/editions/:number/data/:form", "/api/v1/schools/:orgnr/data/:form", "/api/v1/data/:form", "/api/v1/editions/:number/data/:form", "/register/import", "/schools/:orgnr/waves/import",
}

const (
	turnsWaiting = 8                // for each that may be done: who comes then is sent away at once
	turnWait     = 10 * time.Second // half of what a request may take
)

// errCrowded says that all turns are taken.
var errCrowded = errors.New("too much is being worked out at the same time")

// turns are the places for what takes long.
type turns struct {
	places  chan struct{}
	waiting atomic.Int64
	refused metrics.Counter
}

func newTurns(places int) *turns { return &turns{places: make(chan struct{}, max(1, places))} }

// take waits for a place. The caller gives it back.
func (t *turns) take(ctx context.Context, rt route) (giveBack func(), err error) {
	if !slices.Contains(costly, rt.pattern) {
		return func() {}, nil
	}
	giveBack = func() { <-t.places }
	select {
	case t.places <- struct{}{}:
		return giveBack, nil
	default:
	}
	if t.waiting.Add(1) > int64(turnsWaiting*cap(t.places)) {
		t.waiting.Add(-1)
		t.refused.Add(1)
		return nil, errCrowded
	}
	defer t.waiting.Add(-1)
	ctx, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	select {
	case t.places <- struct{}{}:
		return giveBack, nil
	case <-ctx.Done():
		t.refused.Add(1)
		return nil, fmt.Errorf("%w: %w", errCrowded, ctx.Err())
	}
}
