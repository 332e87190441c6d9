package surveys

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"tilstand/internal/programme"
)

// A WaveSpec is what a leader decides when opening a wave.
type WaveSpec struct {
	School     programme.SchoolID
	Phase      programme.PhaseKey
	Instrument string       // key; the wave gets the newest published version
	Counts     []GroupCount // by group of the instrument's audience, staff without the leaders; a group that is left out has nobody
	OpensAt    time.Time    // zero or past: now
	ClosesAt   time.Time
	MinGroup   int     // zero: DefaultMinGroup
	Round      RoundID // that this confirms; empty for a wave of the school's own
	ByCode     bool    // one code per person, in place of the open link: both together would let people answer twice
	Goal       int     // per cent of those asked; zero: DefaultGoal
	Share      Degree  // what the owner is to see of it on the day ShareOn; nothing is agreed by itself
	ShareOn    string  // Norwegian day, 2027-01-15
}

// A Note is something to know before opening.
type Note string

// What a preview may say.
const (
	NoteMerged       Note = "merged"        // groups that were too small by themselves are laid together
	NoteNoBreakdown  Note = "no_breakdown"  // results are shown for the whole staff only, if at all
	NoteNothingShown Note = "nothing_shown" // so few are asked that no result may ever be shown
)

// A Preview is what opening would do.
type Preview struct {
	Wave       Wave        // as it would be opened, but without id and link: enough to show and print the form
	Instrument *Instrument // with the local items of owner and school
	Groups     []Group     // those of Wave
	Notes      []Note
}

// Plan tells what opening the wave would do, and changes nothing. The error is an *[Invalid] with everything that stands in the way.
func (s *Store) Plan(now time.Time, spec WaveSpec) (Preview, error) {
	spec = spec.tidy(now)
	if err := invalid(s.problems(now, spec)); err != nil {
		return Preview{}, err
	}
	school, err := s.prog.School(spec.School)
	if err != nil {
		return Preview{}, fmt.Errorf("plan wave: %w", err)
	}
	in, _ := s.InstrumentInUse(spec.Instrument)
	w := s.draft(school, spec, in)
	w.Local = s.LocalPart(school, in.Key)
	return Preview{Wave: w, Instrument: w.Local.After(in), Groups: w.Groups, Notes: w.notes()}, nil
}

// tidy fills in what may be left out and brings times to the precision in which they are stored.
func (spec WaveSpec) tidy(now time.Time) WaveSpec {
	if spec.OpensAt.Before(now) {
		spec.OpensAt = now
	}
	spec.OpensAt, spec.ClosesAt = stamp(spec.OpensAt), stamp(spec.ClosesAt)
	spec.MinGroup = cmp.Or(spec.MinGroup, DefaultMinGroup)
	spec.Goal = cmp.Or(spec.Goal, DefaultGoal)
	return spec
}

// draft makes the wave, all but its id and link. The specification has no faults.
func (s *Store) draft(school programme.School, spec WaveSpec, in *Instrument) Wave {
	t := programme.Builtin()
	targets, path := frozenLevels(s.prog.LevelsFor(school.ID), spec.Phase)
	return Wave{
		State:             WaveOpen,
		School:            school.ID,
		SchoolName:        school.Name,
		Programme:         t.Key,
		ProgrammeVersion:  t.Version,
		Phase:             spec.Phase,
		Instrument:        in.Key,
		InstrumentVersion: in.Version,
		InstrumentHash:    in.Hash(),
		OpensAt:           spec.OpensAt,
		ClosesAt:          spec.ClosesAt,
		Asked:             inOrder(t.GroupsOf(in.Audience.Key()), spec.Counts),
		HeadCount:         total(spec.Counts),
		Groups:            mergeGroups(t.GroupsOf(in.Audience.Key()), spec.Counts, spec.MinGroup),
		MinGroup:          spec.MinGroup,
		Goal:              spec.Goal,
		Targets:           targets,
		Path:              path,
		Relevant:          RelevantPercent,
		Round:             spec.Round,
		ByCode:            spec.ByCode,
		Agreed:            s.agreement(school, spec),
	}
}

// inOrder sorts the counts as the programme names its groups, and leaves out those with nobody in them.
func inOrder(all []programme.StaffGroup, counts []GroupCount) []GroupCount {
	var ordered []GroupCount
	for _, g := range all {
		if n := countOf(counts, g.Key); n > 0 {
			ordered = append(ordered, GroupCount{g.Key, n})
		}
	}
	return ordered
}

func (w Wave) notes() []Note {
	var notes []Note
	if slices.ContainsFunc(w.Groups, func(g Group) bool { return len(g.Merged) > 1 }) {
		notes = append(notes, NoteMerged)
	}
	if len(w.Groups) == 0 {
		notes = append(notes, NoteNoBreakdown)
	}
	if w.HeadCount < w.MinGroup {
		notes = append(notes, NoteNothingShown)
	}
	return notes
}

// problems is everything that stands in the way of opening the wave.
func (s *Store) problems(now time.Time, spec WaveSpec) []Problem {
	problems := append(s.askingProblems(spec), s.confirmingProblems(spec)...)
	if !s.fits(spec) {
		problems = append(problems, Problem{"instrument", "local_too_many"})
	}
	if school, err := s.prog.School(spec.School); err == nil && !school.Open() {
		problems = append(problems, Problem{"school", "shut"})
	}
	if s.underWay(spec.School, spec.Instrument) {
		problems = append(problems, Problem{"instrument", "already_open"})
	}
	if spec.OpensAt.After(now.AddDate(0, 0, maxDaysAhead)) {
		problems = append(problems, Problem{"opens_at", "range"})
	}
	return slices.Concat(problems, closingProblems(now, spec.OpensAt, spec.ClosesAt), agreementProblems(spec))
}

// askingProblems checks what is asked of whom, whenever it is or was.
func (s *Store) askingProblems(spec WaveSpec) []Problem {
	t := programme.Builtin()
	var problems []Problem
	add := func(wrong bool, field, code string) {
		if wrong {
			problems = append(problems, Problem{field, code})
		}
	}
	_, err := s.prog.School(spec.School)
	add(err != nil, "school", "unknown")
	phase := t.PhaseIndex(spec.Phase) >= 0
	add(!phase, "phase", "unknown")
	in, known := s.InstrumentInUse(spec.Instrument)
	_, retired := s.latest(spec.Instrument, func(e LibraryEntry) bool { return e.State == Retired })
	add(!known && !retired, "instrument", "unknown")
	add(!known && retired, "instrument", "retired")
	add(known && phase && !t.Asks(spec.Instrument, spec.Phase), "instrument", "not_in_phase")
	add(spec.MinGroup < LeastMinGroup || spec.MinGroup > MostMinGroup, "min_group", "range")
	add(spec.Goal < LeastGoal || spec.Goal > MostGoal, "goal", "range")
	asked := Staff
	if known {
		asked = in.Audience
	}
	if asked == Representatives { // they write a document together, and are no respondents
		return append(problems, Problem{"instrument", "unknown"})
	}
	return append(problems, countProblems(t.GroupsOf(asked.Key()), spec.Counts)...)
}

// closingProblems checks the closing time of a wave that opens at the time.
func closingProblems(now, opensAt, closesAt time.Time) []Problem {
	switch {
	case closesAt.IsZero():
		return []Problem{{"closes_at", "missing"}}
	case !closesAt.After(now):
		return []Problem{{"closes_at", "past"}}
	case !closesAt.After(opensAt):
		return []Problem{{"closes_at", "order"}}
	case closesAt.After(opensAt.AddDate(0, 0, MaxDays)):
		return []Problem{{"closes_at", "too_long"}}
	}
	return nil
}

// countProblems checks head counts: known groups of the audience, each once, none negative or absurd, and more than one person asked in all.
func countProblems(all []programme.StaffGroup, counts []GroupCount) []Problem {
	found := map[Problem]bool{}
	seen := map[string]bool{}
	for _, c := range counts {
		field := "counts." + c.Key
		if !slices.ContainsFunc(all, func(g programme.StaffGroup) bool { return g.Key == c.Key }) {
			found[Problem{field, "unknown"}] = true
		}
		if c.HeadCount < 0 || c.HeadCount > MaxHeadCount {
			found[Problem{field, "range"}] = true
		}
		if seen[c.Key] {
			found[Problem{field, "twice"}] = true
		}
		seen[c.Key] = true
	}
	if len(found) == 0 && total(counts) == 0 {
		found[Problem{"counts", "missing"}] = true
	}
	if len(found) == 0 && total(counts) == 1 {
		found[Problem{"counts", "one_person"}] = true
	}
	return slices.Collect(maps.Keys(found))
}

// fits says whether the instrument and the local items together keep to [MaxAsked]. The owner and the school each saw to it that their own
// fit; a later version of the instrument may have more items than that one had.
func (s *Store) fits(spec WaveSpec) bool {
	in, known := s.InstrumentInUse(spec.Instrument)
	school, err := s.prog.School(spec.School)
	return err != nil || !known || len(s.LocalPart(school, in.Key).After(in).Items()) <= MaxAsked
}

// underWay says whether the school has a wave of the instrument that has not been closed or called off.
func (s *Store) underWay(school programme.SchoolID, instrument string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, w := range s.waves {
		if w.School == school && w.Instrument == instrument && (w.State == WaveOpen || w.State == WaveClosing) {
			return true
		}
	}
	return false
}
