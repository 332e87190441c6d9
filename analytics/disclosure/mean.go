package disclosure

import "fmt"

// Mean is a mean as it may be shown, on the item's scale.
type Mean struct {
	State MeanState `json:"state"`
	// Low and High bound the mean, in steps of 0.1. With [MeanValue] they are equal
	// and are the mean, rounded.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// MeanState says in which form a mean may be shown.
type MeanState uint8

const (
	// MeanWithheld: not at all. The zero value.
	MeanWithheld MeanState = iota
	// MeanValue: to one decimal.
	MeanValue
	// MeanHigh: only that it is Low or more.
	MeanHigh
	// MeanLow: only that it is High or less.
	MeanLow
	// MeanMiddle: only that most answers are in the middle of the scale.
	MeanMiddle
	// MeanRange: only that it is between Low and High, which readers could work out
	// from the other figures shown.
	MeanRange
)

var meanStates = [...]string{"withheld", "value", "high", "low", "middle", "range"}

// String returns one lower-case word.
func (s MeanState) String() string {
	if int(s) < len(meanStates) {
		return meanStates[s]
	}
	return fmt.Sprintf("MeanState(%d)", uint8(s))
}

// MarshalText gives the state the same words in every JSON document.
func (s MeanState) MarshalText() ([]byte, error) {
	if int(s) >= len(meanStates) {
		return nil, fmt.Errorf("marshal mean state: unknown value %d", uint8(s))
	}
	return []byte(meanStates[s]), nil
}

// UnmarshalText reads what [MeanState.MarshalText] writes.
func (s *MeanState) UnmarshalText(text []byte) error {
	for i, known := range meanStates {
		if string(text) == known {
			*s = MeanState(i)
			return nil
		}
	}
	return fmt.Errorf("unmarshal mean state: unknown state %q", text)
}

// highFrom is the mean from which only "high" is said, in tenths: the most
// extreme one that two dissenters allow, one of them at the far end, rounded down.
func (s scale) highFrom(n int) int {
	return 10 * (s.steps*(n-2) + s.midHigh + 1) / n
}

// lowTo is the mirror image of highFrom, rounded up.
func (s scale) lowTo(n int) int {
	return (10*(n-2+s.midLow+s.steps) + n - 1) / n
}

// showMean returns the mean of the answers to one item.
func (s scale) showMean(mean float64, n int, bands []Band) Mean {
	if len(bands) == 3 && bands[1].Limit == AtLeast {
		return s.middle(n, bands[1])
	}
	return s.cutExtremes(mean, n)
}

// cutExtremes returns the mean to one decimal, unless it is high or low.
func (s scale) cutExtremes(mean float64, n int) Mean { return s.extremes(n).cut(mean) }

// extremes are the tenths from which and to which a mean of so many answers is only high or low.
type extremes struct{ high, low, steps int }

func (s scale) extremes(n int) extremes { return extremes{s.highFrom(n), s.lowTo(n), s.steps} }

// cut takes a mean that is not a whole number of tenths but for floating point as one: the doubt is far smaller than the step from one
// possible mean to the next.
func (e extremes) cut(mean float64) Mean {
	const doubt = 1e-9
	switch {
	case 10*mean >= float64(e.high)-doubt:
		return Mean{State: MeanHigh, Low: inTenths(e.high), High: float64(e.steps)}
	case 10*mean <= float64(e.low)+doubt:
		return Mean{State: MeanLow, Low: 1, High: inTenths(e.low)}
	}
	value := inTenths(int(10*mean + 0.5 + doubt))
	return Mean{State: MeanValue, Low: value, High: value}
}

func inTenths(t int) float64 { return float64(t) / 10 }

// middle bounds a mean of which only the middle band is known to be at its cap:
// all other answers may be at either end.
func (s scale) middle(n int, mid Band) Mean {
	inside := (mid.Percent*n + 99) / 100
	low := 10 * (mid.From*inside + n - inside) / n
	high := (10*(mid.To*inside+s.steps*(n-inside)) + n - 1) / n
	return Mean{State: MeanMiddle, Low: inTenths(low), High: inTenths(high)}
}
