package analytics

import (
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// A view is an answer to a [Query], made of releases and of nothing else that was answered. Views are plain values with
// documented JSON names, served as they are; cells keep their state in every form.

// OwnerRef is a school owner as a reader sees it.
type OwnerRef struct {
	ID    programme.OwnerID   `json:"id"`
	Orgnr string              `json:"orgnr"`
	Name  string              `json:"name"`
	Kind  programme.OwnerKind `json:"kind"`
}

// PhaseHead names a phase of the course.
type PhaseHead struct {
	Key   programme.PhaseKey `json:"key"`
	Name  i18n.Text          `json:"name"`
	Short i18n.Text          `json:"short"`
}

// WaveHead is what stands above the figures of a released wave.
type WaveHead struct {
	ID         surveys.WaveID `json:"id"`
	Release    ReleaseID      `json:"release"`
	Phase      PhaseHead      `json:"phase"`
	Closed     Date           `json:"closed"`
	Imported   Date           `json:"imported,omitempty"` // the day it was read from a file; empty for a wave that was asked here
	Instrument InstrumentRef  `json:"instrument"`
	HeadCount  int            `json:"head_count"`
	Answered   Cell           `json:"answered"` // a number of answers
	MinGroup   int            `json:"min_group"`
}

// Rate is the response rate, 0 to 1, where the number of answers is shown.
func (w WaveHead) Rate() (rate float64, ok bool) { return rateOf(w.Answered, w.HeadCount) }

// SchoolView is a school's condition against the target, now and earlier.
type SchoolView struct {
	Query        Query          `json:"query"`
	School       SchoolRef      `json:"school"`
	Owner        OwnerRef       `json:"owner"`
	Joins        []JoinRef      `json:"joins,omitempty"`         // schools that were merged into it, each a break in its series; in the order of the days
	Closed       Date           `json:"closed,omitempty"`        // the first day without the school
	Into         *SchoolRef     `json:"merged_into,omitempty"`   // where it went on that day
	Shares       surveys.Degree `json:"shares"`                  // the most that the owner sees of any release
	Counted      bool           `json:"counted"`                 // the programme counts it in its editions
	WithoutItems bool           `json:"without_items,omitempty"` // items are left out because the reader may not see them
	Programme    ProgrammeRef   `json:"programme"`
	Target       i18n.Text      `json:"target_state"` // the sentence all staff strive towards
	Phases       []PhaseHead    `json:"phases"`       // in course order
	Waves        []WaveHead     `json:"waves"`        // every released wave of the state survey, in course order
	Now          *WaveHead      `json:"now"`          // nil before the first release; then Rows and Groups are empty
	// Asked is what the wave that is now asked, for codebooks; nil before the first release. It is published elsewhere, and not part of the JSON.
	Asked *surveys.Instrument `json:"-"`
	// Overall is the headline; Rows are the components in the programme's order. Both of the whole school, or of the query's group.
	Overall *Row         `json:"overall"`
	Rows    []Row        `json:"rows"`
	Groups  []GroupRow   `json:"groups"`         // staff groups now; empty without a breakdown
	Before  []WaveGroups `json:"earlier_groups"` // staff groups of the waves before now, in course order
	// Constructs are the indices below the components, where the instrument has several to a component: without gap, trend and finding, as Items.
	Constructs []Row `json:"constructs,omitempty"`
	Items      []Row `json:"items"` // without gap, trend and finding: items explain. Compared with the wave before, as a family to browse
	// Finding says the most important thing aloud; Notes are what a reader must know beside the figures.
	Finding i18n.Sentence   `json:"finding"`
	Notes   []i18n.Sentence `json:"notes"`
	// Alone are the survey's items that stand alone, of the whole school; empty on the page of a group and where there are none.
	Alone []AloneRow `json:"alone,omitempty"`
	// Mapping is the school's latest mapping survey; nil before there is one. It explains, and is never part of the condition.
	Mapping *MappingView `json:"mapping"`
	// Others is what parents and pupils answered, each by itself and by construct: never part of the condition, and never laid together with what staff answered.
	Others []OthersView `json:"others,omitempty"`
}

// JoinRef is a school that was merged into another.
type JoinRef struct {
	School SchoolRef `json:"school"`
	On     Date      `json:"on"`
}

// GroupRow is a staff group at a wave.
type GroupRow struct {
	Key       string    `json:"key"`
	Name      i18n.Text `json:"name"`
	HeadCount int       `json:"head_count"`
	Answered  Cell      `json:"answered"`
	Overall   Cell      `json:"overall"`
	Cells     []Cell    `json:"cells"` // one for each of the view's Rows
}

// Rate is the group's response rate, 0 to 1, where the number of answers is shown.
func (g GroupRow) Rate() (rate float64, ok bool) { return rateOf(g.Answered, g.HeadCount) }

// WaveGroups are the staff groups of a wave before now.
type WaveGroups struct {
	Wave   int        `json:"wave"` // index in the view's Waves
	Groups []GroupRow `json:"groups"`
}

// OthersView is the latest survey of parents or of pupils.
type OthersView struct {
	Audience surveys.Audience `json:"audience"`
	*MappingView
}

// MappingView is a school's mapping survey, by construct.
type MappingView struct {
	Waves        []WaveHead          `json:"waves"` // every released wave of the mapping survey, in course order
	Wave         WaveHead            `json:"wave"`  // the last of them
	Title        i18n.Text           `json:"title"`
	Asked        *surveys.Instrument `json:"-"`      // what Wave asked
	Rows         []Row               `json:"rows"`   // constructs
	Groups       []GroupRow          `json:"groups"` // Cells are one for each of Rows
	Before       []WaveGroups        `json:"earlier_groups"`
	Items        []Row               `json:"items"`
	Alone        []AloneRow          `json:"alone,omitempty"`         // as in a SchoolView
	WithoutItems bool                `json:"without_items,omitempty"` // as in a SchoolView
	Notes        []i18n.Sentence     `json:"notes"`
}

// AloneRow is an item that stands alone, with the answers of the whole school.
type AloneRow struct {
	AloneFigure
	Text    i18n.Text   `json:"text"`
	Section i18n.Text   `json:"section"`
	Answers []i18n.Text `json:"answers"` // labels of steps or options, in the order of the figure's bands
	// Local says whose local item it is, a school's or an owner's; empty for an item of the instrument's own.
	Local programme.Scope `json:"local,omitempty"`
}

// ItemView is one item over waves and groups.
type ItemView struct {
	Query     Query           `json:"query"`
	School    SchoolRef       `json:"school"`
	Owner     OwnerRef        `json:"owner"`
	Item      surveys.ItemID  `json:"item"`
	Text      i18n.Text       `json:"text"`
	Hint      i18n.Text       `json:"hint,omitempty"`
	Section   i18n.Text       `json:"section"`
	Construct i18n.Text       `json:"construct"`
	Component i18n.Text       `json:"component,omitempty"`
	Reversed  bool            `json:"reversed"` // asked in reverse; everything here has been turned round
	Steps     int             `json:"steps"`
	Labels    []i18n.Text     `json:"labels"` // of the steps, in the order of Categories
	Waves     []WaveHead      `json:"waves"`  // released waves of the item's kind of survey, in course order
	Now       WaveHead        `json:"now"`
	Row       Row             `json:"row"`    // of the whole school
	Groups    []ItemGroup     `json:"groups"` // the whole school first, then the staff groups now
	Notes     []i18n.Sentence `json:"notes"`
}

// ItemGroup is an item's figure for one group now.
type ItemGroup struct {
	Key       string    `json:"key"`
	Name      i18n.Text `json:"name,omitempty"` // nil for the whole school
	HeadCount int       `json:"head_count"`
	Cell      Cell      `json:"cell"`
	// Spread and Agreement are nil where the answers per step are not shown.
	Spread    *Spread    `json:"spread"`
	Agreement *Agreement `json:"agreement"`
}

// OwnerView is an owner's schools, by name unless the reader asks for another order, lined up by their latest wave, by a phase or by a semester. It
// has no order of merit and no number of a place. Its only mean over schools is that of an edition.
type OwnerView struct {
	Query      Query           `json:"query"`
	Owner      OwnerRef        `json:"owner"`
	Components []ComponentHead `json:"components"`
	Alignments []Alignment     `json:"alignments"` // how the schools that share can be lined up; the latest waves first
	Schools    []OwnerSchool   `json:"schools"`
	Sharing    SharingCount    `json:"sharing"`
	Editions   []EditionHead   `json:"editions"` // oldest first
	// Together is what the last edition says of the schools lined up like this; nil before the first edition.
	Together *EditionRow `json:"together"`
	// Funnel compares the schools at the query's component, or overall; nil where fewer than three have a number.
	Funnel *FunnelView `json:"funnel"`
	// Local are the owner's local items as the schools that share answered them, in the order in which they are first met.
	Local []OwnerLocal    `json:"local,omitempty"`
	Notes []i18n.Sentence `json:"notes"`
}

// Alignment is a way to line up schools.
type Alignment struct {
	Key      string           `json:"key"` // as an edition's group
	Kind     EditionGroupKind `json:"kind"`
	Phase    *PhaseHead       `json:"phase,omitempty"`
	Semester string           `json:"semester,omitempty"`
	Schools  int              `json:"schools"` // that share and have a released wave here
	Current  bool             `json:"current"`
}

// ComponentHead names a component.
type ComponentHead struct {
	Key         programme.ComponentKey `json:"key"`
	Name        i18n.Text              `json:"name"`
	Explanation i18n.Text              `json:"explanation"`
}

// SchoolStatus is all that an owner learns of a school that does not share.
type SchoolStatus string

const (
	// NotStarted: no wave has been opened.
	NotStarted SchoolStatus = "not_started"
	// Started: a wave is open or planned, and none is closed.
	Started SchoolStatus = "started"
	// Closed: a wave has been closed.
	Closed SchoolStatus = "closed"
)

// OwnerSchool is one school in its owner's view.
type OwnerSchool struct {
	School SchoolRef      `json:"school"`
	Shares surveys.Degree `json:"shares"` // the most that the owner sees of any release
	Status SchoolStatus   `json:"status"`
	// Now is the released state survey in the view's alignment, Overall and Rows its figures against the target. Nil and empty unless the
	// school shares and has one.
	Now     *WaveHead `json:"now"`
	Overall *Cell     `json:"overall"`
	// WithoutItems says that the school shares that survey without items.
	WithoutItems bool       `json:"without_items,omitempty"`
	Rows         []OwnerRow `json:"rows"` // one for each of the view's Components
}

// SharingCount is how many of an owner's schools share how much.
type SharingCount struct {
	All        int `json:"all"`
	Components int `json:"components"` // without items
	Nothing    int `json:"nothing"`
}

// Schools is how many share anything.
func (c SharingCount) Schools() int { return c.All + c.Components }

func (c *SharingCount) add(d surveys.Degree) {
	switch d {
	case surveys.SharesAll:
		c.All++
	case surveys.SharesComponents:
		c.Components++
	default:
		c.Nothing++
	}
}

// OwnerRow is a component's condition at one school, or at several together.
type OwnerRow struct {
	Component programme.ComponentKey `json:"component,omitempty"` // empty is overall
	Steps     int                    `json:"steps"`
	Now       Cell                   `json:"now"`
	HeadCount int                    `json:"head_count"`       // people invited where the figure is from
	Spread    []Band                 `json:"spread,omitempty"` // of an edition: how the schools' own means spread
	Target    *float64               `json:"target"`
	Gap       *Gap                   `json:"gap"`
}
