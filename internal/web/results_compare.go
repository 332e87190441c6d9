package web

import (
	"context"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// comparePage is templates/results_compare.html: two waves held against each other, any two.
type comparePage struct {
	schoolFrame
	Then, Now []waveLink // the waves to choose, the earlier one and the later one
	Pair      string     // which two they are; empty where there are not two
	Overall   *compareRow
	Claims    []compareRow // of the components
	Exhibit   exhibit
	Family    string
	Relevant  string
}

// compareRow is a measure with the two sentences about its change, never mixed.
type compareRow struct {
	Name, Href   string
	Staff, Claim string // empty where the two cannot be compared; then Why says why
	Size, Normal string
	Detectable   string
	Order        string
	Why          string
}

func (s *Server) compare(_ context.Context, r *request) (reply, error) {
	page, _, err := s.comparePage(r)
	if err != nil {
		return nil, err
	}
	return render("results_compare", page), nil
}

func (s *Server) compareExhibits(r *request) (exhibits, error) {
	_, all, err := s.comparePage(r)
	return all, err
}

// comparePage needs both views: the one of the later wave says which pages there are.
func (s *Server) comparePage(r *request) (*comparePage, exhibits, error) {
	q, err := s.schoolQuery(r)
	if err != nil {
		return nil, exhibits{}, err
	}
	pair, err := s.compareFor(r, q)
	if err != nil {
		return nil, exhibits{}, err
	}
	view, err := s.schoolFor(r, kept(q))
	if err != nil {
		return nil, exhibits{}, err
	}
	page, all := newComparePage(r.words, view, pair)
	return page, all, nil
}

// compareFor holds two waves against each other as far as the visitor may see them.
func (s *Server) compareFor(r *request, q analytics.Query) (*analytics.CompareView, error) {
	if r.belongs() {
		return s.analytics.Compare(q)
	}
	return s.analytics.CompareForOwner(q)
}

func newComparePage(words i18n.Printer, view *analytics.SchoolView, pair *analytics.CompareView) (*comparePage, exhibits) {
	p := &comparePage{schoolFrame: newSchoolFrame(words, view, atCompare, words.T("school.compare_title"))}
	p.Waves, p.Latest = nil, ""
	p.chooseGroups(words, pair)
	p.chooseWaves(words, pair)
	all := p.of(words, view, "compare")
	if pair.Now == nil {
		return p, all
	}
	name := func(h analytics.WaveHead) string {
		return words.T("school.wave_named", "phase", phaseTitle(words, h.Phase), "date", closedOn(words, h))
	}
	p.Pair = words.T("school.compare_pair", "then", name(*pair.Then), "now", name(*pair.Now))
	all.Of = []string{view.School.Name, p.Pair}
	if p.Group != "" {
		all.Of = append(all.Of, p.Group)
	}
	p.Remarks = said(words, pair.Notes)
	var plain []analytics.Row
	overall := newCompareRow(words, pair, *pair.Overall)
	p.Overall = &overall
	for _, row := range pair.Rows {
		p.Claims, plain = append(p.Claims, newCompareRow(words, pair, row)), append(plain, row.Row)
	}
	p.Family, p.Relevant = familyWords(words, plain)
	p.Exhibit = compareExhibit(words, pair).filed(fileAt(pairQuery(pair), atCompare))
	all.List = []exhibit{p.Exhibit}
	return p, all
}

// pairQuery is the query of the pair that is shown, each wave by name.
func pairQuery(pair *analytics.CompareView) analytics.Query {
	q := kept(pair.Query)
	q.Wave, q.Before = pair.Now.ID, pair.Then.ID
	return q
}

// chooseWaves offers every pair, the earlier one first: an earlier wave with the later one that is shown, and a later one with the earlier.
func (p *comparePage) chooseWaves(words i18n.Printer, pair *analytics.CompareView) {
	now, then := len(pair.Waves), -1
	for i, w := range pair.Waves {
		if pair.Now != nil && w.ID == pair.Now.ID {
			now = i
		}
		if pair.Then != nil && w.ID == pair.Then.ID {
			then = i
		}
	}
	for i, w := range pair.Waves {
		link := waveLink{Name: phaseTitle(words, w.Phase), Date: closedOn(words, w)}
		q := kept(pair.Query)
		if i < min(now, len(pair.Waves)-1) {
			q.Before, q.Wave = w.ID, pair.Waves[min(now, len(pair.Waves)-1)].ID
			link.Href, link.Current = pathOf(q, atCompare), i == then
			p.Then = append(p.Then, link)
		}
		if i > 0 {
			q.Before, q.Wave = pair.Waves[min(max(then, 0), i-1)].ID, w.ID
			link.Href, link.Current = pathOf(q, atCompare), i == now
			p.Now = append(p.Now, link)
		}
	}
}

// chooseGroups offers the groups that both waves have.
func (p *comparePage) chooseGroups(words i18n.Printer, pair *analytics.CompareView) {
	p.Audience = nil
	if len(pair.Groups) == 0 {
		return
	}
	q := pairQuery(pair)
	q.Group = ""
	p.Audience = append(p.Audience, choice{Href: pathOf(q, atCompare), Name: words.T("school.whole_for_staff"), Current: pair.Query.Group == ""})
	for _, g := range pair.Groups {
		q.Group = g.Key
		p.Audience = append(p.Audience, choice{Href: pathOf(q, atCompare), Name: g.Name.In(words.Lang()), Current: pair.Query.Group == g.Key})
	}
}

func newCompareRow(words i18n.Printer, pair *analytics.CompareView, row analytics.ComparedRow) compareRow {
	out := compareRow{Name: rowName(words, row.Row)}
	if row.Kind != analytics.Overall {
		q := kept(pair.Query)
		q.Wave = pair.Now.ID
		out.Href = pathOf(q, componentAt(row.Component))
	}
	if changes := newChanges(words, row.Changes); len(changes) > 0 {
		c := changes[0]
		out.Staff, out.Claim, out.Size, out.Normal, out.Detectable, out.Order = c.Staff, c.Claim, c.Size, c.Normal, c.Detectable, c.Order
		return out
	}
	out.Why = whyNot(words, row)
	return out
}

// whyNot says why two figures are not compared.
func whyNot(words i18n.Printer, row analytics.ComparedRow) string {
	switch _, now := row.Now.Shown(); {
	case !now:
		return words.Say(row.Now.State().Reason())
	case row.Then.Break:
		return words.Say(row.Then.BreakWords())
	case row.Then.Cell.State() != analytics.Value:
		return words.T("school.compare_then", "reason", row.Then.Cell.State().Reason())
	}
	return words.T("school.not_comparable")
}

// compareExhibit is the two waves as dots on the same scale, with the difference and what may be said of it.
func compareExhibit(words i18n.Printer, pair *analytics.CompareView) exhibit {
	then, now := phaseTitle(words, pair.Then.Phase), phaseTitle(words, pair.Now.Phase)
	e := exhibit{
		ID: "compare", Method: "change", Title: words.T("school.compare_picture"), HowTo: words.T("school.compare_how"),
		Answered: words.T("school.compare_answered", "then", then, "before", answeredWords(words, pair.Then.Answered, pair.Then.HeadCount), "now", now, "after", answeredWords(words, pair.Now.Answered, pair.Now.HeadCount)),
		Axis:     axis(pair.Overall.Steps), Key: []charts.KeyEntry{charts.NowKey(now), charts.BeforeKey(then)},
		Table: exhibitTable{First: words.T("school.component"), Heads: []exhibitHead{{Name: then}, {Name: now}, {Name: words.T("school.difference")}, {Name: words.T("school.beyond")}}},
	}
	for _, row := range append([]analytics.ComparedRow{*pair.Overall}, pair.Rows...) {
		var earlier []analytics.Cell
		if !row.Then.Break {
			earlier = []analytics.Cell{row.Then.Cell}
		}
		before, after := newFigure(words, row.Then.Cell, row.Then.HeadCount), newFigure(words, row.Now, row.HeadCount)
		e.Table.Rows = append(e.Table.Rows, exhibitRow{
			Name: rowName(words, row.Row), Strong: row.Kind == analytics.Overall, Drawing: charts.DotRow{Steps: row.Steps, Now: row.Now, Earlier: earlier}.Drawing(),
			Cells: append([]exhibitCell{figureCell(before), figureCell(after)}, differenceCells(words, row)...),
		})
		if before.Hidden() || after.Hidden() {
			e.Hidden = nearestAt(words, pairQuery(pair), atCompare)
		}
	}
	return e
}

// differenceCells are the difference with what it is for this staff, and whether it is more than normal fluctuation with the interval of that.
func differenceCells(words i18n.Printer, row analytics.ComparedRow) []exhibitCell {
	if len(row.Changes) == 0 {
		return []exhibitCell{{Text: words.T("school.not_comparable"), Span: 2}}
	}
	c := row.Changes[0]
	verdict := exhibitCell{Text: words.Say(analytics.VerdictLabel(c.Verdict))}
	if c.Limit != analytics.Exact {
		return []exhibitCell{{Text: words.Say(signedInterval(words, c.Bounds))}, verdict}
	}
	difference := exhibitCell{Text: words.Signed(c.Difference, 1), Detail: words.Say(signedInterval(words, c.Staff))}
	if c.Everyone {
		difference.Detail = words.T("results.mean.everyone")
	}
	verdict.Detail = words.Say(signedInterval(words, c.Claim))
	return []exhibitCell{difference, verdict}
}
