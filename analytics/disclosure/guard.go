package disclosure

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// guard watches protected forms during elimination: it holds their rests modulo
// the span of what is shown, scaled so that proportional rests are equal, and
// finds one by hash.
type guard struct {
	rests  []form
	hashes []uint64
	count  map[uint64]int
	seed   maphash.Seed
}

func newGuard(protected []form) *guard {
	g := &guard{count: make(map[uint64]int, len(protected)), seed: maphash.MakeSeed()}
	for _, f := range protected {
		rest := slices.Clone(f).scaled()
		h := g.hash(rest)
		g.rests, g.hashes = append(g.rests, rest), append(g.hashes, h)
		g.count[h]++
	}
	return g
}

// forbids reports whether showing a form with this scaled rest would complete a
// protected one.
func (g *guard) forbids(rest form) bool {
	h := g.hash(rest)
	if g.count[h] == 0 {
		return false
	}
	for i, f := range g.rests {
		if g.hashes[i] == h && slices.Equal(f, rest) {
			return true
		}
	}
	return false
}

// reduce takes a new row of the basis out of all rests.
func (g *guard) reduce(row form, pivot int) {
	for i, rest := range g.rests {
		if rest[pivot] == 0 {
			continue
		}
		rest.subtract(row, rest[pivot], pivot)
		rest.scaled()
		g.count[g.hashes[i]]--
		g.hashes[i] = g.hash(rest)
		g.count[g.hashes[i]]++
	}
}

func (g *guard) hash(f form) uint64 {
	var h maphash.Hash
	h.SetSeed(g.seed)
	var word [8]byte
	for _, c := range f {
		binary.LittleEndian.PutUint64(word[:], c)
		h.Write(word[:])
	}
	return h.Sum64()
}
