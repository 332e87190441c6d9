package ddi

import (
	"io"
	"strconv"
	"strings"
)

// Table is a table in one language, and the files that hold it.
type Table struct {
	ID, Title, Abstract string
	Lang                string
	Files               []string // their names
	Rows                int
	Columns             []Column
}

// Column is a column of a table.
type Column struct {
	Name, Label, About string
	Format             string // "character", "numeric" or "date"
	Values             []Value
}

// Value is a value with a meaning. Missing says that it stands for a reason why there is none.
type Value struct {
	Key, Label string
	Missing    bool
}

type file struct {
	ID   string `xml:"ID,attr"`
	Name string `xml:"fileTxt>fileName"`
	Rows int    `xml:"fileTxt>dimensns>caseQnty"`
	Vars int    `xml:"fileTxt>dimensns>varQnty"`
}

type format struct {
	Type     string `xml:"type,attr"`
	Category string `xml:"category,attr,omitempty"`
}

// WriteTable writes the codebook of a table as UTF-8.
func WriteTable(w io.Writer, t Table) error {
	book := codeBook{Version: "2.5", Lang: t.Lang, Study: study{
		Title: text{Lang: t.Lang, Words: t.Title}, ID: t.ID, Abstract: []text{{Lang: t.Lang, Words: t.Abstract}},
	}}
	var ids []string
	for i, name := range t.Files {
		ids = append(ids, "F"+strconv.Itoa(i+1))
		book.Files = append(book.Files, file{ID: ids[i], Name: name, Rows: t.Rows, Vars: len(t.Columns)})
	}
	for i, c := range t.Columns {
		v := variable{
			ID: "V" + strconv.Itoa(i+1), Name: c.Name, Files: strings.Join(ids, " "),
			Labels: []text{{Lang: t.Lang, Words: c.Label}}, About: []text{{Lang: t.Lang, Words: c.About}}, Format: &format{Type: c.Format},
		}
		if c.Format == "date" { // a date is a kind of text to DDI
			v.Format = &format{Type: "character", Category: "date"}
		}
		for _, value := range c.Values {
			code := category{Code: value.Key, Labels: []text{{Lang: t.Lang, Words: value.Label}}}
			if value.Missing {
				code.Missing = "Y"
			}
			v.Answers = append(v.Answers, code)
		}
		book.Vars = append(book.Vars, v)
	}
	return book.write(w)
}
