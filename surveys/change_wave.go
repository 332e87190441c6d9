package surveys

import (
	"context"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// Extend moves the closing time of an open wave to a later one. The error is [ErrClosed] when the wave is no longer open, [ErrVoid],
// [ErrNotFound], or an *[Invalid] for the field "closes_at".
func (s *Store) Extend(ctx context.Context, by audit.By, id WaveID, closesAt time.Time) (Wave, error) {
	detail := "closes_at=" + stamp(closesAt).Format(time.RFC3339)
	return s.alter(ctx, by, id, audit.Entry{Action: audit.WaveExtended, Detail: detail}, func(w Wave) (Wave, error) {
		if w.State != WaveOpen {
			return Wave{}, ErrClosed
		}
		closesAt := stamp(closesAt)
		problems := closingProblems(by.At, w.OpensAt, closesAt)
		if len(problems) == 0 && closesAt.Before(w.ClosesAt) {
			problems = []Problem{{"closes_at", "order"}}
		}
		w.ClosesAt = closesAt
		return w, invalid(problems)
	})
}

// CorrectHeadCount replaces the head counts of a wave that is not void; also of one that is closed, because a release waits while
// more have answered than were said to be asked. The groups stay as they were merged, and only their head counts change: respondents have
// chosen between them. The error is an *[Invalid] with fields "counts.KEY", [ErrVoid] or [ErrNotFound]. A count for a staff group that no
// group of the wave holds has the code "not_asked".
func (s *Store) CorrectHeadCount(ctx context.Context, by audit.By, id WaveID, counts []GroupCount) (Wave, error) {
	return s.alter(ctx, by, id, audit.Entry{Action: audit.HeadCountCorrected}, func(w Wave) (Wave, error) { return w.Recounted(counts) })
}

// Recounted is the wave as [Store.CorrectHeadCount] would leave it.
func (w Wave) Recounted(counts []GroupCount) (Wave, error) {
	t, err := programme.Lookup(w.Programme, w.ProgrammeVersion)
	if err != nil {
		return Wave{}, err
	}
	all := t.GroupsWith(w.Asked[0].Key)
	problems := countProblems(all, counts)
	if len(problems) == 0 {
		w.Asked, w.HeadCount = inOrder(all, counts), total(counts)
		w.Groups, problems = recount(w.Groups, w.Asked)
	}
	return w, invalid(problems)
}

// recount gives the groups new head counts.
func recount(groups []Group, counts []GroupCount) ([]Group, []Problem) {
	if len(groups) == 0 {
		return nil, nil
	}
	corrected := make([]Group, len(groups))
	placed := map[string]bool{}
	for i, g := range groups {
		corrected[i] = g
		corrected[i].HeadCount = 0
		for _, key := range g.Merged {
			corrected[i].HeadCount += countOf(counts, key)
			placed[key] = true
		}
	}
	var problems []Problem
	for _, g := range corrected { // what was several people at opening must not become one
		if g.HeadCount == 1 {
			problems = append(problems, Problem{"counts." + g.Merged[0], "one_person"})
		}
	}
	for _, c := range counts {
		if !placed[c.Key] {
			problems = append(problems, Problem{"counts." + c.Key, "not_asked"})
		}
	}
	return corrected, problems
}

// Void calls a wave off and erases its answers from both files; that there was a wave stays known. Voiding a void wave erases again
// what an earlier try may have left. It returns [ErrNotFound] for an unknown wave.
func (s *Store) Void(ctx context.Context, by audit.By, id WaveID) error {
	if err := s.void(ctx, by, id, false); err != nil {
		return err
	}
	return s.Sweep(ctx)
}

// Withdraw voids a wave whose figures have been shown, and remembers that: the same answers, imported again without one of them, would
// tell what that one was.
func (s *Store) Withdraw(ctx context.Context, by audit.By, id WaveID) error {
	if err := s.void(ctx, by, id, true); err != nil {
		return err
	}
	return s.Sweep(ctx)
}

// withdrawn is the wave as its withdrawal leaves it.
func (w Wave) withdrawn(now time.Time) Wave {
	w.Revision++
	w.State, w.Withdrawn = WaveVoid, dayAsUTC(now)
	return w
}

// void makes the state durable. Submissions in flight are waited for, and none is taken in afterwards.
func (s *Store) void(ctx context.Context, by audit.By, id WaveID, shown bool) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	w, err := s.Wave(id)
	if err != nil || w.State == WaveVoid {
		return err
	}
	action := audit.WaveVoided
	if shown {
		w.Withdrawn, action = dayAsUTC(by.At), audit.WaveWithdrawn
	}
	return s.shut(ctx, by, w, WaveVoid, action)
}

// alter changes a wave that is not void in one step and returns it as it now is. told says what the log has of it.
func (s *Store) alter(ctx context.Context, by audit.By, id WaveID, told audit.Entry, change func(Wave) (Wave, error)) (Wave, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Wave{}, err
	}
	defer end()
	w, err := s.Wave(id)
	if err != nil {
		return Wave{}, err
	}
	if w.State == WaveVoid {
		return Wave{}, ErrVoid
	}
	changed, err := change(w)
	if err != nil {
		return Wave{}, fmt.Errorf("change wave: %w", err)
	}
	told.School, told.Subject = string(w.School), string(w.ID)
	return s.store(ctx, by, changed, told)
}
