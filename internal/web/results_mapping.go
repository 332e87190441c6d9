package web

import (
	"context"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// mappingPage is templates/results_mapping.html: the mapping survey of the staff, or what parents or pupils answered. It explains, and is never counted in.
type mappingPage struct {
	schoolFrame
	Asked    string // who was: the key of the audience
	Wave     string
	AllGone  bool // no construct has a figure
	Exhibits []exhibit
	Items    string // where the questions are; empty without
}

// mapping shows the latest survey of the audience that the query names.
func (s *Server) mapping(_ context.Context, r *request) (reply, error) {
	page, _, err := s.mappingPage(r)
	if err != nil {
		return nil, err
	}
	return render("results_mapping", page), nil
}

func (s *Server) mappingExhibits(r *request) (exhibits, error) {
	_, all, err := s.mappingPage(r)
	return all, err
}

func (s *Server) mappingPage(r *request) (*mappingPage, exhibits, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, exhibits{}, err
	}
	m := surveyOf(view, view.Query.Audience)
	if m == nil {
		return nil, exhibits{}, errNotFound
	}
	page, all := newMappingPage(r.words, view, view.Query.Audience, m)
	return page, all, nil
}

// mappingID names the survey of an audience in files.
func mappingID(of surveys.Audience) string {
	if of == surveys.Staff {
		return "mapping"
	}
	return string(of)
}

// surveyOf is the view's survey beside the condition of an audience; nil without.
func surveyOf(view *analytics.SchoolView, of surveys.Audience) *analytics.MappingView {
	if of == surveys.Staff {
		return view.Mapping
	}
	for _, o := range view.Others {
		if o.Audience == of {
			return o.MappingView
		}
	}
	return nil
}

func newMappingPage(words i18n.Printer, view *analytics.SchoolView, of surveys.Audience, m *analytics.MappingView) (*mappingPage, exhibits) {
	p := &mappingPage{
		schoolFrame: newSchoolFrame(words, view, mappingPlace(of), m.Title.In(words.Lang())), Asked: of.Key(), AllGone: true,
		Wave: words.T("school.wave_named", "phase", phaseTitle(words, m.Wave.Phase), "date", closedOn(words, m.Wave)),
	}
	p.Waves, p.Latest, p.Remarks = nil, "", said(words, m.Notes) // it is the latest of its kind, whichever state survey the reader comes from
	p.Answered = answeredWords(words, m.Wave.Answered, m.Wave.HeadCount)
	if !slices.ContainsFunc(m.Groups, func(g analytics.GroupRow) bool { return g.Key == view.Query.Group }) {
		p.Group = ""
	}
	p.chooseMappingGroup(words, view, of, m)
	all := p.of(words, view, mappingID(of))
	all.Of = []string{view.School.Name, p.Heading, p.Wave}
	for _, row := range m.Rows {
		_, ok := row.Now.Shown()
		p.AllGone = p.AllGone && !ok
	}
	if len(m.Items)+len(m.Alone) > 0 {
		q := kept(view.Query)
		q.Kind, q.Audience = surveys.MappingInstrument, of
		p.Items = pathOf(q, atItems)
	}
	if p.AllGone {
		return p, all
	}
	q := kept(view.Query)
	q.Audience = of
	file := fileAt(q, atMapping)
	constructs := mappingExhibit(words, view, m)
	constructs.Answered = p.Answered
	if p.Group == "" && view.Query.Group != "" {
		constructs.Hidden = clearedHref(constructs.Hidden)
	}
	all.List = []exhibit{constructs.filed(file)}
	if len(m.Groups) > 0 {
		whole := kept(view.Query)
		whole.Group = p.groupKey(view)
		groups := newGroupTable(words, of, whole, m.Wave, m.Rows, m.Groups)
		groups.ID, groups.Title, groups.Table.Closed = "groups", words.T("school.mapping_groups_for_"+of.Key()), true
		all.List = append(all.List, groups.filed(file))
	}
	p.Exhibits = all.List
	return p, all
}

// groupKey is the group that the page is of; empty for the whole school.
func (p *mappingPage) groupKey(view *analytics.SchoolView) string {
	if p.Group == "" {
		return ""
	}
	return view.Query.Group
}

// clearedHref leaves an explanation without a link to what is already here.
func clearedHref(e *explanation) *explanation {
	if e == nil {
		return nil
	}
	return &explanation{}
}

// chooseMappingGroup offers the survey's own groups; those of a state survey may be others. Parents and pupils are shown step by step in the table alone.
func (p *mappingPage) chooseMappingGroup(words i18n.Printer, view *analytics.SchoolView, of surveys.Audience, m *analytics.MappingView) {
	p.Audience = nil
	if of != surveys.Staff || len(m.Groups) == 0 {
		return
	}
	q := kept(view.Query)
	q.Group = ""
	p.Audience = append(p.Audience, choice{Href: pathOf(q, atMapping), Name: words.T("school.whole_for_staff"), Current: p.Group == ""})
	for _, g := range m.Groups {
		if !slices.ContainsFunc(view.Groups, func(o analytics.GroupRow) bool { return o.Key == g.Key }) && view.Now != nil {
			continue // a query names a group of the state survey
		}
		q.Group = g.Key
		p.Audience = append(p.Audience, choice{Href: pathOf(q, atMapping), Name: g.Name.In(words.Lang()), Current: p.Group != "" && view.Query.Group == g.Key})
	}
}

// mappingExhibit is the constructs, under the components that they shed light on. A construct with two stands under the first and names the other.
func mappingExhibit(words i18n.Printer, view *analytics.SchoolView, m *analytics.MappingView) exhibit {
	e := exhibit{
		ID: "constructs", Method: "mapping", Title: words.T("school.constructs"), HowTo: words.T("school.dots_how"), Caveat: words.Say(m.Notes[0]),
		Table: exhibitTable{First: words.T("school.construct"), Heads: heads(words, "school.now", "school.answers")},
	}
	if len(m.Rows) > 0 {
		e.Axis = axis(m.Rows[0].Steps)
	}
	names := namesOfComponents(words, view)
	before := false
	add := func(row analytics.Row, first string) {
		line := constructLine(words, row)
		for _, c := range row.Explains {
			if string(c) != first {
				line.Detail += " " + words.T("school.explains_also", "component", names[string(c)])
			}
		}
		before = before || len(comparableCells(row)) > 0
		if row.Now.State() == analytics.Hidden {
			e.Hidden = nearestAt(words, view.Query, atMapping)
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	explained := slices.ContainsFunc(m.Rows, func(r analytics.Row) bool { return len(r.Explains) > 0 })
	for _, component := range view.Rows {
		named := false
		for _, row := range m.Rows {
			if len(row.Explains) == 0 || row.Explains[0] != component.Component {
				continue
			}
			if !named {
				e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: words.T("school.explains", "component", rowName(words, component)), Heading: true})
				named = true
			}
			add(row, string(component.Component))
		}
	}
	placed := len(e.Table.Rows) > 0
	rest := slices.DeleteFunc(slices.Clone(m.Rows), func(r analytics.Row) bool { return placed && len(r.Explains) > 0 })
	if placed && explained && len(rest) > 0 {
		e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: words.T("school.explains_all"), Heading: true})
	}
	for _, row := range rest {
		add(row, "")
	}
	e.Key = dotKey(words, before, false)
	return e
}

func constructLine(words i18n.Printer, row analytics.Row) exhibitRow {
	now := newFigure(words, row.Now, row.HeadCount)
	line := exhibitRow{
		Name: rowName(words, row), Detail: row.Explanation.In(words.Lang()),
		Drawing: charts.DotRow{Steps: row.Steps, Now: row.Now, Earlier: comparableCells(row)}.Drawing(),
		Cells:   []exhibitCell{figureCell(now), {Text: turnoutWords(words, row)}},
	}
	line.Cells[0].Detail = joined(line.Cells[0].Detail, hundredWords(words, row))
	if !now.Shown() {
		line.Cells = []exhibitCell{{Text: now.Text, State: now.State, Span: 2}}
	}
	return line
}

func namesOfComponents(words i18n.Printer, view *analytics.SchoolView) map[string]string {
	names := map[string]string{}
	for _, row := range view.Rows {
		names[string(row.Component)] = rowName(words, row)
	}
	return names
}
