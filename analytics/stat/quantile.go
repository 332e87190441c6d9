package stat

import (
	"fmt"
	"math"
	"sync/atomic"

	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the coverage of every interval that is not part of a family of comparisons.
const Level = 0.95

// upperTail turns a two-sided coverage into the probability below the upper limit, 0.95 into 0.975.
func upperTail(level float64) float64 {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("stat: level %v is not a probability between 0 and 1", level))
	}
	return 1 - (1-level)/2
}

// quantileZ is the standard normal quantile.
func quantileZ(p float64) float64 { return distuv.UnitNormal.Quantile(p) }

// quantileT is Student's t quantile for p above ½; infinite df give the normal one. Those of the usual level and a whole number of degrees of freedom, which
// nearly all are, are remembered.
func quantileT(p, df float64) float64 {
	if p != upperTail(Level) || df != math.Trunc(df) || df < 0 || df >= float64(len(usualT)) {
		return newtonT(p, df)
	}
	known := &usualT[int(df)]
	if bits := known.Load(); bits != 0 {
		return math.Float64frombits(bits)
	}
	t := newtonT(p, df)
	known.Store(math.Float64bits(t))
	return t
}

// usualT are the quantiles of [Level] by degrees of freedom, as bits; 0 until one is asked for.
var usualT [1 << 11]atomic.Uint64

// newtonT calculates one.
//
// A page needs hundreds, and the inverse of the incomplete beta function takes many steps for each. Above ½ the distribution function is
// concave, so that Newton's steps from below come nearer each time and never go past; from the expansion of Cornish and Fisher
// (Abramowitz & Stegun 26.7.5) one or two of them are enough.
func newtonT(p, df float64) float64 {
	z := quantileZ(p)
	if math.IsInf(df, 1) {
		return z
	}
	student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}
	t := expansionT(z, df)
	for range 100 { // a single degree of freedom takes some twenty
		step := (student.CDF(t) - p) / student.Prob(t)
		t -= step
		if math.Abs(step) <= 1e-7*t { // the error is that of the next step, about its square
			break
		}
	}
	return t
}

// expansionT is near Student's quantile of the normal quantile z: to eight digits at 40 degrees of freedom, too small at a few.
func expansionT(z, df float64) float64 {
	z2 := z * z
	g1 := (z2 + 1) / 4
	g2 := ((5*z2+16)*z2 + 3) / 96
	g3 := (((3*z2+19)*z2+17)*z2 - 15) / 384
	g4 := ((((79*z2+776)*z2+1482)*z2-1920)*z2 - 945) / 92160
	return z * (1 + (g1+(g2+(g3+g4/df)/df)/df)/df)
}

// twoSidedT is P(|T| ≥ |t|) for Student's t; infinite df give the normal one.
func twoSidedT(t, df float64) float64 {
	t = -math.Abs(t)
	if math.IsInf(df, 1) {
		return 2 * distuv.UnitNormal.CDF(t)
	}
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.CDF(t)
}
