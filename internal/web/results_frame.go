package web

import (
	"strings"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/reports"
	"tilstand/surveys"
)

// schoolFrame is what every page of a school's results begins with: templates/parts/results_frame.html. Its links keep the wave and the staff group that
// the reader has chosen, so that going from page to page is reading on.
type schoolFrame struct {
	Page
	School    analytics.SchoolRef
	Owner     analytics.OwnerRef
	Pages     []resultsTab // of the results; those that the visitor may open are shown
	Heading   string       // of this page
	Phase     string       // of the wave that is now; empty before the first release, and then so is what follows
	Closed    string
	Answered  string
	Group     string // the staff group that the page is of; empty for the whole school
	Latest    string // this page of the latest wave; empty on it
	Waves     []waveLink
	Audience  []choice // whole school and staff groups; empty without a breakdown
	Mergers   []string // with other schools, and that it has closed
	Finding   string   // the school in a few sentences
	Remarks   []string // what a reader must know beside the figures
	Data      string   // the same view for programs
	HasCharts bool
}

// resultsTab is a page of a school's results.
type resultsTab struct {
	Path    string // without the query: what the visitor is let in by
	Href    string
	Key     string // of its name; empty where Name is given
	Name    string
	Current string // for aria-current
}

// Places of the pages below a school's address.
const (
	atComponents  = "/components/"
	atDevelopment = "/development"
	atGroups      = "/groups"
	atMapping     = "/mapping"
	atCompare     = "/compare"
	atItems       = "/items"
)

// newSchoolFrame begins a page of a school's results; at is its place below the school's address.
func newSchoolFrame(words i18n.Printer, view *analytics.SchoolView, at, heading string) schoolFrame {
	f := schoolFrame{
		Page:   Page{Title: words.T("school.page_title", "page", heading, "school", view.School.Name), Synthetic: view.School.Synthetic},
		School: view.School, Owner: view.Owner, Heading: heading, Finding: words.Say(view.Finding), Data: pathOf(kept(view.Query), "/results.json"),
	}
	f.Mergers = reports.Mergers(view, words)
	f.Remarks = said(words, view.Notes)
	f.Pages = resultsTabs(words, view, at)
	if view.Now == nil {
		return f
	}
	f.Phase = view.Now.Phase.Name.In(words.Lang())
	f.Closed = closedOn(words, *view.Now)
	f.Answered = answeredWords(words, view.Now.Answered, view.Now.HeadCount)
	for _, g := range view.Groups {
		if g.Key == view.Query.Group {
			f.Answered, f.Group = answeredWords(words, g.Answered, g.HeadCount), g.Name.In(words.Lang())
		}
	}
	f.chooseWave(words, view, at)
	f.chooseGroup(words, view, at)
	return f
}

// said are sentences as they are read.
func said(words i18n.Printer, sentences []i18n.Sentence) (out []string) {
	for _, s := range sentences {
		out = append(out, words.Say(s))
	}
	return out
}

// kept is what a link to another page of the results keeps of a query: whose results, as of which wave, of which group.
func kept(q analytics.Query) analytics.Query {
	return analytics.Query{School: q.School, Wave: q.Wave, Group: q.Group}
}

// chooseWave offers this page as of the other waves, of the whole school: they may have other groups.
func (f *schoolFrame) chooseWave(words i18n.Printer, view *analytics.SchoolView, at string) {
	latest := len(view.Waves) - 1
	for i, wave := range view.Waves {
		q := analytics.Query{School: view.Query.School}
		if i != latest {
			q.Wave = wave.ID
		}
		link := waveLink{Href: pathOf(q, at), Name: phaseTitle(words, wave.Phase), Date: closedOn(words, wave), Current: wave.ID == view.Now.ID}
		if link.Current && i != latest {
			f.Latest = pathOf(analytics.Query{School: view.Query.School}, at)
		}
		f.Waves = append(f.Waves, link)
	}
}

// chooseGroup offers this page of each of the wave's groups.
func (f *schoolFrame) chooseGroup(words i18n.Printer, view *analytics.SchoolView, at string) {
	if len(view.Groups) == 0 {
		return
	}
	q := kept(view.Query)
	q.Group = ""
	f.Audience = append(f.Audience, choice{Href: pathOf(q, at), Name: words.T("school.whole_for_staff"), Current: view.Query.Group == ""})
	for _, g := range view.Groups {
		q.Group = g.Key
		f.Audience = append(f.Audience, choice{Href: pathOf(q, at), Name: g.Name.In(words.Lang()), Current: view.Query.Group == g.Key})
	}
}

// resultsTabs are the pages that a view has something for. A page of components is one of a row of pages, all of which mark the same tab.
func resultsTabs(words i18n.Printer, view *analytics.SchoolView, at string) (tabs []resultsTab) {
	q := kept(view.Query)
	add := func(there bool, rest, key string) {
		if !there {
			return
		}
		tab := resultsTab{Path: "/schools/" + q.School + rest, Href: pathOf(q, rest), Key: key}
		switch {
		case at == rest:
			tab.Current = "page"
		case strings.HasPrefix(at, atComponents) && strings.HasPrefix(rest, atComponents):
			tab.Current = "true"
		}
		tabs = append(tabs, tab)
	}
	measured := view.Now != nil
	add(true, "", "school.page.overview")
	if len(view.Rows) > 0 {
		add(true, componentAt(view.Rows[0].Component), "school.page.components")
	}
	add(measured, atDevelopment, "school.page.development")
	add(len(view.Waves) > 1, atCompare, "school.page.compare")
	add(len(view.Groups) > 0, atGroups, "school.page.groups")
	add(view.Mapping != nil, atMapping, "school.page.mapping")
	for _, others := range view.Others {
		tab := resultsTab{Path: "/schools/" + q.School + atMapping, Href: mappingAddress(q, others.Audience), Name: audienceName(words, others.Audience)}
		if at == mappingPlace(others.Audience) {
			tab.Current = "page"
		}
		tabs = append(tabs, tab)
	}
	add(hasItems(view), atItems, "school.page.items")
	return tabs
}

func componentAt(key programme.ComponentKey) string { return atComponents + string(key) }

// mappingPlace tells the pages of the mapping survey, of the parents' and of the pupils' apart, which have one path.
func mappingPlace(of surveys.Audience) string {
	if of == surveys.Staff {
		return atMapping
	}
	return atMapping + "?" + string(of)
}

// mappingAddress is the address of the page of the mapping survey, or of what parents or pupils answered.
func mappingAddress(q analytics.Query, of surveys.Audience) string {
	q = kept(q)
	q.Audience = of
	if of != surveys.Staff {
		q.Group = ""
	}
	return pathOf(q, atMapping)
}

func audienceName(words i18n.Printer, of surveys.Audience) string {
	return words.T("school.page." + of.Key())
}

// hasItems reports whether there is a question to be found.
func hasItems(view *analytics.SchoolView) bool {
	some := len(view.Items)+len(view.Alone) > 0
	if m := view.Mapping; m != nil {
		some = some || len(m.Items)+len(m.Alone) > 0
	}
	for _, o := range view.Others {
		some = some || len(o.Items)+len(o.Alone) > 0
	}
	return some
}

// of is whose figures and when, for the files of a page.
func (f *schoolFrame) of(words i18n.Printer, view *analytics.SchoolView, page string) exhibits {
	all := exhibits{Name: view.School.Orgnr, Of: []string{view.School.Name}, Synthetic: view.School.Synthetic}
	if page != "" {
		all.Name += "-" + page
	}
	if view.Now != nil {
		all.Of = append(all.Of, words.T("school.wave_named", "phase", phaseTitle(words, view.Now.Phase), "date", closedOn(words, *view.Now)))
	}
	if f.Group != "" {
		all.Of = append(all.Of, f.Group)
	}
	return all
}

// fileAt is the address of something below a page, with the page's query.
func fileAt(q analytics.Query, at string) func(rest string) string {
	return func(rest string) string { return pathOf(q, at+rest) }
}
