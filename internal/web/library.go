package web

import (
	"context"
	"slices"
	"strconv"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// The library shows every version of every questionnaire: what it asks and how it measures, in all languages, and what changed from one
// version to the next. There it comes in as a file, is published and retired.

// libraryPage is templates/library.html.
type libraryPage struct {
	Page
	Shelves []libraryShelf
}

// libraryShelf is all versions of one questionnaire.
type libraryShelf struct {
	Key, Title, Asks string
	Versions         []libraryRow // the newest first
}

// libraryRow is one version in a list.
type libraryRow struct {
	Href, Name, State string
	Colour            string // of the mark with the state
	Since             string // when it came into its state; empty for what came with the product and has not been asked
	Items             int
	Languages         string
	Waves             int
}

// library lists the questionnaires.
func (s *Server) library(_ context.Context, r *request) (reply, error) {
	page := &libraryPage{Page: r.page("library.title")}
	for _, e := range s.surveys.Instruments() { // by key and version
		if n := len(page.Shelves); n == 0 || page.Shelves[n-1].Key != e.Key {
			page.Shelves = append(page.Shelves, libraryShelf{Key: e.Key})
		}
		shelf := &page.Shelves[len(page.Shelves)-1]
		shelf.Title, shelf.Asks = e.Title.In(r.words.Lang()), asksWhom(r.words, e.Instrument) // the newest version says
		shelf.Versions = slices.Insert(shelf.Versions, 0, s.libraryRow(r.words, e))
	}
	return render("library", page), nil
}

func (s *Server) libraryRow(words i18n.Printer, e surveys.LibraryEntry) libraryRow {
	row := libraryRow{
		Href: versionPath(e), Name: words.T("library.version", "version", e.Version),
		State: words.T(s.shelfKey(e)), Colour: stateColours[e.State], Items: len(e.Items()), Waves: len(s.surveys.WavesAsking(e.Key, e.Version)),
	}
	var languages []string
	for _, lang := range e.Complete() {
		languages = append(languages, languageIn(words, lang))
	}
	row.Languages = words.List(languages)
	if !e.ChangedAt.IsZero() {
		row.Since = words.Date(e.ChangedAt)
	}
	return row
}

// shelfKey words what a version is used for. A published one may have been followed by another.
func (s *Server) shelfKey(e surveys.LibraryEntry) string {
	if e.State == surveys.Published {
		if newest, ok := s.surveys.InstrumentInUse(e.Key); ok && newest.Version == e.Version {
			return "library.state.in_use"
		}
		return "library.state.followed"
	}
	return "library.state." + string(e.State)
}

var stateColours = map[surveys.LibraryState]string{surveys.Draft: "warning", surveys.Published: "success", surveys.Retired: "neutral"}

// asksWhom says what a questionnaire is for, and who answers it.
func asksWhom(words i18n.Printer, in *surveys.Instrument) string {
	audience := words.T("library.audience." + in.Audience.Key())
	if in.Audience == surveys.Representatives { // a statement, which maps nothing
		return audience
	}
	return words.T("library.asks", "kind", words.T("library.kind."+string(in.Kind)), "audience", audience)
}

// languageOf is what a language calls itself; one that the service does not speak is called by its code.
func languageOf(lang string) string {
	if name, ok := languageNames[lang]; ok {
		return name
	}
	return lang
}

// languageIn is what a language is called in a sentence.
func languageIn(words i18n.Printer, lang string) string {
	if _, ours := languageNames[lang]; ours {
		return words.T("wave.in." + lang)
	}
	return lang
}

// libraryEntry finds the version that an address names.
func (s *Server) libraryEntry(r *request) (surveys.LibraryEntry, error) {
	version, err := strconv.Atoi(r.param("version"))
	if err != nil || strconv.Itoa(version) != r.param("version") {
		return surveys.LibraryEntry{}, errNotFound
	}
	return s.surveys.Instrument(r.param("key"), version)
}

// versionPath is the address of a version's page.
func versionPath(e surveys.LibraryEntry) string {
	return "/library/" + e.Key + "/" + strconv.Itoa(e.Version)
}
