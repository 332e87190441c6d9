package jobs

import (
	"errors"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// Kept is how long a result waits for somebody to take it.
const Kept = 7 * 24 * time.Hour

var (
	// ErrNotFound is wrapped where there is no such job, or not any more.
	ErrNotFound = fmt.Errorf("job: %w", programme.ErrNotFound)
	// ErrWaiting says that the same work is under way for the place already.
	ErrWaiting = errors.New("the same work is under way")
	// ErrNothing says that there is nothing to be done for the place.
	ErrNothing = errors.New("there is nothing to be done")
	// ErrGone says that a result is not there to be taken: the job is not done, or it was removed since.
	ErrGone = errors.New("the result is gone")
)

// ID names a job. It is random.
type ID string

// State is how far a job is.
type State string

// The states. All but Waiting and Done are final; Done becomes Removed.
const (
	Waiting   State = "waiting"   // or being done
	Done      State = "done"      // its result can be taken
	Cancelled State = "cancelled" // called off
	Failed    State = "failed"    // the log of the program says why
	Removed   State = "removed"   // its result is gone: it was old, or did not hold any more
)

// Job is work that somebody asked for.
type Job struct {
	ID      ID
	Name    string // of the work
	Place   string // id of the owner that it is for
	Lang    string // of the result
	AskedBy audit.AccountID
	Asked   time.Time
	State   State
	Changed time.Time // when it came into the state

	Done, All int // parts; both 0 until the work has counted them, and after a restart until it goes on
}

// Until is when the result is removed.
func (j Job) Until() time.Time { return j.Changed.Add(Kept) }
