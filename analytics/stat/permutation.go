package stat

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Limits of the exact permutation test. Forty answers on up to six steps, or index scores of up to six items on them,
// stay below a tenth of it; beyond either limit the test is sampled and says so.
const (
	maxPermutationSteps   = 50_000_000 // additions, about a tenth of a second
	maxPermutationAnswers = 1_000      // more ways to choose than a float64 can count
	maxDenominator        = 5_040      // index scores of up to ten items
	permutationDraws      = 99_999     // standard error of a p value of 0.05: 0.0007
)

// Permutation is the result of a permutation test.
type Permutation struct {
	P     float64 // two-sided
	Exact bool    // false: from Draws random permutations
	Draws int
}

// PermutationTest asks how many of the ways to divide all answers into groups of n₁ and n₂ give means at least as far
// apart as the observed ones, in either direction. It holds with any spread, also none in one group, and at any n; it
// tests that the two waves answer alike altogether.
//
// The count is exact: the number of ways to reach each sum with n₁ answers is built up answer by answer, on whole
// numbers. If that would be too much work (see the limits above: some hundreds of answers, or scores without a common
// denominator) the p value is (1 + hits)/(1 + draws) over random divisions from a fixed seed, the same at every call,
// and Exact is false. ok is false without answers in either wave. Source: Fisher 1935; Pagano & Tritchler 1983, JASA
// 78:435; Phipson & Smyth 2010 for the ones.
func PermutationTest(earlier, later Freq) (result Permutation, ok bool) {
	if earlier.Total() == 0 || later.Total() == 0 {
		return Permutation{}, false
	}
	if a, b, whole := wholeNumbers(earlier, later); whole {
		if p, done := permuteExactly(a, b); done {
			return Permutation{P: p, Exact: true}, true
		}
	}
	return permuteAtRandom(values(earlier), values(later)), true
}

// permuteExactly is the share of divisions at least as extreme as the observed one, a of len(a)+len(b).
func permuteExactly(a, b []int) (p float64, done bool) {
	if len(a) > len(b) {
		a, b = b, a // fewer to choose, the same divisions
	}
	m, n := len(a), len(a)+len(b)
	observed, total, top := 0, 0, 0
	for _, x := range a {
		observed += x
		total += x
		top = max(top, x)
	}
	for _, x := range b {
		total += x
		top = max(top, x)
	}
	most := min(total, m*top)
	if n > maxPermutationAnswers || n*m*(most+1) > maxPermutationSteps {
		return 0, false
	}
	// The means are as far apart as the sum of the chosen is from its expectation m·total/n; times n to stay whole.
	distance := func(sum int) int { return max(sum*n-m*total, m*total-sum*n) }
	var all, extreme float64
	for sum, ways := range waysToSum(append(append([]int{}, a...), b...), m, most) {
		all += ways
		if distance(sum) >= distance(observed) {
			extreme += ways
		}
	}
	return extreme / all, true
}

// waysToSum says for each sum up to most in how many ways m of the values give it. Values are not negative.
//
// The values are taken in ascending order, so that for so many chosen of so many taken the sum lies between the least and the greatest
// of them; outside it, and where too few are left to choose m in all, nothing is added up.
func waysToSum(values []int, m, most int) []float64 {
	n := len(values)
	slices.Sort(values)
	first := make([]int, n+1) // sum of the first k
	for k, x := range values {
		first[k+1] = first[k] + x
	}
	ways := make([][]float64, m+1) // by number chosen, by sum
	for j := range ways {
		ways[j] = make([]float64, most+1)
	}
	ways[0][0] = 1
	for k, x := range values {
		left := n - k - 1
		for j := min(k+1, m); j >= max(1, m-left); j-- {
			least, greatest := max(x, first[j]), min(most, first[k+1]-first[k+1-j])
			if least > greatest {
				continue
			}
			from, to := ways[j-1][least-x:greatest-x+1], ways[j][least:greatest+1]
			for i, w := range from {
				to[i] += w
			}
		}
	}
	return ways[m]
}

// permuteAtRandom shuffles the smaller group out of all answers again and again.
func permuteAtRandom(a, b []float64) Permutation {
	if len(a) > len(b) {
		a, b = b, a // fewer to draw, the same divisions
	}
	all := append(append([]float64{}, a...), b...)
	m, n := float64(len(a)), float64(len(all))
	observed, total, size := 0.0, 0.0, 0.0
	for i, x := range all {
		if i < len(a) {
			observed += x
		}
		total += x
		size += math.Abs(x)
	}
	distance := func(sum float64) float64 { return math.Abs(sum - m*total/n) }
	threshold := distance(observed) - 1e-12*size // equal sums, added in another order
	rng := rand.New(rand.NewPCG(1935, 0))
	hits := 0
	for range permutationDraws {
		sum := 0.0
		for i := range a {
			j := i + rng.IntN(len(all)-i)
			all[i], all[j] = all[j], all[i]
			sum += all[i]
		}
		if distance(sum) >= threshold {
			hits++
		}
	}
	return Permutation{P: float64(1+hits) / float64(1+permutationDraws), Draws: permutationDraws}
}

// wholeNumbers turns the values of both groups into whole numbers from 0 on, by a shift and a common factor, which
// leave the order of the differences of means as it is.
func wholeNumbers(f, g Freq) (a, b []int, ok bool) {
	d, ok := commonDenominator(f, g)
	if !ok {
		return nil, nil, false
	}
	low := min(f[0].Value, g[0].Value)
	whole := func(x float64) int { return int(math.Round((x - low) * float64(d))) }
	factor := 0
	for _, t := range []Freq{f, g} {
		for _, v := range t {
			factor = gcd(factor, whole(v.Value))
		}
	}
	spread := func(t Freq) []int {
		xs := make([]int, 0, t.Total())
		for _, v := range t {
			for range v.N {
				xs = append(xs, whole(v.Value)/max(factor, 1))
			}
		}
		return xs
	}
	return spread(f), spread(g), true
}

// commonDenominator is the smallest number that makes all values whole.
func commonDenominator(tables ...Freq) (int, bool) {
	whole := func(d int) bool {
		for _, t := range tables {
			for _, v := range t {
				x := v.Value * float64(d)
				if math.Abs(x-math.Round(x)) > 1e-9*math.Max(1, math.Abs(x)) {
					return false
				}
			}
		}
		return true
	}
	for d := 1; d <= maxDenominator; d++ {
		if whole(d) {
			return d, true
		}
	}
	return 0, false
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// values is one value a person.
func values(f Freq) []float64 {
	xs := make([]float64, 0, f.Total())
	for _, v := range f {
		for range v.N {
			xs = append(xs, v.Value)
		}
	}
	return xs
}
