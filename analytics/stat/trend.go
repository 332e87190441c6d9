package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// LinearTrend is the change per unit of x through independent means at different times, all waves at once instead of
// the best-looking pair:
//
//	Σ c_i m_i,  c_i = (x_i − x̄)/Σ(x − x̄)²,  SE = √(Σ c_i² SE_i²)
//
// with Satterthwaite's degrees of freedom. x is the wave number, or time. Each wave weighs alike, whoever answered.
// With two waves it is their difference divided by their distance. Judge it as a change over the whole span: multiply
// by it. ok is false under two different x. It panics if x and means differ in number.
func LinearTrend(x []float64, means []Estimate) (slope Estimate, ok bool) {
	mustPair(len(x), len(means))
	at := MomentsOf(x)
	spread := at.squaredDeviations()
	if at.N < 2 || spread == 0 {
		return Estimate{}, false
	}
	weights := make([]float64, len(x))
	for i := range x {
		weights[i] = (x[i] - at.Mean()) / spread
	}
	return combine(weights, means), true
}

// LineAt is the height at x₀ of the line of [LinearTrend]:
//
//	Σ w_i m_i,  w_i = 1/k + c_i (x₀ − x̄)
//
// with the errors of that. Beyond the last wave it says where the same pace leads, and not that the pace will last.
// ok and panics as there.
func LineAt(x []float64, means []Estimate, x0 float64) (height Estimate, ok bool) {
	mustPair(len(x), len(means))
	at := MomentsOf(x)
	spread := at.squaredDeviations()
	if at.N < 2 || spread == 0 {
		return Estimate{}, false
	}
	weights := make([]float64, len(x))
	for i := range x {
		weights[i] = 1/float64(at.N) + (x[i]-at.Mean())*(x0-at.Mean())/spread
	}
	return combine(weights, means), true
}

// combine is the weighted sum of independent estimates.
func combine(weights []float64, estimates []Estimate) (sum Estimate) {
	var v, uncertain float64 // Σ w²SE², and Σ (w²SE²)²/df
	var df float64
	for i, e := range estimates {
		part := weights[i] * weights[i] * e.SE * e.SE
		sum.Value += weights[i] * e.Value
		v += part
		uncertain += part * part / e.DF
		df += e.DF
	}
	sum.SE, sum.DF = math.Sqrt(v), df
	if v > 0 {
		sum.DF = v * v / uncertain
	}
	return sum
}

func mustPair(x, groups int) {
	if x != groups {
		panic(fmt.Sprintf("stat: %d values of x for %d groups", x, groups))
	}
}

// ProportionalOdds is the cumulative logit model of ordered answers at different times,
//
//	log odds of P(Y ≤ j | x) = θ_j − βx
//
// so that exp(β) is the factor by which the odds of a higher answer grow per unit of x, the same at every step.
type ProportionalOdds struct {
	Slope         Estimate  // β, with the standard error of the observed information
	Thresholds    []float64 // θ, ascending: one between each two neighbouring values that somebody chose
	LogLikelihood float64
}

// FitProportionalOdds fits the model by maximum likelihood. x has one value a wave (0 and 1 for a change, 0 to 3 for
// the trend over four waves), waves the answers given then; values that nobody chose anywhere drop out. It makes no
// use of the distance between steps, and serves items and, with their distinct scores as steps, indices.
//
// ok is false when there is no finite solution: nobody of a later wave is below anyone of an earlier one, or nobody
// above; in particular with a single wave or a single value in use. It panics if x and waves differ in number. Under
// some ten answers a wave the normal quantiles of the slope are too narrow. Source: McCullagh 1980, Regression models
// for ordinal data, JRSS B 42:109; R ordinal, clm.
func FitProportionalOdds(x []float64, waves []Freq) (model ProportionalOdds, ok bool) {
	mustPair(len(x), len(waves))
	fit := startOdds(x, waves)
	if !fit.overlap() || !fit.climb() {
		return ProportionalOdds{}, false
	}
	k := len(fit.theta)
	var covariance mat.SymDense
	if fit.information.InverseTo(&covariance) != nil {
		return ProportionalOdds{}, false
	}
	return ProportionalOdds{
		Slope:         Estimate{Value: fit.beta, SE: math.Sqrt(covariance.At(k, k)), DF: math.Inf(1)},
		Thresholds:    fit.theta,
		LogLikelihood: fit.logLikelihood,
	}, true
}

// oddsFit is a point on the way to the maximum. The likelihood is concave (Pratt 1981), so there is one.
type oddsFit struct {
	x      []float64
	counts [][]float64 // by wave and step in use
	theta  []float64
	beta   float64

	logLikelihood float64
	gradient      *mat.VecDense // thresholds first, slope last
	information   mat.Cholesky  // of minus the second derivatives
}

// startOdds starts at no change: the thresholds of all waves together.
func startOdds(x []float64, waves []Freq) *oddsFit {
	var everything []float64
	for _, f := range waves {
		for _, v := range f {
			everything = append(everything, v.Value)
		}
	}
	steps := FreqOf(everything)
	index := make(map[float64]int, len(steps))
	for j, s := range steps {
		index[s.Value] = j
	}
	fit := &oddsFit{x: x, counts: make([][]float64, len(waves))}
	total, perStep := 0.0, make([]float64, len(steps))
	for i, f := range waves {
		fit.counts[i] = make([]float64, len(steps))
		for _, v := range f {
			n := float64(v.N)
			fit.counts[i][index[v.Value]] += n
			perStep[index[v.Value]] += n
			total += n
		}
	}
	below := 0.0
	for j := 0; j+1 < len(steps); j++ {
		below += perStep[j]
		fit.theta = append(fit.theta, math.Log(below/(total-below)))
	}
	return fit
}

// overlap reports whether some pair of persons of different x is in the order of x and some pair against it. Without
// both the slope is driven to infinity.
func (f *oddsFit) overlap() bool {
	var with, against bool
	for a := range f.x {
		for b := range f.x {
			if f.x[a] >= f.x[b] {
				continue
			}
			for j, n := range f.counts[a] {
				for k, m := range f.counts[b] {
					if n > 0 && m > 0 {
						with = with || j < k
						against = against || j > k
					}
				}
			}
		}
	}
	return with && against
}

const (
	maxOddsSteps  = 200
	oddsTolerance = 1e-20 // of what a Newton step would still gain in log likelihood: half the digits of the slope
)

// climb takes Newton steps to the maximum, halved until they go up.
func (f *oddsFit) climb() bool {
	if !f.evaluate() {
		return false
	}
	for range maxOddsSteps {
		step := mat.NewVecDense(f.gradient.Len(), nil)
		if f.information.SolveVecTo(step, f.gradient) != nil {
			return false
		}
		if gain := mat.Dot(step, f.gradient); gain < oddsTolerance*math.Max(1, math.Abs(f.logLikelihood)) {
			return true
		}
		if !f.move(step) {
			// No step goes up by more than rounding: this is the top as far as it can be seen.
			return true
		}
	}
	return false
}

func (f *oddsFit) move(step *mat.VecDense) bool {
	k := len(f.theta)
	for factor := 1.0; factor > minStepFactor; factor /= 2 {
		next := &oddsFit{x: f.x, counts: f.counts, theta: make([]float64, k), beta: f.beta + factor*step.AtVec(k)}
		for j := range k {
			next.theta[j] = f.theta[j] + factor*step.AtVec(j)
		}
		if next.evaluate() && next.logLikelihood > f.logLikelihood {
			*f = *next
			return true
		}
	}
	return false
}

// evaluate fills in likelihood and derivatives; false where they are not defined (thresholds out of order).
func (f *oddsFit) evaluate() bool {
	k := len(f.theta)
	f.logLikelihood, f.gradient = 0, mat.NewVecDense(k+1, nil)
	information := mat.NewSymDense(k+1, nil)
	for i, x := range f.x {
		for j, n := range f.counts[i] {
			if n == 0 {
				continue
			}
			c := f.cell(j, x)
			if !(c.p > 0) {
				return false
			}
			f.logLikelihood += n * math.Log(c.p)
			for a, ia := range c.at {
				f.gradient.SetVec(ia, f.gradient.AtVec(ia)+n*c.first[a]/c.p)
				for b, ib := range c.at {
					if ia > ib {
						continue
					}
					curvature := n * (c.first[a]*c.first[b]/(c.p*c.p) - c.second[a][b]/c.p)
					information.SetSym(ia, ib, information.At(ia, ib)+curvature)
				}
			}
		}
	}
	return f.information.Factorize(information)
}

// oddsCell is the probability of one answer and its derivatives by the upper threshold, the lower threshold and the
// slope, which are parameters number at[0], at[1] and at[2].
type oddsCell struct {
	p      float64
	at     [3]int
	first  [3]float64
	second [3][3]float64
}

// cell is F(θ_j − βx) − F(θ_{j−1} − βx), F the logistic distribution. The ends of the scale have one threshold only;
// the derivatives by the other are 0, so it does not matter which parameter they are added to.
func (f *oddsFit) cell(j int, x float64) oddsCell {
	slope := len(f.theta)
	upper, lower := logistic{F: 1}, logistic{}
	if j < slope {
		upper = logisticAt(f.theta[j] - f.beta*x)
	}
	if j > 0 {
		lower = logisticAt(f.theta[j-1] - f.beta*x)
	}
	return oddsCell{
		p:     upper.F - lower.F,
		at:    [3]int{j, max(j-1, 0), slope},
		first: [3]float64{upper.f, -lower.f, -x * (upper.f - lower.f)},
		second: [3][3]float64{
			{upper.slope, 0, -x * upper.slope},
			{0, -lower.slope, x * lower.slope},
			{-x * upper.slope, x * lower.slope, x * x * (upper.slope - lower.slope)},
		},
	}
}

// logistic is the standard logistic distribution at a point: probability, density, slope of the density.
type logistic struct {
	F, f, slope float64
}

func logisticAt(t float64) logistic {
	p := 1 / (1 + math.Exp(-t))
	d := p * (1 - p)
	return logistic{F: p, f: d, slope: d * (1 - 2*p)}
}
