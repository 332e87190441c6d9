package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/oversight"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// runsView is an owner's schools on their way through the course, in a reader's language. The page and its file are both made of it.
type runsView struct {
	words   i18n.Printer
	owner   analytics.OwnerRef
	all     []oversight.Run
	cohorts []programme.Cohort // that some school is in, by their start
	query   runsQuery
	shown   []oversight.Run // in the query's order
}

func newRunsView(r *request, owner programme.Owner, facts []*oversight.Facts, today time.Time) *runsView {
	v := &runsView{words: r.words, owner: analytics.OwnerRef{ID: owner.ID, Orgnr: owner.Orgnr, Name: owner.Name, Kind: owner.Kind}}
	for _, f := range facts {
		v.all = append(v.all, f.Run(today))
		if c := f.Cohort; c.ID != "" && !slices.Contains(v.cohorts, c) {
			v.cohorts = append(v.cohorts, c)
		}
	}
	slices.SortFunc(v.cohorts, func(a, b programme.Cohort) int {
		return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.Name, b.Name))
	})
	return v
}

// orderKeys name the orders in the catalogue.
var orderKeys = map[oversight.Order]string{
	oversight.ByName: "name", oversight.ByPhase: "phase", oversight.ByPlan: "plan", oversight.ByDone: "done",
}

// sortedAs say which way an order goes, as assistive technology is told.
var sortedAs = map[oversight.Order]string{
	oversight.ByName: "ascending", oversight.ByPhase: "ascending", oversight.ByPlan: "descending", oversight.ByDone: "ascending",
}

// heads are the columns of the page, each with the address that orders by it.
func (v *runsView) heads() []runHead {
	head := func(key string, by oversight.Order) runHead {
		q := v.query
		q.sort = by
		h := runHead{Name: v.words.T(key), Href: q.below(v.owner.Orgnr, "")}
		if v.query.sort == by {
			h.Sorted = sortedAs[by]
		}
		return h
	}
	plain := func(key string) runHead { return runHead{Name: v.words.T(key)} }
	return []runHead{
		head("school.school", oversight.ByName), head("runs.head.phase", oversight.ByPhase), head("runs.head.plan", oversight.ByPlan), head("runs.head.survey", oversight.ByDone),
		plain("runs.head.shares"), plain("runs.head.conclusion"), plain("runs.head.step"),
	}
}

// filters are the choices above the table, each with the number of schools that it leaves when the others stay. Those that leave none are not offered.
func (v *runsView) filters() (cohorts, stops, reasons []choice) {
	offer := func(list *[]choice, name string, q runsQuery) {
		n := 0
		for _, run := range v.all {
			if q.has(run) {
				n++
			}
		}
		if current := q == v.query; n > 0 || current {
			*list = append(*list, choice{Href: q.below(v.owner.Orgnr, ""), Name: name, Count: v.words.T("edition.schools", "count", n), Current: current})
		}
	}
	ask := func(list *[]choice, change func(*runsQuery), name string) {
		q := v.query
		change(&q)
		offer(list, name, q)
	}
	ask(&cohorts, func(q *runsQuery) { q.cohort = "" }, v.words.T("runs.every_cohort"))
	for _, c := range v.cohorts {
		ask(&cohorts, func(q *runsQuery) { q.cohort = string(c.ID) }, c.Name)
	}
	ask(&cohorts, func(q *runsQuery) { q.cohort = noCohort }, v.words.T("owner.no_cohort"))
	ask(&stops, func(q *runsQuery) { q.stop = "" }, v.words.T("runs.every_phase"))
	for _, stop := range oversight.Stops() {
		ask(&stops, func(q *runsQuery) { q.stop = stop }, v.stopWords(stop))
	}
	ask(&reasons, func(q *runsQuery) { q.need = "" }, v.words.T("runs.every_need"))
	ask(&reasons, func(q *runsQuery) { q.need = anyNeed }, v.words.T("runs.any_need"))
	for _, reason := range oversight.Reasons {
		ask(&reasons, func(q *runsQuery) { q.need = string(reason) }, v.words.T(reasonKeys[reason]))
	}
	return severally(cohorts), severally(stops), severally(reasons)
}

// severally is a choice where there is one: all, and the only part that there is, are the same.
func severally(choices []choice) []choice {
	if len(choices) <= 2 && !slices.ContainsFunc(choices[min(1, len(choices)):], func(c choice) bool { return c.Current || c.Count != choices[0].Count }) {
		return nil
	}
	return choices
}

// line is a school on the page.
func (v *runsView) line(run oversight.Run) runLine {
	line := runLine{
		Name: run.School.Name, Href: "/schools/" + run.School.Orgnr, Cohort: run.Cohort.Name, Place: v.stopWords(run.Stop()), Plan: v.plan(run),
		Survey: v.survey(run), Shares: v.words.T(sharesKeys[run.Shares]), Answered: v.answered(run), Conclusion: v.conclusion(run), Step: v.step(run),
	}
	if phase, c, ok := run.Signed(); ok && c.Shared {
		line.ConclusionHref = line.Href + "/closing/" + string(phase)
	}
	for _, need := range run.Needs {
		line.Needs = append(line.Needs, v.words.T(reasonKeys[need.Reason]))
	}
	return line
}

var sharesKeys = map[surveys.Degree]string{
	surveys.SharesNothing: "runs.shares.nothing", surveys.SharesComponents: "runs.shares.components", surveys.SharesAll: "runs.shares.all",
}

// exhibits is the table as a file: what is one cell on the page, for reading, is several here, for sorting.
func (v *runsView) exhibits() exhibits {
	all := exhibits{Name: v.owner.Orgnr, Of: []string{v.owner.Name}}
	e := exhibit{ID: "runs", Title: v.words.T("runs.tab")}
	e.Table.First = v.words.T("school.school")
	for _, key := range []string{
		"runs.file.orgnr", "runs.file.cohort", "runs.head.phase", "runs.file.from", "runs.file.to", "runs.file.late", "runs.head.survey", "runs.file.survey_day",
		"runs.file.asked", "runs.file.answered", "runs.file.closed", "runs.head.shares", "runs.head.conclusion", "runs.head.step", "runs.file.step_day", "runs.file.needs",
	} {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: v.words.T(key)})
	}
	for _, run := range v.shown {
		all.Synthetic = all.Synthetic || run.School.Synthetic
		e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: run.School.Name, Cells: v.fileCells(run)})
	}
	all.List = []exhibit{e}
	return all
}

func (v *runsView) fileCells(run oversight.Run) []exhibitCell {
	text := func(s string) exhibitCell { return exhibitCell{Text: s} }
	line := v.line(run)
	late := ""
	if run.Place == oversight.Underway && !run.Plan.To.IsZero() {
		late = v.words.Number(float64(run.Late), 0)
	}
	current, _ := run.Current()
	asked, answered, closed := v.turnoutCells(run)
	return []exhibitCell{
		text(run.School.Orgnr), text(line.Cohort), text(line.Place), text(isoDay(run.Plan.From)), text(isoDay(run.Plan.To)), text(late),
		text(line.Survey), text(isoDay(current.Closes)), asked, answered, closed, text(line.Shares), text(line.Conclusion), text(line.Step), text(isoDay(run.Step.Day)), text(strings.Join(line.Needs, ". ")),
	}
}

// notShared is the state, in files, of a figure that the owner does not see because the school does not share it.
const notShared = "not_shared"

// turnoutCells are how many were asked and answered in the last survey that is shared, with a state that says why where there is no number.
func (v *runsView) turnoutCells(run oversight.Run) (asked, answered, closed exhibitCell) {
	state := analytics.NoData.String()
	if !run.Sharing() {
		state = notShared
	}
	last := run.Last
	if last == nil {
		return exhibitCell{State: state}, exhibitCell{State: state}, exhibitCell{}
	}
	asked = exhibitCell{Text: v.words.Number(float64(last.HeadCount), 0), State: analytics.Value.String()}
	return asked, exhibitCell{Text: v.words.Number(float64(last.Answered), 0), State: last.State.String()}, exhibitCell{Text: isoDay(last.Closed)}
}
