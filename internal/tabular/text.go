package tabular

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// text is a CSV file. Rows are counted as a spreadsheet would: a line break inside a cell begins no new one.
type text struct {
	csv    *csv.Reader
	within int // line breaks inside cells so far
	before int // lines above what csv reads
}

func openText(r io.ReadSeeker) (*text, error) {
	decoded, err := decode(r)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(decoded, 64<<10)
	first, err := in.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("read table: %w", err)
	}
	t := &text{}
	delimiter, skip := delimiterOf(first)
	if skip > 0 {
		t.before = 1
		if _, err := in.Discard(skip); err != nil {
			return nil, fmt.Errorf("read table: %w", err)
		}
	}
	t.csv = csv.NewReader(in)
	t.csv.Comma, t.csv.FieldsPerRecord, t.csv.ReuseRecord = delimiter, -1, true
	return t, nil
}

func (t *text) next() (Row, error) {
	cells, err := t.csv.Read()
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return Row{}, Fault{Row: parse.StartLine + t.before - t.within, Problem: Quote}
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			return Row{}, io.EOF
		}
		return Row{}, fmt.Errorf("read table: %w", err)
	}
	line, _ := t.csv.FieldPos(0)
	row := Row{Number: line + t.before - t.within, Cells: cells}
	for _, cell := range cells {
		t.within += strings.Count(cell, "\n")
	}
	return row, nil
}

var (
	markUTF8    = []byte("\xEF\xBB\xBF")
	markUTF16LE = []byte("\xFF\xFE")
	markUTF16BE = []byte("\xFE\xFF")
)

// decode returns the text as UTF-8 without a mark. The whole file is looked at once: a Windows-1252 file may have its first
// Norwegian letter on its last line.
func decode(r io.ReadSeeker) (io.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(head, markUTF16LE), bytes.HasPrefix(head, markUTF16BE):
		return transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()), nil
	case bytes.HasPrefix(head, markUTF8):
		in.Discard(len(markUTF8))
		return in, nil
	}
	valid, err := validUTF8(in)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if valid {
		return r, nil
	}
	return transform.NewReader(r, charmap.Windows1252.NewDecoder()), nil
}

// validUTF8 reports whether all of it is UTF-8. A zero byte is in no text that a table is written in.
func validUTF8(in io.Reader) (bool, error) {
	buffer, valid := make([]byte, 64<<10), true
	rest := 0 // bytes of a letter that was cut in two
	for {
		n, err := in.Read(buffer[rest:])
		part := buffer[:rest+n]
		if bytes.IndexByte(part, 0) >= 0 {
			return false, ErrNotTable
		}
		whole := wholeRunes(part)
		if valid = valid && utf8.Valid(part[:whole]); !valid {
			whole = len(part)
		}
		rest = copy(buffer, part[whole:])
		if errors.Is(err, io.EOF) {
			return valid && rest == 0, nil
		}
		if err != nil {
			return false, fmt.Errorf("read table: %w", err)
		}
	}
}

// wholeRunes is the length of b without a letter at its end whose last bytes have not been read.
func wholeRunes(b []byte) int {
	for back := 1; back <= min(utf8.UTFMax, len(b)); back++ {
		if at := len(b) - back; utf8.RuneStart(b[at]) {
			if !utf8.FullRune(b[at:]) {
				return at
			}
			break
		}
	}
	return len(b)
}

// delimiterOf finds the delimiter in the heading: of comma, semicolon and tab the one that stands there most often outside quotation marks,
// commas where none does. skip is the length of a line "sep=;", which spreadsheets understand and do not show.
func delimiterOf(head []byte) (delimiter rune, skip int) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if told := strings.TrimRight(string(line), "\r"); len(told) == len("sep=;") && strings.EqualFold(told[:4], "sep=") && strings.Contains(",;\t|", told[4:]) {
		return rune(told[4]), min(len(line)+1, len(head))
	}
	counts, quoted, begun := map[byte]int{}, false, false
	for _, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n' && begun:
			return most(counts), 0
		case c == ',', c == ';', c == '\t':
			counts[c]++
		}
		begun = begun || c > ' '
	}
	return most(counts), 0
}

func most(counts map[byte]int) rune {
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}
