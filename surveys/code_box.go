package surveys

import (
	"bytes"
	"context"
	"errors"
	"os"
	"runtime"
	"sort"
	"sync"

	"tilstand/internal/duckdb"
)

// A codeBox is the one-time codes of a wave in use.
type codeBox struct {
	file *os.File

	mu      sync.Mutex // guards what follows, but for the hashes and groups of the slots, which never change
	slots   []slot     // sorted by hash, as in the file
	waiting []slotWrite
	writing bool
}

type slotWrite struct {
	at   int
	mark spentMark
	done chan error
}

// idleTurns is how many times in a row the processor is given away without anybody coming.
const idleTurns = 8

func openBox(path string) (*codeBox, error) {
	slots, err := readSlots(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return &codeBox{file: f, slots: slots}, nil
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

// spend marks the code for the submission, durably, and then stores the answer. A kill between the two leaves a mark without an answer,
// which the same submission passes and no other. An answer that was certainly not stored takes its mark back; a mark of which it is not known
// whether it is on disk is written again before an answer is stored. [ErrSpent] when another submission has used the code; one that
// is just using it is waited for, since it may fail.
func (b *codeBox) spend(ctx context.Context, at int, m spentMark, store func() error) error {
	fresh, err := b.claim(ctx, at, m)
	if err != nil {
		return err
	}
	kept := !fresh
	if fresh {
		err = b.write(at, m)
		kept = err == nil
	}
	if err == nil {
		err = store()
	}
	undo := fresh && err != nil && !errors.Is(err, duckdb.ErrUncertain)
	if undo {
		undo = b.write(at, spentMark{}) == nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	sl := &b.slots[at]
	sl.kept = kept
	if undo {
		sl.mark, sl.kept = spentMark{}, false
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

// write returns when the mark is on disk. Marks that come at the same time share a sync.
func (b *codeBox) write(at int, m spentMark) error {
	w := slotWrite{at, m, make(chan error, 1)}
	b.mu.Lock()
	b.waiting = append(b.waiting, w)
	if !b.writing {
		b.writing = true
		go b.flush()
	}
	b.mu.Unlock()
	return <-w.done
}

// gather lets those come who are about to, as the writer of the database does: a sync for one costs as much as one for a hundred. It yields
// the processor, waits for nothing, and ends when nobody has come for some turns.
func (b *codeBox) gather() {
	for n, turns := 0, 0; turns < idleTurns; turns++ {
		runtime.Gosched()
		b.mu.Lock()
		now := len(b.waiting)
		b.mu.Unlock()
		if now > n {
			n, turns = now, 0
		}
	}
}

func (b *codeBox) flush() {
	for {
		b.gather()
		b.mu.Lock()
		batch := b.waiting
		b.waiting = nil
		if len(batch) == 0 {
			b.writing = false
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		var err error
		for _, w := range batch {
			_, failed := b.file.WriteAt(w.mark[:], int64(slotSize*(1+w.at)+slotMark))
			err = errors.Join(err, failed)
		}
		err = errors.Join(err, b.file.Sync())
		for _, w := range batch {
			w.done <- err
		}
	}
}
