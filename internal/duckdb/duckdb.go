package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"tilstand/internal/journal"
)

// Options say how a database is opened. Path is required.
type Options struct {
	// Path is the database file. Its folder must exist. The files beside it with the same beginning are this package's own.
	Path string

	// Migrations holds NNNN_name.sql at its root, numbered from 0001. They are applied in order at Open, each in its own
	// transaction, and never undone. An applied one that has changed or is missing is an error.
	Migrations fs.FS

	CheckpointBytes int64        // length of the WAL at which the writer checkpoints; 0 = 32 MiB
	Readers         int          // reads at the same time; 0 = one less than there are processors, at least one
	MemoryLimit     string       // the engine's memory_limit, as in "512MB"; "" = 1 GB. A target, exceeded now and then
	Queue           int          // writes that may wait before Write returns ErrBusy; 0 = 4096
	Log             *slog.Logger // nil = slog.Default()

	// Ring says what an appended row belongs to and ends with: a name that decides under which key the row is journalled, see [DB.Forget]. With nil
	// there is no journal.
	Ring func(table string, values []any) string

	underLock bool                    // the folder is locked by the caller
	tune      func() []string         // further settings of an engine, asked for at each start; for tests
	step      func(name string) error // called between the steps of every protocol, for tests to fail or to look around
}

const (
	defaultCheckpointBytes = 32 << 20
	defaultQueue           = 4096
)

func (o Options) withDefaults() Options {
	if o.CheckpointBytes == 0 {
		o.CheckpointBytes = defaultCheckpointBytes
	}
	if o.Readers == 0 {
		o.Readers = max(1, runtime.GOMAXPROCS(0)-1)
	}
	if o.MemoryLimit == "" {
		o.MemoryLimit = defaultMemory
	}
	if o.Queue == 0 {
		o.Queue = defaultQueue
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.tune == nil {
		o.tune = func() []string { return nil }
	}
	if o.step == nil {
		o.step = func(string) error { return nil }
	}
	return o
}

// A DB is one DuckDB file with one writer and bounded readers. Its methods may be called from any goroutine.
type DB struct {
	o          Options
	files      names
	migrations []migration
	log        *slog.Logger
	lock       *os.File
	stats      Stats
	keys       *journal.Keys // of the rings; the writer's alone

	queue    chan *job
	controls chan control
	slots    chan struct{} // one for each read that is under way
	still    sync.RWMutex  // held for reading while main is copied, for writing while a checkpoint changes it

	generation atomic.Pointer[generation] // of main; nil while a checkpoint changes it; see ship.go

	closing chan struct{} // closed when Close is called
	hurry   chan struct{} // closed when Close runs out of time
	done    chan struct{} // closed when the writer has ended
	failure error         // how it ended; set before done is closed

	submitting sync.RWMutex // held for reading while something is put into the queue
	closed     bool         // the queue is closed; under submitting

	mu      sync.Mutex
	engine  *engine       // nil while there is none; under mu, as are the following
	failing bool          // it broke down and is being reopened
	dead    error         // set when there will be none any more
	changed chan struct{} // closed and replaced when one of these changes
	hooks   []func()
}

// Open opens or creates a database, repairs it if it has to, and applies the migrations. It returns [ErrLocked] when
// somebody else has it open and a [*RecoveryError] when it cannot be opened without losing something.
func Open(ctx context.Context, o Options) (*DB, error) {
	o = o.withDefaults()
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, err
	}
	migrations, err := loadMigrations(o.Migrations)
	if err != nil {
		return nil, err
	}
	db := &DB{
		o: o, files: namesOf(path), keys: journal.KeysIn(namesOf(path).keys), migrations: migrations, log: o.Log.With("database", filepath.Base(path)),
		queue: make(chan *job, o.Queue), controls: make(chan control), slots: make(chan struct{}, o.Readers),
		closing: make(chan struct{}), hurry: make(chan struct{}), done: make(chan struct{}),
		changed: make(chan struct{}),
	}
	if !o.underLock {
		if db.lock, err = lockFile(db.files.lock); err != nil {
			return nil, err
		}
	}
	w := &writer{db: db}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, db.unlock())
	}
	db.publish(w.engine)
	go w.run()
	return db, nil
}

// Write runs fn in a transaction and returns nil when what it did is durable. Writes that come at the same time share a
// transaction, so fn may run more than once: when a batch fails, it is rolled back and its members are run again, and only those that
// fail by themselves get an error. fn must therefore touch nothing but tx, hand results out only by overwriting,
// and must not call methods of the DB. It is free to return an error: one that is returned before anything was written costs
// the others nothing.
//
// A write whose ctx ends while it waits is dropped and returns ctx.Err(). One that has begun is finished; its statements are
// interrupted when ctx ends. [ErrBusy] means that the queue is full, [ErrUncertain] that the engine broke
// down and the outcome was not known in time: with a ctx that never ends, only when nothing works until the file is opened anew.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return db.WriteAfter(ctx, nil, fn)
}

// A Syncer holds something that must be durable before a write is. It must be comparable: those that are equal are one.
type Syncer interface {
	// Sync returns when everything that it was given before is on disk.
	Sync() error
}

// WriteAfter is [DB.Write] of what must never be on disk before something else is, such as an answer and the mark of the code that it used.
// The batch calls first.Sync once, however many of its members name it, beside their statements, and is not committed before that has
// returned. An error of Sync is the error of those who named it; nothing of theirs is stored.
func (db *DB) WriteAfter(ctx context.Context, first Syncer, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := newJob(ctx, fn)
	j.first = first
	if err := db.submit(j); err != nil {
		return err
	}
	return j.wait()
}

func (db *DB) submit(j *job) error {
	db.submitting.RLock()
	defer db.submitting.RUnlock()
	if db.closed {
		return ErrClosed
	}
	select {
	case db.queue <- j:
		return nil
	default:
		return fmt.Errorf("%w: %d writes are waiting", ErrBusy, cap(db.queue))
	}
}

// Read runs fn on one snapshot of the database. It waits for a place among the readers, and the end of ctx interrupts a
// running query. fn must not call methods of the DB, and should not do anything slow besides reading: what it holds back is the
// renewal of the engine. A read that had to make way for that returns [ErrBusy].
func (db *DB) Read(ctx context.Context, fn func(r *Reader) error) error {
	select {
	case <-db.closing:
		return ErrClosed
	default:
	}
	select {
	case db.slots <- struct{}{}:
		defer func() { <-db.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	e, err := db.enter(ctx)
	if err != nil {
		return err
	}
	defer e.readers.Done()
	err = e.read(ctx, fn)
	if err != nil && e.ctx.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w: the read was interrupted by a restart of the engine", ErrBusy)
	}
	return err
}

// enter waits for an engine and counts the caller among its readers.
func (db *DB) enter(ctx context.Context) (*engine, error) {
	for {
		e, changed, dead := db.current()
		if e != nil {
			return e, nil
		}
		if dead != nil {
			return nil, dead
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// current returns the engine and counts the caller among its readers. If there is none it returns why there will be none, or
// what to wait for.
func (db *DB) current() (e *engine, changed <-chan struct{}, dead error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.engine != nil {
		db.engine.readers.Add(1)
	}
	return db.engine, db.changed, db.dead
}

// publish lets readers in.
func (db *DB) publish(e *engine) { db.change(e, false, nil) }

// retract keeps further readers out until the next publish.
func (db *DB) retract(failing bool) { db.change(nil, failing, nil) }

// bury keeps readers out for good.
func (db *DB) bury(why error) { db.change(nil, false, why) }

func (db *DB) change(e *engine, failing bool, dead error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.engine, db.failing, db.dead = e, failing, dead
	close(db.changed)
	db.changed = make(chan struct{})
}

// OnReopen registers f to be called whenever the engine has broken down and been opened again, before any write that follows.
// It is for state that callers keep in memory: a write that ended with [ErrUncertain] is by then either stored or not. f may
// read but must not write.
func (db *DB) OnReopen(f func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.hooks = append(db.hooks, f)
}

func (db *DB) reopened() {
	db.mu.Lock()
	hooks := db.hooks
	db.mu.Unlock()
	for _, f := range hooks {
		f()
	}
}

// A control is work for the writer that is no transaction.
type control struct {
	do   func(w *writer) error
	done chan error
}

func (db *DB) control(ctx context.Context, do func(w *writer) error) error {
	c := control{do: do, done: make(chan error, 1)}
	select {
	case db.controls <- c:
		return <-c.done
	case <-ctx.Done():
		return ctx.Err()
	case <-db.closing:
		return ErrClosed
	}
}

// Checkpoint moves what is in the WAL into the file, which the writer otherwise does at Options.CheckpointBytes. Writes wait meanwhile.
func (db *DB) Checkpoint(ctx context.Context) error {
	return db.control(ctx, func(w *writer) error { return w.checkpoint() })
}

// Rewrite erases for good: it builds a new file with the same migrations, into which fn copies what is to stay, and puts it in the
// place of the old one. Afterwards the old file, its copies and its WAL are gone, and so is any damaged file that an
// earlier recovery had set aside. Writes wait until it is done; reads go on, and those that are still running
// ten seconds after the new file is ready are interrupted with [ErrBusy].
//
// If fn fails nothing has happened. If the process is killed the next start finds the old state or the new, whole.
func (db *DB) Rewrite(ctx context.Context, fn func(from *Reader, to *Tx) error) error {
	return db.control(ctx, func(w *writer) error { return w.rewrite(ctx, fn) })
}

// Close refuses further work, finishes what it has accepted, checkpoints and closes the file. When ctx ends it stops waiting: writes
// that have not begun get [ErrClosed], reads are interrupted, and the WAL is left for the next start.
// Closing twice is allowed.
func (db *DB) Close(ctx context.Context) error {
	db.submitting.Lock()
	if !db.closed {
		db.closed = true
		close(db.closing)
		close(db.queue)
		context.AfterFunc(ctx, func() { close(db.hurry) })
	}
	db.submitting.Unlock()
	<-db.done
	return db.failure
}

func (db *DB) unlock() error {
	if db.lock == nil {
		return nil
	}
	return db.lock.Close()
}
