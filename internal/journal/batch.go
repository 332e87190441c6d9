package journal

import (
	"errors"
	"math/rand/v2"
)

// A Batch is the rows of one transaction, encoded as they come. It is used over and over, and keeps its memory.
type Batch struct {
	groups []*group          // in the order in which their rings came
	rings  map[string]*group // the same
	free   []*group
	size   int // of all groups in a record, bytes
}

// A group is the rows of one ring.
type group struct {
	ring string
	key  *key
	rows []byte
	ends []int // of each row in rows
}

const (
	maxBatch = 16 << 20 // bytes; more would be held in memory twice
	keptRows = 64 << 10 // bytes of memory that a group keeps for the next batch
)

var errTooLarge = errors.New("journal: the transaction is too large for a record")

// Add adds a row of a ring. Values are nil, bool, string, []byte, [16]byte, integers and floating-point numbers of any width. It returns an error for any other, times and
// lists among them, and when the batch becomes too large; such a transaction cannot be journalled ([Journal.Barrier]), and the batch is to be reset.
func (b *Batch) Add(ring, table string, values []any) error {
	g := b.group(ring)
	before := len(g.rows)
	rows, err := appendRow(g.rows, table, values)
	g.rows = rows
	if err != nil {
		return err
	}
	g.ends = append(g.ends, len(rows))
	if b.size += len(rows) - before; b.size > maxBatch {
		return errTooLarge
	}
	return nil
}

func (b *Batch) group(ring string) *group {
	if g := b.rings[ring]; g != nil {
		return g
	}
	if b.rings == nil {
		b.rings = map[string]*group{}
	}
	g := &group{}
	if n := len(b.free); n > 0 {
		g, b.free = b.free[n-1], b.free[:n-1]
	}
	g.ring = ring
	b.rings[ring], b.groups = g, append(b.groups, g)
	b.size += groupOverhead
	return g
}

// Reset empties the batch.
func (b *Batch) Reset() {
	clear(b.rings)
	for _, g := range b.groups {
		if cap(g.rows) <= keptRows {
			*g = group{rows: g.rows[:0], ends: g.ends[:0]}
			b.free = append(b.free, g)
		}
	}
	b.groups, b.size = b.groups[:0], 0
}

// shuffle brings the groups into random order.
func (b *Batch) shuffle() {
	rand.Shuffle(len(b.groups), func(i, j int) { b.groups[i], b.groups[j] = b.groups[j], b.groups[i] })
}

// appendShuffled appends the rows in random order.
func (g *group) appendShuffled(to []byte) []byte {
	for _, i := range rand.Perm(len(g.ends)) {
		from := 0
		if i > 0 {
			from = g.ends[i-1]
		}
		to = append(to, g.rows[from:g.ends[i]]...)
	}
	return to
}
