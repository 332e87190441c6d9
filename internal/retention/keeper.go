package retention

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Keeper applies the rule to the waves of a data folder.
type Keeper struct {
	Rule      Rule
	Programme *programme.Store
	Surveys   *surveys.Store
	Analytics *analytics.Store
}

// Stage is how far a wave's answers have come on their way out.
type Stage string

// The stages, in order.
const (
	Kept      Stage = "kept"      // the day lies ahead, and may still move
	Announced Stage = "announced" // the school has been told the day
	Erased    Stage = "erased"
)

// Line is what becomes of the answers of one closed wave.
type Line struct {
	Wave   surveys.Wave
	Stage  Stage
	Since  time.Time // the day that is counted from: of a wave that is erased, the one that was
	Months int       // and how many
	Day    time.Time // on which they are to go, or went
}

// Plan is every closed wave, by the day, the earliest first.
func (k *Keeper) Plan(now time.Time) []Line { return k.plan(now, k.Surveys.Waves()) }

// PlanOf is the plan of one school.
func (k *Keeper) PlanOf(school programme.SchoolID, now time.Time) []Line {
	return k.plan(now, k.Surveys.WavesOf(school))
}

// DayOf is the day on which the answers of a wave are to go, or went; of one that is not closed yet, as if it closed as planned.
func (k *Keeper) DayOf(w surveys.Wave, now time.Time) time.Time {
	return k.Rule.line(k.run(w.School), k.Surveys.WavesOf(w.School), w, now).Day
}

// run is a school's run; the zero value for a school without dates.
func (k *Keeper) run(school programme.SchoolID) programme.Run {
	run, err := k.Programme.RunOf(school)
	if err != nil {
		return programme.Run{}
	}
	return run
}

// plan is made of all waves of the schools that are in it.
func (k *Keeper) plan(now time.Time, waves []surveys.Wave) []Line {
	bySchool := map[programme.SchoolID][]surveys.Wave{}
	for _, w := range waves {
		bySchool[w.School] = append(bySchool[w.School], w)
	}
	var lines []Line
	for school, waves := range bySchool {
		run := k.run(school)
		for _, w := range waves {
			if w.State == surveys.WaveClosed {
				lines = append(lines, k.Rule.line(run, waves, w, now))
			}
		}
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Wave.School, b.Wave.School), cmp.Compare(a.Wave.ID, b.Wave.ID))
	})
	return lines
}

// line is what becomes of a wave as things stand now. A day that was told and is not too soon stands; else it is the rule's, and leaves time to
// tell it.
func (r Rule) line(run programme.Run, waves []surveys.Wave, w surveys.Wave, now time.Time) Line {
	if told := w.Erasure; w.Erased() {
		return Line{Wave: w, Stage: Erased, Since: told.Since, Months: told.Months, Day: told.Done}
	}
	from := since(run, waves, w)
	l := Line{Wave: w, Stage: Kept, Since: from, Months: r.Months, Day: r.due(from)}
	if told := w.Erasure; !told.Announced.IsZero() && !told.Due.Before(l.Day) {
		return Line{Wave: w, Stage: Announced, Since: told.Since, Months: told.Months, Day: told.Due}
	}
	if soonest := dayOf(now).AddDate(0, 0, surveys.ErasureNotice); l.Day.Before(soonest) {
		l.Day = soonest
	}
	return l
}

// near says whether the day is to be told now.
func (l Line) near(now time.Time) bool {
	return l.Stage == Kept && !l.Day.After(dayOf(now).AddDate(0, 0, surveys.ErasureNotice))
}

// over says whether the day has come.
func (l Line) over(now time.Time) bool { return l.Stage == Announced && !dayOf(now).Before(l.Day) }

// Done is what a run did.
type Done struct {
	Announced, Erased []Line
}

// Would is what Run would do now.
func (k *Keeper) Would(now time.Time) Done {
	var would Done
	for _, l := range k.Plan(now) {
		switch {
		case l.near(now):
			would.Announced = append(would.Announced, l)
		case l.over(now):
			would.Erased = append(would.Erased, l)
		}
	}
	return would
}

// Run announces the erasures whose day is near, and erases the answers whose day has come, all in one rewriting of the file. It returns what it
// has done. It can be killed at any moment: the next start and the next run go on. While nothing is due it only looks at the plan.
func (k *Keeper) Run(ctx context.Context, by audit.By) (Done, error) {
	would, done := k.Would(by.At), Done{}
	var announced []surveys.AnnouncedErasure
	for _, l := range would.Announced {
		announced = append(announced, surveys.AnnouncedErasure{Wave: l.Wave.ID, Due: l.Day, Since: l.Since, Months: l.Months})
	}
	var erased []surveys.WaveID
	for _, l := range would.Erased {
		erased = append(erased, l.Wave.ID)
	}
	var errs []error
	if len(announced) > 0 {
		if err := k.Surveys.AnnounceErasure(ctx, by, announced); err != nil {
			errs = append(errs, fmt.Errorf("announce erasures: %w", err))
		} else {
			done.Announced = would.Announced
		}
	}
	if len(erased) > 0 {
		if err := k.Analytics.Erase(ctx, by, erased); err != nil {
			errs = append(errs, fmt.Errorf("erase answers: %w", err))
		} else {
			done.Erased = would.Erased
		}
	}
	return done, errors.Join(errs...)
}
