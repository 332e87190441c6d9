package web

import (
	"context"
	"io"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/brand"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/reports"
)

// yearlyPage is templates/yearly.html: an owner's yearly summary for its council, a paper of two pages.
type yearlyPage struct {
	Page
	Owner programme.Owner
	Back  string // the overview; empty where the paper stands by itself
	Paper reports.Paper
	// Condition and Movement are a row for each component; empty where there is nothing that everybody may read.
	Condition []yearlyRow
	Movement  []yearlyMove
	Then, Now string // the heads of the columns of movement
	Key       []charts.KeyEntry
	Lines     []struct{} // for the owner to write on
}

// yearlyRow is a component's condition at the schools together.
type yearlyRow struct {
	Name     string
	Picture  picture
	Steps    int
	Figure   figure
	Target   string
	Distance distance
}

// yearlyMove is a component in two halves of a year.
type yearlyMove struct {
	Name      string
	Then, Now figure
	Move      string
}

// plansLines is how many lines an owner gets to write on: what is left of the second page.
const plansLines = 7

// ownerYearly shows the summary.
func (s *Server) ownerYearly(_ context.Context, r *request) (reply, error) {
	y, err := s.yearlyOf(r)
	if err != nil {
		return nil, err
	}
	page := newYearlyPage(r.words, y)
	page.Back = "/owners/" + y.Owner.Orgnr
	return render("yearly", page), nil
}

// yearlyWorkbook is the same as a workbook.
func (s *Server) yearlyWorkbook(_ context.Context, r *request) (reply, error) {
	y, err := s.yearlyOf(r)
	if err != nil {
		return nil, err
	}
	owner := analytics.OwnerRef{ID: y.Owner.ID, Orgnr: y.Owner.Orgnr, Name: y.Owner.Name, Kind: y.Owner.Kind}
	return s.workbook(r, reports.BuildYearly(y, r.words), owner, "tilstand-"+owner.Orgnr+"-yearly.xlsx")
}

func (s *Server) yearlyOf(r *request) (reports.Yearly, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return reports.Yearly{}, err
	}
	return reports.ReadYearly(s.oversight(), s.now(), owner)
}

func newYearlyPage(words i18n.Printer, y reports.Yearly) *yearlyPage {
	p := &yearlyPage{Owner: y.Owner, Paper: y.Paper(words), Lines: make([]struct{}, plansLines)}
	p.Page = Page{Title: words.T("yearly.name") + ": " + y.Owner.Name, Running: y.Owner.Name + ", " + words.T("yearly.name"), Synthetic: y.Edition != nil && y.Edition.Synthetic}
	if row := y.Stage(); row != nil {
		p.Key = []charts.KeyEntry{charts.NowKey(words.T("school.legend_now"))}
		for i, c := range y.Edition.Components {
			p.Condition = append(p.Condition, newYearlyRow(words, c, row.Cells[i]))
		}
		if slices.ContainsFunc(p.Condition, func(r yearlyRow) bool { return r.Target != "" }) {
			p.Key = append(p.Key, charts.TargetKey(words.T("school.legend_target")))
		}
	}
	if before, now := y.Years(); now != nil {
		p.Then, p.Now = y.Halves(words)
		for i, c := range y.Edition.Components {
			a, b := before.Cells[i], now.Cells[i]
			p.Movement = append(p.Movement, yearlyMove{
				Name: c.Name.In(words.Lang()), Then: newFigure(words, a.Now, a.HeadCount), Now: newFigure(words, b.Now, b.HeadCount), Move: words.T(reports.MoveKey(p.Paper.Moves[i])),
			})
		}
	}
	return p
}

func newYearlyRow(words i18n.Printer, head analytics.ComponentHead, cell analytics.OwnerRow) yearlyRow {
	c := newOwnerCell(words, head.Name.In(words.Lang()), cell)
	return yearlyRow{Name: c.Component, Picture: c.Picture, Steps: cell.Steps, Figure: c.Figure, Target: c.Target, Distance: c.Distance}
}

// PrintYearly writes an owner's summary, in the owner's look, as a page that holds all its files, to be printed where nobody is signed in: for the command line.
func PrintYearly(w io.Writer, bundle *i18n.Bundle, y reports.Yearly, look brand.Brand, lang string) error {
	words := bundle.Printer(lang)
	page := newYearlyPage(words, y)
	page.Letterhead = newLetterhead(words, look, y.Owner.Name, logoInside(look.Logo))
	return printAlone(w, words, "yearly", page)
}
