package reports

import (
	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// method is how the figures came to be, in plain words: what holds for every school, and what is said of several together.
func (r *ownerReport) method() Sheet {
	d := newDraft(r.p.T("report.sheet.method"), r.p.T("report.heading.method"), r.p.T("report.about.method"))
	d.Widths = []float64{30, 112}
	d.skip(1)
	for _, part := range r.methodParts() {
		d.add(text(Label, part.Head), text(Prose, part.Text))
	}
	return d.Sheet
}

// MethodOfOwner says in plain words how the figures of a view of an owner's schools came to be.
func MethodOfOwner(v *analytics.OwnerView, p i18n.Printer) []MethodPart {
	r := &ownerReport{base: base{p: p}, Owner: Owner{View: v}}
	return r.methodParts()
}

func (r *ownerReport) methodParts() []MethodPart {
	minimum := r.p.Number(float64(r.minGroup()), 0)
	return append(r.methodOfSchools(), []MethodPart{
		{"asked", r.p.T("report.method.asked_head"), r.p.T("report.method.asked")},
		{"index", r.p.T("report.method.index_head"), r.p.T("report.method.index")},
		{"interval", r.p.T("report.method.interval_head"), r.p.T("report.method.interval")},
		{"spread", r.p.T("report.method.spread_head"), r.p.T("report.method.spread")},
		{"target", r.p.T("report.method.target_head"), r.p.T("report.method.target")},
		{"hidden", r.p.T("report.method.hidden_head"), r.p.T("report.method.hidden", "minimum", minimum)},
		{"limit", r.p.T("report.method.limit_head"), r.p.T("report.method.limit")},
		{"rate", r.p.T("report.method.rate_head"), r.p.T("report.method.rate")},
		{"not", r.p.T("report.method.not_head"), r.p.T("report.method.not")},
	}...)
}

// methodOfSchools is what is said of several schools together.
func (r *base) methodOfSchools() []MethodPart {
	return []MethodPart{
		{"sharing", r.p.T("report.owner.method.sharing_head"), r.p.T("report.owner.method.sharing")},
		{"beside", r.p.T("report.owner.method.beside_head"), r.p.T("report.owner.method.beside")},
		{"together", r.p.T("report.owner.method.together_head"), r.p.T("report.owner.method.together", "least", analytics.MinOwnerSchools)},
		{"course", r.p.T("report.owner.method.course_head"), r.p.T("report.owner.method.course")},
		{"movement", r.p.T("report.owner.method.movement_head"), r.p.T("report.owner.method.movement")},
	}
}

// minGroup is the least number of answers behind a figure of a school in this report.
func (r *ownerReport) minGroup() int {
	least := 0
	for _, school := range r.shown() {
		if least == 0 || school.Now.MinGroup < least {
			least = school.Now.MinGroup
		}
	}
	if least == 0 {
		return surveys.DefaultMinGroup
	}
	return least
}
