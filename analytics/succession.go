package analytics

import (
	"slices"

	"tilstand/surveys"
)

// A Fate is what becomes of a series when one version of an instrument follows another.
type Fate string

// What can become of it.
const (
	GoesOn    Fate = "goes_on"
	Breaks    Fate = "breaks"    // it is measured in both, and not as the same thing
	Begins    Fate = "begins"    // only the later version measures it
	Ends      Fate = "ends"      // only the earlier version measures it
	Undecided Fate = "undecided" // it hangs on what is declared of reworded items
)

// A Succession is the fate of one measure's series.
type Succession struct {
	Measure Measure // as in the later version; where it ends, as in the earlier
	Fate    Fate
	Because []surveys.ItemID // the items that break it, or on which it hangs
}

// Successions foretell what a version of an instrument does to every series, by the rule by which series are read afterwards: an index goes on
// when it has the same items and each of them does.
func Successions(c surveys.Comparison, declared []surveys.Declaration) []Succession {
	before, after := Measures(c.Before), Measures(c.After)
	var all []Succession
	for _, m := range after {
		then, ok := measureIn(before, m.Key)
		s := Succession{Measure: m, Fate: Begins}
		if ok {
			s = succeed(c, then, m, declared)
		}
		all = append(all, s)
	}
	for _, m := range before {
		if _, still := measureIn(after, m.Key); !still {
			all = append(all, Succession{Measure: m, Fate: Ends})
		}
	}
	return all
}

func measureIn(measures []Measure, key MeasureKey) (Measure, bool) {
	at := slices.IndexFunc(measures, func(m Measure) bool { return m.Key == key })
	if at < 0 {
		return Measure{}, false
	}
	return measures[at], true
}

// succeed tells the fate of a measure that both versions have.
func succeed(c surveys.Comparison, before, after Measure, declared []surveys.Declaration) Succession {
	s := Succession{Measure: after, Fate: GoesOn}
	if c.Before.Key != c.After.Key || c.Before.Kind != c.After.Kind || !slices.Equal(before.Items, after.Items) {
		s.Fate = Breaks
	}
	for _, id := range union(before.Items, after.Items) {
		why, decided := c.BreakOf(id, declared)
		if why == "" {
			continue
		}
		s.Because = append(s.Because, id)
		if decided {
			s.Fate = Breaks
		} else if s.Fate == GoesOn {
			s.Fate = Undecided
		}
	}
	return s
}

// union is the items of the second list, and then those that only the first has.
func union(first, second []surveys.ItemID) []surveys.ItemID {
	all := slices.Clone(second)
	for _, id := range first {
		if !slices.Contains(second, id) {
			all = append(all, id)
		}
	}
	return all
}
