package oversight

import (
	"cmp"
	"slices"

	"tilstand/internal/programme"
)

// Order is an order of runs. None of them is one of merit, and no place in any has a number.
type Order string

// The orders. Within each, schools stand by name.
const (
	ByName  Order = ""      // in the Norwegian alphabet
	ByPhase Order = "phase" // along the course
	ByPlan  Order = "plan"  // those furthest behind their own dates first
	ByDone  Order = "done"  // by when the last survey closed, the longest ago first; those without one before all others
)

// Orders are all of them, as a page offers them.
var Orders = []Order{ByName, ByPhase, ByPlan, ByDone}

// Sort orders runs that stand by name. It reports whether there is such an order.
func Sort(runs []Run, by Order) bool {
	if !slices.Contains(Orders, by) {
		return false
	}
	slices.SortStableFunc(runs, func(a, b Run) int {
		switch by {
		case ByPhase:
			return cmp.Compare(a.along(), b.along())
		case ByPlan:
			return cmp.Compare(b.Late, a.Late)
		case ByDone:
			return a.lastDone().Compare(b.lastDone())
		}
		return 0
	})
	return true
}

// along is a place on the way through the course.
func (r Run) along() int {
	switch r.Place {
	case Undated:
		return -2
	case Before:
		return -1
	case Finished:
		return len(r.Template.Phases)
	}
	return r.Template.PhaseIndex(r.Phase)
}

// Stop is where a run is, as a filter names it: the key of a phase, or the name of a place.
func (r Run) Stop() string {
	if r.Place == Underway {
		return string(r.Phase)
	}
	return string(r.Place)
}

// Stops are all that there can be, along the course.
func Stops() []string {
	stops := []string{string(Undated), string(Before)}
	for _, p := range programme.Builtin().Phases {
		stops = append(stops, string(p.Key))
	}
	return append(stops, string(Finished))
}
