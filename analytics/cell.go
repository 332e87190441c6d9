package analytics

import (
	"fmt"
	"reflect"
	"slices"

	"tilstand/analytics/stat"
)

// State says what a cell holds. The four are kept apart from the form to the workbook; none of them is ever written as 0.
type State int

const (
	// Hidden: withheld to protect respondents. All hidden cells look alike, whatever the reason. It is the
	// zero value, so that a cell somebody forgot to fill shows nothing.
	Hidden State = iota
	// NoData: it was asked, and nobody answered.
	NoData
	// NotAsked: the wave did not ask this, or did not ask this group.
	NotAsked
	// Value: there is an estimate.
	Value
)

var stateNames = []string{"hidden", "no_data", "not_asked", "value"}

// String is the name used in documents: value, hidden, no_data, not_asked.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("unknown(%d)", int(s))
	}
	return stateNames[s]
}

// MarshalText writes [State.String].
func (s State) MarshalText() ([]byte, error) { return marshalName(stateNames, int(s)) }

// UnmarshalText reads what MarshalText wrote.
func (s *State) UnmarshalText(text []byte) error {
	i, err := unmarshalName(stateNames, text)
	*s = State(i)
	return err
}

// Limit says how a figure is to be read. Caps keep a group whose members all answered alike from being seen through.
type Limit int

const (
	// CountOnly: there is no mean, only a number of answers. The zero value.
	CountOnly Limit = iota
	// Exact: the figure, rounded.
	Exact
	// AtLeast: the figure is this or higher.
	AtLeast
	// AtMost: the figure is this or lower.
	AtMost
	// Middle: most answers are in the middle of the scale.
	Middle
	// Between: the figure lies between two bounds.
	Between
)

var limitNames = []string{"count", "exact", "at_least", "at_most", "middle", "between"}

// String is the name used in documents: count, exact, at_least, at_most, middle, between.
func (l Limit) String() string {
	if l < 0 || int(l) >= len(limitNames) {
		return fmt.Sprintf("unknown(%d)", int(l))
	}
	return limitNames[l]
}

// MarshalText writes [Limit.String].
func (l Limit) MarshalText() ([]byte, error) { return marshalName(limitNames, int(l)) }

// UnmarshalText reads what MarshalText wrote.
func (l *Limit) UnmarshalText(text []byte) error {
	i, err := unmarshalName(limitNames, text)
	*l = Limit(i)
	return err
}

// Interval is a 95 % interval as it is printed: both limits belong to it, rounded outward to one decimal.
// stat.Interval(i) is the same for calculating.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// printed rounds an interval the way it is shown, and calculated with from then on.
func printed(i stat.Interval) *Interval {
	rounded := Interval(i.RoundOut(1))
	return &rounded
}

// Band is the share of answers in one part of the scale, the steps From to To, in whole per cent. Limit is Exact, AtLeast or AtMost.
type Band struct {
	From    int   `json:"from"`
	To      int   `json:"to"`
	Percent int   `json:"percent"`
	Limit   Limit `json:"limit"`
}

// SDSource of a standard deviation that is the group's own.
const ownSD = "own"

// Estimate is what one group answered to one measure, rounded and capped for readers. It is read and never changed.
//
// High is always the wanted end: of an item asked in reverse, Mean, Bands and Categories are turned round.
type Estimate struct {
	// N is the number of people the figure stands on.
	N int `json:"n"`
	// Limit says how Mean is to be read. With CountOnly the fields below are empty, but for Bands of items that stand alone.
	Limit Limit `json:"limit"`
	// Mean is on the measure's scale, 1 to its number of steps, with one decimal. With AtLeast and AtMost it is the
	// limit; with Middle and Between it is halfway between the bounds, for placing a mark and never for printing.
	Mean float64 `json:"mean,omitempty"`
	// Bounds are the least and the greatest that the mean can be, one decimal. Nil with Exact.
	Bounds *Interval `json:"bounds,omitempty"`
	// Interval is what this staff answers now: with the finite population correction. With Exact only.
	Interval *Interval `json:"interval,omitempty"`
	// Claim is the interval for statements beyond this staff in this week: without the correction. With Exact only.
	Claim *Interval `json:"claim,omitempty"`
	// SD is the standard deviation that the intervals stand on, with two decimals. SDSource is "own", or "pooled:" and
	// the name of the constant that took its place. Zero and empty where there are no intervals.
	SD       float64 `json:"sd,omitempty"`
	SDSource string  `json:"sd_source,omitempty"`
	// Bands are the low, middle and high part of the scale (of four steps, the low and the high). Items only: beside an
	// index and its items, they would tell too much of both.
	Bands []Band `json:"bands,omitempty"`
	// Categories are the answers per step, low to high, in whole per cent; nil where the display class withholds them.
	// Items only.
	Categories []int `json:"categories,omitempty"`
}

// Cell is one figure, or the reason why there is none. It cannot be read without asking which: [Cell.Shown] is the
// only way to the estimate, and nothing outside this package can make a cell with one.
type Cell struct {
	state    State
	estimate *Estimate
}

// shown is the one way to a cell with an estimate.
func shown(e Estimate) Cell { return Cell{state: Value, estimate: &e} }

// State says what the cell holds.
func (c Cell) State() State { return c.state }

// Shown returns the estimate, and whether there is one. When false, [Cell.State] has the reason.
func (c Cell) Shown() (Estimate, bool) {
	if c.state != Value || c.estimate == nil {
		return Estimate{}, false
	}
	return *c.estimate, true
}

// Equal compares what the cells hold.
func (c Cell) Equal(o Cell) bool {
	a, okA := c.Shown()
	b, okB := o.Shown()
	return c.state == o.state && okA == okB && reflect.DeepEqual(a, b)
}

func marshalName(names []string, i int) ([]byte, error) {
	if i < 0 || i >= len(names) {
		return nil, fmt.Errorf("value %d has no name; the names are %q", i, names)
	}
	return []byte(names[i]), nil
}

func unmarshalName(names []string, text []byte) (int, error) {
	i := slices.Index(names, string(text))
	if i < 0 {
		return 0, fmt.Errorf("%q is not one of %q", text, names)
	}
	return i, nil
}
