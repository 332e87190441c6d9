package web

import (
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/reports"
	"tilstand/surveys"
)

// schoolPage is templates/results_school.html.
type schoolPage struct {
	Page
	School    analytics.SchoolRef
	Owner     analytics.OwnerRef
	Sharing   *sharingSection
	Counted   bool   // by the programme
	Target    string // the target state
	Phase     string // of the wave that is now; empty before the first release, and then so is what follows
	Closed    string
	Answered  string
	Earlier   bool // it is not the latest wave
	Waves     []waveLink
	Audience  []choice // whole school and staff groups; empty without a breakdown
	Group     string   // the staff group that the page is of; empty for the whole school
	Finding   string
	Mergers   []string // with other schools, and that it has closed
	Remarks   []string
	Condition conditionTable
	Course    *courseSection
	Groups    *groupTable
	Items     *itemSection
	Mapping   *mappingSection
	Others    []*mappingSection // parents and pupils, each by themselves
	Alone     []aloneSection    // of the questionnaires' own
	Local     []aloneSection    // of the owner's and the school's
	Joint     *jointShown       // what union and safety representatives said before the school started; nil later, and where they said nothing
	Method    []reports.MethodPart
	Going     *going // answers that are erased before long
	Report    string
	Data      string
	HasCharts bool
}

func newSchoolPage(words i18n.Printer, view *analytics.SchoolView) *schoolPage {
	p := &schoolPage{
		Page:   Page{Title: words.T("school.title", "school", view.School.Name), Synthetic: view.School.Synthetic},
		School: view.School, Owner: view.Owner, Counted: view.Counted, Target: view.Target.In(words.Lang()), Finding: words.Say(view.Finding),
		Report: pathOf(view.Query, "/report.xlsx"), Data: pathOf(view.Query, "/results.json"),
	}
	p.Mergers = reports.Mergers(view, words)
	for _, note := range view.Notes {
		p.Remarks = append(p.Remarks, words.Say(note))
	}
	if view.Now != nil {
		p.fill(words, view)
	}
	if view.Mapping != nil {
		p.Mapping = newMappingSection(words, view, surveys.Staff, view.Mapping)
	}
	for _, others := range view.Others {
		p.Others = append(p.Others, newMappingSection(words, view, others.Audience, others.MappingView))
	}
	p.Alone, p.Local = newAloneSections(words, "alone", view, ofTheQuestionnaire), newAloneSections(words, "local", view, ofSchoolOrOwner)
	return p
}

// fill shows the figures of a school that has some.
func (p *schoolPage) fill(words i18n.Printer, view *analytics.SchoolView) {
	p.Phase = view.Now.Phase.Name.In(words.Lang())
	p.Closed = closedOn(words, *view.Now)
	p.Answered = answeredWords(words, view.Now.Answered, view.Now.HeadCount)
	for _, g := range view.Groups {
		if g.Key == view.Query.Group {
			p.Answered = answeredWords(words, g.Answered, g.HeadCount)
		}
	}
	p.fillChoices(words, view)
	p.Condition = newConditionTable(words, view)
	if p.Condition.AllGone {
		return // what follows would be the same word many times over
	}
	p.Method = reports.Method(view, words)
	p.Course = newCourseSection(words, view)
	p.HasCharts = len(p.Course.Charts) > 0
	p.Groups = newGroupTable(words, words.T("school.groups"), surveys.Staff, view.Query, *view.Now, view.Rows, view.Groups)
	p.Items = newItemSection(words, view.Query, view.Rows, view.Items, sameComponent, "#condition")
}

// fillChoices offers the other waves, and the groups of this one.
func (p *schoolPage) fillChoices(words i18n.Printer, view *analytics.SchoolView) {
	latest := len(view.Waves) - 1
	for i, wave := range view.Waves {
		q := view.Query
		q.Wave = ""
		if i != latest {
			q.Wave = wave.ID
		}
		q.Group = "" // another wave may have other groups
		link := waveLink{Href: addressOf(q), Name: phaseTitle(words, wave.Phase), Date: closedOn(words, wave), Current: wave.ID == view.Now.ID}
		p.Earlier = p.Earlier || link.Current && i != latest
		p.Waves = append(p.Waves, link)
	}
	if len(view.Groups) == 0 {
		return
	}
	q := view.Query
	q.Group = ""
	p.Audience = append(p.Audience, choice{Href: addressOf(q), Name: words.T("school.whole_for_staff"), Current: view.Query.Group == ""})
	for _, g := range view.Groups {
		q.Group = g.Key
		name := g.Name.In(words.Lang())
		current := view.Query.Group == g.Key
		if current {
			p.Group = name
		}
		p.Audience = append(p.Audience, choice{Href: addressOf(q), Name: name, Current: current})
	}
}

// groupTable holds staff groups beside each other: a column per group, a row per measure.
type groupTable struct {
	Name   string // for those who cannot see where it stands
	Heads  []groupHead
	Rows   []groupLine
	Hidden *explanation
}

// groupHead is a staff group.
type groupHead struct {
	Name, Answered string
}

// groupLine is a measure over the groups.
type groupLine struct {
	Name  string
	Cells []groupCell
}

// groupCell is a group's figure.
type groupCell struct {
	Group  string // its column, where the table is read row by row
	Figure figure
}

// newGroupTable puts the groups of a wave beside each other, and before them the whole school where the rows are of it. It is nil without a
// breakdown.
func newGroupTable(words i18n.Printer, name string, of surveys.Audience, q analytics.Query, wave analytics.WaveHead, rows []analytics.Row, groups []analytics.GroupRow) *groupTable {
	if len(groups) == 0 {
		return nil
	}
	t := &groupTable{Name: words.T("school.table", "name", name)}
	withWhole, whole := q.Group == "", words.T("school.whole_for_"+of.Key())
	if withWhole {
		t.Heads = append(t.Heads, groupHead{whole, answeredWords(words, wave.Answered, wave.HeadCount)})
	}
	for _, g := range groups {
		t.Heads = append(t.Heads, groupHead{g.Name.In(words.Lang()), answeredWords(words, g.Answered, g.HeadCount)})
	}
	for i, row := range rows {
		line := groupLine{Name: rowName(words, row)}
		if withWhole {
			line.Cells = append(line.Cells, groupCell{whole, newFigure(words, row.Now, row.HeadCount)})
		}
		for _, g := range groups {
			line.Cells = append(line.Cells, groupCell{g.Name.In(words.Lang()), newFigure(words, g.Cells[i], g.HeadCount)})
		}
		if slices.ContainsFunc(line.Cells, func(c groupCell) bool { return c.Figure.Hidden() }) {
			t.Hidden = nearest(words, q)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// mappingSection is the mapping survey, which explains and is never counted in.
type mappingSection struct {
	ID                    string // of the section on the page
	Asked                 string // who was: the key of the audience
	Title, Wave, Answered string
	Rows                  []mappingRow
	Steps                 []int
	Groups                *groupTable
	Items                 *itemSection
	Remarks               []string
	AllGone               bool // no construct has a figure
	Hidden                *explanation
}

// mappingID is the section of an audience's survey on the page.
func mappingID(of surveys.Audience) string {
	if of == surveys.Staff {
		return "mapping"
	}
	return string(of)
}

// mappingRow is a construct.
type mappingRow struct {
	Name, Explanation string
	Picture           picture
	Turnout, Hundred  string // as in a conditionRow
	Now               figure
}

func newMappingSection(words i18n.Printer, view *analytics.SchoolView, of surveys.Audience, m *analytics.MappingView) *mappingSection {
	s := &mappingSection{
		ID:       mappingID(of),
		Asked:    of.Key(),
		AllGone:  true,
		Title:    m.Title.In(words.Lang()),
		Wave:     words.T("school.wave_named", "phase", phaseTitle(words, m.Wave.Phase), "date", closedOn(words, m.Wave)),
		Answered: answeredWords(words, m.Wave.Answered, m.Wave.HeadCount),
		Groups:   newGroupTable(words, words.T("school.mapping_groups_table_for_"+of.Key()), of, view.Query, m.Wave, m.Rows, m.Groups),
	}
	q := analytics.Query{School: view.Query.School, Kind: surveys.MappingInstrument, Audience: of}
	s.Items = newItemSection(words, q, m.Rows, m.Items, sameConstruct, "#"+s.ID)
	for _, row := range m.Rows {
		line := mappingRow{Name: rowName(words, row), Explanation: row.Explanation.In(words.Lang()), Now: newFigure(words, row.Now, row.HeadCount)}
		line.Turnout, line.Hundred = turnoutWords(words, row), hundredWords(words, row)
		line.Picture = charts.DotRow{Steps: row.Steps, Now: row.Now, Earlier: comparableCells(row)}.Picture()
		s.AllGone = s.AllGone && !line.Now.Shown()
		if line.Now.Hidden() {
			s.Hidden = nearest(words, view.Query)
		}
		if len(s.Steps) < row.Steps {
			s.Steps = steps(row.Steps)
		}
		s.Rows = append(s.Rows, line)
	}
	for _, note := range m.Notes {
		s.Remarks = append(s.Remarks, words.Say(note))
	}
	return s
}
