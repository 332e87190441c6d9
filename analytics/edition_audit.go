package analytics

import (
	"slices"

	"tilstand/analytics/disclosure"
	"tilstand/internal/programme"
)

// answeredKey is the system of sets of the groups themselves: of numbers of schools, people and answers.
const answeredKey MeasureKey = "answered"

// editionAudit keeps schools apart over all editions of a scope, one measure at a time.
type editionAudit struct {
	units     disclosure.Units
	atoms     map[ReleaseID]int // of all editions, the new one included
	here      []int             // the new edition's atoms among them
	published map[MeasureKey][][]int
	spreads   map[MeasureKey][][]int // the sets of which it is said how the schools spread
}

func newEditionAudit(minSchools int, atoms []EditionAtom, earlier []*Edition) *editionAudit {
	a := &editionAudit{units: disclosure.Units{Min: minSchools}, atoms: map[ReleaseID]int{}, published: map[MeasureKey][][]int{}, spreads: map[MeasureKey][][]int{}}
	schools := map[programme.SchoolID]int{}
	number := func(atoms []EditionAtom) []int {
		numbers := make([]int, len(atoms))
		for i, atom := range atoms {
			at, known := a.atoms[atom.Release]
			if !known {
				school, known := schools[atom.School]
				if !known {
					school = len(schools)
					schools[atom.School] = school
				}
				at = len(a.units.Unit)
				a.atoms[atom.Release], a.units.Unit = at, append(a.units.Unit, school)
			}
			numbers[i] = at
		}
		return numbers
	}
	for _, e := range earlier {
		numbers := number(e.Atoms)
		for _, g := range e.Groups {
			a.publish(answeredKey, renumber(g.Atoms, numbers))
		}
		for _, f := range e.Figures {
			a.publish(f.Measure, renumber(f.Atoms, numbers))
			if len(f.Spread) > 0 {
				a.spreads[f.Measure] = append(a.spreads[f.Measure], renumber(f.Atoms, numbers))
			}
		}
		if e.Quality != nil {
			a.publish(qualityKey, renumber(e.Quality.Atoms, numbers))
		}
	}
	a.here = number(atoms)
	return a
}

// renumber gives a set of one edition's atoms the numbers that they have in all.
func renumber(set, numbers []int) []int {
	all := make([]int, len(set))
	for i, at := range set {
		all[i] = numbers[at]
	}
	slices.Sort(all)
	return all
}

// publish notes a set that is out.
func (a *editionAudit) publish(measure MeasureKey, set []int) {
	if len(set) > 0 && !slices.ContainsFunc(a.published[measure], func(p []int) bool { return slices.Equal(p, set) }) {
		a.published[measure] = append(a.published[measure], set)
	}
}

// admit asks whether a set of the new edition's atoms may be published for a measure, and if so notes it: it keeps schools apart,
// and none of them has more than its share of the answers.
func (a *editionAudit) admit(measure MeasureKey, set []int, answers func(at int) int) (bool, error) {
	sum, most := 0, 0
	for _, at := range set {
		sum, most = sum+answers(at), max(most, answers(at))
	}
	if len(set) == 0 || float64(most) > greatestShare*float64(sum) {
		return false, nil
	}
	all := renumber(set, a.here)
	admitted, err := a.units.Admit(a.published[measure], [][]int{all})
	if err != nil || !admitted[0] {
		return false, err
	}
	a.publish(measure, all)
	return true, nil
}
