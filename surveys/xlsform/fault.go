package xlsform

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tilstand/internal/i18n"
)

// A Place is where something stands in a workbook.
type Place struct {
	Sheet  string // as the file names it; empty: the workbook as a whole
	Rows   []int  // as a spreadsheet counts them, ascending; several where the same thing stands again; empty: the column or sheet as a whole
	Letter string // of the column, "F"; empty: the row or sheet as a whole
	Column string // the column's heading, as the file has it; may be empty where there is a letter
}

// In says the place in a reader's language: "Sheet survey, rows 4–6, column F (relevant)".
func (p Place) In(words i18n.Printer) string {
	column := p.Letter
	if p.Column != "" && p.Letter != "" {
		column += " (" + shorten(p.Column) + ")"
	}
	switch {
	case p.Sheet == "":
		return words.T("xlsform.place_book")
	case len(p.Rows) == 0 && p.Letter == "":
		return words.T("xlsform.place_sheet", "sheet", shorten(p.Sheet))
	case len(p.Rows) == 0:
		return words.T("xlsform.place_column", "sheet", shorten(p.Sheet), "column", column)
	case p.Letter == "":
		return words.T("xlsform.place_row", "sheet", shorten(p.Sheet), "rows", ranges(p.Rows), "count", len(p.Rows))
	default:
		return words.T("xlsform.place_cell", "sheet", shorten(p.Sheet), "rows", ranges(p.Rows), "count", len(p.Rows), "column", column)
	}
}

// ranges writes ascending numbers shortly: "4–6, 9".
func ranges(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		part := strconv.Itoa(numbers[i])
		if end > i {
			part += "–" + strconv.Itoa(numbers[end])
		}
		parts = append(parts, part)
		i = end + 1
	}
	return strings.Join(parts, ", ")
}

// A Fault is one thing that keeps a workbook from becoming an instrument: everywhere it stands, what is wrong, and the way out.
type Fault struct {
	Place
	What i18n.Sentence
}

// In says the fault in a reader's language, with its place in front.
func (f Fault) In(words i18n.Printer) string {
	return f.Place.In(words) + ": " + words.Say(f.What)
}

// Ignored is something in a workbook that has no meaning for an instrument and was passed over: a column or a sheet of notes, say.
type Ignored struct {
	Place
	What i18n.Sentence
}

// In says what was passed over in a reader's language, with its place in front.
func (i Ignored) In(words i18n.Printer) string {
	return i.Place.In(words) + ": " + words.Say(i.What)
}

// Faults is the error of [Read]: everything that is wrong with the workbook, sheet by sheet and from the top down.
type Faults struct {
	List []Fault // at least one
}

// Error is for logs: where the first fault is, and how many there are. Readers get [Fault.In].
func (e *Faults) Error() string {
	first := e.List[0]
	return fmt.Sprintf("xlsform: %d faults, first %s in sheet %q, column %q, rows %v", len(e.List), first.What.Key, first.Sheet, first.Letter, first.Rows)
}

// In lists all faults in a reader's language, one a line.
func (e *Faults) In(words i18n.Printer) string {
	var b strings.Builder
	for _, fault := range e.List {
		b.WriteString(fault.In(words) + "\n")
	}
	return b.String()
}

// findings gathers faults and what was ignored.
type findings struct {
	order   map[string]int // of the sheets, for sorting
	faults  []Fault
	ignored []Ignored
}

// note adds a fault at a place.
func (s spot) note(key string, args ...any) {
	s.to.faults = append(s.to.faults, Fault{s.Place, sentence(key, args)})
}

// ignore says that what stands at a place is passed over.
func (s spot) ignore(what i18n.Sentence) {
	s.to.ignored = append(s.to.ignored, Ignored{s.Place, what})
}

// A spot is a place at which something may be noted.
type spot struct {
	Place
	to *findings
}

func sentence(key string, args []any) i18n.Sentence {
	if len(args) == 0 {
		return i18n.Sentence{Key: key}
	}
	named := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		if s, ok := args[i+1].(string); ok && args[i] != "columns" { // ours, and a list
			args[i+1] = shorten(s)
		}
		named[args[i].(string)] = args[i+1]
	}
	return i18n.Sentence{Key: key, Args: named}
}

// err returns the faults as an error, or nil.
func (f *findings) err() error {
	if len(f.faults) == 0 {
		return nil
	}
	return &Faults{List: f.sorted()}
}

// sorted brings the faults together that are the same but for the row, and puts all in the order of the workbook.
func (f *findings) sorted() []Fault {
	var list []Fault
	at := make(map[string]int)
	for _, fault := range f.faults {
		same := fmt.Sprint(fault.Sheet, "\x00", fault.Letter, "\x00", fault.What)
		if i, ok := at[same]; ok && len(fault.Rows) > 0 {
			list[i].Rows = append(slices.Clone(list[i].Rows), fault.Rows...)
			continue
		}
		at[same] = len(list)
		list = append(list, fault)
	}
	for i := range list {
		slices.Sort(list[i].Rows)
		list[i].Rows = slices.Compact(list[i].Rows)
	}
	slices.SortStableFunc(list, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(f.order[a.Sheet], f.order[b.Sheet]), cmp.Compare(a.first(), b.first()),
			cmp.Compare(len(a.Letter), len(b.Letter)), cmp.Compare(a.Letter, b.Letter))
	})
	return list
}

// first is the first row, or 0.
func (p Place) first() int {
	if len(p.Rows) == 0 {
		return 0
	}
	return p.Rows[0]
}

// shorten keeps what is quoted from filling the page, and from being more than one line.
func shorten(s string) string {
	const most = 60
	s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }), " ")
	if runes := []rune(s); len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + "…"
	}
	return s
}
