package surveys

import (
	"fmt"
	"slices"
)

// A Degree says how much of a school's results its owner sees. Degrees are ordered: whoever sees more sees what is below it, too.
type Degree uint8

// The degrees of sharing.
const (
	SharesNothing    Degree = iota // that surveys have been started and closed
	SharesComponents               // everything but what single items say
	SharesAll
)

// degreeNames are all of them, in order.
var degreeNames = []string{"nothing", "components", "all"}

// String is the name in addresses and documents: nothing, components, all.
func (d Degree) String() string {
	if int(d) >= len(degreeNames) {
		return fmt.Sprintf("unknown(%d)", int(d))
	}
	return degreeNames[d]
}

// ParseDegree reads what [Degree.String] wrote.
func ParseDegree(name string) (Degree, error) {
	i := slices.Index(degreeNames, name)
	if i < 0 {
		return SharesNothing, fmt.Errorf("%q is no degree of sharing; it is nothing, components or all", name)
	}
	return Degree(i), nil
}

// MarshalText writes [Degree.String].
func (d Degree) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Degree) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDegree(string(text))
	return err
}
