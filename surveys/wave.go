package surveys

import (
	"cmp"
	"slices"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// A WaveID is the random internal id of a wave.
type WaveID string

// A WaveState says how far a wave has come. A wave that is open and whose opening time lies ahead is planned.
type WaveState string

// The states of a wave, in the order it may go through them; void can follow each.
const (
	WaveOpen    WaveState = "open"
	WaveClosing WaveState = "closing" // takes nothing in any more; its answers are on their way to the record
	WaveClosed  WaveState = "closed"  // sealed
	WaveVoid    WaveState = "void"    // called off; its answers are erased
)

// Limits of a wave.
const (
	DefaultMinGroup = 7
	LeastMinGroup   = 5 // never fewer, whatever is asked for
	MostMinGroup    = 100
	MaxHeadCount    = 1000 // of one staff group: no Norwegian school is near; a slip of the finger is
	RelevantPercent = 5    // smallest relevant difference, in points of 100
	MaxDays         = 120  // from opening to closing
	maxDaysAhead    = 366  // from now to opening
)

// A Wave is one school asked with one version of one instrument in one phase. It is a value; maps and slices in it are
// shared: read them, never change them.
type Wave struct {
	ID                WaveID
	Revision          int
	State             WaveState
	School            programme.SchoolID
	SchoolName        string // as it was at opening
	Programme         string // key of the template
	ProgrammeVersion  int
	Phase             programme.PhaseKey
	Instrument        string // key
	InstrumentVersion int
	InstrumentHash    string
	Local             *LocalPart // what is asked after the instrument, frozen at opening; nil when nothing
	Code              LinkCode   // of the open link /s/CODE
	OpensAt, ClosesAt time.Time

	Asked     []GroupCount // head counts as entered, in the order of the programme's staff groups
	HeadCount int          // their sum: how many were asked
	Groups    []Group      // after merging; empty when there is no breakdown, else two or more
	MinGroup  int          // fewer answers than this are never shown
	Goal      int          // response rate that the school aims at, in per cent; frozen at opening

	Targets map[programme.ComponentKey]float64                        // target levels of this phase, frozen at opening
	Path    map[programme.ComponentKey]map[programme.PhaseKey]float64 // of all phases, frozen at opening

	// Relevant is the smallest difference that is taken to matter, in points of 100, frozen at opening: what a change is held against must not
	// be chosen after it is known.
	Relevant float64

	ByCode bool // answered with one-time codes, see [Store.MakeSlips]; the open link takes nothing

	Agreed *Agreement // that it will be shared with the owner on a date; nil when nothing was agreed

	Round RoundID // that it is the school's answer to; empty for a wave that the school opened by itself

	Imported time.Time // the day, midnight UTC, on which its answers were read from a file; zero for a wave that was asked here
	NotAsked []ItemID  // items that an imported wave did not have, in the instrument's order
	Replaced int       // how many times the answers of an imported wave have been replaced, see [Store.Replace]

	Withdrawn time.Time // the day, midnight UTC, on which it was voided although its figures had been shown; else zero

	Erasure Erasure // of its answers, when they have been kept long enough; zero before it is announced
}

// FromFile says whether the wave was asked elsewhere and its answers were imported.
func (w Wave) FromFile() bool { return !w.Imported.IsZero() }

// A GroupCount is how many people of a staff group are asked.
type GroupCount struct {
	Key       string `json:"key"` // of the programme's staff group
	HeadCount int    `json:"head_count"`
}

// A Group is what a respondent chooses from and what results may be broken down by: one staff group, or several that were too small by
// themselves.
type Group struct {
	Number    uint8     `json:"number"` // 1, 2, …: its code on the form and in the answers
	Key       string    `json:"key"`    // keys of its parts, joined by "+"
	Name      i18n.Text `json:"name"`
	HeadCount int       `json:"head_count"`
	Merged    []string  `json:"merged"` // keys of the staff groups it consists of; one when nothing was merged
}

// Takes tells why the wave takes no submission at the time: [ErrNotOpen] before it opens, [ErrClosed] from its closing time on, when it
// is being closed, closed or void. It returns nil when it takes one.
func (w Wave) Takes(now time.Time) error {
	switch {
	case w.State != WaveOpen || !now.Before(w.ClosesAt):
		return ErrClosed
	case now.Before(w.OpensAt):
		return ErrNotOpen
	}
	return nil
}

// Due says whether the wave is to be closed: its time is up, or a closing that was begun has not been finished.
func (w Wave) Due(now time.Time) bool {
	return w.State == WaveClosing || w.State == WaveOpen && !now.Before(w.ClosesAt)
}

// frozenLevels takes what the school's levels are now: those of the phase, and of all phases.
func frozenLevels(levels map[programme.ComponentKey]map[programme.PhaseKey]programme.Level, phase programme.PhaseKey) (targets map[programme.ComponentKey]float64, path map[programme.ComponentKey]map[programme.PhaseKey]float64) {
	targets = map[programme.ComponentKey]float64{}
	path = map[programme.ComponentKey]map[programme.PhaseKey]float64{}
	for component, phases := range levels {
		path[component] = map[programme.PhaseKey]float64{}
		for key, level := range phases {
			path[component][key] = *level.Value
		}
		if target, ok := path[component][phase]; ok {
			targets[component] = target
		}
	}
	return targets, path
}

func total(counts []GroupCount) int {
	sum := 0
	for _, c := range counts {
		sum += c.HeadCount
	}
	return sum
}

// sortedWaves returns the waves that are wanted, in order.
func sortedWaves(waves map[WaveID]Wave, wanted func(Wave) bool) []Wave {
	var found []Wave
	for _, w := range waves {
		if wanted(w) {
			found = append(found, w)
		}
	}
	return byOpening(found)
}

// byOpening sorts waves by opening time, those that open together by id.
func byOpening(waves []Wave) []Wave {
	slices.SortFunc(waves, func(a, b Wave) int { return cmp.Or(a.OpensAt.Compare(b.OpensAt), cmp.Compare(a.ID, b.ID)) })
	return waves
}
