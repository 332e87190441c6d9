package analytics

import (
	"context"
	"errors"
	"testing"

	"tilstand/analytics/attack"
	"tilstand/internal/audit"
	"tilstand/surveys"
)

func countsOf(teachers, assistants int) []surveys.GroupCount {
	return []surveys.GroupCount{{Key: "teachers", HeadCount: teachers}, {Key: "assistants", HeadCount: assistants}}
}

// A corrected head count gives a second release beside the first: other rates and intervals, the same means, nothing new shown.
func TestCorrect(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.newSchool(t, "Bø skole"), "a", 0, surveys.StateSurvey, countsOf(30, 12)...)
	g.answer(t, w, 1, 20, around(4))
	g.answer(t, w, 2, 10, around(3))
	first := g.closed(t, w)
	second, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(25, 11))
	if err != nil {
		t.Fatal(err)
	}
	if second.Revision != 2 || second.ID == first.ID || second.Groups[0].HeadCount != 36 || second.Audit == nil || second.Audit.Releases != 2 {
		t.Errorf("second release: revision %d, %d people, audit %+v", second.Revision, second.Groups[0].HeadCount, second.Audit)
	}
	for i, f := range first.Figures {
		a, okA := f.Cell.Shown()
		b, okB := second.Figures[i].Cell.Shown()
		if okA != okB || a.N != b.N || a.Mean != b.Mean || a.Limit != b.Limit {
			t.Errorf("%s of %s: %+v became %+v", f.Measure, f.Group, a, b)
		}
	}
	now := seen(t, second, OverallKey, TotalGroup).Interval
	if before := seen(t, first, OverallKey, TotalGroup).Interval; before.High-before.Low < now.High-now.Low {
		t.Errorf("fewer are silent, and the interval grew from %v to %v", *before, *now)
	}
	g.reopen(t)
	if r, err := g.Releases(w.School); err != nil || len(r) != 1 || r[0].ID != second.ID {
		t.Errorf("after a restart: %v", err)
	}
	again, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(25, 11))
	if err != nil || again.ID != second.ID {
		t.Errorf("the same counts again: %v", err)
	}
}

// Nobody finds out by trying head counts how many of a hidden group answered, and nothing changes where a correction is refused.
func TestCorrectRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.newSchool(t, "Bø skole"), "a", 0, surveys.StateSurvey, countsOf(30, 12)...)
	if _, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(25, 11)); !errors.Is(err, ErrNotReleased) {
		t.Errorf("an open wave: %v", err)
	}
	g.answer(t, w, 1, 20, around(4))
	g.answer(t, w, 2, 4, around(3)) // hidden, and the teachers with them
	g.closed(t, w)
	var bad *surveys.Invalid
	if _, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, []surveys.GroupCount{{Key: "teachers", HeadCount: -1}}); !errors.As(err, &bad) {
		t.Errorf("a negative count: %v", err)
	}
	if _, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(13, 10)); !errors.Is(err, ErrHeadCount) {
		t.Errorf("24 of 23 answered: %v", err)
	}
	for assistants := 8; assistants >= 7; assistants-- { // more than the four who answered, then as many as may be asked
		r, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(19, assistants))
		if err != nil || r.Groups[1].Answered.State() != Hidden {
			t.Errorf("19 teachers of whom 20 answered are told apart: %v", err)
		}
	}
	before, _ := g.Releases(w.School)
	g.auditor = func(context.Context, []attack.Document, attack.Options) (attack.Report, error) {
		return attack.Report{}, nil
	}
	if _, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(40, 12)); !errors.Is(err, ErrAudit) {
		t.Errorf("an audit that did not finish: %v", err)
	}
	after, _ := g.Releases(w.School)
	if now, _ := g.surv.Wave(w.ID); after[0].ID != before[0].ID || now.HeadCount == 52 {
		t.Errorf("refused, and yet %d people and release %s", now.HeadCount, after[0].ID)
	}
}

// What a release hides its successor hides, too: twenty of nineteen teachers answered, so no group was told apart, and with the right number of
// teachers both groups would be large enough.
func TestCorrectKeepsHiddenWhatWasHidden(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.newSchool(t, "Bø skole"), "a", 0, surveys.StateSurvey, countsOf(19, 12)...)
	g.answer(t, w, 1, 20, around(4))
	g.answer(t, w, 2, 10, around(3))
	g.closed(t, w)
	r, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(25, 12))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Groups[0].Answered.Shown(); !ok || r.Revision != 2 || r.Groups[1].Answered.State() != Hidden || r.Groups[2].Answered.State() != Hidden {
		t.Errorf("revision %d: %+v", r.Revision, r.Groups)
	}
}
