package sav

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Codes of a compressed cell of eight bytes; those between are small whole numbers.
const (
	codeEnd   = 252
	codeRaw   = 253 // its bytes follow
	codeBlank = 254 // eight blanks
	codeNone  = 255 // no number
)

var blank = [8]byte{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}

func (w *writer) row(variables []Variable, row []Value) error {
	if len(row) != len(variables) {
		return fmt.Errorf("%d values for %d variables", len(row), len(variables))
	}
	at := 0
	for i, v := range variables {
		if v.Kind != Text {
			if row[i].text != "" {
				return fmt.Errorf("%s is a number, and given %q", v.Name, row[i].text)
			}
			w.number(row[i])
			at++
			continue
		}
		rest := row[i].text
		if len(rest) > v.Width || row[i].number != 0 {
			return fmt.Errorf("%s is a text of %d bytes, and given %v", v.Name, v.Width, row[i])
		}
		for ; at < len(w.segments) && w.segments[at].of.Name == v.Name; at++ {
			part := rest[:min(len(rest), widest)]
			rest = rest[len(part):]
			w.cells(part, w.segments[at].cells())
		}
	}
	return nil
}

func (w *writer) number(v Value) {
	x := v.number
	switch {
	case !v.there:
		w.cell(codeNone, nil)
	case x == math.Trunc(x) && 1-bias <= x && x <= codeEnd-1-bias && !(x == 0 && math.Signbit(x)):
		w.cell(byte(x+bias), nil)
	default:
		w.cell(codeRaw, floatBytes(x))
	}
}

// cells writes a text that fills so many cells.
func (w *writer) cells(s string, n int) {
	for range n {
		cell := blank
		s = s[copy(cell[:], s):]
		if cell == blank {
			w.cell(codeBlank, nil)
		} else {
			w.cell(codeRaw, cell[:])
		}
	}
}

// cell collects eight codes, and writes them before the bytes that belong to them.
func (w *writer) cell(code byte, raw []byte) {
	w.codes, w.raw = append(w.codes, code), append(w.raw, raw...)
	if len(w.codes) == 8 {
		w.to.Write(w.codes)
		w.to.Write(w.raw)
		w.codes, w.raw = w.codes[:0], w.raw[:0]
	}
}

// endOfRows fills up the last eight codes.
func (w *writer) endOfRows() {
	for len(w.codes) > 0 {
		w.cell(0, nil)
	}
}

func floatBytes(x float64) []byte {
	return binary.LittleEndian.AppendUint64(nil, math.Float64bits(x))
}

func intBytes(numbers ...int) (b []byte) {
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, uint32(int32(n)))
	}
	return b
}
