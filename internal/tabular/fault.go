package tabular

import (
	"fmt"
	"strconv"
	"strings"
)

// A Problem is a kind of fault. Its text is a stable code, to look up words in a reader's language by; [Fault.String] has
// the English ones.
type Problem string

// The problems that tables have.
const (
	UnknownColumn   Problem = "unknown_column"   // the file has no such column; Allowed are those that it has
	DuplicateColumn Problem = "duplicate_column" // two columns have this name
	UnusedColumn    Problem = "unused_column"    // the file has a column that nothing asked for; Allowed are those that were
	Missing         Problem = "missing"          // the cell is empty and must not be
	NotAllowed      Problem = "not_allowed"      // Allowed has what would be
	NotNumber       Problem = "not_a_number"     // not a whole number, or too large
	Unknown         Problem = "unknown"          // names something that does not exist; Allowed may say what does
	Duplicate       Problem = "duplicate"        // stands in the file already; Allowed says where
	TooMany         Problem = "too_many"         // more than Allowed
	TooFew          Problem = "too_few"          // fewer than Allowed
	Unlisted        Problem = "unlisted"         // the file has no row for it, and needs one
	Cells           Problem = "cells"            // the row has more or fewer cells than the heading
	Quote           Problem = "quote"            // a quotation mark that is not closed, or stands inside a cell
	TooLong         Problem = "too_long"         // the cell holds more characters than Allowed
)

// english says what is wrong, after the value and before what is allowed.
var english = map[Problem]struct{ problem, allowed string }{
	UnknownColumn:   {"there is no such column", "the columns are: "},
	DuplicateColumn: {"two columns have this name", ""},
	UnusedColumn:    {"the column has no use here", "used are: "},
	Missing:         {"the cell is empty", "allowed: "},
	NotAllowed:      {"is not allowed", "allowed: "},
	NotNumber:       {"is not a whole number", "allowed: "},
	Unknown:         {"is not known", "known: "},
	Duplicate:       {"stands here a second time", "first: "},
	TooMany:         {"is too many", "at most: "},
	TooFew:          {"is too few", "at least: "},
	Unlisted:        {"has no row", "needed: "},
	Cells:           {"the number of cells differs from that of the heading", "heading: "},
	Quote:           {"a quotation mark is not closed, or stands inside a cell (inside it must be doubled)", ""},
	TooLong:         {"the cell is too long", "characters at most: "},
}

// A Fault is one thing that is wrong with a table, and where.
type Fault struct {
	File    string  // name of the file, where several are read; may be empty
	Row     int     // as a spreadsheet counts, the heading being 1; 0: the file as a whole
	Column  string  // by its heading; empty: the row as a whole
	Value   string  // what stands there; empty: nothing, or nothing to quote
	Problem Problem //
	Allowed string  // what would be in order, or where to look; may be empty
}

// String says it in English: `answers.csv, row 17, column Q1: "5" is not allowed; allowed: 1, 2, 3, 4`.
func (f Fault) String() string {
	var place []string
	if f.File != "" {
		place = append(place, f.File)
	}
	if f.Row > 0 {
		place = append(place, "row "+strconv.Itoa(f.Row))
	}
	if f.Column != "" {
		place = append(place, "column "+f.Column)
	}
	var b strings.Builder
	if len(place) > 0 {
		b.WriteString(strings.Join(place, ", ") + ": ")
	}
	if f.Value != "" {
		fmt.Fprintf(&b, "%q ", shorten(f.Value, 40))
	}
	words, ok := english[f.Problem]
	if !ok {
		words.problem = string(f.Problem)
	}
	b.WriteString(words.problem)
	if f.Allowed != "" {
		b.WriteString("; " + words.allowed + f.Allowed)
	}
	return b.String()
}

// Error is [Fault.String].
func (f Fault) Error() string { return f.String() }

func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}

// Printed is how many faults the text of an error names; how many more there are is said below them.
const Printed = 20

// Kept is how many faults a list keeps with their places.
const Kept = 1000

// Faults collects what is wrong. The zero value is an empty list.
type Faults struct {
	File string  // put into every fault that names none
	List []Fault // the first Kept of them, in the order they were added
	N    int     // how many there are altogether
}

// Add takes one more fault.
func (f *Faults) Add(fault Fault) {
	if fault.File == "" {
		fault.File = f.File
	}
	if f.N++; len(f.List) < Kept {
		f.List = append(f.List, fault)
	}
}

// Merge adds all of another list.
func (f *Faults) Merge(o Faults) {
	for _, fault := range o.List {
		f.Add(fault)
	}
	f.N += o.N - len(o.List)
}

// Err is nil without faults, else a *[FaultError] with all of them.
func (f *Faults) Err() error {
	if f.N == 0 {
		return nil
	}
	return &FaultError{List: f.List, N: f.N}
}

// FaultError is everything that is wrong with a table.
type FaultError struct {
	List []Fault // the first Kept
	N    int     // how many there are altogether
}

// Error names the first [Printed] faults, one a line, and says how many more there are.
func (e *FaultError) Error() string {
	var b strings.Builder
	noun := "faults"
	if e.N == 1 {
		noun = "fault"
	}
	fmt.Fprintf(&b, "%d %s in what was read:", e.N, noun)
	shown := e.List[:min(len(e.List), Printed)]
	for _, fault := range shown {
		b.WriteString("\n  " + fault.String())
	}
	if more := e.N - len(shown); more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return b.String()
}
