package analytics

import (
	"slices"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ReleaseID names a release. It is random.
type ReleaseID string

// TotalGroup is the key of the group that is the whole school.
const TotalGroup = "total"

// Date is a day in Norwegian local time, "2026-12-18". Releases know no finer time.
type Date string

// dateOf is the Norwegian day of t.
func dateOf(t time.Time) Date { return Date(t.In(i18n.Oslo).Format(time.DateOnly)) }

// Time is noon of that day, in UTC; the zero time where the date is not one. Print it with i18n.Printer.Date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t.Add(12 * time.Hour)
}

// MeasureKind says what kind of thing a measure is.
type MeasureKind string

const (
	// Overall is the index over all items of a state survey: the headline.
	Overall MeasureKind = "overall"
	// ComponentMeasure is the index of a component of the target state: its condition. State surveys only.
	ComponentMeasure MeasureKind = "component"
	// ConstructMeasure is the index of a construct.
	ConstructMeasure MeasureKind = "construct"
	// ItemMeasure is a single item.
	ItemMeasure MeasureKind = "item"
)

// MeasureKey names a measure: "overall", "component:promote", "construct:GRI", "item:gri-1".
type MeasureKey string

// OverallKey is the key of the index over all items.
const OverallKey MeasureKey = "overall"

// ComponentMeasureKey is the key of a component's index.
func ComponentMeasureKey(c programme.ComponentKey) MeasureKey {
	return MeasureKey("component:" + string(c))
}

// ConstructMeasureKey is the key of a construct's index.
func ConstructMeasureKey(construct string) MeasureKey { return MeasureKey("construct:" + construct) }

// ItemMeasureKey is the key of an item.
func ItemMeasureKey(id surveys.ItemID) MeasureKey { return MeasureKey("item:" + string(id)) }

// ReleaseFormat is the version of the release document. A reader refuses others.
const ReleaseFormat = 1

// Release holds the frozen figures of one school's wave: all that anybody outside the gate will ever know of it. It
// is immutable, and shared: read it, never change it. What is not in a release does not exist for readers.
//
// As a document it is described by [ReleaseSchema]. Groups are sets of atoms, the smallest groups that were counted, so that a reader
// (or an attacker) can see which groups contain each other.
type Release struct {
	Format     int           `json:"format"`
	ID         ReleaseID     `json:"id"`
	Revision   int           `json:"revision"` // 1; a correction would be a new release of the same wave
	Wave       WaveRef       `json:"wave"`
	School     SchoolRef     `json:"school"`
	Programme  ProgrammeRef  `json:"programme"`
	Instrument InstrumentRef `json:"instrument"`
	MinGroup   int           `json:"min_group"`
	Atoms      []Atom        `json:"atoms"`
	Groups     []Group       `json:"groups"`   // the first is the whole school
	Measures   []Measure     `json:"measures"` // overall, components, constructs, items; each in the order it is shown
	Figures    []Figure      `json:"figures"`  // for every measure a figure per group, in the order of both
	// Alone are the items that are in no measure, in the order they are asked, with a figure for the whole school only.
	Alone []AloneFigure `json:"alone,omitempty"`
	// Audit is nil for a release that was not stored, see [Compute].
	Audit *Audit `json:"audit,omitempty"`
}

// WaveRef is the wave that a release is of.
type WaveRef struct {
	ID     surveys.WaveID     `json:"id"`
	Phase  programme.PhaseKey `json:"phase"`
	Opened Date               `json:"opened"`
	Closed Date               `json:"closed"`
	// Imported is the day on which the answers were read from a file; empty for a wave that was asked here.
	Imported Date `json:"imported,omitempty"`
	// Replaced is how many times the answers of an imported wave had been replaced when these figures were made of them.
	Replaced int `json:"replaced,omitempty"`
}

func waveRef(w surveys.Wave) WaveRef {
	ref := WaveRef{ID: w.ID, Phase: w.Phase, Opened: dateOf(w.OpensAt), Closed: dateOf(w.ClosesAt), Replaced: w.Replaced}
	if w.FromFile() {
		ref.Imported = Date(w.Imported.Format(time.DateOnly))
	}
	return ref
}

// SchoolRef is a school as a reader sees it; in a release, as it was then.
type SchoolRef struct {
	ID           programme.SchoolID `json:"id"`
	Orgnr        string             `json:"orgnr"`
	Name         string             `json:"name"`
	Municipality string             `json:"municipality"`
	WrittenForm  string             `json:"written_form"`
	Synthetic    bool               `json:"synthetic"` // made by the demo; say so wherever a figure shows
}

// ProgrammeRef is a version of a programme template.
type ProgrammeRef struct {
	Key     string `json:"key"`
	Version int    `json:"version"`
}

// InstrumentRef is a version of an instrument, by the hash of what was asked.
type InstrumentRef struct {
	Key     string                 `json:"key"`
	Version int                    `json:"version"`
	Hash    string                 `json:"hash"`
	Kind    surveys.InstrumentKind `json:"kind"`
}

// Atom is a group that was counted and is not divided further.
type Atom struct {
	Key       string `json:"key"`
	HeadCount int    `json:"head_count"` // people invited; 0 in every atom where they are not known, as of a file without them
}

// Group is a set of atoms for which figures are released, or withheld.
type Group struct {
	Key       string    `json:"key"`
	Name      i18n.Text `json:"name,omitempty"` // nil for the whole school
	Atoms     []string  `json:"atoms"`
	HeadCount int       `json:"head_count"`
	// Answered is the number of people who answered, with CountOnly.
	Answered Cell `json:"answered"`
}

// Rate is the response rate, 0 to 1, where the number of answers is shown.
func (g Group) Rate() (rate float64, ok bool) { return rateOf(g.Answered, g.HeadCount) }

func rateOf(answered Cell, headCount int) (rate float64, ok bool) {
	e, ok := answered.Shown()
	if !ok || headCount <= 0 {
		return 0, false
	}
	return float64(e.N) / float64(headCount), true
}

// Measure is something that figures are about.
type Measure struct {
	Key   MeasureKey       `json:"key"`
	Kind  MeasureKind      `json:"kind"`
	Items []surveys.ItemID `json:"items"`
	// Steps of the scale, 4 to 6. Zero where the scale has more or fewer, or the items have different ones: then only
	// numbers of answers are released.
	Steps     int                    `json:"steps"`
	Construct string                 `json:"construct,omitempty"`
	Component programme.ComponentKey `json:"component,omitempty"`
	// Target is the level set for the end of this phase, and Path those of all phases, as frozen when the wave was opened.
	// Components only; nil where no level is set.
	Target *float64                       `json:"target,omitempty"`
	Path   map[programme.PhaseKey]float64 `json:"path,omitempty"`
}

// Figure is the cell of one measure and group.
type Figure struct {
	Measure MeasureKey `json:"measure"`
	Group   string     `json:"group"`
	Cell    Cell       `json:"cell"`
}

// Measure returns the measure with the key.
func (r *Release) Measure(key MeasureKey) (Measure, bool) {
	i := r.measureAt(key)
	if i < 0 {
		return Measure{}, false
	}
	return r.Measures[i], true
}

// Group returns the group with the key.
func (r *Release) Group(key string) (Group, bool) {
	i := r.groupAt(key)
	if i < 0 {
		return Group{}, false
	}
	return r.Groups[i], true
}

// Cell returns the figure of a measure and group: NotAsked where the wave had no such measure or group.
func (r *Release) Cell(measure MeasureKey, group string) Cell {
	m, g := r.measureAt(measure), r.groupAt(group)
	if m < 0 || g < 0 {
		return Cell{state: NotAsked}
	}
	return r.Figures[m*len(r.Groups)+g].Cell
}

func (r *Release) measureAt(key MeasureKey) int {
	return slices.IndexFunc(r.Measures, func(m Measure) bool { return m.Key == key })
}

func (r *Release) groupAt(key string) int {
	return slices.IndexFunc(r.Groups, func(g Group) bool { return g.Key == key })
}
