package reports

import (
	"strings"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// Owner is what an owner's workbook is made of: views that the owner's pages show, and nothing besides.
type Owner struct {
	View        *analytics.OwnerView        // lined up as the reader asks; sheets of components are about it
	Stages      []*analytics.OwnerView      // lined up by each stage of the course that has a survey, in course order
	Development *analytics.OwnerDevelopment // along the course
	Last        *analytics.EditionView      // the last edition; nil before the first
}

// ReadOwner asks for what an owner's workbook is made of beside a view. Errors are those of [analytics.Store.OwnerView].
func ReadOwner(figures *analytics.Store, view *analytics.OwnerView) (Owner, error) {
	o, owner := Owner{View: view}, view.Owner.Orgnr
	for _, a := range view.Alignments {
		if a.Kind != analytics.ByStage {
			continue
		}
		stage, err := figures.OwnerView(analytics.Query{Owner: owner, Align: a.Key})
		if err != nil {
			return Owner{}, err
		}
		o.Stages = append(o.Stages, stage)
	}
	var err error
	if o.Development, err = figures.OwnerDevelopment(analytics.Query{Owner: owner}); err != nil {
		return Owner{}, err
	}
	edition, err := figures.LatestEdition(analytics.OwnerScope, string(view.Owner.ID))
	if err != nil {
		return Owner{}, err
	}
	if edition != nil {
		o.Last = edition.View()
	}
	return o, nil
}

// ownerReport is an owner's workbook in the making.
type ownerReport struct {
	base
	Owner
}

// BuildOwner lays an owner's schools out as a workbook in the printer's language. An owner of which no school shares gets one that says so.
func BuildOwner(o Owner, p i18n.Printer) *Book {
	r := &ownerReport{newBase(p), o}
	sheets := r.sheets()
	return &Book{
		Title:    p.T("report.owner.document", "owner", o.View.Owner.Name),
		Subject:  p.T("report.owner.title"),
		Language: country(p.Lang()),
		Date:     r.newest(),
		Header:   [2]string{o.View.Owner.Name, p.T("report.owner.title")},
		Footer:   footer(p, r.synthetic()),
		Pages:    p.T("report.print.page", "page", "#", "pages", "#"),
		Sheets:   append([]Sheet{r.cover(sheets)}, sheets...),
	}
}

// sheets are all but the cover, in their order.
func (r *ownerReport) sheets() []Sheet {
	var sheets []Sheet
	if len(r.shown()) > 0 {
		sheets = append(sheets, r.summary(), r.schools(), r.gaps(), r.measure(ownerMeasure{name: r.p.T("results.finding.overall"), table: "Overall", of: overallOf}))
		for i, c := range r.View.Components {
			sheets = append(sheets, r.measure(ownerMeasure{name: c.Name.In(r.p.Lang()), table: "Component" + string(rune('A'+i)), aimed: true, of: componentAt(i)}))
		}
	}
	if len(r.Stages) > 0 {
		sheets = append(sheets, r.development())
		if rows := r.movementRows(); len(rows) > 0 {
			sheets = append(sheets, r.movement(rows))
		}
	}
	sheets = append(sheets, r.turnout(), r.method(), r.codebook())
	if len(r.numbers.Tables) > 0 {
		sheets = append(sheets, r.numbers.Sheet)
	}
	return append(sheets, r.data())
}

// shown are the schools with figures here, in the order of the view.
func (r *ownerReport) shown() []analytics.OwnerSchool {
	var shown []analytics.OwnerSchool
	for _, school := range r.View.Schools {
		if school.Now != nil {
			shown = append(shown, school)
		}
	}
	return shown
}

// ownerMeasure is overall or a component, over schools.
type ownerMeasure struct {
	name  string
	table string
	aimed bool // schools have a target for it
	of    func(analytics.OwnerSchool) analytics.OwnerRow
}

// overallOf is the overall index of a school as the components are.
func overallOf(school analytics.OwnerSchool) analytics.OwnerRow {
	row := analytics.OwnerRow{Now: *school.Overall, HeadCount: school.Now.HeadCount}
	for _, c := range school.Rows {
		row.Steps = max(row.Steps, c.Steps)
	}
	return row
}

func componentAt(i int) func(analytics.OwnerSchool) analytics.OwnerRow {
	return func(school analytics.OwnerSchool) analytics.OwnerRow { return school.Rows[i] }
}

// newest is the day of the newest figures; zero where there are none.
func (r *ownerReport) newest() time.Time {
	var newest analytics.Date
	for _, stage := range append(r.Stages[:len(r.Stages):len(r.Stages)], r.View) {
		for _, school := range stage.Schools {
			if school.Now != nil {
				newest = max(newest, school.Now.Closed) // dates sort as text
			}
		}
	}
	return newest.Time()
}

// synthetic reports whether a school is made up.
func (r *ownerReport) synthetic() bool {
	for _, school := range r.View.Schools {
		if school.School.Synthetic {
			return true
		}
	}
	return false
}

// alignment is how the schools are lined up, in words.
func (r *ownerReport) alignment() string {
	for _, a := range r.View.Alignments {
		if a.Current && a.Kind != analytics.ByLatest {
			return r.groupName(a.Phase, a.Semester)
		}
	}
	return r.p.T("report.owner.latest")
}

// groupName is a stage, a half of a year, or the latest surveys.
func (r *base) groupName(phase *analytics.PhaseHead, semester string) string {
	switch year, half, _ := strings.Cut(semester, "-"); {
	case phase != nil:
		return r.phaseName(*phase)
	case half == "1":
		return r.p.T("edition.spring", "year", year)
	case half == "2":
		return r.p.T("edition.autumn", "year", year)
	}
	return r.p.T("report.owner.latest")
}
