package programme

import (
	"slices"

	"tilstand/internal/i18n"
)

type (
	// A PhaseKey names a phase of a programme: "prep", "a", "b" and "c" in the built-in one.
	PhaseKey string
	// A ComponentKey names a component of the target state, such as "promote".
	ComponentKey string
	// An IndicatorKey names an indicator of a component, such as "promote-belong".
	IndicatorKey string
)

// The range of a target level: the scale of the state survey, 5 is best.
const (
	MinLevel = 1.0
	MaxLevel = 5.0
)

// A Template is one version of a programme. It comes from [ParseTemplate] or [Builtin], is whole when it does, and is shared:
// read it, never change it.
type Template struct {
	Format      int                     `json:"format"`
	Key         string                  `json:"key"`
	Version     int                     `json:"version"`
	Name        i18n.Text               `json:"name"`
	Phases      []Phase                 `json:"phases"` // in course order
	Target      TargetState             `json:"target"`
	Components  []Component             `json:"components"`       // in the order results are shown
	StaffGroups []StaffGroup            `json:"staff_groups"`     // leaders do not answer as staff
	Others      map[string][]StaffGroup `json:"groups"`           // audience ("parents", "pupils") → its groups; see [Template.GroupsOf]
	Instruments map[string][]PhaseKey   `json:"instruments"`      // instrument key → the phases it is asked in
	Course      *Course                 `json:"course,omitempty"` // nil in version 1, which is measured only
}

// A Phase is a part of the course with its own closing survey.
type Phase struct {
	Key   PhaseKey  `json:"key"`
	Name  i18n.Text `json:"name"`
	Short i18n.Text `json:"short"` // for an axis or a narrow column, at most 8 characters
}

// A TargetState is the sentence that all staff strive towards. A new wording is a new version.
type TargetState struct {
	Version int       `json:"version"`
	Text    i18n.Text `json:"text"`
}

// A Component is one part of the target state.
type Component struct {
	Key         ComponentKey         `json:"key"`
	Name        i18n.Text            `json:"name"`
	Explanation i18n.Text            `json:"explanation"`
	Levels      map[PhaseKey]float64 `json:"levels"` // default target level at the end of a phase; a missing phase has none
	Indicators  []Indicator          `json:"indicators,omitempty"`
}

// An Indicator is a sign by which a school can see that a component is in place. The leadership says whether it sees it; nobody is asked about it in a survey.
type Indicator struct {
	Key  IndicatorKey `json:"key"`
	Text i18n.Text    `json:"text"`
}

// A StaffGroup is a group that answers: of staff, or, in [Template.Others], of parents or pupils.
type StaffGroup struct {
	Key  string    `json:"key"`
	Name i18n.Text `json:"name"`
}

// Phase returns the phase with the key.
func (t *Template) Phase(key PhaseKey) (Phase, bool) {
	i := t.PhaseIndex(key)
	if i < 0 {
		return Phase{}, false
	}
	return t.Phases[i], true
}

// PhaseIndex returns the phase's place in course order, or -1 when the template has no such phase.
func (t *Template) PhaseIndex(key PhaseKey) int {
	return slices.IndexFunc(t.Phases, func(p Phase) bool { return p.Key == key })
}

// Component returns the component with the key.
func (t *Template) Component(key ComponentKey) (Component, bool) {
	i := slices.IndexFunc(t.Components, func(c Component) bool { return c.Key == key })
	if i < 0 {
		return Component{}, false
	}
	return t.Components[i], true
}

// StaffGroup returns the staff group with the key.
func (t *Template) StaffGroup(key string) (StaffGroup, bool) {
	i := slices.IndexFunc(t.StaffGroups, func(g StaffGroup) bool { return g.Key == key })
	if i < 0 {
		return StaffGroup{}, false
	}
	return t.StaffGroups[i], true
}

// GroupsOf returns the groups of an audience: "staff", "parents" or "pupils". It is empty for others.
func (t *Template) GroupsOf(audience string) []StaffGroup {
	if audience == "staff" {
		return t.StaffGroups
	}
	return t.Others[audience]
}

// GroupsWith returns the groups of the audience that has a group with the key; none when no audience has.
func (t *Template) GroupsWith(key string) []StaffGroup {
	for _, audience := range []string{"staff", "parents", "pupils"} {
		if groups := t.GroupsOf(audience); slices.ContainsFunc(groups, func(g StaffGroup) bool { return g.Key == key }) {
			return groups
		}
	}
	return nil
}

// Group returns the group with the key, of any audience.
func (t *Template) Group(key string) (StaffGroup, bool) {
	for _, g := range t.GroupsWith(key) {
		if g.Key == key {
			return g, true
		}
	}
	return StaffGroup{}, false
}

// Asks says whether the programme asks the instrument in the phase.
func (t *Template) Asks(instrument string, phase PhaseKey) bool {
	return slices.Contains(t.Instruments[instrument], phase)
}

// InstrumentsIn returns the keys of the instruments that the programme asks in the phase, sorted.
func (t *Template) InstrumentsIn(phase PhaseKey) []string {
	var keys []string
	for key, phases := range t.Instruments {
		if slices.Contains(phases, phase) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
