// Package ddi describes an instrument, or a file of released figures, as DDI-Codebook 2.5, the documentation standard of social science archives.
//
// [Write] is for instruments, and [WriteTable] for files. The document of an instrument has the questionnaire as a study (title, introduction, version) and one var for each
// [surveys.Variable], in the order in which answers are stored: label and question in every language, categories with their codes (those outside a
// scale are marked as missing), the condition as universe, the construct as concept, and the origin of the wording as a note. Order and names of
// the elements are those of the published schema (ddi:codebook:2_5).
//
// Deliberately absent: reading, statistics of any kind (numbers leave through releases only), and DDI-Lifecycle.
package ddi

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"tilstand/surveys"
)

// A text is an element with words in one language; the language may be empty.
type text struct {
	Lang  string `xml:"xml:lang,attr,omitempty"`
	Type  string `xml:"type,attr,omitempty"`
	Words string `xml:",chardata"`
}

type codeBook struct {
	XMLName xml.Name   `xml:"ddi:codebook:2_5 codeBook"`
	Version string     `xml:"version,attr"`
	Lang    string     `xml:"xml:lang,attr"`
	Study   study      `xml:"stdyDscr"`
	Files   []file     `xml:"fileDscr"`
	Vars    []variable `xml:"dataDscr>var"`
}

type study struct {
	Title    text     `xml:"citation>titlStmt>titl"`
	Parallel []text   `xml:"citation>titlStmt>parTitl"`
	ID       string   `xml:"citation>titlStmt>IDNo"`
	Version  *version `xml:"citation>verStmt>version"`
	Abstract []text   `xml:"stdyInfo>abstract"`
}

type version struct {
	Type   string `xml:"type,attr"`
	Number int    `xml:",chardata"`
}

type variable struct {
	ID       string     `xml:"ID,attr"`
	Name     string     `xml:"name,attr"`
	Files    string     `xml:"files,attr,omitempty"`
	Labels   []text     `xml:"labl"`
	Question *question  `xml:"qstn"`
	Universe []text     `xml:"universe"`
	About    []text     `xml:"txt"`
	Answers  []category `xml:"catgry"`
	Concepts []text     `xml:"concept"`
	Format   *format    `xml:"varFormat"`
	Notes    []text     `xml:"notes"`
}

type question struct {
	Before  []text `xml:"preQTxt"`
	Literal []text `xml:"qstnLit"`
	Help    []text `xml:"ivuInstr"`
}

type category struct {
	Missing string `xml:"missing,attr,omitempty"`
	Code    string `xml:"catValu"`
	Labels  []text `xml:"labl"`
}

// Write writes the document as UTF-8.
func Write(w io.Writer, in *surveys.Instrument) error {
	first := in.Languages[0]
	book := codeBook{Version: "2.5", Lang: first, Study: study{
		Title: text{Lang: first, Words: in.Title[first]}, Parallel: texts(in.Languages[1:], in.Title), ID: in.Key,
		Version: &version{"version", in.Version}, Abstract: texts(in.Languages, in.Intro),
	}}
	for i, v := range in.Variables() {
		book.Vars = append(book.Vars, describe(in, i, v))
	}
	return book.write(w)
}

func (book codeBook) write(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write DDI: %w", err)
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(book); err != nil {
		return fmt.Errorf("write DDI: %w", err)
	}
	return nil
}

// describe makes the element of the variable at a place from 0. Its ID is made from the place, since a name may have letters that an XML id cannot.
func describe(in *surveys.Instrument, place int, v surveys.Variable) variable {
	section := sectionOf(in, v.Item.ID)
	d := variable{
		ID: "V" + strconv.Itoa(place+1), Name: v.Name, Labels: texts(in.Languages, v.Item.Text),
		Question: &question{Before: texts(in.Languages, section.Intro), Literal: texts(in.Languages, v.Item.Text), Help: texts(in.Languages, v.Item.Hint)},
	}
	if v.Item.Type == surveys.MultipleChoice {
		d.Labels = texts(in.Languages, v.Option.Label)
	}
	for _, condition := range []string{section.ShowIf, v.Item.ShowIf} {
		if condition != "" {
			d.Universe = append(d.Universe, text{Words: condition})
		}
	}
	answers := in.Answers(v)
	for _, step := range answers.Steps {
		d.Answers = append(d.Answers, category{Code: strconv.Itoa(int(step.Code)), Labels: texts(in.Languages, step.Label)})
	}
	for _, step := range answers.Outside {
		c := category{Missing: "Y", Code: strconv.Itoa(int(step.Code)), Labels: texts(in.Languages, step.Label)}
		if v.Item.Type == surveys.MultipleChoice { // not chosen is an answer
			c.Missing = ""
		}
		d.Answers = append(d.Answers, c)
	}
	if construct, ok := in.Construct(v.Item.Construct); ok {
		d.Concepts = texts(in.Languages, construct.Name)
	}
	p := v.Item.Provenance
	d.Notes = []text{{Type: "provenance", Words: fmt.Sprintf("%s, %d. %s. %s", p.Author, p.Year, p.Licence, p.Basis)}}
	if v.Item.Reverse {
		d.Notes = append(d.Notes, text{Type: "direction", Words: "reverse"})
	}
	return d
}

func sectionOf(in *surveys.Instrument, id surveys.ItemID) surveys.Section {
	for _, section := range in.Sections {
		for _, item := range section.Items {
			if item.ID == id {
				return section
			}
		}
	}
	return surveys.Section{}
}

// texts are the words in each of the languages; none for a text that is left out.
func texts(languages []string, words surveys.Text) []text {
	var list []text
	for _, language := range languages {
		if words[language] != "" {
			list = append(list, text{Lang: language, Words: words[language]})
		}
	}
	return list
}
