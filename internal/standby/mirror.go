package standby

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tilstand/internal/duckdb"
)

type blockSum = [sha256.Size]byte

// mirror follows one database.
type mirror struct {
	dir  string
	file string // intake or record

	sums  []blockSum       // of main, as it is on the disk
	next  map[int]blockSum // of the blocks that have been gathered beside it
	ahead kept             // what has been fetched; of a cut when that has been stored
	wal   *os.File         // of ahead
	dirty bool             // something has been written that is not on the disk for certain
}

// openMirror reads what is there. What was fetched and is in no cut is of use only by its blocks.
func openMirror(dir, file string) (m *mirror, err error) {
	m = &mirror{dir: dir, file: file, next: map[int]blockSum{}}
	if m.sums, err = sumsOf(filepath.Join(dir, mainName(file))); err != nil {
		return nil, err
	}
	gathered, err := sumsOf(filepath.Join(dir, nextName(file)))
	for i, sum := range gathered {
		m.next[i] = sum
	}
	return m, err
}

func sumsOf(path string) (sums []blockSum, err error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	block := make([]byte, duckdb.ShipBlock)
	for {
		n, err := io.ReadFull(f, block)
		if n > 0 {
			sums = append(sums, sha256.Sum256(block[:n]))
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return sums, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// When the primary is at a checkpoint the mirror waits so long, and so often before the round has failed; what it has fetched stays.
const (
	again      = 50 * time.Millisecond
	mostAgains = 60
)

var errRestless = errors.New("the primary has changed again each time it was asked")

// follow fetches until it has a position whole, which was asked for after it was called.
func (m *mirror) follow(ctx context.Context, c *client, behind time.Duration, fits func(placed) error) (uint64, error) {
	for range mostAgains {
		p, err := c.position(ctx, m.file, behind)
		if err == nil {
			err = fits(p)
		}
		if err == nil {
			err = m.fetch(ctx, c, p.Position)
		}
		switch {
		case errors.Is(err, duckdb.ErrMoved), errors.Is(err, errBusy):
		case err != nil:
			return 0, fmt.Errorf("%s: %w", m.file, err)
		default:
			return p.Term, nil
		}
		select {
		case <-time.After(again):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return 0, fmt.Errorf("%s: %w", m.file, errRestless)
}

func (m *mirror) fetch(ctx context.Context, c *client, p duckdb.Position) error {
	if m.ahead.Generation != p.Generation {
		if err := m.gather(ctx, c, p); err != nil {
			return err
		}
	}
	return m.tail(ctx, c, p)
}

// gather fetches the blocks of a generation that are neither in main nor beside it yet. What it has fetched stays when the primary moves on meanwhile, so that it
// arrives in the end, however busy the primary is.
func (m *mirror) gather(ctx context.Context, c *client, p duckdb.Position) error {
	sums, err := c.sums(ctx, m.file, p.Generation)
	if err != nil {
		return err
	}
	if blocks := (p.Main + duckdb.ShipBlock - 1) / duckdb.ShipBlock; int64(len(sums)) != blocks {
		return duckdb.ErrMoved // it has grown since
	}
	next, err := os.OpenFile(filepath.Join(m.dir, nextName(m.file)), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer next.Close()
	m.dirty = true
	for _, run := range runs(len(sums), maxChunk/duckdb.ShipBlock, func(i int) bool { return !m.has(i, sums[i]) && m.next[i] != sums[i] }) {
		b, err := c.part(ctx, "main", m.file, p.Generation, int64(run[0])*duckdb.ShipBlock, run[1]*duckdb.ShipBlock)
		if err != nil {
			return err
		}
		for i := run[0]; i < run[0]+run[1]; i++ {
			block := b[:min(duckdb.ShipBlock, len(b))]
			b = b[len(block):]
			if sha256.Sum256(block) != sums[i] {
				return duckdb.ErrMoved // a commit has written there
			}
			delete(m.next, i)
			if _, err := next.WriteAt(block, int64(i)*duckdb.ShipBlock); err != nil {
				return err
			}
			m.next[i] = sums[i]
		}
	}
	if err := m.newWAL(); err != nil {
		return err
	}
	m.ahead.Generation, m.ahead.Main = p.Generation, p.Main
	m.ahead.Patch = runs(len(sums), len(sums), func(i int) bool { return !m.has(i, sums[i]) })
	return next.Sync()
}

func (m *mirror) has(i int, sum blockSum) bool { return i < len(m.sums) && m.sums[i] == sum }

// runs are the neighbouring numbers under n that are wanted: the first of each run and how many, at most that many.
func runs(n, most int, wanted func(int) bool) (all [][2]int) {
	for i := range n {
		if !wanted(i) {
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last][0]+all[last][1] == i && all[last][1] < most {
			all[last][1]++
			continue
		}
		all = append(all, [2]int{i, 1})
	}
	return all
}

// newWAL begins the WAL of a generation.
func (m *mirror) newWAL() (err error) {
	if m.wal != nil {
		if err := m.wal.Close(); err != nil {
			return err
		}
	}
	name := m.file + ".wal-" + rand.Text()
	m.wal, err = os.OpenFile(filepath.Join(m.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	m.ahead = kept{WALFile: name}
	return err
}

// tail fetches what the WAL has grown by.
func (m *mirror) tail(ctx context.Context, c *client, p duckdb.Position) error {
	for m.ahead.WAL < p.WAL {
		b, err := c.part(ctx, "wal", m.file, p.Generation, m.ahead.WAL, int(min(p.WAL-m.ahead.WAL, maxChunk)))
		if err == nil && len(b) == 0 {
			err = errSum
		}
		if err != nil {
			return err
		}
		m.dirty = true
		if _, err := m.wal.WriteAt(b, m.ahead.WAL); err != nil {
			return err
		}
		m.ahead.WAL += int64(len(b))
	}
	m.ahead.Number = p.Number
	return nil
}

// sync makes what has been fetched durable. It says whether there was anything.
func (m *mirror) sync() (fresh bool, err error) {
	fresh, m.dirty = m.dirty, false
	if !fresh {
		return false, nil
	}
	if err = m.wal.Sync(); err != nil {
		m.dirty = true
	}
	return fresh, err
}

// apply writes the gathered blocks into main. A cut names them, so that a start after a kill does it again.
func apply(dir, file string, k kept) error {
	if len(k.Patch) == 0 {
		return nil
	}
	next, err := os.Open(filepath.Join(dir, nextName(file)))
	if err != nil {
		return err
	}
	defer next.Close()
	main, err := os.OpenFile(filepath.Join(dir, mainName(file)), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for _, run := range k.Patch {
		at := int64(run[0]) * duckdb.ShipBlock
		n := min(int64(run[1])*duckdb.ShipBlock, k.Main-at)
		_, failed := io.Copy(io.NewOffsetWriter(main, at), io.NewSectionReader(next, at, n))
		err = errors.Join(err, failed)
	}
	return errors.Join(err, main.Truncate(k.Main), main.Sync(), main.Close())
}

// applied is what the mirror knows when the cut that it has fetched has been applied.
func (m *mirror) applied() {
	for _, run := range m.ahead.Patch {
		for i := run[0]; i < run[0]+run[1]; i++ {
			for len(m.sums) <= i {
				m.sums = append(m.sums, blockSum{})
			}
			m.sums[i] = m.next[i]
		}
	}
	m.sums = m.sums[:(m.ahead.Main+duckdb.ShipBlock-1)/duckdb.ShipBlock]
	m.ahead.Patch = nil
	clear(m.next)
}

func (m *mirror) close() error {
	if m.wal == nil {
		return nil
	}
	return m.wal.Close()
}
