package web

import (
	"context"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// componentPage is templates/results_component.html: one component of the target state.
type componentPage struct {
	schoolFrame
	Explanation    string
	Target         string // the target state
	Condition      conditionTable
	Now            exhibit // the condition as files
	Row            conditionRow
	Development    exhibit
	Items          *itemSection // nil without items
	Questions      []exhibit    // the same with all numbers: one for each length of scale
	Constructs     *exhibit     // nil where the component is one construct
	Groups         *exhibit     // nil without a breakdown
	Mapping        []mappingLink
	MappingHref    string
	Choices        []choice // all components
	Previous, Next *choice
}

// mappingLink is a construct of the mapping survey that sheds light on the component.
type mappingLink struct {
	Name, Explanation string
	Now               figure
}

func (s *Server) component(_ context.Context, r *request) (reply, error) {
	page, _, err := s.componentPage(r)
	if err != nil {
		return nil, err
	}
	return render("results_component", page), nil
}

func (s *Server) componentExhibits(r *request) (exhibits, error) {
	_, all, err := s.componentPage(r)
	return all, err
}

func (s *Server) componentPage(r *request) (*componentPage, exhibits, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, exhibits{}, err
	}
	key := programme.ComponentKey(r.param("component"))
	at := slices.IndexFunc(view.Rows, func(row analytics.Row) bool { return row.Component == key })
	if at < 0 {
		return nil, exhibits{}, errNotFound
	}
	page, all := newComponentPage(r.words, view, at)
	return page, all, nil
}

// newComponentPage is the page of the component in a row of the view.
func newComponentPage(words i18n.Printer, view *analytics.SchoolView, at int) (*componentPage, exhibits) {
	row := view.Rows[at]
	place := componentAt(row.Component)
	p := &componentPage{
		schoolFrame: newSchoolFrame(words, view, place, rowName(words, row)), Explanation: row.Explanation.In(words.Lang()), Target: view.Target.In(words.Lang()),
	}
	file := fileAt(kept(view.Query), place)
	p.Condition = newConditionTableOf(words, view, row)
	p.Condition.Family, p.Condition.Relevant = familyWords(words, view.Rows)
	p.Row = p.Condition.Rows[0]
	p.Now = conditionExhibit(words, view, p.Condition)
	p.Now.Finding = "" // it stands above
	p.Now = p.Now.filed(file)
	p.Development = courseExhibit(words, view, row)
	p.Development.Title = words.T("school.page.development")
	p.Development = p.Development.filed(file)
	p.HasCharts = p.Development.Chart != nil
	all := p.of(words, view, string(row.Component))
	all.Of = append(all.Of, p.Heading)
	all.List = []exhibit{p.Now, p.Development}
	p.addItems(words, view, row, file)
	all.List = append(all.List, p.Questions...)
	if p.Constructs != nil {
		all.List = append(all.List, *p.Constructs)
	}
	if len(view.Groups) > 0 && view.Query.Group == "" {
		groups := groupDots(words, view, row, func(g analytics.GroupRow) analytics.Cell { return g.Cells[at] })
		groups.ID, groups.Title, groups.HowTo = "groups", words.T("school.groups"), words.T("school.dots_how")
		groups = groups.filed(file)
		p.Groups = &groups
		all.List = append(all.List, groups)
	}
	p.addMapping(words, view, row)
	p.chooseComponent(words, view, at)
	return p, all
}

// addItems shows the component's questions, by construct where it has several.
func (p *componentPage) addItems(words i18n.Printer, view *analytics.SchoolView, row analytics.Row, file func(string) string) {
	ofThis := func(rows []analytics.Row) []analytics.Row {
		return slices.DeleteFunc(slices.Clone(rows), func(r analytics.Row) bool { return r.Component != row.Component })
	}
	items, constructs := ofThis(view.Items), ofThis(view.Constructs)
	measures, belongs := []analytics.Row{row}, sameComponent
	if len(constructs) > 0 {
		measures, belongs = constructs, sameConstruct
		e := constructExhibit(words, constructs).filed(file)
		e.Answered = answeredWords(words, view.Now.Answered, view.Now.HeadCount)
		p.Constructs = &e
	}
	p.Items = newItemSection(words, kept(view.Query), measures, items, belongs, "#condition")
	if p.Items == nil || p.Items.AllGone {
		return
	}
	for i, e := range spreadExhibits(words, view.Asked, measures, items, belongs) {
		e.ID = numbered("items", i)
		e.Answered = answeredWords(words, view.Now.Answered, view.Now.HeadCount)
		p.Questions = append(p.Questions, e.filed(file))
	}
}

// constructExhibit is the constructs below a component.
func constructExhibit(words i18n.Printer, rows []analytics.Row) exhibit {
	e := exhibit{
		ID: "constructs", Method: "index", Title: words.T("school.constructs"), HowTo: words.T("school.dots_how"), Axis: axis(rows[0].Steps), Key: dotKey(words, false, false),
		Table: exhibitTable{First: words.T("school.construct"), Heads: heads(words, "school.now", "school.answers")},
	}
	for _, row := range rows {
		now := newFigure(words, row.Now, row.HeadCount)
		e.Table.Rows = append(e.Table.Rows, exhibitRow{
			Name: rowName(words, row), Detail: row.Explanation.In(words.Lang()), Drawing: charts.DotRow{Steps: row.Steps, Now: row.Now, Earlier: comparableCells(row)}.Drawing(),
			Cells: []exhibitCell{figureCell(now), {Text: turnoutWords(words, row)}},
		})
		if now.Hidden() {
			e.Hidden = &explanation{}
		}
	}
	return e
}

// addMapping leads to what the mapping survey says of the same part of the work.
func (p *componentPage) addMapping(words i18n.Printer, view *analytics.SchoolView, row analytics.Row) {
	if view.Mapping == nil {
		return
	}
	for _, c := range view.Mapping.Rows {
		if slices.Contains(c.Explains, row.Component) {
			p.Mapping = append(p.Mapping, mappingLink{rowName(words, c), c.Explanation.In(words.Lang()), newFigure(words, c.Now, c.HeadCount)})
		}
	}
	p.MappingHref = mappingAddress(view.Query, surveys.Staff)
}

// chooseComponent leads to the other components.
func (p *componentPage) chooseComponent(words i18n.Printer, view *analytics.SchoolView, at int) {
	for i, row := range view.Rows {
		p.Choices = append(p.Choices, choice{Href: pathOf(kept(view.Query), componentAt(row.Component)), Name: rowName(words, row), Current: i == at})
	}
	if at > 0 {
		p.Previous = &p.Choices[at-1]
	}
	if at+1 < len(p.Choices) {
		p.Next = &p.Choices[at+1]
	}
}
