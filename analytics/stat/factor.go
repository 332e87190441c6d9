package stat

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// FactorModel is a model with one common factor of variance one: item i is Loadings[i]·factor plus an error with
// variance Uniquenesses[i], in the units of the items.
type FactorModel struct {
	Loadings     []float64
	Uniquenesses []float64
}

// Omega is McDonald's omega total, the share of the variance of the sum of the items that the common factor makes:
//
//	(Σλ)² / ((Σλ)² + Σθ)
//
// Unlike alpha it lets the items load differently. Source: McDonald 1999, Test theory.
func (m FactorModel) Omega() float64 {
	var common, unique float64
	for i := range m.Loadings {
		common += m.Loadings[i]
		unique += m.Uniquenesses[i]
	}
	return common * common / (common*common + unique)
}

const (
	maxFactorSteps   = 500
	factorTolerance  = 1e-10 // of a standardised loading
	minStepFactor    = 1e-10
	startingLoadings = 0.9 // of the first principal component
)

// OneFactor fits the model by maximum likelihood to the covariances of the items (scoring with the expected
// information, on correlations, which changes nothing but the conditioning). The sign is such that the loadings have
// a positive sum.
//
// ok is false under three items and under [MinReliability] persons, when an item has no spread or is a combination of
// others, and when the best fit has a uniqueness of zero or less (a Heywood case: the items have no single factor that
// these data can show). Source: Jöreskog 1967, doi 10.1007/BF02289658.
func OneFactor(c CrossMoments) (model FactorModel, ok bool) {
	k := len(c.Sum)
	if k < 3 || c.N < MinReliability {
		return FactorModel{}, false
	}
	s := c.covariance()
	fit, ok := startFactor(correlation(s))
	if !ok || !fit.climb() {
		return FactorModel{}, false
	}
	model = FactorModel{Loadings: make([]float64, k), Uniquenesses: make([]float64, k)}
	sign := math.Copysign(1, mat.Sum(mat.NewVecDense(k, fit.loadings)))
	for i := range k {
		if fit.uniquenesses[i] <= 0 {
			return FactorModel{}, false
		}
		model.Loadings[i] = sign * fit.loadings[i] * math.Sqrt(s.At(i, i))
		model.Uniquenesses[i] = fit.uniquenesses[i] * s.At(i, i)
	}
	return model, true
}

// correlation has NaN where an item has no spread.
func correlation(s *mat.SymDense) *mat.SymDense {
	k := s.SymmetricDim()
	r := mat.NewSymDense(k, nil)
	for i := range k {
		for j := range i + 1 {
			r.SetSym(i, j, s.At(i, j)/math.Sqrt(s.At(i, i)*s.At(j, j)))
		}
	}
	return r
}

// factorFit is a point on the way to the maximum.
type factorFit struct {
	correlation            *mat.SymDense
	loadings, uniquenesses []float64
	discrepancy            float64       // log|Σ| + tr(RΣ⁻¹)
	inverse                *mat.SymDense // Σ⁻¹
}

// startFactor starts at the first principal component, shortened so that every item keeps some uniqueness.
func startFactor(r *mat.SymDense) (*factorFit, bool) {
	var chol mat.Cholesky
	if math.IsNaN(mat.Sum(r)) || !chol.Factorize(r) || chol.Cond() > 1e12 {
		return nil, false
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(r, true) {
		return nil, false
	}
	k := r.SymmetricDim()
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	length := startingLoadings * math.Sqrt(eigen.Values(nil)[k-1])
	fit := &factorFit{correlation: r, loadings: make([]float64, k), uniquenesses: make([]float64, k)}
	for i := range k {
		fit.loadings[i] = length * vectors.At(i, k-1)
		fit.uniquenesses[i] = math.Max(1-fit.loadings[i]*fit.loadings[i], 0.1)
	}
	return fit, fit.evaluate()
}

// evaluate fills in what follows from loadings and uniquenesses; false if they are no covariance matrix.
func (f *factorFit) evaluate() bool {
	k := len(f.loadings)
	sigma := mat.NewSymDense(k, nil)
	for i := range k {
		for j := range i + 1 {
			sigma.SetSym(i, j, f.loadings[i]*f.loadings[j])
		}
		sigma.SetSym(i, i, sigma.At(i, i)+f.uniquenesses[i])
	}
	var chol mat.Cholesky
	if !chol.Factorize(sigma) {
		return false
	}
	f.inverse = mat.NewSymDense(k, nil)
	if chol.InverseTo(f.inverse) != nil {
		return false
	}
	f.discrepancy = chol.LogDet()
	for i := range k {
		for j := range k {
			f.discrepancy += f.correlation.At(i, j) * f.inverse.At(i, j)
		}
	}
	return true
}

// climb goes to the maximum, halving each step until it is one upwards.
func (f *factorFit) climb() bool {
	for range maxFactorSteps {
		step, ok := f.step()
		if !ok {
			return false
		}
		if mat.Norm(step, math.Inf(1)) < factorTolerance {
			return true
		}
		if !f.move(step) {
			return false
		}
	}
	return false
}

// step solves information · step = −gradient of the discrepancy, loadings first, uniquenesses after.
//
// With W = Σ⁻¹ and G = W(Σ−R)W the gradient is 2Gλ and diag G; with u = Wλ and c = λ'Wλ the expected second
// derivatives are 2(cW_ij + u_i u_j), 2W_ij u_j and W_ij².
func (f *factorFit) step() (*mat.VecDense, bool) {
	k := len(f.loadings)
	w, lambda := f.inverse, mat.NewVecDense(k, f.loadings)
	var u mat.VecDense
	u.MulVec(w, lambda)
	c := mat.Dot(lambda, &u)

	var wr, g mat.Dense
	wr.Mul(w, f.correlation)
	g.Mul(&wr, w)
	g.Sub(w, &g)
	var gl mat.VecDense
	gl.MulVec(&g, lambda)

	gradient, information := mat.NewVecDense(2*k, nil), mat.NewSymDense(2*k, nil)
	for i := range k {
		gradient.SetVec(i, -2*gl.AtVec(i))
		gradient.SetVec(k+i, -g.At(i, i))
		for j := range k {
			information.SetSym(i, j, 2*(c*w.At(i, j)+u.AtVec(i)*u.AtVec(j)))
			information.SetSym(i, k+j, 2*w.At(i, j)*u.AtVec(j))
			information.SetSym(k+i, k+j, w.At(i, j)*w.At(i, j))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(information) {
		return nil, false
	}
	step := mat.NewVecDense(2*k, nil)
	return step, chol.SolveVecTo(step, gradient) == nil
}

// move takes the longest of the step and its halves that lowers the discrepancy.
func (f *factorFit) move(step *mat.VecDense) bool {
	k := len(f.loadings)
	// Near the minimum the change is below what floating point can tell.
	const rounding = 1e-12
	for factor := 1.0; factor > minStepFactor; factor /= 2 {
		next := &factorFit{correlation: f.correlation, loadings: make([]float64, k), uniquenesses: make([]float64, k)}
		for i := range k {
			next.loadings[i] = f.loadings[i] + factor*step.AtVec(i)
			next.uniquenesses[i] = f.uniquenesses[i] + factor*step.AtVec(k+i)
		}
		if next.evaluate() && next.discrepancy <= f.discrepancy+rounding*math.Abs(f.discrepancy) {
			*f = *next
			return true
		}
	}
	return false
}
