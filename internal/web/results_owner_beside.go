package web

import (
	"context"
	"slices"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// besideTable lays a few schools beside each other: a column for each, a row for overall and every component. There is no mean in it.
type besideTable struct {
	Heads []besideHead
	Rows  []besideRow
	Gone  *explanation // nil where every figure is shown
}

// besideHead is a school.
type besideHead struct{ Name, Href, Stage, Answered string }

// besideRow is a component at each of the schools; the cells carry the schools' names for narrow screens.
type besideRow struct {
	Name  string
	Cells []ownerCell
}

func newBesideTable(words i18n.Printer, view *analytics.OwnerView, schools []analytics.OwnerSchool) *besideTable {
	t := &besideTable{}
	rows := []besideRow{{Name: words.T("school.overall")}}
	for _, c := range view.Components {
		rows = append(rows, besideRow{Name: c.Name.In(words.Lang())})
	}
	steps := besideSteps(schools)
	for _, school := range schools {
		t.Heads = append(t.Heads, besideHead{
			Name: school.School.Name, Href: "/schools/" + school.School.Orgnr,
			Stage:    words.T("school.wave_named", "phase", phaseTitle(words, school.Now.Phase), "date", closedOn(words, *school.Now)),
			Answered: answeredWords(words, school.Now.Answered, school.Now.HeadCount),
		})
		rows[0].Cells = append(rows[0].Cells, newOwnerCell(words, school.School.Name, overallRow(school, steps)))
		for i, row := range school.Rows {
			rows[i+1].Cells = append(rows[i+1].Cells, newOwnerCell(words, school.School.Name, row))
		}
	}
	for _, row := range rows {
		if slices.ContainsFunc(row.Cells, func(c ownerCell) bool { return c.Figure.Hidden() }) {
			t.Gone = &explanation{}
		}
	}
	t.Rows = rows
	return t
}

// besidePage is templates/results_owner_beside.html: schools beside each other by choice, with those offered that are similar.
type besidePage struct {
	ownerHead
	Align   []choice
	Chosen  []choice // as links that take them out
	Similar []choice // those similar to the first that was chosen; before any is, none
	Others  []choice // all others
	Rule    string   // what similar means for the first
	Full    bool     // no more can be laid beside
	Table   *besideTable
	Files   exhibit // of the table, for its files
}

// ownerBesideExhibits are the schools of the same page.
func (s *Server) ownerBesideExhibits(r *request) (exhibits, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return exhibits{}, err
	}
	beside, err := view.BesideOf()
	return besideExhibits(r.words, view, beside), err
}

// ownerBeside shows schools beside each other.
func (s *Server) ownerBeside(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	beside, err := view.BesideOf()
	if err != nil {
		return nil, err
	}
	return render("results_owner_beside", newBesidePage(r.words, view, beside)), nil
}

func newBesidePage(words i18n.Printer, view *analytics.OwnerView, beside []analytics.OwnerSchool) *besidePage {
	p := &besidePage{
		ownerHead: newOwnerHead(words, view.Owner, words.T("owner.beside")), Align: besideAlignments(words, view), Full: len(beside) == analytics.MaxBeside,
	}
	var chosen []string
	for _, school := range beside {
		chosen = append(chosen, school.School.Orgnr)
	}
	with := func(orgnrs []string) string {
		q := view.Query
		q.Beside = strings.Join(orgnrs, ".")
		return ownerPath(q, "/similar")
	}
	for i, school := range beside {
		p.Chosen = append(p.Chosen, choice{Name: school.School.Name, Href: with(slices.Delete(slices.Clone(chosen), i, i+1)), Current: true})
	}
	if len(beside) > 0 {
		p.Table, p.Rule, p.Files = newBesideTable(words, view, beside), similarWords(words, beside[0]), besideExhibits(words, view, beside).List[0]
	}
	for _, school := range view.Schools {
		p.Synthetic = p.Synthetic || school.School.Synthetic
		if school.Now == nil || slices.Contains(chosen, school.School.Orgnr) {
			continue
		}
		one := choice{
			Name: school.School.Name, Href: with(append(slices.Clone(chosen), school.School.Orgnr)),
			Count: words.T("owner.size", "phase", phaseTitle(words, school.Now.Phase), "count", school.Now.HeadCount),
		}
		if len(beside) > 0 && beside[0].Similar(school) {
			p.Similar = append(p.Similar, one)
		} else {
			p.Others = append(p.Others, one)
		}
	}
	return p
}

// besideAlignments are the ways to line up, without the schools that were chosen: they may not be there.
func besideAlignments(words i18n.Printer, view *analytics.OwnerView) []choice {
	free := *view
	free.Query.Beside = ""
	return alignChoices(words, &free, "/similar")
}

// similarWords say what is similar to a school.
func similarWords(words i18n.Printer, school analytics.OwnerSchool) string {
	phase, size, form := alikeWords(words, school)
	return words.T("owner.similar_to", "school", school.School.Name, "phase", phase, "size", size, "form", form)
}

// alikeWords are what similar schools have in common.
func alikeWords(words i18n.Printer, school analytics.OwnerSchool) (phase, size, form string) {
	phase, form = phaseInside(words, school.Now.Phase), words.T("owner.form_nb")
	if school.School.WrittenForm == "nn" {
		form = words.T("owner.form_nn")
	}
	size = words.T("owner.staff_small", "to", analytics.MiddleFrom-1)
	switch analytics.SizeBandOf(school.Now.HeadCount) {
	case analytics.MiddleStaff:
		size = words.T("owner.staff_middle", "from", analytics.MiddleFrom, "to", analytics.LargeFrom-1)
	case analytics.LargeStaff:
		size = words.T("owner.staff_large", "from", analytics.LargeFrom)
	}
	return phase, size, form
}
