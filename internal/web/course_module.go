package web

import (
	"context"
	"net/url"
	"slices"
	"time"

	"tilstand/internal/programme"
)

// modulePage is templates/course_module.html: what staff do in a module, for a meeting and on paper.
type modulePage struct {
	Page
	School   programme.School
	Phase    programme.Phase
	Module   courseModule
	Elements []courseElement
	In       *entered
	From, To inputField
	On       inputField
	Action   string // beginning of the addresses that forms are sent to
	Home     string
	Today    string
}

// courseElement is a learning element with what the school has added.
type courseElement struct {
	Element            programme.Element
	Item               courseItem
	Own                *programme.Link
	Address, LinkTitle inputField
	Open               bool // the form of its link must be corrected
}

// Ticking is the form by which the element is ticked off.
func (p *modulePage) Ticking(item courseItem) ticking { return p.ticking(p.Home, p.Today, item) }

// courseModule shows one module.
func (s *Server) courseModule(_ context.Context, r *request) (reply, error) {
	page, err := s.modulePage(r, entering(url.Values{}))
	if err != nil {
		return nil, err
	}
	return render("course_module", page), nil
}

func (s *Server) modulePage(r *request, in *entered) (*modulePage, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	c, err := s.programme.CourseOf(school.ID)
	if err != nil {
		return nil, err
	}
	module, semester, ok := c.Template.Course.Module(programme.ModuleKey(r.param("module")))
	if !ok {
		return nil, errNotFound
	}
	home := "/schools/" + school.Orgnr + "/course"
	phase, _ := c.Template.Phase(semester.Phase)
	page := &modulePage{
		School: school, Phase: phase, In: in, Home: home, Action: home + "/modules/" + string(module.Key), Today: today(s.now()),
		Module: courseModuleAt(r, c, semester, slices.Index(c.Order[semester.Phase], module.Key)),
	}
	page.Page = Page{Title: module.Name.In(r.words.Lang()), Synthetic: school.Synthetic, Path: page.Action}
	if span := page.Module.Dates; span != nil && in.ok() {
		in.values.Set("from", span.From.Format(time.DateOnly))
		in.values.Set("to", span.To.Format(time.DateOnly))
	}
	if in.ok() {
		in.values.Set("on", page.Today)
	}
	page.From, page.To, page.On = in.Field("date", "from", "wave.dates_from", ""), in.Field("date", "to", "wave.dates_to", ""), in.Field("date", "on", "course.on", "")
	in.call("from", r.words.T("wave.dates_from"))
	in.call("to", r.words.T("wave.dates_to"))
	in.call("on", r.words.T("course.on"))
	for _, e := range module.Elements {
		page.Elements = append(page.Elements, courseElementOf(r, c, school, module, e, in))
	}
	return page, nil
}

func courseElementOf(r *request, c programme.CourseRun, school programme.School, module programme.Module, e programme.Element, in *entered) courseElement {
	found := courseElement{Element: e, Item: courseItem{
		Task: programme.Task{Key: e.Key, Title: e.Title, In: e.In}, Link: placeOf(school, e.In), Done: doneOf(c, e.Key), Back: string(module.Key),
	}}
	address, title := linkField("address", e.Key), linkField("title", e.Key)
	if link, ok := c.Links[e.Key]; ok {
		found.Own = &link
		if in.ok() {
			in.values.Set(address, link.Address)
			in.values.Set(title, link.Title)
		}
	}
	found.Address, found.LinkTitle = in.Field("url", address, "course.link_address", ""), in.Field("text", title, "course.link_title", "course.link_title_help")
	found.Open = found.Address.Problem != "" || found.LinkTitle.Problem != ""
	in.call(address, r.words.T("course.link_address"))
	in.call(title, r.words.T("course.link_title"))
	return found
}

// linkField is the name of a field of an element's link: every element on the page has its own.
func linkField(name string, element programme.ItemKey) string { return name + "." + string(element) }
