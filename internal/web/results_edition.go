package web

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// editionScope is whose editions a page is about.
type editionScope struct {
	kind  analytics.ScopeKind
	id    string
	home  string // the page that the editions hang on
	name  string // of the home
	file  string // begins the names of files
	few   string // key of what is said when too few schools share
	issue func(ctx context.Context) (*analytics.Edition, error)
}

// address is that of the list of editions: new ones are made by sending to it.
func (e editionScope) address() string {
	if e.kind == analytics.ProgrammeScope {
		return "/programme/editions"
	}
	return e.home + "/editions"
}

func (s *Server) ownerEditions(r *request) (editionScope, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	return editionScope{
		kind: analytics.OwnerScope, id: string(owner.ID), home: "/owners/" + owner.Orgnr, name: owner.Name, file: owner.Orgnr + "-utgave", few: "edition.few_owner",
		issue: func(ctx context.Context) (*analytics.Edition, error) {
			return s.analytics.IssueOwnerEdition(ctx, s.by(r), owner.Orgnr)
		},
	}, err
}

func (s *Server) programmeEditions(r *request) (editionScope, error) {
	key := programme.Builtin().Key
	return editionScope{
		kind: analytics.ProgrammeScope, id: key, home: "/programme/results", name: r.words.T("edition.programme"), file: "programmet-utgave", few: "edition.few_programme",
		issue: func(ctx context.Context) (*analytics.Edition, error) {
			return s.analytics.IssueProgrammeEdition(ctx, s.by(r), key)
		},
	}, nil
}

// issueEdition makes an edition, and leads to it.
func (s *Server) issueEdition(find func(*request) (editionScope, error)) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		scope, err := find(r)
		if err != nil {
			return nil, err
		}
		e, err := scope.issue(ctx)
		if errors.Is(err, analytics.ErrFewSchools) {
			r.note(scope.few)
			return redirect(scope.home), nil
		}
		if err != nil {
			return nil, err
		}
		r.note("edition.issued", "number", e.Number)
		return redirect(scope.address() + "/" + strconv.Itoa(e.Number)), nil
	}
}

// numbered finds the edition in the path.
func (s *Server) numbered(r *request, scope editionScope) (*analytics.Edition, error) {
	number, err := strconv.Atoi(r.param("number"))
	if err != nil {
		return nil, programme.ErrNotFound
	}
	return s.analytics.EditionNumbered(scope.kind, scope.id, number)
}

// edition shows one edition.
func (s *Server) edition(find func(*request) (editionScope, error)) handler {
	return func(_ context.Context, r *request) (reply, error) {
		scope, err := find(r)
		if err != nil {
			return nil, err
		}
		e, err := s.numbered(r, scope)
		if err != nil {
			return nil, err
		}
		return render("edition", newEditionPage(r.words, scope, e.View())), nil
	}
}

// editionJSON is the edition as it is stored, for programs.
func (s *Server) editionJSON(find func(*request) (editionScope, error)) handler {
	return func(_ context.Context, r *request) (reply, error) {
		scope, err := find(r)
		if err != nil {
			return nil, err
		}
		e, err := s.numbered(r, scope)
		if err != nil {
			return nil, err
		}
		return jsonBody(e), nil
	}
}

// editionPictures are the exhibits of the edition in the path, for its files.
func (s *Server) editionPictures(find func(*request) (editionScope, error)) func(*request) (exhibits, error) {
	return func(r *request) (exhibits, error) {
		scope, err := find(r)
		if err != nil {
			return exhibits{}, err
		}
		e, err := s.numbered(r, scope)
		if err != nil {
			return exhibits{}, err
		}
		view := e.View()
		all := editionExhibits(r.words, scope, view)
		all.List = append(all.List, qualityExhibits(r.words, scope, view)...)
		return all, nil
	}
}

// programmePage is templates/programme.html.
type programmePage struct {
	programmeHead
	Show     []choice  // the ways in which the last edition lines schools up
	Exhibits []exhibit // the one that is chosen of them; none before the first edition
	Editions *editionList
}

// programmeResults shows the programme's last edition.
func (s *Server) programmeResults(_ context.Context, r *request) (reply, error) {
	scope, err := s.programmeEditions(r)
	if err != nil {
		return nil, err
	}
	editions, err := s.analytics.Editions(scope.kind, scope.id)
	if err != nil {
		return nil, err
	}
	var heads []analytics.EditionHead
	for _, e := range editions {
		heads = append(heads, e.Head())
	}
	p := &programmePage{programmeHead: programmeHead{r.page("edition.programme")}, Editions: newEditionList(r.words, scope.address(), heads)}
	p.Editions.Needs, p.Editions.Enough = r.words.T("edition.needs_programme"), true
	if last := len(editions) - 1; last >= 0 {
		all := editionExhibits(r.words, scope, editions[last].View())
		p.Synthetic = all.Synthetic
		if p.Exhibits, p.Show = all.chosen(r.query.Get("show"), scope.home); len(p.Exhibits) == 0 {
			return nil, errNotFound
		}
	}
	return render("programme", p), nil
}

// chosen is the exhibit with an id, or the first one, and links to each of them; none where there is no such exhibit. An edition has as many as there
// are cohorts and more, which is too much for a page that is read from the top.
func (all exhibits) chosen(id, home string) (one []exhibit, links []choice) {
	for i, e := range all.List {
		current := e.ID == id || id == "" && i == 0
		if current {
			one = all.List[i : i+1]
		}
		links = append(links, choice{Name: e.Title, Href: home + "?show=" + e.ID, Current: current})
	}
	return one, links
}

// editionPage is templates/edition.html.
type editionPage struct {
	Page
	Home, HomeName string
	Made           string
	OfSharing      string
	Exhibits       []exhibit
	Quality        *qualitySection // of a programme's edition
	Data           string
	Files          string // the page of its data files
}

func newEditionPage(words i18n.Printer, scope editionScope, view *analytics.EditionView) *editionPage {
	at := scope.address() + "/" + strconv.Itoa(view.Edition.Number)
	p := &editionPage{
		Home: scope.home, HomeName: scope.name, Made: words.T("edition.made", "date", words.Date(view.Edition.Issued.Time())),
		OfSharing: words.T("edition.of_sharing", "schools", view.Edition.Schools, "sharing", view.Edition.Sharing),
		Exhibits:  editionExhibits(words, scope, view).List, Data: at + "/edition.json", Files: at + "/data",
	}
	p.Title = words.T("edition.title_programme", "number", view.Edition.Number)
	if view.Scope.Kind == analytics.OwnerScope {
		p.Title = words.T("edition.title_owner", "number", view.Edition.Number, "owner", view.Scope.Name)
	}
	if view.Scope.Kind == analytics.ProgrammeScope {
		p.Quality = newQualitySection(words, scope, view)
	}
	p.Synthetic = view.Synthetic
	return p
}

func editionName(words i18n.Printer, e analytics.EditionHead) string {
	return words.T("edition.named", "number", e.Number, "date", words.Date(e.Issued.Time()))
}

// editionList is which editions there are, newest first, and the button for a new one.
type editionList struct {
	Action string
	Needs  string
	Enough bool // schools share for an edition, as far as can be seen before it is made
	Links  []choice
}

func newEditionList(words i18n.Printer, action string, heads []analytics.EditionHead) *editionList {
	l := &editionList{Action: action}
	for _, e := range slices.Backward(heads) {
		l.Links = append(l.Links, choice{
			Href:  action + "/" + strconv.Itoa(e.Number),
			Name:  editionName(words, e),
			Count: words.T("edition.of_sharing", "schools", e.Schools, "sharing", e.Sharing),
		})
	}
	return l
}
