package attack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// parser reads JSON into the types of a release document. It is stricter than encoding/json: a field has exactly its name and stands once, so that two
// readers cannot see two different documents in the same text; and it is three times as fast, as it knows what comes. What is rare in such documents (escapes, letters beyond
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
