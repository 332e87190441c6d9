package closing

import (
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// A Key names a closing: there is one for each school and phase.
type Key struct {
	School programme.SchoolID
	Phase  programme.PhaseKey
}

// A Closing is the end of a semester at a school, as far as it has come.
type Closing struct {
	Key
	Revision    int            // how many changes there have been; 0 for one that nobody has begun
	Wave        surveys.WaveID // the released state survey that it is drawn from; empty before there is one
	Conclusions []Conclusion   // of the components that have one, in the programme's order
	Priorities  []Priority     // at most [MostPriorities], the most important first
	// PrioritiesRevision is the revision of Priorities, which are changed together; 0 before there are any.
	PrioritiesRevision int
	Measures           []Measure // in the order in which they were entered
	// Signed is the latest signature; nil before the first. It is of what stands here unless Amending is set.
	Signed *Signature
	// Amending is that a signed closing was opened again; nil otherwise.
	Amending        *Amendment
	SharedWithOwner bool // the owner may see the latest signed one
}

// A Signature is that the leadership stands by a closing.
type Signature struct {
	Number  int             `json:"number"` // 1; an amended closing is signed with the next
	At      time.Time       `json:"at"`
	Account audit.AccountID `json:"account"`
	Wave    surveys.WaveID  `json:"wave"` // that it was drawn from
	// Why says what was amended; empty for the first signature.
	Why string `json:"why,omitempty"`
}

// Amended says that it was signed before, and has been changed since.
func (s *Signature) Amended() bool { return s != nil && s.Number > 1 }

// An Amendment is that a signed closing was opened again.
type Amendment struct {
	At  time.Time `json:"at"`
	Why string    `json:"why"`
}

// Frozen says that nothing but the way of its measures can be changed.
func (c *Closing) Frozen() bool { return c.Signed != nil && c.Amending == nil }

// Begun says that somebody has entered something.
func (c *Closing) Begun() bool { return c.Revision > 0 }

// Conclusion returns the conclusion about a component.
func (c *Closing) Conclusion(component programme.ComponentKey) (Conclusion, bool) {
	i := slices.IndexFunc(c.Conclusions, func(o Conclusion) bool { return o.Component == component })
	if i < 0 {
		return Conclusion{}, false
	}
	return c.Conclusions[i], true
}

// Priority returns the priority that is about a component.
func (c *Closing) Priority(component programme.ComponentKey) (Priority, bool) {
	i := slices.IndexFunc(c.Priorities, func(p Priority) bool { return p.Component == component })
	if i < 0 {
		return Priority{}, false
	}
	return c.Priorities[i], true
}

// Measure returns the measure with the id.
func (c *Closing) Measure(id MeasureID) (Measure, bool) {
	i := slices.IndexFunc(c.Measures, func(m Measure) bool { return m.ID == id })
	if i < 0 {
		return Measure{}, false
	}
	return c.Measures[i], true
}
