package web

import (
	"strings"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// What stands on an owner's pages, as exhibits: the files of a page are made of them, and where a table has a form of its own it shows the same cells.

// ownerExhibits begin with whose they are.
func ownerExhibits(owner analytics.OwnerRef, name string, synthetic bool, of ...string) exhibits {
	return exhibits{Name: owner.Orgnr + "-" + name, Synthetic: synthetic, Of: append([]string{owner.Name}, of...)}
}

// ownersExhibits makes exhibits of a view of an owner's schools, for the files of a page.
func ownersExhibits(find func(*request) (*analytics.OwnerView, error), build func(i18n.Printer, *analytics.OwnerView) exhibits) func(*request) (exhibits, error) {
	return func(r *request) (exhibits, error) {
		view, err := find(r)
		if err != nil {
			return exhibits{}, err
		}
		return build(r.words, view), nil
	}
}

// lineUpWords name the way in which the schools of a view are lined up.
func lineUpWords(words i18n.Printer, view *analytics.OwnerView) string {
	for _, a := range view.Alignments {
		if a.Current {
			return alignName(words, a.Phase, a.Semester)
		}
	}
	return words.T("edition.latest")
}

func anySynthetic(schools []analytics.OwnerSchool) bool {
	for _, s := range schools {
		if s.School.Synthetic {
			return true
		}
	}
	return false
}

// overviewExhibits are the table of distances: for every component the distance to the target, with the mean beside it.
func overviewExhibits(words i18n.Printer, view *analytics.OwnerView) exhibits {
	all := ownerExhibits(view.Owner, "oversikt", anySynthetic(view.Schools), lineUpWords(words, view))
	heat := newHeatTable(words, view, "")
	e := exhibit{ID: "condition", Title: words.T("school.owner_condition"), Caveat: words.T("school.owner_how"), Method: "bands"}
	e.Table.First, e.Table.Heads = words.T("school.school"), []exhibitHead{{Name: words.T("owner.rate")}, {Name: words.T("school.overall")}}
	for _, c := range view.Components {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: c.Name.In(words.Lang())})
	}
	rows := heat.Rows
	if heat.Together != nil {
		rows = append(rows, *heat.Together)
	}
	for _, row := range rows {
		line := exhibitRow{Name: row.Name, Detail: row.Stage, Cells: []exhibitCell{{Text: row.Answered}}}
		for _, c := range row.Cells {
			line.Cells = append(line.Cells, c.exhibit(words))
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	q := view.Query
	all.List = []exhibit{e.filed(func(rest string) string { return ownerPath(q, rest) })}
	return all
}

// exhibit is the cell for a file: a distance with its mean, or a mean alone.
func (c heatCell) exhibit(words i18n.Printer) exhibitCell {
	out := exhibitCell{Text: c.Text, State: c.Band}
	if c.Band == "bare" || c.Band == "open" || c.Mean != "" {
		out.State = analytics.Value.String()
	}
	if c.Mean != "" {
		out.Detail = words.T("owner.mean_is", "mean", c.Mean)
	} else if c.Band == "bare" {
		out.Text, out.Detail = "", words.T("owner.mean_is", "mean", c.Text)
		out.State = "" // there is no distance without a target
	}
	return out
}

// componentExhibits are the schools on the scale of one component.
func componentExhibits(words i18n.Printer, view *analytics.OwnerView) exhibits {
	key := view.Query.Component
	name := componentName(words, view.Components, key)
	all := ownerExhibits(view.Owner, "delmal-"+componentPath(key)[len("/components/"):], anySynthetic(view.Schools), name, lineUpWords(words, view))
	e := exhibit{
		ID: "across", Title: name, Caveat: words.Say(orderWords(words, view)) + " " + words.T("owner.no_rank_either"),
		Method: "target", Key: []charts.KeyEntry{charts.NowKey(words.T("school.legend_now"))},
	}
	e.Table.First, e.Table.Heads = words.T("school.school"), []exhibitHead{{Name: words.T("school.now")}}
	if key != "" {
		e.Key = append(e.Key, charts.TargetKey(words.T("school.legend_target")))
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: words.T("school.target")}, exhibitHead{Name: words.T("school.against_target")})
	}
	widest := 0
	for _, school := range view.Schools {
		if school.Now == nil {
			continue
		}
		row := rowOf(school, key)
		widest = max(widest, row.Steps)
		line := acrossRow(words, name, row, key != "")
		line.Name, line.Href = school.School.Name, "/schools/"+school.School.Orgnr
		line.Detail = words.T("school.wave_named", "phase", phaseTitle(words, school.Now.Phase), "date", closedOn(words, *school.Now)) + ". " +
			answeredWords(words, school.Now.Answered, school.Now.HeadCount)
		if row.Now.State() == analytics.Hidden {
			e.Hidden = &explanation{}
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	if t := view.Together; t != nil {
		said := newTogetherWords(words, *t)
		line := acrossRow(words, name, togetherRow(t, key, widest), key != "")
		line.Name, line.Strong = words.T("edition.together"), true
		line.Href = ownerPath(analytics.Query{Owner: view.Owner.Orgnr}, "/editions/"+words.Number(float64(t.Edition.Number), 0))
		line.Detail = strings.Join(present(editionName(words, t.Edition), said.Schools, said.Readers), ". ")
		e.Table.Rows = append(e.Table.Rows, line)
	}
	for step := range widest {
		e.Axis = append(e.Axis, words.Number(float64(step+1), 0))
	}
	e.HowTo = words.T("owner.component_how", "steps", widest)
	q := onPage(view).Query
	all.List = []exhibit{e.filed(func(rest string) string { return ownerPath(q, componentPath(key)+rest) })}
	return all
}

// present are the texts that there are.
func present(texts ...string) (all []string) {
	for _, text := range texts {
		if text != "" {
			all = append(all, text)
		}
	}
	return all
}

// acrossRow is a figure on its scale, and what it is against its target.
func acrossRow(words i18n.Printer, name string, row analytics.OwnerRow, targets bool) exhibitRow {
	cell := newOwnerCell(words, name, row)
	line := exhibitRow{Drawing: charts.DotRow{Steps: row.Steps, Now: row.Now, Target: row.Target}.Drawing(), Cells: []exhibitCell{figureCell(cell.Figure)}}
	if !targets {
		return line
	}
	target, against := exhibitCell{Text: cell.Target}, exhibitCell{Text: cell.Distance.Verdict, Detail: cell.Distance.Text}
	if target.Text == "" {
		target.Text = words.T("school.no_target")
	}
	if against.Text == "" {
		against.Text = words.T("school.not_judged")
	} else if cell.Distance.Interval != "" {
		against.Detail += " (" + cell.Distance.Interval + ")"
	}
	line.Cells = append(line.Cells, target, against)
	return line
}

// funnelExhibits are the schools by size.
func funnelExhibits(words i18n.Printer, view *analytics.OwnerView) exhibits {
	all := ownerExhibits(view.Owner, "trakt", anySynthetic(view.Schools), lineUpWords(words, view))
	f := view.Funnel
	if f == nil {
		return all
	}
	section := newFunnelSection(words, view)
	e := exhibit{
		ID: "funnel", Title: words.T("edition.funnel"), Section: true, HowTo: words.T("edition.funnel_how"), Caveat: section.Apart,
		Method: "funnel", Finding: section.Middle, Picture: charts.Funnel{View: f}.Drawing(words),
	}
	if section.Widened {
		e.Finding += " " + words.T("edition.funnel_widened")
	}
	e.Table.First, e.Table.Caption = words.T("school.school"), words.T("edition.funnel_caption")
	for _, key := range []string{"edition.letter", "edition.n", "edition.mean", "edition.expected", "edition.reading"} {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: words.T(key)})
	}
	if section.Shrunken {
		e.Table.Caption += " " + words.T("edition.shrunken_how")
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: words.T("edition.shrunken")})
	}
	for i, row := range section.Rows {
		line := exhibitRow{Name: row.Name, Href: row.Href, Cells: []exhibitCell{
			{Text: row.Letter}, {Text: words.Number(float64(f.Points[i].N), 0)}, {Text: row.Mean, State: analytics.Value.String()}, {Text: row.Expected}, {Text: row.Reading},
		}}
		if section.Shrunken {
			detail := []string{row.Interval, row.Counts}
			if row.NotComparable {
				detail = append(detail, words.T("edition.not_comparable"))
			}
			line.Cells = append(line.Cells, exhibitCell{Text: row.Shrunken, Detail: strings.Join(present(detail...), ". "), State: analytics.Value.String()})
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	q := view.Query
	all.List = []exhibit{e.filed(func(rest string) string { return ownerPath(q, "/funnel"+rest) })}
	return all
}
