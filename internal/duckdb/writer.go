package duckdb

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// The writer is the one goroutine that changes the database. It takes whatever is queued, up to maxBatch, runs it as one transaction,
// makes the ack mark durable, and tells every caller. With a journal there is no mark to wait for: the record of the batch is written while it is
// committed (journal.go). There is no timer: while a batch waits for the disk the next one gathers by itself.
//
// The next batch begins when the acknowledgements of the last are out. To write the mark beside the next commit was faster on paper and
// slower in use: callers came back to a batch that had just left without them, batches were half full, and a batch costs nearly the
// same whatever it holds. BenchmarkAnswerOverHTTP with 256 connections: 16,400 answers a second so, 23,500 with full batches.
//
// Measured with BenchmarkWrite and BenchmarkMark on two cores; acknowledged writes per second, of a row of 500 bytes alone and with
// 40 short rows:
//
//	clients        1      16      64     256
//	1 row      1,108  14,457  37,050  98,913
//	41 rows      868   9,674  21,538  40,368
//
// The durable mark against one that is left to the operating system, in the same run: 0.91 with one client, 0.97 with 64.
type writer struct {
	db     *DB
	engine *engine
	acked  *markFile
	ledger *ledger // nil without a journal
	number uint64  // of the last commit
	wal    int64   // length of the WAL after it
	named  bool    // the name of the WAL is on the disk
	retry  int64   // length of the WAL at which a checkpoint that failed is tried again
	dead   error   // set when the database can no longer be used
}

const (
	maxBatch  = 512 // members of a transaction
	idleTurns = 8   // yields without a newcomer after which a batch is closed
	maxRounds = 3   // attempts to run a failing batch together before its members are run one by one
)

var (
	errLie  = errors.New("duckdb: COMMIT reported success but wrote nothing")
	errMute = errors.New("duckdb: the engine does not answer any more")
	errKept = errors.New("duckdb: a commit failed and its record could not be taken back")
)

func (w *writer) run() {
	defer close(w.db.done)
	for {
		select {
		case j, ok := <-w.db.queue:
			if !ok {
				w.db.failure = w.finish()
				return
			}
			w.gather()
			w.write(w.take(j))
		case c := <-w.db.controls:
			c.done <- w.control(c.do)
		}
		w.checkpointIfDue()
	}
}

func (w *writer) control(do func(w *writer) error) error {
	if w.dead != nil {
		return w.dead
	}
	return do(w)
}

// gather lets those come who are about to: callers that were acknowledged a moment ago and have their next write ready. It yields
// the processor, waits for nothing, and ends when nobody has come for some turns.
func (w *writer) gather() {
	for n, turns := len(w.db.queue), 0; turns < idleTurns; turns++ {
		runtime.Gosched()
		if now := len(w.db.queue); now > n {
			n, turns = now, 0
		}
	}
}

// take empties the queue into a batch.
func (w *writer) take(first *job) []*job {
	batch := []*job{first}
	for len(batch) < maxBatch {
		select {
		case j, ok := <-w.db.queue:
			if !ok {
				return batch
			}
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// write runs jobs until each has its outcome. Jobs that made a batch fail are set apart and run alone at the end, because their
// error may have come from what a neighbour wrote before it was rolled back.
func (w *writer) write(jobs []*job) {
	var alone []*job
	for round := 0; len(jobs) > 0; round++ {
		if round == maxRounds {
			alone = append(alone, jobs...)
			break
		}
		again, suspects := w.attempt(jobs)
		jobs, alone = again, append(alone, suspects...)
	}
	for _, j := range alone {
		w.attempt([]*job{j})
	}
}

// attempt runs jobs as one transaction. It returns the jobs that are to be tried again together, and those that are
// suspected of having spoilt it; all others have their outcome. A job that is attempted alone always has.
func (w *writer) attempt(jobs []*job) (again, suspects []*job) {
	if jobs = w.live(jobs); len(jobs) == 0 {
		return nil, nil
	}
	first := syncFirst(jobs)
	t, err := begin(w.engine)
	if err != nil {
		return w.failed(jobs, err)
	}
	w.journalled(t)
	answers := make([]answer, len(jobs))
	wrote := false
	for i, j := range jobs {
		touched, err := j.run(t)
		if t.err != nil || err != nil && touched {
			t.rollback()
			return w.spoilt(jobs, i, err)
		}
		answers[i] = answer{job: j, err: err}
		wrote = wrote || touched
	}
	if !wrote {
		t.rollback()
		deliver(answers)
		return nil, nil
	}
	if rest := first.refuse(jobs); len(rest) < len(jobs) {
		t.rollback()
		return rest, nil
	}
	return w.commit(t, jobs, answers)
}

// live returns the jobs that still have a caller.
func (w *writer) live(jobs []*job) []*job {
	var alive []*job
	for _, j := range jobs {
		switch {
		case !j.begin():
		case w.dead != nil:
			j.answer(w.dead)
		case w.hurried():
			j.answer(ErrClosed)
		default:
			alive = append(alive, j)
		}
	}
	return alive
}

func (w *writer) hurried() bool {
	select {
	case <-w.db.hurry:
		return true
	default:
		return false
	}
}

// spoilt decides what becomes of a batch that was rolled back because its member i failed.
func (w *writer) spoilt(jobs []*job, i int, err error) (again, suspects []*job) {
	if isFatal(err) {
		return w.failed(jobs, err)
	}
	if w.engine.alive() != nil {
		w.reopen(errMute) // what the function returned may hold answers, and is not for the log
		return w.apart(jobs, err)
	}
	if len(jobs) == 1 {
		jobs[0].answer(err)
		return nil, nil
	}
	rest := append(append([]*job{}, jobs[:i]...), jobs[i+1:]...)
	return rest, jobs[i : i+1]
}

// failed replaces the engine if it is dead, after a batch of which surely nothing is stored.
func (w *writer) failed(jobs []*job, err error) (again, suspects []*job) {
	if isFatal(err) || w.engine.alive() != nil {
		w.reopen(err)
	}
	return w.apart(jobs, err)
}

// apart has the members of a failed batch run alone, to find out who it was; a single one has its answer.
func (w *writer) apart(jobs []*job, err error) (again, suspects []*job) {
	if len(jobs) > 1 && !isEnvironment(err) {
		return nil, jobs
	}
	for _, j := range jobs {
		j.answer(err)
	}
	return nil, nil
}

// An answer is what a job will be told when its batch is stored: nil, or the error that it returned itself.
type answer struct {
	job *job
	err error
}

func deliver(answers []answer) {
	for _, a := range answers {
		a.job.answer(a.err)
	}
}

// commit stores a batch under the next commit number.
func (w *writer) commit(t *transaction, jobs []*job, answers []answer) (again, suspects []*job) {
	began, next := time.Now(), w.number+1
	recorded, err := w.store(t, next)
	if err == nil {
		w.number = next
		if err = w.confirm(recorded); err != nil {
			return w.uncertain(next, answers, err)
		}
		w.db.stats.Commits.Observe(time.Since(began))
		deliver(answers)
		return nil, nil
	}
	t.rollback()
	if w.rolledBack(err) {
		return w.failed(jobs, err)
	}
	return w.uncertain(next, answers, err)
}

// store commits t and measures the WAL, which must have grown: what reports success and writes nothing is a lie. It also returns what became of the
// record in the journal; when the commit has failed the record has been taken back, or the error is one after which nobody is told anything before
// the database has been opened anew.
func (w *writer) store(t *transaction, number uint64) (recorded, err error) {
	t.ledger = nil // the number is in the record already
	if err := t.append("commit_number", []any{number}); err != nil {
		return nil, err
	}
	if err := w.db.o.step("commit: before"); err != nil {
		return nil, err
	}
	err, recorded = w.commitBeside(t, number)
	if err == nil {
		err = w.measure()
	}
	if err != nil && w.ledger != nil {
		if kept := w.ledger.takeBack(); kept != nil {
			return nil, fmt.Errorf("%w: %w: %w", errKept, err, kept)
		}
	}
	return recorded, err
}

func (w *writer) measure() error {
	if err := w.db.o.step("commit: after"); err != nil {
		return err
	}
	wal, err := size(w.db.files.wal)
	if err != nil {
		return err
	}
	if wal <= w.wal {
		return errLie
	}
	w.wal = wal
	return nil
}

// journalled lets the rows of a new transaction be noted.
func (w *writer) journalled(t *transaction) {
	if w.ledger != nil {
		w.ledger.batch.Reset()
		t.ledger = w.ledger
	}
}

// confirm makes sure that what has been committed is known to have been, also after this process. Whoever is told that something is stored is told
// after this.
func (w *writer) confirm(recorded error) error {
	if w.ledger == nil {
		return w.acknowledge(mark{w.number, w.wal})
	}
	if recorded != nil {
		return fmt.Errorf("%w: %w", errJournal, recorded)
	}
	w.ledger.settle()
	err := w.nameWAL()
	if err == nil {
		err = w.db.o.step("journal: written")
	}
	if err == nil {
		err = w.acked.hint(w.folded())
	}
	return err
}

// rolledBack reports whether a failed commit has surely left nothing behind: the engine works, and the number is not there.
func (w *writer) rolledBack(err error) bool {
	if isFatal(err) || errors.Is(err, errLie) || errors.Is(err, errKept) {
		return false
	}
	var number uint64
	row := w.engine.writer.QueryRowContext(context.Background(), "SELECT max(n) FROM commit_number")
	return row.Scan(&number) == nil && number == w.number
}

// nameWAL makes the name of a WAL durable. The engine makes a new WAL after each checkpoint and syncs what is in it; that its name is on the disk as
// well, POSIX promises only after a sync of the folder.
func (w *writer) nameWAL() error {
	if w.wal > 0 && !w.named {
		if err := syncDir(w.db.files.dir()); err != nil {
			return err
		}
	}
	w.named = w.wal > 0
	return nil
}

// acknowledge makes the mark durable.
func (w *writer) acknowledge(m mark) error {
	if err := w.nameWAL(); err != nil {
		return err
	}
	if err := w.db.o.step("ack: mark"); err != nil {
		return err
	}
	if err := w.acked.write(m); err != nil {
		return err
	}
	return w.db.o.step("ack: marked")
}

// uncertain reopens the database to find out whether a batch is stored: after recovery and a checkpoint its commit number is in
// the file or it never was.
func (w *writer) uncertain(number uint64, answers []answer, cause error) (again, suspects []*job) {
	var jobs []*job
	for _, a := range answers {
		a.job.inLimbo()
		jobs = append(jobs, a.job)
	}
	w.reopen(cause)
	switch {
	case w.dead != nil:
		for _, j := range jobs {
			j.answer(fmt.Errorf("%w: %w", ErrUncertain, w.dead))
		}
		return nil, nil
	case w.number >= number:
		deliver(answers)
		return nil, nil
	}
	return w.apart(jobs, cause)
}

// reopen replaces the engine, with the recovery protocol, as often as it takes.
func (w *writer) reopen(cause error) {
	began := time.Now()
	w.db.stats.Reopenings.Add(1)
	w.db.log.Error("reopening the database after an engine error", "error", cause)
	w.db.retract(true)
	w.close()
	w.restart()
	if w.dead == nil {
		w.db.reopened()
		w.db.log.Info("database reopened", "took", time.Since(began))
	}
}

// restart starts the engine again and lets readers in. It gives up when waiting cannot help or the database is closed.
func (w *writer) restart() {
	for delay := 50 * time.Millisecond; ; delay = min(2*delay, 5*time.Second) {
		err := w.start(context.Background())
		if err == nil {
			w.db.publish(w.engine)
			return
		}
		var refused *RecoveryError
		if errors.As(err, &refused) {
			w.die(err)
			return
		}
		w.db.log.Error("the database could not be reopened, trying again", "error", err, "in", delay)
		select {
		case <-time.After(delay):
		case <-w.db.closing:
			w.die(fmt.Errorf("%w while it could not be reopened: %w", ErrClosed, err))
			return
		}
	}
}

func (w *writer) die(err error) {
	w.dead, w.engine, w.acked, w.ledger = err, nil, nil, nil
	w.db.bury(err)
	w.db.log.Error("the database is out of use until it has been repaired and the service restarted", "error", err)
}

func (w *writer) close() {
	if err := errors.Join(w.engine.close(), w.acked.close(), w.ledger.close()); err != nil {
		w.db.log.Warn("closing the engine", "error", err)
	}
}

// finish ends the database in order.
func (w *writer) finish() error {
	if w.dead != nil {
		return errors.Join(w.dead, w.db.unlock())
	}
	var err error
	if w.wal > 0 && !w.hurried() {
		err = w.checkpoint()
	}
	if err == nil && w.dead == nil && w.wal == 0 {
		err = w.endJournal()
	}
	w.db.bury(ErrClosed)
	if w.dead != nil {
		return errors.Join(w.dead, w.db.unlock())
	}
	w.engine.drain(w.db.hurry)
	return errors.Join(err, w.engine.close(), w.acked.close(), w.ledger.close(), w.db.unlock())
}
