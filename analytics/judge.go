package analytics

import (
	"tilstand/internal/i18n"
)

// What is judged is judged in families that are declared here: the overall index alone, the components of a school together,
// and the items of a survey together; each for the comparison with the wave before, with the first wave, and for the trend. Targets are
// no family: that a figure is above its target is said of this staff now, with the interval that stands beside it.

// family are the rows of some measures with what is judged about them together: gap, changes, trend and the finding in words.
func (a *series) family(measures []Measure, group string, method FamilyMethod) []Row {
	rows := make([]Row, len(measures))
	for i, m := range measures {
		rows[i] = a.row(m, group)
		if now, ok := a.reading(m, group, a.now); ok && m.Target != nil {
			rows[i].Gap = gap(now, *m.Target)
		}
	}
	for _, from := range a.baselines() {
		a.compareAll(rows, measures, group, from, method)
	}
	a.trends(rows, measures, group, method)
	for i := range rows {
		rows[i].Finding = a.finding(rows[i])
	}
	return rows
}

// delta is the smallest relevant difference in steps of a scale; zero where a measure has none.
func (a *series) delta(steps int) float64 {
	if steps == 0 {
		return 0
	}
	return a.relevant * scaleOf(steps).Range() / 100
}

// baselines are the waves that now is compared with: the one before, and the first. Never all pairs.
func (a *series) baselines() []int {
	switch a.now {
	case 0:
		return nil
	case 1:
		return []int{0}
	}
	return []int{a.now - 1, 0}
}

// compareAll compares every row with one earlier wave, as a family.
func (a *series) compareAll(rows []Row, measures []Measure, group string, from int, method FamilyMethod) {
	type pair struct {
		comparison
		row          int
		earlier, now reading
	}
	var family []pair
	var p []float64
	for i, m := range measures {
		now, okNow := a.reading(m, group, a.now)
		earlier, okThen := a.reading(m, group, from)
		if okNow && okThen && a.continues(m.Key, from, a.now) {
			c := pair{compare(earlier, now, a.delta(m.Steps)), i, earlier, now}
			family, p = append(family, c), append(p, c.p())
		}
	}
	f := familyOf(method, len(family))
	first := from == 0 && a.now > 1
	for k, adjusted := range f.adjust(p) {
		c := family[k]
		change := c.change(c.earlier, c.now, f, adjusted)
		change.From, change.First, change.Everyone = a.heads[from], first, c.earlier.everyone() && c.now.everyone()
		change.Sentences = [2]i18n.Sentence{staffSentence(c.earlier.Estimate, c.now.Estimate, first), claimSentence(change)}
		change.Order = a.order(measures[c.row], group, from, change)
		rows[c.row].Changes = append(rows[c.row].Changes, change)
	}
}

// trends draws a line through every row, as a family.
func (a *series) trends(rows []Row, measures []Measure, group string, method FamilyMethod) {
	var family []line
	var at []int
	var p []float64
	for i, m := range measures {
		if l, ok := a.line(m, group); ok {
			family, at, p = append(family, l), append(at, i), append(p, l.p())
		}
	}
	f := familyOf(method, len(family))
	for k, adjusted := range f.adjust(p) {
		row := &rows[at[k]]
		row.Trend = a.trend(family[k], *row, f, adjusted)
	}
}
