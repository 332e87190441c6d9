package web

import (
	"context"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ownerPage is templates/results_owner.html.
type ownerPage struct {
	Page
	Owner      analytics.OwnerRef
	Align      []choice
	AlignHow   string // empty for the latest surveys
	Components []string
	Sharing    []ownerLine // schools with figures, by name
	HowMany    string      // share how much
	Together   *ownerLine  // what the last edition says; nil before the first
	Waiting    []ownerLine // schools that share and have no figures here, and schools that do not share
	Remarks    []string
	Hidden     *explanation
	Funnel     *funnelSection
	Local      []ownerLocal
	Editions   *editionList
}

// ownerLine is a school, or the schools together.
type ownerLine struct {
	Name, Href string
	Phase      string
	Closed     string
	Answered   string
	Note       string
	Spread     string // how the schools' own means spread; empty where that is not said
	Overall    figure
	Cells      []ownerCell
	Status     string // of a school without figures
}

// ownerCell is a component's condition at a school.
type ownerCell struct {
	Component string
	Picture   picture
	Figure    figure
	Target    string
	Distance  distance
}

// ownerView finds the view of the owner in the path.
func (s *Server) ownerView(r *request) (*analytics.OwnerView, error) {
	q, err := resultsQuery(r)
	if err != nil {
		return nil, err
	}
	return s.analytics.OwnerView(analytics.Query{Owner: r.param("orgnr"), Align: q.Align, Component: q.Component})
}

// owner shows an owner's schools together.
func (s *Server) owner(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	return render("results_owner", newOwnerPage(r.words, view)), nil
}

// ownerJSON is the same view for programs.
func (s *Server) ownerJSON(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	return jsonBody(view), nil
}

func newOwnerPage(words i18n.Printer, view *analytics.OwnerView) *ownerPage {
	p := &ownerPage{
		Page: Page{Title: words.T("school.owner_title", "owner", view.Owner.Name)}, Owner: view.Owner,
		Components: componentNames(words, view.Components), Align: alignChoices(words, view), Funnel: newFunnelSection(words, view),
		Editions: newEditionList(words, "/owners/"+view.Owner.Orgnr+"/editions", view.Editions),
	}
	p.Editions.Needs, p.Editions.Enough = words.T("edition.needs_owner"), view.Alignments[0].Schools >= analytics.MinOwnerSchools
	p.AlignHow = alignHow(words, view.Query.Align)
	p.HowMany = words.T("share.how_many", "all", view.Sharing.All, "components", view.Sharing.Components, "nothing", view.Sharing.Nothing)
	for _, school := range view.Schools {
		p.Synthetic = p.Synthetic || school.School.Synthetic
		line := newOwnerLine(words, school, p.Components)
		if school.Now == nil {
			if school.Shares > surveys.SharesNothing && school.Status == analytics.Closed && p.AlignHow != "" {
				line.Status = words.T("edition.shares_not_here")
			}
			p.Waiting = append(p.Waiting, line)
			continue
		}
		p.Sharing = append(p.Sharing, line)
	}
	if view.Together != nil {
		line := newTogetherLine(words, *view.Together, p.Components)
		line.Href = p.Editions.Links[0].Href
		p.Together = &line
	}
	p.Local = newOwnerLocals(words, view)
	if hasHidden(p.Sharing) {
		p.Hidden = &explanation{}
	}
	for _, note := range view.Notes {
		p.Remarks = append(p.Remarks, words.Say(note))
	}
	return p
}

func componentNames(words i18n.Printer, components []analytics.ComponentHead) []string {
	var names []string
	for _, c := range components {
		names = append(names, c.Name.In(words.Lang()))
	}
	return names
}

func hasHidden(lines []ownerLine) bool {
	for _, line := range lines {
		for _, c := range line.Cells {
			if c.Figure.Hidden() {
				return true
			}
		}
	}
	return false
}

func newOwnerLine(words i18n.Printer, school analytics.OwnerSchool, components []string) ownerLine {
	line := ownerLine{Name: school.School.Name, Href: "/schools/" + school.School.Orgnr, Status: words.T(sharingKey(school), "status", statusWords(school.Status))}
	if school.Now == nil {
		return line
	}
	line.Phase, line.Closed = phaseTitle(words, school.Now.Phase), closedOn(words, *school.Now)
	line.Answered = answeredWords(words, school.Now.Answered, school.Now.HeadCount)
	if school.WithoutItems {
		line.Note = words.T("share.without_items")
	}
	line.Overall = newFigure(words, *school.Overall, school.Now.HeadCount)
	for i, row := range school.Rows {
		line.Cells = append(line.Cells, newOwnerCell(words, components[i], row))
	}
	return line
}

func newOwnerCell(words i18n.Printer, component string, row analytics.OwnerRow) ownerCell {
	c := ownerCell{
		Component: component, Figure: newFigure(words, row.Now, row.HeadCount), Distance: newDistance(words, row.Gap, analytics.Everyone(row.Now, row.HeadCount)),
	}
	c.Picture = charts.DotRow{Steps: row.Steps, Now: row.Now, Target: row.Target}.Picture()
	if row.Target != nil {
		c.Target = words.Number(*row.Target, 1)
	}
	return c
}

// sharingKey says why a school has no figures here.
func sharingKey(school analytics.OwnerSchool) string {
	if school.Shares > surveys.SharesNothing {
		return "school.shares"
	}
	return "school.shares_not"
}

// statusWords is how far a school is.
func statusWords(status analytics.SchoolStatus) i18n.Sentence {
	switch status {
	case analytics.Closed:
		return i18n.Sentence{Key: "school.status.closed"}
	case analytics.Started:
		return i18n.Sentence{Key: "school.status.started"}
	default:
		return i18n.Sentence{Key: "school.status.not_started"}
	}
}

// ownerAddress is the address of an owner's page, for a way to line schools up and a component in the funnel.
func ownerAddress(owner, align string, component programme.ComponentKey) string {
	address := "/owners/" + owner
	if asked := (analytics.Query{Align: align, Component: component}).String(); asked != "" {
		address += "?" + asked
	}
	return address
}

// alignChoices are the ways to line schools up, as links.
func alignChoices(words i18n.Printer, view *analytics.OwnerView) []choice {
	var choices []choice
	for _, a := range view.Alignments {
		key := a.Key
		if a.Kind == analytics.ByLatest {
			key = ""
		}
		choices = append(choices, choice{
			Name: alignName(words, a.Phase, a.Semester), Count: words.T("edition.schools", "count", a.Schools),
			Href: ownerAddress(view.Owner.Orgnr, key, view.Query.Component), Current: a.Current,
		})
	}
	return choices
}

// alignName is a phase, a half of a year, or the latest surveys.
func alignName(words i18n.Printer, phase *analytics.PhaseHead, semester string) string {
	switch year, half, _ := strings.Cut(semester, "-"); {
	case phase != nil:
		return phaseTitle(words, *phase)
	case half == "1":
		return words.T("edition.spring", "year", year)
	case half == "2":
		return words.T("edition.autumn", "year", year)
	}
	return words.T("edition.latest")
}

// alignHow explains what is compared; empty for the latest surveys, which the page is about.
func alignHow(words i18n.Printer, align string) string {
	switch kind, _, _ := strings.Cut(align, "."); analytics.EditionGroupKind(kind) {
	case analytics.ByStage:
		return words.T("edition.stage_how")
	case analytics.BySemester:
		return words.T("edition.semester_how")
	}
	return ""
}
