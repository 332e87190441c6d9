package oversight

import (
	"time"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// A Need is a reason to ask a school whether it needs something: an offer, and no verdict. It has what the sentence about it says.
type Need struct {
	Reason     Reason
	Phase      programme.PhaseKey       // that it is about; empty where it is about none
	Weeks      int                      // whole weeks since what was to happen
	Day        time.Time                // of what is near
	Rate       float64                  // 0 to 1
	Components []programme.ComponentKey // in the order of the programme
}

// Reason is which rule a school meets.
type Reason string

// The reasons, in the order in which they are shown: what stops a course before what slows it, and figures last.
const (
	NeedDates      Reason = "dates"      // its cohort has begun, and it has no dates
	NeedTime       Reason = "time"       // the course ends soon, and it is not through
	NeedLate       Reason = "late"       // the phase should long have been closed
	NeedSurvey     Reason = "survey"     // the phase ends now, and no survey is planned
	NeedConclusion Reason = "conclusion" // the survey was closed long ago, and nobody has signed a conclusion
	NeedTurnout    Reason = "turnout"    // fewer than half answered
	NeedFalling    Reason = "falling"    // under the target, and lower than the last time
)

// Reasons are all of them in their order.
var Reasons = []Reason{NeedDates, NeedTime, NeedLate, NeedSurvey, NeedConclusion, NeedTurnout, NeedFalling}

// Limits of the rules. They are our own: no source says when a school is late. Each is long enough that a school that is merely busy does not meet it.
const (
	// LateWeeks past the planned end of a phase: a survey takes two weeks and its closing as many, so a school that began when it should have
	// ended would be through by then.
	LateWeeks = 4
	// SoonDays before the planned end of a phase a survey should be planned: it is usually open for two weeks.
	SoonDays = 14
	// ConclusionWeeks after a survey has closed: time for a meeting with all staff, and one of the leadership.
	ConclusionWeeks = 6
	// TimeWeeks before the last day on which the course may be under way: half a semester.
	TimeWeeks = 10
)

// LowRate is the share of answers under which the silent are the majority.
const LowRate = float64(surveys.LeastGoal) / 100

// needs applies the rules.
func (r Run) needs(today time.Time) (needs []Need) {
	add := func(n Need, met bool) {
		if met {
			needs = append(needs, n)
		}
	}
	add(r.withoutDates(today))
	add(r.outOfTime(today))
	add(r.late())
	add(r.withoutSurvey(today))
	add(r.withoutConclusion(today))
	add(r.fewAnswered())
	add(Need{Reason: NeedFalling, Components: r.Falling}, len(r.Falling) > 0)
	return needs
}

// withoutDates holds for a school of a cohort that has begun. One that is in no cohort may not take the course at all.
func (r Run) withoutDates(today time.Time) (Need, bool) {
	starts := r.Cohort.Starts
	return Need{Reason: NeedDates}, r.Place == Undated && !starts.IsZero() && !today.Before(starts)
}

// outOfTime holds from half a semester before the last day that the course allows.
func (r Run) outOfTime(today time.Time) (Need, bool) {
	last := r.Template.Course.LastDay(programme.StartOf(r.Dates))
	near := !last.IsZero() && days(today, last) < 7*TimeWeeks
	return Need{Reason: NeedTime, Day: last}, r.Place == Underway && near
}

// late does not hold while the survey is open: the school is doing what is missing.
func (r Run) late() (Need, bool) {
	_, open := r.survey(r.Phase, Open)
	return Need{Reason: NeedLate, Phase: r.Phase, Weeks: r.Weeks()}, r.Late > 7*LateWeeks && !open
}

// withoutSurvey holds around the planned end of a phase; later it is [NeedLate] that holds.
func (r Run) withoutSurvey(today time.Time) (Need, bool) {
	_, asked := r.survey(r.Phase, Open, Planned)
	near := r.Place == Underway && !r.Plan.To.IsZero() && days(today, r.Plan.To) <= SoonDays && r.Late <= 7*LateWeeks
	return Need{Reason: NeedSurvey, Phase: r.Phase, Day: r.Plan.To}, near && !asked
}

func (r Run) withoutConclusion(today time.Time) (Need, bool) {
	phase, ok := r.unsigned()
	if !ok {
		return Need{}, false
	}
	s, _ := r.survey(phase, Closed)
	since := days(s.Closes, today)
	return Need{Reason: NeedConclusion, Phase: phase, Weeks: since / 7}, since > 7*ConclusionWeeks
}

func (r Run) fewAnswered() (Need, bool) {
	rate, known := r.Last.Rate()
	if !known {
		return Need{}, false
	}
	return Need{Reason: NeedTurnout, Phase: r.Last.Phase, Rate: rate}, rate < LowRate
}
