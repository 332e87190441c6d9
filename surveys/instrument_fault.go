package surveys

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Fault is one thing that is wrong with an instrument document, where it is, and what to do about it.
type Fault struct {
	// Path is a JSON pointer (RFC 6901) to the faulty value. For something that is missing it points to where it belongs; it is
	// empty when the fault is in the document as a whole.
	Path string
	// Line and Column are where the value begins, or what should contain it; counted from 1, columns in bytes.
	Line, Column int
	// Reason is a sentence or two in English: what is wrong, and the way out.
	Reason string
}

// String is the fault on one line: position, path, reason.
func (f Fault) String() string {
	path := f.Path
	if path == "" {
		path = "document"
	}
	return fmt.Sprintf("%d:%d: %s: %s", f.Line, f.Column, path, f.Reason)
}

// InstrumentFaults is the error of [ParseInstrument]: every fault of the document at once, in document order.
type InstrumentFaults struct {
	Faults []Fault // at least one
}

// Error tells the first fault and how many more there are.
func (e *InstrumentFaults) Error() string {
	first := "instrument: " + e.Faults[0].String()
	if more := len(e.Faults) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", first, more)
	}
	return first
}

// faultList gathers faults layer by layer: the text, the schema, the meaning. A value that one layer refused needs no second reason
// from the next, which would often be a consequence of the first.
type faultList struct {
	faults  []Fault
	refused map[string]bool // paths with a fault from an earlier layer
}

func (l *faultList) add(path, format string, args ...any) {
	if !l.refused[path] {
		l.faults = append(l.faults, Fault{Path: path, Reason: fmt.Sprintf(format, args...)})
	}
}

// nextLayer closes the paths that have a fault by now.
func (l *faultList) nextLayer() {
	l.refused = make(map[string]bool)
	for _, fault := range l.faults {
		l.refused[fault.Path] = true
	}
}

// err returns the faults as an error, placed and in document order, or nil.
func (l *faultList) err(places map[string]place) error {
	if len(l.faults) == 0 {
		return nil
	}
	for i := range l.faults {
		at := nearest(places, l.faults[i].Path)
		l.faults[i].Line, l.faults[i].Column = at.line, at.column
	}
	slices.SortFunc(l.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Reason, b.Reason))
	})
	return &InstrumentFaults{Faults: l.faults}
}

// nearest is the place of the value at a path or, when there is none, of the closest value around it.
func nearest(places map[string]place, path string) place {
	for {
		if at, ok := places[path]; ok {
			return at
		}
		cut := strings.LastIndexByte(path, '/')
		if cut < 0 {
			return place{1, 1}
		}
		path = path[:cut]
	}
}

// pointer appends reference tokens to a JSON pointer: strings as keys, ints as indices.
func pointer(path string, tokens ...any) string {
	for _, token := range tokens {
		switch t := token.(type) {
		case int:
			path += "/" + strconv.Itoa(t)
		case string:
			path += "/" + pointerEscape.Replace(t)
		default:
			panic(fmt.Sprintf("surveys: pointer token of type %T", token))
		}
	}
	return path
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")
