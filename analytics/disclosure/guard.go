package disclosure

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// guard watches the forms that one reader must not be able to compute: everybody,
// or a respondent who is alone in his atom and knows his own row. During
// elimination it holds the rests of the forms modulo what is shown (and modulo
// that row), scaled so that proportional rests are equal, and finds one by hash.
type guard struct {
	reader    int // the reader's atom, or everybody
	protected []form

	own    form // rest of the reader's row, scaled; nil for everybody
	pivot  int  // of own
	rests  []form
	hashes []uint64
	count  map[uint64]int
	seed   maphash.Seed
}

// everybody stands for readers who know no row, in place of an atom.
const everybody = -1

func newGuard(reader int) *guard {
	return &guard{reader: reader, seed: maphash.MakeSeed()}
}

func (g *guard) protect(forms ...form) { g.protected = append(g.protected, forms...) }

// start begins an elimination: nothing is shown yet.
func (g *guard) start(size int) {
	if g.reader != everybody {
		g.own, g.pivot = indicator(size, []int{g.reader}), g.reader
	}
	g.rests, g.hashes = g.rests[:0], g.hashes[:0]
	g.count = make(map[uint64]int, len(g.protected))
	for _, f := range g.protected {
		rest := g.known(slices.Clone(f)).scaled()
		h := g.hash(rest)
		g.rests, g.hashes = append(g.rests, rest), append(g.hashes, h)
		g.count[h]++
	}
}

// known takes the reader's own row out of a rest. It changes and returns it.
func (g *guard) known(rest form) form {
	if g.own != nil {
		rest.subtract(g.own, rest[g.pivot], g.pivot)
	}
	return rest
}

// forbids reports whether showing a form with this rest would complete a
// protected one.
func (g *guard) forbids(rest form) bool {
	rest = g.known(slices.Clone(rest)).scaled()
	if rest.pivot() < 0 {
		return false
	}
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

// reduce takes a new row of what is shown out of everything the guard holds.
func (g *guard) reduce(row form, pivot int) {
	if g.own != nil && g.own[pivot] != 0 {
		g.own.subtract(row, g.own[pivot], pivot)
		if g.pivot = g.own.scaled().pivot(); g.pivot < 0 {
			g.own = nil // the reader's row has become computable
		}
	}
	for i, rest := range g.rests {
		if rest[pivot] == 0 && (g.own == nil || rest[g.pivot] == 0) {
			continue
		}
		rest.subtract(row, rest[pivot], pivot)
		g.known(rest).scaled()
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
