package reports

import (
	"math"
	"strings"
	"time"

	"tilstand/analytics"
)

// Number formats. Point and comma, and the space before the per cent sign, follow the settings of the reader's machine.
const (
	whole      = "0"
	oneDecimal = "0.0"
	signed     = "+0.0;-0.0;0.0"
	percent    = "0 %"

	hundredths       = "0.00"
	signedHundredths = "+0.00;-0.00;0.00"
	thousandths      = "0.000"

	isoDay = "yyyy-mm-dd"
)

func text(look Look, s string) Cell { return Cell{Kind: Text, Text: s, Look: look} }

func body(s string) Cell { return text(Body, s) }

func number(x float64, format string) Cell {
	return Cell{Kind: Number, Number: x, Format: format, Look: Figure}
}

func count(n int) Cell { return number(float64(n), whole) }

func day(t time.Time, format string) Cell {
	return Cell{Kind: Day, Day: t, Format: format, Look: Figure}
}

// onLeft is a number that stands where texts do.
func onLeft(c Cell, look Look) Cell {
	c.Look = look
	return c
}

// longDay is the format of a day with the name of its month, in the report's language wherever it is read.
func (r *base) longDay() string {
	switch r.p.Lang() {
	case "nn":
		return "[$-814]d. mmmm yyyy"
	case "en":
		return "[$-809]d mmmm yyyy"
	}
	return "[$-414]d. mmmm yyyy"
}

// marker stands where a figure would, and says why there is none.
func (r *base) marker(s analytics.State) Cell { return text(Marker, r.p.Say(s.Label())) }

// without stands where a figure is shown in a form that has no such number: the interval of a mean that is only bounded.
func (r *base) without() Cell { return text(Marker, r.p.T("report.without")) }

// aside puts a marker where texts stand.
func aside(c Cell) Cell {
	if c.Look == Marker {
		c.Look = Aside
	}
	return c
}

// shown is what of makes of an estimate, or the marker for there being none.
func (r *base) shown(c analytics.Cell, of func(analytics.Estimate) Cell) Cell {
	if e, ok := c.Shown(); ok {
		return of(e)
	}
	return r.marker(c.State())
}

func (r *base) state(c analytics.Cell) Cell { return body(r.p.Say(c.State().Label())) }

func (r *base) n(c analytics.Cell) Cell {
	return r.shown(c, func(e analytics.Estimate) Cell { return count(e.N) })
}

// mean is the mean as it may be read: a number, a number that is said to be a limit, or words.
func (r *base) mean(c analytics.Cell) Cell {
	return r.shown(c, func(e analytics.Estimate) Cell {
		if format, ok := r.limited(e.Limit, oneDecimal); ok {
			return number(e.Mean, format)
		}
		return text(Marker, r.p.Say(e.MeanWords()))
	})
}

// hundred is the mean on 0 to 100.
func (r *base) hundred(row analytics.Row) Cell {
	return r.shown(row.Now, func(analytics.Estimate) Cell {
		h := row.OnHundred
		if h == nil {
			return r.without()
		}
		if format, ok := r.limited(h.Limit, whole); ok {
			return number(float64(h.Value), format)
		}
		if h.Bounds == nil {
			return r.without()
		}
		return text(Marker, r.p.T("results.mean.between", "low", int(h.Bounds.Low), "high", int(h.Bounds.High)))
	})
}

// interval is the two ends of what this staff answers. Where all who were asked did, there is none worth printing, and it says so.
func (r *base) interval(c analytics.Cell, headCount int) []Cell {
	end := func(of func(*analytics.Interval) float64) Cell {
		return r.shown(c, func(e analytics.Estimate) Cell {
			if e.Interval == nil {
				return r.without()
			}
			if analytics.Everyone(c, headCount) {
				return r.everyone()
			}
			return number(of(e.Interval), oneDecimal)
		})
	}
	return []Cell{end(low), end(high)}
}

// everyone stands in the place of an interval when all answered.
func (r *base) everyone() Cell { return text(Marker, r.p.T("results.mean.everyone")) }

func low(i *analytics.Interval) float64  { return i.Low }
func high(i *analytics.Interval) float64 { return i.High }

// rate is a response rate in whole per cent.
func (r *base) rate(answered analytics.Cell, headCount int) Cell {
	return r.shown(answered, func(e analytics.Estimate) Cell {
		if headCount <= 0 {
			return r.without()
		}
		return number(math.Round(100*float64(e.N)/float64(headCount))/100, percent)
	})
}

// share is whole per cent of the answers, possibly as a limit.
func (r *base) share(wholePercent int, limit analytics.Limit) Cell {
	format, _ := r.limited(limit, percent)
	return number(float64(wholePercent)/100, format)
}

// level is a target, if one is set.
func (r *base) level(target *float64) Cell {
	if target == nil {
		return text(Marker, r.p.T("report.no_target"))
	}
	return number(*target, oneDecimal)
}

// limited is the number format that says how a figure is to be read: "minst "0.0. The number stays a number, and nobody reads it without
// the word. ok is false where a number alone would mislead.
func (r *base) limited(l analytics.Limit, format string) (limited string, ok bool) {
	const place = "#"
	words := place
	switch l {
	case analytics.Exact:
		return format, true
	case analytics.AtLeast:
		words = r.p.T("results.mean.at_least", "mean", place)
	case analytics.AtMost:
		words = r.p.T("results.mean.at_most", "mean", place)
	default:
		return format, false
	}
	before, after, _ := strings.Cut(words, place)
	sections := strings.Split(format, ";")
	for i := range sections {
		sections[i] = quoted(before) + sections[i] + quoted(after)
	}
	return strings.Join(sections, ";"), true
}

// quoted is literal text in a number format.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	return `"` + strings.ReplaceAll(s, `"`, "") + `"`
}
