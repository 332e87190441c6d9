package programme

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ErrPlanChanged says that importing a roll would do something else than what was looked at.
var ErrPlanChanged = errors.New("the register has changed since the file was looked at; look at what the file would do now")

// ImportRoll does what [Store.PlanRoll] told, all of it in one transaction, faulty lines left out. seen is the [RollPlan.Sum] of the plan that
// somebody has looked at; the error is [ErrPlanChanged] when the roll would no longer do that. The second import of a roll finds nothing to do.
func (s *Store) ImportRoll(ctx context.Context, by audit.By, r Roll, seen string) (RollPlan, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return RollPlan{}, err
	}
	defer end()
	plan := s.PlanRoll(by.At, r)
	if plan.Sum() != seen {
		return plan, ErrPlanChanged
	}
	if plan.Idle() && len(plan.Owners) == 0 {
		return plan, nil
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		for _, o := range plan.Owners {
			if err := tx.Append("owner", o.row(1, by.At)...); err != nil {
				return err
			}
		}
		for l := range plan.doing {
			if err := tx.Append("school", l.After.rowSince(s.schools.next(l.After.ID), by.At, l.From)...); err != nil {
				return err
			}
		}
		return nil
	}, plan.entries()...)
	if err != nil {
		return RollPlan{}, fmt.Errorf("store schools of a file: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range plan.Owners {
		s.owners.take(o.ID, 1, o)
	}
	for l := range plan.doing {
		s.schools.take(l.After.ID, s.schools.next(l.After.ID), l.After)
	}
	return plan, nil
}

// doing are the lines by which something is stored.
func (p RollPlan) doing(yield func(RollLine) bool) {
	for _, l := range p.Lines {
		switch l.Fate {
		case RollNew, RollChanged, RollClosed, RollMerged:
			if !yield(l) {
				return
			}
		}
	}
}

// entries are what the log says of an import: that there was one, and what became of each owner and school.
func (p RollPlan) entries() []audit.Entry {
	entries := []audit.Entry{{Action: audit.SchoolsImported, Detail: fmt.Sprintf("owners=%d new=%d changed=%d closed=%d merged=%d",
		len(p.Owners), p.Count(RollNew), p.Count(RollChanged), p.Count(RollClosed), p.Count(RollMerged))}}
	for _, o := range p.Owners {
		entries = append(entries, o.entry(audit.OwnerRegistered))
	}
	for l := range p.doing {
		if l.Fate == RollNew {
			added := l.After.entry(audit.SchoolRegistered)
			added.Detail = "from=" + l.From.Format(time.DateOnly)
			entries = append(entries, added)
			continue
		}
		entries = append(entries, changeEntries(l.Before, l.After, l.From)...)
	}
	return entries
}
