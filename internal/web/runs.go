package web

import (
	"context"
	"net/url"
	"slices"
	"time"

	"tilstand/internal/oversight"
	"tilstand/internal/programme"
)

// runsPage is templates/runs.html: where all schools of an owner are in the course, and which of them may need support.
type runsPage struct {
	ownerHead
	Lead    string
	Needs   []needGroup
	Met     int // schools in Needs
	Cohorts []choice
	Stops   []choice
	Reasons []choice
	Heads   []runHead
	Lines   []runLine
	Order   string // of the lines, in words
	File    string // the address of the table as a file
}

// runHead is a column; the name of one that orders the schools is a link.
type runHead struct {
	Name, Href string
	Sorted     string // for aria-sort; empty where the schools stand by something else
}

// runLine is a school. Each field is a cell, and what stands smaller beneath it.
type runLine struct {
	Name, Href, Cohort         string
	Place, Plan                string
	Survey, Answered, Shares   string
	Conclusion, ConclusionHref string
	Step                       string
	Needs                      []string
}

// ownerRuns shows where an owner's schools are in the course.
func (s *Server) ownerRuns(_ context.Context, r *request) (reply, error) {
	v, err := s.runsView(r)
	if err != nil {
		return nil, err
	}
	return render("runs", v.page()), nil
}

// page lays the view out.
func (v *runsView) page() *runsPage {
	p := &runsPage{
		ownerHead: newOwnerHead(v.words, v.owner, v.words.T("runs.tab")), Lead: v.words.T("runs.lead", "n", len(v.shown), "all", len(v.all)),
		Heads: v.heads(), Order: v.words.T("runs.order." + orderKeys[v.query.sort]), File: v.query.below(v.owner.Orgnr, runsFile),
	}
	p.Cohorts, p.Stops, p.Reasons = v.filters()
	p.Needs, p.Met = v.support()
	for _, run := range v.shown {
		p.Synthetic = p.Synthetic || run.School.Synthetic
		p.Lines = append(p.Lines, v.line(run))
	}
	return p
}

// ownRunPage is templates/run_own.html: what the owner sees of one school's course, for the school.
type ownRunPage struct {
	Page
	School programme.School
	Owner  string
	Line   runLine
	Needs  []needGroup
}

// ownRun shows a school the line that its owner has of it. It is made of the whole of the owner's page, because a change counts there among those of
// all schools.
func (s *Server) ownRun(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	owner, err := s.programme.Owner(school.Owner)
	if err != nil {
		return nil, err
	}
	v, err := s.runsOf(r, owner)
	if err != nil {
		return nil, err
	}
	p := &ownRunPage{Page: r.page("runs.own"), School: school, Owner: owner.Name}
	p.Synthetic = school.Synthetic
	for _, run := range v.all {
		if run.School.ID == school.ID {
			v.shown, p.Line = []oversight.Run{run}, v.line(run)
		}
	}
	if len(v.shown) == 0 {
		return nil, errNotFound // closed: its owner does not follow it any longer
	}
	p.Needs, _ = v.support()
	return render("run_own", p), nil
}

// runsExhibits are the files of the page.
func (s *Server) runsExhibits(r *request) (exhibits, error) {
	v, err := s.runsView(r)
	if err != nil {
		return exhibits{}, err
	}
	return v.exhibits(), nil
}

// runsView reads what the page shows.
func (s *Server) runsView(r *request) (*runsView, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	v, err := s.runsOf(r, owner)
	if err != nil {
		return nil, err
	}
	return v, v.choose(r.query)
}

// runsOf reads all schools of an owner.
func (s *Server) runsOf(r *request, owner programme.Owner) (*runsView, error) {
	facts, err := s.oversight().Gather(s.now(), owner)
	if err != nil {
		return nil, err
	}
	return newRunsView(r, owner, facts, oversight.Day(s.now(), oslo)), nil
}

func (s *Server) oversight() oversight.Sources {
	return oversight.Sources{Programme: s.programme, Surveys: s.surveys, Analytics: s.analytics, Closings: s.closings}
}

// runsQuery is which schools a reader wants to see, and in which order.
type runsQuery struct {
	cohort string // the id of one, or noCohort
	stop   string
	need   string // a reason, or anyNeed
	sort   oversight.Order
}

// runsFile is the place of the table as a file, below the page.
const runsFile = "/figures/runs.csv"

const (
	noCohort = "none"
	anyNeed  = "any"
)

// Names of the query's fields in addresses.
const (
	askCohort = "cohort"
	askStop   = "phase"
	askNeed   = "needs"
	askSort   = "sort"
)

// below is an address below the owner's page of runs, for this query.
func (q runsQuery) below(orgnr, rest string) string {
	values := url.Values{}
	for name, value := range map[string]string{askCohort: q.cohort, askStop: q.stop, askNeed: q.need, askSort: string(q.sort)} {
		if value != "" {
			values.Set(name, value)
		}
	}
	path := "/owners/" + orgnr + "/runs" + rest
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return path
}

// has reports whether a run passes the filters.
func (q runsQuery) has(run oversight.Run) bool {
	cohort := string(run.Cohort.ID)
	if cohort == "" {
		cohort = noCohort
	}
	return (q.cohort == "" || q.cohort == cohort) && (q.stop == "" || q.stop == run.Stop()) && (q.need == "" || q.meets(run))
}

func (q runsQuery) meets(run oversight.Run) bool {
	return slices.ContainsFunc(run.Needs, func(n oversight.Need) bool { return q.need == anyNeed || q.need == string(n.Reason) })
}

// choose reads the query of an address. What no filter offers is not found: an address that names a cohort of somebody else shows nothing.
func (v *runsView) choose(asked url.Values) error {
	v.query = runsQuery{asked.Get(askCohort), asked.Get(askStop), asked.Get(askNeed), oversight.Order(asked.Get(askSort))}
	known := (v.query.cohort == "" || v.query.cohort == noCohort || slices.ContainsFunc(v.cohorts, func(c programme.Cohort) bool { return string(c.ID) == v.query.cohort })) &&
		(v.query.stop == "" || slices.Contains(oversight.Stops(), v.query.stop)) &&
		(v.query.need == "" || v.query.need == anyNeed || slices.Contains(oversight.Reasons, oversight.Reason(v.query.need)))
	for _, run := range v.all {
		if v.query.has(run) {
			v.shown = append(v.shown, run)
		}
	}
	if !known || !oversight.Sort(v.shown, v.query.sort) {
		return errNotFound
	}
	return nil
}

// isoDay is a day as files have it; empty for none.
func isoDay(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.In(oslo).Format(time.DateOnly)
}
