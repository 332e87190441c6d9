package dataset

import (
	"time"

	"tilstand/analytics"
)

// Row is a published cell: what it is about, and what it says. What does not apply to it is empty, zero or nil.
type Row struct {
	About
	Figure
}

// About is whose figure it is, of when and of what.
type About struct {
	School, Orgnr       string
	Owner               string // organisation number, of an owner's edition
	Edition             int
	Wave, Release       string
	Phase               string
	Closed              time.Time // of an edition: the day on which it was issued
	Instrument          string
	Survey, Audience    string
	MinGroup            int
	Imported, Synthetic bool

	Group, GroupName   string
	GroupKind, Readers string // of an edition
	HeadCount          int

	MeasureKind          string
	Measure, MeasureName string
	Component, Construct string
	Steps                int
	Break                bool
	Type, Asked, AddedBy string // of items that stand alone
}

// Figure is what a row says.
type Figure struct {
	Statistic            string
	AnswerFrom, AnswerTo int    // first and last step or answer of a share
	Answer               string // the same in words
	State                analytics.State
	Value                *float64
	Unit, Limit          string
	Low, High            *float64
	ClaimLow, ClaimHigh  *float64
	N                    *int
	Schools, Waiting     int // of an edition
	SD                   float64
	SDSource             string
	Target, Gap          *float64
	GapLimit, Verdict    string
}

// Statistics: what the value of a row is.
const (
	Count        = "count"         // of people who answered
	Mean         = "mean"          // on the scale
	ShareBand    = "share_band"    // of answers in a part of the scale
	ShareStep    = "share_step"    // of answers on one step
	ShareAnswer  = "share_answer"  // of people who gave an answer to an item that stands alone
	ShareSchools = "share_schools" // of schools whose own mean lies in a part of the scale
)

var statistics = []string{Count, Mean, ShareBand, ShareStep, ShareAnswer, ShareSchools}

// Units of values.
const (
	inPeople  = "people"
	onScale   = "scale"
	inPercent = "percent"
)

// counted is how many people a cell stands on.
func counted(c analytics.Cell) Figure {
	f := Figure{Statistic: Count, Unit: inPeople, State: c.State()}
	if e, ok := c.Shown(); ok {
		n := float64(e.N)
		f.Value, f.N, f.Limit = &n, &e.N, analytics.Exact.String()
	}
	return f
}

// MeanOf is the mean of a cell. Of one that is only bounded, Value is the limit or lies between the bounds, and Low and High are the bounds; Limit says so.
func MeanOf(c analytics.Cell) Figure {
	f := Figure{Statistic: Mean, Unit: onScale, State: c.State()}
	e, ok := c.Shown()
	if !ok {
		return f
	}
	f.N, f.Limit, f.SD, f.SDSource = &e.N, e.Limit.String(), e.SD, e.SDSource
	if e.Limit == analytics.CountOnly {
		return f
	}
	f.Value = &e.Mean
	f.Low, f.High = ends(e.Bounds)
	if e.Bounds == nil {
		f.Low, f.High = ends(e.Interval)
	}
	f.ClaimLow, f.ClaimHigh = ends(e.Claim)
	return f
}

func ends(i *analytics.Interval) (low, high *float64) {
	if i == nil {
		return nil, nil
	}
	return &i.Low, &i.High
}

// against adds what is missing to a target.
func (f Figure) against(target *float64, g *analytics.Gap) Figure {
	f.Target = target
	if g != nil {
		f.Gap, f.GapLimit, f.Verdict = &g.Value, g.Limit.String(), g.Verdict.String()
	}
	return f
}

// share is the share of n people, or of the schools behind them, in whole per cent.
func share(statistic string, b analytics.Band, n *int, words string) Figure {
	value := float64(b.Percent)
	return Figure{
		Statistic: statistic, AnswerFrom: b.From, AnswerTo: b.To, Answer: words, State: analytics.Value, Value: &value, Unit: inPercent, Limit: b.Limit.String(), N: n,
	}
}
