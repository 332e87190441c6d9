package programme

import (
	"context"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// What changes at a school holds from a day. The day may have passed, for what becomes known later, and is never ahead: nothing here waits for
// a day to come, so that who may see a school today never hangs on a clock. A zero day is today. What is registered works at once.

// UpdateSchool replaces what is known about a school, from a day on: name, number, owner, municipality, written form and staff. Errors are those of
// [Store.RegisterSchool], and [ErrNotFound] when there is no school with the id. Waves keep the name they were opened under.
//
// The owner before loses the school today. What the school shared with it, it does not share with the new one: sharing is with the owner that a
// school has when it decides (package analytics).
func (s *Store) UpdateSchool(ctx context.Context, by audit.By, from time.Time, sc School) (School, error) {
	return s.changeSchool(ctx, by, sc.ID, from, func(before School, from time.Time) (School, []Problem) {
		sc = sc.tidy()
		sc.Closed, sc.Into = before.Closed, before.Into
		return sc, nil
	})
}

// CloseSchool notes that there is no such school any more, from a day on. It opens no new waves; all that it has stays as it is. The error is an
// *[Invalid] when it has closed already, or the day is ahead; [ErrNotFound] when there is no such school.
func (s *Store) CloseSchool(ctx context.Context, by audit.By, id SchoolID, on time.Time) (School, error) {
	return s.changeSchool(ctx, by, id, on, func(sc School, on time.Time) (School, []Problem) {
		if !sc.Open() {
			return sc, []Problem{{Field: "on", Code: "closed"}}
		}
		sc.Closed = on
		return sc, nil
	})
}

// ReopenSchool takes back that a school was closed or merged.
func (s *Store) ReopenSchool(ctx context.Context, by audit.By, id SchoolID) (School, error) {
	return s.changeSchool(ctx, by, id, time.Time{}, func(sc School, _ time.Time) (School, []Problem) {
		sc.Closed, sc.Into = time.Time{}, ""
		return sc, nil
	})
}

// MergeSchool notes that a school was merged into another on a day. Both keep their waves, releases and series; from that day on the series of the
// school that stays begin anew, since another staff answers. Where two schools became a third, both are merged into it. The error is an *[Invalid]
// when that cannot be; [ErrNotFound] when there is no school with the first id, and also when there is none with the other.
func (s *Store) MergeSchool(ctx context.Context, by audit.By, id, into SchoolID, on time.Time) (School, error) {
	return s.changeSchool(ctx, by, id, on, func(sc School, on time.Time) (School, []Problem) {
		problems := s.mergerProblems(sc, into)
		sc.Closed, sc.Into = on, into
		return sc, problems
	})
}

func (s *Store) mergerProblems(sc School, into SchoolID) []Problem {
	other, err := s.School(into)
	switch {
	case err != nil:
		return []Problem{{Field: "into", Code: missingOr(codeUnknown, into)}}
	case into == sc.ID:
		return []Problem{{Field: "into", Code: "itself"}}
	case sc.Into != "":
		return []Problem{{Field: "into", Code: "merged"}}
	case !other.Open():
		return []Problem{{Field: "into", Code: "closed"}}
	}
	return nil
}

// changeSchool stores the next revision of a school, and what it comes to in the log.
func (s *Store) changeSchool(ctx context.Context, by audit.By, id SchoolID, from time.Time,
	change func(before School, from time.Time) (School, []Problem)) (School, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return School{}, err
	}
	defer end()
	before, err := s.School(id)
	if err != nil {
		return School{}, err
	}
	from, problems := dayFrom(by.At, from)
	after, more := change(before, from)
	problems = append(problems, more...)
	if err := invalid(append(problems, s.schoolProblems(after)...)...); err != nil {
		return School{}, err
	}
	if after == before {
		return before, nil
	}
	revision := s.schools.next(id)
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("school", after.rowSince(revision, by.At, from)...)
	}, changeEntries(before, after, from)...)
	if err != nil {
		return School{}, fmt.Errorf("store school: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.schools.take(id, revision, after)
	return after, nil
}

// dayFrom is the day from which a change holds: the one that was given, or today.
func dayFrom(now, from time.Time) (time.Time, []Problem) {
	today := dayOf(now)
	if from.IsZero() {
		return today, nil
	}
	if from = date(from); from.After(today) {
		return from, []Problem{{Field: "on", Code: "future"}}
	}
	return from, nil
}

// changeEntries are what the log says of a school that has changed. A new owner is told to both: each reads the entries of its own.
func changeEntries(before, after School, from time.Time) (entries []audit.Entry) {
	add := func(action audit.Action, detail string) *audit.Entry {
		entry := after.entry(action)
		entry.Detail = "from=" + from.Format(time.DateOnly) + detail
		entries = append(entries, entry)
		return &entries[len(entries)-1]
	}
	if after.Owner != before.Owner {
		detail := fmt.Sprintf(" before=%s after=%s", before.Owner, after.Owner)
		add(audit.SchoolMoved, detail).Owner = string(before.Owner)
		add(audit.SchoolMoved, detail)
	}
	switch {
	case after.Into != before.Into && after.Into != "":
		add(audit.SchoolMerged, "").Subject = string(after.Into)
	case before.Open() && !after.Open():
		add(audit.SchoolClosed, "")
	case !before.Open() && after.Open():
		add(audit.SchoolReopened, "")
	}
	if len(entries) == 0 {
		add(audit.SchoolChanged, "")
	}
	return entries
}
