package analytics

import (
	"tilstand/analytics/stat"
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
	Query     Query        `json:"query"`
	School    SchoolRef    `json:"school"`
	Owner     OwnerRef     `json:"owner"`
	Shared    bool         `json:"shared"`  // the owner sees it
	Counted   bool         `json:"counted"` // the programme counts it in its editions
	Programme ProgrammeRef `json:"programme"`
	Target    i18n.Text    `json:"target_state"` // the sentence all staff strive towards
	Phases    []PhaseHead  `json:"phases"`       // in course order
	Waves     []WaveHead   `json:"waves"`        // every released wave of the state survey, in course order
	Now       *WaveHead    `json:"now"`          // nil before the first release; then Rows and Groups are empty
	// Overall is the headline; Rows are the components in the programme's order. Both of the whole school, or of the query's group.
	Overall *Row         `json:"overall"`
	Rows    []Row        `json:"rows"`
	Groups  []GroupRow   `json:"groups"`         // staff groups now; empty without a breakdown
	Before  []WaveGroups `json:"earlier_groups"` // staff groups of the waves before now, in course order
	Items   []Row        `json:"items"`          // without gap, trend and finding: items explain. Compared with the wave before, as a family to browse
	// Finding says the most important thing aloud; Notes are what a reader must know beside the figures.
	Finding i18n.Sentence   `json:"finding"`
	Notes   []i18n.Sentence `json:"notes"`
	// Mapping is the school's latest mapping survey; nil before there is one. It explains, and is never part of the condition.
	Mapping *MappingView `json:"mapping"`
}

// Row is one measure over the waves.
type Row struct {
	Measure     MeasureKey             `json:"measure"`
	Kind        MeasureKind            `json:"kind"`
	Component   programme.ComponentKey `json:"component,omitempty"`
	Construct   string                 `json:"construct,omitempty"`
	Name        i18n.Text              `json:"name"` // of an item: its question
	Explanation i18n.Text              `json:"explanation,omitempty"`
	Steps       int                    `json:"steps"`
	HeadCount   int                    `json:"head_count"` // people invited in the row's group now
	Now         Cell                   `json:"now"`
	OnHundred   *OnHundred             `json:"on_hundred"` // Now on 0 to 100; nil without a mean
	// Earlier are the waves before now, in course order.
	Earlier []Point `json:"earlier"`
	// Target is the level for the end of this phase and Path that of every phase with one, as frozen when the wave was opened. For the
	// phases behind, the targets of Earlier count.
	Target *float64    `json:"target"`
	Path   []PathPoint `json:"path,omitempty"`
	Gap    *Gap        `json:"gap"` // nil without a target or a figure
	// Relevant is the smallest relevant difference in steps, fixed for all schools and before any wave: 5 of 100, 0.2 on 1 to 5.
	Relevant float64  `json:"relevant"`
	Changes  []Change `json:"changes"` // since the wave before, and since the first; empty where nothing can be compared
	// Trend is over all waves until now; nil under three figures that can be compared. Of components and the overall index.
	Trend *Trend `json:"trend"`
	// Agreement is how alike the staff answer; nil where the answers per step are not shown for every item.
	Agreement *Agreement    `json:"agreement"`
	Spread    *Spread       `json:"spread"`  // of items whose answers per step are shown
	Silent    *Silent       `json:"silent"`  // nil where everybody is in the figure, or it is only bounded
	Finding   i18n.Sentence `json:"finding"` // of components and the overall index
}

// Hundred puts a value of the row's scale on 0 to 100. It is for rows with Steps.
func (r Row) Hundred(x float64) float64 { return scaleOf(r.Steps).Percent(x) }

// scaleOf is the range of a scale with so many steps.
func scaleOf(steps int) stat.Scale { return stat.Scale{Min: 1, Max: float64(steps)} }

// Rate is the response rate to the row's measure now, 0 to 1, where a figure is shown.
func (r Row) Rate() (rate float64, ok bool) { return rateOf(r.Now, r.HeadCount) }

// Everyone reports whether all who were asked stand behind the figure now.
func (r Row) Everyone() bool { return Everyone(r.Now, r.HeadCount) }

// Everyone reports whether all who were asked stand behind a figure. Then nobody is left who could answer otherwise, and its interval
// is no more than what rounding leaves open: say that all answered in its place.
func Everyone(c Cell, headCount int) bool {
	e, ok := c.Shown()
	return ok && headCount > 0 && e.N >= headCount
}

// OnHundred is a mean on 0 to 100 in whole steps. A limit is rounded to the side on which it stays true, and bounds and intervals
// outward.
type OnHundred struct {
	Value    int       `json:"value"`
	Limit    Limit     `json:"limit"`    // how Value is to be read, as for an estimate's mean
	Bounds   *Interval `json:"bounds"`   // nil with Exact
	Interval *Interval `json:"interval"` // with Exact only
}

// Point is a measure at an earlier wave.
type Point struct {
	Wave      int  `json:"wave"`       // index in the view's Waves
	HeadCount int  `json:"head_count"` // people invited in the row's group then; 0 where there was no such group
	Cell      Cell `json:"cell"`
	// Target is the level that was set for the end of that phase when that wave was opened; nil without one. A target that is changed
	// later does not change what a school was held against.
	Target *float64 `json:"target"`
	// Break: the series does not continue from here to the next wave, because what was asked is not the same. No line is drawn across
	// it, and nothing is compared.
	Break bool `json:"break"`
}

// PathPoint is the target level at the end of a phase.
type PathPoint struct {
	Phase PhaseHead `json:"phase"`
	Level float64   `json:"level"`
}

// Gap is what is missing to the target, in steps of the scale; negative beyond it.
type Gap struct {
	Value    float64            `json:"value"`
	Limit    Limit              `json:"limit"`    // how Value is to be read, as for an estimate's mean
	Interval *Interval          `json:"interval"` // with Exact only
	Bounds   *Interval          `json:"bounds"`   // with the other limits
	Verdict  stat.TargetVerdict `json:"verdict"`
}

// Change is the difference between an earlier wave and now, later minus earlier, from the released figures of both.
type Change struct {
	From  WaveHead `json:"from"`
	First bool     `json:"first"` // from the first wave of the series rather than from the one before
	// Limit is Exact, or Between where a mean is only bounded. Then Bounds take the place of Difference and the intervals.
	Limit      Limit     `json:"limit"`
	Difference float64   `json:"difference"` // one decimal
	Bounds     *Interval `json:"bounds"`
	// Staff describes: what this staff answers now against what that staff answered then (finite population). Claim asks whether it is
	// more than normal fluctuation, at the level of the family.
	Staff *Interval `json:"staff"`
	Claim *Interval `json:"claim"`
	// P is the p value of no change (Welch; of bounded means for the least that they amount to), Adjusted the same corrected for Family.
	P        float64 `json:"p"`
	Adjusted float64 `json:"p_adjusted"`
	Family   Family  `json:"family"`
	// Verdict is by Adjusted, by Claim and by the row's smallest relevant difference: stat.JudgeInFamily.
	Verdict stat.Verdict `json:"verdict"`
	// Everyone: all who were asked answered, both times.
	Everyone bool `json:"everyone"`
	// Detectable is the smallest true change that these two waves would have shown with 80 % probability, as one of its
	// family; zero with Between.
	Detectable float64 `json:"detectable,omitempty"`
	// Sentences are the two statements, never mixed: what staff answer, and whether that is more than normal fluctuation.
	Sentences [2]i18n.Sentence `json:"sentences"`
	// Order is the change by the order of the answers alone; nil where the answers per step are not shown in both waves.
	Order *Order `json:"order"`
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

// MappingView is a school's mapping survey, by construct.
type MappingView struct {
	Waves  []WaveHead      `json:"waves"` // every released wave of the mapping survey, in course order
	Wave   WaveHead        `json:"wave"`  // the last of them
	Title  i18n.Text       `json:"title"`
	Rows   []Row           `json:"rows"`   // constructs
	Groups []GroupRow      `json:"groups"` // Cells are one for each of Rows
	Before []WaveGroups    `json:"earlier_groups"`
	Items  []Row           `json:"items"`
	Notes  []i18n.Sentence `json:"notes"`
}

// ItemView is one item over waves and groups.
type ItemView struct {
	Query     Query           `json:"query"`
	School    SchoolRef       `json:"school"`
	Owner     OwnerRef        `json:"owner"`
	Shared    bool            `json:"shared"`
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

// OwnerView is an owner's schools, alphabetical, lined up by their latest wave, by a phase or by a semester. It has no order of merit and no
// colour that comes from one. Its only mean over schools is that of an edition.
type OwnerView struct {
	Query      Query           `json:"query"`
	Owner      OwnerRef        `json:"owner"`
	Components []ComponentHead `json:"components"`
	Alignments []Alignment     `json:"alignments"` // how the schools that share can be lined up; the latest waves first
	Schools    []OwnerSchool   `json:"schools"`
	Editions   []EditionHead   `json:"editions"` // oldest first
	// Together is what the last edition says of the schools lined up like this; nil before the first edition.
	Together *EditionRow `json:"together"`
	// Funnel compares the schools at the query's component, or overall; nil where fewer than three have a number.
	Funnel *FunnelView     `json:"funnel"`
	Notes  []i18n.Sentence `json:"notes"`
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
	School SchoolRef    `json:"school"`
	Shared bool         `json:"shared"`
	Status SchoolStatus `json:"status"`
	// Now is the released state survey in the view's alignment, Overall and Rows its figures against the target. Nil and empty unless the
	// school shares and has one.
	Now     *WaveHead  `json:"now"`
	Overall *Cell      `json:"overall"`
	Rows    []OwnerRow `json:"rows"` // one for each of the view's Components
}

// OwnerRow is a component's condition at one school, or at several together.
type OwnerRow struct {
	Component programme.ComponentKey `json:"component,omitempty"` // empty is overall
	Steps     int                    `json:"steps"`
	Now       Cell                   `json:"now"`
	HeadCount int                    `json:"head_count"` // people invited where the figure is from
	Target    *float64               `json:"target"`
	Gap       *Gap                   `json:"gap"`
}
