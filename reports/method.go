package reports

import (
	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// MethodPart is a heading, and how the figures under it came to be. Anchor names it in addresses of the page that has all of them.
type MethodPart struct {
	Anchor, Head, Text string
}

// Method says in plain words how the figures of a view came to be. Every number in it is the one that was used.
func Method(v *analytics.SchoolView, p i18n.Printer) []MethodPart {
	r := &report{base: base{p: p}, v: v}
	return r.methodParts()
}

func (r *report) method() Sheet {
	d := newDraft(r.p.T("report.sheet.method"), r.p.T("report.heading.method"), r.p.T("report.about.method"))
	d.Widths = []float64{30, 112}
	d.skip(1)
	for _, part := range append(r.methodParts(), MethodPart{"query", r.p.T("report.method.query_head"), r.p.T("report.method.query", "query", r.v.Query.String())}) {
		d.add(text(Label, part.Head), text(Prose, part.Text))
	}
	return d.Sheet
}

func (r *report) methodParts() []MethodPart {
	s := r.scale()
	scale := stat.Scale{Min: s.least, Max: s.most}
	relevant := stat.RelevantDifference(scale)
	parts := []MethodPart{
		{"asked", r.p.T("report.method.asked_head"), r.p.T("report.method.asked")},
		{"index", r.p.T("report.method.index_head"), r.p.T("report.method.index")},
		{"scale", r.p.T("report.method.scale_head"), r.p.T("report.method.scale", "least", int(s.least), "most", int(s.most), "value", 4.0, "hundred", r.p.Number(scale.Percent(4), 0))},
		{"interval", r.p.T("report.method.interval_head"), r.p.T("report.method.interval")},
		{"spread", r.p.T("report.method.spread_head"), r.p.T("report.method.spread")},
		{"target", r.p.T("report.method.target_head"), r.p.T("report.method.target")},
		{"change", r.p.T("report.method.change_head"), r.p.T("report.method.change", "relevant", relevant, "percent", stat.RelevantPercent)},
		{"family", r.p.T("report.method.family_head"), r.p.T("report.method.family")},
		{"trend", r.p.T("report.method.trend_head"), r.p.T("report.method.trend")},
		{"agreement", r.p.T("report.method.agreement_head"), r.p.T("report.method.agreement")},
		{"order", r.p.T("report.method.order_head"), r.p.T("report.method.order")},
		{"share", r.p.T("report.method.share_head"), r.p.T("report.method.share")},
		{"break", r.p.T("report.method.break_head"), r.p.T("report.method.break")},
		{"hidden", r.p.T("report.method.hidden_head"), r.p.T("report.method.hidden", "minimum", r.minGroup())},
		{"limit", r.p.T("report.method.limit_head"), r.p.T("report.method.limit")},
		{"rate", r.p.T("report.method.rate_head"), r.p.T("report.method.rate")},
		{"not", r.p.T("report.method.not_head"), r.p.T("report.method.not")},
	}
	if len(r.v.Others) > 0 {
		parts = append(parts, r.methodOfOthers())
	}
	if len(r.aloneWaves()) > 0 {
		parts = append(parts, r.methodOfAlone())
	}
	return parts
}

func (r *report) methodOfOthers() MethodPart {
	return MethodPart{"others", r.p.T("report.method.others_head"), r.p.T("report.method.others")}
}

func (r *report) methodOfAlone() MethodPart {
	return MethodPart{"alone", r.p.T("report.method.alone_head"), r.p.T("report.method.alone", "minimum", r.minGroup())}
}

// minGroup is the least number of answers behind a figure in this report.
func (r *report) minGroup() string {
	switch {
	case r.v.Now != nil:
		return r.p.Number(float64(r.v.Now.MinGroup), 0)
	case r.v.Mapping != nil:
		return r.p.Number(float64(r.v.Mapping.Wave.MinGroup), 0)
	}
	return r.p.Number(surveys.DefaultMinGroup, 0)
}
