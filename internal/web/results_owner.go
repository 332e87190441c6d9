package web

import (
	"context"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ownerPage is templates/results_owner.html: an owner's schools, and where they stand against the targets.
type ownerPage struct {
	ownerHead
	Align    []choice
	AlignHow string // empty for the latest surveys
	Report   string // the address of the workbook, lined up and ordered as the page is
	Print    string // and that of the document
	Finding  string
	Presence []string   // how many schools are here, and why the others are not, in words
	Files    exhibit    // of the table of distances, for its files
	Heat     *heatTable // nil without a school that has figures here
	Few      *fewSchools
	Hidden   *explanation
	Waiting  []ownerLine // schools that have no figures here, and schools that do not share
	Remarks  []string
	Local    []ownerLocal
	Editions *editionList
}

// fewSchools are an owner's schools where they are too few for a mean: beside each other, each against its own target.
type fewSchools struct {
	Why   string
	One   string // the address of the only school that has figures; empty where there are more
	Table *besideTable
}

// ownerLine is a school without figures here, and why.
type ownerLine struct{ Name, Href, Status string }

// ownerCell is a component's condition at a school.
type ownerCell struct {
	Component string
	Picture   picture
	Figure    figure
	Target    string
	Distance  distance
}

// ownerView finds the view of the owner in the path.
func (s *Server) ownerView(r *request) (*analytics.OwnerView, error) {
	q, err := ownerQuery(r)
	if err != nil {
		return nil, err
	}
	return s.analytics.OwnerView(q)
}

// ownerQuery is what an address asks of the owner in its path; what means something on other pages alone is left out.
func ownerQuery(r *request) (analytics.Query, error) {
	q, err := resultsQuery(r)
	return analytics.Query{Owner: r.param("orgnr"), Align: q.Align, Component: q.Component, Sort: q.Sort, By: q.By, Beside: q.Beside}, err
}

// owner shows an owner's schools together.
func (s *Server) owner(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	return render("results_owner", newOwnerPage(r.words, view)), nil
}

// ownerJSON is the same view for programs.
func (s *Server) ownerJSON(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	return jsonBody(view), nil
}

func newOwnerPage(words i18n.Printer, view *analytics.OwnerView) *ownerPage {
	p := &ownerPage{
		ownerHead: newOwnerHead(words, view.Owner, words.T("owner.overview")), Align: alignChoices(words, view, ""), AlignHow: alignHow(words, view.Query.Align),
		Report: ownerPath(view.Query, "/report.xlsx"), Print: ownerPath(view.Query, "/print"),
		Editions: newEditionList(words, "/owners/"+view.Owner.Orgnr+"/editions", view.Editions), Local: newOwnerLocals(words, view),
	}
	p.Editions.Needs, p.Editions.Enough = words.T("edition.needs_owner"), view.Alignments[0].Schools >= analytics.MinOwnerSchools
	presence := view.Presence()
	p.Presence = presenceWords(words, view, presence)
	if presence.Shown > 0 {
		p.Finding, p.Heat, p.Files = ownerFinding(words, view), newHeatTable(words, view, ""), overviewExhibits(words, view).List[0]
		if view.Together != nil {
			p.Heat.Together.Href, p.Heat.Together.Note = p.Editions.Links[0].Href, p.Editions.Links[0].Name
		}
		if p.Heat.Gone > 0 {
			p.Hidden = &explanation{}
		}
	}
	p.Few = newFewSchools(words, view, presence)
	for _, school := range view.Schools {
		p.Synthetic = p.Synthetic || school.School.Synthetic
		if school.Now == nil {
			p.Waiting = append(p.Waiting, p.waiting(words, school))
		}
	}
	for _, note := range view.Notes {
		p.Remarks = append(p.Remarks, words.Say(note))
	}
	return p
}

// waiting is a school without figures here.
func (p *ownerPage) waiting(words i18n.Printer, school analytics.OwnerSchool) ownerLine {
	line := ownerLine{
		Name: school.School.Name, Href: "/schools/" + school.School.Orgnr, Status: words.T(sharingKey(school), "status", statusWords(school.Status)),
	}
	if school.Shares > surveys.SharesNothing && school.Status == analytics.Closed && p.AlignHow != "" {
		line.Status = words.T("edition.shares_not_here")
	}
	return line
}

// presenceWords say how many of the schools are here, and why the others are not. Reasons that hold for none are left out.
func presenceWords(words i18n.Printer, view *analytics.OwnerView, p analytics.Presence) []string {
	said := []string{words.T("owner.here", "n", p.Shown, "all", p.All)}
	if view.Sharing.Components > 0 {
		said = append(said, words.T("owner.without_items", "count", view.Sharing.Components))
	}
	if p.Elsewhere > 0 {
		said = append(said, words.T("owner.elsewhere", "count", p.Elsewhere))
	}
	if p.Without > 0 {
		said = append(said, words.T("owner.nothing_yet", "count", p.Without))
	}
	if p.NotSharing() > 0 {
		var parts []string
		for _, of := range []struct {
			key    string
			status analytics.SchoolStatus
		}{{"owner.of_closed", analytics.Closed}, {"owner.of_started", analytics.Started}, {"owner.of_not_started", analytics.NotStarted}} {
			if n := p.Withheld[of.status]; n > 0 {
				parts = append(parts, words.T(of.key, "n", n))
			}
		}
		said = append(said, words.T("owner.not_sharing", "count", p.NotSharing(), "status", words.List(parts)))
	}
	return said
}

// ownerFinding says at which components most schools are surely under their target. It counts verdicts that stand on the page.
func ownerFinding(words i18n.Printer, view *analytics.OwnerView) string {
	most, judged := 0, 0
	var names []string
	for _, c := range view.Standings() {
		judged = max(judged, c.Judged())
		switch {
		case c.Missed > most:
			most, names = c.Missed, []string{c.Name.In(words.Lang())}
		case c.Missed == most && most > 0:
			names = append(names, c.Name.In(words.Lang()))
		}
	}
	switch {
	case judged == 0:
		return words.T("owner.finding.no_target")
	case most == 0:
		return words.T("owner.finding.none", "count", judged)
	case len(names) == len(view.Components):
		return words.T("owner.finding.everywhere", "n", most, "count", judged)
	}
	return words.T("owner.finding.most", "components", words.List(names), "n", most, "count", judged)
}

// newFewSchools is nil where there are schools enough for a mean.
func newFewSchools(words i18n.Printer, view *analytics.OwnerView, p analytics.Presence) *fewSchools {
	var here []analytics.OwnerSchool
	for _, school := range view.Schools {
		if school.Now != nil {
			here = append(here, school)
		}
	}
	switch {
	case len(here) == 0 || len(here) > analytics.MinOwnerSchools:
		return nil
	case len(here) == 1:
		why := words.T("owner.one_here")
		if p.All == 1 {
			why = words.T("owner.one")
		}
		return &fewSchools{Why: why, One: "/schools/" + here[0].School.Orgnr, Table: newBesideTable(words, view, here)}
	case len(here) < analytics.MinOwnerSchools:
		return &fewSchools{Why: words.T("owner.two"), Table: newBesideTable(words, view, here)}
	}
	return &fewSchools{Why: words.T("owner.three"), Table: newBesideTable(words, view, here)}
}

// componentName is the name of a component; empty is overall.
func componentName(words i18n.Printer, components []analytics.ComponentHead, key programme.ComponentKey) string {
	for _, c := range components {
		if c.Key == key {
			return c.Name.In(words.Lang())
		}
	}
	return words.T("school.overall")
}

func componentNames(words i18n.Printer, components []analytics.ComponentHead) []string {
	var names []string
	for _, c := range components {
		names = append(names, c.Name.In(words.Lang()))
	}
	return names
}

func newOwnerCell(words i18n.Printer, component string, row analytics.OwnerRow) ownerCell {
	c := ownerCell{
		Component: component, Figure: newFigure(words, row.Now, row.HeadCount), Distance: newDistance(words, row.Gap, analytics.Everyone(row.Now, row.HeadCount)),
	}
	c.Picture = charts.DotRow{Steps: row.Steps, Now: row.Now, Target: row.Target}.Picture()
	if row.Target != nil {
		c.Target = words.Number(*row.Target, 1)
	}
	return c
}

// sharingKey says why a school has no figures here.
func sharingKey(school analytics.OwnerSchool) string {
	if school.Shares > surveys.SharesNothing {
		return "school.shares"
	}
	return "school.shares_not"
}

// statusWords is how far a school is.
func statusWords(status analytics.SchoolStatus) i18n.Sentence {
	switch status {
	case analytics.Closed:
		return i18n.Sentence{Key: "school.status.closed"}
	case analytics.Started:
		return i18n.Sentence{Key: "school.status.started"}
	default:
		return i18n.Sentence{Key: "school.status.not_started"}
	}
}

// alignChoices are the ways to line up schools, as links to one of the owner's pages. Where there is no choice there are none.
func alignChoices(words i18n.Printer, view *analytics.OwnerView, rest string) []choice {
	if len(view.Alignments) <= 2 { // the latest surveys, and the one stage that all of them are of
		return nil
	}
	var choices []choice
	for _, a := range view.Alignments {
		q := view.Query
		if q.Align = a.Key; a.Kind == analytics.ByLatest {
			q.Align = ""
		}
		choices = append(choices, choice{
			Name: alignName(words, a.Phase, a.Semester), Count: words.T("edition.schools", "count", a.Schools),
			Href: ownerPath(q, rest), Current: a.Current,
		})
	}
	return choices
}

// alignName is a phase, a half of a year, or the latest surveys.
func alignName(words i18n.Printer, phase *analytics.PhaseHead, semester string) string {
	switch year, half, _ := strings.Cut(semester, "-"); {
	case phase != nil:
		return phaseTitle(words, *phase)
	case half == "1":
		return words.T("edition.spring", "year", year)
	case half == "2":
		return words.T("edition.autumn", "year", year)
	}
	return words.T("edition.latest")
}

// alignHow explains what is compared; empty for the latest surveys, which the page is about.
func alignHow(words i18n.Printer, align string) string {
	switch kind, _, _ := strings.Cut(align, "."); analytics.EditionGroupKind(kind) {
	case analytics.ByStage:
		return words.T("edition.stage_how")
	case analytics.BySemester:
		return words.T("edition.semester_how")
	}
	return ""
}
