package duckdb

import (
	"context"
	"errors"
	"fmt"
	"math"

	driver "github.com/duckdb/duckdb-go/v2"

	stdriver "database/sql/driver"

	"tilstand/internal/journal"
)

// The journal protocol, for a database with Options.Ring. What is acknowledged is in two places of two formats, and no serial third sync
// is needed to know what that is:
//
//	1  the rows of a batch are encoded as they are appended
//	2  make room in the journal, and a key where a ring has none: what can fail for want of space fails here, before anything is written
//	3  COMMIT, and beside it, on another goroutine, write the record of the batch, durably
//	4  when both have returned without an error, acknowledge
//	5  after a checkpoint, and when its mark is durable, the next record takes the place of the first
//
// The ack mark says by its length that the journal knows ([inJournal]). Its number is durable after a checkpoint; that of each batch is written
// and left to the operating system. What a kill or a power failure leaves, and what the next start makes of it (recover.go):
//
//	in 1, 2   perhaps a key that nothing needs   nobody was told anything
//	in 3      the commit and no whole record     the commit stays: it was not acknowledged, and may be kept. That the record is torn is
//	                                             no loss, since records that are needed lie in other blocks
//	          the record and no commit           the commit is made from the record: not acknowledged, and may be kept
//	          a part of either                   a torn end of the WAL is dropped or cut, a torn record is none: neither has happened
//	in 4      both                               as they are
//	in 5      main has everything; the mark of   its number is lower than that of main, and records up to main's number mean nothing
//	          the checkpoint before
//	          the mark, and a new record over    old records have numbers up to the mark's, and mean nothing
//	          part of the old ones
//
// And what the journal gives when more than the process was at fault: an entry of the WAL that was acknowledged and is damaged, a WAL that ends
// early or is gone, a main from the last checkpoint alone. What the database then lacks is repeated from the records, each as a
// commit with its own number. It is refused where a number is in neither, where a record is damaged below a whole one, where a key is not there, and
// where the records belong to another file (its lineage, a random number that every build of a file draws).
//
// An error at COMMIT takes the record back before anybody is told, so that what a caller was told is not stored does not come back at the
// next start. If that fails too, the database is opened anew, and the record decides.
//
// A transaction with a statement in it other than SELECT, or with a value that records do not hold, cannot be repeated. It is committed first, and then gets a barrier:
// a record that says that there was one. Should the database lack it, it is refused as it is without a journal.

// inJournal is the length in a mark that says: what has been acknowledged since is in the journal. Should a program that knows of no journal read it, it takes
// all of the WAL for acknowledged.
const inJournal = math.MaxInt64

// A ledger journals the batches of a writer.
type ledger struct {
	db      *DB
	file    *journal.Journal
	batch   journal.Batch
	row     []any       // used over and over
	work    chan uint64 // the number of the batch to be written
	done    chan error
	written bool // there is a record whose batch is not acknowledged
}

// openLedger begins a journal of which nothing is needed any more.
func (db *DB) openLedger(lineage journal.Lineage) (*ledger, error) {
	file, err := journal.Open(db.files.journal, db.keys, lineage)
	if err != nil {
		return nil, err
	}
	l := &ledger{db: db, file: file, work: make(chan uint64), done: make(chan error)}
	go l.write()
	return l, nil
}

// write is the goroutine that writes while another commits.
func (l *ledger) write() {
	for number := range l.work {
		err := l.db.o.step("journal: write")
		if err == nil {
			err = l.file.Write(number, &l.batch)
		}
		l.done <- err
	}
	close(l.done)
}

// add notes a row of the transaction that is being made.
func (l *ledger) add(table string, values []stdriver.Value) error {
	l.row = l.row[:0]
	for _, v := range values {
		if id, ok := v.(driver.UUID); ok {
			v = [16]byte(id)
		}
		l.row = append(l.row, v)
	}
	return l.batch.Add(l.db.o.Ring(table, l.row), table, l.row)
}

// beside runs commit, and writes the record of the batch at the same time. It returns both errors.
func (l *ledger) beside(number uint64, commit func() error) (committed, recorded error) {
	l.written = true
	l.work <- number
	committed = commit()
	return committed, <-l.done
}

// takeBack removes the record of a batch that was not committed, or of which it is not known.
func (l *ledger) takeBack() error {
	if !l.written {
		return nil
	}
	l.written = false
	if err := l.db.o.step("journal: take back"); err != nil {
		return err
	}
	return l.file.Void()
}

// settle says that the last record is to be kept.
func (l *ledger) settle() { l.written = false }

func (l *ledger) close() error {
	if l == nil {
		return nil
	}
	close(l.work)
	<-l.done
	return l.file.Close()
}

// errJournal says that a batch could not be journalled.
var errJournal = errors.New("duckdb: the journal cannot be written")

// commitBeside commits t under a number, journalled. An error of the journal alone leaves a commit of which nobody has been told.
func (w *writer) commitBeside(t *transaction, number uint64) (committed, recorded error) {
	if w.ledger == nil {
		return t.commit(), nil
	}
	if t.unrepeatable {
		if err := t.commit(); err != nil {
			return err, nil
		}
		return nil, w.ledger.file.Barrier(number)
	}
	if err := w.ledger.file.Prepare(&w.ledger.batch); err != nil {
		return fmt.Errorf("%w: %w", errJournal, err), nil
	}
	return w.ledger.beside(number, t.commit)
}

// beginJournal opens the ledger when all that was acknowledged is in main, and says so in the mark.
func (w *writer) beginJournal() error {
	if w.db.o.Ring == nil {
		return nil
	}
	lineage, err := lineageOf(&Reader{ctx: context.Background(), conn: w.engine.writer})
	if err != nil {
		return err
	}
	if w.ledger, err = w.db.openLedger(lineage); err != nil {
		return err
	}
	return w.acknowledge(w.folded())
}

// folded is the mark for when everything is in main.
func (w *writer) folded() mark {
	if w.ledger == nil {
		return mark{number: w.number}
	}
	return mark{number: w.number, wal: inJournal}
}

// endJournal says in the mark that nothing in the journal is needed. Everything is in main.
func (w *writer) endJournal() error {
	if w.ledger == nil {
		return nil
	}
	return w.acknowledge(mark{number: w.number})
}

// A replay is what the journal has and the database has not.
type replay struct {
	contents *journal.Contents // nil when there is no journal
	records  []journal.Record  // their numbers go on from the database's
}

func (p replay) close() {
	if p.contents != nil {
		p.contents.Close() // open for reading alone
	}
}

// lacking compares the journal with a database that ends at a commit number.
func (r *recovery) lacking(q Querier, number uint64) ([]journal.Record, error) {
	if r.journal == nil {
		return nil, nil
	}
	lineage, err := lineageOf(q)
	if err != nil {
		return nil, err
	}
	var lacks []journal.Record
	for _, record := range r.journal.Records {
		if record.Number <= number {
			continue
		}
		next := number + uint64(len(lacks)) + 1
		_, unread := r.journal.Rows(record)
		switch {
		case record.Lineage != lineage:
			return nil, &damage{foreign, fmt.Errorf("commit %d is of another file", record.Number)}
		case record.Number != next:
			return nil, &damage{missing, fmt.Errorf("commit %d was acknowledged, and is neither in the file nor whole in the journal", next)}
		case record.Barrier:
			return nil, &damage{missing, fmt.Errorf("commit %d was acknowledged, and cannot be repeated from the journal", next)}
		case unread != nil:
			return nil, &damage{missing, fmt.Errorf("commit %d cannot be repeated: %w", next, unread)}
		}
		lacks = append(lacks, record)
	}
	if known := max(r.journal.Last(), r.mark.number); r.doubtful && number > known+1 {
		return nil, &damage{missing, fmt.Errorf("the WAL had to be cut, and the journal, which ends at commit %d, has lost commit %d: it cannot tell what was acknowledged", known, known+1)}
	}
	return lacks, nil
}

// repeat commits what the journal has and the database has not. Should it be interrupted, the next start goes on.
func (w *writer) repeat(p replay) error {
	rows := 0
	for _, record := range p.records {
		n, err := w.repeatOne(p.contents, record)
		if err != nil {
			return fmt.Errorf("repeat commit %d from the journal: %w", record.Number, err)
		}
		rows += n
	}
	w.db.stats.Repeated.Add(len(p.records))
	w.db.log.Warn("commits that were in the journal and not in the file were repeated", "commits", len(p.records), "rows", rows, "up to", w.number)
	return nil
}

func (w *writer) repeatOne(c *journal.Contents, record journal.Record) (rows int, err error) {
	if err := w.db.o.step("journal: repeat"); err != nil {
		return 0, err
	}
	all, err := c.Rows(record)
	if err != nil {
		return 0, err
	}
	err = w.engine.transact(context.Background(), func(tx *Tx) error {
		for _, row := range all {
			if err := tx.Append(row.Table, row.Values...); err != nil {
				return err
			}
		}
		return tx.Append("commit_number", record.Number)
	})
	if err == nil {
		w.number = record.Number
	}
	return len(all), err
}

// Rings are the rings of which the journal has a key: those that rows have been appended for and that have not been forgotten.
func (db *DB) Rings() ([]string, error) { return journal.KeysIn(db.files.keys).Rings() }

// Forget destroys the key of a ring, durably, and with it what the journal holds of the ring. A ring that has ended, and whose rows have been erased by
// [DB.Rewrite] or are to be kept, is forgotten; one that goes on would get a new key. It does nothing when there is none.
func (db *DB) Forget(ctx context.Context, ring string) error {
	return db.control(ctx, func(w *writer) error {
		if err := w.checkpoint(); err != nil { // so that no record is needed any more
			return err
		}
		if err := db.o.step("forget: folded"); err != nil {
			return err
		}
		return db.keys.Destroy(ring)
	})
}
