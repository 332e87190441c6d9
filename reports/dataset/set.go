package dataset

import (
	"fmt"
	"iter"
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

// Set is a table of released figures, and the words that it is described with. Its rows lie on the disk: whoever has made one closes it.
type Set struct {
	Source
	Columns   []Column
	Made      time.Time // noon of the last day that a figure in it is from; the same figures make the same files
	Lang      string
	Len       int  // rows
	Synthetic bool // some figure is made up

	kind   Kind
	words  i18n.Printer
	dir    string
	rows   *spool
	row    Row
	values []Value
	widest []int                   // texts of each column, in bytes
	met    map[string]*meaningsMet // by the name of a column
}

// meaningsMet are the values of a column that came up, each with the first name that it had.
type meaningsMet struct {
	seen  map[string]bool
	codes []Code
}

// newSet begins a set whose files are made in the folder dir.
func newSet(source Source, kind Kind, dir string, p i18n.Printer) (*Set, error) {
	rows, err := newSpool(dir)
	if err != nil {
		return nil, fmt.Errorf("begin a table of figures: %w", err)
	}
	s := &Set{Source: source, Columns: Columns(kind), Lang: p.Lang(), kind: kind, words: p, dir: dir, rows: rows, met: map[string]*meaningsMet{}}
	s.values, s.widest = make([]Value, len(s.Columns)), make([]int, len(s.Columns))
	for _, c := range s.Columns {
		if c.meets != nil {
			s.met[c.Name] = &meaningsMet{seen: map[string]bool{"": true}}
		}
	}
	return s, nil
}

// Close removes the rows.
func (s *Set) Close() error { return s.rows.close() }

func (s *Set) add(a About, f Figure) {
	s.row = Row{a, f}
	s.Len++
	s.Synthetic = s.Synthetic || a.Synthetic
	for i, c := range s.Columns {
		s.values[i] = c.get(&s.row)
		s.widest[i] = max(s.widest[i], len(s.values[i].Text))
		if c.meets == nil {
			continue
		}
		if key, name := c.meets(&s.row); !s.met[c.Name].seen[key] {
			met := s.met[c.Name]
			met.seen[key] = true
			met.codes = append(met.codes, Code{key, name})
		}
	}
	s.rows.put(s.Columns, f.State, s.values)
}

// dated moves the day of the set.
func (s *Set) dated(d analytics.Date) {
	if day := d.Time(); day.After(s.Made) {
		s.Made = day
	}
}

// Values are the state of each row and its values, in the order of the columns. The slice is one and the same, and holds until the next row. An error ends
// the rows, and is in failed afterwards.
func (s *Set) Values(failed *error) iter.Seq2[analytics.State, []Value] {
	return func(yield func(analytics.State, []Value) bool) { *failed = s.rows.rows(s.Columns, yield) }
}

// Label is what a column is called, and About what it means.
func (s *Set) Label(c Column) string { return c.Label(s.words) }

// About explains a column.
func (s *Set) About(c Column) string { return c.About(s.words) }

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

// met are the values of the column that are in the set.
func met(column string) func(*Set) []Code {
	return func(s *Set) []Code { return s.met[column].codes }
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
	return append(codes, met("component")(s)...)
}
