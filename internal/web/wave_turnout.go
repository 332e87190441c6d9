package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"math"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// turnout is how far an open wave has come towards its goal: the whole school's total, and nothing about anybody or any group. It follows
// from the one count that there is while a wave is open.
type turnout struct {
	Answered, AsOf string
	Goal           string // where the goal is and whether it is reached
	Left           string // how much time there is
	Why            string // why the goal is where it is
	Picture        template.HTML
}

func (s *Server) turnoutOf(words i18n.Printer, w surveys.Wave, in *surveys.Instrument, count analytics.Count) turnout {
	goal := w.GoalAnswers()
	left := max(goal-count.Answers, 0)
	t := turnout{
		Answered: words.T("turnout.answered", "answers", count.Answers, "invited", count.HeadCount, "rate", words.Percent(share(count.Answers, count.HeadCount))),
		AsOf:     words.T("turnout.as_of", "at", words.DateTime(count.AsOf)),
		Goal:     words.T("turnout.goal_reached", "goal", goal, "percent", w.Goal),
		Left:     timeLeft(words, s.now(), w.ClosesAt),
		Why:      goalReason(words, w, in),
		Picture:  turnoutBar(count.Answers, goal, count.HeadCount),
	}
	if left > 0 {
		t.Goal = words.T("turnout.goal_left", "count", left, "goal", goal, "percent", w.Goal)
	}
	return t
}

// goalReason says what the silent could do to a result when the goal is just reached.
func goalReason(words i18n.Printer, w surveys.Wave, in *surveys.Instrument) string {
	shift, relevant := w.SilentShift(in)
	why := words.T("turnout.why", "percent", w.Goal, "shift", shift)
	switch {
	case relevant == 0:
		return why
	case shift <= relevant+1e-9: // 0.2 and 0.2 come from different sums
		return why + " " + words.T("turnout.why_enough", "relevant", relevant)
	}
	return why + " " + words.T("turnout.why_more", "relevant", relevant)
}

func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

// timeLeft counts nights, not hours: that is how people count. The last day is named by its hour.
func timeLeft(words i18n.Printer, now, closes time.Time) string {
	days := nights(now, closes)
	if days <= 0 {
		return words.T("turnout.last_day", "at", words.Clock(closes))
	}
	return words.T("turnout.days_left", "count", days)
}

// nights is the number of midnights in Norway between two times.
func nights(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		year, month, day := t.In(oslo).Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// turnoutBar draws the answers as a bar and the goal as a line across it. The words beside it say the same.
func turnoutBar(answers, goal, of int) template.HTML {
	at := func(n int) float64 { return math.Round(1000*min(share(n, of), 1)) / 10 }
	return template.HTML(fmt.Sprintf(`<svg class="turnout" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">`+
		`<rect class="all" width="100" height="6" y="2"/><rect class="got" width="%g" height="6" y="2"/><rect class="goal" x="%g" width=".8" height="10"/></svg>`,
		at(answers), min(at(goal), 99.2)))
}

// groupTurnout is a line of who answered, after closing: what the release shows, group by group, and what it hides.
type groupTurnout struct {
	Key, Name, Asked, Answered, Rate string
	Hidden                           bool
}

// groupsAnswered reads the response rates off the wave's release. It is empty for a wave without one.
func (s *Server) groupsAnswered(_ context.Context, r *request, w surveys.Wave) ([]groupTurnout, error) {
	release, err := s.analytics.Release(w.ID)
	if errors.Is(err, analytics.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines := make([]groupTurnout, 0, len(release.Groups))
	for i, g := range release.Groups {
		line := groupTurnout{Key: g.Key, Name: g.Name.In(r.words.Lang()), Asked: fmt.Sprint(g.HeadCount)}
		if i == 0 {
			line.Name = r.words.T("turnout.everybody")
		}
		answered, shown := g.Answered.Shown()
		line.Hidden = !shown
		if rate, ok := g.Rate(); ok {
			line.Answered, line.Rate = fmt.Sprint(answered.N), r.words.Percent(rate)
		}
		lines = append(lines, line)
	}
	return lines, nil
}
