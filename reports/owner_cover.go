package reports

import (
	"slices"

	"tilstand/analytics"
	"tilstand/surveys"
)

// cover says whose schools, how many of them are here, how to read what follows, and where it stands.
func (r *ownerReport) cover(sheets []Sheet) Sheet {
	d := &draft{Sheet{Name: r.p.T("report.sheet.cover"), About: r.p.T("report.owner.title"), Widths: []float64{30, 112}, Fit: true}}
	d.add(text(Title, r.View.Owner.Name))
	d.add(text(Subtitle, r.p.T("report.owner.title")))
	if r.synthetic() {
		d.add(text(Warning, r.p.T("base.synthetic")))
	}
	d.skip(1)
	r.facts(d)
	d.part(r.p.T("report.cover.reading"))
	d.fact(r.p.T("report.owner.order"), text(Prose, r.p.T("report.owner.order_why")))
	r.legend(d)
	d.part(r.p.T("report.cover.contents"))
	for _, s := range sheets {
		d.add(Cell{Kind: Text, Text: s.Name, Look: Anchor, Link: s.Name}, text(Prose, s.About))
	}
	d.part(r.p.T("report.cover.not"))
	d.fact(r.p.T("report.cover.not_ranking"), text(Prose, r.p.T("report.owner.not_ranking_why")))
	d.fact(r.p.T("report.cover.not_cause"), text(Prose, r.p.T("report.cover.not_cause_why")))
	return d.Sheet
}

func (r *ownerReport) facts(d *draft) {
	d.fact(r.p.T("report.cover.owner"), text(Prose, r.named(r.View.Owner.Name, r.View.Owner.Orgnr)))
	d.fact(r.p.T("report.owner.schools"), onLeft(count(len(r.View.Schools)), Prose))
	d.fact(r.p.T("report.owner.with_figures"), onLeft(count(len(r.shown())), Prose))
	s := r.View.Sharing
	d.fact(r.p.T("report.owner.sharing"), text(Prose, r.p.T("share.how_many", "all", s.All, "components", s.Components, "nothing", s.Nothing)))
	d.fact(r.p.T("report.owner.aligned"), text(Prose, r.alignment()))
	if r.Last != nil {
		d.fact(r.p.T("report.owner.edition"), text(Prose, r.p.T("report.owner.edition_facts",
			"number", r.Last.Edition.Number, "date", r.p.Date(r.Last.Edition.Issued.Time()), "schools", r.Last.Edition.Schools, "sharing", r.Last.Edition.Sharing)))
	}
	d.fact(r.p.T("report.owner.asked"), text(Prose, r.p.T("report.owner.query", "query", r.View.Query.String())))
}

// summary is how many schools are where against the target, component by component, and what they are together.
func (r *ownerReport) summary() Sheet {
	d := newDraft(r.p.T("report.owner.sheet.summary"), r.p.T("report.owner.heading.summary"), r.p.T("report.owner.about.summary"))
	d.add(text(Lead, r.p.T("report.owner.hint.summary")))
	var rows [][]Cell
	for _, s := range r.View.Standings() {
		rows = append(rows, []Cell{
			body(s.Name.In(r.p.Lang())), count(s.Reached), count(s.About), count(s.Missed), count(s.Unclear), count(s.Untargeted), count(s.Gone),
		})
	}
	d.mainTable("Summary", []column{
		{r.p.T("report.column.component"), 30},
		{r.p.T("report.owner.column.reached"), 15},
		{r.p.T("report.owner.column.about"), 15},
		{r.p.T("report.owner.column.missed"), 15},
		{r.p.T("report.owner.column.unclear"), 15},
		{r.p.T("report.owner.column.untargeted"), 15},
		{r.p.T("report.owner.column.gone"), 15},
	}, rows)
	d.skip(1)
	d.add(text(Heading, r.p.T("report.owner.heading.together")))
	r.together(d)
	return d.Sheet
}

// together is what the last edition says of the schools lined up as here. Fewer than three schools have none, and are told how to read on.
func (r *ownerReport) together(d *draft) {
	row := r.View.Together
	switch {
	case row == nil && len(r.shown()) < analytics.MinOwnerSchools:
		d.add(text(Lead, r.p.T("report.owner.few", "least", analytics.MinOwnerSchools)))
		d.add(text(Lead, r.p.T("report.owner.few_how")))
		return
	case row == nil:
		d.add(text(Lead, r.p.T("report.owner.no_edition")))
		return
	}
	d.add(text(Lead, r.p.T("report.owner.hint.together", "schools", row.Schools, "waiting", row.Waiting)))
	t := []column{
		{head: r.p.T("report.column.component")},
		{head: r.p.T("report.column.n")},
		{head: r.p.T("report.column.mean")},
		{head: r.p.T("report.column.low")},
		{head: r.p.T("report.column.high")},
		{head: r.p.T("report.column.target")},
		{head: r.p.T("report.column.state")},
	}
	rows := [][]Cell{r.togetherRow(r.p.T("results.finding.overall"), row.Overall)}
	for i, c := range r.View.Components {
		rows = append(rows, r.togetherRow(c.Name.In(r.p.Lang()), row.Cells[i]))
	}
	d.table("Together", t, rows)
}

func (r *ownerReport) togetherRow(name string, row analytics.OwnerRow) []Cell {
	cells := []Cell{body(name), r.n(row.Now), r.mean(row.Now)}
	return append(append(cells, r.interval(row.Now, row.HeadCount)...), r.level(row.Target), r.state(row.Now))
}

// turnout is who answers and who shares: a row for every school of the owner, those that share nothing too.
func (r *ownerReport) turnout() Sheet {
	d := newDraft(r.p.T("report.owner.sheet.turnout"), r.p.T("report.owner.heading.turnout"), r.p.T("report.owner.about.turnout"))
	s := r.View.Sharing
	d.add(text(Lead, r.p.T("share.how_many", "all", s.All, "components", s.Components, "nothing", s.Nothing)))
	var rows [][]Cell
	for _, school := range r.View.Schools {
		rows = append(rows, r.turnoutRow(school))
	}
	d.mainTable("Turnout", []column{
		{r.p.T("report.cover.school"), 34},
		{r.p.T("report.owner.column.orgnr"), 16},
		{r.p.T("report.owner.column.shares"), 24},
		{r.p.T("report.owner.column.status"), 22},
		{r.p.T("report.column.phase"), 18},
		{r.p.T("report.column.closed"), 20},
		{r.p.T("report.column.head_count"), 12},
		{r.p.T("report.column.n"), 10},
		{r.p.T("report.column.rate"), 12},
	}, rows)
	return d.Sheet
}

func (r *ownerReport) turnoutRow(school analytics.OwnerSchool) []Cell {
	cells := []Cell{
		body(school.School.Name), body(school.School.Orgnr), body(r.p.T(degreeWords[school.Shares])), body(r.p.T("report.owner.status." + string(school.Status))),
	}
	if school.Now == nil {
		none := text(Marker, r.p.T("report.owner.not_here"))
		if school.Shares == surveys.SharesNothing {
			none = text(Marker, r.p.T("report.owner.not_shared"))
		}
		return append(cells, slices.Concat([]Cell{aside(none), aside(none)}, []Cell{none, none, none})...)
	}
	now := *school.Now
	return append(cells, body(r.marked(now, r.phaseName(now.Phase))), onLeft(day(now.Closed.Time(), r.longDay()), Body),
		count(now.HeadCount), r.n(now.Answered), r.rate(now.Answered, now.HeadCount))
}

// degreeWords are the keys for how much a school shares.
var degreeWords = map[surveys.Degree]string{
	surveys.SharesNothing: "report.owner.shares.nothing", surveys.SharesComponents: "report.owner.shares.components", surveys.SharesAll: "report.owner.shares.all",
}
