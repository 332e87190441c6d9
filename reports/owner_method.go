package reports

import (
	"tilstand/analytics"
	"tilstand/surveys"
)

// method is how the figures came to be, in plain words: what holds for every school, and what is said of several together.
func (r *ownerReport) method() Sheet {
	d := newDraft(r.p.T("report.sheet.method"), r.p.T("report.heading.method"), r.p.T("report.about.method"))
	d.Widths = []float64{30, 112}
	d.skip(1)
	minimum := r.p.Number(float64(r.minGroup()), 0)
	for _, part := range []MethodPart{
		{r.p.T("report.owner.method.sharing_head"), r.p.T("report.owner.method.sharing")},
		{r.p.T("report.owner.method.beside_head"), r.p.T("report.owner.method.beside")},
		{r.p.T("report.owner.method.together_head"), r.p.T("report.owner.method.together", "least", analytics.MinOwnerSchools)},
		{r.p.T("report.owner.method.course_head"), r.p.T("report.owner.method.course")},
		{r.p.T("report.owner.method.movement_head"), r.p.T("report.owner.method.movement")},
		{r.p.T("report.method.asked_head"), r.p.T("report.method.asked")},
		{r.p.T("report.method.index_head"), r.p.T("report.method.index")},
		{r.p.T("report.method.interval_head"), r.p.T("report.method.interval")},
		{r.p.T("report.method.spread_head"), r.p.T("report.method.spread")},
		{r.p.T("report.method.target_head"), r.p.T("report.method.target")},
		{r.p.T("report.method.hidden_head"), r.p.T("report.method.hidden", "minimum", minimum)},
		{r.p.T("report.method.limit_head"), r.p.T("report.method.limit")},
		{r.p.T("report.method.rate_head"), r.p.T("report.method.rate")},
		{r.p.T("report.method.not_head"), r.p.T("report.method.not")},
	} {
		d.add(text(Label, part.Head), text(Prose, part.Text))
	}
	return d.Sheet
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
