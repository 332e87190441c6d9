package stat

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// MinReliability is the number of complete answers under which reliability is refused. It is a property of the
// instrument, to be estimated over all schools and waves pooled: of a scale with alpha .70 among 2,709 persons the
// first 6 give −2.14 and the first 20 give .39 (−.17 to .73).
const MinReliability = 30

// Alpha is Cronbach's coefficient of internal consistency,
//
//	k/(k−1) · (1 − Σs_i²/s_T²)
//
// with s_i² the variance of item i and s_T² that of the sum of the k items. ok is false under two items, under
// [MinReliability] persons and without spread. It is no evidence of a single dimension. A negative alpha is returned
// as it is: usually an item was not reversed, and that is an error of the instrument to be raised. For two items
// report [SpearmanBrown]. Source: Cronbach 1951.
func Alpha(c CrossMoments) (alpha float64, ok bool) {
	if len(c.Sum) < 2 || c.N < MinReliability {
		return 0, false
	}
	alpha = alphaOf(c.covariance())
	return alpha, !math.IsNaN(alpha)
}

// alphaOf is NaN if the sum of the items has no variance.
func alphaOf(s *mat.SymDense) float64 {
	k := float64(s.SymmetricDim())
	total := mat.Sum(s)
	if total <= 0 {
		return math.NaN()
	}
	return k / (k - 1) * (1 - mat.Trace(s)/total)
}

// FeldtInterval is the interval of alpha from n persons and k items,
//
//	1 − (1−α)·F(0.975; n−1, (n−1)(k−1))  to  1 − (1−α)·F(0.025; n−1, (n−1)(k−1))
//
// at level 0.95. It takes the items as interchangeable and their errors as normal. ok is false under two persons or
// items. Source: Feldt 1965, doi 10.1007/BF02289499.
func FeldtInterval(alpha float64, n, items int, level float64) (interval Interval, ok bool) {
	if n < 2 || items < 2 {
		return Interval{}, false
	}
	f := distuv.F{D1: float64(n - 1), D2: float64((n - 1) * (items - 1))}
	p := upperTail(level)
	return Interval{Low: 1 - (1-alpha)*f.Quantile(p), High: 1 - (1-alpha)*f.Quantile(1-p)}, true
}

// SpearmanBrown is the reliability of an index of two items from their correlation, 2r/(1+r). Of one item there is
// none. ok is false for other numbers of items, under [MinReliability] persons, and when an item has no spread.
// Source: Spearman 1910; Brown 1910.
func SpearmanBrown(c CrossMoments) (reliability float64, ok bool) {
	if len(c.Sum) != 2 || c.N < MinReliability {
		return 0, false
	}
	s := c.covariance()
	r := s.At(0, 1) / math.Sqrt(s.At(0, 0)*s.At(1, 1))
	if math.IsNaN(r) || r <= -1 {
		return 0, false
	}
	return 2 * r / (1 + r), true
}

// ItemRest is the correlation of each item with the sum of the others, for editors of the instrument: near zero the
// item measures something else, below zero it was probably not reversed. NaN for an item, or a rest, without spread.
// ok is false under two items and under [MinReliability] persons.
func ItemRest(c CrossMoments) (correlations []float64, ok bool) {
	if len(c.Sum) < 2 || c.N < MinReliability {
		return nil, false
	}
	s := c.covariance()
	correlations = make([]float64, len(c.Sum))
	for i := range correlations {
		withRest := -s.At(i, i)
		for j := range correlations {
			withRest += s.At(i, j)
		}
		rest := mat.Sum(s) - s.At(i, i) - 2*withRest
		correlations[i] = withRest / math.Sqrt(s.At(i, i)*rest)
	}
	return correlations, true
}

// AlphaIfDropped is [Alpha] of the other items, for each item left out in turn. NaN where the others have no spread.
// ok is false under three items and under [MinReliability] persons.
func AlphaIfDropped(c CrossMoments) (alphas []float64, ok bool) {
	if len(c.Sum) < 3 || c.N < MinReliability {
		return nil, false
	}
	s := c.covariance()
	alphas = make([]float64, len(c.Sum))
	for i := range alphas {
		alphas[i] = alphaOf(without(s, i))
	}
	return alphas, true
}

// without is the matrix less one row and column.
func without(s *mat.SymDense, drop int) *mat.SymDense {
	var kept []int
	for i := range s.SymmetricDim() {
		if i != drop {
			kept = append(kept, i)
		}
	}
	rest := mat.NewSymDense(len(kept), nil)
	rest.SubsetSym(s, kept)
	return rest
}
