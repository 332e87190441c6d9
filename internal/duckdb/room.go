package duckdb

import (
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"
)

// ErrFull says that the disk of the data folder has less room than [Folder.Floor].
var ErrFull = errors.New("duckdb: the disk is nearly full")

// DefaultFloor is how much room must be left on the disk, bytes, for new answers to be taken in. What is left of it is for what must go on then: closing waves, checkpoints and
// erasing, which write files anew before the old ones go.
const DefaultFloor = 500 << 20

const roomAge = time.Second // how old a look at the disk may be

// room is the last look at how much room there is.
type room struct {
	mu   sync.Mutex
	at   time.Time
	free int64
	err  error
	look func(dir string) (free int64, err error) // nil for the disk itself; for tests
}

// Room returns [ErrFull] while the disk of the folder has less room than the floor. It is for what can wait: whoever sends an answer can send it again, and it is taken in as
// soon as there is room. It costs a look at the disk a second.
func (f *Folder) Room() error {
	free, err := f.room.now(f.Dir)
	if err != nil {
		return fmt.Errorf("room on the disk: %w", err)
	}
	if free < f.Floor {
		return fmt.Errorf("%w: %d MB are free, and below %d MB nothing more is taken in", ErrFull, free>>20, f.Floor>>20)
	}
	return nil
}

func (r *room) now(dir string) (free int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at.IsZero() || time.Since(r.at) >= roomAge {
		look := r.look
		if look == nil {
			look = FreeSpace
		}
		r.at = time.Now()
		r.free, r.err = look(dir)
	}
	return r.free, r.err
}

// FreeSpace is how much room the disk of a folder has for this user, bytes.
func FreeSpace(dir string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * disk.Bsize, nil
}
