package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// A Journal is a file that records are written to. Its methods are called one at a time.
type Journal struct {
	f       *os.File
	keys    *Keys
	lineage Lineage
	size    int64  // of the file, all of it written
	at      int64  // where the next record goes
	last    int64  // where the last one lies, or was to lie
	buf     []byte // of the record that is being written
}

const (
	firstSize = 16 * block
	maxGrowth = 8 << 20
	keptBuf   = 1 << 20
)

// Open opens the journal of a file, or makes one, for records that overwrite whatever is in it: see [Scan] for that.
func Open(path string, keys *Keys, lineage Lineage) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|syscall.O_DSYNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	j := &Journal{f: f, keys: keys, lineage: lineage, size: info.Size() / block * block}
	err = j.grow(firstSize)
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

// grow makes sure that the file is so long. More than that is made at once, up to [maxGrowth], the longer the file is already.
func (j *Journal) grow(size int64) error {
	if size <= j.size {
		return nil
	}
	zeros := make([]byte, max(size-j.size, min(j.size, maxGrowth)))
	if _, err := j.f.WriteAt(zeros, j.size); err != nil {
		return fmt.Errorf("journal: make room: %w", err)
	}
	j.size += int64(len(zeros))
	return nil
}

// Prepare makes sure that there is a key for each ring of the batch and room for the record, so that what can fail for want of disk space fails
// before the transaction is committed.
func (j *Journal) Prepare(b *Batch) (err error) {
	for _, g := range b.groups {
		if g.key, err = j.keys.of(g.ring); err != nil {
			return err
		}
	}
	return j.grow(j.at + blocks(headerSize+b.size))
}

// blocks is the room that n bytes take.
func blocks(n int) int64 { return (int64(n) + block - 1) / block * block }

// Write encrypts a batch that has been prepared and returns when the record is on disk. It touches nothing but the journal and the batch, and may run beside the commit.
func (j *Journal) Write(number uint64, b *Batch) error { return j.write(number, kindRows, b) }

// Barrier writes that there was a transaction that the journal cannot bring back. It is for one that has been committed, before it is
// acknowledged.
func (j *Journal) Barrier(number uint64) error {
	if err := j.grow(j.at + block); err != nil {
		return err
	}
	return j.write(number, kindBarrier, &Batch{})
}

func (j *Journal) write(number uint64, kind uint32, b *Batch) error {
	rec := appendRecord(j.buf[:0], j.lineage, number, kind, b)
	n := blocks(len(rec))
	rec = append(rec, make([]byte, int(n)-len(rec))...)
	if j.buf = rec; cap(rec) > keptBuf {
		j.buf = nil
	}
	j.last = j.at
	if _, err := j.f.WriteAt(rec, j.at); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.at += n
	return nil
}

// Void takes the last record back, durably, also one that could not be written. It is for a transaction that was surely rolled back.
func (j *Journal) Void() error {
	if _, err := j.f.WriteAt(make([]byte, block), j.last); err != nil {
		return fmt.Errorf("journal: take back: %w", err)
	}
	j.at = j.last
	return nil
}

// Rewind lets the next record take the place of the first. It is for when the transactions of all records are durable elsewhere.
func (j *Journal) Rewind() { j.at = 0 }

// Length is how far the records reach since the last Rewind, bytes.
func (j *Journal) Length() int64 { return j.at }

// Close closes the file.
func (j *Journal) Close() error { return j.f.Close() }
