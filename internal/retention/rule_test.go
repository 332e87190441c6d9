package retention

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// ending is a run that ends on a day.
func ending(last string) programme.Run {
	t := programme.Builtin()
	run := programme.Run{Programme: t.Key, Version: t.Version}
	if last != "" {
		run.Dates = map[programme.PhaseKey]programme.Span{"c": {From: day(last).AddDate(0, -5, 0), To: day(last)}}
	}
	return run
}

// held is a wave that was open for two weeks.
func held(closed string) surveys.Wave {
	return surveys.Wave{State: surveys.WaveClosed, OpensAt: day(closed).AddDate(0, 0, -14), ClosesAt: day(closed).Add(14 * time.Hour)}
}

func TestRule(t *testing.T) {
	t.Parallel()
	imported := held("2019-05-20")
	imported.Imported = day("2026-09-01")
	void := held("2020-01-01")
	void.State = surveys.WaveVoid
	for name, tt := range map[string]struct {
		run    programme.Run
		others []surveys.Wave
		wave   surveys.Wave
		months int
		want   string
	}{
		"from the end of the run":                  {ending("2027-06-20"), nil, held("2026-10-10"), 12, "2028-06-20"},
		"closed after the end":                     {ending("2027-06-20"), nil, held("2027-09-01"), 12, "2028-09-01"},
		"no end: two and a half years":             {ending(""), nil, held("2026-10-15"), 12, "2030-04-01"},
		"no run at all":                            {programme.Run{}, nil, held("2026-10-15"), 12, "2030-04-01"},
		"from the first survey on":                 {ending(""), []surveys.Wave{held("2025-10-15")}, held("2026-10-15"), 12, "2029-04-01"},
		"one that was called off is none":          {ending(""), []surveys.Wave{void}, held("2026-10-15"), 12, "2030-04-01"},
		"an old survey begins when it is imported": {ending(""), nil, imported, 12, "2030-03-01"},
		"imported after the end":                   {ending("2020-06-20"), nil, imported, 12, "2027-09-01"},
		"the last day of a shorter month":          {ending("2027-08-31"), nil, held("2026-10-10"), 6, "2028-02-29"},
		"another period":                           {ending("2027-06-20"), nil, held("2026-10-10"), 1, "2027-07-20"},
	} {
		got := Rule{tt.months}.due(since(tt.run, append(tt.others, tt.wave), tt.wave))
		if !got.Equal(day(tt.want)) {
			t.Errorf("%s: %s, want %s", name, got.Format(time.DateOnly), tt.want)
		}
	}
}

// The Norwegian day counts: half past eleven in the evening, UTC, is the next day there.
func TestDays(t *testing.T) {
	t.Parallel()
	w := held("2027-06-20")
	w.ClosesAt = day("2027-06-20").Add(23*time.Hour + 30*time.Minute)
	if got := since(ending("2026-01-01"), []surveys.Wave{w}, w); !got.Equal(day("2027-06-21")) {
		t.Errorf("counted from %s", got)
	}
}

// Whatever is done to dates and settings, and however often the clock stands still: no answers go before the day that was told, which was told a
// month before, nor before the rule says so; and when nothing is changed any more, they do go.
func TestNothingGoesUntold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := held("2026-10-15")
		run, rule := ending("2027-06-20"), Rule{12}
		now := day("2026-11-01")
		for range rapid.IntRange(5, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0:
				rule.Months = rapid.IntRange(1, 60).Draw(t, "months")
			case 1:
				run = ending(now.AddDate(0, 0, rapid.IntRange(-900, 300).Draw(t, "end")).Format(time.DateOnly))
			case 2:
				run = ending("")
			}
			now = now.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "days")).Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hours")) * time.Hour)
			w = tick(t, rule, run, w, now)
		}
		for range 200 { // 200 months: longer than any rule
			now = now.AddDate(0, 1, 0)
			w = tick(t, rule, run, w, now)
		}
		if !w.Erased() {
			t.Errorf("the answers are there for ever: %+v", rule.line(run, []surveys.Wave{w}, w, now))
		}
	})
}

// tick does to a wave what Run does.
func tick(t *rapid.T, rule Rule, run programme.Run, w surveys.Wave, now time.Time) surveys.Wave {
	l := rule.line(run, []surveys.Wave{w}, w, now)
	switch {
	case l.near(now):
		if l.Day.Before(dayOf(now).AddDate(0, 0, surveys.ErasureNotice)) {
			t.Fatalf("announced on %s for %s", now, l.Day)
		}
		w.Erasure = surveys.Erasure{Announced: dayOf(now), Due: l.Day, Since: l.Since, Months: l.Months}
	case l.over(now):
		told, due := w.Erasure, rule.due(since(run, []surveys.Wave{w}, w))
		if told.Announced.IsZero() || told.Announced.AddDate(0, 0, surveys.ErasureNotice).After(dayOf(now)) || dayOf(now).Before(told.Due) || dayOf(now).Before(due) {
			t.Fatalf("erased on %s: told %+v, the rule says %s", now, told, due)
		}
		w.Erasure.Done = dayOf(now)
	}
	return w
}
