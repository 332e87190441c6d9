package web

import (
	"tilstand/analytics"
	"tilstand/internal/oversight"
	"tilstand/internal/programme"
)

// stopWords name where a school is.
func (v *runsView) stopWords(stop string) string {
	switch oversight.Place(stop) {
	case oversight.Undated:
		return v.words.T("runs.undated")
	case oversight.Before:
		return v.words.T("runs.before")
	case oversight.Finished:
		return v.words.T("runs.finished")
	}
	return phaseTitle(v.words, v.phase(programme.PhaseKey(stop)))
}

// phase is a phase by its key.
func (v *runsView) phase(key programme.PhaseKey) analytics.PhaseHead {
	p, _ := programme.Builtin().Phase(key)
	return analytics.PhaseHead{Key: p.Key, Name: p.Name, Short: p.Short}
}

// component is the name of a component.
func (v *runsView) component(key programme.ComponentKey) string {
	c, _ := programme.Builtin().Component(key)
	return c.Name.In(v.words.Lang())
}

// longLate is the number of days from which lateness is said in months: nobody counts to sixteen weeks.
const longLate = 13 * 7

// plan says how a school's dates hold.
func (v *runsView) plan(run oversight.Run) string {
	switch {
	case run.Place == oversight.Before:
		return v.words.T("runs.plan.begins", "date", v.words.Date(run.Plan.From))
	case run.Place != oversight.Underway:
		return ""
	case run.Plan.To.IsZero():
		return v.words.T("runs.plan.none")
	case run.Late >= longLate:
		return v.words.T("runs.plan.months", "count", run.Late/30)
	case run.Weeks() > 0:
		return v.words.T("runs.plan.weeks", "count", run.Weeks())
	case run.Late > 0:
		return v.words.T("runs.plan.days")
	case run.Ahead:
		return v.words.T("runs.plan.begins", "date", v.words.Date(run.Plan.From))
	}
	return v.words.T("runs.plan.holds", "date", v.words.Date(run.Plan.To))
}

// survey says how far the school's survey is, in states and dates.
func (v *runsView) survey(run oversight.Run) string {
	s, ok := run.Current()
	if !ok {
		return v.words.T("runs.survey.none")
	}
	phase := phaseTitle(v.words, v.phase(s.Phase))
	switch s.State {
	case oversight.Open:
		return v.words.T("runs.survey.open", "phase", phase, "date", v.words.Date(s.Closes))
	case oversight.Planned:
		return v.words.T("runs.survey.planned", "phase", phase, "date", v.words.Date(s.Opens))
	}
	return v.words.T("runs.survey.closed", "phase", phase, "date", v.words.Date(s.Closes))
}

// answered is how many answered the last survey that the school shares, and which that is where another one is under way; empty without one.
func (v *runsView) answered(run oversight.Run) string {
	last := run.Last
	if last == nil {
		return ""
	}
	said := v.words.T("school.answered_hidden", "all", last.HeadCount)
	if rate, known := last.Rate(); known {
		said = v.words.T("school.answered", "n", last.Answered, "all", last.HeadCount, "rate", v.words.Percent(rate))
	}
	if current, _ := run.Current(); current.State == oversight.Closed && current.Phase == last.Phase {
		return said
	}
	return phaseTitle(v.words, v.phase(last.Phase)) + ": " + said
}

// conclusion says which phase the school has concluded on, as far as the owner may know.
func (v *runsView) conclusion(run oversight.Run) string {
	phase, c, ok := run.Signed()
	switch {
	case !run.Sharing():
		return v.words.T("runs.shares.nothing")
	case !ok:
		return v.words.T("runs.conclusion.none")
	case c.Shared:
		return v.words.T("runs.conclusion.shared", "phase", phaseTitle(v.words, v.phase(phase)), "date", v.words.Date(c.Signed))
	}
	return v.words.T("runs.conclusion.signed", "phase", phaseTitle(v.words, v.phase(phase)), "date", v.words.Date(c.Signed))
}

// step says what comes next at the school.
func (v *runsView) step(run oversight.Run) string {
	step := run.Step
	phase, day := "", ""
	if step.Phase != "" {
		phase = phaseInside(v.words, v.phase(step.Phase))
	}
	if !step.Day.IsZero() {
		day = v.words.Date(step.Day)
	}
	switch step.Kind {
	case oversight.SetDates:
		return v.words.T("runs.step.dates")
	case oversight.Begin:
		return v.words.T("runs.step.begin", "date", day)
	case oversight.Answer:
		return v.words.T("runs.step.answer", "date", day)
	case oversight.WaitOpen:
		return v.words.T("runs.step.wait", "date", day)
	case oversight.Conclude:
		return v.words.T("runs.step.conclude", "phase", phase)
	case oversight.Measure:
		if day == "" {
			return v.words.T("runs.step.measure", "phase", phase)
		}
		return v.words.T("runs.step.measure_by", "phase", phase, "date", day)
	}
	return v.words.T("runs.step.none")
}
