package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"path"
	"regexp"
	"strings"

	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/reports"
)

// exhibits are those of a page, and what their files say about where they are from.
type exhibits struct {
	Name      string   // begins the names of files
	Of        []string // whose they are and when
	Synthetic bool
	List      []exhibit
}

// belowFigures ends the pattern of a route for the files of a page's exhibits: <page>/figures/:file.
const belowFigures = "/figures/:file"

// figures answers GET <page>/figures/:file with one exhibit of the page as a file: <id>.csv is its table, <id>.svg its picture. The builder is the one
// of the page, which gets the same query.
func (s *Server) figures(build func(*request) (exhibits, error)) handler {
	return func(_ context.Context, r *request) (reply, error) {
		all, err := build(r)
		if err != nil {
			return nil, err
		}
		kind := path.Ext(r.param("file"))
		for _, e := range all.List {
			if e.ID+kind != r.param("file") {
				continue
			}
			name := fmt.Sprintf("tilstand-%s-%s%s", all.Name, e.ID, kind)
			switch {
			case kind == ".csv":
				body, err := all.table(r.words, e)
				return attachment{name: name, contentType: "text/csv; charset=utf-8", body: body}, err
			case kind == ".svg" && e.Drawn():
				return attachment{name: name, contentType: "image/svg+xml", body: all.plate(r.words, e).SVG()}, nil
			}
		}
		return nil, errNotFound
	}
}

// plate is an exhibit as a picture by itself.
func (all exhibits) plate(words i18n.Printer, e exhibit) charts.Plate {
	p := charts.Plate{Lang: words.Lang(), Title: e.Title, Finding: e.Finding, Key: e.Key, Axis: e.Axis, Whole: e.Picture}
	p.Facts = all.facts(words, e)
	if p.Whole.Empty() {
		for _, row := range e.Table.Rows {
			p.Rows = append(p.Rows, charts.PlateRow{Name: row.Name, Drawing: row.Drawing, Said: row.said(), Heading: row.Heading})
		}
	}
	for _, note := range []string{e.HowTo, e.Caveat} {
		if note != "" {
			p.Notes = append(p.Notes, note)
		}
	}
	return p
}

// facts are whose the figures are, when, of how many, and that they are made up where they are.
func (all exhibits) facts(words i18n.Printer, e exhibit) []string {
	facts := all.Of
	if e.Answered != "" {
		facts = append(facts[:len(facts):len(facts)], e.Answered)
	}
	if all.Synthetic {
		facts = append(facts[:len(facts):len(facts)], words.T("exhibit.synthetic"))
	}
	return facts
}

// said is a row's picture in words.
func (row exhibitRow) said() string {
	if row.Said != "" {
		return row.Said
	}
	for _, c := range row.Cells {
		switch {
		case c.Figure() && c.Detail != "":
			return c.Text + " (" + c.Detail + ")"
		case c.Figure():
			return c.Text
		}
	}
	return ""
}

// withPrevious is the state of a column whose figure stands in the one before it, for both together.
const withPrevious = "with_previous"

// table is an exhibit's table as a file for a spreadsheet in the language of the page. Beside every column of figures is one with their states, and one with
// what stands beneath them where something does; a number is empty only beside a state that says why. Every row says whose it is and of how many.
func (all exhibits) table(words i18n.Printer, e exhibit) ([]byte, error) {
	var body bytes.Buffer
	body.WriteString("\ufeff")
	rows := csv.NewWriter(&body)
	if rows.Comma = ';'; words.Lang() == "en" {
		rows.Comma = ','
	}
	columns := e.Table.columns()
	rows.Write(columns.heads(words, e.Table)) // errors are kept until the end
	group, about := "", strings.Join(all.facts(words, e), ". ")
	for _, row := range e.Table.Rows {
		if row.Heading {
			group = row.Name
			continue
		}
		line := []string{harmless(group), harmless(row.Name), harmless(row.Detail)}
		for i, c := range row.spread(len(columns)) {
			line = append(line, columns[i].values(c)...)
		}
		rows.Write(append(line, harmless(about)))
	}
	rows.Flush()
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("write %s as a file: %w", e.ID, err)
	}
	return body.Bytes(), nil
}

// column is what a file has of a column of the table.
type column struct{ detail, state bool }

type columns []column

// columns looks through all rows: a column has in the file what any of its cells has.
func (t exhibitTable) columns() columns {
	all := make(columns, len(t.Heads))
	for _, row := range t.Rows {
		for i, c := range row.spread(len(t.Heads)) {
			all[i].detail = all[i].detail || c.Detail != ""
			all[i].state = all[i].state || c.Figure()
		}
	}
	return all
}

func (all columns) heads(words i18n.Printer, t exhibitTable) []string {
	first := t.First
	if first == "" {
		first = words.T("exhibit.row")
	}
	line := []string{words.T("exhibit.part"), first, words.T("exhibit.detail")}
	for i, c := range all {
		name := t.Heads[i].Name
		if t.Heads[i].Detail != "" {
			name += ", " + t.Heads[i].Detail
		}
		line = append(line, harmless(name))
		if c.detail {
			line = append(line, harmless(words.T("exhibit.column_detail", "name", name)))
		}
		if c.state {
			line = append(line, harmless(words.T("exhibit.column_state", "name", name)))
		}
	}
	return append(line, words.T("exhibit.about"))
}

// values are a cell's columns in the file.
func (c column) values(cell exhibitCell) []string {
	text := plain(cell.Text)
	if cell.Figure() && cell.State != "value" {
		text = ""
	}
	line := []string{text}
	if c.detail {
		line = append(line, harmless(cell.Detail))
	}
	if c.state {
		line = append(line, cell.State)
	}
	return line
}

// spread lays the cells of a row over its columns. A figure that covers several stands in the first; a word for why there is none holds for all.
func (row exhibitRow) spread(columns int) []exhibitCell {
	out := make([]exhibitCell, 0, columns)
	for _, c := range row.Cells {
		for i := range c.Columns() {
			switch {
			case i == 0, c.Figure() && c.State != "value":
				out = append(out, c)
			case c.Figure():
				out = append(out, exhibitCell{State: withPrevious})
			default:
				out = append(out, exhibitCell{})
			}
		}
	}
	for len(out) < columns {
		out = append(out, exhibitCell{})
	}
	return out[:columns]
}

// aNumber is a number as pages write it, and nothing besides.
var aNumber = regexp.MustCompile(`^[−+-]?\d{1,3}([\s\x{a0}\x{202f}]?\d{3})*([.,]\d+)?$`)

// plain is a text for a spreadsheet: a number as one, with its decimal sign and nothing between its digits, and all else harmless.
func plain(text string) string {
	if !aNumber.MatchString(text) {
		return harmless(text)
	}
	return strings.Map(func(c rune) rune {
		switch c {
		case '−':
			return '-'
		case '+', ' ', '\u00a0', '\u202f':
			return -1
		}
		return c
	}, text)
}

func harmless(text string) string { return reports.Harmless(text) }
