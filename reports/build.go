package reports

import (
	"slices"
	"strings"
	"time"

	"tilstand/analytics"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
)

// base is what workbooks of all kinds are made with.
type base struct {
	p       i18n.Printer
	numbers *draft // the sheet that the charts follow
}

// newBase begins the sheet that charts follow.
func newBase(p i18n.Printer) base {
	numbers := newDraft(p.T("report.sheet.numbers"), p.T("report.sheet.numbers"), p.T("report.about.numbers"))
	numbers.Widths = numbersWidths
	return base{p: p, numbers: numbers}
}

// report is a school's workbook in the making.
type report struct {
	base
	v       *analytics.SchoolView
	between []closing.Between              // what was done between the surveys
	courses map[analytics.MeasureKey]Chart // of the sheet of development, once that is made; for sheets of components
}

// Build lays a school's view out as a workbook in the printer's language. It reads the view and nothing else. A view of a school without
// a released wave makes a workbook that says so.
func Build(v *analytics.SchoolView, p i18n.Printer) *Book { return BuildWith(v, nil, p) }

// BuildWith is Build with a sheet of what was done between the surveys, where something was.
func BuildWith(v *analytics.SchoolView, between []closing.Between, p i18n.Printer) *Book {
	r := &report{newBase(p), v, between, map[analytics.MeasureKey]Chart{}}
	sheets := r.sheets()
	return &Book{
		Title:    p.T("report.document", "school", v.School.Name),
		Subject:  p.T("report.title"),
		Language: country(p.Lang()),
		Date:     r.released(),
		Header:   r.header(),
		Footer:   footer(p, v.School.Synthetic),
		Pages:    p.T("report.print.page", "page", "#", "pages", "#"),
		Sheets:   append([]Sheet{r.cover(sheets)}, sheets...),
	}
}

// sheets are all but the cover, in their order.
func (r *report) sheets() []Sheet {
	var sheets []Sheet
	if r.v.Now != nil {
		sheets = append(sheets, r.summary(), r.condition(), r.development())
		if rows := r.trendRows(); rows != nil {
			sheets = append(sheets, r.trend(rows))
		}
		if len(r.between) > 0 {
			sheets = append(sheets, r.measuresBetween())
		}
		for i, row := range r.v.Rows {
			sheets = append(sheets, r.component(i, row))
		}
		sheets = append(sheets, r.change(), r.groups())
		if !r.v.WithoutItems {
			sheets = append(sheets, r.items())
		}
		if rows := r.spreadRows(); rows != nil {
			sheets = append(sheets, r.spread(rows))
		}
	}
	if r.v.Mapping != nil {
		sheets = append(sheets, r.mapping())
		if !r.v.Mapping.WithoutItems {
			sheets = append(sheets, r.mappingItems())
		}
	}
	sheets = append(sheets, r.othersSheets()...)
	sheets = append(sheets, r.aloneSheets()...)
	sheets = append(sheets, r.method(), r.codebook())
	if len(r.numbers.Tables) > 0 {
		sheets = append(sheets, r.numbers.Sheet)
	}
	if len(r.aloneWaves()) > 0 {
		sheets = append(sheets, r.dataShares())
	}
	return append(sheets, r.data())
}

// released is the day of the newest figures in the report; zero when it has none.
func (r *report) released() time.Time {
	var newest analytics.Date
	if r.v.Now != nil {
		newest = r.v.Now.Closed
	}
	if r.v.Mapping != nil {
		newest = max(newest, r.v.Mapping.Wave.Closed) // dates sort as text
	}
	for _, o := range r.v.Others {
		newest = max(newest, o.Wave.Closed)
	}
	return newest.Time()
}

func (r *report) header() [2]string {
	if r.v.Now == nil {
		return [2]string{r.v.School.Name}
	}
	whose := r.v.School.Name
	if r.v.Query.Group != "" {
		whose = r.p.T("report.group_of", "school", whose, "group", r.scope())
	}
	return [2]string{whose, r.waveName(*r.v.Now)}
}

// footer stands on every page; of figures that are made up it says so.
func footer(p i18n.Printer, synthetic bool) string {
	if synthetic {
		return p.T("base.product") + ". " + p.T("base.synthetic")
	}
	return p.T("base.product")
}

// measures are the rows that are judged: the overall index, then the components.
func (r *report) measures() []analytics.Row {
	if r.v.Overall == nil {
		return slices.Clone(r.v.Rows)
	}
	return append([]analytics.Row{*r.v.Overall}, r.v.Rows...)
}

// name is what a row is called; the overall index has no name of its own.
func (r *report) name(row analytics.Row) string {
	if row.Name == nil {
		return r.p.T("results.finding.overall")
	}
	return row.Name.In(r.p.Lang())
}

// scope is whom the rows are about: the whole school, or the group that the query asks for.
func (r *report) scope() string {
	if r.v.Query.Group == "" {
		return r.p.T("report.whole_school")
	}
	for _, g := range r.v.Groups {
		if g.Key == r.v.Query.Group {
			return g.Name.In(r.p.Lang())
		}
	}
	return r.v.Query.Group
}

// turnout is how many of the scope answered, and how many were asked.
func (r *report) turnout() (answered analytics.Cell, asked int) {
	for _, g := range r.v.Groups {
		if g.Key == r.v.Query.Group {
			return g.Answered, g.HeadCount
		}
	}
	return r.v.Now.Answered, r.v.Now.HeadCount
}

// waveName is a wave as a heading has it: "Semester A, 18. desember 2026".
func (r *base) waveName(w analytics.WaveHead) string {
	return r.p.T("report.wave", "phase", r.phaseName(w.Phase), "date", r.marked(w, r.p.Date(w.Closed.Time())))
}

// marked says of a wave that was imported that it was.
func (r *base) marked(w analytics.WaveHead, text string) string {
	if w.Imported == "" {
		return text
	}
	return r.p.T("report.imported", "wave", text)
}

// phaseName is the name of a phase without what it is about: "Semester A" of "Semester A: kartlegge og analysere".
func (r *base) phaseName(phase analytics.PhaseHead) string {
	name, _, _ := strings.Cut(phase.Name.In(r.p.Lang()), ":")
	return name
}

// say words a sentence; the empty one stays empty.
func (r *base) say(s i18n.Sentence) string {
	if s.Key == "" {
		return ""
	}
	return r.p.Say(s)
}

// now is the place of the present wave among the view's waves.
func (r *report) now() int {
	return slices.IndexFunc(r.v.Waves, func(w analytics.WaveHead) bool { return w.ID == r.v.Now.ID })
}

// country is a language as a file's properties have it.
func country(lang string) string {
	return map[string]string{"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}[lang]
}
