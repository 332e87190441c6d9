package duckdb

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// A job is one call of Write on its way through the queue.
type job struct {
	ctx   context.Context
	fn    func(tx *Tx) error
	first Syncer // what has to be on disk before; nil for nothing
	state atomic.Int32
	done  chan error    // takes the outcome; buffered, because the caller may have left
	limbo chan struct{} // closed when the outcome may take long to find out
}

const (
	waiting = iota
	begun
	dropped
)

func newJob(ctx context.Context, fn func(tx *Tx) error) *job {
	return &job{ctx: ctx, fn: fn, done: make(chan error, 1), limbo: make(chan struct{})}
}

// wait returns the outcome. The caller may leave without one while the job waits, when nothing has been done, and while the engine is
// being reopened, when nobody knows.
func (j *job) wait() error {
	select {
	case err := <-j.done:
		return err
	case <-j.ctx.Done():
	}
	if j.state.CompareAndSwap(waiting, dropped) {
		return j.ctx.Err()
	}
	select {
	case err := <-j.done:
		return err
	case <-j.limbo:
	}
	select {
	case err := <-j.done:
		return err
	default:
		return fmt.Errorf("%w: %w", ErrUncertain, j.ctx.Err())
	}
}

// begin claims a job for the writer. It fails when the caller has left or is about to.
func (j *job) begin() bool {
	if !j.state.CompareAndSwap(waiting, begun) && j.state.Load() == dropped {
		return false
	}
	if err := j.ctx.Err(); err != nil {
		j.answer(err)
		return false
	}
	return true
}

func (j *job) answer(err error) { j.done <- err }

// inLimbo tells the caller that it may leave.
func (j *job) inLimbo() {
	select {
	case <-j.limbo:
	default:
		close(j.limbo)
	}
}

var errExited = errors.New("duckdb: the function given to Write ended its goroutine (t.FailNow in a test?)")

// run calls fn as a member of a transaction, on a goroutine of its own so that runtime.Goexit in it does not end the
// writer. It reports whether fn may have written something.
func (j *job) run(t *transaction) (wrote bool, err error) {
	ctx, cancel := context.WithCancel(j.ctx)
	defer cancel() // closes a row that was asked for and never scanned
	tx := &Tx{ctx: ctx, shared: t}
	result := make(chan error)
	go func() {
		err := errExited
		defer func() { result <- err }()
		err = guard(func() error { return j.fn(tx) })
	}()
	err = <-result
	tx.release()
	if err == nil {
		err = t.err // fn dropped it
	}
	return tx.touched, overdue(j.ctx, err)
}
