package web

import (
	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// heatTable holds schools against the targets of the components: the distance in every cell, on a tint by its band. A tint carries nothing that the
// number does not, and the cut points stand above.
type heatTable struct {
	Heads    []heatHead
	Rows     []heatRow
	Together *heatRow // what the last edition says; nil before the first
	Key      []heatKey
	Sorted   string // how the rows are ordered, in words
	Unsure   bool   // some cell is marked so
	Bare     bool   // some cell has a number and no target
	Gone     int    // cells whose number is hidden
}

// heatHead is a column; its name orders the schools by it.
type heatHead struct {
	Name, Href string
	Sorted     bool
	Figures    bool // a column of figures
}

// heatKey is a band in the legend.
type heatKey struct{ Band, Text string }

// heatRow is a school.
type heatRow struct {
	Name, Href, Stage, When, Answered, Note string
	Cells                                   []heatCell // overall first, then the components
}

// heatCell is a figure. Band is how it looks: that of its gap, "bare" without one, "open" where the gap lies in several bands, or the state of a figure that is not shown.
type heatCell struct {
	Band, Text, Mean string
	Unsure           bool
}

func newHeatTable(words i18n.Printer, view *analytics.OwnerView, rest string) *heatTable {
	t := &heatTable{Heads: heatHeads(words, view, rest), Key: heatKeys(words, view), Sorted: words.Say(orderWords(words, view))}
	for _, school := range view.Schools {
		if school.Now != nil {
			t.Rows = append(t.Rows, t.row(words, school))
		}
	}
	if view.Together != nil {
		t.Together = &heatRow{Name: words.T("edition.together"), Cells: []heatCell{t.cell(words, view.Together.Overall)}}
		for _, row := range view.Together.Cells {
			t.Together.Cells = append(t.Together.Cells, t.cell(words, row))
		}
	}
	return t
}

// heatHeads are the columns, each with the address that orders by it.
func heatHeads(words i18n.Printer, view *analytics.OwnerView, rest string) []heatHead {
	head := func(name, sort string, figures bool) heatHead {
		q := view.Query
		q.Sort = sort
		return heatHead{Name: name, Href: ownerPath(q, rest), Sorted: view.Query.Sort == sort, Figures: figures}
	}
	heads := []heatHead{
		head(words.T("school.school"), "", false), head(words.T("owner.stage"), analytics.OrderByStage, false),
		head(words.T("owner.rate"), analytics.OrderByResponse, false), head(words.T("school.overall"), analytics.OrderByOverall, true),
	}
	for _, c := range view.Components {
		heads = append(heads, head(c.Name.In(words.Lang()), analytics.OrderByGap(c.Key), true))
	}
	return heads
}

// orderWords say how schools are ordered.
func orderWords(words i18n.Printer, view *analytics.OwnerView) i18n.Sentence {
	switch view.Query.Sort {
	case "":
		return i18n.Sentence{Key: "owner.order.name"}
	case analytics.OrderByStage:
		return i18n.Sentence{Key: "owner.order.stage"}
	case analytics.OrderByResponse:
		return i18n.Sentence{Key: "owner.order.response"}
	case analytics.OrderByOverall:
		return i18n.Sentence{Key: "owner.order.overall"}
	}
	for _, c := range view.Components {
		if view.Query.Sort == analytics.OrderByGap(c.Key) {
			return i18n.Sentence{Key: "owner.order.gap", Args: map[string]any{"component": c.Name}}
		}
	}
	panic("web: an order that package analytics does not have: " + view.Query.Sort)
}

// heatKeys word the bands with their cut points, on the scale that the view's figures are on; nil without figures.
func heatKeys(words i18n.Printer, view *analytics.OwnerView) []heatKey {
	steps := 0
	for _, school := range view.Schools {
		for _, row := range school.Rows {
			steps = max(steps, row.Steps)
		}
	}
	if steps == 0 {
		return nil
	}
	near, far := analytics.BandCuts(steps)
	return []heatKey{
		{"gap-" + string(analytics.BandFar), words.T("owner.band.far", "far", far)},
		{"gap-" + string(analytics.BandBelow), words.T("owner.band.below", "near", near, "far", far)},
		{"gap-" + string(analytics.BandNear), words.T("owner.band.near", "near", near)},
		{"gap-" + string(analytics.BandAbove), words.T("owner.band.above", "near", near)},
	}
}

func (t *heatTable) row(words i18n.Printer, school analytics.OwnerSchool) heatRow {
	row := heatRow{
		Name: school.School.Name, Href: "/schools/" + school.School.Orgnr, Stage: phaseTitle(words, school.Now.Phase),
		When: words.Date(school.Now.Closed.Time()), Answered: rateWords(words, school.Now),
	}
	if school.WithoutItems {
		row.Note = words.T("share.without_items")
	}
	row.Cells = append(row.Cells, t.cell(words, analytics.OwnerRow{Now: *school.Overall}))
	for _, cell := range school.Rows {
		row.Cells = append(row.Cells, t.cell(words, cell))
	}
	return row
}

// rateWords is a response rate, or the word for a hidden one.
func rateWords(words i18n.Printer, wave *analytics.WaveHead) string {
	if rate, ok := wave.Rate(); ok {
		return words.Percent(rate)
	}
	return words.Say(wave.Answered.State().Label())
}

func (t *heatTable) cell(words i18n.Printer, row analytics.OwnerRow) heatCell {
	e, ok := row.Now.Shown()
	switch {
	case !ok:
		if row.Now.State() == analytics.Hidden {
			t.Gone++
		}
		return heatCell{Band: row.Now.State().String(), Text: words.Say(row.Now.State().Label())}
	case row.Gap == nil:
		t.Bare = true
		return heatCell{Band: "bare", Text: meanText(words, e)}
	}
	c := heatCell{Text: gapText(words, row.Gap), Mean: meanText(words, e), Unsure: row.Gap.Open()}
	c.Band = bandName(row)
	t.Unsure = t.Unsure || c.Unsure
	return c
}

// bandName is how the gap of a figure looks.
func bandName(row analytics.OwnerRow) string {
	if band, ok := row.Gap.Band(row.Steps); ok {
		return "gap-" + string(band)
	}
	return "open"
}

// meanText is a mean. Thousands of them stand on a page, so that those that are plain numbers take the short way.
func meanText(words i18n.Printer, e analytics.Estimate) string {
	if e.Limit == analytics.Exact {
		return words.Number(e.Mean, 1)
	}
	return words.Say(e.MeanWords())
}

// gapText is where a figure is seen from its target: "−0.3" is 0.3 under it, as a gap of 0.3 is.
func gapText(words i18n.Printer, gap *analytics.Gap) string {
	from := func(missing float64) string { return words.Signed(0-missing, 1) }
	switch gap.Limit {
	case analytics.Exact:
		return from(gap.Value)
	case analytics.AtMost:
		return words.T("school.gap.at_least", "gap", from(gap.Value))
	case analytics.AtLeast:
		return words.T("school.gap.at_most", "gap", from(gap.Value))
	}
	return words.T("school.gap.span", "from", from(gap.Bounds.High), "to", from(gap.Bounds.Low))
}
