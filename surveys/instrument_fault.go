package surveys

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/surveys/condition"
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
	// What is the reason for readers of other languages.
	What i18n.Sentence
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

// tell adds a fault: its reason in English, and the key of its words in the catalogue, whose arguments are called a, b, c in their order.
func (l *faultList) tell(path, key, format string, args ...any) {
	if !l.refused[path] {
		reason := say(key, format, args...)
		l.faults = append(l.faults, Fault{Path: path, Reason: reason.english, What: reason.words})
	}
}

// A phrase is a reason or a part of one: in English, for logs and the command line, and as a sentence that can be said in every language.
type phrase struct {
	english string
	words   i18n.Sentence
}

// String is the phrase in English.
func (p phrase) String() string { return p.english }

// say makes a phrase of its English and the key of its words.
func say(key, format string, args ...any) phrase {
	shown := slices.Clone(args)
	for i, verb := range verbs.FindAllString(format, -1) {
		if verb == "%q" { // what cannot be seen is written out in every language
			quoted := strconv.Quote(fmt.Sprint(args[i]))
			shown[i] = quoted[1 : len(quoted)-1]
		}
	}
	return phrase{fmt.Sprintf(format, args...), sentence(key, shown)}
}

var verbs = regexp.MustCompile(`%[qsd]`)

// sentence calls its arguments a, b, c in their order.
func sentence(key string, args []any) i18n.Sentence {
	if len(args) == 0 {
		return i18n.Sentence{Key: key}
	}
	named := make(map[string]any, len(args))
	for i, arg := range args {
		named[string(rune('a'+i))] = argument(arg)
	}
	return i18n.Sentence{Key: key, Args: named}
}

// argument is an argument as catalogues take it.
func argument(arg any) any {
	switch arg := arg.(type) {
	case phrase:
		return arg.words
	case int:
		return arg
	case int8:
		return int(arg)
	case condition.Wanted:
		return sentence("instrument.condition.wanted_"+arg.Code, arg.Args)
	}
	return fmt.Sprint(arg)
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
