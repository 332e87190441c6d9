package stat

import "math"

// OneWay is the analysis of variance between and within groups, schools for instance.
type OneWay struct {
	Groups  int
	N       int     // persons
	Between float64 // mean square, MSB
	Within  float64 // mean square, MSW
	Size    float64 // n₀ = (N − Σn²/N)/(groups − 1), the size that counts when sizes differ
}

// AnalyseVariance compares groups from their moments; groups without persons do not take part. ok is false unless
// there are two groups, more persons than groups, and some spread.
func AnalyseVariance(groups []Moments) (a OneWay, ok bool) {
	var all Moments
	var within, squares float64
	for _, g := range groups {
		if g.N == 0 {
			continue
		}
		a.Groups++
		all = all.Merge(g)
		within += g.squaredDeviations()
		squares += float64(g.N) * float64(g.N)
	}
	a.N = all.N
	total := all.squaredDeviations()
	if a.Groups < 2 || a.N <= a.Groups || total == 0 {
		return OneWay{}, false
	}
	n, k := float64(a.N), float64(a.Groups)
	a.Between = max(total-within, 0) / (k - 1)
	a.Within = within / (n - k)
	a.Size = (n - squares/n) / (k - 1)
	return a, true
}

// ICC1 is the share of the variance of persons that lies between groups, (MSB − MSW)/(MSB + (n₀−1) MSW): how alike
// two people of one school are. Negative if groups differ less than chance would make them. Source: Shrout & Fleiss
// 1979, Psychological Bulletin 86:420, ICC(1,1); Bliese 2000.
func (a OneWay) ICC1() float64 {
	return (a.Between - a.Within) / (a.Between + (a.Size-1)*a.Within)
}

// ICC2 is the reliability of the mean of a group, (MSB − MSW)/MSB. A high value can come from large groups alone.
// Minus infinity if the means of all groups are equal. Source: Shrout & Fleiss 1979, ICC(1,k).
func (a OneWay) ICC2() float64 { return 1 - a.Within/a.Between }

// Components are the variance of persons within groups and of the true means between groups.
type Components struct {
	Between float64 // τ²
	Within  float64 // σ²
}

// ICC is the share of the variance that lies between groups, τ²/(τ² + σ²).
func (c Components) ICC() float64 { return c.Between / (c.Between + c.Within) }

// VarianceComponents estimates them by restricted maximum likelihood in the model with a random mean per group, from
// the moments of the groups. With groups of one size it agrees with [OneWay.ICC1] as long as that is positive; with
// unequal sizes it uses the small ones better. Never negative. ok as for [AnalyseVariance], and only with spread
// within groups. Source: Patterson & Thompson 1971, Biometrika 58:545; R lme4, lmer(y ~ 1 + (1 | group)).
func VarianceComponents(groups []Moments) (c Components, ok bool) {
	a, ok := AnalyseVariance(groups)
	if !ok || a.Within == 0 {
		return Components{}, false
	}
	// One unknown is left once the other is profiled out: the ICC itself, between 0 and 1.
	icc := minimise(func(icc float64) float64 {
		deviance, _ := profile(groups, icc)
		return deviance
	})
	_, within := profile(groups, icc)
	return Components{Between: within * icc / (1 - icc), Within: within}, true
}

// profile is −2 log restricted likelihood (up to a constant) at a given ICC, with the variance within groups that
// fits it best.
func profile(groups []Moments, icc float64) (deviance, within float64) {
	ratio := icc / (1 - icc) // τ²/σ²
	var n, ss, weights, sum, logs float64
	for _, g := range groups {
		if g.N == 0 {
			continue
		}
		size := float64(g.N)
		w := size / (1 + size*ratio)
		n += size
		ss += g.squaredDeviations()
		weights += w
		sum += w * g.Mean()
		logs += math.Log1p(size * ratio)
	}
	mu := sum / weights
	for _, g := range groups {
		if g.N > 0 {
			size := float64(g.N)
			ss += size / (1 + size*ratio) * (g.Mean() - mu) * (g.Mean() - mu)
		}
	}
	within = ss / (n - 1)
	return (n-1)*math.Log(within) + logs + math.Log(weights), within
}

// minimise finds the place between 0 (included) and 1 where f is least: the best of a grid, then golden sections
// around it.
func minimise(f func(float64) float64) float64 {
	const cells = 200
	best := 0
	for i := range cells {
		if f(float64(i)/cells) < f(float64(best)/cells) {
			best = i
		}
	}
	low := math.Max(0, float64(best-1)/cells)
	high := math.Min(1-1e-12, float64(best+1)/cells)
	golden := (math.Sqrt(5) - 1) / 2
	for high-low > 1e-12 {
		a, b := high-golden*(high-low), low+golden*(high-low)
		if f(a) <= f(b) {
			high = b
		} else {
			low = a
		}
	}
	if low < 1e-9 && f(0) <= f(low) {
		return 0
	}
	return (low + high) / 2
}
