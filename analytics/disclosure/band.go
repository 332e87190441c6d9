package disclosure

import (
	"fmt"
	"slices"
)

// Band is a share of answers in neighbouring categories.
type Band struct {
	// From and To are the first and last category, counted from 1.
	From int `json:"from"`
	To   int `json:"to"`
	// Limit says how to read Percent.
	Limit Limit `json:"limit"`
	// Percent is a whole per cent of the answers.
	Percent int `json:"percent"`
}

// Limit says whether a share is shown as it is or only up to a cap.
type Limit uint8

const (
	// Exactly: the share, rounded to whole per cent.
	Exactly Limit = iota
	// AtMost: the share is Percent or less.
	AtMost
	// AtLeast: the share is Percent or more.
	AtLeast
)

// String returns "exactly", "at most" or "at least".
func (l Limit) String() string {
	switch l {
	case Exactly:
		return "exactly"
	case AtMost:
		return "at most"
	case AtLeast:
		return "at least"
	}
	return fmt.Sprintf("Limit(%d)", uint8(l))
}

// MarshalText gives the limit the same words in every JSON document.
func (l Limit) MarshalText() ([]byte, error) {
	if l > AtLeast {
		return nil, fmt.Errorf("marshal limit: unknown value %d", uint8(l))
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads what [Limit.MarshalText] writes.
func (l *Limit) UnmarshalText(text []byte) error {
	for _, known := range []Limit{Exactly, AtMost, AtLeast} {
		if string(text) == known.String() {
			*l = known
			return nil
		}
	}
	return fmt.Errorf("unmarshal limit: unknown limit %q", text)
}

// Cap returns the upper cap, in per cent, for shares of n answers: a band with at
// least this share is shown as "at least" it. The lower cap is 100 minus it.
//
// Below 10 answers it is (n−2)/n, rounded down to a multiple of 5; then 80 up to
// 20, 90 up to 40 and 95 up to 100, the ladder of NCES 2011-603 (eric.ed.gov
// ED514095). Above 100 we go on by the same logic, that n, n−1 and n−2 of n look
// alike: 98, and 99 above 200.
func Cap(n int) int {
	switch {
	case n < 3:
		return 0
	case n < 10:
		return 100 * (n - 2) / n / 5 * 5
	case n <= 20:
		return 80
	case n <= 40:
		return 90
	case n <= 100:
		return 95
	case n <= 200:
		return 98
	}
	return 99
}

// scale is a rating scale with the codes 1 to steps.
type scale struct {
	steps int
	// ends are the last categories of the bands. The first and the last band are
	// the sides; with three bands, the second is the middle.
	ends []int
	// midHigh and midLow are the answers nearest to the high and the low band from
	// outside.
	midHigh, midLow int
}

var scales = []scale{
	{steps: 4, ends: []int{2, 4}, midHigh: 2, midLow: 3},
	{steps: 5, ends: []int{2, 3, 5}, midHigh: 3, midLow: 3},
	{steps: 6, ends: []int{2, 4, 6}, midHigh: 4, midLow: 3},
}

// scaleOf returns the scale with that many steps, if its answers may be shown.
func scaleOf(steps int) (scale, bool) {
	i := slices.IndexFunc(scales, func(s scale) bool { return s.steps == steps })
	if i < 0 {
		return scale{}, false
	}
	return scales[i], true
}

// show returns the bands of n answers.
func (s scale) show(counts []int, n int) []Band {
	bands := make([]Band, 0, len(s.ends))
	from := 1
	for _, to := range s.ends {
		count, _ := total(counts[from-1 : to])
		bands = append(bands, capped(Band{From: from, To: to}, count, n))
		from = to + 1
	}
	return bands
}

// capped fills in the share of a band.
func capped(b Band, count, n int) Band {
	upper := Cap(n)
	switch {
	case 100*count >= upper*n:
		b.Limit, b.Percent = AtLeast, upper
	case 100*count <= (100-upper)*n:
		b.Limit, b.Percent = AtMost, 100-upper
	default:
		b.Limit, b.Percent = Exactly, percent(count, n)
	}
	return b
}

func anyAtLeast(bands []Band) bool {
	return slices.ContainsFunc(bands, func(b Band) bool { return b.Limit == AtLeast })
}
