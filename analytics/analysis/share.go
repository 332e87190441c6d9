package analysis

import (
	"tilstand/analytics/stat"
)

func (s subject) shares(e *Estimate) {
	counts := s.item().counts
	for i, n := range counts.N {
		share := s.share(n)
		score, code := counts.Min+i, counts.Min+i
		if len(s.measure.Reversed) > 0 {
			code = counts.Min + counts.Max() - score
		}
		share.Score, share.Code = &score, &code
		e.Categories = append(e.Categories, share)
	}
	if s.measure.steps() >= 4 { // two of three are not the ends of anything
		top, bottom := s.share(counts.Top(2)), s.share(counts.Bottom(2))
		e.TopTwo, e.BottomTwo = &top, &bottom
	}
}

// share is that of x who chose something.
func (s subject) share(x int) Share {
	n := s.moments.N
	share := Share{Count: x, Share: number(float64(x) / float64(n)), Method: wilson}
	if s.population > 0 {
		share.Method = hypergeometric
		share.Interval = interval(stat.ShareInterval(x, n, s.population, stat.Level))
		return share
	}
	share.Interval = interval(stat.WilsonInterval(x, n, stat.Level))
	return share
}
