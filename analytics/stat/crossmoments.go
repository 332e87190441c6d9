package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// CrossMoments are the sufficient statistics of the covariances between the items of an index: number of persons who
// answered every item, sums, and sums of products. They add up over schools and waves, and SQL can make them.
type CrossMoments struct {
	N        int
	Sum      []float64   // Σ x_i
	Products [][]float64 // Σ x_i x_j, symmetric
}

// NewCrossMoments returns those of nobody on so many items.
func NewCrossMoments(items int) CrossMoments {
	c := CrossMoments{Sum: make([]float64, items), Products: make([][]float64, items)}
	for i := range c.Products {
		c.Products[i] = make([]float64, items)
	}
	return c
}

// Add takes one person's answers into account, reversed items turned round, and reports whether it did: somebody with
// a missing answer (NaN) is left out (listwise). It panics if the number of answers is not the number of items.
func (c *CrossMoments) Add(answers []float64) bool {
	if len(answers) != len(c.Sum) {
		panic(fmt.Sprintf("stat: %d answers to %d items", len(answers), len(c.Sum)))
	}
	for _, x := range answers {
		if math.IsNaN(x) {
			return false
		}
	}
	c.N++
	for i, x := range answers {
		c.Sum[i] += x
		for j, y := range answers {
			c.Products[i][j] += x * y
		}
	}
	return true
}

// Merge returns those of both groups taken together. It panics if the numbers of items differ.
func (c CrossMoments) Merge(o CrossMoments) CrossMoments {
	if len(c.Sum) != len(o.Sum) {
		panic(fmt.Sprintf("stat: cannot merge %d items with %d", len(c.Sum), len(o.Sum)))
	}
	sum := NewCrossMoments(len(c.Sum))
	sum.N = c.N + o.N
	for i := range sum.Sum {
		sum.Sum[i] = c.Sum[i] + o.Sum[i]
		for j := range sum.Sum {
			sum.Products[i][j] = c.Products[i][j] + o.Products[i][j]
		}
	}
	return sum
}

// Item returns the moments of one item.
func (c CrossMoments) Item(i int) Moments {
	return Moments{N: c.N, Sum: c.Sum[i], SumSquares: c.Products[i][i]}
}

// covariance matrix of the items, divisor n−1; n must be at least 2.
func (c CrossMoments) covariance() *mat.SymDense {
	n := float64(c.N)
	s := mat.NewSymDense(len(c.Sum), nil)
	for i := range c.Sum {
		s.SetSym(i, i, c.Item(i).Variance())
		for j := range i {
			s.SetSym(i, j, (c.Products[i][j]-c.Sum[i]*c.Sum[j]/n)/(n-1))
		}
	}
	return s
}
