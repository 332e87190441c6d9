package attack

// The fields of a release document, as [parse] reads them.

var documentFields = []field[Document]{
	{"format", func(p *parser, d *Document) { d.Format = p.int() }},
	{"id", func(p *parser, d *Document) { d.ID = p.string() }},
	{"revision", func(p *parser, d *Document) { d.Revision = p.int() }},
	{"wave", func(p *parser, d *Document) { object(p, waveFields, &d.Wave) }},
	{"school", func(p *parser, d *Document) { object(p, schoolFields, &d.School) }},
	{"programme", func(p *parser, d *Document) { object(p, programmeFields, &d.Programme) }},
	{"instrument", func(p *parser, d *Document) { object(p, instrumentFields, &d.Instrument) }},
	{"min_group", func(p *parser, d *Document) { d.MinGroup = p.int() }},
	{"atoms", func(p *parser, d *Document) { d.Atoms = list(p, atomFields, 0) }},
	{"groups", func(p *parser, d *Document) { d.Groups = list(p, groupFields, 0) }},
	{"measures", func(p *parser, d *Document) { d.Measures = list(p, measureFields, 0) }},
	{"figures", func(p *parser, d *Document) {
		const shortest = len(`{"cell":{"state":"hidden"}}`)
		d.Figures = list(p, figureFields, min(len(d.Measures)*len(d.Groups), len(p.text)/shortest))
	}},
	{"alone", func(p *parser, d *Document) { d.Alone = list(p, aloneFields, 0) }},
	{"audit", func(p *parser, d *Document) { d.Audit = pointer(p, auditFields) }},
}

var waveFields = []field[Wave]{
	{"id", func(p *parser, w *Wave) { w.ID = p.string() }},
	{"phase", func(p *parser, w *Wave) { w.Phase = p.string() }},
	{"opened", func(p *parser, w *Wave) { w.Opened = p.string() }},
	{"closed", func(p *parser, w *Wave) { w.Closed = p.string() }},
	{"imported", func(p *parser, w *Wave) { w.Imported = p.string() }},
	{"replaced", func(p *parser, w *Wave) { w.Replaced = p.int() }},
}

var schoolFields = []field[School]{
	{"id", func(p *parser, s *School) { s.ID = p.string() }},
	{"orgnr", func(p *parser, s *School) { s.Orgnr = p.string() }},
	{"name", func(p *parser, s *School) { s.Name = p.string() }},
	{"municipality", func(p *parser, s *School) { s.Municipality = p.string() }},
	{"written_form", func(p *parser, s *School) { s.WrittenForm = p.string() }},
	{"synthetic", func(p *parser, s *School) { s.Synthetic = p.bool() }},
}

var programmeFields = []field[Programme]{
	{"key", func(p *parser, of *Programme) { of.Key = p.string() }},
	{"version", func(p *parser, of *Programme) { of.Version = p.int() }},
}

var instrumentFields = []field[Instrument]{
	{"key", func(p *parser, in *Instrument) { in.Key = p.string() }},
	{"version", func(p *parser, in *Instrument) { in.Version = p.int() }},
	{"hash", func(p *parser, in *Instrument) { in.Hash = p.string() }},
	{"kind", func(p *parser, in *Instrument) { in.Kind = p.string() }},
}

var atomFields = []field[Atom]{
	{"key", func(p *parser, a *Atom) { a.Key = p.string() }},
	{"head_count", func(p *parser, a *Atom) { a.HeadCount = p.int() }},
}

var groupFields = []field[Group]{
	{"key", func(p *parser, g *Group) { g.Key = p.string() }},
	{"name", func(p *parser, g *Group) { g.Name = mapOf(p, p.string) }},
	{"atoms", func(p *parser, g *Group) { g.Atoms = p.strings() }},
	{"head_count", func(p *parser, g *Group) { g.HeadCount = p.int() }},
	{"answered", func(p *parser, g *Group) { object(p, cellFields, &g.Answered) }},
}

var measureFields = []field[Measure]{
	{"key", func(p *parser, m *Measure) { m.Key = p.string() }},
	{"kind", func(p *parser, m *Measure) { m.Kind = p.string() }},
	{"items", func(p *parser, m *Measure) { m.Items = p.strings() }},
	{"steps", func(p *parser, m *Measure) { m.Steps = p.int() }},
	{"construct", func(p *parser, m *Measure) { m.Construct = p.string() }},
	{"component", func(p *parser, m *Measure) { m.Component = p.string() }},
	{"target", func(p *parser, m *Measure) {
		if !p.word("null") {
			target := p.number()
			m.Target = &target
		}
	}},
	{"path", func(p *parser, m *Measure) { m.Path = mapOf(p, p.number) }},
}

var figureFields = []field[Figure]{
	{"measure", func(p *parser, f *Figure) { f.Measure = p.string() }},
	{"group", func(p *parser, f *Figure) { f.Group = p.string() }},
	{"cell", func(p *parser, f *Figure) { object(p, cellFields, &f.Cell) }},
}

var aloneFields = []field[Alone]{
	{"item", func(p *parser, a *Alone) { a.Item = p.string() }},
	{"type", func(p *parser, a *Alone) { a.Type = p.string() }},
	{"options", func(p *parser, a *Alone) { a.Options = p.int() }},
	{"depends_on", func(p *parser, a *Alone) { a.DependsOn = p.strings() }},
	{"asked_of", func(p *parser, a *Alone) { a.AskedOf = p.ints() }},
	{"cell", func(p *parser, a *Alone) { object(p, cellFields, &a.Cell) }},
}

var cellFields = []field[Cell]{
	{"state", func(p *parser, c *Cell) { c.State = p.string() }},
	{"n", func(p *parser, c *Cell) { c.N = p.int() }},
	{"limit", func(p *parser, c *Cell) { c.Limit = p.string() }},
	{"mean", func(p *parser, c *Cell) { c.Mean = p.number() }},
	{"bounds", func(p *parser, c *Cell) { c.Bounds = pointer(p, intervalFields) }},
	{"interval", func(p *parser, c *Cell) { c.Interval = pointer(p, intervalFields) }},
	{"claim", func(p *parser, c *Cell) { c.Claim = pointer(p, intervalFields) }},
	{"sd", func(p *parser, c *Cell) { c.SD = p.number() }},
	{"sd_source", func(p *parser, c *Cell) { c.SDSource = p.string() }},
	{"bands", func(p *parser, c *Cell) { c.Bands = list(p, bandFields, 0) }},
	{"categories", func(p *parser, c *Cell) { c.Categories = p.ints() }},
}

var intervalFields = []field[Interval]{
	{"low", func(p *parser, i *Interval) { i.Low = p.number() }},
	{"high", func(p *parser, i *Interval) { i.High = p.number() }},
}

var bandFields = []field[Band]{
	{"from", func(p *parser, b *Band) { b.From = p.int() }},
	{"to", func(p *parser, b *Band) { b.To = p.int() }},
	{"percent", func(p *parser, b *Band) { b.Percent = p.int() }},
	{"limit", func(p *parser, b *Band) { b.Limit = p.string() }},
}

var auditFields = []field[Audit]{
	{"complete", func(p *parser, a *Audit) { a.Complete = p.bool() }},
	{"releases", func(p *parser, a *Audit) { a.Releases = p.int() }},
}
