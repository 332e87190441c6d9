package analytics

import (
	"slices"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Editions are what an owner or the programme gets over its schools together: issued on a date, over the schools that share with
// it on that date, numbered, stored, and never recomputed.
//
// # Why an edition gives no person away
//
// Every figure in an edition is a function of figures that schools have released and share, as they were printed: rounded, capped,
// and with their printed standard deviations. Whoever holds the releases can redo the edition to the last digit. So it cannot tell
// more of anybody's answers than the releases do, which have passed the gate, and no threshold for persons is needed here again.
// This is why a school whose figure is only bounded makes the edition's mean a range, and why one whose figure is
// hidden is not in it: reaching for its answers would be a second way past the gate. The one exception, for a programme's editions, is
// [EditionQuality].
//
// # Why an edition gives no school away
//
// Editions reach readers who must not see single schools: leaders of other schools, a council, the programme. The atoms of an
// edition are schools' waves, its groups are sets of atoms, and a mean over a group with the head counts behind it is the sum over
// its atoms. Over all editions ever issued for an owner or the programme, no combination of their groups stands on fewer than
// MinSchools schools (disclosure.Units). So a school that comes, leaves, or moves on to its next wave does not show as the difference of
// two editions, nor of a stage and a semester. What would complete such a combination is withheld in the new edition; the old
// ones are out. Every measure is audited by itself, because a school that lacks one figure makes the sets differ; measures of one school
// are different quantities, and what they say together of a school is what their printed decimals leave open.
//
// A newly shared school often comes alone. Rather than to withhold a group for its sake, the edition then gives it over the schools
// of an earlier edition that share still, and says how many wait for company.
//
// # What is deliberately absent
//
// An edition of a past date: a school that has withdrawn would be in it. Recomputing: a corrected release is a new atom. Items,
// and staff groups over schools: nobody steers an owner by them, and each would be one more system of sets to protect.

// EditionFormat is the version of the edition document. A reader refuses others.
const EditionFormat = 1

// EditionID names an edition. It is random.
type EditionID string

// ScopeKind says for whom an edition is.
type ScopeKind string

const (
	// OwnerScope: a school owner.
	OwnerScope ScopeKind = "owner"
	// ProgrammeScope: a programme, over all owners.
	ProgrammeScope ScopeKind = "programme"
)

// The least number of schools that any combination of published groups stands on. Three is the least with which a leader
// who takes his own school away does not see another one by itself; the programme's readers are more, and know fewer of the schools.
const (
	MinOwnerSchools     = 3
	MinProgrammeSchools = 5
)

// MinSpreadSchools is the number of schools from which an edition says how their means spread. Parts of a scale tell more than sums do, so
// every set of schools that can be told apart by any such figures is this large, too (disclosure.Units.AdmitCells).
const MinSpreadSchools = 10

// leaderSchools is the number of schools in a group from which its mean is for leaders, too: with three, two leaders who compare
// notes know the third.
const leaderSchools = 4

// greatestShare is the share of the answers that one school may have in a mean: beyond it the mean is that school's.
const greatestShare = 0.8

// EditionScope is for whom an edition is, as it was called then.
type EditionScope struct {
	Kind  ScopeKind `json:"kind"`
	ID    string    `json:"id"`              // of the owner, or the programme's key
	Orgnr string    `json:"orgnr,omitempty"` // of an owner
	Name  string    `json:"name,omitempty"`  // of an owner
}

// Edition is a dated release over schools. It is immutable, and shared: read it, never change it. As a document it is described
// by [EditionSchema].
type Edition struct {
	Format     int              `json:"format"`
	ID         EditionID        `json:"id"`
	Number     int              `json:"number"` // 1, 2, … for this owner or programme
	Issued     Date             `json:"issued"`
	Scope      EditionScope     `json:"scope"`
	MinSchools int              `json:"min_schools"`
	Sharing    int              `json:"sharing"` // schools that shared on the date, with figures or without
	Synthetic  bool             `json:"synthetic"`
	Atoms      []EditionAtom    `json:"atoms"`
	Groups     []EditionGroup   `json:"groups"`
	Measures   []EditionMeasure `json:"measures"`
	Figures    []EditionFigure  `json:"figures"` // for every measure a figure per group, in the order of both
	// Quality is how well the instrument measures; in a programme's editions, where enough schools share.
	Quality *EditionQuality `json:"quality,omitempty"`
}

// EditionAtom is one school's wave, by its release.
type EditionAtom struct {
	Release   ReleaseID          `json:"release"`
	Wave      surveys.WaveID     `json:"wave"`
	School    programme.SchoolID `json:"school"`
	Orgnr     string             `json:"orgnr"`
	Name      string             `json:"name"`
	Phase     programme.PhaseKey `json:"phase"`
	Closed    Date               `json:"closed"`
	HeadCount int                `json:"head_count"`
	Answered  int                `json:"answered"`
}

// EditionGroupKind says how a group lines schools up.
type EditionGroupKind string

const (
	// ByStage: each school's wave of one phase, whenever it was.
	ByStage EditionGroupKind = "stage"
	// ByCohort: the same among the schools of one cohort.
	ByCohort EditionGroupKind = "cohort"
	// BySemester: each school's last wave in one half of a year, whatever the phase.
	BySemester EditionGroupKind = "semester"
	// ByLatest: each school's latest wave.
	ByLatest EditionGroupKind = "latest"
)

// LatestGroup is the key of the group of latest waves.
const LatestGroup = "latest"

// StageGroup is the key of the group of a phase: "stage.b".
func StageGroup(phase programme.PhaseKey) string { return "stage." + string(phase) }

// CohortGroup is the key of a phase in a cohort: "cohort.ID.b".
func CohortGroup(cohort programme.CohortID, phase programme.PhaseKey) string {
	return "cohort." + string(cohort) + "." + string(phase)
}

// SemesterGroup is the key of the half of the year a day is in: "semester.2026-2". July is part of the first: its surveys are
// those of the spring that were closed late.
func SemesterGroup(closed Date) string {
	half := "1"
	if closed.Time().Month() > 7 {
		half = "2"
	}
	return "semester." + string(closed[:4]) + "-" + half
}

// EditionReaders says who a group's figures are for.
type EditionReaders string

const (
	// ReadersOwner: the owner, who sees the schools anyway.
	ReadersOwner EditionReaders = "owner"
	// ReadersLeaders: the owner and the leaders of its schools.
	ReadersLeaders EditionReaders = "leaders"
	// ReadersProgramme: the programme's staff.
	ReadersProgramme EditionReaders = "programme"
)

// EditionGroup is a set of atoms, at most one of each school.
type EditionGroup struct {
	Key      string             `json:"key"`
	Kind     EditionGroupKind   `json:"kind"`
	Phase    programme.PhaseKey `json:"phase,omitempty"`    // of a stage or cohort
	Semester string             `json:"semester,omitempty"` // "2026-2" is the autumn of 2026
	Cohort   programme.CohortID `json:"cohort,omitempty"`
	Name     string             `json:"name,omitempty"` // of the cohort
	// Atoms are indices into the edition's. None where the group is withheld.
	Atoms []int `json:"atoms"`
	// Waiting is the number of sharing schools with a wave here that are left out until more come with them.
	Waiting   int            `json:"waiting"`
	HeadCount int            `json:"head_count"`
	Answered  Cell           `json:"answered"` // a number of answers
	Readers   EditionReaders `json:"readers"`
	// Targets are those of the owner or programme for the end of the phase, on the date. Stages and cohorts only.
	Targets map[programme.ComponentKey]float64 `json:"targets,omitempty"`
}

// EditionMeasure is something that figures are about: overall or a component, as the newest of the atoms asked it. Schools that
// asked it in another way are not in its figures.
type EditionMeasure struct {
	Key       MeasureKey             `json:"key"`
	Kind      MeasureKind            `json:"kind"`
	Items     []surveys.ItemID       `json:"items"`
	Steps     int                    `json:"steps"`
	Component programme.ComponentKey `json:"component,omitempty"`
}

// EditionFigure is the cell of one measure and group: the mean over all who were invited at the schools behind it.
type EditionFigure struct {
	Measure MeasureKey `json:"measure"`
	Group   string     `json:"group"`
	Cell    Cell       `json:"cell"`
	// Atoms are those of the group's that have a figure; HeadCount is the number of people invited there. None where there is no value.
	Atoms     []int `json:"atoms,omitempty"`
	HeadCount int   `json:"head_count,omitempty"`
	// Spread is how the schools' own means spread, each counted at the nearest step: the share of schools in each band of the scale, capped
	// like the answers of so many people. Only over [MinSpreadSchools] schools whose means are numbers.
	Spread []Band `json:"spread,omitempty"`
}

// Schools is the number of schools behind the figure.
func (f EditionFigure) Schools() int { return len(f.Atoms) }

// Group returns the group with the key.
func (e *Edition) Group(key string) (EditionGroup, bool) {
	i := slices.IndexFunc(e.Groups, func(g EditionGroup) bool { return g.Key == key })
	if i < 0 {
		return EditionGroup{}, false
	}
	return e.Groups[i], true
}

// Figure returns the figure of a measure and group: NotAsked where the edition has no such measure or group.
func (e *Edition) Figure(measure MeasureKey, group string) EditionFigure {
	m := slices.IndexFunc(e.Measures, func(m EditionMeasure) bool { return m.Key == measure })
	g := slices.IndexFunc(e.Groups, func(g EditionGroup) bool { return g.Key == group })
	if m < 0 || g < 0 {
		return EditionFigure{Measure: measure, Group: group, Cell: Cell{state: NotAsked}}
	}
	return e.Figures[m*len(e.Groups)+g]
}

// Head is what stands above an edition's figures.
func (e *Edition) Head() EditionHead {
	return EditionHead{ID: e.ID, Number: e.Number, Issued: e.Issued, Sharing: e.Sharing, Schools: len(e.schools())}
}

// EditionHead is an edition without its figures.
type EditionHead struct {
	ID      EditionID `json:"id"`
	Number  int       `json:"number"`
	Issued  Date      `json:"issued"`
	Sharing int       `json:"sharing"` // schools that shared on the date
	Schools int       `json:"schools"` // those of them with figures
}

// schools are the distinct ones among the atoms.
func (e *Edition) schools() map[programme.SchoolID]bool {
	schools := map[programme.SchoolID]bool{}
	for _, a := range e.Atoms {
		schools[a.School] = true
	}
	return schools
}
