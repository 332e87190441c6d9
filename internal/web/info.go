package web

import (
	"context"

	"tilstand/internal/dataprotection"
	"tilstand/internal/federation"
	"tilstand/internal/i18n"
	"tilstand/internal/settings"
	"tilstand/reports"
)

// startPage is templates/start.html: what the service is, and the way in.
type startPage struct {
	Page
	Landing string
	Example []exampleRow

	Typed, Problem string // of the field for a code, which is blank here
}

// exampleRow is one line of the picture on the start page; the positions are per cent of the scale's length.
type exampleRow struct {
	Key                            string
	Low, High, Now, Before, Target float64
}

// example shows the product's main picture with made-up figures, and says so below.
var example = []exampleRow{
	{Key: "start.example_promote", Low: 60, High: 74, Now: 67, Before: 52, Target: 76},
	{Key: "start.example_uncover", Low: 44, High: 60, Now: 52, Before: 47, Target: 76},
	{Key: "start.example_intervene", Low: 70, High: 84, Now: 77, Before: 61, Target: 76},
}

func (s *Server) start(_ context.Context, r *request) (reply, error) {
	return render("start", &startPage{Page: r.page("base.tagline"), Landing: s.orLanding(r, ""), Example: example}), nil
}

// privacyPage is templates/privacy.html. Every number and name in it is what the program works by, or what the settings say.
type privacyPage struct {
	Page
	Facts  dataprotection.Facts
	Months int           // that answers are kept
	Houses string        // by whose sign-in people come in; empty for none
	Tells  bool          // one of them tells where people work
	Away   int           // minutes that somebody may be there
	Named  []responsible // empty where nobody has been
}

// responsible is who does what with the data.
type responsible struct {
	Name  string
	Lines []string
}

func (s *Server) privacy(_ context.Context, r *request) (reply, error) {
	page := &privacyPage{
		Page: r.page("privacy.title"), Facts: s.facts(), Months: s.months(), Named: s.responsible(r.words), Away: int(federation.Lives.Minutes()), Tells: s.houses.Tell(),
	}
	var houses []string
	for _, house := range s.houses.Houses() {
		houses = append(houses, house.Name)
	}
	page.Houses = r.words.List(houses)
	return render("privacy", page), nil
}

// responsible lists who has been named in the settings.
func (s *Server) responsible(words i18n.Printer) (who []responsible) {
	if !s.settings.Named() {
		return nil
	}
	party := func(key string, p settings.Party) {
		if p.Named() {
			who = append(who, responsible{words.T(key), []string{words.T("pack.party", "name", p.Name, "contact", p.Contact)}})
		}
	}
	party("privacy.who.controller", s.settings.Controller)
	party("privacy.who.officer", s.settings.Officer)
	party("privacy.who.operator", s.settings.Runs())
	who = append(who, responsible{words.T("privacy.who.place"), []string{s.settings.Hosting.In(words.Lang())}})
	var processors []string
	for _, p := range s.settings.Processors {
		processors = append(processors, words.T("pack.processor", "name", p.Name, "task", p.Task, "place", p.Place))
	}
	if processors != nil {
		who = append(who, responsible{words.T("privacy.who.processors"), processors})
	}
	return who
}

// accessibilityPage is templates/accessibility.html.
type accessibilityPage struct {
	Page
	Statement string // address of the operator's own statement; empty when there is none
	Party     string // who runs the service, and where to write to; empty where nobody has been named
}

func (s *Server) accessibility(_ context.Context, r *request) (reply, error) {
	page := &accessibilityPage{Page: r.page("accessibility.title"), Statement: s.settings.Statement}
	if runs := s.settings.Runs(); runs.Named() {
		page.Party = r.words.T("pack.party", "name", runs.Name, "contact", runs.Contact)
	}
	return render("accessibility", page), nil
}

// methodPage is templates/method.html: how the figures behind every exhibit come to be, in plain words. It has no figures itself.
type methodPage struct {
	Page
	Chapters []reports.MethodChapter
}

func (s *Server) method(_ context.Context, r *request) (reply, error) {
	return render("method", &methodPage{Page: r.page("method.title"), Chapters: reports.Methods(r.words)}), nil
}
