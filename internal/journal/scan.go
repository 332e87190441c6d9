package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// A Record is a record that is whole.
type Record struct {
	Number  uint64
	Lineage Lineage
	Barrier bool // of a transaction that cannot be repeated
	at      int64
	header  header
}

// Contents are the whole records of a journal, by their numbers.
type Contents struct {
	Records []Record
	file    *os.File
	keys    map[keyID]*key
}

// Scan reads a journal that nobody is writing. It returns fs.ErrNotExist where there is none. What is damaged is left out.
func Scan(path string) (*Contents, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	records, err := scan(f, info.Size())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: %w", err), f.Close())
	}
	return &Contents{Records: records, file: f}, nil
}

// scan looks at every block in which a record may begin: those that are not inside of a whole one.
func scan(r io.ReaderAt, size int64) ([]Record, error) {
	var found []Record
	first := make([]byte, headerSize)
	var rec []byte
	for at := int64(0); at+headerSize <= size; {
		if _, err := r.ReadAt(first, at); err != nil {
			return nil, err
		}
		h, ok := parseHeader(first)
		if ok = ok && int64(h.length) <= size-at; ok {
			rec = slices.Grow(rec[:0], h.length)[:h.length]
			if _, err := r.ReadAt(rec, at); err != nil {
				return nil, err
			}
			ok = whole(rec)
		}
		if !ok {
			at += block
			continue
		}
		found = append(found, Record{Number: h.number, Lineage: h.lineage, Barrier: h.kind == kindBarrier, at: at, header: h})
		at += blocks(h.length)
	}
	slices.SortStableFunc(found, func(a, b Record) int { return cmp.Compare(a.Number, b.Number) })
	return found, nil
}

// Last is the highest number, 0 when there is no record.
func (c *Contents) Last() uint64 {
	if len(c.Records) == 0 {
		return 0
	}
	return c.Records[len(c.Records)-1].Number
}

// Unlock reads the keys that [Contents.Rows] needs.
func (c *Contents) Unlock(keys *Keys) (err error) {
	c.keys, err = keys.all()
	return err
}

// Rows decrypts the rows of a record, in the order in which they lie there, which is none. [ErrNoKey] when the key of one of its rings is not there.
func (c *Contents) Rows(r Record) ([]Row, error) {
	rec := make([]byte, r.header.length)
	if _, err := c.file.ReadAt(rec, r.at); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return r.header.open(rec, c.keys)
}

// Close closes the file.
func (c *Contents) Close() error { return c.file.Close() }
