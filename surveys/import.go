package surveys

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// An ImportSpec is an earlier survey: what was asked of whom and when, the file of its answers, and what the file's columns mean.
type ImportSpec struct {
	School         programme.SchoolID
	Phase          programme.PhaseKey
	Instrument     string       // key; the wave gets the newest published version
	Counts         []GroupCount // how many were asked, by staff group
	Opened, Closed time.Time    // days, midnight UTC; without Opened the day it was closed
	MinGroup       int          // as those who answered were promised; zero: DefaultMinGroup
	Sheet          *Sheet
	Map            ImportMap
}

// An ImportPlan is what importing would do. It holds numbers of rows, which whoever has the file can count, and nothing that was answered.
type ImportPlan struct {
	Wave       Wave // as it would be stored, without id; zero when the specification has problems
	Instrument *Instrument
	Notes      []Note
	Map        ImportMap // complete: what was said, and what is obvious
	Proposed   ImportMap // what looks likely, and somebody has to say
	Faults     []ImportFault
	Rows       int         // with an answer: they become respondents
	Empty      int         // without any: they are left out
	Groups     []GroupRows // of staff groups with people or rows, in the programme's order; empty without a column that tells
	Ignored    []string    // columns that nothing is taken from
	Overlaps   []Wave      // of the same school, phase and instrument in the same days
}

// GroupRows is how many rows came from a staff group.
type GroupRows struct {
	GroupCount
	Rows int
}

// Unreadable is returned when the file or its mapping has faults.
type Unreadable struct {
	Faults []ImportFault // at least one
}

// Error names every fault, one a line.
func (e *Unreadable) Error() string {
	text := fmt.Sprintf("%d faults in the file or its mapping:", len(e.Faults))
	if len(e.Faults) == 1 {
		text = "1 fault in the file or its mapping:"
	}
	for _, f := range e.Faults {
		text += "\n  " + f.String()
	}
	return text
}

// PlanImport tells what importing would do and everything that is wrong, and changes nothing. With an error, which is an *[Invalid] (about
// the specification), an *[Unreadable] (about the file) or both joined, the plan holds what could be found out.
//
// Only answers of staff can come in. Others hold surveys of parents with one answer for each child or household, so that seven answers need not be
// seven persons, and the minimum group would protect nobody; a file does not say which it was.
//
// Two waves of one school, phase and instrument must not overlap: the same file would come in twice. Comparing answers instead would catch more
// and tell whoever can guess the answers of a wave that the guess is right.
func (s *Store) PlanImport(now time.Time, spec ImportSpec) (ImportPlan, error) {
	plan, _, err := s.planImport(now, spec)
	return plan, err
}

// Import stores the answers of an earlier survey as a wave that is closed and sealed: in random order, under new numbers, with codes and
// staff groups alone, in one transaction. A kill leaves all of it or nothing. What is left to do is its release, which
// analytics makes of every wave that is closed and has none. Errors are those of [Store.PlanImport].
func (s *Store) Import(ctx context.Context, by audit.By, spec ImportSpec) (Wave, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Wave{}, err
	}
	defer end()
	plan, responses, err := s.planImport(by.At, spec)
	if err != nil {
		return Wave{}, err
	}
	w := plan.Wave
	w.ID, w.Code = WaveID(rand.Text()), s.freshCode() // the link leads to a page that says the survey is closed
	if _, err := s.sealAs(ctx, by, []audit.Entry{w.entry(audit.AnswersImported)}, w, responses); err != nil {
		return Wave{}, fmt.Errorf("import answers: %w", err)
	}
	return s.Wave(w.ID)
}

func (s *Store) planImport(now time.Time, spec ImportSpec) (ImportPlan, []Response, error) {
	opens, closes := spec.times(now)
	asked := WaveSpec{
		School: spec.School, Phase: spec.Phase, Instrument: spec.Instrument, Counts: spec.Counts,
		OpensAt: opens, ClosesAt: closes, MinGroup: cmp.Or(spec.MinGroup, DefaultMinGroup), Goal: DefaultGoal,
	}
	plan := ImportPlan{Overlaps: s.overlapping(asked)}
	plan.Instrument, _ = s.InstrumentInUse(spec.Instrument)
	if plan.Instrument != nil && plan.Instrument.Audience != Staff {
		return ImportPlan{}, nil, invalid([]Problem{{"instrument", "staff_only"}})
	}
	problems := slices.Concat(s.askingProblems(asked), spec.dayProblems(now), spec.sheetProblems())
	if len(plan.Overlaps) > 0 {
		problems = append(problems, Problem{"closed", "overlaps"})
	}
	var rows []codedRow
	if plan.Instrument != nil && spec.Sheet != nil {
		rows = plan.read(spec)
		problems = append(problems, plan.countProblems(spec.Counts)...)
	}
	err := invalid(problems)
	if err == nil {
		if err = s.draftImport(now, &plan, spec, asked); err != nil {
			return plan, nil, err
		}
	}
	if len(plan.Faults) > 0 {
		err = errors.Join(err, &Unreadable{plan.Faults})
	}
	if err != nil {
		return plan, nil, err
	}
	return plan, plan.Wave.responses(rows), nil
}

func (spec ImportSpec) sheetProblems() []Problem {
	if spec.Sheet == nil {
		return []Problem{{"file", "missing"}}
	}
	return nil
}

// read reads the sheet and puts what it finds into the plan.
func (plan *ImportPlan) read(spec ImportSpec) []codedRow {
	t := programme.Builtin()
	plan.Map = spec.Map.with(obviousItems(plan.Instrument, spec.Sheet))
	plan.Proposed = proposal(plan.Instrument, t, spec.Sheet, plan.Map)
	r := &reading{in: plan.Instrument, t: t, sheet: spec.Sheet, m: plan.Map}
	rows, empty := r.read()
	plan.Rows, plan.Empty = len(rows), empty
	plan.Faults, plan.Ignored = sortedFaults(r.faults), r.ignored()
	if plan.Map.GroupColumn != "" {
		plan.Groups = groupRows(t, spec.Counts, rows)
	}
	return rows
}

func groupRows(t *programme.Template, counts []GroupCount, rows []codedRow) []GroupRows {
	from := map[string]int{}
	for _, row := range rows {
		from[row.group]++
	}
	var groups []GroupRows
	for _, g := range t.StaffGroups {
		if n := countOf(counts, g.Key); n > 0 || from[g.Key] > 0 {
			groups = append(groups, GroupRows{GroupCount{g.Key, n}, from[g.Key]})
		}
	}
	return groups
}

// countProblems holds the rows against the head counts: more than were asked cannot have answered, and their release would wait for
// somebody to correct the numbers.
func (plan *ImportPlan) countProblems(counts []GroupCount) []Problem {
	var problems []Problem
	if asked := total(counts); len(plan.Groups) == 0 && 0 < asked && asked < plan.Rows {
		problems = append(problems, Problem{"counts", "fewer_than_rows"})
	}
	for _, g := range plan.Groups {
		if g.Rows > g.HeadCount {
			problems = append(problems, Problem{"counts." + g.Key, "fewer_than_rows"})
		}
	}
	return problems
}

// draftImport makes the wave of a specification without problems. Targets are those of the school now: levels that nobody had set then
// would be no better known.
func (s *Store) draftImport(now time.Time, plan *ImportPlan, spec ImportSpec, asked WaveSpec) error {
	school, err := s.prog.School(spec.School)
	if err != nil {
		return fmt.Errorf("plan import: %w", err)
	}
	w := s.draft(school, asked, plan.Instrument)
	notes := w.notes()
	if plan.Map.GroupColumn == "" { // nobody's group is known, and the notes about groups give another reason
		w.Groups = nil
		notes = slices.DeleteFunc(notes, func(n Note) bool { return n != NoteNothingShown })
	}
	w.State, w.Imported = WaveClosed, dayAsUTC(now)
	w.NotAsked = plan.notAsked()
	plan.Wave, plan.Notes = w, notes
	return nil
}

// notAsked are the items that the file does not have, in the instrument's order. A multiple choice without some of its options is another
// question.
func (plan *ImportPlan) notAsked() (items []ItemID) {
	for _, v := range plan.Instrument.Variables() {
		if slices.Contains(plan.Map.NotAsked, ItemID(v.Name)) && !slices.Contains(items, v.Item.ID) {
			items = append(items, v.Item.ID)
		}
	}
	return items
}

// responses puts the rows into the groups of the wave.
func (w Wave) responses(rows []codedRow) []Response {
	number := map[string]uint8{}
	for _, g := range w.Groups {
		for _, key := range g.Merged {
			number[key] = g.Number
		}
	}
	responses := make([]Response, len(rows))
	for i, row := range rows {
		responses[i] = Response{Group: number[row.group], Codes: row.codes}
	}
	return responses
}
