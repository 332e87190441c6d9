package journal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

const (
	block      = 4096               // records lie at multiples of it, bytes
	magic      = 0x31304e52554f4a54 // "TJOURN01" in little-endian order
	headerSize = 48
	bindSize   = 40 // of the header, what its groups are bound to
	sumAt      = 44
	maxRecord  = maxBatch + maxBatch/4

	nonceSize     = 12
	tagSize       = 16
	groupHeader   = idSize + nonceSize + 4
	groupOverhead = groupHeader + tagSize
)

// The kinds of records.
const (
	kindRows    = 1
	kindBarrier = 2
)

// A Lineage names a file that was built as a whole.
type Lineage [16]byte

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendRecord appends a record, encrypted. The groups' keys have been looked up.
func appendRecord(to []byte, lineage Lineage, number uint64, kind uint32, b *Batch) []byte {
	b.shuffle()
	at := len(to)
	to = binary.LittleEndian.AppendUint64(to, magic)
	to = append(to, lineage[:]...)
	to = binary.LittleEndian.AppendUint64(to, number)
	to = binary.LittleEndian.AppendUint32(to, kind)
	to = binary.LittleEndian.AppendUint32(to, uint32(len(b.groups)))
	to = binary.LittleEndian.AppendUint32(to, uint32(headerSize+b.size))
	to = append(to, 0, 0, 0, 0)
	for place, g := range b.groups {
		to = g.appendSealed(to, to[at:at+bindSize], place)
	}
	rec := to[at:]
	binary.LittleEndian.PutUint32(rec[sumAt:], sum(rec))
	return to
}

// sum is over everything but itself.
func sum(rec []byte) uint32 {
	return crc32.Update(crc32.Checksum(rec[:sumAt], castagnoli), castagnoli, rec[headerSize:])
}

func (g *group) appendSealed(to, bind []byte, place int) []byte {
	further := binary.LittleEndian.AppendUint32(append(make([]byte, 0, bindSize+4), bind...), uint32(place))
	to = append(to, g.key.id[:]...)
	nonce := len(to)
	to = append(to, make([]byte, nonceSize)...)
	rand.Read(to[nonce:]) // never fails
	to = binary.LittleEndian.AppendUint32(to, uint32(len(g.rows)+tagSize))
	rows := len(to)
	to = g.appendShuffled(to)
	return g.key.aead.Seal(to[:rows], to[nonce:nonce+nonceSize], to[rows:], further)
}

// header is what a record says of itself in the clear.
type header struct {
	lineage Lineage
	number  uint64
	kind    uint32
	groups  uint32
	length  int
}

// parseHeader reads the beginning of a block; ok when a record may begin there.
func parseHeader(b []byte) (h header, ok bool) {
	if len(b) < headerSize || binary.LittleEndian.Uint64(b) != magic {
		return header{}, false
	}
	h = header{
		lineage: Lineage(b[8:24]), number: binary.LittleEndian.Uint64(b[24:]), kind: binary.LittleEndian.Uint32(b[32:]),
		groups: binary.LittleEndian.Uint32(b[36:]), length: int(binary.LittleEndian.Uint32(b[40:])),
	}
	return h, h.length >= headerSize && h.length <= maxRecord && (h.kind == kindRows || h.kind == kindBarrier)
}

// whole reports whether rec, which is as long as its header says, is as it was written.
func whole(rec []byte) bool { return binary.LittleEndian.Uint32(rec[sumAt:]) == sum(rec) }

var errGroup = errors.New("journal: a record whose groups are not as long as it says")

// open decrypts the rows of a whole record.
func (h header) open(rec []byte, keys map[keyID]*key) ([]Row, error) {
	var all []Row
	bind, rest := rec[:bindSize], rec[headerSize:]
	for place := range h.groups {
		if len(rest) < groupHeader {
			return nil, errGroup
		}
		n := int(binary.LittleEndian.Uint32(rest[idSize+nonceSize:]))
		if n > len(rest)-groupHeader {
			return nil, errGroup
		}
		k := keys[keyID(rest[:idSize])]
		if k == nil {
			return nil, fmt.Errorf("%w of transaction %d", ErrNoKey, h.number)
		}
		further := binary.LittleEndian.AppendUint32(append(make([]byte, 0, bindSize+4), bind...), place)
		plain, err := k.aead.Open(nil, rest[idSize:idSize+nonceSize], rest[groupHeader:groupHeader+n], further)
		if err != nil {
			return nil, fmt.Errorf("journal: transaction %d: %w", h.number, err)
		}
		rows, err := (&parser{rest: plain}).rows()
		if err != nil {
			return nil, fmt.Errorf("journal: transaction %d: %w", h.number, err)
		}
		all, rest = append(all, rows...), rest[groupHeader+n:]
	}
	if len(rest) > 0 {
		return nil, errGroup
	}
	return all, nil
}
