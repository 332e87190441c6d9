package web

import (
	"context"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// groupsPage is templates/results_groups.html: the staff groups side by side.
type groupsPage struct {
	schoolFrame
	Exhibits []exhibit // empty without a breakdown
}

func (s *Server) groups(_ context.Context, r *request) (reply, error) {
	view, err := s.wholeSchool(r)
	if err != nil {
		return nil, err
	}
	page, _ := newGroupsPage(r.words, view)
	return render("results_groups", page), nil
}

func (s *Server) groupsExhibits(r *request) (exhibits, error) {
	view, err := s.wholeSchool(r)
	if err != nil {
		return exhibits{}, err
	}
	_, all := newGroupsPage(r.words, view)
	return all, nil
}

// newGroupsPage shows all groups, so there is none to choose.
func newGroupsPage(words i18n.Printer, view *analytics.SchoolView) (*groupsPage, exhibits) {
	p := &groupsPage{schoolFrame: newSchoolFrame(words, view, atGroups, words.T("school.groups"))}
	p.Audience = nil
	all := p.of(words, view, "groups")
	if len(view.Groups) == 0 {
		return p, all
	}
	at := fileAt(kept(view.Query), atGroups)
	overall := groupDots(words, view, *view.Overall, overallCell)
	overall.ID, overall.Title, overall.HowTo = "overall", words.T("school.overall"), words.T("school.dots_how")
	matrix := newGroupTable(words, surveys.Staff, view.Query, *view.Now, view.Rows, view.Groups)
	matrix.ID, matrix.Title = "components", words.T("school.groups_components")
	for i, row := range view.Rows {
		matrix.Table.Rows[i].Href = pathOf(kept(view.Query), componentAt(row.Component))
	}
	all.List = []exhibit{overall.filed(at), matrix.filed(at)}
	p.Exhibits = all.List
	return p, all
}

func overallCell(g analytics.GroupRow) analytics.Cell { return g.Overall }

// groupDots puts a measure of the whole school and of its groups below each other, each with its figure of the wave before where it had the same groups.
func groupDots(words i18n.Printer, view *analytics.SchoolView, row analytics.Row, of func(analytics.GroupRow) analytics.Cell) exhibit {
	e := exhibit{
		Method: "groups", Axis: axis(row.Steps), Key: dotKey(words, false, aimLevel(row) != nil), Caveat: words.T("exhibit.groups_caveat"), Answered: answeredWords(words, view.Now.Answered, view.Now.HeadCount),
		Table: exhibitTable{First: words.T("school.audience"), Heads: heads(words, "school.now", "school.answers")},
	}
	add := func(name string, cell analytics.Cell, earlier []analytics.Cell, answered analytics.Cell, headCount int, strong bool) {
		e.Table.Rows = append(e.Table.Rows, exhibitRow{
			Name: name, Strong: strong, Drawing: charts.DotRow{Steps: row.Steps, Now: cell, Earlier: earlier, Target: aimLevel(row)}.Drawing(),
			Cells: []exhibitCell{figureCell(newFigure(words, cell, headCount)), {Text: answeredWords(words, answered, headCount)}},
		})
		if cell.State() == analytics.Hidden {
			e.Hidden = &explanation{}
		}
		e.Key = dotKey(words, len(earlier) > 0 || len(e.Key) > 2, aimLevel(row) != nil)
	}
	if view.Query.Group == "" {
		add(words.T("school.whole_for_staff"), row.Now, comparableCells(row), view.Now.Answered, view.Now.HeadCount, true)
	}
	for _, g := range view.Groups {
		add(g.Name.In(words.Lang()), of(g), groupsBefore(view, row, g.Key, of), g.Answered, g.HeadCount, false)
	}
	return e
}

// groupsBefore are the figures of a group in the earlier waves that can be compared with now and had the same group.
func groupsBefore(view *analytics.SchoolView, row analytics.Row, key string, of func(analytics.GroupRow) analytics.Cell) (cells []analytics.Cell) {
	points := comparablePoints(row)
	for _, wave := range view.Before {
		if !slices.ContainsFunc(points, func(p analytics.Point) bool { return p.Wave == wave.Wave }) {
			continue
		}
		for _, g := range wave.Groups {
			if g.Key == key {
				cells = append(cells, of(g))
			}
		}
	}
	return cells
}

// newGroupTable puts the groups of a wave beside each other, a column for each, and before them the whole school where the rows are of it.
func newGroupTable(words i18n.Printer, of surveys.Audience, q analytics.Query, wave analytics.WaveHead, rows []analytics.Row, groups []analytics.GroupRow) exhibit {
	e := exhibit{Method: "groups", Caveat: words.T("exhibit.groups_caveat"), Answered: answeredWords(words, wave.Answered, wave.HeadCount)}
	withWhole := q.Group == ""
	if withWhole {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{words.T("school.whole_for_" + of.Key()), answeredWords(words, wave.Answered, wave.HeadCount)})
	}
	for _, g := range groups {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{g.Name.In(words.Lang()), answeredWords(words, g.Answered, g.HeadCount)})
	}
	for i, row := range rows {
		line := exhibitRow{Name: rowName(words, row)}
		if withWhole {
			line.Cells = append(line.Cells, figureCell(newFigure(words, row.Now, row.HeadCount)))
		}
		for _, g := range groups {
			line.Cells = append(line.Cells, figureCell(newFigure(words, g.Cells[i], g.HeadCount)))
		}
		if slices.ContainsFunc(line.Cells, func(c exhibitCell) bool { return c.State == analytics.Hidden.String() }) {
			e.Hidden = nearest(words, q)
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	return e
}

// axis are the steps of a scale over the pictures of rows.
func axis(n int) (out []string) {
	for _, step := range steps(n) {
		out = append(out, strconv.Itoa(step))
	}
	return out
}

// heads are columns by the keys of their names.
func heads(words i18n.Printer, keys ...string) (out []exhibitHead) {
	for _, key := range keys {
		out = append(out, exhibitHead{Name: words.T(key)})
	}
	return out
}

// dotKey explains the marks of rows of dots.
func dotKey(words i18n.Printer, before, target bool) []charts.KeyEntry {
	key := []charts.KeyEntry{charts.NowKey(words.T("school.legend_now"))}
	if before {
		key = append(key, charts.BeforeKey(words.T("school.legend_before")))
	}
	if target {
		key = append(key, charts.TargetKey(words.T("school.legend_target")))
	}
	return key
}
