package oversight

import (
	"slices"
	"time"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Run is a school on its way through the course, on a day.
type Run struct {
	*Facts
	Place Place
	Phase programme.PhaseKey // that the school is in; empty unless it is Underway
	Plan  programme.Span     // the dates of that phase, or of the first one before the school has begun; zero where there are none
	Ahead bool               // the planned first day of the phase has not come
	Late  int                // whole days past the planned end of the phase; 0 when it has not passed
	Step  Step
	Needs []Need // reasons to ask whether the school needs something, in the order of [Reasons]; empty for most schools
}

// Place is roughly where a school is.
type Place string

// The places, in course order.
const (
	Undated  Place = "undated" // no dates, and no survey
	Before   Place = "before"  // the first day lies ahead
	Underway Place = "underway"
	Finished Place = "finished" // the survey of the last phase is closed
)

// A Step is what comes next for a school.
type Step struct {
	Kind  StepKind
	Phase programme.PhaseKey // empty where the step is of none
	Day   time.Time          // when, or the day by which; zero where nobody has planned it
}

// StepKind is what a step is about.
type StepKind string

// The kinds of step.
const (
	SetDates StepKind = "dates"    // plan the phases
	Begin    StepKind = "begin"    // the course begins on the day
	Answer   StepKind = "answer"   // the survey is open until the day
	WaitOpen StepKind = "wait"     // the survey opens on the day
	Conclude StepKind = "conclude" // on what the survey of the phase found
	Measure  StepKind = "measure"  // the state survey of the phase, by the day
	NoStep   StepKind = "none"
)

// Day is the day in Norway at a moment, as dates are kept: midnight UTC.
func Day(now time.Time, in *time.Location) time.Time {
	now = now.In(in)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

// Run says where the school is on a day, which is midnight UTC ([Day]).
//
// A school is in the phase after the last one whose state survey is closed, or in a later one whose survey is open or planned: what it has done
// decides, and its dates say only whether that was planned. It is late from the day after the planned end of that phase.
func (f *Facts) Run(today time.Time) Run {
	r := Run{Facts: f}
	at := max(f.last(Closed)+1, f.last(Open), f.last(Planned))
	start := programme.StartOf(f.Dates)
	switch {
	case at == len(f.Template.Phases):
		r.Place = Finished
	case len(f.Surveys) == 0 && start.IsZero():
		r.Place = Undated
	case len(f.Surveys) == 0 && today.Before(start):
		r.Place, r.Plan = Before, programme.Span{From: start}
	default:
		r.Place, r.Phase = Underway, f.Template.Phases[at].Key
		r.Plan = f.Dates[r.Phase]
		r.Ahead = today.Before(r.Plan.From)
		if !r.Plan.To.IsZero() && today.After(r.Plan.To) {
			r.Late = days(r.Plan.To, today)
		}
	}
	r.Step = r.step()
	r.Needs = r.needs(today)
	return r
}

// days from one day to another.
func days(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

// Weeks are the whole weeks of lateness.
func (r Run) Weeks() int { return r.Late / 7 }

// step is what is under way, then what the last survey still waits for, then what is planned.
func (r Run) step() Step {
	if s, ok := r.survey(r.Phase, Open); ok {
		return Step{Answer, r.Phase, s.Closes}
	}
	if phase, ok := r.unsigned(); ok {
		return Step{Kind: Conclude, Phase: phase}
	}
	if s, ok := r.survey(r.Phase, Planned); ok {
		return Step{WaitOpen, r.Phase, s.Opens}
	}
	switch r.Place {
	case Undated:
		return Step{Kind: SetDates}
	case Before:
		return Step{Kind: Begin, Day: r.Plan.From}
	case Finished:
		return Step{Kind: NoStep}
	}
	return Step{Measure, r.Phase, r.Plan.To}
}

// unsigned is the last measured phase, where the owner may know that nobody has signed a conclusion on it.
func (r Run) unsigned() (programme.PhaseKey, bool) {
	at := r.last(Closed)
	if at < 0 {
		return "", false
	}
	phase := r.Template.Phases[at].Key
	c, known := r.Conclusions[phase]
	return phase, known && c.Signed.IsZero()
}

// Signed is the last phase that the owner may know to have a signed conclusion.
func (r Run) Signed() (phase programme.PhaseKey, c Conclusion, ok bool) {
	for _, p := range r.Template.Phases {
		if found, known := r.Conclusions[p.Key]; known && !found.Signed.IsZero() {
			phase, c, ok = p.Key, found, true
		}
	}
	return phase, c, ok
}

// Current is the survey that is open, else the one that is planned, else the last that was closed; false before the first.
func (f *Facts) Current() (Survey, bool) {
	for _, state := range []State{Open, Planned, Closed} {
		for _, s := range slices.Backward(f.Surveys) {
			if s.State == state {
				return s, true
			}
		}
	}
	return Survey{}, false
}

// lastDone is when the last survey closed; zero before the first.
func (f *Facts) lastDone() (at time.Time) {
	for _, s := range f.Surveys {
		if s.State == Closed && s.Closes.After(at) {
			at = s.Closes
		}
	}
	return at
}

// Sharing reports whether the owner sees anything that the school's staff answered.
func (f *Facts) Sharing() bool { return f.Shares > surveys.SharesNothing }
