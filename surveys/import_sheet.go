package surveys

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"tilstand/internal/tabular"
)

// Limits of a file that earlier answers come in. No Norwegian school has as many staff, and no survey tool as many columns.
const (
	MaxSheetRows    = 5000
	MaxSheetColumns = 500
	maxSheetValues  = 60 // different ones in a column that can be an answer or a group; a slider from 0 to 50 is below
	fewSheetValues  = 12 // with more, and most rows different, a column is no choice either; see add and mostlyDifferent
	maxSheetJSON    = 16 << 20
)

// ErrSheet says that what should be a [Sheet] as text is not one.
var ErrSheet = errors.New("not a table of answers")

// A Sheet is a file of answers while it is looked at and mapped: for every column the different values in it, and for every row which of
// them. Columns with more different values than a choice has (times, ids, addresses, comments) keep their name alone: what is
// dropped on reading cannot come in by mistake.
type Sheet struct {
	Columns []SheetColumn `json:"columns"`
	Lines   []int         `json:"lines"` // the row's number in the file, by row; the heading is 1
}

// A SheetColumn is a column of a [Sheet].
type SheetColumn struct {
	Name   string   `json:"name"`
	Free   bool     `json:"free,omitempty"`   // too many different values; none is kept
	Values []string `json:"values,omitempty"` // the different ones, in the order they came
	Cells  []uint16 `json:"cells,omitempty"`  // by row: 1 is the first of Values; 0 is an empty cell
}

// ReadSheet goes through a table to its end. Rows that cannot be used are left out and named in faults. It returns an error
// that wraps one of package tabular when the file cannot be read, or is larger than a school can be.
func ReadSheet(t *tabular.Table, faults *tabular.Faults) (*Sheet, error) {
	names := t.Columns()
	if len(names) > MaxSheetColumns {
		return nil, fmt.Errorf("%w: it has %d columns, the limit is %d", tabular.ErrTooLarge, len(names), MaxSheetColumns)
	}
	s := &Sheet{Columns: make([]SheetColumn, len(names))}
	places := make([]map[string]uint16, len(names))
	for i, name := range names {
		s.Columns[i].Name, places[i] = name, map[string]uint16{}
	}
	for row := range t.Rows(faults) {
		if len(s.Lines) == MaxSheetRows {
			return nil, fmt.Errorf("%w: the limit is %d rows of answers", tabular.ErrTooLarge, MaxSheetRows)
		}
		s.Lines = append(s.Lines, row.Number)
		for i, cell := range row.Cells {
			s.Columns[i].add(cell, places[i])
		}
	}
	for i := range s.Columns {
		if s.Columns[i].mostlyDifferent() {
			s.Columns[i].drop()
		}
	}
	return s, t.Err()
}

// add takes the next cell; places knows where each value is.
func (c *SheetColumn) add(cell string, places map[string]uint16) {
	if c.Free {
		return
	}
	place, known := places[cell]
	if !known && cell != "" {
		c.Values = append(c.Values, cell)
		place = uint16(len(c.Values))
		places[cell] = place
	}
	c.Cells = append(c.Cells, place)
	if len(c.Values) > maxSheetValues {
		c.drop()
	}
}

func (c *SheetColumn) drop() { *c = SheetColumn{Name: c.Name, Free: true} }

// mostlyDifferent finds times, ids and comments in a file of few rows: more different values than a scale has options, and over three
// quarters of the cells unlike any before.
func (c *SheetColumn) mostlyDifferent() bool {
	filled := 0
	for _, place := range c.Cells {
		if place > 0 {
			filled++
		}
	}
	return len(c.Values) > fewSheetValues && 4*len(c.Values) > 3*filled
}

// Column returns the column with the name, or nil. A column without a name cannot be asked for.
func (s *Sheet) Column(name string) *SheetColumn {
	for i := range s.Columns {
		if name != "" && s.Columns[i].Name == name {
			return &s.Columns[i]
		}
	}
	return nil
}

// MarshalText packs the sheet into letters, digits, "-" and "_", to travel in a form or to another process.
func (s *Sheet) MarshalText() ([]byte, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	type plain Sheet // without this method
	if err := errors.Join(json.NewEncoder(z).Encode((*plain)(s)), z.Close()); err != nil {
		return nil, fmt.Errorf("pack table of answers: %w", err)
	}
	return base64.RawURLEncoding.AppendEncode(nil, packed.Bytes()), nil
}

// UnmarshalText unpacks a sheet. It trusts nothing: what does not fit together is [ErrSheet].
func (s *Sheet) UnmarshalText(text []byte) error {
	packed, err := base64.RawURLEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSheet, err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSheet, err)
	}
	type plain Sheet
	var read plain
	if err := json.NewDecoder(io.LimitReader(z, maxSheetJSON)).Decode(&read); err != nil {
		return fmt.Errorf("%w: %w", ErrSheet, err)
	}
	sheet := Sheet(read)
	if !sheet.sound() {
		return ErrSheet
	}
	*s = sheet
	return nil
}

// sound says whether the sheet is one that [ReadSheet] could have made.
func (s *Sheet) sound() bool {
	if len(s.Lines) > MaxSheetRows || len(s.Columns) > MaxSheetColumns {
		return false
	}
	names := map[string]bool{}
	for _, c := range s.Columns {
		if c.Name != "" && names[c.Name] || !c.sound(len(s.Lines)) {
			return false
		}
		names[c.Name] = true
	}
	return true
}

func (c *SheetColumn) sound(rows int) bool {
	if c.Free {
		return len(c.Values)+len(c.Cells) == 0
	}
	if len(c.Cells) != rows || len(c.Values) > maxSheetValues || slices.Contains(c.Values, "") {
		return false
	}
	return !slices.ContainsFunc(c.Cells, func(place uint16) bool { return int(place) > len(c.Values) })
}
