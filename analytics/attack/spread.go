package attack

// spread says that the standard deviation of n answers, counts by category, prints as so many hundredths.
type spread struct {
	counts     []int
	n          int
	hundredths int
}

// possible reports whether some counts within the bounds may have that standard deviation. From n·Σx² − (Σx)² = n(n−1)·sd².
func (p spread) possible(low, high []int) bool {
	var sumLow, sumHigh, squaresLow, squaresHigh int
	for i, v := range p.counts {
		x := i + 1
		sumLow, sumHigh = sumLow+x*low[v], sumHigh+x*high[v]
		squaresLow, squaresHigh = squaresLow+x*x*low[v], squaresHigh+x*x*high[v]
	}
	const unit = 1_000_000 // (1/1000)²
	least, most := 10*p.hundredths-5, 10*p.hundredths+5
	pairs := p.n * (p.n - 1)
	return unit*(p.n*squaresHigh-sumLow*sumLow) >= pairs*max(0, least)*max(0, least) &&
		unit*(p.n*squaresLow-sumHigh*sumHigh) <= pairs*most*most
}
