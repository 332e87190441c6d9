package programme

// A Scope says who set a target level.
type Scope string

// The scopes from the inside out. The nearest one that has a level wins.
const (
	ScopeSchool    Scope = "school"
	ScopeOwner     Scope = "owner"
	ScopeProgramme Scope = "programme"
	ScopeTemplate  Scope = "template" // the default that comes with the programme; it cannot be set
)

// A Level is the target level of a component at the end of a phase.
type Level struct {
	Scope     Scope  // who sets it; in what [Store.LevelsFor] returns, whose level it is
	ScopeID   string // SchoolID, OwnerID or key of the programme
	Programme string // key of the template; empty is the built-in one
	Component ComponentKey
	Phase     PhaseKey
	Value     *float64 // from MinLevel to MaxLevel; nil takes the next outer scope's again. LevelsFor never returns nil.
}

// levelKey is what a later level replaces.
type levelKey struct {
	scope     Scope
	scopeID   string
	programme string
	component ComponentKey
	phase     PhaseKey
}

func (l Level) key() levelKey {
	return levelKey{l.Scope, l.ScopeID, l.Programme, l.Component, l.Phase}
}

// field names the input of a form that holds the level: "promote.a".
func (l Level) field() string { return string(l.Component) + "." + string(l.Phase) }

// levelBook holds the levels that are set; one that was taken back is not in it.
type levelBook map[levelKey]float64

// take keeps the level; levels are taken in the order in which they were set.
func (b levelBook) take(l Level) {
	if l.Value == nil {
		delete(b, l.key())
		return
	}
	b[l.key()] = *l.Value
}

// nearest finds the level of the first scope that has one, from the inside out; the template's when none has.
func (b levelBook) nearest(scopes []Level, programme string, component ComponentKey, phase PhaseKey, standard float64) Level {
	for _, l := range scopes {
		l.Programme, l.Component, l.Phase = programme, component, phase
		if value, ok := b[l.key()]; ok {
			l.Value = &value
			return l
		}
	}
	return Level{ScopeTemplate, programme, programme, component, phase, &standard}
}
