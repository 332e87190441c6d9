package web

import (
	"context"
	"slices"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/readlink"
	"tilstand/reports"
)

// viewerPath begins all addresses of read links.
const viewerPath = "/v/"

// viewerPage is templates/viewer.html: what a read link shows of a school. It leads nowhere but to itself.
type viewerPage struct {
	Page
	School    analytics.SchoolRef
	Phase     string // of the state survey; empty without, and then so is what follows
	Closed    string
	Answered  string
	Finding   string
	Remarks   []string
	Condition conditionTable
	Items     *itemSection
	Mapping   *viewerMapping
	Alone     []aloneSection // of the questionnaires' own
	Local     []aloneSection // of the owner's and the school's
	Method    []reports.MethodPart
	Ends      string
}

// viewerMapping is the mapping survey that a link shows.
type viewerMapping struct {
	Title, Wave, Answered string
	Remarks               []string
	Constructs            *exhibit // nil where no construct has a figure
	Items                 *itemSection
}

// viewer shows what a read link opens. An unknown link, one that has ended or been revoked, and one of a survey that has been withdrawn are
// one and the same.
func (s *Server) viewer(_ context.Context, r *request) (reply, error) {
	link, err := s.links.Find(s.now(), readlink.Secret(r.param("secret")))
	if err != nil {
		return nil, err
	}
	view, err := s.analytics.Excerpt(analytics.Excerpt{School: link.School, State: link.State, Mapping: link.Mapping, Items: link.Items})
	if err != nil {
		return nil, err
	}
	page, look := newViewerPage(r.words, view, link), s.brands.Of(view.Owner.ID)
	page.Letterhead = newLetterhead(r.words, look, view.Owner.Name, logoAt(r.path+"/logo", look.Logo))
	return render("viewer", page), nil
}

// lastDay is the last day on which a link works.
func lastDay(link readlink.Link) time.Time { return link.Ends.Add(-time.Second) }

func newViewerPage(words i18n.Printer, view *analytics.SchoolView, link readlink.Link) *viewerPage {
	p := &viewerPage{
		Page:   Page{Viewer: true, Title: words.T("viewer.title", "school", view.School.Name), Synthetic: view.School.Synthetic},
		School: view.School, Remarks: said(words, view.Notes), Ends: words.Date(lastDay(link)), Mapping: newViewerMapping(words, view),
		Alone: newAloneSections(words, "alone", view, ofTheQuestionnaire), Local: newAloneSections(words, "local", view, ofSchoolOrOwner),
	}
	if view.Now == nil {
		return p
	}
	p.Phase, p.Closed, p.Finding = view.Now.Phase.Name.In(words.Lang()), closedOn(words, *view.Now), words.Say(view.Finding)
	p.Answered = answeredWords(words, view.Now.Answered, view.Now.HeadCount)
	p.Condition = newConditionTable(words, view)
	if p.Condition.AllGone {
		return p // what follows would be the same word many times over
	}
	p.Method = reports.Method(view, words)
	p.Items = newItemSection(words, view.Query, view.Rows, view.Items, sameComponent, "#condition")
	p.Items.withoutLinks()
	return p
}

func newViewerMapping(words i18n.Printer, view *analytics.SchoolView) *viewerMapping {
	m := view.Mapping
	if m == nil {
		return nil
	}
	out := &viewerMapping{
		Title: m.Title.In(words.Lang()), Wave: words.T("school.wave_named", "phase", phaseTitle(words, m.Wave.Phase), "date", closedOn(words, m.Wave)),
		Answered: answeredWords(words, m.Wave.Answered, m.Wave.HeadCount), Remarks: said(words, m.Notes),
	}
	if slices.ContainsFunc(m.Rows, func(r analytics.Row) bool { return r.Now.State() == analytics.Value }) {
		e := mappingExhibit(words, view, m)
		e.Answered = out.Answered
		out.Constructs = &e
		out.Items = newItemSection(words, view.Query, m.Rows, m.Items, sameConstruct, "#mapping")
		out.Items.withoutLinks()
	}
	return out
}

// withoutLinks leaves items without pages of their own.
func (s *itemSection) withoutLinks() {
	if s == nil {
		return
	}
	for _, group := range s.Groups {
		for i := range group.Items {
			group.Items[i].Href = ""
		}
	}
}
