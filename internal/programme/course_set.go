package programme

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tilstand/internal/audit"
)

// The longest address and title of a link, in characters.
const (
	maxAddress = 500
	maxTitle   = 120
)

// MoveModule puts a module on a place of its semester, from 1. The error is a *[MoveRefused] when the rules do not allow it, and [ErrNotFound]
// when the school's course has no such module.
func (s *Store) MoveModule(ctx context.Context, by audit.By, school SchoolID, module ModuleKey, place int) error {
	return s.changeCourse(ctx, by, school, func(c CourseRun) ([]factChange, audit.Entry, error) {
		_, semester, ok := c.Template.Course.Module(module)
		if !ok {
			return nil, audit.Entry{}, fmt.Errorf("module %s: %w", module, ErrNotFound)
		}
		order, err := semester.Move(c.Order[semester.Phase], module, place)
		if err != nil || slices.Equal(order, c.Order[semester.Phase]) {
			return nil, audit.Entry{}, err
		}
		change := factChange{factKey{factOrder, string(semester.Phase), ""}, fact{Modules: order}}
		return []factChange{change}, audit.Entry{Action: audit.CourseOrdered, Detail: fmt.Sprintf("module=%s place=%d", module, place)}, nil
	})
}

// SetModuleDates sets when staff work on a module, within the dates of its semester; the zero span takes the dates away. The error is an
// *[Invalid] with the fields "from" and "to" when they cannot be, and [ErrNotFound] when the school's course has no such module.
func (s *Store) SetModuleDates(ctx context.Context, by audit.By, school SchoolID, module ModuleKey, dates Span) error {
	dates = Span{date(dates.From), date(dates.To)}
	return s.changeCourse(ctx, by, school, func(c CourseRun) ([]factChange, audit.Entry, error) {
		_, semester, ok := c.Template.Course.Module(module)
		if !ok {
			return nil, audit.Entry{}, fmt.Errorf("module %s: %w", module, ErrNotFound)
		}
		entry, set := audit.Entry{Action: audit.CourseDated, Detail: "module=" + string(module)}, fact{}
		if dates != (Span{}) {
			if err := invalid(moduleDateProblems(c.Run.Dates[semester.Phase], dates)...); err != nil {
				return nil, entry, err
			}
			set.Dates = &dates
			entry.Detail += " from=" + dates.From.Format(time.DateOnly) + " to=" + dates.To.Format(time.DateOnly)
		}
		return []factChange{{factKey{factDates, string(module), ""}, set}}, entry, nil
	})
}

// TickOff says that a task of the preparation or a learning element was done on a day, and in which role where the school says so; the zero
// Done takes that back. The error is an *[Invalid] with the fields "on" and "by", and [ErrNotFound] when the school's course has no such item.
func (s *Store) TickOff(ctx context.Context, by audit.By, school SchoolID, item ItemKey, done Done) error {
	done.On = date(done.On)
	return s.changeCourse(ctx, by, school, func(c CourseRun) ([]factChange, audit.Entry, error) {
		if !c.Template.Course.has(item) {
			return nil, audit.Entry{}, fmt.Errorf("item %s: %w", item, ErrNotFound)
		}
		entry, set := audit.Entry{Action: audit.CourseTicked, Detail: "item=" + string(item)}, fact{}
		if done != (Done{}) {
			problems := doneDayProblems(done.On, by.At)
			if done.By != "" && !slices.Contains(Parties, done.By) {
				problems = append(problems, Problem{Field: "by", Code: codeUnknown})
			}
			if err := invalid(problems...); err != nil {
				return nil, entry, err
			}
			set = fact{On: done.On.Format(time.DateOnly), By: done.By}
			entry.Detail += " done=" + set.On
		}
		return []factChange{{factKey{factDone, string(item), ""}, set}}, entry, nil
	})
}

// MarkAttended says after a meeting which staff groups have taken part in a module, and on which day; a group with the zero day has not. Groups
// that are not named stay as they are. The error is an *[Invalid] with the fields "on" and "groups", and [ErrNotFound] when the school's course
// has no such module. Who of a group was there is nobody's business here.
func (s *Store) MarkAttended(ctx context.Context, by audit.By, school SchoolID, module ModuleKey, groups map[string]time.Time) error {
	return s.changeCourse(ctx, by, school, func(c CourseRun) (changes []factChange, _ audit.Entry, _ error) {
		if _, _, ok := c.Template.Course.Module(module); !ok {
			return nil, audit.Entry{}, fmt.Errorf("module %s: %w", module, ErrNotFound)
		}
		var problems []Problem
		names := slices.Sorted(maps.Keys(groups))
		for _, group := range names {
			if _, known := c.Template.StaffGroup(group); !known {
				problems = append(problems, Problem{Field: "groups", Code: codeUnknown})
			}
			set := fact{}
			if on := date(groups[group]); !on.IsZero() {
				problems = append(problems, doneDayProblems(on, by.At)...)
				set.On = on.Format(time.DateOnly)
			}
			changes = append(changes, factChange{factKey{factAttended, string(module), group}, set})
		}
		entry := audit.Entry{Action: audit.CourseAttended, Detail: "module=" + string(module)}
		return changes, entry, invalid(problems...)
	})
}

// SetLink adds an address to a learning element, or replaces the one that the school added before; the zero Link takes it away. The error is an
// *[Invalid] with the fields "address" and "title", and [ErrNotFound] when the school's course has no such element.
func (s *Store) SetLink(ctx context.Context, by audit.By, school SchoolID, element ItemKey, link Link) error {
	link = Link{strings.TrimSpace(link.Address), tidyName(link.Title)}
	return s.changeCourse(ctx, by, school, func(c CourseRun) ([]factChange, audit.Entry, error) {
		if _, ok := c.Template.Course.Element(element); !ok {
			return nil, audit.Entry{}, fmt.Errorf("element %s: %w", element, ErrNotFound)
		}
		entry := audit.Entry{Action: audit.CourseLinked, Detail: "item=" + string(element)}
		if link != (Link{}) {
			if err := invalid(link.problems()...); err != nil {
				return nil, entry, err
			}
		}
		return []factChange{{factKey{factLink, string(element), ""}, fact{Address: link.Address, Title: link.Title}}}, entry, nil
	})
}

// MoveRun moves the school's run to a newer version of its programme, and says what that meant ([UpgradeOf]). The error is an *[Invalid] with the
// field "version" when there is no such newer version, and with those of [Store.SetRun] when the run's dates do not fit it; [ErrNotFound] while the
// school has no run.
func (s *Store) MoveRun(ctx context.Context, by audit.By, school SchoolID, version int) (Upgrade, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Upgrade{}, err
	}
	defer end()
	run, err := s.RunOf(school)
	if err != nil {
		return Upgrade{}, err
	}
	from, err := Lookup(run.Programme, run.Version)
	if err != nil {
		return Upgrade{}, err
	}
	to, err := Lookup(run.Programme, version)
	if err != nil || version <= run.Version {
		return Upgrade{}, invalid(Problem{Field: "version", Code: "not_newer"})
	}
	run.Version = version
	if err := invalid(s.runProblems(run)...); err != nil {
		return Upgrade{}, err
	}
	entry := audit.Entry{Action: audit.CourseMoved, Detail: fmt.Sprintf("version=%d", version)}
	return UpgradeOf(from, to), s.storeRun(ctx, by, run, entry)
}

// doneDayProblems: what was done was done on a day, and not on one to come.
func doneDayProblems(on, now time.Time) []Problem {
	switch {
	case on.IsZero():
		return []Problem{{Field: "on", Code: "missing"}}
	case on.After(dayOf(now)):
		return []Problem{{Field: "on", Code: "future"}}
	}
	return nil
}

func (l Link) problems() (problems []Problem) {
	address, err := url.Parse(l.Address)
	switch {
	case l.Address == "":
		problems = append(problems, Problem{Field: "address", Code: "missing"})
	case err != nil, address.Scheme != "https" && address.Scheme != "http", address.Host == "", address.User != nil, utf8.RuneCountInString(l.Address) > maxAddress:
		problems = append(problems, Problem{Field: "address", Code: "link"})
	}
	if utf8.RuneCountInString(l.Title) > maxTitle {
		problems = append(problems, Problem{Field: "title", Code: "length"})
	}
	return problems
}
