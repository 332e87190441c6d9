package web

import (
	"context"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// funnelPage is templates/results_owner_funnel.html.
type funnelPage struct {
	ownerHead
	Align    []choice
	Measures []choice
	Exhibit  *exhibit // nil under three schools with a number
}

// ownerFunnel shows an owner's schools by size, for those who want that.
func (s *Server) ownerFunnel(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	all := funnelExhibits(r.words, view)
	p := &funnelPage{
		ownerHead: newOwnerHead(r.words, view.Owner, r.words.T("edition.funnel")), Align: alignChoices(r.words, view, "/funnel"),
		Measures: measureChoices(r.words, view.Components, view.Query, "/funnel"),
	}
	if p.Synthetic = all.Synthetic; len(all.List) > 0 {
		p.Exhibit = &all.List[0]
	}
	return render("results_owner_funnel", p), nil
}

// funnelSection is schools of different sizes beside each other, in words.
type funnelSection struct {
	Middle   string
	Widened  bool
	Rows     []funnelRow
	Shrunken bool   // there is an estimate beside the mean
	Apart    string // who is not in the figure; empty where everybody is
}

// funnelRow is one school in the table under the funnel.
type funnelRow struct {
	Letter, Name, Href string
	Mean, Expected     string
	Reading            string
	Shrunken, Interval string
	Counts             string
	NotComparable      bool
}

// newFunnelSection words the funnel of a view that has one.
func newFunnelSection(words i18n.Printer, view *analytics.OwnerView) *funnelSection {
	f := view.Funnel
	s := &funnelSection{Widened: f.Widened, Middle: words.T("edition.funnel_middle", "centre", words.Number(f.Centre, 2), "sd", words.Number(f.SD, 2))}
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
		Letter: charts.Letter(i), Name: p.School.Name, Href: "/schools/" + p.School.Orgnr,
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

// measureChoices are overall and the components, as links to one of the owner's pages.
func measureChoices(words i18n.Printer, components []analytics.ComponentHead, q analytics.Query, rest string) []choice {
	of := func(key programme.ComponentKey, name string) choice {
		c := choice{Name: name, Current: q.Component == key}
		with := q
		with.Component = key
		c.Href = ownerPath(with, rest)
		return c
	}
	choices := []choice{of("", words.T("school.overall"))}
	for _, c := range components {
		choices = append(choices, of(c.Key, c.Name.In(words.Lang())))
	}
	return choices
}
