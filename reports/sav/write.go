package sav

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// Types of record, and of information in records of the type extension.
const (
	variableRecord  = 2
	labelsRecord    = 3
	labelledRecord  = 4
	extensionRecord = 7
	lastRecord      = 999

	integerInfo    = 3
	floatInfo      = 4
	displayInfo    = 11
	longNames      = 13
	longTexts      = 14
	numberOfCases  = 16
	encoding       = 20
	longTextLabels = 21
)

// bias is what compression adds to small whole numbers.
const bias = 100

// Write writes a file. The rows are gone through once, and their number has to be known before. Errors: [ErrVariable], a row that does not fit its variables,
// and those of w.
func Write(w io.Writer, f File, cases int, rows iter.Seq[[]Value]) error {
	if err := f.check(); err != nil {
		return err
	}
	out := &writer{to: bufio.NewWriterSize(w, 64<<10), segments: segmentsOf(f.Variables)}
	out.header(f, cases)
	for _, s := range out.segments {
		out.variable(s)
	}
	out.labels()
	out.extensions(f, cases)
	out.ints(lastRecord, 0)
	written := 0
	for row := range rows {
		if err := out.row(f.Variables, row); err != nil {
			return fmt.Errorf("row %d of an SPSS file: %w", written+1, err)
		}
		written++
	}
	if written != cases {
		return fmt.Errorf("an SPSS file of %d rows was given %d", cases, written)
	}
	out.endOfRows()
	if err := out.to.Flush(); err != nil {
		return fmt.Errorf("write an SPSS file: %w", err)
	}
	return nil
}

// writer keeps the first error in its buffer until the flush.
type writer struct {
	to       *bufio.Writer
	segments []segment
	codes    []byte // of the cells whose bytes wait in raw; up to eight
	raw      []byte
}

func (w *writer) ints(numbers ...int) {
	for _, n := range numbers {
		w.to.Write(binary.LittleEndian.AppendUint32(nil, uint32(int32(n))))
	}
}

func (w *writer) floats(numbers ...float64) {
	for _, x := range numbers {
		w.to.Write(floatBytes(x))
	}
}

// text writes a text that fills so many bytes.
func (w *writer) text(s string, bytes int) {
	s = cut(s, bytes)
	w.to.WriteString(s)
	w.to.WriteString(strings.Repeat(" ", bytes-len(s)))
}

func (w *writer) header(f File, cases int) {
	cells := 0
	for _, s := range w.segments {
		cells += s.cells()
	}
	w.text("$FL2@(#) SPSS DATA FILE Tilstand", 64)
	w.ints(2, cells, 1, 0, cases) // layout, cells in a row, compressed, no weight
	w.floats(bias)
	w.text(f.Made.Format("02 Jan 06"), 9)
	w.text(f.Made.Format("15:04:05"), 8)
	w.text(f.Label, 64)
	w.to.Write([]byte{0, 0, 0})
}

// Formats of values, as SPSS numbers them.
const (
	formatText   = 1
	formatNumber = 5
	formatDay    = 39 // SDATE: year/month/day
)

// format is type, width and decimals in one number.
func (s segment) format() int {
	switch {
	case s.width > 0:
		return formatText<<16 | s.width<<8
	case s.of.Kind == Day:
		return formatDay<<16 | 10<<8
	}
	return formatNumber<<16 | 10<<8 | s.of.Decimals
}

func (w *writer) variable(s segment) {
	label := ""
	if s.first {
		label = cut(s.of.Label, maxLabel)
	}
	labelled := 0
	if label != "" {
		labelled = 1
	}
	w.ints(variableRecord, s.width, labelled, len(s.of.Missing), s.format(), s.format())
	w.text(s.short, 8)
	if label != "" {
		w.ints(len(label))
		w.text(label, (len(label)+3)/4*4)
	}
	w.floats(s.of.Missing...)
	for range s.cells() - 1 { // the rest of a text is a variable in name only
		w.ints(variableRecord, -1, 0, 0, 0, 0)
		w.text("", 8)
	}
}

// shortText is the width up to which a text's labels stand where a number's do.
const shortText = 8

// labels writes those of numbers and short texts.
func (w *writer) labels() {
	place := 1
	for _, s := range w.segments {
		if v := s.of; s.first && len(v.Labels) > 0 && s.width <= shortText {
			w.ints(labelsRecord, len(v.Labels))
			for _, l := range v.Labels {
				if s.width > 0 {
					w.text(l.Text, 8)
				} else {
					w.floats(l.Number)
				}
				words := cut(l.Label, maxCodeLabel)
				w.to.WriteByte(byte(len(words)))
				w.text(words, (len(words)+8)/8*8-1)
			}
			w.ints(labelledRecord, 1, place)
		}
		place += s.cells()
	}
}

// extension is information with elements of so many bytes.
func (w *writer) extension(kind, size int, data []byte) {
	if len(data) > 0 {
		w.ints(extensionRecord, kind, size, len(data)/size)
		w.to.Write(data)
	}
}

func (w *writer) extensions(f File, cases int) {
	w.extension(integerInfo, 4, intBytes(1, 0, 0, -1, 1, 1, 2, 65001)) // our version, any machine, IEEE 754, compressed, little-endian, UTF-8
	w.extension(floatInfo, 8, slices.Concat(floatBytes(noNumber), floatBytes(highest), floatBytes(lowest)))
	var display []byte
	var names, wide, labels bytes.Buffer
	for _, s := range w.segments {
		v := s.of
		if s.width > 0 {
			display = append(display, intBytes(int(v.Measure), min(s.width, 30), 0)...) // left
		} else {
			display = append(display, intBytes(int(v.Measure), 10, 1)...) // right
		}
		if !s.first {
			continue
		}
		if names.Len() > 0 {
			names.WriteByte('\t')
		}
		fmt.Fprintf(&names, "%s=%s", s.short, v.Name)
		if v.Kind == Text && v.Width > widest {
			fmt.Fprintf(&wide, "%s=%05d\x00\t", s.short, v.Width)
		}
		if v.Kind == Text && v.Width > shortText {
			longLabels(&labels, v)
		}
	}
	w.extension(displayInfo, 4, display)
	w.extension(longNames, 1, names.Bytes())
	w.extension(longTexts, 1, wide.Bytes())
	w.extension(numberOfCases, 8, slices.Concat(intBytes(1, 0), intBytes(cases, 0)))
	w.extension(encoding, 1, []byte("UTF-8"))
	w.extension(longTextLabels, 1, labels.Bytes())
}

// longLabels are the labels of a text of more than eight bytes.
func longLabels(to *bytes.Buffer, v *Variable) {
	if len(v.Labels) == 0 {
		return
	}
	counted := func(s string) {
		to.Write(intBytes(len(s)))
		to.WriteString(s)
	}
	counted(v.Name)
	to.Write(intBytes(v.Width, len(v.Labels)))
	for _, l := range v.Labels {
		counted(l.Text + strings.Repeat(" ", v.Width-len(l.Text)))
		counted(cut(l.Label, maxCodeLabel))
	}
}
