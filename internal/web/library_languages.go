package web

import (
	"context"
	"strconv"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// libraryLanguagesPage is templates/library_languages.html: all texts, each in all languages side by side.
type libraryLanguagesPage struct {
	Page
	Head    libraryHead
	Columns []libraryLanguage
	Parts   []libraryTexts
}

// libraryLanguage is a column.
type libraryLanguage struct {
	Lang, Name string
	Missing    string // how many texts are missing; empty when none is
}

// libraryTexts is a part of the questionnaire.
type libraryTexts struct {
	Name string
	Span int // columns of the table
	Rows []libraryText
}

// libraryText is one text.
type libraryText struct {
	What  string // its place, in words
	ID    string // of an item; empty for other texts
	Words []wordedText
}

// wordedText is a text in one language.
type wordedText struct{ Lang, Name, Text string }

// libraryLanguages shows what is written in each language.
func (s *Server) libraryLanguages(_ context.Context, r *request) (reply, error) {
	e, err := s.libraryEntry(r)
	if err != nil {
		return nil, err
	}
	page := &libraryLanguagesPage{Head: s.libraryHead(r, e)}
	page.Page = Page{Title: r.words.T("library.languages_title", "title", page.Head.Title, "version", e.Version)}
	for _, lang := range e.Languages {
		column := libraryLanguage{Lang: lang, Name: languageOf(lang)}
		if n := len(e.Untranslated(lang)); n > 0 {
			column.Missing = r.words.T("library.missing_count", "count", n)
		}
		page.Columns = append(page.Columns, column)
	}
	page.Parts = textsOf(r.words, e.Instrument)
	return render("library_languages", page), nil
}

// textsOf lists the texts in the order in which they are read: the questionnaire, part by part, then the answers and what the items measure.
func textsOf(words i18n.Printer, in *surveys.Instrument) []libraryTexts {
	lang := words.Lang()
	var parts []libraryTexts
	begin := func(name string) { parts = append(parts, libraryTexts{Name: name, Span: len(in.Languages) + 1}) }
	add := func(what, id string, text surveys.Text) {
		if text == nil {
			return
		}
		row := libraryText{What: what, ID: id}
		for _, l := range in.Languages {
			row.Words = append(row.Words, wordedText{l, languageOf(l), text[l]})
		}
		last := &parts[len(parts)-1]
		last.Rows = append(last.Rows, row)
	}
	begin(words.T("library.text.top"))
	add(words.T("library.text.title"), "", in.Title)
	add(words.T("library.text.intro"), "", in.Intro)
	number := 0
	for _, section := range in.Sections {
		begin(section.Title.In(lang))
		add(words.T("library.text.heading"), "", section.Title)
		add(words.T("library.text.intro"), "", section.Intro)
		for _, item := range section.Items {
			number++
			add(words.T("library.text.item", "number", number), string(item.ID), item.Text)
			add(words.T("library.text.hint", "number", number), "", item.Hint)
		}
		for _, passage := range section.Passages {
			add(words.T("library.text.passage"), "", passage.Text)
		}
	}
	begin(words.T("library.text.answers"))
	seen := map[string]bool{}
	for _, item := range in.Items() {
		if key := item.Scale + "/" + item.Choices; !seen[key] {
			seen[key] = true
			for _, label := range labelsOf(in, item) {
				add(words.T("library.text.answer", "code", label.code), "", label.text)
			}
		}
	}
	if len(in.Constructs) > 0 {
		begin(words.T("library.measured"))
	}
	for _, construct := range in.Constructs {
		add(words.T("library.text.construct"), "", construct.Name)
		add(words.T("library.text.explanation"), "", construct.Explanation)
	}
	return parts
}

// answerLabel is what is read at an answer and what is stored of it.
type answerLabel struct {
	code string
	text surveys.Text
}

// labelsOf are the answers that an item can be given, in the order in which they are read.
func labelsOf(in *surveys.Instrument, item surveys.Item) []answerLabel {
	var labels []answerLabel
	scale := in.Scale(item)
	for _, steps := range [][]surveys.Step{scale.Steps, scale.Outside} {
		for _, step := range steps {
			labels = append(labels, answerLabel{strconv.Itoa(int(step.Code)), step.Label})
		}
	}
	for _, option := range in.ChoiceList(item).Options {
		labels = append(labels, answerLabel{option.Key, option.Label})
	}
	return labels
}
