package stat

import "math"

// MinSchools is the number of schools under which the variance between them is not estimated: take it from a frozen
// reference, or do not shrink.
const MinSchools = 5

// MinPairwise is the reliability of a school's mean ([Shrunken]) under which nothing is said of it beside another
// school.
const MinPairwise = 0.5

// PauleMandel is the variance τ² between the true means of schools, by which the observed means are just as far apart
// as they should be:
//
//	Σ w_j (m_j − μ)² = K − 1,  w_j = 1/(τ² + SE_j²),  μ = Σw_j m_j / Σw_j
//
// and 0 if they are closer together than their errors alone would put them. In the units of the scale, squared. Means
// come from [EstimateMean] with the standard deviation pooled within schools ([WithinSD]) as known: with the school's
// own, small schools with little spread would weigh most.
//
// The left side falls as τ² grows, so bisection finds the one solution; it starts from [DerSimonianLaird]. ok is
// false under [MinSchools] schools and when an error is not positive. Source: Paule & Mandel 1982; DerSimonian &
// Kacker 2007; R metafor, rma(method = "PM").
func PauleMandel(means []Estimate) (tau2 float64, ok bool) {
	start, ok := DerSimonianLaird(means)
	if !ok {
		return 0, false
	}
	target := float64(len(means) - 1)
	if heterogeneity(means, 0) <= target {
		return 0, true
	}
	low, high := 0.0, start
	for high == 0 || heterogeneity(means, high) > target {
		low, high = high, 2*high+means[0].SE*means[0].SE
	}
	for range 200 {
		tau2 = (low + high) / 2
		if tau2 == low || tau2 == high {
			break
		}
		if heterogeneity(means, tau2) > target {
			low = tau2
		} else {
			high = tau2
		}
	}
	return tau2, true
}

// DerSimonianLaird is τ² by the method of moments in closed form,
//
//	(Q − (K−1)) / (Σw − Σw²/Σw),  w_j = 1/SE_j²
//
// and 0 if that is negative. It is the first step of [PauleMandel], which does not need it as a fallback because it
// always has a solution; on its own it serves for comparison. ok as there. Source: DerSimonian & Laird 1986; R
// metafor, rma(method = "DL").
func DerSimonianLaird(means []Estimate) (tau2 float64, ok bool) {
	if len(means) < MinSchools {
		return 0, false
	}
	var w, w2 float64
	for _, m := range means {
		if !(m.SE > 0) {
			return 0, false
		}
		weight := 1 / (m.SE * m.SE)
		w += weight
		w2 += weight * weight
	}
	q := heterogeneity(means, 0)
	return math.Max(0, (q-float64(len(means)-1))/(w-w2/w)), true
}

// heterogeneity is Σ w_j (m_j − μ)².
func heterogeneity(means []Estimate, tau2 float64) float64 {
	mu, _ := weightedMean(means, tau2)
	q := 0.0
	for _, m := range means {
		q += (m.Value - mu) * (m.Value - mu) / (tau2 + m.SE*m.SE)
	}
	return q
}

// weightedMean is Σw_j m_j / Σw_j with w_j = 1/(τ² + SE_j²), and its variance 1/Σw_j.
func weightedMean(means []Estimate, tau2 float64) (mu, variance float64) {
	var sum, weights float64
	for _, m := range means {
		w := 1 / (tau2 + m.SE*m.SE)
		sum += w * m.Value
		weights += w
	}
	return sum / weights, 1 / weights
}

// Shrunken is a school's mean drawn towards the mean of all schools by as much as it is unreliable.
type Shrunken struct {
	Estimate

	// Reliability λ_j of the school's own mean, 0 to 1. Under [MinPairwise] it is not compared with another school's.
	Reliability float64
}

// Shrink returns the best linear predictions of the schools' true means,
//
//	μ + λ_j (m_j − μ),  λ_j = τ²/(τ² + SE_j²)
//
// with μ weighted as in [PauleMandel] and the standard error √(λ_j SE_j² + (1−λ_j)² Var(μ)). A school of six with a
// lucky year comes out near the middle, one of eighty near its own mean. With τ² = 0 all are equal. The predictions
// can be turned back into the means when n is known, so they pass the same gate. It panics if τ² is negative or an
// error not positive. Source: Robinson 1991, That BLUP is a good thing; R metafor, blup.
func Shrink(means []Estimate, tau2 float64) []Shrunken {
	if tau2 < 0 {
		panic("stat: a variance between schools cannot be negative")
	}
	for _, m := range means {
		if !(m.SE > 0) {
			panic("stat: cannot shrink a mean without an error; give its sample a known standard deviation")
		}
	}
	mu, variance := weightedMean(means, tau2)
	shrunken := make([]Shrunken, len(means))
	for i, m := range means {
		v := m.SE * m.SE
		lambda := tau2 / (tau2 + v)
		shrunken[i] = Shrunken{
			Estimate: Estimate{
				Value: mu + lambda*(m.Value-mu),
				SE:    math.Sqrt(lambda*v + (1-lambda)*(1-lambda)*variance),
				DF:    math.Inf(1),
			},
			Reliability: lambda,
		}
	}
	return shrunken
}
