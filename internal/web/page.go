package web

import (
	"maps"
	"net/http"
	"strings"

	"tilstand/internal/i18n"
)

// Page is what every page has. Embed it; a handler gives the title, and the rest is filled in when the page is sent.
type Page struct {
	Title string // of this page, without the product's name
	Lang  string // for the lang attribute
	// Running stands on every page of paper that results are printed on, beside the page numbers: whose they are, and when. Empty: neither does.
	Running string

	Respondent bool // the quiet frame for people who answer: no menu, no sign-in, the light style sheet
	Viewer     bool // a page behind a read link: no menu, no sign-in
	Standalone bool // the page is a file by itself: nothing around it, and no links
	Stage      bool // the page fills the wall: nothing around it
	OwnSwitch  bool // the page switches languages itself, and the frame does not

	Path       string // of this page; give it when the page answers a POST to another path
	Menu       []menuItem
	Languages  []languageLink
	Notes      []string // what the last change did
	SignedIn   bool
	Who        string // the name of whoever is signed in
	OwnAccount bool   // the page is that of their account
	Synthetic  bool
	Invalid    bool // the page is shown again because a form must be corrected

	Letterhead *letterhead // of the owner whose page it is, or whose school's; nil for none

	reach func(method, path string) bool // see [Page.Opens]
}

// pageData is a page struct: a pointer to a struct that embeds Page.
type pageData interface{ base() *Page }

func (p *Page) base() *Page { return p }

// Frame is what the header of every page is made of. A page with a field of the same name as one here does not change it.
func (p *Page) Frame() *Page { return p }

// page begins a page; its title is a key of the catalogue.
func (r *request) page(titleKey string) Page { return Page{Title: r.words.T(titleKey)} }

// respondentPage begins a page in the frame for people who answer; an empty key leaves the title to the caller.
func (s *Server) respondentPage(r *request, titleKey string) Page {
	page := Page{Respondent: true}
	if titleKey != "" {
		page.Title = r.words.T(titleKey)
	}
	return page
}

// languageLink leads to the same page in another language.
type languageLink struct {
	Lang, Name, Href string
	Current          bool
}

// languageNames are what the languages call themselves.
var languageNames = map[string]string{"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}

// complete fills in what a page does not know about itself.
func (s *Server) complete(p *Page, r *request, status int) {
	p.Lang = r.words.Lang()
	p.reach = func(method, path string) bool { return s.reaches(r, method, path) }
	if p.Path == "" {
		p.Path = r.path
	}
	p.SignedIn = r.signedIn() && !p.Respondent
	p.Synthetic = p.Synthetic || s.synthetic
	p.Invalid = status == http.StatusUnprocessableEntity
	p.Languages = languageLinks(p.Path, r)
	if p.Letterhead == nil && !p.Respondent && status == http.StatusOK {
		p.Letterhead = s.letterhead(r)
	}
	if p.Running == "" && status == http.StatusOK && !p.Stage && (p.Viewer || r.access.shows != "") {
		p.Running = p.Title
	}
	if r.session == nil || p.Respondent { // a preview looks as it does to those who answer, and leaves notes for the page it stands in
		return
	}
	if own, err := s.accounts.Account(r.session.Account); err == nil {
		p.Who, p.OwnAccount = own.Name, p.Path == accountPath
	}
	for _, item := range s.menuOf(r) {
		switch {
		case p.Path == item.Path:
			item.Current = "page"
		case strings.HasPrefix(p.Path, item.Path+"/"):
			item.Current = "true"
		}
		p.Menu = append(p.Menu, item)
	}
	for _, sentence := range r.session.TakeNotes() {
		p.Notes = append(p.Notes, r.words.Say(sentence))
	}
}

// languageLinks keeps the rest of the query. After a POST the link shows the page without what was typed.
func languageLinks(path string, r *request) []languageLink {
	links := make([]languageLink, 0, len(i18n.Languages))
	for _, lang := range i18n.Languages {
		query := maps.Clone(r.query)
		query.Set("lang", lang)
		links = append(links, languageLink{
			Lang: lang, Name: languageNames[lang], Href: path + "?" + query.Encode(), Current: lang == r.words.Lang(),
		})
	}
	return links
}
