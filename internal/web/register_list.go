package web

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// The register is for those who keep it: schools and owners as they are named, numbered and joined, and nothing of their results.

// listed is how many lines a page of the register has: the country has some three thousand schools.
const listed = 50

// registerTabs are the pages of the register that lead to each other; its value is the address of the one that is shown.
type registerTabs string

// Tabs are their names and addresses; the page itself is marked.
func (r registerTabs) Tabs() []menuItem {
	tabs := []menuItem{{Path: "/register", Key: "register.schools"}, {Path: "/register/owners", Key: "register.owners"}, {Path: "/register/import", Key: "register.import"}}
	for i := range tabs {
		if tabs[i].Path == string(r) {
			tabs[i].Current = "page"
		}
	}
	return tabs
}

// registerSchoolsPage is templates/register_schools.html.
type registerSchoolsPage struct {
	Page
	registerTabs
	Search   string
	Owner    string // number of the owner whose schools are asked for; empty for all
	Owners   []option
	Standing []option
	None     bool // nothing is registered yet
	Count    string
	Lines    []registerLine
	Pager    *pager
}

// registerLine is a school of the register.
type registerLine struct {
	programme.School
	Owner    string
	Standing string // empty while it is open
}

// Values of the choice which schools are shown.
const (
	standingOpen   = "open"
	standingClosed = "closed"
	standingAll    = "all"
)

// registerSchools lists the schools that a search finds.
func (s *Server) registerSchools(_ context.Context, r *request) (reply, error) {
	page := &registerSchoolsPage{
		Page: r.page("register.title"), registerTabs: registerTabs("/register"), Search: strings.TrimSpace(r.query.Get("q")), Owner: r.query.Get("owner"),
	}
	owners := map[programme.OwnerID]programme.Owner{}
	for _, o := range s.programme.Owners() {
		owners[o.ID] = o
		page.Owners = append(page.Owners, option{Value: o.Orgnr, Label: o.Name, Checked: o.Orgnr == page.Owner})
	}
	standing := cmp.Or(r.query.Get("standing"), standingOpen)
	for _, value := range []string{standingOpen, standingClosed, standingAll} {
		page.Standing = append(page.Standing, option{Value: value, Label: r.words.T("register.standing." + value), Checked: value == standing})
	}
	var found []programme.School
	page.None = len(s.programme.Schools()) == 0
	for _, sc := range s.programme.Schools() {
		if sc.Open() && standing == standingClosed || !sc.Open() && standing == standingOpen {
			continue
		}
		if page.Owner != "" && owners[sc.Owner].Orgnr != page.Owner || !finds(page.Search, sc.Name, sc.Orgnr, sc.Municipality) {
			continue
		}
		found = append(found, sc)
	}
	page.Count = r.words.T("register.found", "count", len(found))
	found, page.Pager = paged(r, found)
	for _, sc := range found {
		page.Lines = append(page.Lines, registerLine{sc, owners[sc.Owner].Name, s.standingOf(r.words, sc)})
	}
	return render("register_schools", page), nil
}

// standingOf says that a school is no more, and where it went; nothing of one that is open.
func (s *Server) standingOf(words i18n.Printer, sc programme.School) string {
	if sc.Open() {
		return ""
	}
	if into, err := s.programme.School(sc.Into); err == nil {
		return words.T("register.merged_into", "school", into.Name, "date", words.Date(sc.Closed))
	}
	return words.T("wave.school_shut", "date", words.Date(sc.Closed))
}

// finds says whether every word of a search is in one of the texts, spaces in numbers and capital letters aside.
func finds(search string, in ...string) bool {
	all := strings.ToLower(strings.Join(in, "\n"))
	if strings.Contains(all, strings.ToLower(squeeze(search))) {
		return true
	}
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// pager leads to the pages before and after.
type pager struct {
	Text, Before, After string // addresses are empty at the ends
}

// paged cuts out the lines of the page that is asked for. There is no pager where one page holds them all.
func paged[T any](r *request, lines []T) ([]T, *pager) {
	pages := (len(lines) + listed - 1) / listed
	if pages <= 1 {
		return lines, nil
	}
	at, err := strconv.Atoi(r.query.Get("page"))
	if err != nil || at < 1 {
		at = 1
	}
	at = min(at, pages)
	to := func(page int) string {
		query := url.Values{}
		for name, values := range r.query {
			query[name] = values
		}
		query.Set("page", strconv.Itoa(page))
		return r.path + "?" + query.Encode()
	}
	p := &pager{Text: r.words.T("register.page", "page", at, "pages", pages)}
	if at > 1 {
		p.Before = to(at - 1)
	}
	if at < pages {
		p.After = to(at + 1)
	}
	return lines[(at-1)*listed : min(at*listed, len(lines))], p
}
