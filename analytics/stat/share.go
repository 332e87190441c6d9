package stat

import (
	"math"
	"math/big"
	"sort"
)

// CountInterval is the exact interval for the number K of people in a finite population of N who have a property,
// when x of n who answered have it: every K with P(X ≥ x | K) > α/2 and P(X ≤ x | K) > α/2, X hypergeometric(N, K,
// n). low and high are the least and greatest K that are accepted.
//
// It keeps its level for every K, which neither Wald's (least coverage 50 %) nor Agresti and Coull's (0 %) does with
// a finite population correction, and is no wider. At n = N it is the point x. ok is false unless 0 ≤ x ≤ n ≤ N and n
// > 0. Some packages print the first rejected K instead of the last accepted one.
func CountInterval(x, n, population int, level float64) (low, high int, ok bool) {
	if x < 0 || x > n || n == 0 || n > population {
		return 0, 0, false
	}
	alpha := 1 - upperTail(level)
	// K runs from x to N−(n−x); P(X ≥ x | K) rises with K and P(X ≤ x | K) falls.
	span := population - n
	low = x + sort.Search(span, func(i int) bool {
		return tailExceeds(hypergeometric{population, x + i, n}, x, n, alpha)
	})
	high = x + span - sort.Search(span, func(i int) bool {
		return tailExceeds(hypergeometric{population, x + span - i, n}, 0, x, alpha)
	})
	return low, high, true
}

// ShareInterval is [CountInterval] divided by N: the share of the staff, 0 to 1.
func ShareInterval(x, n, population int, level float64) (share Interval, ok bool) {
	low, high, ok := CountInterval(x, n, population, level)
	if !ok {
		return Interval{}, false
	}
	return Interval{Low: float64(low) / float64(population), High: float64(high) / float64(population)}, true
}

// hypergeometric is the number of marked people among n drawn from N of whom K are marked.
type hypergeometric struct {
	population, marked, drawn int
}

// tailExceeds reports whether P(from ≤ X ≤ to) > p. Floating point decides unless it is closer than its error:
// a tail can be exactly p (one of 40 at 2.5 %), and then it does not exceed it.
func tailExceeds(h hypergeometric, from, to int, p float64) bool {
	const doubt = 1e-9
	if tail := h.between(from, to); math.Abs(tail-p) > doubt*p {
		return tail > p
	}
	return h.betweenExact(from, to).Cmp(decimal(p)) > 0
}

// between sums the probabilities from the first possible value on, each from the one before.
func (h hypergeometric) between(from, to int) float64 {
	from = max(from, h.drawn-(h.population-h.marked), 0)
	to = min(to, h.drawn, h.marked)
	if from > to {
		return 0
	}
	p := math.Exp(logChoose(h.marked, from) + logChoose(h.population-h.marked, h.drawn-from) - logChoose(h.population, h.drawn))
	sum := p
	for i := from; i < to; i++ {
		p *= float64(h.marked-i) * float64(h.drawn-i)
		p /= float64(i+1) * float64(h.population-h.marked-h.drawn+i+1)
		sum += p
	}
	return sum
}

// betweenExact is the same as a fraction of whole numbers.
func (h hypergeometric) betweenExact(from, to int) *big.Rat {
	sum, a, b := new(big.Int), new(big.Int), new(big.Int)
	for i := max(from, h.drawn-(h.population-h.marked), 0); i <= min(to, h.drawn, h.marked); i++ {
		a.Binomial(int64(h.marked), int64(i))
		b.Binomial(int64(h.population-h.marked), int64(h.drawn-i))
		sum.Add(sum, a.Mul(a, b))
	}
	return new(big.Rat).SetFrac(sum, a.Binomial(int64(h.population), int64(h.drawn)))
}

// decimal is the probability that was meant: 0.025 and not the nearest sum of powers of two.
func decimal(p float64) *big.Rat {
	const digits = 1e12
	return big.NewRat(int64(math.Round(p*digits)), digits)
}

// logChoose is the logarithm of the number of ways to choose k of n.
func logChoose(n, k int) float64 {
	return logFactorial(n) - logFactorial(k) - logFactorial(n-k)
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}

// WilsonInterval is the score interval for a share without a finite population, x of n,
//
//	(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
//
// always within 0 to 1. ok is false unless 0 ≤ x ≤ n and n > 0. With a known staff use [ShareInterval]. Source: Wilson
// 1927; Newcombe 1998, Statistics in Medicine 17:857, method 3.
func WilsonInterval(x, n int, level float64) (share Interval, ok bool) {
	if x < 0 || x > n || n == 0 {
		return Interval{}, false
	}
	z, m := quantileZ(upperTail(level)), float64(n)
	p := float64(x) / m
	centre := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	scale := 1 + z*z/m
	// At x = 0 and x = n one limit is exactly the share; rounding must not move it inside.
	return Interval{
		Low:  math.Min(p, math.Max(0, (centre-half)/scale)),
		High: math.Max(p, math.Min(1, (centre+half)/scale)),
	}, true
}

// NewcombeDifference is the interval of the difference x2/n2 − x1/n1 of two independent shares without finite
// populations: the hybrid of the two Wilson intervals. ok is false unless both shares have answers. Source: Newcombe
// 1998, Statistics in Medicine 17:873, method 10.
func NewcombeDifference(x1, n1, x2, n2 int, level float64) (difference Interval, ok bool) {
	w1, ok1 := WilsonInterval(x1, n1, level)
	w2, ok2 := WilsonInterval(x2, n2, level)
	if !ok1 || !ok2 {
		return Interval{}, false
	}
	return HybridDifference(float64(x1)/float64(n1), w1, float64(x2)/float64(n2), w2), true
}
