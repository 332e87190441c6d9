package oversight

import (
	"time"

	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Facts are what an owner may know of one of its schools.
type Facts struct {
	School   programme.School
	Template *programme.Template                   // that the school's run keeps, or the newest where it has none
	Cohort   programme.Cohort                      // zero: in none
	Dates    map[programme.PhaseKey]programme.Span // planned; empty where nobody has set any
	Surveys  []Survey                              // state surveys by opening time, without those that were called off
	Shares   surveys.Degree
	Last     *Turnout // of the last state survey that the school shares; nil without one
	// Falling are the components that the last shared survey found under the target and lower than the one before, each surely so.
	Falling []programme.ComponentKey
	// Conclusions are those of the phases whose survey the school shares. A phase that is not in it is not for the owner to know.
	Conclusions map[programme.PhaseKey]Conclusion
}

// Survey is a state survey in dates.
type Survey struct {
	Phase         programme.PhaseKey
	State         State
	Opens, Closes time.Time
}

// State is how far a survey has come.
type State string

// The states of a survey.
const (
	Planned State = "planned"
	Open    State = "open"
	Closed  State = "closed"
)

// Turnout is how many answered a survey that is shared.
type Turnout struct {
	Phase     programme.PhaseKey
	Closed    time.Time
	State     analytics.State // of Answered, in the release
	Answered  int
	HeadCount int
}

// Rate is the share that answered, 0 to 1; false where it is not known.
func (t *Turnout) Rate() (float64, bool) {
	if t == nil || t.State != analytics.Value || t.HeadCount == 0 {
		return 0, false
	}
	return float64(t.Answered) / float64(t.HeadCount), true
}

// Conclusion is how far the school has come with concluding on a phase.
type Conclusion struct {
	Signed time.Time // zero: not yet
	Shared bool      // the owner may read it
}

// survey finds the last survey of a phase that is in one of the states.
func (f *Facts) survey(phase programme.PhaseKey, states ...State) (found Survey, ok bool) {
	for _, s := range f.Surveys {
		for _, state := range states {
			if s.Phase == phase && s.State == state {
				found, ok = s, true
			}
		}
	}
	return found, ok
}

// last is the furthest phase that has a survey in the state, by its place in the course, or -1.
func (f *Facts) last(state State) int {
	last := -1
	for _, s := range f.Surveys {
		if s.State == state {
			last = max(last, f.Template.PhaseIndex(s.Phase))
		}
	}
	return last
}
