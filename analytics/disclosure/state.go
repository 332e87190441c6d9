package disclosure

import "fmt"

// State says what a reader gets of one group. The zero value is [Withheld], so
// that a state nobody has set shows nothing.
type State uint8

const (
	// Withheld groups look all alike: same marker, same general reason, whether
	// the group is small, protects a small one, or is empty among withheld ones.
	Withheld State = iota
	// Shown groups have their number of respondents and their figures shown, in
	// the form that [ShowItem] and [ShowIndex] allow.
	Shown
	// NoData groups have no respondents, and the reader may be told.
	NoData
)

// String returns "withheld", "shown" or "no data".
func (s State) String() string {
	switch s {
	case Withheld:
		return "withheld"
	case Shown:
		return "shown"
	case NoData:
		return "no data"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// MarshalText gives the state the same words in every JSON document.
func (s State) MarshalText() ([]byte, error) {
	if s > NoData {
		return nil, fmt.Errorf("marshal state: unknown value %d", uint8(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what [State.MarshalText] writes.
func (s *State) UnmarshalText(text []byte) error {
	for _, known := range []State{Withheld, Shown, NoData} {
		if string(text) == known.String() {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("unmarshal state: unknown state %q", text)
}

// withholdAll is the answer when an audit fails: nothing is shown (G9).
func withholdAll(groups int) []State { return make([]State, groups) }
