package surveys

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"tilstand/internal/duckdb"
)

// A door lets the submissions of one wave in, each once. It remembers what has come by a keyed hash of the submission id; the key is
// made with the door and lives in memory alone, so what is remembered leads nobody to a form.
type door struct {
	key [16]byte

	// gate is held for reading by every submission in flight, and for writing by whoever shuts the door: what has been taken in is
	// then on disk, and nothing else comes.
	gate sync.RWMutex

	mu      sync.Mutex // guards what follows
	seen    map[digest]arrival
	writing map[digest]*entry
	unsure  bool // a write ended without it being known whether it is stored: what is on disk decides
}

type digest [16]byte

// An arrival is what is remembered of a submission.
type arrival struct {
	revision uint8
	content  uint64 // hash of group and codes
}

// An entry is a submission being written. Its fields may be read when done is closed.
type entry struct {
	arrival
	done chan struct{}
	err  error
}

func newDoor() *door {
	d := &door{seen: map[digest]arrival{}, writing: map[digest]*entry{}}
	rand.Read(d.key[:])
	return d
}

// digest hashes the id under the door's key.
func (d *door) digest(id SubmissionID) digest {
	sum := sha256.Sum256(append(d.key[:], id...))
	return digest(sum[:len(digest{})])
}

// content hashes what was answered under the door's key.
func (d *door) content(r Response) uint64 {
	content := append(make([]byte, 0, len(d.key)+1+len(r.Codes)), d.key[:]...)
	content = append(content, r.Group)
	for _, code := range r.Codes {
		content = append(content, byte(code))
	}
	sum := sha256.Sum256(content)
	return binary.LittleEndian.Uint64(sum[:])
}

// remember takes note of a stored row unless a later revision is known.
func (d *door) remember(id digest, a arrival) {
	if a.revision > d.seen[id].revision {
		d.seen[id] = a
	}
}

// reserve decides what a submission is. It returns an entry that the caller is to write; or an entry that somebody else is writing
// (busy), to be waited for before asking again; or neither, when there is nothing to write: it has come before, or err says
// why it is refused. closed is why the wave takes nothing new, or nil.
func (d *door) reserve(id digest, content uint64, confirmed bool, closed error) (mine, busy *entry, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unsure {
		return nil, nil, errUnsure
	}
	if busy := d.writing[id]; busy != nil {
		return nil, busy, nil
	}
	before, known := d.seen[id]
	switch {
	case known && before.content == content:
		return nil, nil, nil
	case closed != nil:
		return nil, nil, closed
	case known && (!confirmed || before.revision == lastRevision):
		return nil, nil, ErrConflict
	}
	mine = &entry{arrival: arrival{before.revision + 1, content}, done: make(chan struct{})}
	d.writing[id] = mine
	return mine, nil, nil
}

// errUnsure asks for the door to be reassured first.
var errUnsure = errors.New("it is not known what has come")

// lastRevision is the highest that its column holds. Nobody changes their mind that often.
const lastRevision = 255

// settle ends an entry with the outcome of its write.
func (d *door) settle(id digest, e *entry, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.writing, id)
	if err == nil {
		d.remember(id, e.arrival)
	}
	d.unsure = d.unsure || errors.Is(err, duckdb.ErrUncertain)
	e.err = err
	close(e.done)
}

// outcome waits for the write and returns how it ended, or that ctx ended first.
func (e *entry) outcome(ctx context.Context) error {
	if err := e.wait(ctx); err != nil {
		return err
	}
	if e.err != nil {
		return fmt.Errorf("store submission: %w", e.err)
	}
	return nil
}

// wait returns when the entry has been written, or ctx ends.
func (e *entry) wait(ctx context.Context) error {
	select {
	case <-e.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
