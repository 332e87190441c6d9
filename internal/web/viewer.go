package web

import (
	"context"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/readlink"
)

// viewerPath begins all addresses of read links.
const viewerPath = "/v/"

// viewerPage is templates/viewer.html: what a read link shows of a school. It leads nowhere but to itself.
type viewerPage struct {
	*schoolPage
	Ends string
}

func (p *viewerPage) base() *Page { return p.schoolPage.base() }

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
	return render("viewer", newViewerPage(r.words, view, link)), nil
}

// lastDay is the last day on which a link works.
func lastDay(link readlink.Link) time.Time { return link.Ends.Add(-time.Second) }

func newViewerPage(words i18n.Printer, view *analytics.SchoolView, link readlink.Link) *viewerPage {
	page := newSchoolPage(words, view)
	page.Viewer, page.Title = true, words.T("viewer.title", "school", view.School.Name)
	page.Course, page.HasCharts = nil, false // it is about the waves before and to come
	for _, section := range []*itemSection{page.Items, page.mappingItems()} {
		section.withoutLinks()
	}
	return &viewerPage{schoolPage: page, Ends: words.Date(lastDay(link))}
}

// mappingItems are the single items of the mapping survey; nil without.
func (p *schoolPage) mappingItems() *itemSection {
	if p.Mapping == nil {
		return nil
	}
	return p.Mapping.Items
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
