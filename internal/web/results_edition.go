package web

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// editionScope is whose editions a page is about.
type editionScope struct {
	kind  analytics.ScopeKind
	id    string
	home  string // the page that the editions hang on
	name  string // of the home
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
		kind: analytics.OwnerScope, id: string(owner.ID), home: "/owners/" + owner.Orgnr, name: owner.Name, few: "edition.few_owner",
		issue: func(ctx context.Context) (*analytics.Edition, error) {
			return s.analytics.IssueOwnerEdition(ctx, s.now(), owner.Orgnr)
		},
	}, err
}

func (s *Server) programmeEditions(r *request) (editionScope, error) {
	key := programme.Builtin().Key
	return editionScope{
		kind: analytics.ProgrammeScope, id: key, home: "/programme/results", name: r.words.T("edition.programme"), few: "edition.few_programme",
		issue: func(ctx context.Context) (*analytics.Edition, error) {
			return s.analytics.IssueProgrammeEdition(ctx, s.now(), key)
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

// programmePage is templates/programme.html.
type programmePage struct {
	Page
	Tables   *editionTables  // of the last edition; nil before the first
	Quality  *qualitySection // nil before the first
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
	p := &programmePage{Page: r.page("edition.programme"), Editions: newEditionList(r.words, scope.address(), heads)}
	p.Editions.Needs, p.Editions.Enough = r.words.T("edition.needs_programme"), true
	if last := len(editions) - 1; last >= 0 {
		view := editions[last].View()
		p.Tables, p.Quality, p.Synthetic = newEditionTables(r.words, view), newQualitySection(r.words, view), view.Synthetic
	}
	return render("programme", p), nil
}

// editionPage is templates/edition.html.
type editionPage struct {
	Page
	Home, HomeName string
	Made           string
	OfSharing      string
	Tables         *editionTables
	Quality        *qualitySection // of a programme's edition
	Data           string
}

func newEditionPage(words i18n.Printer, scope editionScope, view *analytics.EditionView) *editionPage {
	p := &editionPage{
		Home: scope.home, HomeName: scope.name, Made: words.T("edition.made", "date", words.Date(view.Edition.Issued.Time())),
		OfSharing: words.T("edition.of_sharing", "schools", view.Edition.Schools, "sharing", view.Edition.Sharing),
		Tables:    newEditionTables(words, view), Data: scope.address() + "/" + strconv.Itoa(view.Edition.Number) + "/edition.json",
	}
	p.Title = words.T("edition.title_programme", "number", view.Edition.Number)
	if view.Scope.Kind == analytics.OwnerScope {
		p.Title = words.T("edition.title_owner", "number", view.Edition.Number, "owner", view.Scope.Name)
	}
	if view.Scope.Kind == analytics.ProgrammeScope {
		p.Quality = newQualitySection(words, view)
	}
	p.Synthetic = view.Synthetic
	return p
}

// editionTables are the groups of an edition, those of a kind together.
type editionTables struct {
	Components []string
	Tables     []editionTable
	Hidden     bool
}

// editionTable is one way of lining schools up.
type editionTable struct {
	Kind      analytics.EditionGroupKind
	Name, How string
	Rows      []ownerLine
}

func newEditionTables(words i18n.Printer, view *analytics.EditionView) *editionTables {
	t := &editionTables{Components: componentNames(words, view.Components)}
	for _, row := range view.Rows {
		name, how := tableWords(words, row)
		if last := len(t.Tables) - 1; last < 0 || t.Tables[last].Name != name {
			t.Tables = append(t.Tables, editionTable{Kind: row.Kind, Name: name, How: how})
		}
		line := newTogetherLine(words, row, t.Components)
		line.Name, line.Phase = alignName(words, row.Phase, row.Semester), ""
		last := &t.Tables[len(t.Tables)-1]
		last.Rows = append(last.Rows, line)
		t.Hidden = t.Hidden || line.Overall.Hidden() || hasHidden([]ownerLine{line})
	}
	return t
}

// tableWords name and explain a way of lining schools up.
func tableWords(words i18n.Printer, row analytics.EditionRow) (name, how string) {
	switch row.Kind {
	case analytics.ByCohort:
		return row.Name, ""
	case analytics.BySemester:
		return words.T("edition.by_semester"), words.T("edition.by_semester_how")
	case analytics.ByLatest:
		return words.T("edition.by_latest"), words.T("edition.by_latest_how")
	}
	return words.T("edition.by_stage"), words.T("edition.by_stage_how")
}

// newTogetherLine is the schools together, as a line in a table.
func newTogetherLine(words i18n.Printer, row analytics.EditionRow, components []string) ownerLine {
	line := ownerLine{
		Name:    words.T("edition.together"),
		Phase:   words.T("edition.named", "number", row.Edition.Number, "date", words.Date(row.Edition.Issued.Time())),
		Overall: newFigure(words, row.Overall.Now, row.Overall.HeadCount),
	}
	if row.Schools > 0 {
		line.Closed = words.T("edition.schools", "count", row.Schools)
		line.Answered = answeredWords(words, row.Answered, row.HeadCount)
		switch row.Readers {
		case analytics.ReadersOwner:
			line.Note = words.T("edition.for_owner")
		case analytics.ReadersLeaders:
			line.Note = words.T("edition.for_leaders")
		}
	}
	if row.Waiting > 0 {
		line.Status = words.T("edition.waiting", "count", row.Waiting)
	}
	if len(row.Overall.Spread) > 0 {
		line.Spread = words.T("edition.spread", "spread", schoolSpread(words, row.Overall.Spread))
	}
	for i, cell := range row.Cells {
		line.Cells = append(line.Cells, newOwnerCell(words, components[i], cell))
	}
	return line
}

// schoolSpread is how schools' means spread: "1–2: at most 20 %, 3: 67 %, 4–5: 33 %".
func schoolSpread(words i18n.Printer, bands []analytics.Band) string {
	var parts []string
	for _, b := range bands {
		share := charts.ShareWords(words, charts.Share{From: b.From, To: b.To, Percent: b.Percent, Limit: b.Limit})
		if b.From == b.To {
			parts = append(parts, words.T("school.share_of_step", "step", b.From, "share", share))
		} else {
			parts = append(parts, words.T("school.share_of_steps", "from", b.From, "to", b.To, "share", share))
		}
	}
	return words.List(parts)
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
			Name:  words.T("edition.named", "number", e.Number, "date", words.Date(e.Issued.Time())),
			Count: words.T("edition.of_sharing", "schools", e.Schools, "sharing", e.Sharing),
		})
	}
	return l
}
