package stat

import "fmt"

// Reference is a named, frozen group of persons against which scores are standardised. It is never estimated anew per
// wave, or change would disappear.
type Reference struct {
	Name string
	Mean float64 // of persons, in the units of the scale
	SD   float64 // of persons
}

// Standard is x on the scale with mean 500 and standard deviation 100 in the reference, 500 + 100 (x − mean)/SD. It
// panics if the SD is not positive.
//
// Schools lie 20–40 points apart on it, for most of the spread is between the people of a school; at n = 20 the
// standard error alone is 22 points. So it is never shown without an interval, and raw and 0–100 remain the defaults.
func (r Reference) Standard(x float64) float64 { return 500 + r.StandardSpan(x-r.Mean) }

// StandardSpan converts a difference, standard deviation or standard error to that scale.
func (r Reference) StandardSpan(d float64) float64 {
	if !(r.SD > 0) {
		panic(fmt.Sprintf("stat: reference %q has no spread", r.Name))
	}
	return 100 * d / r.SD
}

// FromStandard is the inverse of [Reference.Standard].
func (r Reference) FromStandard(s float64) float64 { return r.Mean + (s-500)*r.SD/100 }
