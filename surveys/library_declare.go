package surveys

import (
	"slices"
)

// A Meaning is what a person has declared of a reworded item.
type Meaning string

// What may be declared.
const (
	SameMeaning Meaning = "same" // the series goes on
	NewMeaning  Meaning = "new"  // the series breaks, and the break is shown
)

// A Declaration says what the new wording of an item means.
type Declaration struct {
	Item    ItemID  `json:"item"`
	Meaning Meaning `json:"meaning"`
}

// A Succession says which version a version followed when it was published, and what was declared then of every reworded item. Like the
// version it is immutable: who could declare once the figures are known would choose the series that looks best.
type Succession struct {
	After    int           `json:"after"` // version
	Declared []Declaration `json:"declared"`
}

// succession is what an instrument in the library knows of the version before it.
type succession struct {
	Succession
	before *Instrument
}

// declaredSame says whether every version after earlier, up to later, kept the wording of the item or was declared to keep its meaning.
func declaredSame(earlier, later *Instrument, id ItemID) bool {
	at := later
	for at.Version > earlier.Version {
		if at.after == nil || at.after.before == nil {
			return false
		}
		before := at.after.before
		if !sameWording(before, at, id) && !slices.Contains(at.after.Declared, Declaration{id, SameMeaning}) {
			return false
		}
		at = before
	}
	return at.Version == earlier.Version
}

// declaration is the succession that follows from a comparison and what was declared: of every reworded item that has a place in the series,
// one thing, and nothing of any other.
func declaration(c Comparison, declared []Declaration) (*Succession, error) {
	told := map[ItemID]Meaning{}
	for _, d := range declared {
		told[d.Item] = d.Meaning
	}
	s := &Succession{After: c.Before.Version, Declared: []Declaration{}}
	for _, id := range c.ToDeclare() {
		meaning := told[id]
		if meaning != SameMeaning && meaning != NewMeaning {
			return nil, ErrUndeclared
		}
		s.Declared = append(s.Declared, Declaration{id, meaning})
	}
	if len(declared) != len(s.Declared) {
		return nil, ErrUndeclared
	}
	return s, nil
}
