package analytics

import (
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
)

// Moved is how many of an owner's schools have moved in which direction since their survey before, counted from the verdicts that stand beside each.
type Moved map[stat.Verdict]int

// VerdictPart is how many schools have one verdict.
type VerdictPart struct {
	Label   i18n.Sentence
	Schools int
}

// Moved counts the schools in the measure of the query. Everything in it can be counted in the view by hand.
func (v *OwnerDevelopment) Moved() Moved {
	moved := Moved{}
	for _, cohort := range v.Cohorts {
		for _, school := range cohort.Schools {
			for _, m := range append([]Movement{school.Overall}, school.Cells...) {
				if m.Component == v.Query.Component && m.Change != nil {
					moved[m.Change.Verdict]++
				}
			}
		}
	}
	return moved
}

// Compared is how many schools have two surveys that can be compared.
func (m Moved) Compared() (n int) {
	for _, schools := range m {
		n += schools
	}
	return n
}

// Parts are the verdicts that some school has, those that say something first.
func (m Moved) Parts() (parts []VerdictPart) {
	for _, verdict := range []stat.Verdict{stat.Better, stat.Worse, stat.NoRelevantChange, stat.CannotTell} {
		if m[verdict] > 0 {
			parts = append(parts, VerdictPart{VerdictLabel(verdict), m[verdict]})
		}
	}
	return parts
}
