package web

import (
	"math"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// foreseen is what a planned wave will be able to show, in words.
type foreseen struct {
	Says     []string
	Groups   []string
	Together string            // that a group which is too small can take another with it; empty where none is
	Measures []foreseenMeasure // empty where nothing can be compared
}

// foreseenMeasure is a row of the figures behind the words.
type foreseenMeasure struct {
	Name, Margin, Change string
}

func newForeseen(words i18n.Printer, p surveys.Preview) foreseen {
	f := analytics.Foresee(p)
	out := foreseen{}
	answers := words.T("wave.foresee_answers", "percent", int(math.Round(100*analytics.ExpectedRate(p.Instrument.Audience))), "n", f.Expected)
	for _, g := range f.Groups {
		key := "wave.foresee_enough"
		if !g.Enough {
			key, out.Together = "wave.foresee_few", words.T("wave.foresee_together")
		}
		out.Groups = append(out.Groups, words.T(key, "name", g.Name, "n", g.Expected))
	}
	switch {
	case f.Expected < f.MinGroup:
		out.Says = []string{answers + " " + words.T("wave.foresee_none", "min", f.MinGroup)}
	case p.Instrument.Audience != surveys.Staff:
		out.Says = []string{answers + " " + words.T("wave.foresee_others")}
	case len(f.Measures) == 0:
		out.Says = []string{answers + " " + words.T("wave.foresee_mapping")}
	default:
		out.compare(words, f, answers)
	}
	return out
}

// compare says what it takes to tell a change.
func (out *foreseen) compare(words i18n.Printer, f analytics.Foresight, answers string) {
	most := 0.0
	for _, m := range f.Measures {
		name := m.Name.In(words.Lang())
		if m.Measure == analytics.OverallKey {
			name = words.T("wave.foresee_overall")
		} else {
			most = max(most, m.Change)
		}
		out.Measures = append(out.Measures, foreseenMeasure{Name: name, Margin: "± " + words.Number(m.Margin, 1), Change: words.Number(m.Change, 1)})
	}
	out.Says = []string{
		answers + " " + words.T("wave.foresee_change", "overall", f.Measures[0].Change, "component", most, "count", f.Family.Size),
		words.T("wave.foresee_trend"),
		words.T("wave.foresee_relevant", "relevant", f.Relevant),
	}
}
