package reports

import (
	"fmt"
	"maps"
	"slices"

	"tilstand/analytics"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

// codebook explains every column of the data sheet, every key in it, and what was asked.
func (r *report) codebook() Sheet {
	d := newDraft(r.p.T("report.sheet.codebook"), r.p.T("report.heading.codebook"), r.p.T("report.about.codebook"))
	d.Widths = []float64{28, 18, 56, 26, 10, 14, 22, 38}
	r.columnTable(d)
	r.keys(d)
	r.measureTable(d)
	instruments := r.instruments()
	r.itemTexts(d, instruments)
	r.scales(d, instruments)
	r.options(d)
	return d.Sheet
}

// listing adds a heading and a table under it.
func listing(d *draft, name, heading string, columns []string, rows [][]Cell) {
	if len(rows) == 0 {
		return
	}
	d.skip(1)
	d.add(text(Heading, heading))
	var cs []column
	for _, head := range columns {
		cs = append(cs, column{head: head})
	}
	d.table(name, cs, rows)
}

func (r *report) columnTable(d *draft) {
	heads := r.columnHeads("column", "type", "meaning")
	listing(d, "DataColumns", r.p.T("report.codebook.data"), heads, r.columnRows(dataColumns))
	if len(r.aloneWaves()) > 0 {
		listing(d, "ShareColumns", r.p.T("report.codebook.shares"), heads, r.columnRows(shareColumns))
	}
}

// columnHeads are headings by the last part of their keys.
func (r *base) columnHeads(keys ...string) []string {
	var heads []string
	for _, key := range keys {
		heads = append(heads, r.p.T("report.column."+key))
	}
	return heads
}

// columnRows explain columns.
func (r *base) columnRows(columns []dataColumn) [][]Cell {
	var rows [][]Cell
	for _, c := range columns {
		rows = append(rows, []Cell{body(c.name), body(r.p.T("report.type." + c.kind)), body(r.p.T("report.data." + c.about))})
	}
	return rows
}

func keyRow(column, key, meaning string) []Cell {
	return []Cell{body(column), body(key), body(meaning)}
}

// stateKeys are the words for states and limits.
func (r *base) stateKeys() [][]Cell {
	var rows [][]Cell
	for _, s := range []analytics.State{analytics.Value, analytics.Hidden, analytics.NoData, analytics.NotAsked} {
		rows = append(rows, keyRow("state", s.String(), r.p.Say(s.Label())+". "+r.p.Say(s.Reason())))
	}
	for _, l := range []analytics.Limit{analytics.Exact, analytics.AtLeast, analytics.AtMost, analytics.Middle, analytics.Between, analytics.CountOnly} {
		rows = append(rows, keyRow("limit", l.String(), r.p.T("report.limit."+l.String())))
	}
	return rows
}

// keys are the words that the data sheet uses for phases, groups, states and limits.
func (r *report) keys(d *draft) {
	var rows [][]Cell
	add := func(column, key, meaning string) { rows = append(rows, keyRow(column, key, meaning)) }
	for _, phase := range r.v.Phases {
		add("phase", string(phase.Key), phase.Name.In(r.p.Lang()))
	}
	add("group", analytics.TotalGroup, r.p.T("report.whole_school"))
	for _, g := range r.allGroups() {
		add("group", g.Key, g.Name.In(r.p.Lang()))
	}
	listing(d, "Keys", r.p.T("report.codebook.keys"), r.columnHeads("column", "key", "meaning"), append(rows, r.stateKeys()...))
}

// allGroups are the groups of all waves, each once, as the latest wave names it.
func (r *report) allGroups() []analytics.GroupRow {
	var all []analytics.GroupRow
	for _, s := range r.surveys() {
		lists := [][]analytics.GroupRow{s.groups}
		for _, before := range slices.Backward(s.before) {
			lists = append(lists, before.Groups)
		}
		for _, g := range slices.Concat(lists...) {
			if !slices.ContainsFunc(all, func(o analytics.GroupRow) bool { return o.Key == g.Key }) {
				all = append(all, g)
			}
		}
	}
	return all
}

func (r *report) measureTable(d *draft) {
	var rows [][]Cell
	add := func(list []analytics.Row) {
		for _, row := range list {
			rows = append(rows, []Cell{body(string(row.Measure)), body(r.name(row)), body(row.Explanation.In(r.p.Lang())), r.stepsText(row)})
		}
	}
	add(r.measures())
	if r.v.Mapping != nil {
		add(r.v.Mapping.Rows)
	}
	for _, o := range r.v.Others {
		add(o.Rows)
	}
	listing(d, "Measures", r.p.T("report.codebook.measures"), []string{
		r.p.T("report.column.measure"), r.p.T("report.column.name"), r.p.T("report.column.explanation"), r.p.T("report.column.scale"),
	}, rows)
}

func (r *report) stepsText(row analytics.Row) Cell {
	if row.Steps == 0 {
		return aside(r.without())
	}
	return body(r.p.T("report.steps", "steps", row.Steps))
}

// source is an instrument with its name and version.
type source struct {
	name  string
	asked *surveys.Instrument
}

func (r *report) instruments() []source {
	var list []source
	if r.v.Now != nil {
		list = append(list, source{dataset.InstrumentName(r.v.Now.Instrument), r.v.Asked})
	}
	if m := r.v.Mapping; m != nil {
		list = append(list, source{dataset.InstrumentName(m.Wave.Instrument), m.Asked})
	}
	for _, o := range r.v.Others {
		list = append(list, source{dataset.InstrumentName(o.Wave.Instrument), o.Asked})
	}
	return list
}

func (r *report) itemTexts(d *draft, instruments []source) {
	var rows [][]Cell
	for _, in := range instruments {
		for _, section := range in.asked.Sections {
			for _, item := range section.Items {
				rows = append(rows, r.itemText(in, section, item))
			}
		}
	}
	listing(d, "ItemTexts", r.p.T("report.codebook.items"), []string{
		r.p.T("report.column.item"), r.p.T("report.column.instrument"), r.p.T("report.column.question"), r.p.T("report.column.section"),
		r.p.T("report.column.reverse"), r.p.T("report.column.scale"), r.p.T("report.column.construct"), r.p.T("report.column.provenance"),
	}, rows)
}

func (r *report) itemText(in source, section surveys.Section, item surveys.Item) []Cell {
	reverse := r.p.T("report.no")
	if item.Reverse {
		reverse = r.p.T("report.yes")
	}
	construct, _ := in.asked.Construct(item.Construct)
	from := item.Provenance
	return []Cell{
		body(string(item.ID)), body(in.name), body(item.Text.In(r.p.Lang())), body(section.Title.In(r.p.Lang())),
		body(reverse), body(item.Scale), body(construct.Name.In(r.p.Lang())),
		body(fmt.Sprintf("%s %d, %s. %s", from.Author, from.Year, from.Licence, from.Basis)),
	}
}

func (r *report) scales(d *draft, instruments []source) {
	var rows [][]Cell
	for _, in := range instruments {
		for _, key := range slices.Sorted(maps.Keys(in.asked.Scales)) {
			scale := in.asked.Scales[key]
			for _, step := range scale.Steps {
				rows = append(rows, []Cell{body(key), body(in.name), body(step.Label.In(r.p.Lang())), body(r.p.T("report.inside")), count(int(step.Code))})
			}
			for _, step := range scale.Outside {
				rows = append(rows, []Cell{body(key), body(in.name), body(step.Label.In(r.p.Lang())), body(r.p.T("report.outside")), count(int(step.Code))})
			}
		}
	}
	listing(d, "Scales", r.p.T("report.codebook.scales"), []string{
		r.p.T("report.column.scale"), r.p.T("report.column.instrument"), r.p.T("report.column.answer"), r.p.T("report.column.counts"), r.p.T("report.column.code"),
	}, rows)
}
