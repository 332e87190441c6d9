package web

import (
	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// What stands on the pages of the development and of schools side by side, as exhibits for their files. The pages draw the same rows in tables of their own
// form: a table in tints, and one with a picture in every cell.

// filed gives an exhibit of the page its addresses.
func (p *ownerDevelopmentPage) filed(view *analytics.OwnerDevelopment, e exhibit) exhibit {
	return e.filed(func(rest string) string { return ownerPath(view.Query, "/development"+rest) })
}

// exhibits are the schools along the course, their changes in every component, and what those say of the page's measure.
func (p *ownerDevelopmentPage) exhibits(words i18n.Printer, view *analytics.OwnerDevelopment) exhibits {
	all := ownerExhibits(view.Owner, "utvikling", p.Synthetic, p.Name)
	if len(p.Cohorts) > 0 {
		all.List = append(all.List, p.filed(view, p.courseExhibit(words)))
	}
	if p.Moved != nil {
		all.List = append(all.List, p.filed(view, p.Moved.matrixExhibit(words)), p.filed(view, p.Moved.sentencesExhibit(words, p.Name, view.Moved())))
	}
	return all
}

func (p *ownerDevelopmentPage) courseExhibit(words i18n.Printer) exhibit {
	e := exhibit{
		ID: "course", Title: words.T("owner.course", "name", p.Name), HowTo: p.How, Caveat: p.ByHow, Method: "bands",
		Table: exhibitTable{First: words.T("school.school")},
	}
	for _, head := range p.Heads {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: head})
	}
	line := func(name string, cells []stepCell) exhibitRow {
		row := exhibitRow{Name: name}
		for _, c := range cells {
			row.Cells = append(row.Cells, c.exhibit(words))
		}
		return row
	}
	for _, cohort := range p.Cohorts {
		if cohort.Name != "" {
			e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: cohort.Name, Heading: true})
		}
		for _, school := range cohort.Rows {
			e.Table.Rows = append(e.Table.Rows, line(school.Name, school.Cells))
		}
	}
	if len(p.Together) > 0 {
		e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: words.T("edition.together"), Heading: true}, line(words.T("edition.together"), p.Together))
	}
	return e
}

// exhibit is the cell for a file. Where a school has no survey it was not asked.
func (c stepCell) exhibit(words i18n.Printer) exhibitCell {
	if c.Figure.Text == "" {
		return exhibitCell{Text: words.T("school.not_measured"), State: analytics.NotAsked.String()}
	}
	out := exhibitCell{Text: c.Figure.Text, State: c.Figure.State}
	broken := ""
	if c.Broken != "" {
		broken = words.T("owner.broken", "why", c.Broken)
	}
	out.Detail = joined(c.Gap, c.Date, broken)
	return out
}

func (t *movedTable) matrixExhibit(words i18n.Printer) exhibit {
	e := exhibit{
		ID: "moved", Title: words.T("owner.moved"), HowTo: words.T("owner.moved_how"), Caveat: joined(append(t.Families, t.Once)...), Method: "movement",
		Table: exhibitTable{First: words.T("school.school")},
	}
	for _, column := range t.Columns {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: column})
	}
	for _, line := range t.Matrix {
		row := exhibitRow{Name: line.Name, Detail: line.Since}
		for _, c := range line.Cells {
			cell := exhibitCell{Text: c.Text, Detail: c.Verdict, State: c.State}
			if c.State == notComparable {
				cell.State = ""
			}
			row.Cells = append(row.Cells, cell)
		}
		e.Table.Rows = append(e.Table.Rows, row)
	}
	return e
}

func (t *movedTable) sentencesExhibit(words i18n.Printer, name string, moved analytics.Moved) exhibit {
	e := exhibit{
		ID: "sentences", Title: words.T("owner.sentences", "name", name), Finding: movedFinding(words, moved), Caveat: words.T("owner.no_rank_either"), Method: "change",
		Axis: axis(t.Steps), Key: dotKey(words, true, false),
		Table: exhibitTable{First: words.T("school.school"), Heads: heads(words, "owner.before", "school.now", "owner.says")},
	}
	for _, line := range t.Rows {
		row := exhibitRow{Name: line.Name, Detail: line.Since, Drawing: line.Drawing, Said: line.Now.Text, Cells: []exhibitCell{figureCell(line.Before), figureCell(line.Now)}}
		if line.Without != "" {
			row.Cells = append(row.Cells, exhibitCell{Text: line.Without})
		} else {
			row.Cells = append(row.Cells, exhibitCell{Text: line.Change.Staff + " " + line.Change.Claim, Detail: joined(line.Change.Size, line.Change.Normal)})
		}
		e.Table.Rows = append(e.Table.Rows, row)
	}
	return e
}

// movedFinding counts the schools by what is known of their change. It counts verdicts that stand on the page.
func movedFinding(words i18n.Printer, moved analytics.Moved) string {
	if moved.Compared() == 0 {
		return words.T("owner.moved_nobody")
	}
	said := words.T("owner.moved_finding", "count", moved.Compared())
	for _, part := range moved.Parts() {
		said += " " + words.T("owner.moved_part", "verdict", part.Label, "n", part.Schools)
	}
	return said
}

// besideExhibits are schools beside each other, component by component.
func besideExhibits(words i18n.Printer, view *analytics.OwnerView, schools []analytics.OwnerSchool) exhibits {
	all := ownerExhibits(view.Owner, "side-om-side", anySynthetic(schools), lineUpWords(words, view))
	if len(schools) == 0 {
		return all
	}
	e := exhibit{
		ID: "beside", Title: words.T("owner.beside"), HowTo: words.T("owner.beside_read"), Caveat: words.T("owner.no_rank_either"), Method: "beside",
		Key: dotKey(words, false, true), Table: exhibitTable{First: words.T("school.school"), Heads: heads(words, "school.now", "school.target", "school.against_target")},
	}
	steps := besideSteps(schools)
	e.Axis = axis(steps)
	add := func(name string, of func(analytics.OwnerSchool) analytics.OwnerRow) {
		e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: name, Heading: true})
		for _, school := range schools {
			row := acrossRow(words, name, of(school), true)
			row.Name, row.Detail = school.School.Name, phaseTitle(words, school.Now.Phase)
			e.Table.Rows = append(e.Table.Rows, row)
		}
	}
	add(words.T("school.overall"), func(s analytics.OwnerSchool) analytics.OwnerRow { return overallRow(s, steps) })
	for i, c := range view.Components {
		add(c.Name.In(words.Lang()), func(s analytics.OwnerSchool) analytics.OwnerRow { return s.Rows[i] })
	}
	q := view.Query
	all.List = []exhibit{e.filed(func(rest string) string { return ownerPath(q, "/similar"+rest) })}
	return all
}

// besideSteps is how many steps the longest scale of some schools has.
func besideSteps(schools []analytics.OwnerSchool) (steps int) {
	for _, school := range schools {
		for _, row := range school.Rows {
			steps = max(steps, row.Steps)
		}
	}
	return steps
}

// overallRow is a school's overall index, which has no target of its own.
func overallRow(school analytics.OwnerSchool, steps int) analytics.OwnerRow {
	return analytics.OwnerRow{Steps: steps, Now: *school.Overall, HeadCount: school.Now.HeadCount}
}
