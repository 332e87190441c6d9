package surveys

import (
	"time"

	"tilstand/internal/i18n"
)

// times are when the wave was open. Days are all that is known of it, so every imported survey ends at four o'clock, as surveys here do by
// default, or now where that is earlier.
func (spec ImportSpec) times(now time.Time) (opens, closes time.Time) {
	at := func(day time.Time, hour int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, i18n.Oslo).UTC()
	}
	if spec.Closed.IsZero() {
		return time.Time{}, time.Time{}
	}
	opened := spec.Opened
	if opened.IsZero() {
		opened = spec.Closed
	}
	opens, closes = at(opened, 0), at(spec.Closed, 16)
	if closes.After(now) && !opens.After(now) {
		closes = stamp(now)
	}
	return opens, closes
}

// earliest is before any survey that a series here could continue.
var earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// dayProblems checks the days of a survey that is over.
func (spec ImportSpec) dayProblems(now time.Time) []Problem {
	opens, closes := spec.times(now)
	switch {
	case spec.Closed.IsZero():
		return []Problem{{"closed", "missing"}}
	case closes.After(now):
		return []Problem{{"closed", "ahead"}}
	case opens.After(closes):
		return []Problem{{"closed", "order"}}
	case opens.Before(earliest):
		return []Problem{{"opened", "range"}}
	case closes.After(opens.AddDate(0, 0, MaxDays)):
		return []Problem{{"closed", "too_long"}}
	}
	return nil
}

// overlapping are the waves of the same school, phase and instrument that were open on one of the same days. A wave that was called off
// is none, unless its figures had been shown.
func (s *Store) overlapping(spec WaveSpec) []Wave {
	return s.wavesWhere(func(w Wave) bool {
		same := w.School == spec.School && w.Phase == spec.Phase && w.Instrument == spec.Instrument && (w.State != WaveVoid || !w.Withdrawn.IsZero())
		return same && dayOf(w.OpensAt) <= dayOf(spec.ClosesAt) && dayOf(spec.OpensAt) <= dayOf(w.ClosesAt)
	})
}

// dayOf is the day of t in Norwegian local time, in a form that can be compared.
func dayOf(t time.Time) string { return t.In(i18n.Oslo).Format(time.DateOnly) }

// dayAsUTC is the Norwegian day of t as midnight UTC.
func dayAsUTC(t time.Time) time.Time {
	year, month, day := t.In(i18n.Oslo).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
