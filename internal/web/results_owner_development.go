package web

import (
	"context"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// ownerDevelopmentPage is templates/results_owner_development.html: the schools along the course, and how each has moved since its survey before.
type ownerDevelopmentPage struct {
	ownerHead
	Name     string // of the measure
	Measures []choice
	By       []choice
	How      string // the table along the course is read
	ByHow    string
	Heads    []string // the columns
	Width    int      // of the table, in columns
	Cohorts  []cohortLines
	Together []stepCell // what the last edition says; nil before the first
	Nothing  string
	Moved    *movedTable        // nil where no school has two surveys
	Finding  string             // how many schools have moved; empty where none has two surveys
	Files    map[string]exhibit // what the page shows, by name, for its files
	Hidden   *explanation
}

// cohortLines are the schools of a cohort along the course.
type cohortLines struct {
	Name string // empty where no school is in a cohort
	Rows []courseLine
}

// courseLine is a school along the course.
type courseLine struct {
	Name, Href string
	Cells      []stepCell
}

// stepCell is a school in a column; without a figure and a word, it has no survey there.
type stepCell struct {
	Column string
	Date   string
	Band   string
	Figure figure
	Gap    string
	Broken string // why the series does not continue from the survey before; empty where it does
}

// movedTable is how schools have moved since their survey before.
type movedTable struct {
	Columns  []string
	Matrix   []movedLine
	Rows     []movedRow
	Steps    int // of the longest scale
	Families []string
	Once     string // how many have one survey, in words
}

// movedLine is a school's changes in every component.
type movedLine struct {
	Name, Href string
	Since      string
	Cells      []movedCell
}

// movedCell is a change: its size, and what is known of it.
type movedCell struct{ State, Text, Verdict string }

// notComparable is how a change looks where two figures cannot be compared.
const notComparable = "none"

// movedRow is the change of the page's measure at a school, in both sentences.
type movedRow struct {
	Name, Href, Since string
	Drawing           charts.Drawing
	Before, Now       figure
	Change            changeWords
	Without           string // why there is no change; empty where there is one
}

// ownerDevelopment shows how an owner's schools have come along.
func (s *Server) ownerDevelopment(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerDevelopmentView(r)
	if err != nil {
		return nil, err
	}
	return render("results_owner_development", newOwnerDevelopmentPage(r.words, view)), nil
}

// ownerDevelopmentExhibits are those of the same page.
func (s *Server) ownerDevelopmentExhibits(r *request) (exhibits, error) {
	view, err := s.ownerDevelopmentView(r)
	if err != nil {
		return exhibits{}, err
	}
	return newOwnerDevelopmentPage(r.words, view).exhibits(r.words, view), nil
}

func (s *Server) ownerDevelopmentView(r *request) (*analytics.OwnerDevelopment, error) {
	q, err := ownerQuery(r)
	if err != nil {
		return nil, err
	}
	return s.analytics.OwnerDevelopment(q)
}

func newOwnerDevelopmentPage(words i18n.Printer, view *analytics.OwnerDevelopment) *ownerDevelopmentPage {
	p := &ownerDevelopmentPage{
		ownerHead: newOwnerHead(words, view.Owner, words.T("owner.development")), Name: componentName(words, view.Components, view.Query.Component),
		Measures: measureChoices(words, view.Components, view.Query, "/development"), By: byChoices(words, view),
	}
	p.How = words.T("owner.course_how")
	if view.Query.Component == "" { // overall has no target of its own
		p.How = words.T("owner.course_overall_how")
	}
	p.ByHow = words.T("edition.stage_how")
	if view.Query.By != "" {
		p.ByHow = words.T("edition.semester_how")
	}
	for _, column := range view.Columns {
		p.Heads = append(p.Heads, alignName(words, column.Phase, column.Semester))
	}
	p.Width = len(p.Heads) + 1
	for _, cohort := range view.Cohorts {
		p.Cohorts = append(p.Cohorts, p.cohort(words, view, cohort))
	}
	if slices.ContainsFunc(view.Columns, func(c analytics.DevelopmentColumn) bool { return c.Schools > 0 }) {
		for i, column := range view.Columns {
			cell := p.stepCell(words, i, column.Together)
			if column.Schools > 0 {
				cell.Date = words.T("edition.schools", "count", column.Schools)
			}
			p.Together = append(p.Together, cell)
		}
	}
	if view.Nothing > 0 {
		p.Nothing = words.T("owner.not_in_course", "count", view.Nothing)
	}
	if p.Moved = newMovedTable(words, view); p.Moved != nil {
		p.Finding = movedFinding(words, view.Moved())
	}
	p.Files = map[string]exhibit{}
	for _, e := range p.exhibits(words, view).List {
		p.Files[e.ID] = e
	}
	return p
}

// byChoices line the surveys up by stage or by calendar.
func byChoices(words i18n.Printer, view *analytics.OwnerDevelopment) []choice {
	by := func(by, name string) choice {
		q := view.Query
		q.By = by
		return choice{Name: name, Href: ownerPath(q, "/development"), Current: view.Query.By == by}
	}
	return []choice{by("", words.T("edition.by_stage")), by("semester", words.T("edition.by_semester"))}
}

func (p *ownerDevelopmentPage) cohort(words i18n.Printer, view *analytics.OwnerDevelopment, cohort analytics.CohortDevelopment) cohortLines {
	lines := cohortLines{Name: cohort.Name}
	if lines.Name == "" && len(view.Cohorts) > 1 {
		lines.Name = words.T("owner.no_cohort")
	}
	for _, school := range cohort.Schools {
		p.Synthetic = p.Synthetic || school.School.Synthetic
		line := courseLine{Name: school.School.Name, Href: "/schools/" + school.School.Orgnr}
		for i, point := range school.Points {
			if point == nil {
				line.Cells = append(line.Cells, stepCell{Column: p.Heads[i]})
				continue
			}
			cell := p.stepCell(words, i, point.Row)
			cell.Date = closedOn(words, point.Wave)
			if view.Query.By != "" {
				cell.Date = phaseTitle(words, point.Wave.Phase)
			}
			if point.Why != "" {
				cell.Broken = words.Say(point.BreakWords())
			}
			line.Cells = append(line.Cells, cell)
		}
		lines.Rows = append(lines.Rows, line)
	}
	return lines
}

// stepCell words a figure, with its distance to the target where there is one.
func (p *ownerDevelopmentPage) stepCell(words i18n.Printer, column int, row analytics.OwnerRow) stepCell {
	c := stepCell{Column: p.Heads[column], Figure: newFigure(words, row.Now, row.HeadCount), Band: "bare"}
	if c.Figure.Hidden() {
		p.Hidden = &explanation{}
	}
	if row.Gap == nil {
		return c
	}
	c.Gap, c.Band = gapText(words, row.Gap), bandName(row)
	return c
}

func newMovedTable(words i18n.Printer, view *analytics.OwnerDevelopment) *movedTable {
	t := &movedTable{Columns: append([]string{words.T("school.overall")}, componentNames(words, view.Components)...)}
	once := 0
	for _, cohort := range view.Cohorts {
		for _, school := range cohort.Schools {
			if school.Before == nil {
				once++
				continue
			}
			t.add(words, view, school)
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	if once > 0 {
		t.Once = words.T("owner.once", "count", once)
	}
	for _, f := range []struct {
		key    string
		family analytics.Family
	}{{"owner.family_overall", view.Overall}, {"owner.family_components", view.Family}} {
		if said := f.family.Words(); said.Key != "" {
			t.Families = append(t.Families, words.T(f.key, "family", said))
		}
	}
	return t
}

// add a school that has two surveys.
func (t *movedTable) add(words i18n.Printer, view *analytics.OwnerDevelopment, school analytics.SchoolDevelopment) {
	name, href := school.School.Name, "/schools/"+school.School.Orgnr
	since := words.T("owner.since", "from", phaseTitle(words, school.Before.Phase), "to", phaseInside(words, school.Now.Phase))
	line, of := movedLine{Name: name, Href: href, Since: since}, school.Overall
	for _, m := range append([]analytics.Movement{school.Overall}, school.Cells...) {
		line.Cells = append(line.Cells, newMovedCell(words, m))
		if m.Component == view.Query.Component {
			of = m
		}
	}
	t.Matrix = append(t.Matrix, line)
	row := movedRow{
		Name: name, Href: href, Since: words.T("owner.since_dated", "from", phaseTitle(words, school.Before.Phase), "on", words.Date(school.Before.Closed.Time()),
			"to", phaseInside(words, school.Now.Phase), "at", words.Date(school.Now.Closed.Time())),
		Before: newFigure(words, of.Before, school.Before.HeadCount), Now: newFigure(words, of.Now, of.HeadCount),
	}
	if of.Change == nil {
		row.Without = withoutChange(words, of)
		t.Rows = append(t.Rows, row)
		return
	}
	row.Change = newChanges(words, []analytics.Change{*of.Change})[0]
	row.Drawing = charts.DotRow{Steps: of.Steps, Now: of.Now, Earlier: []analytics.Cell{of.Before}}.Drawing()
	t.Steps = max(t.Steps, of.Steps)
	t.Rows = append(t.Rows, row)
}

// withoutChange says why two figures are not compared.
func withoutChange(words i18n.Printer, m analytics.Movement) string {
	if m.Why != "" {
		return words.Say(m.BreakWords())
	}
	return words.T("owner.not_compared")
}

func newMovedCell(words i18n.Printer, m analytics.Movement) movedCell {
	c := m.Change
	switch {
	case c == nil && m.Now.State() != analytics.Value:
		return movedCell{State: m.Now.State().String(), Text: words.Say(m.Now.State().Label())}
	case c == nil && m.Before.State() != analytics.Value:
		return movedCell{State: m.Before.State().String(), Text: words.Say(m.Before.State().Label())}
	case c == nil:
		return movedCell{State: notComparable, Text: words.T("school.not_comparable")}
	}
	out := movedCell{State: "value", Verdict: words.Say(analytics.VerdictLabel(c.Verdict))}
	if out.Text = words.Signed(c.Difference, 1); c.Limit != analytics.Exact {
		out.Text = words.T("school.gap.span", "from", words.Signed(c.Bounds.Low, 1), "to", words.Signed(c.Bounds.High, 1))
	}
	return out
}
