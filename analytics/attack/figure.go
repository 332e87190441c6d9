package attack

// rounded are the counts of n that print as so many per cent, half a per cent upwards: 200·count + n over 2·n.
func rounded(percent, n int) (low, high int) {
	low = ceil((2*percent-1)*n, 200)
	high = ceil((2*percent+1)*n, 200) - 1
	return max(0, low), min(n, high)
}

// share are the counts of n that a band allows. A share that is shown as it is lies inside the caps.
func share(b Band, n int) (low, high int) {
	switch b.Limit {
	case limitAtLeast:
		return ceil(b.Percent*n, 100), n
	case limitAtMost:
		return 0, b.Percent * n / 100
	}
	low, high = rounded(b.Percent, n)
	if c, known := cap100(n); known {
		low, high = max(low, (100-c)*n/100+1), min(high, ceil(c*n, 100)-1)
	}
	return low, high
}

// leastShown is the smallest group that the published rules have caps for.
const leastShown = 5

// cap100 is the published ladder of caps in per cent.
func cap100(n int) (int, bool) {
	switch {
	case n < leastShown:
		return 0, false
	case n < 10:
		return (n - 2) * 100 / n / 5 * 5, true
	case n <= 20:
		return 80, true
	case n <= 40:
		return 90, true
	case n <= 100:
		return 95, true
	}
	return 0, false
}

// meanRange bounds the sum of the codes 1, 2, … of n answers.
func meanRange(c Cell, steps int) (low, high int) {
	low, high = c.N, c.N*steps
	switch c.Limit {
	case limitExact:
		t, _ := tenths(c.Mean, steps)
		low = max(low, ceil((2*t-1)*c.N, 20))
		high = min(high, ceil((2*t+1)*c.N, 20)-1)
		if c.N >= leastShown {
			lowest, highest := extremes(steps, c.N)
			low, high = max(low, lowest*c.N/10+1), min(high, ceil(highest*c.N, 10)-1)
		}
	case limitAtLeast, limitAtMost, limitMiddle, limitBetween:
		from, _ := tenths(c.Bounds.Low, steps)
		to, _ := tenths(c.Bounds.High, steps)
		low, high = max(low, ceil(from*c.N, 10)), min(high, to*c.N/10)
	}
	return low, high
}

// extremes are the means, in tenths, up to which only "low" and from which only "high" is said: the most extreme that two
// dissenters allow, one at the far end and one with the nearest answer outside the side.
func extremes(steps, n int) (low, high int) {
	ends := bandEnds[steps]
	belowHigh, aboveLow := ends[len(ends)-2], ends[0]+1
	return ceil(10*(n-2+aboveLow+steps), n), 10 * (steps*(n-2) + belowHigh + 1) / n
}

// ceil is a/b rounded up, b > 0.
func ceil(a, b int) int {
	if a <= 0 {
		return a / b
	}
	return (a + b - 1) / b
}
