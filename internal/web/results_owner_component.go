package web

import (
	"context"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// overallPath stands for the overall index where an address names a component.
const overallPath = "overall"

// ownerComponentPage is templates/results_owner_component.html: one component at every school, with its uncertainty.
type ownerComponentPage struct {
	ownerHead
	Name, Explanation string
	Measures          []choice
	Align, Order      []choice
	Sorted            string
	Finding           []string
	Steps             []int // of the scale, for the head of the picture column
	Rows              []componentLine
	Together          *componentLine // what the last edition says; nil before the first
	Hidden            *explanation
}

// componentLine is a school, or the schools together.
type componentLine struct {
	Name, Href, Stage, Answered, Note string
	Steps                             int  // of the scale
	Targets                           bool // the table has columns for targets
	ownerCell
}

// ownerComponent shows one component across an owner's schools.
func (s *Server) ownerComponent(_ context.Context, r *request) (reply, error) {
	q, err := ownerQuery(r)
	if err != nil {
		return nil, err
	}
	if q.Component = ""; r.param("component") != overallPath {
		q.Component = programme.ComponentKey(r.param("component"))
	}
	view, err := s.analytics.OwnerView(q)
	if err != nil {
		return nil, err
	}
	return render("results_owner_component", newOwnerComponentPage(r.words, view)), nil
}

func newOwnerComponentPage(words i18n.Printer, view *analytics.OwnerView) *ownerComponentPage {
	key, rest := view.Query.Component, componentPath(view.Query.Component)
	p := &ownerComponentPage{Name: words.T("school.overall"), Align: alignChoices(words, onPage(view), rest), Order: orderChoices(words, view), Sorted: words.Say(orderWords(words, view))}
	p.Measures = componentChoices(words, view)
	for _, c := range view.Components {
		if c.Key == key {
			p.Name, p.Explanation = c.Name.In(words.Lang()), c.Explanation.In(words.Lang())
		}
	}
	p.ownerHead = newOwnerHead(words, view.Owner, p.Name)
	p.Finding = componentFinding(words, view)
	for _, school := range view.Schools {
		p.Synthetic = p.Synthetic || school.School.Synthetic
		if school.Now != nil {
			p.add(words, school, rowOf(school, key), key != "")
		}
	}
	if t := view.Together; t != nil {
		line := newTogetherLine(words, *t, componentNames(words, view.Components))
		p.Together = &componentLine{Name: line.Name, Stage: line.Phase, Answered: line.Closed, Note: line.Note, Steps: len(p.Steps), Targets: key != "", ownerCell: newOwnerCell(words, p.Name, togetherRow(t, key, len(p.Steps)))}
		p.Together.Href = "/owners/" + view.Owner.Orgnr + "/editions/" + words.Number(float64(t.Edition.Number), 0)
	}
	return p
}

// onPage is a view whose component is said by the path of the page, and not by the rest of its address.
func onPage(view *analytics.OwnerView) *analytics.OwnerView {
	free := *view
	free.Query.Component = ""
	return &free
}

func componentPath(key programme.ComponentKey) string {
	if key == "" {
		return "/components/" + overallPath
	}
	return "/components/" + string(key)
}

// componentChoices are overall and the components, each on its page. An order by one component's gap becomes that of the other's.
func componentChoices(words i18n.Printer, view *analytics.OwnerView) []choice {
	free := onPage(view).Query
	byFigure := free.Sort == figureOrder(view.Query.Component)
	link := func(key programme.ComponentKey, name string) choice {
		q := free
		if byFigure {
			q.Sort = figureOrder(key)
		}
		return choice{Name: name, Href: ownerPath(q, componentPath(key)), Current: view.Query.Component == key}
	}
	choices := []choice{link("", words.T("school.overall"))}
	for _, c := range view.Components {
		choices = append(choices, link(c.Key, c.Name.In(words.Lang())))
	}
	return choices
}

// figureOrder is the order by the figures of a component's page.
func figureOrder(key programme.ComponentKey) string {
	if key == "" {
		return analytics.OrderByOverall
	}
	return analytics.OrderByGap(key)
}

// orderChoices are the orders that mean something on a component's page.
func orderChoices(words i18n.Printer, view *analytics.OwnerView) []choice {
	figure := words.T("owner.by_gap")
	if view.Query.Component == "" {
		figure = words.T("owner.by_overall")
	}
	var choices []choice
	for _, o := range []struct{ sort, name string }{
		{"", words.T("owner.by_name")}, {analytics.OrderByStage, words.T("owner.by_stage")}, {analytics.OrderByResponse, words.T("owner.by_response")},
		{figureOrder(view.Query.Component), figure},
	} {
		q := onPage(view).Query
		q.Sort = o.sort
		choices = append(choices, choice{Name: o.name, Href: ownerPath(q, componentPath(view.Query.Component)), Current: view.Query.Sort == o.sort})
	}
	return choices
}

// rowOf is a school's figure of a component, or overall.
func rowOf(school analytics.OwnerSchool, key programme.ComponentKey) analytics.OwnerRow {
	overall := analytics.OwnerRow{Now: *school.Overall, HeadCount: school.Now.HeadCount}
	for _, row := range school.Rows {
		if row.Component == key {
			return row
		}
		overall.Steps = max(overall.Steps, row.Steps)
	}
	return overall
}

func togetherRow(t *analytics.EditionRow, key programme.ComponentKey, steps int) analytics.OwnerRow {
	for _, row := range t.Cells {
		if row.Component == key {
			return row
		}
	}
	overall := t.Overall
	overall.Steps = max(overall.Steps, steps)
	return overall
}

func (p *ownerComponentPage) add(words i18n.Printer, school analytics.OwnerSchool, row analytics.OwnerRow, targets bool) {
	line := componentLine{
		Name: school.School.Name, Href: "/schools/" + school.School.Orgnr,
		Stage:    words.T("school.wave_named", "phase", phaseTitle(words, school.Now.Phase), "date", closedOn(words, *school.Now)),
		Answered: answeredWords(words, school.Now.Answered, school.Now.HeadCount), Steps: row.Steps, Targets: targets, ownerCell: newOwnerCell(words, p.Name, row),
	}
	if len(p.Steps) < row.Steps {
		p.Steps = steps(row.Steps)
	}
	if line.Figure.Hidden() {
		p.Hidden = &explanation{}
	}
	p.Rows = append(p.Rows, line)
}

// componentFinding says where the schools are against the target, and whether they differ by more than chance makes them.
func componentFinding(words i18n.Printer, view *analytics.OwnerView) []string {
	var said []string
	for _, c := range view.Standings() {
		if c.Key == view.Query.Component && c.Judged() > 0 {
			said = append(said, words.T("owner.standing", "count", c.Judged(), "reached", c.Reached, "about", c.About, "missed", c.Missed, "unclear", c.Unclear))
		}
	}
	if view.Funnel == nil {
		return said
	}
	apart := 0
	for _, point := range view.Funnel.Points {
		if point.Verdict == analytics.FunnelAbove || point.Verdict == analytics.FunnelBelow {
			apart++
		}
	}
	if apart == 0 {
		return append(said, words.T("owner.alike", "count", len(view.Funnel.Points)))
	}
	return append(said, words.T("owner.apart", "n", apart, "count", len(view.Funnel.Points)))
}
