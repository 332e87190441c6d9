package xlsform

import (
	"maps"
	"slices"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/tabular"
)

// A table is one sheet with its heading understood.
type table struct {
	name    string // as the file has it
	kind    string // surveySheet and so on
	to      *findings
	top     int        // index of the heading's row
	cells   [][]string // trimmed, the heading's row and those above included
	columns []tableColumn
}

// A tableColumn is a column that is read.
type tableColumn struct {
	heading
	index    int
	language string // code; empty for columns in no language
}

// newTable understands the heading of a sheet. Language is that of translated columns that name none; it may be empty.
func newTable(s tabular.Sheet, kind, language string, to *findings) *table {
	t := &table{name: s.Name, kind: kind, to: to}
	for _, row := range s.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = trim(cell)
		}
		t.cells = append(t.cells, cells)
	}
	for t.top < len(t.cells) && blank(t.cells[t.top]) {
		t.top++
	}
	if t.top == len(t.cells) {
		t.whole().note("xlsform.sheet_empty")
		return t
	}
	for i, text := range t.cells[t.top] {
		t.addColumn(i, readHeading(text), language)
	}
	for _, base := range required[kind] {
		if !t.has(base) {
			t.whole().note("xlsform.column_missing", "column", base)
		}
	}
	return t
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return cell != "" })
}

// addColumn decides what a column is for. One without anything in it needs no decision.
func (t *table) addColumn(i int, h heading, language string) {
	at := t.heading(i, h)
	c, ok := known[t.kind][h.base]
	family, _, _ := strings.Cut(h.base, "::")
	switch {
	case c.use == plain && h.language == "" || c.use == translated:
		t.addRead(at, i, h, c, language)
	case !t.filled(i):
	case c.use == plain:
		at.note("xlsform.column_language", "language", h.language)
	case c.use == refused:
		t.refuse(i, h, c.why)
	case c.use == presentation:
		at.ignore(i18n.Sentence{Key: "xlsform.ignored_look"})
	case h.text == "":
		at.ignore(i18n.Sentence{Key: "xlsform.ignored_nameless"})
	case family == "x":
		at.note("xlsform.column_ours", "columns", strings.Join(t.ours(), ", "))
	case families[family] != "":
		t.refuse(i, h, families[family])
	case !ok && nearest(h.base, t.names()) != "":
		at.note("xlsform.column_near", "near", nearest(h.base, t.names()))
	default:
		at.ignore(i18n.Sentence{Key: "xlsform.ignored_column"})
	}
}

// addRead adds a column that is read, unless it cannot be told from another.
func (t *table) addRead(at spot, i int, h heading, c column, language string) {
	read := tableColumn{heading: h, index: i}
	if c.use == translated {
		read.language = language
		if h.language != "" {
			code, ok := languageOf(h.language)
			if !ok {
				at.note("xlsform.language_unknown", "language", h.language)
				return
			}
			read.language = code
		}
		if read.language == "" {
			if t.filled(i) {
				at.note("xlsform.language_missing", "column", h.base)
			}
			return
		}
	}
	if slices.ContainsFunc(t.columns, func(o tableColumn) bool { return o.base == h.base && o.language == read.language }) {
		if t.filled(i) {
			at.note("xlsform.column_twice")
		}
		return
	}
	t.columns = append(t.columns, read)
}

// refuse tells of every cell in a column of something that an instrument does not have. "No" is what it does have.
func (t *table) refuse(i int, h heading, why string) {
	for row := range t.rows() {
		value := t.cell(row, i)
		if value == "" || (h.base == "required" || h.base == "read_only") && isNo(value) {
			continue
		}
		t.spot(row, i, h).note(why)
	}
}

// names are the columns that a misspelt one may be meant to be.
func (t *table) names() []string { return slices.Sorted(maps.Keys(known[t.kind])) }

// ours are the columns of this sheet that are no part of XLSForm.
func (t *table) ours() []string {
	return slices.DeleteFunc(t.names(), func(name string) bool { return !strings.HasPrefix(name, "x::") })
}

// rows goes through the indices of the rows below the heading that are not blank.
func (t *table) rows() func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for row := t.top + 1; row < len(t.cells); row++ {
			if !blank(t.cells[row]) && !yield(row) {
				return
			}
		}
	}
}

// filled says whether a column has anything below its heading.
func (t *table) filled(i int) bool {
	for row := range t.rows() {
		if t.cell(row, i) != "" {
			return true
		}
	}
	return false
}

func (t *table) cell(row, i int) string {
	if i >= len(t.cells[row]) {
		return ""
	}
	return t.cells[row][i]
}

func (t *table) has(base string) bool { return t.column(base) != nil }

// column is the first column of a name, or nil.
func (t *table) column(base string) *tableColumn {
	for i := range t.columns {
		if t.columns[i].base == base {
			return &t.columns[i]
		}
	}
	return nil
}

// in is the column of a name in a language, or nil.
func (t *table) in(base, language string) *tableColumn {
	for i := range t.columns {
		if t.columns[i].base == base && t.columns[i].language == language {
			return &t.columns[i]
		}
	}
	return nil
}

// get is what a row has in a column; empty, too, where there is no such column.
func (t *table) get(row int, base string) string {
	if c := t.column(base); c != nil {
		return t.cell(row, c.index)
	}
	return ""
}

func (t *table) whole() spot { return spot{Place{Sheet: t.name}, t.to} }

func (t *table) heading(i int, h heading) spot {
	return spot{Place{Sheet: t.name, Letter: tabular.ColumnLetters(i), Column: h.text}, t.to}
}

func (t *table) row(row int) spot { return spot{Place{Sheet: t.name, Rows: []int{row + 1}}, t.to} }

func (t *table) spot(row, i int, h heading) spot {
	return spot{Place{Sheet: t.name, Rows: []int{row + 1}, Letter: tabular.ColumnLetters(i), Column: h.text}, t.to}
}

// at is a row's cell in a column, or the row where there is no such column.
func (t *table) at(row int, base string) spot {
	if c := t.column(base); c != nil {
		return t.spot(row, c.index, c.heading)
	}
	return t.row(row)
}

// isNo and isYes are how XLSForm writes yes and no; a workbook stores them as 1 and 0 where they are truth values.
func isNo(s string) bool {
	return slices.Contains([]string{"no", "false", "false()", "0"}, strings.ToLower(s))
}

func isYes(s string) bool {
	return slices.Contains([]string{"yes", "true", "true()", "1"}, strings.ToLower(s))
}
