package reports

import "tilstand/analytics"

// shortHash is how much of an instrument's hash a person compares.
const shortHash = 12

// cover says what, when, who and how many, how to read what follows, and where it stands.
func (r *report) cover(sheets []Sheet) Sheet {
	d := &draft{Sheet{Name: r.p.T("report.sheet.cover"), About: r.p.T("report.title"), Widths: []float64{30, 112}, Fit: true}}
	d.add(text(Title, r.v.School.Name))
	d.add(text(Subtitle, r.p.T("report.title")))
	if r.v.School.Synthetic {
		d.add(text(Warning, r.p.T("base.synthetic")))
	}
	d.skip(1)
	d.fact(r.p.T("report.cover.finding"), text(Prose, r.say(r.v.Finding)))
	for _, said := range Mergers(r.v, r.p) {
		d.fact(r.p.T("report.cover.note"), text(Prose, said))
	}
	for _, note := range r.v.Notes {
		d.fact(r.p.T("report.cover.note"), text(Prose, r.say(note)))
	}
	d.part(r.p.T("report.cover.facts"))
	r.facts(d)
	d.part(r.p.T("report.cover.reading"))
	r.legend(d)
	d.part(r.p.T("report.cover.contents"))
	for _, s := range sheets {
		d.add(Cell{Kind: Text, Text: s.Name, Look: Anchor, Link: s.Name}, text(Prose, s.About))
	}
	d.part(r.p.T("report.cover.not"))
	d.fact(r.p.T("report.cover.not_ranking"), text(Prose, r.p.T("report.cover.not_ranking_why")))
	d.fact(r.p.T("report.cover.not_cause"), text(Prose, r.p.T("report.cover.not_cause_why")))
	return d.Sheet
}

// fact is a line with a label.
func (d *draft) fact(label string, value Cell) { d.add(text(Label, label), value) }

// part begins a part of a sheet.
func (d *draft) part(heading string) {
	d.skip(1)
	d.add(text(Heading, heading))
}

func (r *report) facts(d *draft) {
	d.fact(r.p.T("report.cover.school"), text(Prose, r.named(r.v.School.Name, r.v.School.Orgnr)))
	d.fact(r.p.T("report.cover.owner"), text(Prose, r.named(r.v.Owner.Name, r.v.Owner.Orgnr)))
	if r.v.Now != nil {
		r.waveFacts(d, *r.v.Now)
	}
	d.fact(r.p.T("report.cover.target"), text(Prose, r.v.Target.In(r.p.Lang())))
}

// named is a name with its organisation number.
func (r *base) named(name, orgnr string) string {
	return r.p.T("report.named", "name", name, "orgnr", orgnr)
}

func (r *report) waveFacts(d *draft, w analytics.WaveHead) {
	if r.v.Query.Group != "" {
		d.fact(r.p.T("report.cover.scope"), text(Prose, r.scope()))
	}
	d.fact(r.p.T("report.cover.measured"), text(Prose, r.v.Asked.Title.In(r.p.Lang())))
	d.fact(r.p.T("report.cover.phase"), text(Prose, w.Phase.Name.In(r.p.Lang())))
	d.fact(r.p.T("report.cover.closed"), onLeft(day(w.Closed.Time(), r.longDay()), Prose))
	if w.Imported != "" {
		d.fact(r.p.T("report.cover.imported"), onLeft(day(w.Imported.Time(), r.longDay()), Prose))
	}
	d.fact(r.p.T("report.cover.instrument"), text(Prose, r.p.T("report.instrument",
		"key", w.Instrument.Key, "version", w.Instrument.Version, "hash", w.Instrument.Hash[:min(shortHash, len(w.Instrument.Hash))])))
	r.turnoutFacts(d)
	d.fact(r.p.T("report.cover.min_group"), onLeft(count(w.MinGroup), Prose))
}

func (r *report) turnoutFacts(d *draft) {
	answered, asked := r.turnout()
	d.fact(r.p.T("report.cover.answered"), onLeft(r.n(answered), Prose))
	d.fact(r.p.T("report.cover.head_count"), onLeft(count(asked), Prose))
	d.fact(r.p.T("report.cover.rate"), onLeft(r.rate(answered, asked), Prose))
	if e, ok := answered.Shown(); ok && float64(e.N) < cautionRate*float64(asked) {
		d.fact("", text(Warning, r.p.T("report.cover.caution")))
	}
}

// cautionRate is the response rate under which a report asks its readers to be careful.
const cautionRate = 0.7

// legend explains what can stand in the place of a figure.
func (r *base) legend(d *draft) {
	for _, s := range []analytics.State{analytics.Hidden, analytics.NoData, analytics.NotAsked} {
		d.fact(r.p.Say(s.Label()), text(Prose, r.p.Say(s.Reason())))
	}
	d.fact(r.p.T("report.cover.limits"), text(Prose, r.p.T("report.cover.limits_why")))
	d.fact(r.p.T("report.cover.interval"), text(Prose, r.p.T("report.cover.interval_why")))
	d.fact(r.p.T("report.cover.both"), text(Prose, r.p.T("report.cover.both_why")))
}
