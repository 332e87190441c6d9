package reports

// draft is a sheet that is being filled from the top.
type draft struct{ Sheet }

// newDraft begins a sheet with its title and what it is for.
func newDraft(name, title, about string) *draft {
	d := &draft{Sheet{Name: name, About: about}}
	d.add(text(Title, title))
	d.add(text(Lead, about))
	return d
}

// column is a column of a table.
type column struct {
	head  string
	width float64
}

// heads are headings that stand where the column's cells stand: over numbers on the right, as the first row shows.
func heads(columns []column, first []Cell) []Cell {
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		cells[i] = text(ColumnHead, c.head)
		if i < len(first) && (first[i].Look == Figure || first[i].Look == Marker) {
			cells[i].Look = FigureHead
		}
	}
	return cells
}

func widths(columns []column) []float64 {
	w := make([]float64, len(columns))
	for i, c := range columns {
		w[i] = c.width
	}
	return w
}

// add puts a row under the others and returns its number.
func (d *draft) add(cells ...Cell) int {
	d.Rows = append(d.Rows, cells)
	return len(d.Rows)
}

func (d *draft) skip(rows int) {
	for range rows {
		d.add()
	}
}

// table adds headings and rows. Without rows it adds nothing: a spreadsheet repairs a table that has only headings.
func (d *draft) table(name string, columns []column, rows [][]Cell) (t Table, ok bool) {
	if len(rows) == 0 {
		return Table{}, false
	}
	t = Table{Name: name, First: d.add(heads(columns, rows[0])...), Columns: len(columns)}
	d.Rows = append(d.Rows, rows...)
	t.Last = len(d.Rows)
	d.Tables = append(d.Tables, t)
	return t, true
}

// mainTable is the table that a sheet is for: its headings stay in sight, and are printed on every page.
func (d *draft) mainTable(name string, columns []column, rows [][]Cell) {
	d.Widths = widths(columns)
	d.skip(1)
	if t, ok := d.table(name, columns, rows); ok {
		d.Frozen, d.Repeat = t.First, t.First
	}
}

// newPage lets the next row begin a new page.
func (d *draft) newPage() { d.Breaks = append(d.Breaks, len(d.Rows)+1) }

// rowPixels is how high excelize takes an empty row to be: it measures charts with it.
const rowPixels = 18

// chart puts a chart of the sheet's width under the rows, and moves on past it.
func (d *draft) chart(c Chart) {
	c.Row, c.Width = len(d.Rows)+1, d.width()
	d.Charts = append(d.Charts, c)
	d.skip(c.Height/rowPixels + 1)
}

// width is that of all columns.
func (d *draft) width() float64 {
	sum := 0.0
	for _, w := range d.Widths {
		sum += w
	}
	return sum
}
