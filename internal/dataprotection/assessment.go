package dataprotection

import (
	"time"

	"tilstand/internal/i18n"
)

// Assessment is a draft of the data protection impact assessment, by the parts of GDPR article 35(7).
func Assessment(f Facts, p i18n.Printer, made time.Time) Document {
	w := writer{f, p}
	d := w.begin(p.T("pack.dpia.title"), p.T("pack.dpia.lead"), made)
	d.Parts = []Part{
		{Title: p.T("pack.dpia.describe.title"), Text: []string{
			p.T("pack.dpia.describe.what"), p.T("pack.dpia.describe.flow"),
			p.T("pack.dpia.describe.who", "controller", w.name(w.controller()), "operator", w.name(w.Settings.Runs()), "place", w.place()),
		}},
		{Title: p.T("pack.dpia.need.title"), Text: []string{p.T("pack.dpia.need.text")}},
		{Title: p.T("pack.dpia.proportion.title"), Text: []string{
			p.T("pack.dpia.proportion.purpose"), p.T("pack.dpia.proportion.minimise", "min", f.MinGroup, "least", f.LeastGroup),
			p.T("pack.dpia.proportion.inform"), p.T("pack.dpia.proportion.rights"), p.T("pack.dpia.proportion.time", "count", f.Months),
		}},
		w.risks(),
		{Title: p.T("pack.dpia.opinions.title"), Text: []string{p.T("pack.dpia.opinions.officer"), p.T("pack.dpia.opinions.staff")}},
		{Title: p.T("pack.dpia.conclusion.title"), Text: []string{p.T("pack.dpia.conclusion.text")}},
	}
	return d
}

// risks is the table of what can go wrong for those who answer.
func (w writer) risks() Part {
	part := Part{Title: w.p.T("pack.dpia.risks.title"), Text: []string{w.p.T("pack.dpia.risks.text")}, Heads: []string{
		w.p.T("pack.field.risk"), w.p.T("pack.field.program"), w.p.T("pack.field.school"), w.p.T("pack.field.remains"),
	}}
	for _, r := range []struct {
		key   string
		facts []any // that what the program does is told with
	}{
		{"small", []any{"min", w.MinGroup, "least", w.LeastGroup}},
		{"differ", nil},
		{"link", nil},
		{"copy", nil},
		{"pressure", nil},
		{"misuse", nil},
		{"signin", []any{"methods", w.methods(), "hours", w.SessionHours}},
		{"loss", nil},
		{"long", []any{"notice", w.Notice}},
	} {
		of := "pack.risk." + r.key + "."
		part.Rows = append(part.Rows, Row{{w.p.T(of + "risk")}, {w.p.T(of+"program", r.facts...)}, {w.p.T(of + "school")}, {w.p.T(of + "remains")}})
	}
	return part
}
