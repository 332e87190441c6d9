package reports

import (
	"cmp"
	"slices"
	"time"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/oversight"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Yearly is what an owner's yearly summary for its council is made of. A council's papers are read by everybody, so every figure of what was answered is
// one of [analytics.Edition.Public]: over four schools at least, and of none by itself.
type Yearly struct {
	Owner   programme.Owner
	On      time.Time              // the day it is made, on which Schools, Sharing, Stops and Work stand
	Schools int                    // that the owner has
	Sharing int                    // that share with it
	Stops   []Stop                 // where the schools are in the course, those with schools
	Edition *analytics.EditionView // the public part of the latest edition; nil before the first
	Work    Work
}

// Stop is how many schools are at a place in the course.
type Stop struct {
	Key     string // as in [oversight.Stops]
	Schools int
}

// Work is what schools have concluded and chosen, of those that let the owner see both the survey and the conclusion.
type Work struct {
	Schools int      // with a signed conclusion that the owner sees
	Chosen  []Chosen // by their latest; the most chosen first, in the programme's order where they are equal. Nil for fewer than [analytics.MinOwnerSchools] schools
}

// Chosen is how many schools have chosen to work on a component.
type Chosen struct {
	Component programme.ComponentKey
	Schools   int
}

// ReadYearly reads what an owner's summary is made of at a moment.
func ReadYearly(from oversight.Sources, now time.Time, owner programme.Owner) (Yearly, error) {
	y := Yearly{Owner: owner, On: now}
	edition, err := from.Analytics.LatestEdition(analytics.OwnerScope, string(owner.ID))
	if err != nil {
		return y, err
	}
	if edition != nil {
		y.Edition = edition.Public()
	}
	stops, chosen := map[string]int{}, map[programme.ComponentKey]int{}
	for _, f := range from.Dates(now, owner) {
		y.Schools++
		if f.Sharing() {
			y.Sharing++
		}
		stops[f.Run(oversight.Day(now, i18n.Oslo)).Stop()]++
		y.Work.add(from, f, chosen)
	}
	for _, key := range oversight.Stops() {
		if stops[key] > 0 {
			y.Stops = append(y.Stops, Stop{key, stops[key]})
		}
	}
	y.Work.rank(chosen)
	return y, nil
}

// add counts a school's latest conclusion that the owner sees.
func (w *Work) add(from oversight.Sources, f *oversight.Facts, chosen map[programme.ComponentKey]int) {
	for _, c := range slices.Backward(from.Closings.SharedOf(f.School.ID)) {
		if !seen(f, c) {
			continue
		}
		w.Schools++
		for _, p := range c.Priorities {
			chosen[p.Component]++
		}
		return
	}
}

// seen reports whether the owner sees the survey that a conclusion is drawn from, too.
func seen(f *oversight.Facts, c closing.Closing) bool {
	known, ok := f.Conclusions[c.Phase]
	return ok && known.Shared
}

func (w *Work) rank(chosen map[programme.ComponentKey]int) {
	if w.Schools < analytics.MinOwnerSchools {
		return
	}
	for _, c := range programme.Builtin().Components {
		if n := chosen[c.Key]; n > 0 {
			w.Chosen = append(w.Chosen, Chosen{c.Key, n})
		}
	}
	slices.SortStableFunc(w.Chosen, func(a, b Chosen) int { return cmp.Compare(b.Schools, a.Schools) })
}

// Stage is the stage of the course that the condition is shown at, the only place where all have the same target: the furthest that half of the edition's
// schools have come to, since what is further back is longer ago. Where there is none, it is the stage with most schools, a stage with a target before one
// without. It is nil where no stage is public.
func (y Yearly) Stage() *analytics.EditionRow {
	return y.row(func(a, b *analytics.EditionRow) bool {
		if a.Kind != analytics.ByStage || b == nil {
			return a.Kind == analytics.ByStage
		}
		if aimed(a) != aimed(b) {
			return aimed(a)
		}
		return a.Schools >= b.Schools || 2*a.Schools >= y.Edition.Edition.Schools
	})
}

// aimed reports whether some component has a target there.
func aimed(row *analytics.EditionRow) bool {
	return slices.ContainsFunc(row.Cells, func(c analytics.OwnerRow) bool { return c.Target != nil })
}

// Latest is the latest survey of each school; nil where it is not public.
func (y Yearly) Latest() *analytics.EditionRow {
	return y.row(func(a, _ *analytics.EditionRow) bool { return a.Kind == analytics.ByLatest })
}

// row is the last of the edition's rows that is better than the one found before it.
func (y Yearly) row(better func(a, b *analytics.EditionRow) bool) (found *analytics.EditionRow) {
	if y.Edition == nil {
		return nil
	}
	for i := range y.Edition.Rows {
		if row := &y.Edition.Rows[i]; better(row, found) {
			found = row
		}
	}
	return found
}

// Years are the newest half of a year, and the same half a year earlier; where that is not public, the newest one before it. Both are nil without two.
func (y Yearly) Years() (before, now *analytics.EditionRow) {
	halves := map[string]*analytics.EditionRow{}
	var keys []string
	if y.Edition == nil {
		return nil, nil
	}
	for i, row := range y.Edition.Rows {
		if row.Kind == analytics.BySemester {
			halves[row.Semester] = &y.Edition.Rows[i]
			keys = append(keys, row.Semester)
		}
	}
	slices.Sort(keys) // "2025-2", "2026-1": in order of time
	if len(keys) < 2 {
		return nil, nil
	}
	last := keys[len(keys)-1]
	before = halves[yearBefore(last)]
	if before == nil {
		before = halves[keys[len(keys)-2]]
	}
	return before, halves[last]
}

// yearBefore is the same half of the year before: "2025-1" of "2026-1".
func yearBefore(semester string) string {
	year, err := time.Parse("2006", semester[:4])
	if err != nil {
		return ""
	}
	return year.AddDate(-1, 0, 0).Format("2006") + semester[4:]
}

// A Move is what may be said of two figures of an edition beside each other.
type Move string

// The moves.
const (
	MovedUp   Move = "up"
	MovedDown Move = "down"
	NotSure   Move = "unsure"
	NoMove    Move = "none" // one of the two cannot be held against the other
)

// MoveOf holds two figures of an edition against each other. Up and down are said where their intervals for more than normal fluctuation do not touch and the difference
// is one that matters ([surveys.RelevantPercent]). That is more cautious than a test: much the same people answer both times, and at some other schools, so the
// difference has no standard error that could be calculated from the two figures.
func MoveOf(before, now analytics.OwnerRow) Move {
	a, okA := before.Now.Shown()
	b, okB := now.Now.Shown()
	if !okA || !okB || before.Steps != now.Steps || a.Claim == nil || b.Claim == nil {
		return NoMove
	}
	apart := stat.Interval{Low: b.Claim.Low - a.Claim.High, High: b.Claim.High - a.Claim.Low}
	switch stat.JudgeChange(b.Mean-a.Mean, apart, surveys.RelevantPercent*float64(now.Steps-1)/100) {
	case stat.Better:
		return MovedUp
	case stat.Worse:
		return MovedDown
	}
	return NotSure
}
