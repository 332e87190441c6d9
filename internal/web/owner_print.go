package web

import (
	"context"
	"io"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/brand"
	"tilstand/internal/i18n"
	"tilstand/reports"
)

// OwnerDocument is what the document over an owner's schools is made of: views that the owner's pages show.
type OwnerDocument struct {
	View        *analytics.OwnerView
	Measures    []*analytics.OwnerView // overall, then each component
	Development *analytics.OwnerDevelopment
}

// ReadOwnerDocument asks for what the document is made of beside a view, lined up and ordered as that is. Errors are those of [analytics.Store.OwnerView].
func ReadOwnerDocument(figures *analytics.Store, view *analytics.OwnerView) (OwnerDocument, error) {
	d, q := OwnerDocument{View: view}, view.Query
	q.Component, q.Beside = "", ""
	if len(view.Schools) == 0 || view.Presence().Shown > 0 {
		for _, c := range append([]analytics.ComponentHead{{}}, view.Components...) {
			q.Component = c.Key
			one, err := figures.OwnerView(q)
			if err != nil {
				return d, err
			}
			d.Measures = append(d.Measures, one)
		}
	}
	var err error
	d.Development, err = figures.OwnerDevelopment(analytics.Query{Owner: view.Owner.Orgnr, By: view.Query.By})
	return d, err
}

// ownerPrintPage is templates/results_owner_print.html: an owner's schools as one document, as a school's is in [printPage].
type ownerPrintPage struct {
	Page
	Owner       analytics.OwnerRef
	Back        string // the overview; empty where the document stands by itself
	Lined       string // what is compared
	Overview    *ownerPage
	Measures    []ownerPrintMeasure
	Development *ownerDevelopmentPage
	Alike       []alikeSchools
	Method      []reports.MethodPart
}

// ownerPrintMeasure is one component across the schools, or the whole.
type ownerPrintMeasure struct {
	ID, Name, Explanation string
	Finding               []string
	Exhibit               *exhibit
}

// alikeSchools are schools that are similar to each other; one that nobody is similar to is not among them.
type alikeSchools struct {
	How     string
	Schools string
}

// printOwner shows the document for the query of the overview.
func (s *Server) printOwner(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	document, err := ReadOwnerDocument(s.analytics, view)
	if err != nil {
		return nil, err
	}
	page := newOwnerPrintPage(r.words, document)
	page.Back = ownerPath(view.Query, "")
	return render("results_owner_print", page), nil
}

// PrintOwner writes the document over an owner's schools as [PrintSchool] writes a school's.
func PrintOwner(w io.Writer, bundle *i18n.Bundle, document OwnerDocument, look brand.Brand, lang string) error {
	words := bundle.Printer(lang)
	page, owner := newOwnerPrintPage(words, document), document.View.Owner
	page.Letterhead = newLetterhead(words, look, owner.Name, logoInside(look.Logo))
	return printAlone(w, words, "results_owner_print", page)
}

func newOwnerPrintPage(words i18n.Printer, d OwnerDocument) *ownerPrintPage {
	p := &ownerPrintPage{Owner: d.View.Owner, Lined: lineUpWords(words, d.View), Overview: newOwnerPage(words, d.View)}
	p.Page = p.Overview.Page
	p.Title = words.T("school.page_title", "page", words.T("print.owner"), "school", p.Owner.Name)
	p.Running = p.Owner.Name + ", " + words.T("print.owner")
	p.Overview.withoutLinks()
	if p.Overview.Heat == nil {
		return p
	}
	for _, view := range d.Measures {
		p.Measures = append(p.Measures, newOwnerPrintMeasure(words, view))
	}
	p.Development = newOwnerDevelopmentPage(words, d.Development)
	p.Development.withoutLinks()
	p.Alike = alikeOf(words, d.View)
	p.Method = reports.MethodOfOwner(d.View, words)
	return p
}

func newOwnerPrintMeasure(words i18n.Printer, view *analytics.OwnerView) ownerPrintMeasure {
	page := newOwnerComponentPage(words, view)
	m := ownerPrintMeasure{ID: "m-" + strings.TrimPrefix(componentPath(view.Query.Component), "/components/"), Name: page.Name, Explanation: page.Explanation, Finding: page.Finding}
	if page.Exhibit != nil {
		m.Exhibit = &bare([]exhibit{*page.Exhibit})[0]
	}
	return m
}

// alikeOf puts the schools of a view together that are similar. Being similar goes both ways, and on, so that each school is in one group.
func alikeOf(words i18n.Printer, view *analytics.OwnerView) (all []alikeSchools) {
	listed := map[string]bool{}
	for _, school := range view.Schools {
		similar := view.SimilarTo(school.School.ID)
		if listed[school.School.Orgnr] || len(similar) == 0 {
			continue
		}
		names := []string{school.School.Name}
		for _, other := range similar {
			listed[other.School.Orgnr] = true
			names = append(names, other.School.Name)
		}
		phase, size, form := alikeWords(words, school)
		all = append(all, alikeSchools{How: words.T("print.alike", "phase", phase, "size", size, "form", form), Schools: words.List(names)})
	}
	return all
}

// withoutLinks leaves a page that leads nowhere.
func (p *ownerPage) withoutLinks() {
	if p.Heat != nil {
		for i := range p.Heat.Heads {
			p.Heat.Heads[i].Href = ""
		}
		for i := range p.Heat.Rows {
			p.Heat.Rows[i].Href = ""
		}
		if p.Heat.Together != nil {
			p.Heat.Together.Href = ""
		}
	}
	if p.Hidden != nil {
		p.Hidden = &explanation{}
	}
	if p.Few != nil {
		p.Few.One = ""
		for i := range p.Few.Table.Heads {
			p.Few.Table.Heads[i].Href = ""
		}
	}
	for i := range p.Waiting {
		p.Waiting[i].Href = ""
	}
}

func (p *ownerDevelopmentPage) withoutLinks() {
	for name, e := range p.Files {
		e.Files, e.Method = exhibitFiles{}, ""
		p.Files[name] = e
	}
	for _, cohort := range p.Cohorts {
		for i := range cohort.Rows {
			cohort.Rows[i].Href = ""
		}
	}
	if p.Moved == nil {
		return
	}
	for i := range p.Moved.Matrix {
		p.Moved.Matrix[i].Href = ""
	}
	for i := range p.Moved.Rows {
		p.Moved.Rows[i].Href = ""
	}
}
