package dataset

import (
	"iter"
	"slices"
	"strings"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// Source is whose figures a set holds, in words, and under which name its files go.
type Source struct {
	Title string // "Bø skole"
	Name  string // of files, without the extension: "tilstand-974600951"
}

// Set is a table of released figures, and the words that it is described with.
type Set struct {
	Source
	Columns []Column
	Rows    []Row
	Made    time.Time // noon of the last day that a figure in it is from; the same figures make the same files
	Lang    string

	kind  holds
	words i18n.Printer
}

func newSet(source Source, kind holds, p i18n.Printer) *Set {
	s := &Set{Source: source, Lang: p.Lang(), kind: kind, words: p}
	for _, c := range columns {
		if c.in&kind != 0 {
			s.Columns = append(s.Columns, c)
		}
	}
	return s
}

func (s *Set) add(a About, f Figure) { s.Rows = append(s.Rows, Row{a, f}) }

// dated moves the day of the set.
func (s *Set) dated(d analytics.Date) {
	if day := d.Time(); day.After(s.Made) {
		s.Made = day
	}
}

// Synthetic reports whether any figure is made up.
func (s *Set) Synthetic() bool {
	return slices.ContainsFunc(s.Rows, func(r Row) bool { return r.Synthetic })
}

// Values are the values of each row, in the order of the columns. The slice is one and the same, and holds until the next row: an owner's file has
// hundreds of thousands of them.
func (s *Set) Values() iter.Seq2[*Row, []Value] {
	return func(yield func(*Row, []Value) bool) {
		row := make([]Value, len(s.Columns))
		for i := range s.Rows {
			for j, c := range s.Columns {
				row[j] = c.get(&s.Rows[i])
			}
			if !yield(&s.Rows[i], row) {
				return
			}
		}
	}
}

// Label is what a column is called, and About what it means.
func (s *Set) Label(c Column) string { return s.words.T("data.name." + c.Name) }

// About explains a column.
func (s *Set) About(c Column) string { return s.words.T(c.about) }

// Code is a value of a column with its meaning.
type Code struct{ Key, Label string }

// Codes are the values that a column can have; those of groups and measures that are in the set. Nil for a column that can hold anything.
func (s *Set) Codes(c Column) []Code {
	if c.codes == nil {
		return nil
	}
	return c.codes(s)
}

func (s *Set) word(t i18n.Text) string {
	if t == nil {
		return ""
	}
	return t.In(s.Lang)
}

// named are values whose meaning has a key in the catalogue.
func named(prefix string, keys ...string) func(*Set) []Code {
	return func(s *Set) (codes []Code) {
		for _, key := range keys {
			codes = append(codes, Code{key, s.words.T(prefix + key)})
		}
		return codes
	}
}

// met are the values that are in the set, each with the first name that it has there.
func met(key, name func(*Row) string) func(*Set) []Code {
	return func(s *Set) (codes []Code) {
		seen := map[string]bool{"": true}
		for i := range s.Rows {
			if k := key(&s.Rows[i]); !seen[k] {
				seen[k] = true
				codes = append(codes, Code{k, name(&s.Rows[i])})
			}
		}
		return codes
	}
}

func (s *Set) states() (codes []Code) {
	for _, state := range []analytics.State{analytics.Value, analytics.Hidden, analytics.NoData, analytics.NotAsked} {
		codes = append(codes, Code{state.String(), s.words.Say(state.Label())})
	}
	return codes
}

func (s *Set) phases() (codes []Code) {
	for _, p := range programme.Builtin().Phases {
		name, _, _ := strings.Cut(s.word(p.Name), ":")
		codes = append(codes, Code{string(p.Key), name})
	}
	return codes
}

func (s *Set) components() (codes []Code) {
	for _, c := range programme.Builtin().Components {
		codes = append(codes, Code{string(c.Key), s.word(c.Name)})
	}
	codes = append(codes, Code{string(analytics.OverallKey), s.words.T("data.measure_kind." + string(analytics.Overall))})
	construct := func(r *Row) string {
		if r.MeasureKind != string(analytics.ConstructMeasure) {
			return ""
		}
		return r.Component
	}
	return append(codes, met(construct, func(r *Row) string { return r.MeasureName })(s)...)
}
