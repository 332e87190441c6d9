package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// The log of who did what, as package audit keeps it. The operator reads all of it: there are no results in it. A leader reads what was done at the
// school, and by its owner with all schools together; an owner what concerns the owner, so of its schools what they let it see, when
// it looked, and who has which role; what else a school does is the school's own.

// entriesOnPage is how many entries a page shows.
const entriesOnPage = 50

// auditPage is templates/audit.html.
type auditPage struct {
	Page
	School  programme.School // where the page is a school's; otherwise without an id
	Owner   programme.Owner  // where it is an owner's
	At      string           // address of the log, without a query
	Areas   []choice
	Area    string
	In      *entered
	Who     selectField
	Days    []auditDay
	Newest  string      // address of the first page; empty on it
	Older   string      // address of the next; empty on the last
	File    string      // address of all of it as a file
	Head    *audit.Head // for who can note it down: the operator
	Nothing bool
}

// auditDay is a day's entries.
type auditDay struct {
	Day   time.Time
	Lines []auditLine
}

// Fields of the filter, as they stand in the address.
const (
	byArea      = "area"
	byAccount   = "who"
	fromDay     = "from"
	toDay       = "to"
	beforeEntry = "before"
)

// auditLog shows the entries that somebody may read here, a page at a time.
func (s *Server) auditLog(ctx context.Context, r *request) (reply, error) {
	page := &auditPage{Page: r.page("log.title"), At: r.path, In: entering(url.Values{}), Area: r.query.Get(byArea)}
	mine, err := s.ownLog(r, page)
	if err != nil {
		return nil, err
	}
	f := page.read(mine, r.query)
	f.Limit = entriesOnPage + 1
	entries, err := s.audit.Read(ctx, f)
	if err != nil {
		return nil, err
	}
	if len(entries) > entriesOnPage {
		entries = entries[:entriesOnPage]
		page.Older = page.with(r.query, beforeEntry, strconv.FormatInt(entries[entriesOnPage-1].Number, 10))
	}
	if f.Before > 0 {
		page.Newest = page.with(r.query, beforeEntry, "")
	}
	page.Nothing = len(entries) == 0
	page.fillDays(s.inWords(r, mine), entries)
	everybody, done, err := s.audit.Summary(ctx, mine)
	if err != nil {
		return nil, err
	}
	page.offerAreas(r.words, r.query, done)
	page.offerAccounts(s, r.words, everybody)
	page.File = page.At + ".csv" + queryOf(page.with(r.query, beforeEntry, ""))
	if r.place.Kind == accounts.AtInstallation {
		head, err := s.audit.Head(ctx)
		if err != nil {
			return nil, err
		}
		page.Head = &head
	}
	return render("audit", page), nil
}

// ownLog is the filter that lets nothing through but what the visitor may read where the page is.
func (s *Server) ownLog(r *request, page *auditPage) (f audit.Filter, err error) {
	switch r.place.Kind {
	case accounts.AtSchool:
		page.School, err = s.programme.School(programme.SchoolID(r.place.ID))
		page.Synthetic = page.School.Synthetic
		return audit.Filter{School: r.place.ID, Compared: r.place.Owner}, err
	case accounts.AtOwner:
		page.Owner, err = s.programme.Owner(programme.OwnerID(r.place.ID))
		return audit.Filter{Owner: r.place.ID}, err
	case accounts.AtInstallation:
		return audit.Filter{}, nil
	}
	return audit.Filter{}, errNotFound // a filter of nothing shows everything: not to a place that nobody thought of
}

// read takes the filter out of the address. What cannot be read filters nothing, and is marked.
func (p *auditPage) read(mine audit.Filter, query url.Values) audit.Filter {
	f := mine
	p.In.values = query
	if slices.ContainsFunc(audit.Areas, func(a audit.Area) bool { return a.Key == p.Area }) {
		f.Area = p.Area
	} else {
		p.Area = ""
	}
	f.Account = audit.AccountID(query.Get(byAccount))
	f.From = p.day(fromDay)
	if to := p.day(toDay); !to.IsZero() {
		f.To = to.AddDate(0, 0, 1) // the day is included
	}
	f.Before, _ = strconv.ParseInt(query.Get(beforeEntry), 10, 64)
	return f
}

// day is the beginning of a day in Norway; the zero time without one.
func (p *auditPage) day(field string) time.Time {
	text := p.In.Value(field)
	if text == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, oslo)
	if err != nil {
		p.In.refuse(field, "date")
		return time.Time{}
	}
	return day
}

// with is the address of the page with another value in the filter; "" for none. Going to other entries begins at the newest.
func (p *auditPage) with(query url.Values, field, value string) string {
	changed := url.Values{}
	for _, name := range []string{byArea, byAccount, fromDay, toDay} {
		if given := query.Get(name); given != "" {
			changed.Set(name, given)
		}
	}
	changed.Set(field, value)
	if value == "" {
		changed.Del(field)
	}
	if len(changed) == 0 {
		return p.At
	}
	return p.At + "?" + changed.Encode()
}

// queryOf is the query of an address, with its question mark.
func queryOf(address string) string {
	if at, err := url.Parse(address); err == nil && at.RawQuery != "" {
		return "?" + at.RawQuery
	}
	return ""
}

// offerAreas offers what there is in the log that the visitor may read.
func (p *auditPage) offerAreas(words i18n.Printer, query url.Values, done []audit.Action) {
	p.Areas = append(p.Areas, choice{Href: p.with(query, byArea, ""), Name: words.T("log.everything"), Current: p.Area == ""})
	for _, area := range audit.Areas {
		if p.Area != area.Key && !slices.ContainsFunc(done, func(a audit.Action) bool { return slices.Contains(area.Actions, a) }) {
			continue
		}
		p.Areas = append(p.Areas, choice{Href: p.with(query, byArea, area.Key), Name: words.T("log.area." + area.Key), Current: p.Area == area.Key})
	}
}

// offerAccounts offers everybody who is there.
func (p *auditPage) offerAccounts(s *Server, words i18n.Printer, ids []audit.AccountID) {
	chosen, everybody := p.In.Value(byAccount), selecting("", "")
	for _, id := range ids {
		everybody = everybody.with(string(id), s.actorName(words, id), chosen)
	}
	i18n.SortByName(everybody.Options, func(o option) string { return o.Label })
	p.Who = selecting(byAccount, words.T("log.who")).with("", words.T("log.everybody"), chosen)
	p.Who.Options = append(p.Who.Options, everybody.Options...)
}

func (p *auditPage) fillDays(words auditWords, entries []audit.Entry) {
	for _, e := range entries {
		day := e.At.In(oslo).Format(time.DateOnly)
		if n := len(p.Days); n == 0 || p.Days[n-1].Day.In(oslo).Format(time.DateOnly) != day {
			p.Days = append(p.Days, auditDay{Day: e.At})
		}
		last := &p.Days[len(p.Days)-1]
		last.Lines = append(last.Lines, words.line(e))
	}
}
