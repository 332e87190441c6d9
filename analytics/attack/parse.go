package attack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// parser reads JSON into the types of a release document. It is stricter than encoding/json: a field has exactly its name and stands once, so that two
// readers cannot see two different documents in the same text; and it is many times as fast, as it knows what comes. What is rare in such documents (escapes, letters beyond
// ASCII, exponents) it leaves to encoding/json. Null is the zero value.
//
// After a fault it reads on to nowhere: err is the first, and nothing that was read counts.
type parser struct {
	text  []byte
	at    int
	err   error
	known map[string]string // strings are the same over and over
}

// field is how one field of a T is read.
type field[T any] struct {
	name string
	read func(p *parser, into *T)
}

// parse reads an object that is all of a text.
func parse[T any](text []byte, fields []field[T]) (whole T, err error) {
	p := &parser{text: text, known: map[string]string{}}
	object(p, fields, &whole)
	if p.space(); p.err == nil && p.at < len(p.text) {
		p.fail("something follows it")
	}
	return whole, p.err
}

// fail notes the first fault, and goes to the end of the text, where there is nothing more to read.
func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("at byte %d: %s", p.at, fmt.Sprintf(format, args...))
	}
	p.at = len(p.text)
}

func (p *parser) space() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\n' || p.text[p.at] == '\t' || p.text[p.at] == '\r') {
		p.at++
	}
}

// is reads a mark if it comes next.
func (p *parser) is(mark byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == mark {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(mark byte) {
	if !p.is(mark) {
		p.fail("no %q", mark)
	}
}

// word reads a literal name if it comes next.
func (p *parser) word(name string) bool {
	p.space()
	if p.at == len(p.text) || p.text[p.at] != name[0] || !bytes.HasPrefix(p.text[p.at:], []byte(name)) {
		return false
	}
	p.at += len(name)
	return true
}

// object reads one. Its fields mostly come in the order in which they are listed.
func object[T any](p *parser, fields []field[T], into *T) {
	if p.word("null") {
		return
	}
	seen, next := uint64(0), 0
	for p.want('{'); p.err == nil && !p.is('}'); {
		if seen != 0 {
			p.want(',')
		}
		name := p.raw()
		for next < len(fields) && fields[next].name != string(name) {
			next++
		}
		if next == len(fields) {
			next = slices.IndexFunc(fields, func(f field[T]) bool { return f.name == string(name) })
		}
		if next < 0 {
			p.fail("the field %s is not known", name)
			return
		}
		if seen>>next&1 == 1 {
			p.fail("the field %s stands twice", name)
			return
		}
		seen |= 1 << next
		p.want(':')
		fields[next].read(p, into)
	}
}

// pointer reads an object that may be missing.
func pointer[T any](p *parser, fields []field[T]) *T {
	if p.word("null") {
		return nil
	}
	into := new(T)
	object(p, fields, into)
	return into
}

// array reads one.
func array(p *parser, element func()) {
	if p.word("null") {
		return
	}
	p.want('[')
	for first := true; p.err == nil && !p.is(']'); first = false {
		if !first {
			p.want(',')
		}
		element()
	}
}

// list reads an array of objects; room is how many there may be.
func list[T any](p *parser, fields []field[T], room int) (all []T) {
	if room > 0 {
		all = make([]T, 0, room)
	}
	array(p, func() {
		var one T
		object(p, fields, &one)
		all = append(all, one)
	})
	return all
}

// raw reads the name of a field: the bytes between quotes, as they stand.
func (p *parser) raw() []byte {
	p.want('"')
	from := p.at
	for p.at < len(p.text) && p.text[p.at] != '"' && p.text[p.at] != '\\' {
		p.at++
	}
	name := p.text[from:p.at]
	p.want('"')
	return name
}

func (p *parser) string() string {
	if p.word("null") {
		return ""
	}
	p.want('"')
	from, plain := p.at, true
	for p.at < len(p.text) && p.text[p.at] != '"' {
		c := p.text[p.at]
		plain = plain && c >= ' ' && c < 0x7f && c != '\\'
		if c == '\\' {
			p.at++ // whatever is escaped, it is not the end
		}
		p.at++
	}
	if p.at >= len(p.text) {
		p.fail("a text without an end")
		return ""
	}
	raw := p.text[from:p.at]
	p.at++
	if s, known := p.known[string(raw)]; known && plain {
		return s
	}
	s := string(raw)
	if !plain {
		p.byTheBook(p.text[from-1:p.at], &s)
		return s
	}
	p.known[s] = s
	return s
}

// byTheBook leaves a value to encoding/json.
func (p *parser) byTheBook(value []byte, into any) {
	if err := json.Unmarshal(value, into); err != nil {
		p.fail("%v", err)
	}
}

func (p *parser) bool() bool {
	switch {
	case p.word("true"):
		return true
	case p.word("false"), p.word("null"):
	default:
		p.fail("neither true nor false")
	}
	return false
}

// digits reads the figures of a number, up to 15, which a float64 holds exactly; places are those after the point. ok is false where it is another
// number than that.
func (p *parser) digits() (value int64, places int, ok bool) {
	p.space()
	sign, from := int64(1), p.at
	if p.is('-') {
		sign, from = -1, from+1
	}
	point := -1
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c >= '0' && c <= '9':
			value = 10*value + int64(c-'0')
		case c == '.' && point < 0 && p.at > from:
			point = p.at
		case c == '.', c == 'e', c == 'E', c == '-', c == '+':
			return 0, 0, false
		default:
			return p.plain(sign*value, from, point)
		}
		if p.at-from > 15 {
			return 0, 0, false
		}
	}
	return p.plain(sign*value, from, point)
}

// plain is the value of digits that end here, if JSON allows them and -0 is not meant.
func (p *parser) plain(value int64, from, point int) (int64, int, bool) {
	places := 0
	if point >= 0 {
		places = p.at - point - 1
	}
	whole := p.at - from - places
	if point >= 0 {
		whole--
	}
	leadingZero := whole > 1 && p.text[from] == '0'
	return value, places, whole > 0 && !leadingZero && (point < 0 || places > 0) && (value != 0 || p.text[from-1] != '-')
}

var powersOfTen = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// number reads one. Two exact numbers, divided once: that is the float64 nearest to it.
func (p *parser) number() (x float64) {
	if p.word("null") {
		return 0
	}
	from := p.at
	if value, places, ok := p.digits(); ok {
		return float64(value) / powersOfTen[places]
	}
	p.byTheBook(p.token(from), &x)
	return x
}

func (p *parser) int() (n int) {
	if p.word("null") {
		return 0
	}
	from := p.at
	if value, places, ok := p.digits(); ok && places == 0 {
		return int(value)
	}
	p.byTheBook(p.token(from), &n)
	return n
}

// token reads to the end of what may be a number.
func (p *parser) token(from int) []byte {
	p.at = from
	for p.at < len(p.text) && bytes.IndexByte([]byte("+-.0123456789eE"), p.text[p.at]) >= 0 {
		p.at++
	}
	return p.text[from:p.at]
}

func (p *parser) strings() (all []string) {
	array(p, func() { all = append(all, p.string()) })
	return all
}

func (p *parser) ints() (all []int) {
	array(p, func() { all = append(all, p.int()) })
	return all
}

// mapOf reads an object whose fields have any names.
func mapOf[V any](p *parser, value func() V) map[string]V {
	if p.word("null") {
		return nil
	}
	all := map[string]V{}
	p.want('{')
	for first := true; p.err == nil && !p.is('}'); first = false {
		if !first {
			p.want(',')
		}
		name := p.string()
		if _, twice := all[name]; twice {
			p.fail("the field %s stands twice", name)
		}
		p.want(':')
		all[name] = value()
	}
	return all
}
