package surveys

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"sort"
	"sync"
	"syscall"

	"tilstand/internal/duckdb"
)

// A codeBox is the one-time codes of a wave in use.
type codeBox struct {
	file *os.File

	mu      sync.Mutex        // guards what follows, but for the hashes and groups of the slots, which never change
	slots   []slot            // sorted by hash, as in the file
	waiting map[int]spentMark // by slot, what the file may not have yet

	syncing sync.Mutex // held by who writes what is waiting
}

func openBox(path string) (*codeBox, error) {
	slots, err := readSlots(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return &codeBox{file: f, slots: slots, waiting: map[int]spentMark{}}, nil
}

// find needs no lock, since it looks at nothing but hashes.
func (b *codeBox) find(hash codeHash) (at int, ok bool) {
	return sort.Find(len(b.slots), func(i int) int { return bytes.Compare(hash[:], b.slots[i].hash[:]) })
}

// marks counts the used codes of a group. A box that is not there has none.
func (b *codeBox) marks(group uint8) int {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, sl := range b.slots {
		if sl.group == group && sl.mark != (spentMark{}) {
			n++
		}
	}
	return n
}

// erase overwrites a file that another has taken the place of, and lets go of it.
func (b *codeBox) erase() error {
	_, err := b.file.WriteAt(make([]byte, slotSize*(1+len(b.slots))), 0)
	return errors.Join(err, b.file.Sync(), b.file.Close())
}

// spend marks the code for the submission and stores the answer, which must not be on disk before all that waits in first is: a kill leaves
// a mark without an answer at worst, which the same submission passes and no other. An answer that was certainly not stored takes its mark
// back; a mark of which it is not known whether it is on disk is written again before an answer is stored. [ErrSpent] when another
// submission has used the code; one that is just using it is waited for, since it may fail.
func (b *codeBox) spend(ctx context.Context, at int, m spentMark, store func(first duckdb.Syncer) error) error {
	fresh, err := b.claim(ctx, at, m)
	if err != nil {
		return err
	}
	if fresh {
		b.write(at, m)
	}
	err = store(b)
	undo := fresh && err != nil && !errors.Is(err, duckdb.ErrUncertain)
	if undo {
		b.write(at, spentMark{})
		undo = b.Sync() == nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	sl := &b.slots[at]
	sl.kept = !fresh || err == nil
	if undo {
		sl.mark = spentMark{}
	}
	close(sl.claim)
	sl.claim = nil
	return err
}

// claim reserves the slot, and says whether its mark has to be written.
func (b *codeBox) claim(ctx context.Context, at int, m spentMark) (fresh bool, err error) {
	for {
		b.mu.Lock()
		sl := &b.slots[at]
		busy := sl.claim
		if busy == nil {
			defer b.mu.Unlock()
			if sl.mark != (spentMark{}) && sl.mark != m {
				return false, ErrSpent
			}
			fresh = !sl.kept
			sl.mark, sl.claim = m, make(chan struct{})
			return fresh, nil
		}
		b.mu.Unlock()
		select {
		case <-busy:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// write has the next [codeBox.Sync] write the mark.
func (b *codeBox) write(at int, m spentMark) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting[at] = m
}

// Sync returns when every mark that was written before is on disk. After an error they all wait on, and the next call writes them again: a page
// whose sync has failed once is not written by the next sync unless it is changed anew.
func (b *codeBox) Sync() error {
	b.syncing.Lock()
	defer b.syncing.Unlock()
	b.mu.Lock()
	batch := b.waiting
	b.waiting = make(map[int]spentMark, len(batch))
	b.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	err := b.overwrite(batch)
	if err != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		maps.Copy(batch, b.waiting) // which is newer
		b.waiting = batch
	}
	return err
}

func (b *codeBox) overwrite(marks map[int]spentMark) error {
	for at, mark := range marks {
		if _, err := b.file.WriteAt(mark[:], int64(slotSize*(1+at)+slotMark)); err != nil {
			return err
		}
	}
	return syncData(b.file)
}

// syncData leaves out the time of the last change, which costs an entry in the file system's journal and says what nobody needs.
func syncData(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = syscall.Fdatasync(int(fd)) }); err != nil {
		return err
	}
	return failed
}
