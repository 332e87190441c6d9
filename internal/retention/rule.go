package retention

import (
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// LongestRun is how many months a run takes at most that says not itself when it ends. Source: the course, which is stipulated to take one and
// a half years and may take two and a half.
const LongestRun = 30

// Notice is how many days before, at least, a school is told.
const Notice = surveys.ErasureNotice

// Rule says how long answers are kept.
type Rule struct {
	Months int // after the end of the run
}

// since is the day from which a wave's months are counted. The run may be the zero value; waves are all of the school's.
func since(run programme.Run, waves []surveys.Wave, w surveys.Wave) time.Time {
	day := ended(run, waves)
	for _, later := range []time.Time{dayOf(w.ClosesAt), w.Imported} {
		if later.After(day) {
			day = later
		}
	}
	return day
}

// Ends says whether a run says itself when it ends.
func Ends(run programme.Run) bool { return !lastDay(run).IsZero() }

// lastDay is that of the last phase; zero where it is not set.
func lastDay(run programme.Run) time.Time {
	t, err := programme.Lookup(run.Programme, run.Version)
	if err != nil {
		return time.Time{}
	}
	return run.Dates[t.Phases[len(t.Phases)-1].Key].To
}

// ended is the last day of the run.
func ended(run programme.Run, waves []surveys.Wave) time.Time {
	if last := lastDay(run); !last.IsZero() {
		return last
	}
	var first time.Time
	for _, w := range waves {
		if w.State == surveys.WaveVoid {
			continue
		}
		began := dayOf(w.OpensAt)
		if w.FromFile() { // it was held before the school came here
			began = w.Imported
		}
		if first.IsZero() || began.Before(first) {
			first = began
		}
	}
	return addMonths(first, LongestRun)
}

// due is the day on which the months are over.
func (r Rule) due(since time.Time) time.Time { return addMonths(since, r.Months) }

// addMonths is the same day of a later month, or that month's last day: a month after 31 January is 28 February. (time.AddDate would go on to
// 3 March.)
func addMonths(day time.Time, months int) time.Time {
	year, month, date := day.Date()
	first := time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(date, last)-1)
}

// dayOf is the Norwegian day of t as midnight UTC, as all days are here.
func dayOf(t time.Time) time.Time {
	year, month, day := t.In(i18n.Oslo).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
