package surveys

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

// Limits of what is read at all. The largest instrument the format allows, 36 items in a dozen languages, stays under a fifth of
// the size; eight levels is the depth of a step's label.
const (
	maxDocumentBytes = 1 << 20
	maxDocumentDepth = 16
)

// A document is JSON read with the place of every value, so that a fault can name its line. The standard decoder has
// no places, and lets two members of the same name pass, of which the last wins without a word.
type document struct {
	value  any              // as encoding/json would make it, with json.Number
	places map[string]place // by JSON pointer
	faults faultList
}

// A place is a line and a column, counted from 1, the column in bytes.
type place struct{ line, column int }

// readDocument reads JSON text. When the text is not JSON, the document holds that fault and no value.
func readDocument(data []byte) *document {
	doc := &document{places: make(map[string]place)}
	data = trimMark(data)
	lines := lineStarts(data)
	switch {
	case len(data) > maxDocumentBytes:
		doc.faults.tell("", "instrument.document_large", "the document has %d bytes; the limit is %d", len(data), maxDocumentBytes)
	case !utf8.Valid(data):
		doc.faults.tell("", "instrument.document_encoding", "the document is not UTF-8 text; save it with that encoding")
	default:
		if err := syntaxError(data); err != nil {
			doc.places[""] = lines.place(int(err.Offset) - 1)
			doc.faults.tell("", "instrument.document_json", "the document is not JSON: %s; look for a missing or an extra comma, quote or bracket just before this place", err)
			return doc
		}
		reader := documentReader{doc: doc, data: data, lines: lines, tokens: json.NewDecoder(bytes.NewReader(data))}
		reader.tokens.UseNumber()
		doc.value = reader.read("", 0)
	}
	return doc
}

func syntaxError(data []byte) *json.SyntaxError {
	var generic any
	err := json.Unmarshal(data, &generic)
	syntax, _ := errors.AsType[*json.SyntaxError](err)
	return syntax
}

// documentReader walks the tokens of text that is known to be valid JSON.
type documentReader struct {
	doc    *document
	data   []byte
	lines  lineIndex
	tokens *json.Decoder
}

// read reads the next value, which is at path.
func (r *documentReader) read(path string, depth int) any {
	r.doc.places[path] = r.lines.place(r.nextToken())
	if depth > maxDocumentDepth {
		r.doc.faults.tell(path, "instrument.document_deep", "values are nested more than %d deep; an instrument never is", maxDocumentDepth)
		r.skip()
		return nil
	}
	token, err := r.tokens.Token()
	if err != nil {
		panic("surveys: tokens of valid JSON: " + err.Error())
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return r.readObject(path, depth)
		}
		return r.readArray(path, depth)
	case json.Number:
		return r.readNumber(path, t)
	default:
		return t
	}
}

func (r *documentReader) readObject(path string, depth int) any {
	members := make(map[string]any)
	for r.tokens.More() {
		at := r.nextToken()
		token, _ := r.tokens.Token()
		name := token.(string)
		member := pointer(path, name)
		_, twice := members[name]
		members[name] = r.read(member, depth+1)
		if twice {
			r.doc.places[member] = r.lines.place(at)
			r.doc.faults.tell(member, "instrument.document_twice", "%q stands twice in the same object; keep one of them", name)
		}
	}
	_, _ = r.tokens.Token() // the closing brace
	return members
}

func (r *documentReader) readArray(path string, depth int) any {
	elements := []any{}
	for r.tokens.More() {
		elements = append(elements, r.read(pointer(path, len(elements)), depth+1))
	}
	_, _ = r.tokens.Token() // the closing bracket
	return elements
}

// plainNumber is what an instrument needs: codes, versions, minutes, years. Beyond it lie 1e999999999, which the
// schema's exact arithmetic would try to write out, and 1.0, which reads as another text than 1.
var plainNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,8})$`)

func (r *documentReader) readNumber(path string, number json.Number) any {
	if !plainNumber.MatchString(string(number)) {
		r.doc.faults.tell(path, "instrument.document_number", "%s is not a whole number of at most nine digits; write it without point or exponent", shorten(string(number)))
		return json.Number("0")
	}
	return number
}

// skip passes over the next value without keeping it.
func (r *documentReader) skip() {
	for open := 0; ; {
		token, _ := r.tokens.Token()
		if delim, ok := token.(json.Delim); ok {
			if delim == '{' || delim == '[' {
				open++
			} else {
				open--
			}
		}
		if open == 0 {
			return
		}
	}
}

// nextToken is the offset at which the next token begins.
func (r *documentReader) nextToken() int {
	rest := r.data[r.tokens.InputOffset():]
	return len(r.data) - len(bytes.TrimLeft(rest, " \t\r\n,:"))
}

// A lineIndex holds the offsets at which lines begin.
type lineIndex []int

func lineStarts(data []byte) lineIndex {
	starts := lineIndex{0}
	for i, b := range data {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (starts lineIndex) place(offset int) place {
	offset = max(offset, 0)
	line := sort.SearchInts(starts, offset+1)
	return place{line, offset - starts[line-1] + 1}
}

// shorten keeps a quoted value from filling the page.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most])) + "…"
}
