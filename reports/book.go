package reports

import (
	"time"

	"tilstand/internal/brand"
)

// Book is a workbook as data. [Write] makes a file of it.
type Book struct {
	Title    string // in the file's properties, as the next two
	Subject  string
	Language string      // BCP 47, with the country: nb-NO
	Date     time.Time   // the file's own times, so that the same release makes the same file
	Header   [2]string   // printed on top of every page, left and right
	Footer   string      // printed at the foot of every page, on the left
	Pages    string      // on the right, "Side # av #": for the first # stands the page, for the second how many there are
	Brand    brand.Brand // see [Book.Dress]
	Logo     string      // what the logo is, for who does not see it
	Sheets   []Sheet     // the first is the one that is open
}

// Sheet is one sheet. It is printed on A4 across, one page wide.
type Sheet struct {
	Name   string
	About  string    // what it is for, in a sentence
	Widths []float64 // of the columns, in characters
	Rows   [][]Cell
	Tables []Table
	Charts []Chart
	Frozen int   // so many rows on top stay in sight
	Repeat int   // this row is printed on top of every page; 0 for none
	Breaks []int // rows that begin a new page
	Fit    bool  // printed on one page
}

// Table is a named range of rows with a line of column headings on top.
type Table struct {
	Name        string
	First, Last int // rows, counted from 1; First has the headings
	Columns     int // from the first column
}

// Kind is the type of a cell in the file.
type Kind uint8

// The kinds of cell.
const (
	Empty Kind = iota
	Text
	Number
	Day
)

// Cell is one cell: text, a number or a day, never a formula.
type Cell struct {
	Kind   Kind
	Text   string
	Number float64
	Day    time.Time // of which the date counts
	Format string    // of a number or a day; decimal signs and names of months follow the reader's own settings
	Link   string    // the sheet that a click leads to
	Look   Look
}

// Look says what a cell is on its sheet; Write knows the fonts and fills.
type Look uint8

// The looks. Prose and the looks of a table wrap, the others run on into the empty cells beside them.
const (
	Plain Look = iota
	Title
	Subtitle
	Heading
	Lead
	Label
	Prose
	Warning
	Anchor
	ColumnHead
	FigureHead // over numbers
	Body
	ID // a made-up name: random letters, some of which are wide, and no row is to be higher for them
	Figure
	Marker // a word where a number would stand
	Aside  // a word where a text would stand
	Banner // nothing, where the logo lies
)

// Range is a part of one column.
type Range struct {
	Sheet    string
	Column   int // counted from 1, as rows are
	From, To int
}

// Chart is a native chart. Its series follow cells, so that a reader can change it.
type Chart struct {
	Row         int     // counted from 1: its upper edge
	Left, Width float64 // in characters, as the widths of columns
	Height      int     // pixels
	Kind        ChartKind
	Title       string
	Alt         string // what it shows, for who does not see it
	Across, Up  string // titles of the axes; may be empty
	Min, Max    float64
	Categories  Range
	Series      []Series
}

// ChartKind is a form of chart.
type ChartKind uint8

// The forms.
const (
	Marks  ChartKind = iota // upright bars for intervals, with a dot for the condition and a diamond for the target
	Lines                   // the same, with the dots joined where waves follow each other
	Shares                  // lying bars that add up to 100 per cent
)

// Series is one row of values in a chart, named by a cell.
type Series struct {
	Role   Role
	Name   Range
	Values Range
}

// Role is what a series shows.
type Role uint8

// The roles. Of [Shares] the series are the steps of the scale, low to high, and all are a Step.
const (
	Below     Role = iota // what lies under an interval, and is not drawn
	Interval              // how wide the interval is
	Condition             // the figure
	Target                // the level to reach
	Step
)
