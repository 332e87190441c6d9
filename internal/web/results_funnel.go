package web

import (
	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// funnelSection shows schools of different sizes beside each other. Without a funnel it says why.
type funnelSection struct {
	Measures []choice // what the funnel can be of
	Middle   string   // empty where too few schools have a number
	Widened  bool
	Picture  picture
	Rows     []funnelRow
	Shrunken bool   // there is an estimate beside the mean
	Apart    string // who is not in the figure; empty where everybody is
}

// funnelRow is one school in the table under the funnel.
type funnelRow struct {
	Letter, Name, Href string
	N                  int
	Mean, Expected     string
	Reading            string
	Shrunken, Interval string
	Counts             string
	NotComparable      bool
}

// newFunnelSection is nil where no school has a survey here.
func newFunnelSection(words i18n.Printer, view *analytics.OwnerView) *funnelSection {
	any := false
	for _, school := range view.Schools {
		any = any || school.Now != nil
	}
	if !any {
		return nil
	}
	f := view.Funnel
	s := &funnelSection{Measures: funnelMeasures(words, view)}
	if f == nil {
		return s
	}
	s.Middle = words.T("edition.funnel_middle", "centre", words.Number(f.Centre, 2), "sd", words.Number(f.SD, 2))
	s.Widened, s.Picture = f.Widened, charts.Funnel{View: f}.Picture(words)
	for i, p := range f.Points {
		s.Rows = append(s.Rows, newFunnelRow(words, i, p))
		s.Shrunken = s.Shrunken || p.Shrunken != nil
	}
	var apart []string
	for _, school := range f.Apart {
		apart = append(apart, school.Name)
	}
	if len(apart) > 0 {
		s.Apart = words.T("edition.funnel_apart", "schools", words.List(apart))
	}
	return s
}

func newFunnelRow(words i18n.Printer, i int, p analytics.FunnelPoint) funnelRow {
	row := funnelRow{
		Letter: charts.Letter(i), Name: p.School.Name, Href: "/schools/" + p.School.Orgnr, N: p.N,
		Mean: words.Number(p.Mean, 1), Expected: words.Interval(p.Inner.Low, p.Inner.High, 1), Reading: words.Say(funnelWords(p.Verdict)),
	}
	if s := p.Shrunken; s != nil {
		row.Shrunken, row.Interval = words.Number(s.Mean, 1), words.Interval(s.Interval.Low, s.Interval.High, 1)
		row.Counts, row.NotComparable = words.T("edition.counts", "share", words.Percent(s.Reliability)), !s.Comparable
	}
	return row
}

func funnelWords(v analytics.FunnelVerdict) i18n.Sentence {
	switch v {
	case analytics.FunnelHigh:
		return i18n.Sentence{Key: "edition.high"}
	case analytics.FunnelLow:
		return i18n.Sentence{Key: "edition.low"}
	case analytics.FunnelAbove:
		return i18n.Sentence{Key: "edition.above"}
	case analytics.FunnelBelow:
		return i18n.Sentence{Key: "edition.below"}
	default:
		return i18n.Sentence{Key: "edition.inside"}
	}
}

// funnelMeasures are overall and the components, as links that lead back to the funnel.
func funnelMeasures(words i18n.Printer, view *analytics.OwnerView) []choice {
	choices := []choice{{Name: words.T("school.overall"), Href: ownerAddress(view.Owner.Orgnr, view.Query.Align, "") + "#funnel", Current: view.Query.Component == ""}}
	for _, c := range view.Components {
		choices = append(choices, choice{
			Name: c.Name.In(words.Lang()), Href: ownerAddress(view.Owner.Orgnr, view.Query.Align, c.Key) + "#funnel", Current: view.Query.Component == c.Key,
		})
	}
	return choices
}
