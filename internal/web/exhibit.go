package web

import (
	"tilstand/internal/charts"
)

// exhibit is a picture or table with all that must travel with it, on the page and in the files that leave it: templates/parts/exhibit.html draws it,
// exhibit_file.go writes it. A page's builder makes its exhibits once, and both show what it made, so they cannot disagree.
//
// A figure that is not shown is the word for its state in the table, and nothing anywhere else.
type exhibit struct {
	ID       string // of its section, and of its files; letters, digits and hyphens
	Title    string
	Within   string // the part of the page that it is in, where others there have the same title
	Section  bool   // its heading stands right below that of the page, not within a part of it
	Finding  string // what it shows, in one sentence
	HowTo    string // how to read it
	Answered string // how many answered, and of how many
	Caveat   string // what it must not be taken for; empty when nothing
	Method   string // the anchor on the page of methods
	Key      []charts.KeyEntry
	Axis     []string       // over the pictures of the rows, from the left edge to the right
	Picture  charts.Drawing // one with axes of its own; of nothing where the rows of the table carry theirs
	Chart    *charts.Chart  // drawn over the picture where scripts run; nil without
	Height   int            // of the chart in pixels
	Table    exhibitTable
	Hidden   *explanation // of the word for a hidden figure; nil where there is none
	Files    exhibitFiles
}

// exhibitFiles are the addresses of the files of an exhibit; empty where there is no such file.
type exhibitFiles struct {
	CSV string // the table
	SVG string // the picture; a PNG is made of it in the browser
}

// exhibitTable holds every number of the picture.
type exhibitTable struct {
	Caption string
	First   string // the head of the column with the names of the rows; may be empty
	Heads   []exhibitHead
	Rows    []exhibitRow
	Apart   bool // the pictures of the rows stand above the table, which is wide or long, and not in it
	Closed  bool // behind its name until somebody opens it; on paper it is open
	Wide    bool // many narrow columns: it scrolls by itself on a narrow screen instead of becoming blocks
}

// exhibitHead is a column.
type exhibitHead struct{ Name, Detail string }

// exhibitRow is a line of the table.
type exhibitRow struct {
	ID      string // to link to; may be empty
	Name    string
	Detail  string
	Href    string
	Drawing charts.Drawing // of nothing where the table has none
	Said    string         // the picture in words for the files of it; empty for the first figure
	Cells   []exhibitCell
	Heading bool // the row names those after it and has nothing else
	Strong  bool // it sums the others up
}

// exhibitCell is a figure, or words.
type exhibitCell struct {
	Text   string
	Detail string // smaller beneath it: the interval, since when
	State  string // of a figure: value, hidden, no_data or not_asked; empty for words
	Span   int    // columns that it covers; 0 is 1
}

// figureCell is a figure as a table has it.
func figureCell(f figure) exhibitCell {
	return exhibitCell{Text: f.Text, Detail: f.Interval, State: f.State}
}

// Columns is how many columns a cell covers.
func (c exhibitCell) Columns() int { return max(1, c.Span) }

// Figure reports whether the cell is a number that can be shown or not.
func (c exhibitCell) Figure() bool { return c.State != "" }

// Label is the head of the column in which a row's i-th cell begins, for tables that become blocks.
func (t exhibitTable) Label(row exhibitRow, i int) string {
	at := 0
	for _, c := range row.Cells[:i] {
		at += c.Columns()
	}
	if at >= len(t.Heads) {
		return ""
	}
	return t.Heads[at].Name
}

// Pictures reports whether some row has a picture.
func (t exhibitTable) Pictures() bool {
	for _, row := range t.Rows {
		if !row.Drawing.Empty() {
			return true
		}
	}
	return false
}

// Columns is how many columns the table has, with the names and with the pictures where these are in it.
func (t exhibitTable) Columns() int {
	n := 1 + len(t.Heads)
	if t.Inside() {
		n++
	}
	return n
}

// Inside reports whether the pictures of the rows stand in the table.
func (t exhibitTable) Inside() bool { return t.Pictures() && !t.Apart }

// Drawn reports whether there is a picture at all.
func (e exhibit) Drawn() bool { return !e.Picture.Empty() || e.Table.Pictures() }

// filed gives an exhibit the addresses of its files; at is the address of something below the page, with the page's query.
func (e exhibit) filed(at func(rest string) string) exhibit {
	e.Files.CSV = at("/figures/" + e.ID + ".csv")
	if e.Drawn() {
		e.Files.SVG = at("/figures/" + e.ID + ".svg")
	}
	return e
}
