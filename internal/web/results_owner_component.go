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
	Finding           []string
	Exhibit           *exhibit // nil without a school that has figures here
}

// ownerComponent shows one component across an owner's schools.
func (s *Server) ownerComponent(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerComponentView(r)
	if err != nil {
		return nil, err
	}
	return render("results_owner_component", newOwnerComponentPage(r.words, view)), nil
}

// ownerComponentView finds the view of the component in the path.
func (s *Server) ownerComponentView(r *request) (*analytics.OwnerView, error) {
	q, err := ownerQuery(r)
	if err != nil {
		return nil, err
	}
	if q.Component = ""; r.param("component") != overallPath {
		q.Component = programme.ComponentKey(r.param("component"))
	}
	return s.analytics.OwnerView(q)
}

func newOwnerComponentPage(words i18n.Printer, view *analytics.OwnerView) *ownerComponentPage {
	key := view.Query.Component
	p := &ownerComponentPage{
		Name: words.T("school.overall"), Measures: componentChoices(words, view), Align: alignChoices(words, onPage(view), componentPath(key)),
		Order: orderChoices(words, view), Finding: componentFinding(words, view),
	}
	for _, c := range view.Components {
		if c.Key == key {
			p.Name, p.Explanation = c.Name.In(words.Lang()), c.Explanation.In(words.Lang())
		}
	}
	all := componentExhibits(words, view)
	p.ownerHead = newOwnerHead(words, view.Owner, p.Name)
	if p.Synthetic = all.Synthetic; len(all.List[0].Table.Rows) > 0 {
		p.Exhibit = &all.List[0]
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

// componentStanding counts the schools by how they stand against their targets.
func componentStanding(words i18n.Printer, c analytics.ComponentStanding) string {
	said := words.T("owner.standing", "count", c.Judged())
	for _, part := range c.Parts() {
		said += " " + words.T("owner.moved_part", "verdict", part.Label, "n", part.Schools)
	}
	return said
}

// componentFinding says where the schools are against the target, and whether they differ by more than chance makes them.
func componentFinding(words i18n.Printer, view *analytics.OwnerView) []string {
	var said []string
	for _, c := range view.Standings() {
		if c.Key == view.Query.Component && c.Judged() > 0 {
			said = append(said, componentStanding(words, c))
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
