package dataset

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"tilstand/analytics"
)

// A spool keeps the rows of a set on the disk while they are counted and measured, and gives them back as often as they are asked for: an owner's file has
// hundreds of thousands of them, and most forms want to know things about all before the first is written.
//
// Its file has no name from the beginning on. It is gone with the set, or with the process that held it.
//
// A row is its state and a number for each column, as [encoding/binary] writes them in few bytes. Most texts come again in row after row, so a text stands
// in full where it is new, and later rows have its place in the dictionary that writer and reader fill alike.
type spool struct {
	file  *os.File
	to    *bufio.Writer
	known map[string]uint64
	bytes []byte
}

// What stands for a value.
const (
	nothing = 0
	raw     = 1 // of a number: eight bytes follow
	plain   = 2 // of a number: what it is more than this is the number
	first   = 1 // of a text: what it is more than this is its place in the dictionary; one that is not there yet has the next place, and follows
)

// mostKnown is how many texts a dictionary has before both sides begin a new one, so that it does not grow with the table.
const mostKnown = 1 << 13

func newSpool(dir string) (*spool, error) {
	file, err := Unnamed(dir)
	if err != nil {
		return nil, err
	}
	return &spool{file: file, to: bufio.NewWriterSize(file, 64<<10), known: map[string]uint64{}}, nil
}

// Unnamed makes a file that has no name: nobody else can open it, and it is gone once it is closed, or its process has ended.
func Unnamed(dir string) (*os.File, error) {
	file, err := os.CreateTemp(dir, ".rows-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// put adds a row. The error of a disk is kept until rows are asked for.
func (s *spool) put(columns []Column, state analytics.State, row []Value) {
	if len(s.known) >= mostKnown {
		clear(s.known)
	}
	b := binary.AppendUvarint(s.bytes[:0], uint64(state))
	for i, v := range row {
		switch {
		case !v.There:
			b = binary.AppendUvarint(b, nothing)
		case columns[i].Type == Text:
			b = s.putText(b, v.Text)
		case columns[i].Type == Day:
			b = putNumber(b, float64(v.Day.Unix()))
		default:
			b = putNumber(b, v.Number)
		}
	}
	s.to.Write(b)
	s.bytes = b
}

func (s *spool) putText(b []byte, text string) []byte {
	if place, ok := s.known[text]; ok {
		return binary.AppendUvarint(b, first+place)
	}
	place := uint64(len(s.known))
	s.known[text] = place
	b = binary.AppendUvarint(b, first+place)
	b = binary.AppendUvarint(b, uint64(len(text)))
	return append(b, text...)
}

func putNumber(b []byte, x float64) []byte {
	if x == math.Trunc(x) && 0 <= x && x < 1<<50 && !math.Signbit(x) {
		return binary.AppendUvarint(b, plain+uint64(x))
	}
	b = binary.AppendUvarint(b, raw)
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
}

// rows gives the rows back, from the first on. The slice is one and the same.
func (s *spool) rows(columns []Column, yield func(analytics.State, []Value) bool) error {
	if err := s.to.Flush(); err != nil {
		return fmt.Errorf("keep rows: %w", err)
	}
	from := spoolReader{in: bufio.NewReaderSize(io.NewSectionReader(s.file, 0, math.MaxInt64), 64<<10)}
	row := make([]Value, len(columns))
	for {
		state, err := from.row(columns, row)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read rows back: %w", err)
		}
		if !yield(state, row) {
			return nil
		}
	}
}

func (s *spool) close() error { return s.file.Close() }

// spoolReader reads what a spool holds.
type spoolReader struct {
	in    *bufio.Reader
	known []string
	err   error // the first
}

// row reads the next row; io.EOF after the last.
func (r *spoolReader) row(columns []Column, row []Value) (analytics.State, error) {
	if len(r.known) >= mostKnown {
		r.known = r.known[:0]
	}
	state, err := binary.ReadUvarint(r.in)
	if err != nil {
		return 0, err
	}
	for i, c := range columns {
		row[i] = r.value(c.Type)
	}
	if r.err == io.EOF {
		r.err = io.ErrUnexpectedEOF
	}
	return analytics.State(state), r.err
}

func (r *spoolReader) value(t Type) Value {
	tag := r.uvarint()
	switch {
	case tag == nothing || r.err != nil:
		return Value{}
	case t == Text:
		return Value{Text: r.text(tag - first), There: true}
	}
	x := float64(tag - plain)
	if tag == raw {
		var bits [8]byte
		r.fill(bits[:])
		x = math.Float64frombits(binary.LittleEndian.Uint64(bits[:]))
	}
	if t == Day {
		return Value{Day: time.Unix(int64(x), 0).UTC(), There: true}
	}
	return Value{Number: x, There: true}
}

func (r *spoolReader) text(place uint64) string {
	if place < uint64(len(r.known)) {
		return r.known[place]
	}
	text := make([]byte, r.uvarint())
	r.fill(text)
	r.known = append(r.known, string(text))
	return string(text)
}

func (r *spoolReader) uvarint() uint64 {
	x, err := binary.ReadUvarint(r.in)
	r.keep(err)
	return x
}

func (r *spoolReader) fill(b []byte) {
	_, err := io.ReadFull(r.in, b)
	r.keep(err)
}

func (r *spoolReader) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}
