package stat

import (
	"fmt"
	"math"

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

// quantileT is Student's t quantile; infinite df give the normal one.
func quantileT(p, df float64) float64 {
	if math.IsInf(df, 1) {
		return quantileZ(p)
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(p)
}

// twoSidedT is P(|T| ≥ |t|) for Student's t; infinite df give the normal one.
func twoSidedT(t, df float64) float64 {
	t = -math.Abs(t)
	if math.IsInf(df, 1) {
		return 2 * distuv.UnitNormal.CDF(t)
	}
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.CDF(t)
}
