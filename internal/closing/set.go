package closing

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// SetConclusion saves what the leadership concludes about a component. c.Revision is the revision that it was made from, 0 for the first. The error is a
// *[Changed] of Conclusion when there is a later one, [ErrSigned] when the closing is signed, and a *[programme.Invalid] with the fields "level", "confidence",
// "evidence" and "indicator.KEY" when something is wrong with it.
func (s *Store) SetConclusion(ctx context.Context, by audit.By, key Key, c Conclusion) error {
	c.Evidence = tidy(c.Evidence)
	return s.change(ctx, by, key, func(now Closing, t *programme.Template) ([]change, audit.Entry, error) {
		entry := audit.Entry{Action: audit.ClosingConcluded, Detail: "component=" + string(c.Component)}
		component, known := t.Component(c.Component)
		before, _ := now.Conclusion(c.Component)
		switch {
		case !known:
			return nil, entry, fmt.Errorf("component %s: %w", c.Component, ErrNotFound)
		case now.Frozen():
			return nil, entry, ErrSigned
		case before.Revision > 0 && before.same(c):
			return nil, entry, nil
		case before.Revision != c.Revision:
			return nil, entry, &Changed[Conclusion]{before}
		}
		stored := c
		return []change{{key: factKey{factConclusion, string(c.Component)}, fact: fact{Conclusion: &stored}}}, entry, invalid(c.problems(component)...)
	})
}

// SetPriorities saves which components the school works on, the most important first. based is the revision that they were chosen from. The error is a *[Changed] of
// []Priority when there is a later one, [ErrSigned] when the closing is signed, and a *[programme.Invalid] with the fields "priorities" and "why.COMPONENT".
func (s *Store) SetPriorities(ctx context.Context, by audit.By, key Key, chosen []Priority, based int) error {
	chosen = slices.Clone(chosen)
	for i := range chosen {
		chosen[i].Why = tidy(chosen[i].Why)
	}
	return s.change(ctx, by, key, func(now Closing, t *programme.Template) ([]change, audit.Entry, error) {
		entry := audit.Entry{Action: audit.ClosingPrioritised}
		for _, p := range chosen {
			entry.Detail = trimmed(entry.Detail + " component=" + string(p.Component))
		}
		same := slices.EqualFunc(now.Priorities, chosen, func(a, b Priority) bool {
			return a.Component == b.Component && a.Why == b.Why && slices.Equal(a.Reasons, b.Reasons)
		})
		switch {
		case now.Frozen():
			return nil, entry, ErrSigned
		case same:
			return nil, entry, nil
		case now.PrioritiesRevision != based:
			return nil, entry, &Changed[[]Priority]{now.Priorities}
		}
		return []change{{key: factKey{factPriorities, ""}, fact: fact{Priorities: chosen}}}, entry, invalid(priorityProblems(chosen, t)...)
	})
}

func priorityProblems(chosen []Priority, t *programme.Template) (problems []programme.Problem) {
	if len(chosen) > MostPriorities {
		problems = append(problems, programme.Problem{Field: "priorities", Code: "many_priorities"})
	}
	seen := map[programme.ComponentKey]bool{}
	for _, p := range chosen {
		if _, known := t.Component(p.Component); !known || seen[p.Component] {
			problems = append(problems, programme.Problem{Field: "priorities", Code: "unknown"})
		}
		seen[p.Component] = true
		problems = append(problems, textProblems("why."+string(p.Component), p.Why, false)...)
	}
	return problems
}

// PutMeasure saves a measure, a new one when it has no id, and returns it as it was saved. m.Revision is the revision that it was made from. The error is a *[Changed] of Measure
// when there is a later one, [ErrSigned] when the closing is signed, [ErrNotFound] for a measure that is not there, and a *[programme.Invalid] with the fields "component", "what",
// "how", "role", "own_role", "start", "check", "hope" and "hope_text".
func (s *Store) PutMeasure(ctx context.Context, by audit.By, key Key, m Measure) (Measure, error) {
	m.What, m.How, m.HopeText, m.OwnRole = tidy(m.What), tidy(m.How), tidy(m.HopeText), strings.Join(strings.Fields(m.OwnRole), " ")
	m.Start, m.Check = date(m.Start), date(m.Check)
	if m.Role != OtherRole {
		m.OwnRole = ""
	}
	fresh := m.ID == ""
	if fresh {
		m.ID, m.Revision = MeasureID(rand.Text()), 0
	}
	err := s.change(ctx, by, key, func(now Closing, t *programme.Template) ([]change, audit.Entry, error) {
		entry := audit.Entry{Action: audit.ClosingMeasured, Detail: "component=" + string(m.Component)}
		before, found := now.Measure(m.ID)
		switch {
		case !found && !fresh:
			return nil, entry, fmt.Errorf("measure: %w", ErrNotFound)
		case now.Frozen():
			return nil, entry, ErrSigned
		case found && before.same(m):
			return nil, entry, nil
		case before.Revision != m.Revision:
			return nil, entry, &Changed[Measure]{before}
		}
		stored := m
		changes := []change{{key: factKey{factMeasure, string(m.ID)}, fact: fact{Measure: &stored}}}
		if fresh {
			changes = append(changes, change{key: factKey{factStatus, string(m.ID)}, fact: fact{Status: &StatusChange{At: by.At.UTC(), Status: Planned}}})
		}
		return changes, entry, invalid(m.problems(t)...)
	})
	if err != nil {
		return m, err
	}
	now := s.ClosingOf(key)
	saved, _ := now.Measure(m.ID)
	return saved, nil
}

// RemoveMeasure takes back a measure that was entered by mistake. One that was agreed on and given up is followed with [Dropped] instead. The error is [ErrSigned] when the
// closing is signed, and [ErrNotFound] for a measure that is not there.
func (s *Store) RemoveMeasure(ctx context.Context, by audit.By, key Key, id MeasureID) error {
	return s.change(ctx, by, key, func(now Closing, _ *programme.Template) ([]change, audit.Entry, error) {
		m, found := now.Measure(id)
		entry := audit.Entry{Action: audit.ClosingMeasureRemoved, Detail: "component=" + string(m.Component)}
		switch {
		case !found:
			return nil, entry, fmt.Errorf("measure: %w", ErrNotFound)
		case now.Frozen():
			return nil, entry, ErrSigned
		}
		return []change{{key: factKey{factMeasure, string(id)}}}, entry, nil
	})
}

// Follow says how far a measure has come, also after the signature. The same status with a note is a check that changed nothing. The error is [ErrNotFound] for a measure that is not
// there, and a *[programme.Invalid] with the fields "status" and "note".
func (s *Store) Follow(ctx context.Context, by audit.By, key Key, id MeasureID, status Status, note string) error {
	note = tidy(note)
	return s.change(ctx, by, key, func(now Closing, _ *programme.Template) ([]change, audit.Entry, error) {
		m, found := now.Measure(id)
		entry := audit.Entry{Action: audit.ClosingFollowed, Detail: "component=" + string(m.Component) + " status=" + string(status)}
		switch {
		case !found:
			return nil, entry, fmt.Errorf("measure: %w", ErrNotFound)
		case m.Status() == status && note == "":
			return nil, entry, nil
		}
		followed := &StatusChange{At: by.At.UTC(), Status: status, Note: note}
		problems := slices.Concat(choiceProblems("status", status, Statuses), textProblems("note", note, false))
		return []change{{key: factKey{factStatus, string(id)}, fact: fact{Status: followed}}}, entry, invalid(problems...)
	})
}

// tidy removes what browsers add to a text of several lines, and the space around it.
func tidy(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func trimmed(detail string) string { return strings.TrimSpace(detail) }

// date cuts the time of day off: midnight UTC of the same calendar day.
func date(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// freeze keeps what a closing says.
func (c *Closing) freeze() *frozen {
	f := &frozen{Conclusions: map[string]Conclusion{}, Priorities: slices.Clone(c.Priorities), Measures: map[string]Measure{}}
	for _, conclusion := range c.Conclusions {
		f.Conclusions[string(conclusion.Component)] = conclusion
	}
	for _, m := range c.Measures {
		f.Measures[string(m.ID)], f.Order = m, append(f.Order, m.ID)
	}
	return f
}

// thaw lets a closing say what was frozen.
func (c *Closing) thaw(f frozen, t *programme.Template) {
	c.Conclusions, c.Priorities, c.Measures = nil, slices.Clone(f.Priorities), nil
	for _, component := range t.Components {
		if conclusion, ok := f.Conclusions[string(component.Key)]; ok {
			conclusion.Component, conclusion.Indicators = component.Key, maps.Clone(conclusion.Indicators)
			c.Conclusions = append(c.Conclusions, conclusion)
		}
	}
	for _, id := range f.Order {
		m := f.Measures[string(id)]
		m.ID, m.Phase = id, c.Phase
		c.Measures = append(c.Measures, m)
	}
}
