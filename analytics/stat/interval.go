package stat

import "math"

// Interval is a range from Low to High, both included, in the units of what it is an interval for.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Width is High − Low.
func (i Interval) Width() float64 { return i.High - i.Low }

// Contains reports whether x lies in the interval, limits included.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Clip cuts the interval at the limits of another.
func (i Interval) Clip(limits Interval) Interval {
	return Interval{
		Low:  math.Min(math.Max(i.Low, limits.Low), limits.High),
		High: math.Max(math.Min(i.High, limits.High), limits.Low),
	}
}

// RoundOut rounds to so many decimals away from the middle: the low limit down, the high limit up. Rounding to the
// nearest would promise more than was computed in half of all cases.
//
// A limit within a billionth of the last printed digit is taken to be that digit, so that 3.5000000000000004 prints
// as 3.5.
func (i Interval) RoundOut(decimals int) Interval {
	const slack = 1e-9
	unit := math.Pow10(decimals)
	return Interval{
		Low:  math.Floor(i.Low*unit+slack) / unit,
		High: math.Ceil(i.High*unit-slack) / unit,
	}
}

// HybridDifference is the interval of the difference p2 − p1 of two independent estimates, made from the interval of
// each:
//
//	d − √((p2−l2)² + (u1−p1)²)  to  d + √((u2−p2)² + (p1−l1)²)
//
// It keeps the asymmetry that the two intervals have near the ends of a scale. With Wilson intervals it is Newcombe's
// method 10 ([NewcombeDifference]); with exact intervals for a finite population it describes the change of two
// staffs. Source: Newcombe 1998, Statistics in Medicine 17:873; Zou & Donner 2008, Statistics in Medicine 27:1693.
func HybridDifference(p1 float64, i1 Interval, p2 float64, i2 Interval) Interval {
	d := p2 - p1
	return Interval{
		Low:  d - math.Hypot(p2-i2.Low, i1.High-p1),
		High: d + math.Hypot(i2.High-p2, p1-i1.Low),
	}
}
