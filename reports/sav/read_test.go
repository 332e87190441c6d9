package sav

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

// content is what a reader finds in a file.
type content struct {
	variables []Variable
	rows      [][]Value
}

// reader reads what the PSPP developer's guide describes, as far as our files have it.
type reader struct {
	t interface {
		Fatalf(string, ...any)
	}
	rest  []byte
	cells []cellOf // of a row
	found []Variable
	codes []byte
}

// cellOf is a cell of eight bytes: of which short name, and whether the name begins there.
type cellOf struct {
	short string
	first bool
	text  bool
}

func (r *reader) take(n int) []byte {
	if len(r.rest) < n {
		r.t.Fatalf("the file ends %d bytes early", n-len(r.rest))
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) int() int       { return int(int32(binary.LittleEndian.Uint32(r.take(4)))) }
func (r *reader) float() float64 { return math.Float64frombits(binary.LittleEndian.Uint64(r.take(8))) }
func (r *reader) trimmed(n int) string {
	return strings.TrimRight(string(r.take(n)), " ")
}

func read(t interface{ Fatalf(string, ...any) }, file []byte) (c content) {
	r := &reader{t: t, rest: file}
	if magic := string(r.take(4)); magic != "$FL2" {
		t.Fatalf("it begins with %q", magic)
	}
	r.take(60)
	layout, inRow, compressed, _, cases := r.int(), r.int(), r.int(), r.int(), r.int()
	if layout != 2 || compressed != 1 || r.float() != 100 {
		t.Fatalf("layout %d, compressed %d", layout, compressed)
	}
	r.take(84)
	shorts := map[string]*Variable{}
	var order []string
	var byPlace []string
	widths := map[string]int{}
	for {
		switch kind := r.int(); kind {
		case 2:
			width, labelled, missing, format, _, short := r.int(), r.int(), r.int(), r.int(), r.int(), r.trimmed(8)
			if width < 0 {
				last := r.cells[len(r.cells)-1]
				r.cells, byPlace = append(r.cells, cellOf{last.short, false, true}), append(byPlace, "")
				continue
			}
			v := &Variable{}
			if labelled == 1 {
				n := r.int()
				v.Label = string(r.take(n))
				r.take((4 - n%4) % 4)
			}
			for range missing {
				v.Missing = append(v.Missing, r.float())
			}
			switch format >> 16 {
			case 1:
				v.Kind, v.Width = Text, width
			case 39:
				v.Kind = Day
			}
			r.cells, byPlace = append(r.cells, cellOf{short, true, width > 0}), append(byPlace, short)
			shorts[short], widths[short] = v, width
			order = append(order, short)
		case 3:
			var labels []Label
			var values [][]byte
			for range r.int() {
				values = append(values, r.take(8))
				n := int(r.take(1)[0])
				labels = append(labels, Label{Label: string(r.take(n))})
				r.take((8 - (n+1)%8) % 8)
			}
			if kind, of := r.int(), r.int(); kind != 4 || of != 1 {
				t.Fatalf("labels are followed by %d of %d", kind, of)
			}
			v := shorts[byPlace[r.int()-1]]
			for i := range labels {
				if v.Kind == Text {
					labels[i].Text = strings.TrimRight(string(values[i]), " ")
				} else {
					labels[i].Number = math.Float64frombits(binary.LittleEndian.Uint64(values[i]))
				}
			}
			v.Labels = labels
		case 7:
			subtype, size, count := r.int(), r.int(), r.int()
			data := r.take(size * count)
			order = r.extension(subtype, string(data), shorts, order, cases)
		case 999:
			r.int()
			if inRow != len(r.cells) {
				t.Fatalf("a row is said to have %d cells, and has %d", inRow, len(r.cells))
			}
			for _, short := range order {
				c.variables = append(c.variables, *shorts[short])
			}
			for range cases {
				c.rows = append(c.rows, r.row(order, shorts, widths))
			}
			for _, code := range r.codes {
				if code != 0 {
					t.Fatalf("after the rows there is a code %d", code)
				}
			}
			if len(r.rest) > 0 {
				t.Fatalf("%d bytes are left", len(r.rest))
			}
			return c
		default:
			t.Fatalf("a record of type %d", kind)
		}
	}
}

// extension takes in what an extension says, and returns the short names that begin a variable.
func (r *reader) extension(subtype int, data string, shorts map[string]*Variable, order []string, cases int) []string {
	switch subtype {
	case 13:
		var named []string
		for pair := range strings.SplitSeq(data, "\t") {
			short, name, _ := strings.Cut(pair, "=")
			shorts[short].Name = name
			named = append(named, short)
		}
		return named
	case 14:
		for pair := range strings.SplitSeq(strings.TrimRight(data, "\x00\t"), "\x00\t") {
			short, width, _ := strings.Cut(pair, "=")
			shorts[short].Width, _ = strconv.Atoi(width)
		}
	case 16:
		if n := binary.LittleEndian.Uint64([]byte(data[8:])); int(n) != cases {
			r.t.Fatalf("%d cases, and %d", cases, n)
		}
	case 20:
		if data != "UTF-8" {
			r.t.Fatalf("the encoding is %s", data)
		}
	case 21:
		in := &reader{t: r.t, rest: []byte(data)}
		for len(in.rest) > 0 {
			name := string(in.take(in.int()))
			width, n := in.int(), in.int()
			for range n {
				text := in.trimmed(in.int())
				label := Label{Text: text, Label: string(in.take(in.int()))}
				for _, v := range shorts {
					if v.Name == name && v.Width == width {
						v.Labels = append(v.Labels, label)
					}
				}
			}
		}
	}
	return order
}

// row reads a case. The bytes of a long text are 255 of each of its parts.
func (r *reader) row(order []string, shorts map[string]*Variable, widths map[string]int) (row []Value) {
	texts, numbers := map[string]string{}, map[string]Value{}
	var last string
	belongs := map[string]string{}
	for _, short := range r.allShorts() {
		if v := shorts[short]; v.Name != "" {
			last = short
		}
		belongs[short] = last
	}
	part := ""
	for i, c := range r.cells {
		bytes, number := r.cell()
		if !c.text {
			numbers[c.short] = number
			continue
		}
		part += bytes
		if i+1 == len(r.cells) || r.cells[i+1].first {
			texts[belongs[c.short]] += part[:min(len(part), widths[c.short])]
			part = ""
		}
	}
	for _, short := range order {
		if v := shorts[short]; v.Kind == Text {
			row = append(row, Value{text: strings.TrimRight(texts[short], " ")})
		} else {
			row = append(row, numbers[short])
		}
	}
	return row
}

func (r *reader) allShorts() (all []string) {
	for _, c := range r.cells {
		if c.first {
			all = append(all, c.short)
		}
	}
	return all
}

// cell reads eight bytes as text and as number.
func (r *reader) cell() (string, Value) {
	if len(r.codes) == 0 {
		r.codes = r.take(8)
	}
	code := r.codes[0]
	r.codes = r.codes[1:]
	switch code {
	case 253:
		b := r.take(8)
		return string(b), Num(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	case 254:
		return "        ", Value{}
	case 255:
		return "", Value{}
	}
	return "", Num(float64(code) - 100)
}
