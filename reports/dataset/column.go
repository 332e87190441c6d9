package dataset

import (
	"slices"
	"strconv"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// Column is a column of a set: what it is called in every format and language, what it holds, and where its words are.
type Column struct {
	Name   string
	Type   Type
	Figure bool // empty in a row without a value, with a missing value in SPSS that says why

	about string // key of what it means
	in    Kind
	codes func(*Set) []Code
	meets func(*Row) (key, name string) // of a column whose codes are those that come up
	get   func(*Row) Value
}

// Columns are those of a kind of set.
func Columns(k Kind) []Column {
	return slices.DeleteFunc(slices.Clone(columns), func(c Column) bool { return c.in&k == 0 })
}

// Label is what a column is called, and About what it means.
func (c Column) Label(p i18n.Printer) string { return p.T("data.name." + c.Name) }

// About explains a column.
func (c Column) About(p i18n.Printer) string { return p.T(c.about) }

// Type is what a column holds.
type Type int

// The types.
const (
	Text    Type = iota
	Whole        // a whole number
	Decimal      // a number
	Day
	Flag // 1 or 0
)

// Kind is what a set is made of. The kinds have different columns.
type Kind int

// The kinds.
const (
	Releases Kind = 1 << iota
	Editions
	both = Releases | Editions
)

// Value is what stands in a column of a row: a text, a number, a day, or nothing.
type Value struct {
	Text   string
	Number float64
	Day    time.Time
	There  bool
}

// String is the value as CSV has it, before it is made harmless.
func (v Value) String() string {
	switch {
	case !v.There:
		return ""
	case v.Text != "":
		return v.Text
	case !v.Day.IsZero():
		return v.Day.Format(time.DateOnly)
	}
	return strconv.FormatFloat(v.Number, 'f', -1, 64)
}

// Missing are the values that stand in SPSS where a figure is none, by the reason. No figure is ever negative but a gap, which is none of these columns'.
var Missing = map[analytics.State]float64{analytics.Hidden: -97, analytics.NoData: -98, analytics.NotAsked: -99}

// Columns of which the data sheet of a report has the same name, too, mean the same there; the sheet's N is head_count here, since most programs take n and N
// for one name.
var columns = []Column{
	{Name: "school", about: "report.data.school", in: Releases, get: text(func(r *Row) string { return r.School })},
	{Name: "orgnr", about: "report.data.orgnr", in: Releases, get: text(func(r *Row) string { return r.Orgnr })},
	{Name: "owner", about: "data.about.owner", in: Editions, get: text(func(r *Row) string { return r.Owner })},
	{Name: "edition", Type: Whole, about: "data.about.edition", in: Editions, get: count(func(r *Row) int { return r.Edition })},
	{Name: "wave", about: "report.data.wave", in: Releases, get: text(func(r *Row) string { return r.Wave })},
	{Name: "release", about: "data.about.release", in: Releases, get: text(func(r *Row) string { return r.Release })},
	{Name: "phase", about: "report.data.phase", in: both, codes: (*Set).phases, get: text(func(r *Row) string { return r.Phase })},
	{Name: "closing_date", Type: Day, about: "report.data.closing_date", in: Releases, get: day},
	{Name: "issued", Type: Day, about: "data.about.issued", in: Editions, get: day},
	{Name: "instrument", about: "report.data.instrument", in: Releases, get: text(func(r *Row) string { return r.Instrument })},
	{Name: "survey", about: "data.about.survey", in: Releases, codes: named("data.survey.", "state", "mapping"), get: text(func(r *Row) string { return r.Survey })},
	{Name: "audience", about: "report.data.audience", in: Releases, codes: named("data.audience.", "staff", "parents", "pupils"), get: text(func(r *Row) string { return r.Audience })},
	{Name: "group", about: "report.data.group", in: Releases, codes: met("group"), meets: group, get: text(groupOf)},
	{Name: "group", about: "data.about.group", in: Editions, codes: met("group"), meets: group, get: text(groupOf)},
	{Name: "group_kind", about: "data.about.group_kind", in: Editions, codes: named("data.group_kind.", "stage", "cohort", "semester", "latest"), get: text(func(r *Row) string { return r.GroupKind })},
	{Name: "group_name", about: "data.about.group_name", in: both, get: text(func(r *Row) string { return r.GroupName })},
	{Name: "readers", about: "data.about.readers", in: Editions, codes: named("data.readers.", "owner", "leaders", "programme"), get: text(func(r *Row) string { return r.Readers })},
	{Name: "measure_kind", about: "data.about.measure_kind", in: both, codes: named("data.measure_kind.", "answered", "overall", "component", "construct", "item"), get: text(func(r *Row) string { return r.MeasureKind })},
	{Name: "measure", about: "report.data.measure", in: both, codes: met("measure"), meets: measure, get: text(func(r *Row) string { return r.Measure })},
	{Name: "component", about: "report.data.component", in: both, codes: (*Set).components, meets: construct, get: text(func(r *Row) string { return r.Component })},
	{Name: "construct", about: "data.about.construct", in: Releases, get: text(func(r *Row) string { return r.Construct })},
	{Name: "measure_name", about: "data.about.measure_name", in: both, get: text(func(r *Row) string { return r.MeasureName })},
	{Name: "statistic", about: "data.about.statistic", in: both, codes: named("data.statistic.", statistics...), get: text(func(r *Row) string { return r.Statistic })},
	{Name: "answer_from", Type: Whole, about: "report.data.answer_from", in: both, get: count(func(r *Row) int { return r.AnswerFrom })},
	{Name: "answer_to", Type: Whole, about: "report.data.answer_to", in: both, get: count(func(r *Row) int { return r.AnswerTo })},
	{Name: "answer", about: "data.about.answer", in: Releases, get: text(func(r *Row) string { return r.Answer })},
	{Name: "state", about: "data.about.state", in: both, codes: (*Set).states, get: text(func(r *Row) string { return r.State.String() })},
	{Name: "value", Type: Decimal, Figure: true, about: "data.about.value", in: both, get: number(func(r *Row) *float64 { return r.Value })},
	{Name: "unit", about: "data.about.unit", in: both, codes: named("data.unit.", onScale, inPercent, inPeople), get: text(func(r *Row) string { return r.Unit })},
	{Name: "limit", about: "report.data.limit", in: both, codes: named("report.limit.", "exact", "at_least", "at_most", "middle", "between", "count"), get: text(func(r *Row) string { return r.Limit })},
	{Name: "low", Type: Decimal, Figure: true, about: "report.data.low", in: both, get: number(func(r *Row) *float64 { return r.Low })},
	{Name: "high", Type: Decimal, Figure: true, about: "report.data.high", in: both, get: number(func(r *Row) *float64 { return r.High })},
	{Name: "claim_low", Type: Decimal, about: "data.about.claim_low", in: both, get: number(func(r *Row) *float64 { return r.ClaimLow })},
	{Name: "claim_high", Type: Decimal, about: "data.about.claim_high", in: both, get: number(func(r *Row) *float64 { return r.ClaimHigh })},
	{Name: "n", Type: Whole, Figure: true, about: "report.data.n", in: both, get: people(func(r *Row) *int { return r.N })},
	{Name: "head_count", Type: Whole, about: "report.data.head_count", in: both, get: count(func(r *Row) int { return r.HeadCount })},
	{Name: "schools", Type: Whole, about: "data.about.schools", in: Editions, get: count(func(r *Row) int { return r.Schools })},
	{Name: "waiting", Type: Whole, about: "data.about.waiting", in: Editions, get: count(func(r *Row) int { return r.Waiting })},
	{Name: "sd", Type: Decimal, about: "report.data.sd", in: both, get: positive(func(r *Row) float64 { return r.SD })},
	{Name: "sd_source", about: "report.data.sd_source", in: both, get: text(func(r *Row) string { return r.SDSource })},
	{Name: "steps", Type: Whole, about: "data.about.steps", in: both, get: count(func(r *Row) int { return r.Steps })},
	{Name: "target", Type: Decimal, about: "report.data.target", in: both, get: number(func(r *Row) *float64 { return r.Target })},
	{Name: "gap", Type: Decimal, about: "data.about.gap", in: both, get: number(func(r *Row) *float64 { return r.Gap })},
	{Name: "gap_limit", about: "data.about.gap_limit", in: both, codes: named("report.limit.", "exact", "at_least", "at_most", "middle", "between"), get: text(func(r *Row) string { return r.GapLimit })},
	{Name: "target_verdict", about: "data.about.target_verdict", in: both, codes: named("data.verdict.", "cannot_tell", "reached", "not_reached", "about"), get: text(func(r *Row) string { return r.Verdict })},
	{Name: "type", about: "report.data.type", in: Releases, codes: named("data.type.", "scale", "single", "multiple"), get: text(func(r *Row) string { return r.Type })},
	{Name: "asked", about: "report.data.asked", in: Releases, codes: named("data.asked.", "all", "some"), get: text(func(r *Row) string { return r.Asked })},
	{Name: "added_by", about: "report.data.added_by", in: Releases, codes: named("data.added_by.", "programme", "owner", "school"), get: text(func(r *Row) string { return r.AddedBy })},
	{Name: "min_group", Type: Whole, about: "data.about.min_group", in: Releases, get: count(func(r *Row) int { return r.MinGroup })},
	{Name: "series_break", Type: Flag, about: "report.data.series_break", in: Releases, get: flag(func(r *Row) bool { return r.Break })},
	{Name: "imported", Type: Flag, about: "report.data.imported", in: Releases, get: flag(func(r *Row) bool { return r.Imported })},
	{Name: "synthetic", Type: Flag, about: "report.data.synthetic", in: both, get: flag(func(r *Row) bool { return r.Synthetic })},
}

func groupOf(r *Row) string { return r.Group }

func group(r *Row) (key, name string)   { return r.Group, r.GroupName }
func measure(r *Row) (key, name string) { return r.Measure, r.MeasureName }

// construct is what stands in the column component of a row about a construct; the components are known without looking.
func construct(r *Row) (key, name string) {
	if r.MeasureKind != string(analytics.ConstructMeasure) {
		return "", ""
	}
	return r.Component, r.MeasureName
}

func text(of func(*Row) string) func(*Row) Value {
	return func(r *Row) Value { return Value{Text: of(r), There: of(r) != ""} }
}

func day(r *Row) Value { return Value{Day: r.Closed, There: !r.Closed.IsZero()} }

// count is a number that is never zero where it is one.
func count(of func(*Row) int) func(*Row) Value {
	return func(r *Row) Value { return Value{Number: float64(of(r)), There: of(r) > 0} }
}

func people(of func(*Row) *int) func(*Row) Value {
	return func(r *Row) Value {
		if n := of(r); n != nil {
			return Value{Number: float64(*n), There: true}
		}
		return Value{}
	}
}

func number(of func(*Row) *float64) func(*Row) Value {
	return func(r *Row) Value {
		if x := of(r); x != nil {
			return Value{Number: *x, There: true}
		}
		return Value{}
	}
}

func positive(of func(*Row) float64) func(*Row) Value {
	return func(r *Row) Value { return Value{Number: of(r), There: of(r) > 0} }
}

func flag(of func(*Row) bool) func(*Row) Value {
	return func(r *Row) Value {
		if of(r) {
			return Value{Number: 1, There: true}
		}
		return Value{There: true}
	}
}
