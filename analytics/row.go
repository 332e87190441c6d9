package analytics

import (
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Row is one measure over the waves.
type Row struct {
	Measure   MeasureKey             `json:"measure"`
	Kind      MeasureKind            `json:"kind"`
	Component programme.ComponentKey `json:"component,omitempty"`
	Construct string                 `json:"construct,omitempty"`
	// Explains are the components that a construct of the mapping survey sheds light on ([Explains]). It is never part of their condition.
	Explains    []programme.ComponentKey `json:"explains,omitempty"`
	Name        i18n.Text                `json:"name"` // of an item: its question
	Explanation i18n.Text                `json:"explanation,omitempty"`
	Steps       int                      `json:"steps"`
	Diverging   bool                     `json:"diverging,omitempty"` // an item on a scale with two sides and a neutral middle
	HeadCount   int                      `json:"head_count"`          // people invited in the row's group now
	Now         Cell                     `json:"now"`
	OnHundred   *OnHundred               `json:"on_hundred"` // Now on 0 to 100; nil without a mean
	// Earlier are the waves before now, in course order.
	Earlier []Point `json:"earlier"`
	// Target is the level for the end of this phase and Path that of every phase with one, as frozen when the wave was opened. For the
	// phases behind, the targets of Earlier count.
	Target *float64    `json:"target"`
	Path   []PathPoint `json:"path,omitempty"`
	Gap    *Gap        `json:"gap"` // nil without a target or a figure
	// Relevant is the smallest relevant difference in steps, frozen when the wave that is now was opened: 5 of 100, 0.2 on 1 to 5.
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
	// Break: the series does not continue from here to the next wave, because what was asked is not the same, or the staff is not
	// ([BreakMerger]). No line is drawn across it, and nothing is compared.
	Break bool `json:"break"`
	// Why is the weightiest reason for the break; empty without one.
	Why surveys.Break `json:"break_why,omitempty"`
}

// BreakWords say why the series does not continue from here.
func (p Point) BreakWords() i18n.Sentence { return say("results.break." + string(p.Why)) }

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
