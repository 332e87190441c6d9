package analysis

import (
	"math"

	"tilstand/analytics/stat"
)

// number is x for a document, nil if there is none: JSON knows neither NaN nor infinity.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func numberIf(x float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return number(x)
}

func count(n int, ok bool) *int {
	if !ok {
		return nil
	}
	return &n
}

func interval(i stat.Interval, ok bool) *stat.Interval {
	if !ok || number(i.Low) == nil || number(i.High) == nil {
		return nil
	}
	return &i
}
